//! Reads the little CSS a picture needs: rules of known properties, no at-rules, no way out.

use super::super::fault::Problem;
use super::{MAX_QUOTE, allowed};

/// A style sheet's rule, reduced to what matters for counting references: to which ids it points, and
/// a simple selector that every element it applies to satisfies.
#[derive(Debug, PartialEq)]
pub(super) struct Rule {
    pub selector: Selector,
    pub references: Vec<String>,
}

/// The first part of a rule's last compound selector.
#[derive(Debug, PartialEq)]
pub(super) enum Selector {
    Any,
    Element(String),
    Class(String),
    Id(String),
}

/// Checks the content of a `style` element; gives the rules that refer to something.
pub(super) fn check_sheet(sheet: &str) -> Result<Vec<Rule>, Problem> {
    let sheet = without_comments(sheet)?;
    refuse_escapes(&sheet)?;
    let mut rules = Vec::new();
    let mut count = 0;
    let mut rest = sheet.trim();
    while !rest.is_empty() {
        let (selectors, after) = rest.split_once('{').ok_or_else(|| broken(rest))?;
        let (block, after) = after.split_once('}').ok_or_else(|| broken(rest))?;
        let references = check_declarations(block)?;
        for selector in selectors.split(',') {
            count += 1;
            let selector = simple_selector(selector)?;
            if !references.is_empty() {
                rules.push(Rule {
                    selector,
                    references: references.clone(),
                });
            }
        }
        bound(count)?;
        rest = after.trim_start();
    }
    Ok(rules)
}

/// Checks the content of a `style` attribute or of one rule; gives the ids it refers to.
pub(super) fn check_declarations(block: &str) -> Result<Vec<String>, Problem> {
    let block = without_comments(block)?;
    refuse_escapes(&block)?;
    let mut references = Vec::new();
    for declaration in block.split(';').map(str::trim).filter(|d| !d.is_empty()) {
        let (property, value) = declaration
            .split_once(':')
            .ok_or_else(|| broken(declaration))?;
        let property = property.trim();
        if !allowed::property(property) {
            return Err(fault("has a property that is not allowed", property));
        }
        references.extend(check_value(value)?);
    }
    Ok(references)
}

/// Checks a property's value; gives the ids it refers to. Every function called must be a known one,
/// so that neither `url("https://…")` nor `image-set(…)` nor an escaped spelling of them gets through.
pub(super) fn check_value(value: &str) -> Result<Vec<String>, Problem> {
    refuse_escapes(value)?;
    let mut references = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('(') {
        let name = function_name(before);
        if !allowed::function(name) {
            return Err(fault("calls a function that is not allowed", value));
        }
        if name == "url" {
            references.push(
                local_target(after).ok_or_else(|| fault("points outside the picture", value))?,
            );
        }
        rest = after;
    }
    Ok(references)
}

fn function_name(before: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let start = before.rfind(|c| !is_name(c));
    let start = start.map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    &before[start..]
}

/// The id in `#id)`, quoted or not.
fn local_target(after: &str) -> Option<String> {
    let inside = after.split_once(')')?.0.trim();
    let bare = inside.trim_matches(|c| matches!(c, '"' | '\''));
    bare.trim().strip_prefix('#').map(str::to_owned)
}

fn simple_selector(selector: &str) -> Result<Selector, Problem> {
    let selector = selector.trim();
    let known = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '.' | '#' | '*' | '-' | '_' | '>' | ' ' | '\n' | '\t' | '\r'
            )
    };
    if selector.is_empty() || !selector.chars().all(known) {
        return Err(fault("has a selector that is not allowed", selector));
    }
    let compound = selector
        .rsplit(|c: char| c == '>' || c.is_whitespace())
        .next()
        .unwrap_or(selector);
    let end = compound[1.min(compound.len())..]
        .find(['.', '#'])
        .map_or(compound.len(), |at| at + 1);
    Ok(match compound.get(..end).unwrap_or(compound) {
        first if first.starts_with('.') => Selector::Class(first[1..].to_owned()),
        first if first.starts_with('#') => Selector::Id(first[1..].to_owned()),
        "" | "*" => Selector::Any,
        first => Selector::Element(first.to_owned()),
    })
}

fn without_comments(css: &str) -> Result<String, Problem> {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        // A space, so that what stood on either side does not grow together into a new word.
        kept.push(' ');
        rest = after.split_once("*/").ok_or_else(|| broken(after))?.1;
    }
    kept.push_str(rest);
    Ok(kept)
}

fn refuse_escapes(css: &str) -> Result<(), Problem> {
    if css.contains('@') {
        return Err(fault("has an at-rule", from(css, '@')));
    }
    if css.contains('\\') {
        return Err(fault("has an escaped character", from(css, '\\')));
    }
    if css.contains('<') {
        return Err(fault("has markup inside", from(css, '<')));
    }
    Ok(())
}

fn from(css: &str, character: char) -> &str {
    css.find(character).map_or(css, |at| &css[at..])
}

fn bound(count: u64) -> Result<(), Problem> {
    if count > MAX_RULES {
        return Err(Problem::TooMany {
            what: "style rules",
            count,
            limit: MAX_RULES,
        });
    }
    Ok(())
}

fn broken(found: &str) -> Problem {
    fault("cannot be read", found)
}

fn fault(reason: &'static str, found: &str) -> Problem {
    Problem::Style {
        reason,
        found: found.trim().chars().take(MAX_QUOTE).collect(),
    }
}

/// Every rule is tried on every element, so their product is what a browser and the renderer work on.
const MAX_RULES: u64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_reduced_to_the_last_part_of_its_selector() {
        let rules =
            check_sheet("g > path.cls-1.big, #x{fill:url(#a)} *{mask:url('#b')} .c{fill:red}");
        let rule = |selector, id: &str| Rule {
            selector,
            references: vec![id.to_owned()],
        };
        assert_eq!(
            rules,
            Ok(vec![
                rule(Selector::Element("path".to_owned()), "a"),
                rule(Selector::Id("x".to_owned()), "a"),
                rule(Selector::Any, "b"),
            ])
        );
    }

    #[test]
    fn a_comment_does_not_join_two_halves_of_a_name() {
        assert!(check_declarations("fill:ur/**/l(http://example.org/)").is_err());
    }
}
