//! What git leaves in a file that two branches changed in the same place.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source};

/// Makes sure that git left no conflict in a text. It would be told as mistakes of the author's.
///
/// # Errors
/// It did; how to mend it is `hint`.
pub(super) fn ensure_none(source: &Arc<Source>, hint: &str) -> Result<(), Diagnostic> {
    let text = &source.text;
    let Some(start) = line_with("<<<<<<< ", text) else {
        return Ok(());
    };
    if line_with(">>>>>>> ", &text[start..]).is_none() {
        return Ok(());
    }
    let end = text[start..]
        .find(['\r', '\n'])
        .map_or(text.len(), |it| start + it);
    Err(Diagnostic::error("git left a conflict in this file")
        .at(source, start..end)
        .hint(hint))
}

/// Where a line begins that starts with that.
fn line_with(start: &str, text: &str) -> Option<usize> {
    if text.starts_with(start) {
        return Some(0);
    }
    let found = text.find(&format!("\n{start}"));
    found.map(|it| it + 1)
}

/// For files of the author's own.
pub(super) const SETTLE: &str =
    "settle it: keep what is right of both sides, and delete the lines that git put in";
