//! A file of the author's while it is read: its text, and what was found in it so far.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::secrets;
use super::section::Section;
use super::slips;
use super::text::{Shape, TextError, clean, lines};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, by_likeness, nearest};

/// A file being read, and what was found in it so far.
#[derive(Debug)]
pub(super) struct Document {
    pub source: Arc<Source>,
    /// Where its TOML starts in the file.
    offset: usize,
    findings: RefCell<Diagnostics>,
    /// Where each finding starts, and what it says.
    told: RefCell<Vec<(usize, String)>>,
    is_broken: Cell<bool>,
}

/// A value and the bytes of the file it was read from.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub value: T,
    pub span: Range<usize>,
}

impl Document {
    pub fn new(source: Arc<Source>, offset: usize) -> Self {
        Self {
            source,
            offset,
            findings: RefCell::default(),
            told: RefCell::default(),
            is_broken: Cell::default(),
        }
    }

    /// Notes a mistake at `span` of the file, unless it is noted already.
    pub fn push(&self, span: Range<usize>, finding: Diagnostic) {
        if self.is_broken.get() || self.is_full() {
            return;
        }
        let mut told = self.told.borrow_mut();
        let told_now = (span.start, finding.message().to_owned());
        if !told.contains(&told_now) {
            told.push(told_now);
            let finding = finding.at(&self.source, span);
            self.findings.borrow_mut().push(finding);
        }
    }

    /// Whether so much is wrong that the rest need not be read.
    pub fn is_full(&self) -> bool {
        self.told.borrow().len() >= MAX_FINDINGS
    }

    /// Whether something is wrong so far.
    pub fn has_findings(&self) -> bool {
        !self.told.borrow().is_empty()
    }

    /// All that was found.
    pub fn into_findings(self) -> Diagnostics {
        let is_full = self.is_full();
        let mut findings = self.findings.into_inner();
        if is_full {
            findings.cut();
        }
        findings
    }

    /// Parses `text`, which stands in the file from the document's offset on.
    ///
    /// Where it is not TOML, that is noted, and nothing that is found later: past a broken quote,
    /// keys seem to be missing or unknown that are neither.
    pub fn parse<'a>(&self, text: &'a str) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        // A control character breaks the syntax too, but "invalid string" helps nobody to find it.
        // The mark that some editors put first is no text.
        let value = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if let Err(error @ TextError::Control { .. }) = clean(value, lines(usize::MAX)) {
            let text = Placed {
                value,
                span: self.place(text.len() - value.len()..text.len()),
            };
            let finding = Diagnostic::error(format!("the file cannot be read: {error}"));
            self.push(self.narrow(&text, &error), hint_at_text(finding, &error));
            self.is_broken.set(true);
        }
        if !errors.is_empty() && secrets::is_key_text(text) {
            self.push(self.place(0..0), secrets::in_place_of_text());
            self.is_broken.set(true);
        }
        // One slip breaks a line in several ways.
        let mut lines = Vec::new();
        for error in &errors {
            let span = self.place(error.span().unwrap_or(0..0));
            let line = line_start(&self.source.text, span.start);
            if lines.contains(&line) || lines.len() >= MAX_SYNTAX_ERRORS {
                continue;
            }
            lines.push(line);
            let message = error.message().trim_end_matches('.');
            let finding = Diagnostic::error(format!("it is not TOML: {message}"));
            let written = self.source.text[line..].lines().next();
            let hint = slips::hint(written.unwrap_or_default());
            self.push(
                span,
                match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding,
                },
            );
        }
        if !errors.is_empty() {
            self.is_broken.set(true);
        }
        table
    }

    /// The table as a whole, pointed at by its first line.
    pub fn section<'a>(&'a self, table: &'a Spanned<DeTable<'a>>) -> Section<'a> {
        let start = self.place(table.span()).start;
        Section::new(self, table.get_ref(), start..start)
    }

    /// `text` cleaned, or the reason noted.
    pub fn clean(&self, key: &str, text: &Placed<&str>, shape: Shape) -> Option<String> {
        match clean(text.value, shape) {
            Ok(text) => Some(text),
            Err(error) => {
                let span = self.narrow(text, &error);
                self.push(span, unpublishable(key, &error));
                None
            }
        }
    }

    // An escape such as `\u0000` has other bytes in the file than in the text: then the whole value.
    fn narrow(&self, text: &Placed<&str>, error: &TextError) -> Range<usize> {
        match error {
            TextError::Control { span, .. } => self.part(text, span.clone()),
            _ => text.span.clone(),
        }
    }

    /// The bytes of the file, of a part of a text in it; those of the whole text where the file spells
    /// that part in another way.
    pub fn part(&self, text: &Placed<&str>, part: Range<usize>) -> Range<usize> {
        let raw = &self.source.text[text.span.clone()];
        let start = match raw == text.value {
            true => Some(part.start),
            false => raw.find(&text.value[part.clone()]),
        };
        match start {
            Some(start) => text.span.start + start..text.span.start + start + part.len(),
            None => text.span.clone(),
        }
    }

    /// The bytes of the file, of a place in the TOML.
    pub fn place(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// What is said of a text under `key` that no document may hold.
pub(super) fn unpublishable(key: &str, error: &TextError) -> Diagnostic {
    hint_at_text(
        Diagnostic::error(format!("`{key}` cannot be published: {error}")),
        error,
    )
}

fn hint_at_text(finding: Diagnostic, error: &TextError) -> Diagnostic {
    match error {
        TextError::Control { .. } => finding.hint("delete the character; it cannot be seen"),
        TextError::Secret => finding.hint(
            "take it out before anybody gets the folder; if anybody may have seen it, retire the key as compromised",
        ),
        TextError::Lines | TextError::Invisible | TextError::TooLong { .. } => finding,
    }
}

/// Where the line starts that holds the byte `place`.
fn line_start(text: &str, place: usize) -> usize {
    let place = text.floor_char_boundary(place.min(text.len()));
    text[..place].rfind('\n').map_or(0, |it| it + 1)
}

/// A finding with the nearest known word as hint, and the words themselves: the nearest, where there are
/// many.
pub(super) fn unknown_word(message: String, word: &str, known: &[&str]) -> Diagnostic {
    let mut sorted: Vec<_> = known.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut finding = Diagnostic::error(message);
    if let Some(expected) = expected(word, &sorted) {
        finding = finding.expected(expected);
    }
    match nearest(word, sorted) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// The same for the words of the program itself, which the README lists.
pub(super) fn unknown_word_of_ours(message: String, word: &str, known: &[&str]) -> Diagnostic {
    let finding = unknown_word(message, word, known);
    let is_told = known.len() <= MAX_WORDS_SHOWN || nearest(word, known.iter().copied()).is_some();
    match is_told {
        true => finding,
        false => finding.hint("the README lists them all"),
    }
}

fn expected(word: &str, sorted: &[&str]) -> Option<String> {
    if sorted.len() <= MAX_WORDS_SHOWN {
        return alternatives(sorted);
    }
    let near = by_likeness(word, sorted.iter().copied());
    let shown: Vec<_> = near
        .iter()
        .take(WORDS_OF_MANY)
        .map(|it| format!("`{it}`"))
        .collect();
    let more = sorted.len() - shown.len();
    Some(format!("{} or one of {more} more", shown.join(", ")))
}

/// The words as an enumeration: `` `a`, `b` or `c` ``.
pub(super) fn alternatives(words: &[&str]) -> Option<String> {
    let (last, others) = words.split_last()?;
    let others: Vec<_> = others.iter().map(|it| format!("`{it}`")).collect();
    if others.is_empty() {
        return Some(format!("`{last}`"));
    }
    Some(format!("{} or `{last}`", others.join(", ")))
}

/// A wrong column must not bury the first finding, nor cost a pass over the file per row.
const MAX_FINDINGS: usize = 100;
/// Past a broken quote, a parser finds faults that are none.
const MAX_SYNTAX_ERRORS: usize = 3;
/// More words than these do not help beside a caret.
const MAX_WORDS_SHOWN: usize = 8;
/// So many are shown where there are more: enough to see what kind of word is meant.
const WORDS_OF_MANY: usize = 5;
