//! Files for programs: feed, sitemap, catalogue, rules for robots and hosts.

use serde_json::json;
use tera::{Context, Value};

use super::edition::Edition;
use super::value::{list, map};
use super::{badge, markdown};
use crate::credential::facts::AchievementFacts;
use crate::credential::{Publisher, places};
use crate::diagnostic::Diagnostic;
use crate::model::achievement::Decimal;

/// A badge in the feed.
pub struct FeedEntry<'a> {
    pub edition: &'a Edition<'a>,
    /// When it was first awarded.
    pub updated: jiff::Timestamp,
}

/// The feed of badges, the newest first.
///
/// # Errors
/// An Achievement is damaged.
pub fn feed(entries: &[FeedEntry<'_>], publisher: &Publisher<'_>) -> Result<Context, Diagnostic> {
    // A feed must have a time; one without an entry has none of its own.
    let updated = entries.iter().map(|it| it.updated).max();
    let updated = updated.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string();
    let entries = entries.iter().map(|entry| {
        let facts = badge::read(entry.edition)?;
        let url = publisher.url(&entry.edition.folder());
        Ok(map([
            ("title", facts.name.into()),
            ("url", url.into()),
            ("updated", entry.updated.to_string().into()),
            ("summary", facts.description.into()),
            ("language", entry.edition.language.as_str().into()),
        ]))
    });
    let entries = entries.collect::<Result<Vec<_>, Diagnostic>>()?;
    let feed = map([("updated", updated.into()), ("entries", list(entries))]);
    let language = publisher.settings.default_language().as_str();
    let mut context = Context::new();
    context.insert_value("feed", feed);
    context.insert_value("page", map([("language", Value::from(language))]));
    Ok(context)
}

/// The badges that can be earned, for other programs.
///
/// # Errors
/// An Achievement is damaged.
pub fn catalogue(
    offered: &[&Edition<'_>],
    publisher: &Publisher<'_>,
) -> Result<Vec<u8>, Diagnostic> {
    let badges = offered.iter().map(|edition| {
        let facts = badge::read(edition)?;
        let (slug, version) = (edition.slug, edition.version);
        let mut badge = json!({
            "slug": slug.as_str(),
            "version": version.as_str(),
            "name": facts.name,
            "description": facts.description,
            "language": edition.language.as_str(),
            "kind": facts.kind,
            "tags": facts.tags,
            "page": publisher.url(&places::badge(slug)),
            "picture": publisher.url(&places::picture(slug, version, "png")),
            "achievement": publisher.url(&places::achievement(slug, version)),
            "badge_class": publisher.url(&places::badge_class(slug, version)),
        });
        let page = &edition.page;
        let alignments = (!facts.alignments.is_empty()).then(|| alignments(&facts));
        let stated = [
            ("level", page.level.as_deref().map(serde_json::Value::from)),
            ("hours", page.hours.map(Decimal::to_json)),
            (
                "assessment",
                page.assessment.as_deref().map(serde_json::Value::from),
            ),
            ("credits", facts.credits.map(serde_json::Value::from)),
            ("valid_for", page.valid_for.map(|it| it.to_iso().into())),
            (
                "signup_url",
                page.signup_url.as_ref().map(|it| it.as_str().into()),
            ),
            ("alignment", alignments),
        ];
        for (name, value) in stated {
            if let Some(value) = value {
                badge[name] = value;
            }
        }
        Ok(badge)
    });
    let badges = badges.collect::<Result<Vec<_>, Diagnostic>>()?;
    let catalogue = json!({
        "accolade": "catalog/1",
        "issuer": {
            "name": publisher.issuer.name,
            "url": publisher.issuer.url.as_str(),
            "did": publisher.did(),
            "profile": publisher.url(places::ISSUER),
        },
        "badges": badges,
    });
    Ok(serde_json::to_vec_pretty(&catalogue).expect("texts are JSON"))
}

fn alignments(facts: &AchievementFacts<'_>) -> serde_json::Value {
    let alignments = facts.alignments.iter().map(
        |it| json!({ "name": it.name, "url": it.url, "framework": it.framework, "code": it.code }),
    );
    alignments.collect()
}

/// How many sitemaps `count` addresses take, the index not counted; one is its own index.
pub fn sitemap_count(count: usize) -> usize {
    count.div_ceil(SITEMAP_LENGTH).max(1)
}

/// The paths of the sitemaps: one file, or an index and its parts.
pub fn sitemap_paths(count: usize) -> Vec<String> {
    let parts = sitemap_count(count);
    let numbered = (1..=parts).filter(|_| parts > 1);
    let parts = numbered.map(|number| format!("sitemap_{number}.xml"));
    std::iter::once("sitemap.xml".to_owned())
        .chain(parts)
        .collect()
}

/// The sitemaps, in the order of [`sitemap_paths`].
///
/// Source: sitemaps.org protocol, "Using Sitemap index files".
pub fn sitemaps(addresses: &[String], publisher: &Publisher<'_>) -> Vec<Vec<u8>> {
    if addresses.len() <= SITEMAP_LENGTH {
        return vec![sitemap("urlset", "url", addresses)];
    }
    let parts = sitemap_paths(addresses.len());
    let parts: Vec<_> = parts[1..].iter().map(|it| publisher.url(it)).collect();
    let index = sitemap("sitemapindex", "sitemap", &parts);
    let maps = addresses.chunks(SITEMAP_LENGTH);
    let maps = maps.map(|it| sitemap("urlset", "url", it));
    std::iter::once(index).chain(maps).collect()
}

fn sitemap(root: &str, entry: &str, addresses: &[String]) -> Vec<u8> {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    )
    .into_bytes();
    for address in addresses {
        xml.extend_from_slice(format!("<{entry}><loc>").as_bytes());
        tera::escape_html(address, &mut xml).expect("memory can be written");
        xml.extend_from_slice(format!("</loc></{entry}>\n").as_bytes());
    }
    xml.extend_from_slice(format!("</{root}>\n").as_bytes());
    xml
}

/// What robots may read: everything. A page that none may read could not tell them that it is
/// not to be listed.
pub fn robots(publisher: &Publisher<'_>) -> String {
    let sitemap = publisher.url("sitemap.xml");
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}

/// Headers, for hosts that read such a file: others may fetch what they verify, and nothing of an
/// unlisted award is listed.
pub fn headers(publisher: &Publisher<'_>) -> String {
    let folders = publisher.base().segments();
    let root: String = folders.iter().map(|it| format!("/{it}")).collect();
    let mut headers = format!(
        "{root}/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n"
    );
    headers += &format!("{root}/status/*\n  Cache-Control: public, max-age=300\n");
    // Other sites may not show the page as if it were theirs, nor lay anything over it. The names
    // of the scripts tell their content.
    headers += &format!("{root}/verify/*\n  Content-Security-Policy: frame-ancestors 'none'\n");
    headers +=
        &format!("{root}/verify/*.js\n  Cache-Control: public, max-age=31536000, immutable\n");
    if !publisher.settings.privacy.listed {
        for place in ["awards/*", places::REVOCATIONS] {
            headers += &format!("{root}/{place}\n  X-Robots-Tag: noindex\n");
        }
    }
    headers
}

/// The mark of a site whose issuer has no logo.
pub const FAVICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
<path d=\"M11 17 8 30l8-4 8 4-3-13z\" fill=\"#0a5a58\"/><circle cx=\"16\" cy=\"12\" r=\"10\" fill=\"#f2b632\"/>\
<circle cx=\"16\" cy=\"12\" r=\"5\" fill=\"#fff\"/></svg>\n";

/// The description of a page, on one line.
pub fn description(text: &str) -> String {
    markdown::shorten(text, super::head::DESCRIPTION_LENGTH).into_owned()
}

/// The most addresses a sitemap may have, by its protocol.
const SITEMAP_LENGTH: usize = 50_000;
