//! Who earned a badge, in pages; only where a site lists its awards.

use tera::{Context, Value};

use super::award::is_expired;
use super::badge;
use super::fingerprint::Ingredients;
use super::head::Head;
use super::plan::Site;
use super::value::{list, map, text};
use crate::credential::facts::Facts;
use crate::credential::{Signed, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::entry::{Issued, Standing};
use crate::model::slug::Slug;

/// The awards of one badge that are listed.
pub struct Listing {
    pub slug: Slug,
    /// Their places in the ledger, by the day on which they were earned, from old to new.
    pub awards: Vec<u32>,
}

impl Listing {
    /// How many pages it takes.
    pub fn page_count(&self) -> usize {
        self.awards.len().div_ceil(PAGE_LENGTH)
    }

    /// Where the newest awards are listed.
    pub fn newest_path(&self) -> String {
        self.path(self.page_count())
    }

    /// Where a page stands; pages count from 1, the oldest, so that one that is full never changes
    /// its place. No version of a badge can have a `_`.
    pub fn path(&self, page: usize) -> String {
        format!("{}awards_{page}.html", places::badge(&self.slug))
    }

    /// The awards of a page.
    pub fn page(&self, page: usize) -> &[u32] {
        let start = (page - 1) * PAGE_LENGTH;
        let end = (start + PAGE_LENGTH).min(self.awards.len());
        &self.awards[start..end]
    }
}

/// Every listing of the site; none if it lists no awards.
pub fn plan(site: &Site<'_>) -> Vec<Listing> {
    if !site.catalog.settings.privacy.listed {
        return Vec::new();
    }
    let mut listings: Vec<Listing> = Vec::new();
    let awards = site.ledger.awards();
    let mut listed: Vec<u32> = (0..).take(awards.len()).collect();
    listed.retain(|it| is_listed(&awards[*it as usize]));
    listed.sort_by_cached_key(|it| {
        let issued = &awards[*it as usize];
        let earned_on = site.ledger.earned_on(issued);
        (&issued.slug, earned_on, &issued.cohort, issued.id)
    });
    for index in listed {
        let slug = &awards[index as usize].slug;
        match listings.last_mut().filter(|it| it.slug == *slug) {
            Some(listing) => listing.awards.push(index),
            None => listings.push(Listing {
                slug: slug.clone(),
                awards: vec![index],
            }),
        }
    }
    listings
}

fn is_listed(issued: &Issued) -> bool {
    issued.standing == Standing::Valid
}

/// Over all that a page of a listing shows.
pub fn fingerprint(site: &Site<'_>, listing: &Listing, page: usize) -> Ingredients {
    let number = newest(site, listing);
    let awards = site.ledger.awards();
    let now = site.ledger.last_act();
    let listed = listing.page(page).iter();
    site.ingredients("listing")
        .with(site.editions[number].fingerprint)
        .with(listing.page_count().to_le_bytes())
        .with_all(listed.map(|it| {
            let issued = &awards[*it as usize];
            let mut digest = issued.served_digest().to_vec();
            digest.extend(site.ledger.earned_on(issued).to_string().bytes());
            digest.push(is_expired(issued, now).into());
            digest.push(site.withdrawn(issued).is_some().into());
            digest
        }))
}

/// A page of a listing.
///
/// # Errors
/// A line of the ledger cannot be read.
pub fn context(site: &Site<'_>, listing: &Listing, page: usize) -> Result<Context, Diagnostic> {
    let number = newest(site, listing);
    let edition = &site.editions[number];
    let texts = site.texts(edition);
    let view = site.view(number)?;
    let path = listing.path(page);
    let url = site.publisher.url(&path);
    let card = site.publisher.url(&edition.card_path());
    let title = texts.fill("listing_title", &[("badge", &view.name)]);
    let head = Head {
        path: &path,
        root: None,
        language: texts.language().as_str(),
        title: &title,
        card_title: None,
        description: &super::data::description(&view.description),
        url: Some(&url),
        card: Some((&card, &view.picture_alt)),
        is_unlisted: false,
    };
    let mut context = Context::new();
    context.insert_value("page", head.value());
    context.insert_value("text", texts.value());
    context.insert_value("badge", badge::card(edition, texts)?);
    context.insert_value("awards", list(people(site, listing.page(page))?));
    context.insert_value("pages", pages(listing, page));
    Ok(context)
}

fn newest(site: &Site<'_>, listing: &Listing) -> usize {
    let found = site.editions.iter();
    let mut found = found.enumerate().filter(|(_, it)| *it.slug == listing.slug);
    let newest = found.find(|(_, it)| it.is_newest);
    newest
        .expect("every badge that was awarded has a newest version")
        .0
}

fn people(site: &Site<'_>, listed: &[u32]) -> Result<Vec<Value>, Diagnostic> {
    let awards = site.ledger.awards();
    let newest_first = listed.iter().rev();
    newest_first
        .map(|it| person(site, &awards[*it as usize]))
        .collect()
}

fn person(site: &Site<'_>, issued: &Issued) -> Result<Value, Diagnostic> {
    let line = site.ledger.line(issued)?;
    let wrong = |error: &dyn std::fmt::Display| {
        Diagnostic::error(format!(
            "the credential of award `{}` is damaged: {error}",
            issued.id
        ))
    };
    let edition = &site.editions[site.edition_of(issued)];
    let credential = Signed::parse(line.credential.get()).map_err(|error| wrong(&error))?;
    let facts = Facts::read(&credential, &edition.achievement).map_err(|error| wrong(&error))?;
    let texts = site.texts(edition);
    let ended = is_expired(issued, site.ledger.last_act());
    let state = match site.withdrawn(issued) {
        Some(_) => Some(texts.words("state_unproven")),
        None => ended.then(|| texts.words("state_expired")),
    };
    Ok(map([
        (
            "name",
            facts
                .recipient_name
                .unwrap_or(texts.words("private_name"))
                .into(),
        ),
        ("page", places::award_page(&issued.id).into()),
        ("earned", texts.date_value(site.ledger.earned_on(issued))),
        ("state_text", text(state)),
    ]))
}

fn pages(listing: &Listing, page: usize) -> Value {
    let count = listing.page_count();
    if count < 2 {
        return Value::none();
    }
    list((1..=count).rev().map(|number| {
        map([
            ("number", (count + 1 - number).into()),
            ("path", listing.path(number).into()),
            ("current", (number == page).into()),
        ])
    }))
}

/// More on one page take long to load and longer to read.
const PAGE_LENGTH: usize = 500;
