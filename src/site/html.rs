//! Pages for people: home, catalogue, badges, and the one that is missing.

use tera::{Context, Value};

use super::badge::{self, BadgeView};
use super::data;
use super::edition::Edition;
use super::head::Head;
use super::key_notes;
use super::plan::Site;
use super::texts::Texts;
use super::value::{list, text};
use crate::credential::places;
use crate::diagnostic::Diagnostic;

/// # Errors
/// A template fails, or an Achievement is damaged.
pub(super) fn render_home(site: &Site<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
    let texts = site.theme.catalogues.default();
    let offered = site.offered();
    let issuer = &site.catalog.issuer;
    let description = match &issuer.description {
        Some(description) => description.as_str(),
        None => texts.words("home_description"),
    };
    let head = Head {
        path: "index.html",
        root: None,
        language: texts.language().as_str(),
        title: &issuer.name,
        card_title: None,
        description: &data::description(description),
        url: Some(site.publisher.base().as_str()),
        card: None,
        is_unlisted: false,
    };
    let more = texts.count("more", &offered.len().to_string());
    let more = (offered.len() > HOME_BADGES).then_some(more);
    let shown = &offered[..offered.len().min(HOME_BADGES)];
    let mut context = cards(&head, texts, shown, 3)?;
    context.insert_value("more", text(more.as_deref()));
    context.insert_value("key_notes", key_notes::notes(site, texts));
    site.theme.render("home.html", &context, bytes)
}

/// # Errors
/// A template fails, or an Achievement is damaged.
pub(super) fn render_catalogue(site: &Site<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
    let texts = site.theme.catalogues.default();
    let name = &site.catalog.issuer.name;
    let title = format!("{} · {name}", texts.words("all_badges"));
    let url = site.publisher.url("badges/");
    let head = Head {
        path: "badges/index.html",
        root: None,
        language: texts.language().as_str(),
        title: &title,
        card_title: Some(texts.words("all_badges")),
        description: &data::description(texts.words("home_description")),
        url: Some(&url),
        card: None,
        is_unlisted: false,
    };
    let context = cards(&head, texts, &site.offered(), 2)?;
    site.theme.render("catalogue.html", &context, bytes)
}

fn cards(
    head: &Head<'_>,
    texts: &Texts,
    editions: &[&Edition<'_>],
    level: u32,
) -> Result<Context, Diagnostic> {
    let cards = editions.iter().map(|it| badge::card(it, texts));
    let mut context = context(head, texts);
    context.insert_value("badges", list(cards.collect::<Result<Vec<_>, _>>()?));
    context.insert_value("cards_level", Value::from(level));
    Ok(context)
}

fn context(head: &Head<'_>, texts: &Texts) -> Context {
    let mut context = Context::new();
    context.insert_value("page", head.value());
    context.insert_value("text", texts.value());
    context
}

// A host shows it at any depth, so nothing in it can be relative.
/// # Errors
/// A template fails, or an Achievement is damaged.
pub(super) fn render_missing(site: &Site<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
    let texts = site.theme.catalogues.default();
    let folders = site.publisher.base().segments().into_iter();
    let root: String = folders.map(|it| format!("/{it}")).collect();
    let title = format!(
        "{} · {}",
        texts.words("missing_title"),
        site.catalog.issuer.name
    );
    let head = Head {
        path: "404.html",
        root: Some(&format!("{root}/")),
        language: texts.language().as_str(),
        title: &title,
        card_title: None,
        description: texts.words("missing"),
        url: None,
        card: None,
        is_unlisted: true,
    };
    site.theme.render("404.html", &context(&head, texts), bytes)
}

/// # Errors
/// A template fails, or an Achievement is damaged.
pub(super) fn render_badge(
    site: &Site<'_>,
    number: usize,
    is_own: bool,
    bytes: &mut Vec<u8>,
) -> Result<(), Diagnostic> {
    let edition = &site.editions[number];
    let texts = site.texts(edition);
    let view = site.view(number)?;
    let folder = if is_own {
        places::badge(edition.slug)
    } else {
        edition.folder()
    };
    let name = &site.catalog.issuer.name;
    let title = texts.fill("badge_title", &[("badge", &view.name)]);
    let card = site.publisher.url(&edition.card_path());
    // The newest version has two addresses with one content: its badge's is the one to keep.
    let url = site.publisher.url(&badge::address(edition.slug, edition));
    let head = Head {
        path: &format!("{folder}index.html"),
        root: None,
        language: texts.language().as_str(),
        title: if title.contains(name) {
            &title
        } else {
            &view.name
        },
        card_title: Some(&view.name),
        description: &data::description(&view.description),
        url: Some(&url),
        card: Some((&card, &view.picture_alt)),
        is_unlisted: false,
    };
    let mut context = context(&head, texts);
    let BadgeView { value, .. } = view;
    context.insert_value("badge", value.clone());
    site.theme.render("badge.html", &context, bytes)
}

/// More badges than these are in the catalogue alone.
const HOME_BADGES: usize = 12;
