//! The `[[result]]` tables of a badge: what it measures.

use super::document::alternatives;
use super::limits::{MAX_LEVELS, MAX_VALUES};
use super::section::Section;
use super::text::{DESCRIPTION, LABEL, NAME};
use crate::diagnostic::Diagnostic;
use crate::model::result::{ResultDescription, ResultLevel};
use crate::model::slug::Slug;
use crate::model::vocabulary::{RESULT_TYPES, ResultType};

/// Reads the results; what is wrong is noted in their document.
pub(super) fn read(sections: Vec<Section<'_>>) -> Vec<ResultDescription> {
    let mut results: Vec<ResultDescription> = Vec::new();
    for section in sections {
        let (span, document) = (section.span(), section.document());
        let Some(result) = result(section) else {
            continue;
        };
        if results.iter().any(|it| it.slug == result.slug) {
            let message = format!("two results are called `{}`", result.slug);
            document.push(span, Diagnostic::error(message));
        }
        results.push(result);
    }
    results
}

fn result(section: Section<'_>) -> Option<ResultDescription> {
    section.require("id", "\"score\"");
    let slug = section.parsed("id", Slug::new);
    let name = section.required_text("name", NAME, "\"Final score\"");
    section.require("type", "\"Percent\"");
    let kind = section.word("type", &RESULT_TYPES, |it| ResultType::new(it).ok());
    let allowed_values = section.texts("values", MAX_VALUES, LABEL);
    let minimum = number(&section, "min");
    let maximum = number(&section, "max");
    let range = [&minimum, &maximum].map(|it| it.as_deref());
    let required_value = required_value(&section, &allowed_values, range);
    let levels = levels(&section);
    let required_level = required_level(&section, &levels);
    section.finish();
    Some(ResultDescription {
        slug: slug?,
        name: name?,
        kind: kind?,
        allowed_values,
        required_value,
        minimum,
        maximum,
        levels,
        required_level,
    })
}

// Kept as its author wrote it: documents carry it as text.
fn number(section: &Section<'_>, key: &'static str) -> Option<String> {
    let text = section.scalar(key)?;
    let value = text.value.trim();
    if value.parse::<f64>().is_ok_and(f64::is_finite) {
        return Some(value.to_owned());
    }
    let finding = Diagnostic::error(format!("`{key}` is not a number: `{value}`"));
    section.push(text.span, finding);
    None
}

/// `range` is what is least and what is most.
fn required_value(
    section: &Section<'_>,
    allowed: &[String],
    range: [Option<&str>; 2],
) -> Option<String> {
    let [least, most] = range.map(|it| it.and_then(|it| it.parse::<f64>().ok()));
    let text = section.scalar("required_value");
    if let (Some(least), Some(most)) = (least, most)
        && least > most
        && let Some(text) = section.scalar("min")
    {
        let message = format!(
            "`min` is {}, and `max` is {}",
            shown(range[0]),
            shown(range[1])
        );
        section.push(
            text.span,
            Diagnostic::error(message).expected("the smaller one"),
        );
        return None;
    }
    let text = text?;
    let value = section.document().clean("required_value", &text, LABEL)?;
    let beyond = match (value.parse::<f64>(), least, most) {
        (Ok(number), Some(least), _) if number < least => Some(("less than `min`", range[0])),
        (Ok(number), _, Some(most)) if number > most => Some(("more than `max`", range[1])),
        (Err(_), Some(_), _) => Some(("where `min` is a number", range[0])),
        (Err(_), _, Some(_)) => Some(("where `max` is a number", range[1])),
        _ => None,
    };
    if let Some((beyond, limit)) = beyond {
        let message = format!("`required_value` is `{value}`, {beyond}, {}", shown(limit));
        let finding = Diagnostic::error(message).hint("it is compared with the results of awards");
        section.push(text.span, finding);
        return None;
    }
    if !allowed.is_empty() && !allowed.contains(&value) {
        let words: Vec<_> = allowed.iter().map(String::as_str).collect();
        let message = format!("`required_value` is `{value}`, which is not one of `values`");
        let finding = Diagnostic::error(message).expected(alternatives(&words)?);
        section.push(text.span, finding);
    }
    Some(value)
}

fn shown(number: Option<&str>) -> &str {
    number.unwrap_or_default()
}

fn levels(section: &Section<'_>) -> Vec<ResultLevel> {
    let mut levels: Vec<ResultLevel> = Vec::new();
    for entry in section.sections("level", MAX_LEVELS) {
        let span = entry.span();
        let Some(level) = level(entry) else { continue };
        if levels.iter().any(|it| it.slug == level.slug) {
            let message = format!("two levels are called `{}`", level.slug);
            section.push(span, Diagnostic::error(message));
        }
        levels.push(level);
    }
    levels
}

fn level(section: Section<'_>) -> Option<ResultLevel> {
    section.require("id", "\"proficient\"");
    let slug = section.parsed("id", Slug::new);
    let name = section.required_text("name", NAME, "\"Proficient\"");
    let description = section.text("description", DESCRIPTION);
    let points = number(&section, "points");
    section.finish();
    Some(ResultLevel {
        slug: slug?,
        name: name?,
        description,
        points,
    })
}

fn required_level(section: &Section<'_>, levels: &[ResultLevel]) -> Option<Slug> {
    let words: Vec<_> = levels.iter().map(|it| it.slug.as_str()).collect();
    let find = |text: &str| levels.iter().find(|it| it.slug.as_str() == text);
    section.word("required_level", &words, |it| {
        find(it).map(|it| it.slug.clone())
    })
}
