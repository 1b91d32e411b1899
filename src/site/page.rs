//! Every part of the site that is no award: what it is made from, where it stands, its bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::badge;
use super::bundle::{Fingerprint, Order};
use super::data::{self, FeedEntry};
use super::edition::Edition;
use super::fingerprint::Ingredients;
use super::html;
use super::key_notes;
use super::listing;
use super::plan::{Output, Site};
use super::verification;
use crate::artwork;
use crate::credential::did_document::did_document;
use crate::credential::{open_badges_2, open_badges_3, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::entry::Standing;
use crate::model::moment::Moment;

/// A part of the site; numbers are places in the plan's lists.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    Home,
    Catalogue,
    Missing,
    /// The page of a badge: that of its newest version.
    Badge {
        edition: usize,
    },
    /// The page of one version.
    Edition {
        edition: usize,
    },
    /// Its Open Badges documents.
    Documents {
        edition: usize,
    },
    /// Its picture, and the card for link previews.
    Pictures {
        edition: usize,
    },
    /// Who earned a badge; pages count from 1.
    Listing {
        listing: usize,
        page: usize,
    },
    /// A status list, by its place among them.
    StatusList {
        list: usize,
    },
    Issuer,
    Keys,
    Revocations,
    Logo,
    Style,
    /// Checks any badge in the visitor's browser.
    Verification,
    /// What it does that with.
    Script {
        number: usize,
    },
    Feed,
    Sitemap,
    CatalogueData,
    Robots,
    Headers,
    NoJekyll,
}

impl Page {
    /// Every part of the site but its awards.
    pub(super) fn plan(site: &Site<'_>) -> Vec<Self> {
        let mut pages = vec![
            Self::Home,
            Self::Catalogue,
            Self::Missing,
            Self::Issuer,
            Self::Keys,
            Self::Revocations,
            Self::Logo,
            Self::Style,
            Self::Verification,
            Self::Script { number: 0 },
            Self::Script { number: 1 },
            Self::Feed,
            Self::Sitemap,
            Self::CatalogueData,
            Self::Robots,
            Self::Headers,
            Self::NoJekyll,
        ];
        for (edition, it) in site.editions.iter().enumerate() {
            pages.push(Self::Edition { edition });
            pages.push(Self::Documents { edition });
            pages.push(Self::Pictures { edition });
            if it.is_newest {
                pages.push(Self::Badge { edition });
            }
        }
        for (listing, it) in site.listings.iter().enumerate() {
            pages.extend((1..=it.page_count()).map(|page| Self::Listing { listing, page }));
        }
        let lists = site.ledger.status_lists().len();
        pages.extend((0..lists).map(|list| Self::StatusList { list }));
        pages
    }

    /// When it is written.
    pub(super) fn order(self) -> Order {
        match self {
            Self::Documents { .. }
            | Self::Pictures { .. }
            | Self::Issuer
            | Self::Logo
            | Self::Script { .. }
            | Self::Style => Order::Leaf,
            Self::Edition { .. } | Self::Badge { .. } | Self::Listing { .. } => Order::Listing,
            _ => Order::Entry,
        }
    }

    /// Where its files stand, in the order in which they are rendered.
    pub(super) fn paths(self, site: &Site<'_>) -> Vec<String> {
        let one = |path: &str| vec![path.to_owned()];
        match self {
            Self::Home => one("index.html"),
            Self::Catalogue => one("badges/index.html"),
            Self::Missing => one("404.html"),
            Self::Badge { edition } => one(&format!(
                "{}index.html",
                places::badge(site.editions[edition].slug)
            )),
            Self::Edition { edition } => {
                one(&format!("{}index.html", site.editions[edition].folder()))
            }
            Self::Documents { edition } => {
                let Edition { slug, version, .. } = &site.editions[edition];
                vec![
                    places::badge_class(slug, version),
                    places::achievement(slug, version),
                ]
            }
            Self::Pictures { edition } => picture_paths(&site.editions[edition]),
            Self::Listing { listing, page } => vec![site.listings[listing].path(page)],
            Self::StatusList { list } => {
                vec![places::status_list(site.ledger.status_lists()[list].0)]
            }
            Self::Issuer => one(places::ISSUER),
            Self::Keys => one(places::did_document(site.publisher.base())),
            Self::Revocations => one(places::REVOCATIONS),
            Self::Logo => vec![logo_path(site)],
            Self::Style => one("style.css"),
            Self::Verification => one(verification::PAGE_PATH),
            Self::Script { number } => one(&verification::scripts()[number].path),
            Self::Feed => one("feed.xml"),
            Self::Sitemap => data::sitemap_paths(addresses(site).len()),
            Self::CatalogueData => one("catalog.json"),
            Self::Robots => one("robots.txt"),
            Self::Headers => one("_headers"),
            Self::NoJekyll => one(".nojekyll"),
        }
    }

    /// Over all that its files are made from.
    pub(super) fn fingerprint(self, site: &Site<'_>) -> Fingerprint {
        // Which of the parts it is: two may be made from the same things.
        let name = format!("{self:?}");
        let base = site.ingredients("page").with(&name);
        let plain = || site.plain_ingredients("data").with(&name);
        let editions = site.editions.iter().map(|it| it.fingerprint);
        let lists = || site.ledger.status_lists();
        match self {
            Self::Badge { edition } | Self::Edition { edition } => {
                let it = &site.editions[edition];
                let versions = site.editions.iter().filter(|other| other.slug == it.slug);
                let listed = site.listings.iter().find(|other| other.slug == *it.slug);
                base.with(it.fingerprint)
                    .with([u8::from(it.is_newest)])
                    .with_all(versions.map(|it| it.version.as_str()))
                    .with_some(listed.map(|it| it.awards.len().to_le_bytes()))
            }
            Self::Documents { edition } => plain().with(site.editions[edition].fingerprint),
            Self::Pictures { edition } => {
                let it = &site.editions[edition];
                // Dear to make, so made anew only for what they show.
                Ingredients::of("pictures")
                    .with(&name)
                    .with(it.artwork_fingerprint())
                    .with(it.achievement["name"].to_string())
                    .with(&site.catalog.issuer.name)
                    .with(site.publisher.base().host())
            }
            Self::Listing { listing, page } => {
                let listed = listing::fingerprint(site, &site.listings[listing], page);
                base.with(listed.finish())
            }
            Self::StatusList { list } => plain().with(lists()[list].1.get()),
            Self::Keys => plain().with(format!("{:?}", site.catalog.keys)),
            Self::Revocations => plain().with_all(revoked(site).map(|it| format!("{it:?}"))),
            Self::Issuer => plain(),
            // It asks for the list at once where there is but one.
            Self::Verification => base.with([u8::from(lists().len() == 1)]),
            Self::Script { number } => plain().with(&verification::scripts()[number].path),
            Self::Logo => {
                let logo = site.catalog.issuer.image.as_ref();
                plain().with_some(logo.map(|it| it.bytes()))
            }
            Self::Sitemap => plain().with_all(addresses(site)),
            Self::Feed => base
                .with_all(feed_entries(site).iter().map(|it| it.updated.to_string()))
                .with_all(editions),
            Self::Home | Self::Catalogue | Self::CatalogueData => {
                let offered = site.editions.iter().map(|it| [u8::from(it.is_offered)]);
                let notes = matches!(self, Self::Home).then(|| key_notes::ingredients(site));
                base.with_all(editions).with_all(offered).with_some(notes)
            }
            _ => base,
        }
        .finish()
    }

    /// Makes its files.
    pub(super) fn render(self, site: &Site<'_>, output: &mut Output<'_>) -> Result<(), Diagnostic> {
        if let Self::Pictures { edition } = self {
            return render_pictures(site, &site.editions[edition], output);
        }
        let mut paths = self.paths(site).into_iter();
        let path = paths.next().expect("every part of the site has a file");
        let publisher = &site.publisher;
        match self {
            Self::Home => html::render_home(site, output.file(path)),
            Self::Catalogue => html::render_catalogue(site, output.file(path)),
            Self::Missing => html::render_missing(site, output.file(path)),
            Self::Verification => verification::render(site, output.file(path)),
            Self::Badge { edition } => html::render_badge(site, edition, true, output.file(path)),
            Self::Edition { edition } => {
                html::render_badge(site, edition, false, output.file(path))
            }
            Self::Documents { edition } => render_documents(site, &site.editions[edition], output),
            Self::Listing { listing, page } => {
                let context = listing::context(site, &site.listings[listing], page)?;
                site.theme
                    .render("awards.html", &context, output.file(path))
            }
            Self::Feed => {
                let entries = feed_entries(site);
                let context = data::feed(&entries, publisher)?;
                site.theme.render("feed.xml", &context, output.file(path))
            }
            Self::Sitemap => {
                let maps = data::sitemaps(&addresses(site), publisher);
                for (path, map) in std::iter::once(path).chain(paths).zip(maps) {
                    output.write(path, map);
                }
                Ok(())
            }
            _ => {
                output.write(path, self.bytes(site)?);
                Ok(())
            }
        }
    }

    /// The bytes of a part that takes no template.
    fn bytes(self, site: &Site<'_>) -> Result<Vec<u8>, Diagnostic> {
        let publisher = &site.publisher;
        let pretty = |json| serde_json::to_vec_pretty(&json).expect("a value is JSON");
        Ok(match self {
            Self::StatusList { list } => site.ledger.status_lists()[list].1.get().into(),
            Self::Issuer => pretty(open_badges_2::issuer(publisher)),
            Self::Keys => pretty(did_document(publisher, &site.catalog.keys)),
            Self::Revocations => pretty(open_badges_2::revocation_list(publisher, revoked(site))),
            Self::Logo => match &site.catalog.issuer.image {
                Some(logo) => logo.bytes().to_vec(),
                None => data::FAVICON.into(),
            },
            Self::Style => site.theme.style.clone().into_bytes(),
            Self::Script { number } => verification::scripts()[number].text.clone().into_bytes(),
            Self::CatalogueData => data::catalogue(&site.offered(), publisher)?,
            Self::Robots => data::robots(publisher).into_bytes(),
            Self::Headers => data::headers(publisher).into_bytes(),
            _ => Vec::new(),
        })
    }
}

fn picture_paths(edition: &Edition<'_>) -> Vec<String> {
    let picture = |extension| places::picture(edition.slug, edition.version, extension);
    let mut paths = vec![picture("png")];
    if edition.has_svg() {
        paths.push(picture("svg"));
    }
    paths.push(edition.card_path());
    paths
}

fn logo_path(site: &Site<'_>) -> String {
    let logo = site.catalog.issuer.image.as_ref();
    logo.map_or_else(
        || FAVICON_PATH.to_owned(),
        |it| places::logo(it.extension()),
    )
}

fn render_documents(
    site: &Site<'_>,
    edition: &Edition<'_>,
    output: &mut Output<'_>,
) -> Result<(), Diagnostic> {
    let Edition { slug, version, .. } = edition;
    let signup = edition.page.signup_url.as_ref();
    let class =
        open_badges_2::badge_class(&site.publisher, slug, version, &edition.achievement, signup);
    let class = class.map_err(|error| {
        Diagnostic::error(format!("version {version} of `{slug}` is damaged: {error}"))
    })?;
    let achievement = open_badges_3::published_achievement(&edition.achievement);
    for (path, json) in [
        (places::badge_class(slug, version), class),
        (places::achievement(slug, version), achievement),
    ] {
        let bytes = serde_json::to_vec_pretty(&json).expect("a value is JSON");
        output.write(path, bytes);
    }
    Ok(())
}

fn render_pictures(
    site: &Site<'_>,
    edition: &Edition<'_>,
    output: &mut Output<'_>,
) -> Result<(), Diagnostic> {
    let (png, svg) = edition.files(site.ledger)?;
    let mut paths = picture_paths(edition).into_iter();
    let card = draw_card(site, edition, &png)?;
    let files = std::iter::once(png).chain(svg);
    for (file, path) in files.zip(paths.by_ref()) {
        output.write(path, file);
    }
    output.write(edition.card_path(), card);
    Ok(())
}

fn draw_card(site: &Site<'_>, edition: &Edition<'_>, png: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let name = badge::read(edition)?.name;
    let issuer = &site.catalog.issuer.name;
    let host = site.publisher.base().host();
    let card = artwork::card(png, name, issuer, host);
    card.map_err(|error| {
        Diagnostic::error(format!(
            "the card of `{}` cannot be drawn: {error}",
            edition.slug
        ))
    })
}

/// Assertions that hold no more. Those that never were Open Badges 2.0 are not among them; of an
/// erased one nobody knows any more. Where awards are not listed, nor are those that were replaced: their
/// pages lead to awards that hold, and each says itself that it was revoked.
fn revoked<'a>(
    site: &'a Site<'_>,
) -> impl Iterator<Item = (&'a crate::model::award::AwardId, Option<&'a str>)> {
    let awards = site.ledger.awards().iter();
    let gone = awards.filter(|it| match it.standing {
        Standing::Valid | Standing::Renewed { .. } => false,
        Standing::Erased => true,
        Standing::Revoked { .. } => it.has_recipient,
        Standing::Replaced { .. } => it.has_recipient && site.catalog.settings.privacy.listed,
    });
    gone.map(|it| (&it.id, it.standing.reason()))
}

/// The badges that were awarded, the newest first, each with the day of its first award.
fn feed_entries<'a>(site: &'a Site<'_>) -> Vec<FeedEntry<'a>> {
    let descent = site.ledger.descent();
    let mut first: Vec<Option<Timestamp>> = vec![None; site.editions.len()];
    for issued in site.ledger.awards() {
        // Where the day began after it was issued: in a time zone east of UTC.
        let start = start_of(issued.issued_on).min(descent.made(issued.line.file));
        let earliest = &mut first[site.edition_of(issued)];
        *earliest = Some(earliest.map_or(start, |it| it.min(start)));
    }
    let entries = site.editions.iter().zip(first);
    let mut entries: Vec<FeedEntry<'a>> = entries
        .filter_map(|(edition, first)| Some((edition, first?)))
        .map(|(edition, updated)| FeedEntry { edition, updated })
        .collect();
    entries.sort_by_key(|it| std::cmp::Reverse(it.updated));
    entries.truncate(FEED_LENGTH);
    entries
}

// In UTC, so that it stays the same whatever the site's time zone is.
fn start_of(date: Date) -> Timestamp {
    Moment::on(date, &TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |it| it.instant())
}

/// Every page that may be found, by its one address.
fn addresses(site: &Site<'_>) -> Vec<String> {
    let url = |path: &str| site.publisher.url(path);
    let mut addresses = vec![url(""), url("badges/"), url("verify/")];
    let editions = site.editions.iter();
    addresses.extend(editions.map(|it| url(&badge::address(it.slug, it))));
    let awards = site.ledger.awards();
    for listing in &site.listings {
        addresses.extend((1..=listing.page_count()).map(|page| url(&listing.path(page))));
        let listed = listing.awards.iter().map(|it| &awards[*it as usize].id);
        addresses.extend(listed.map(|it| url(&places::award_page(it))));
    }
    addresses
}

/// The mark of a site without a logo.
pub const FAVICON_PATH: &str = "favicon.svg";

/// A feed tells what is new, not all there ever was.
const FEED_LENGTH: usize = 50;
