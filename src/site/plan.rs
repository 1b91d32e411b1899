//! The plan of a site.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::OnceLock;

use jiff::Timestamp;

use super::award::is_expired;
use super::badge::{self, BadgeView, Surroundings};
use super::bundle::{Bundle, File, Order, Subject};
use super::edition::{Edition, editions};
use super::fingerprint::Ingredients;
use super::listing::{self, Listing};
use super::page::Page;
use super::paths::ensure_apart;
use super::texts::Texts;
use super::theme::Theme;
use super::value::{map, text};
use super::verification;
use crate::artwork::{CARD_HEIGHT_PX, CARD_WIDTH_PX};
use crate::credential::{Publisher, places};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::{Issued, Standing};
use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::slug::{Slug, Version};

/// A site that can be made: what it consists of, and how to make each part.
pub struct Site<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ledger: &'a Ledger,
    pub(super) publisher: Publisher<'a>,
    pub(super) theme: Theme,
    pub(super) editions: Vec<Edition<'a>>,
    pub(super) listings: Vec<Listing>,
    pub(super) pages: Vec<Page>,
    /// For each edition, in each language that there are words in.
    views: Vec<BTreeMap<Language, OnceLock<Result<BadgeView, Diagnostic>>>>,
    numbers: HashMap<(&'a Slug, &'a Version), usize>,
    bundles: Vec<Bundle>,
}

impl<'a> Site<'a> {
    /// Plans the site; reads theme overrides below `root/themes`.
    ///
    /// # Errors
    /// A template that does not parse, a frozen definition that was changed, an award of a
    /// definition that the ledger does not have, two parts that would be at the same place.
    pub fn plan(
        root: &Path,
        catalog: &'a Catalog,
        ledger: &'a Ledger,
    ) -> Result<Self, Diagnostics> {
        ledger.ensure_unchanged(catalog)?;
        let publisher = Publisher::of(catalog);
        let theme = theme(root, catalog, &publisher)?;
        let editions = editions(&catalog.achievements, ledger, &publisher);
        let numbers = editions.iter().enumerate();
        let numbers = numbers.map(|(number, it)| ((it.slug, it.version), number));
        let mut site = Self {
            catalog,
            ledger,
            publisher,
            views: editions.iter().map(|_| unmade(&theme)).collect(),
            theme,
            numbers: numbers.collect(),
            editions,
            listings: Vec::new(),
            pages: Vec::new(),
            bundles: Vec::new(),
        };
        site.ensure_defined()?;
        site.listings = listing::plan(&site);
        site.pages = Page::plan(&site);
        // Only where authors choose names: awards have their own, and they and the sitemap, which
        // counts them, are too long to go through once more.
        let named = site.pages.iter().filter(|it| !matches!(it, Page::Sitemap));
        ensure_apart(named.flat_map(|it| it.paths(&site)).collect())?;
        site.bundles = site.plan_bundles();
        Ok(site)
    }

    /// A warning of each language of the site that there are no words in.
    pub fn untranslated(&self) -> Diagnostics {
        let catalogues = &self.theme.catalogues;
        let languages = self.catalog.settings.languages.iter();
        let untranslated = languages.filter(|it| catalogues.texts_in(it).is_none());
        let mut warnings = Diagnostics::new();
        warnings.extend(untranslated.map(|it| {
            let instead = catalogues.texts(it).language();
            let theme = &self.catalog.settings.theme;
            let known: Vec<_> = catalogues.languages().map(|it| format!("`{it}`")).collect();
            let message = format!("there are no texts in `{it}`: its pages speak `{instead}`");
            Diagnostic::warning(message)
                .in_file(SETTINGS_FILE)
                .hint(format!(
                    "there are texts in {}; others go to `themes/{theme}/texts/{}.toml`",
                    known.join(", "),
                    it.primary()
                ))
        }));
        warnings
    }

    /// A warning of a theme that lets search engines list pages of awards that are not listed.
    pub fn open_to_search(&self) -> Option<Diagnostic> {
        let is_listed = self.catalog.settings.privacy.listed;
        let left_out = self.theme.leaves_out("award.html", "noindex");
        let file = left_out.filter(|_| !is_listed)?;
        let message =
            "pages of awards, which are not listed, no longer ask search engines to leave them out";
        Some(Diagnostic::warning(message).in_file(file).hint(
            "let the template extend `base.html`, or put `<meta name=\"robots\" content=\"noindex\">` into its head",
        ))
    }

    /// Everything the site consists of, in no particular order but always the same.
    pub fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    /// The paths of a bundle's files, in the order in which `render` gives them.
    pub fn paths(&self, bundle: &Bundle) -> Vec<String> {
        match bundle.subject {
            Subject::Award { index, .. } => self.award_paths(self.award(index)),
            Subject::Page(number) => self.pages[number as usize].paths(self),
        }
    }

    /// Makes the files of a bundle, into `files`; safe to call from many threads at once.
    ///
    /// What `files` held is replaced, and its memory used again.
    ///
    /// # Errors
    /// A template fails, or a line of the ledger cannot be read.
    pub fn render(&self, bundle: &Bundle, files: &mut Vec<File>) -> Result<(), Diagnostic> {
        let mut output = Output { files, count: 0 };
        match bundle.subject {
            Subject::Award { index, .. } => self.render_award(self.award(index), &mut output)?,
            Subject::Page(number) => self.pages[number as usize].render(self, &mut output)?,
        }
        output.finish();
        Ok(())
    }

    fn award(&self, index: u32) -> &'a Issued {
        &self.ledger.awards()[index as usize]
    }

    /// The award whose place this one took, unless nothing is left of it.
    pub(super) fn predecessor(&self, issued: &Issued) -> Option<&'a Issued> {
        let earlier = self.ledger.award(&issued.follows?.id)?;
        (earlier.standing != Standing::Erased).then_some(earlier)
    }

    /// The version of the badge that was awarded.
    pub(super) fn edition_of(&self, issued: &Issued) -> usize {
        self.numbers[&(&issued.slug, &issued.version)]
    }

    /// Since when others may have used the key that signed an award, if that key is no longer
    /// believed, and the credential with it.
    pub(super) fn withdrawn(&self, issued: &Issued) -> Option<Timestamp> {
        let key = self.catalog.keys.find(issued.signer())?;
        key.state.since()
    }

    /// What pages say of a version of a badge, in its own language; made once.
    pub(super) fn view(&self, number: usize) -> Result<&BadgeView, Diagnostic> {
        self.view_in(number, self.texts(&self.editions[number]))
    }

    /// What pages in the language of `texts` say of a version of a badge; made once.
    pub(super) fn view_in(&self, number: usize, texts: &Texts) -> Result<&BadgeView, Diagnostic> {
        let view = self.views[number][texts.language()].get_or_init(|| {
            let around = self.surroundings(number);
            badge::view(&self.editions[number], texts, &self.publisher, &around)
        });
        view.as_ref().map_err(Clone::clone)
    }

    /// The words of an award's page: in its own language where there are any, or its badge's.
    pub(super) fn texts_of(&self, issued: &Issued, edition: &Edition<'_>) -> &Texts {
        let own = issued.language.as_ref();
        let own = own.and_then(|it| self.theme.catalogues.texts_in(it));
        match own {
            Some(texts) => texts,
            None => self.texts(edition),
        }
    }

    /// The words of the pages of a version of a badge.
    pub(super) fn texts(&self, edition: &Edition<'_>) -> &Texts {
        self.theme.catalogues.texts(&edition.language)
    }

    /// The badges that can be earned.
    pub(super) fn offered(&self) -> Vec<&Edition<'a>> {
        self.editions.iter().filter(|it| it.is_offered).collect()
    }

    /// Over all that every page shows.
    pub(super) fn ingredients(&self, kind: &str) -> Ingredients {
        self.plain_ingredients(kind).with(self.theme.digest)
    }

    /// Over all that files without a template may say of site and issuer.
    pub(super) fn plain_ingredients(&self, kind: &str) -> Ingredients {
        let settings = &self.catalog.settings;
        let issuer = &self.catalog.issuer;
        Ingredients::of(kind)
            .with(settings.base.as_str())
            .with_all(settings.languages.iter().map(|it| it.as_str()))
            .with_some(settings.time_zone.iana_name())
            .with(format!("{:?}", settings.privacy))
            .with(&issuer.name)
            .with(issuer.url.as_str())
            .with(issuer.email.as_str())
            .with_some(issuer.description.as_ref())
            .with_some(issuer.image.as_ref().map(|it| it.extension()))
    }

    fn surroundings(&self, number: usize) -> Surroundings<'_> {
        let slug = self.editions[number].slug;
        let listed = self.listings.iter().find(|it| it.slug == *slug);
        Surroundings {
            versions: self.versions(slug),
            listing: listed.map(|it| (it.newest_path(), it.awards.len())),
        }
    }

    fn versions(&self, slug: &Slug) -> Vec<&Version> {
        let versions = self.editions.iter().filter(|it| it.slug == slug);
        versions.map(|it| it.version).collect()
    }

    fn ensure_defined(&self) -> Result<(), Diagnostics> {
        let mut findings = Diagnostics::new();
        for issued in self.ledger.awards() {
            let key = (&issued.slug, &issued.version);
            if self.ledger.definition(key.0, key.1).is_none() && !self.numbers.contains_key(&key) {
                findings.push(Diagnostic::error(format!(
                    "award `{}` is of version {} of `{}`, which the ledger does not define",
                    issued.id, key.1, key.0
                )));
            }
        }
        findings.finish(())
    }

    fn plan_bundles(&self) -> Vec<Bundle> {
        let badges = self.badge_ingredients();
        let now = self.ledger.last_act();
        let awards = self.ledger.awards().iter().enumerate();
        let awards = awards.map(|(index, issued)| {
            let ended = is_expired(issued, now);
            let badge = badges[self.edition_of(issued)].clone();
            Bundle {
                order: Order::Leaf,
                fingerprint: self.award_fingerprint(badge, issued, ended),
                subject: Subject::Award {
                    index: u32::try_from(index).expect("a ledger has fewer awards"),
                    id: issued.id,
                },
            }
        });
        let pages = self.pages.iter().enumerate().map(|(number, page)| Bundle {
            order: page.order(),
            fingerprint: page.fingerprint(self),
            subject: Subject::Page(u32::try_from(number).expect("a site has fewer pages")),
        });
        awards.chain(pages).collect()
    }

    fn award_fingerprint(&self, badge: Ingredients, issued: &Issued, ended: bool) -> [u8; 16] {
        let award = badge
            .with(issued.served_digest())
            .with_some(self.withdrawn(issued).map(|it| it.to_string()))
            .with(format!("{:?}", issued.standing))
            .with([u8::from(ended)])
            .with_some(self.ledger.heir(issued).map(|it| it.id.as_str()));
        if issued.follows.is_none() {
            return award.finish();
        }
        let earlier = self.predecessor(issued).map(|it| it.id.to_string());
        award
            .with(format!("{:?}", issued.follows))
            .with_some(earlier.as_ref())
            .with(self.ledger.earned_on(issued).to_string())
            .finish()
    }

    // What an award's files need of its badge, hashed once for all its awards.
    fn badge_ingredients(&self) -> Vec<Ingredients> {
        let editions = self.editions.iter();
        editions
            .map(|it| {
                let has_versions = self.versions(it.slug).len() > 1;
                self.ingredients("award")
                    .with(it.fingerprint)
                    .with([u8::from(has_versions)])
            })
            .collect()
    }
}

fn unmade(theme: &Theme) -> BTreeMap<Language, OnceLock<Result<BadgeView, Diagnostic>>> {
    let languages = theme.catalogues.languages();
    languages.map(|it| (it.clone(), OnceLock::new())).collect()
}

fn theme(root: &Path, catalog: &Catalog, publisher: &Publisher<'_>) -> Result<Theme, Diagnostics> {
    let settings = &catalog.settings;
    let issuer = &catalog.issuer;
    let domain = domain(publisher);
    let constants = [("issuer", issuer.name.as_str()), ("domain", &domain)];
    let language = settings.default_language();
    let mut theme = Theme::read(root, &settings.theme, &constants, language)?;
    let logo = issuer.image.as_ref();
    let logo = logo.map(|it| places::logo(it.extension()));
    let icon = logo.as_deref().unwrap_or(super::page::FAVICON_PATH);
    let host = issuer.url.host();
    let shown = map([
        (
            "generator",
            concat!("accolade ", env!("CARGO_PKG_VERSION")).into(),
        ),
        ("icon", icon.into()),
        ("domain", domain.as_str().into()),
        ("base", settings.base.as_str().into()),
        ("keys", places::did_document(&settings.base).into()),
        ("script", verification::scripts()[0].path.as_str().into()),
        (
            "card",
            map([
                ("width", CARD_WIDTH_PX.into()),
                ("height", CARD_HEIGHT_PX.into()),
            ]),
        ),
        (
            "issuer",
            map([
                ("name", issuer.name.as_str().into()),
                ("url", issuer.url.as_str().into()),
                ("host", host.into()),
                ("email", issuer.email.as_str().into()),
                ("description", text(issuer.description.as_deref())),
                ("logo", text(logo.as_deref())),
            ]),
        ),
    ]);
    theme.share("site", shown);
    Ok(theme)
}

/// What people compare with the address bar: `org.github.io/repo`.
fn domain(publisher: &Publisher<'_>) -> String {
    let base = publisher.base().as_str();
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}

/// Files being made, in memory that is used again.
pub(super) struct Output<'f> {
    files: &'f mut Vec<File>,
    count: usize,
}

impl Output<'_> {
    /// The next file: empty.
    pub fn file(&mut self, path: String) -> &mut Vec<u8> {
        if self.count == self.files.len() {
            let bytes = Vec::new();
            self.files.push(File { path, bytes });
        } else {
            let file = &mut self.files[self.count];
            file.path = path;
            file.bytes.clear();
        }
        self.count += 1;
        &mut self.files[self.count - 1].bytes
    }

    /// The next file, from its bytes.
    pub fn write(&mut self, path: String, bytes: impl AsRef<[u8]>) {
        self.file(path).extend_from_slice(bytes.as_ref());
    }

    fn finish(self) {
        self.files.truncate(self.count);
    }
}

/// Where the languages are set.
const SETTINGS_FILE: &str = "accolade.toml";
