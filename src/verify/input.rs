//! Finds the badge in what was given, told by content: a picture, JSON, a token or an address.

use super::report::Finding;
use super::sentence::{Code, Sentence};
use crate::baking::{self, ExtractError, Form, Format, PICTURE_LIMIT, PictureError, TEXT_LIMIT};

/// What was found; nothing about it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub form: Form,
    /// There is an Open Badges 2.0 assertion beside the credential.
    pub has_both: bool,
}

pub(super) fn find(bytes: &[u8]) -> Result<Found, Finding> {
    if bytes.len() > PICTURE_LIMIT {
        return Err(too_large(PICTURE_LIMIT));
    }
    if is_page(bytes) {
        return Err(not_a_badge());
    }
    if Format::of(bytes).is_some() {
        return in_picture(bytes);
    }
    if bytes.len() > TEXT_LIMIT {
        return Err(too_large(TEXT_LIMIT));
    }
    let text = str::from_utf8(bytes).map_err(|_| not_a_badge())?;
    let form = Form::of_text(text).ok_or_else(not_a_badge)?;
    let has_both = false;
    Ok(Found { form, has_both })
}

fn in_picture(picture: &[u8]) -> Result<Found, Finding> {
    let mut found = baking::extract(picture).map_err(|error| refusal(&error))?;
    let has_both = found.len() > 1;
    found.sort_by_key(|it| it.version);
    let newest = found.pop().expect("extraction finds at least one badge");
    Ok(Found {
        form: newest.form,
        has_both,
    })
}

fn refusal(error: &ExtractError) -> Finding {
    Finding::unchecked(match error {
        ExtractError::NotBaked => Sentence::new(Code::NotBaked),
        ExtractError::Repeated { .. } | ExtractError::Contradiction { .. } => {
            Sentence::new(Code::RepeatedBadge)
        }
        ExtractError::TooLarge { limit, .. } => Sentence::new(Code::TooLarge).with("limit", limit),
        ExtractError::Picture(PictureError::NotSvg { .. } | PictureError::UnknownFormat)
        | ExtractError::NotADocument { .. } => Sentence::new(Code::NotABadge),
        other => Sentence::new(Code::DamagedPicture).with("place", other),
    })
}

fn too_large(limit: usize) -> Finding {
    Finding::unchecked(Sentence::new(Code::TooLarge).with("limit", limit))
}

fn not_a_badge() -> Finding {
    Finding::unchecked(Sentence::new(Code::NotABadge))
}

/// The file beside a page that people share, and beside the one that a link to a verification page
/// names, such as `https://badges.example.org/verify/#7f3k`.
pub(super) fn badge_address(given: &str) -> String {
    let (path, rest) = given.split_at(given.find(['?', '#']).unwrap_or(given.len()));
    let start = path.strip_suffix("index.html").unwrap_or(path);
    if let (Some(start), Some(id)) = (start.strip_suffix("verify/"), rest.strip_prefix('#'))
        && start.ends_with('/')
        && is_award_id(id)
    {
        let shard: String = id.chars().take(2).collect();
        return format!("{start}awards/{shard}/{id}.json");
    }
    match path.strip_suffix(".html") {
        Some(stem) => format!("{stem}.json"),
        None => given.to_owned(),
    }
}

fn is_award_id(text: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
    (1..=64).contains(&text.len()) && text.bytes().all(is_part)
}

/// The file beside a page of which the host leaves out the ending.
pub(super) fn beside_page(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let (start, name) = path.rsplit_once('/')?;
    let is_page = !name.is_empty() && !name.contains('.') && !start.ends_with('/');
    is_page.then(|| format!("{path}.json"))
}

/// Whether it is a web page, which begins like a drawing.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    ["<!doctype html", "<html"].iter().any(|name| {
        let same = start.get(..name.len());
        same.is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
    })
}
