//! Frozen definitions, as their entries give them.

use super::digest;
use super::entry::{Definition, DefinitionPage};
use super::line::{DefinitionBody, PageBody};
use super::scan::Words;
use crate::model::achievement::Decimal;
use crate::model::address::WebAddress;
use crate::model::moment::Period;

/// Whether two entries freeze the same.
pub(super) fn is_same_definition(left: &Definition, right: &Definition) -> bool {
    left.achievement == right.achievement
        && left.artwork == right.artwork
        && left.png == right.png
        && left.svg == right.svg
}

/// The definition that an entry freezes.
///
/// # Errors
/// A value that no definition has.
pub(super) fn read_definition(
    body: DefinitionBody,
    words: &mut Words,
) -> Result<Definition, String> {
    let digest =
        |text: &str| digest::from_hex(text).ok_or_else(|| format!("`{text}` is no digest"));
    Ok(Definition {
        slug: words.slug(&body.slug)?,
        version: words.version(&body.version)?,
        achievement: body.achievement,
        png: digest(&body.png)?,
        svg: body.svg.as_deref().map(digest).transpose()?,
        artwork: digest(&body.artwork)?,
        page: read_page(body.page)?,
    })
}

fn read_page(body: PageBody) -> Result<DefinitionPage, String> {
    let hours = body.hours.map(|it| {
        let number = it.as_f64().unwrap_or_default();
        Decimal::new(number).map_err(|error| format!("`hours`: {error}"))
    });
    let signup_url = body
        .signup_url
        .map(|it| WebAddress::new(&it).map_err(|error| format!("`signup_url`: {error}")));
    let valid_for = body
        .valid_for
        .map(|it| Period::parse(&it).map_err(|error| format!("`valid_for`: {error}")));
    Ok(DefinitionPage {
        criteria: body.criteria,
        level: body.level,
        hours: hours.transpose()?,
        assessment: body.assessment,
        signup_url: signup_url.transpose()?,
        valid_for: valid_for.transpose()?,
    })
}
