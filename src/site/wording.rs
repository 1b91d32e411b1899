//! What is wrong with the words of a theme.

use std::sync::Arc;

use toml::Table;
use toml::Value as Toml;
use toml::de::DeTable;

use super::texts::SENTENCES;
use crate::diagnostic::{Diagnostic, Source, nearest as nearest_word};

/// What to tell of words under a wrong name, which replace nothing. Those of the site's own are fine where a template asks for
/// them; vocabularies are open.
pub(super) fn unused(
    source: &Arc<Source>,
    known: &Table,
    is_asked_for: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(&source.text) else {
        return Vec::new();
    };
    let table = table.get_ref();
    let sentences = table.get(SENTENCES).and_then(|it| it.get_ref().as_table());
    let levels = [
        Some((table, known)),
        sentences.zip(known.get(SENTENCES).and_then(Toml::as_table)),
    ];
    let names = levels
        .into_iter()
        .flatten()
        .flat_map(|(table, known)| table.keys().map(move |it| (it, known)));
    names
        .filter(|(name, known)| {
            let name = name.get_ref();
            !known.contains_key(&**name) && !is_asked_for(name)
        })
        .map(|(name, known)| {
            let finding = Diagnostic::error(format!("no page says a text `{}`", name.get_ref()))
                .at(source, name.span());
            match nearest_word(name.get_ref(), known.keys().map(String::as_str)) {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding.hint(
                    "take it out, or say it in a template of the theme; the names that there are stand in \
                     the built-in theme’s `themes/plain/texts/en.toml`",
                ),
            }
        })
        .collect()
}

/// What to tell of words in which something stands in braces that is filled in nowhere:
/// visitors would read it as it is.
pub(super) fn unfilled(
    source: &Arc<Source>,
    known: &Table,
    constants: &[(&str, &str)],
) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(&source.text) else {
        return Vec::new();
    };
    let words = table.get_ref().iter();
    let words = words.filter_map(|(name, value)| {
        let (new, old) = (
            value.get_ref().as_str()?,
            known.get(&**name.get_ref())?.as_str()?,
        );
        let mut filled: Vec<_> = in_braces(old).collect();
        filled.extend(constants.iter().map(|(name, _)| *name));
        let wrong = in_braces(new).find(|it| !filled.contains(it))?;
        let message = format!(
            "nothing is filled in for `{{{wrong}}}` in the text `{}`",
            name.get_ref()
        );
        let finding = Diagnostic::error(message).at(source, value.span());
        let filled: Vec<_> = filled.iter().map(|it| format!("`{{{it}}}`")).collect();
        Some(finding.hint(format!("what can stand there: {}", filled.join(", "))))
    });
    words.collect()
}

/// The names in braces, as templates of words have them.
fn in_braces(words: &str) -> impl Iterator<Item = &str> {
    let starts = words.match_indices('{').map(|(at, _)| &words[at + 1..]);
    let names = starts.filter_map(|it| it.split_once('}').map(|(name, _)| name));
    names.filter(|it| {
        it.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    })
}
