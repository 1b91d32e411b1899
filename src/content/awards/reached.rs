//! What a recipient reached: the column `result`.

use super::columns::Column;
use super::record::Record;
use crate::content::document::{Document, unknown_word, unpublishable};
use crate::content::limits::MAX_RESULTS;
use crate::content::text::{LABEL, clean};
use crate::diagnostic::Diagnostic;
use crate::model::achievement::Achievement;
use crate::model::result::{AwardResult, Reached, ResultDescription};
use crate::model::slug::Slug;
use crate::model::vocabulary::RESULT_STATUSES;

/// Reads `score=92; rubric=proficient`, or `92` alone where the badge measures one thing.
///
/// A record that is issued already is not held to the definition, which may be a newer one by now: the
/// inner `None` where it does not fit. The outer one where something is wrong, which is noted.
pub(super) fn read(
    document: &Document,
    record: &Record<'_>,
    achievement: Option<&Achievement>,
    is_issued: bool,
) -> Option<Option<Vec<AwardResult>>> {
    let Some(cell) = record.cell(Column::Result) else {
        return Some(Some(Vec::new()));
    };
    let Some(achievement) = achievement else {
        return Some(None);
    };
    match results(achievement, &cell.value) {
        Ok(results) => Some(Some(results)),
        Err(_) if is_issued => Some(None),
        Err(finding) => {
            document.push(cell.span.clone(), finding);
            None
        }
    }
}

fn results(achievement: &Achievement, text: &str) -> Result<Vec<AwardResult>, Diagnostic> {
    let parts = text.split(';').map(str::trim);
    let parts: Vec<_> = parts.filter(|it| !it.is_empty()).collect();
    if parts.len() > MAX_RESULTS {
        let message = format!(
            "the record has {} results, more than {MAX_RESULTS}",
            parts.len()
        );
        return Err(Diagnostic::error(message));
    }
    let mut results: Vec<AwardResult> = Vec::new();
    for part in parts {
        let (description, value) = describe(achievement, part)?;
        let result = AwardResult {
            description: description.slug.clone(),
            reached: reached(description, value)?,
        };
        if results
            .iter()
            .any(|it| it.description == result.description)
        {
            let message = format!("the result `{}` is given twice", result.description);
            return Err(Diagnostic::error(message));
        }
        results.push(result);
    }
    Ok(results)
}

fn describe<'a, 'p>(
    achievement: &'a Achievement,
    part: &'p str,
) -> Result<(&'a ResultDescription, &'p str), Diagnostic> {
    let (name, value) = match (part.split_once('='), achievement.results.as_slice()) {
        (Some((name, value)), _) => (name.trim(), value.trim()),
        (None, [only]) => return Ok((only, part)),
        (None, _) => ("", part),
    };
    let measured = achievement.results.iter();
    let known: Vec<_> = measured.clone().map(|it| it.slug.as_str()).collect();
    if let Some(found) = measured.clone().find(|it| it.slug.as_str() == name) {
        return Ok((found, value));
    }
    Err(if known.is_empty() {
        let message = format!("the badge `{}` measures no result", achievement.slug);
        Diagnostic::error(message).hint("describe it in the badge's `index.md` as `[[result]]`")
    } else if name.is_empty() {
        let message = "the badge measures several results, and this names none of them";
        Diagnostic::error(message).expected(format!("`{}=…`", known.join("=…; ")))
    } else {
        unknown_word(format!("the badge measures no `{name}`"), name, &known)
    })
}

fn reached(description: &ResultDescription, value: &str) -> Result<Reached, Diagnostic> {
    let value = clean(value, LABEL).map_err(|error| unpublishable("result", &error))?;
    if value.is_empty() {
        return Err(Diagnostic::error("the result has no value"));
    }
    let is_level = |slug: &Slug, name: &str| slug.as_str() == value || name == value;
    if let Some(level) = description
        .levels
        .iter()
        .find(|it| is_level(&it.slug, &it.name))
    {
        return Ok(Reached::Level(level.slug.clone()));
    }
    if description.kind.as_str() == "Status" {
        let word = RESULT_STATUSES
            .iter()
            .find(|it| it.eq_ignore_ascii_case(&value));
        let message = format!("`{value}` is not a known status");
        let status = word.map(|it| Reached::Status((*it).to_owned()));
        return status.ok_or_else(|| unknown_word(message, &value, &RESULT_STATUSES));
    }
    check(description, &value)?;
    Ok(Reached::Value(value))
}

fn check(description: &ResultDescription, value: &str) -> Result<(), Diagnostic> {
    let name = &description.slug;
    let allowed: Vec<_> = description
        .allowed_values
        .iter()
        .map(String::as_str)
        .collect();
    if !allowed.is_empty() && !allowed.contains(&value) {
        let message = format!("`{value}` is not a value of `{name}`");
        return Err(unknown_word(message, value, &allowed));
    }
    let number = value.parse::<f64>().ok().filter(|it| it.is_finite());
    if !description.levels.is_empty() && allowed.is_empty() && number.is_none() {
        let levels: Vec<_> = description
            .levels
            .iter()
            .map(|it| it.slug.as_str())
            .collect();
        return Err(unknown_word(
            format!("`{value}` is not a level of `{name}`"),
            value,
            &levels,
        ));
    }
    let bound = |text: &Option<String>| text.as_ref().and_then(|it| it.parse::<f64>().ok());
    let (minimum, maximum) = (bound(&description.minimum), bound(&description.maximum));
    if minimum.is_none() && maximum.is_none() {
        return Ok(());
    }
    let (low, high) = (minimum.unwrap_or(f64::MIN), maximum.unwrap_or(f64::MAX));
    if number.is_some_and(|it| (low..=high).contains(&it)) {
        return Ok(());
    }
    let range = match (minimum, maximum) {
        (Some(low), Some(high)) => format!("a number from {low} to {high}"),
        (Some(low), None) => format!("a number of {low} or more"),
        _ => format!("a number of {high} or less"),
    };
    Err(Diagnostic::error(format!("`{value}` is not a value of `{name}`")).expected(range))
}
