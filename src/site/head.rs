//! What every page says of itself, to browsers, search engines and link previews.

use tera::Value;

use super::value::{map, text};
use crate::model::language::runs_from_right;

/// What the head of a page holds.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Where the page stands in the site: `awards/7f/7f3k….html`.
    pub path: &'a str,
    /// The way to the site's root, where it is not the way up from `path`.
    pub root: Option<&'a str>,
    pub language: &'a str,
    pub title: &'a str,
    /// The title where it is shown beside the site's name; `title` if nothing else.
    pub card_title: Option<&'a str>,
    pub description: &'a str,
    /// The page's one address; none for a page that stands at any.
    pub url: Option<&'a str>,
    /// The address of the picture for link previews, and what it shows.
    pub card: Option<(&'a str, &'a str)>,
    /// Whether search engines are asked to leave it out.
    pub is_unlisted: bool,
}

impl Head<'_> {
    /// As templates are given it: `page`.
    pub fn value(&self) -> Value {
        self.value_under(POLICY)
    }

    /// The same for a page that may do what `policy` allows.
    pub fn value_under(&self, policy: &str) -> Value {
        let root = self.root.map_or_else(|| way_up(self.path), str::to_owned);
        let home = if root.is_empty() { "./" } else { root.as_str() };
        map([
            ("home", home.into()),
            ("language", self.language.into()),
            ("from_right", runs_from_right(self.language).into()),
            ("policy", policy.into()),
            ("title", self.title.into()),
            ("card_title", self.card_title.unwrap_or(self.title).into()),
            ("description", self.description.into()),
            ("url", text(self.url)),
            ("card", text(self.card.map(|(address, _)| address))),
            ("card_alt", text(self.card.map(|(_, alt)| alt))),
            ("noindex", self.is_unlisted.into()),
            ("root", root.into()),
        ])
    }
}

/// From a file of the site to its root: `../../`.
fn way_up(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// No script, nothing of another host, nothing to send: whatever slips through cannot act.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// An award's page checks itself: its own script asks its own site.
pub const AWARD_POLICY: &str = "default-src 'none'; script-src 'self'; img-src 'self'; \
    style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// The verification page asks other sites, too, if the visitor agrees.
pub const CHECKING_POLICY: &str = "default-src 'none'; script-src 'self'; img-src 'self'; \
    style-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'";

/// How long a description may be before search engines and previews cut it themselves.
pub const DESCRIPTION_LENGTH: usize = 200;
