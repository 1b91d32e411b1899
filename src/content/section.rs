//! Reads a TOML table key by key, so that every mistake in it is told with its place.
//!
//! A key is known by being read: [`Section::finish`] refuses all others, with the nearest one read.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{Document, Placed, unknown_word_of_ours};
use super::places::{Places, in_brackets};
use super::text::Shape;
use crate::diagnostic::Diagnostic;
use crate::model::address::WebAddress;

/// A table of a [`Document`].
pub(super) struct Section<'a> {
    document: &'a Document,
    table: &'a DeTable<'a>,
    /// Its header, to point at where a key is missing.
    span: Range<usize>,
    known: RefCell<Vec<&'static str>>,
    /// What stands between its brackets, such as `result.level`; that of the whole is empty.
    header: String,
}

impl<'a> Section<'a> {
    /// The table as it stands in `document`; `span` is where to point at if a key is missing.
    pub fn new(document: &'a Document, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self {
            document,
            table,
            span,
            known: RefCell::default(),
            header: String::new(),
        }
    }

    /// A table within this one.
    fn inner(&self, key: &str, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self {
            header: self.path(key),
            ..Self::new(self.document, table, span)
        }
    }

    /// The header of a table within this one.
    fn path(&self, key: &str) -> String {
        match self.header.is_empty() {
            true => key.to_owned(),
            false => format!("{}.{key}", self.header),
        }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    /// A string as it stands, or a wrong kind noted. A blank one counts as absent.
    pub fn string(&self, key: &'static str) -> Option<Placed<&'a str>> {
        let value = self.value(key)?;
        let span = self.document.place(value.span());
        match value.get_ref().as_str() {
            Some(text) if text.trim().is_empty() => None,
            Some(value) => Some(Placed { value, span }),
            None => {
                self.wrong_kind(key, value, "a text in quotes");
                None
            }
        }
    }

    /// A text of the given shape.
    pub fn text(&self, key: &'static str, shape: Shape) -> Option<String> {
        let text = self.string(key)?;
        self.document.clean(key, &text, shape)
    }

    /// A text that must be there; `example` shows one.
    pub fn required_text(&self, key: &'static str, shape: Shape, example: &str) -> Option<String> {
        self.require(key, example);
        self.text(key, shape)
    }

    /// Notes that a key is missing or blank.
    pub fn require(&self, key: &'static str, example: &str) {
        let value = self.table.get(key);
        let is_blank = |it: &str| it.trim().is_empty();
        let example = format!("`{key} = {example}`");
        match value {
            None => {
                let finding = Diagnostic::error(format!("`{key}` is missing")).expected(example);
                let finding = match self.header_that_has(key) {
                    Some(header) => finding.hint(format!(
                        "the one below `{header}` is read as a part of that: what is said of the whole stands \
                         above the first line in brackets"
                    )),
                    None => finding,
                };
                self.push(self.span.clone(), finding);
            }
            Some(value) if value.get_ref().as_str().is_some_and(is_blank) => self.push(
                self.document.place(value.span()),
                Diagnostic::error(format!("`{key}` is empty")).expected(example),
            ),
            Some(_) => {}
        }
    }

    /// The first table within this one that holds such a key, as its header is written.
    fn header_that_has(&self, key: &str) -> Option<String> {
        let mut values: Vec<_> = self.table.iter().collect();
        values.sort_by_key(|it| it.1.span().start);
        values
            .iter()
            .find_map(|(name, value)| match value.get_ref() {
                DeValue::Table(table) if table.contains_key(key) => Some(format!("[{name}]")),
                DeValue::Array(items) => items.iter().find_map(|item| {
                    let table = item.get_ref().as_table()?;
                    table.contains_key(key).then(|| format!("[[{name}]]"))
                }),
                _ => None,
            })
    }

    /// Notes that a list is there and empty.
    pub fn require_entry(&self, key: &'static str, example: &str) {
        let Some(value) = self.table.get(key) else {
            return;
        };
        if value.get_ref().as_array().is_some_and(|it| it.is_empty()) {
            let finding = Diagnostic::error(format!("`{key}` is empty"));
            let finding = finding.expected(format!("`{key} = {example}`"));
            self.push(self.document.place(value.span()), finding);
        }
    }

    /// A string read by `parse`, or the reason noted.
    pub fn parsed<T, E: Display>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.string(key)?;
        match parse(text.value.trim()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(
                    text.span,
                    Diagnostic::error(format!("`{key}` is not accepted: {error}")),
                );
                None
            }
        }
    }

    /// The address of a page.
    pub fn address(&self, key: &'static str) -> Option<WebAddress> {
        let text = self.string(key)?;
        let value = text.value.trim();
        let refuse = |error| {
            let finding = Diagnostic::error(format!("`{key}` is not accepted: {error}"));
            let finding = match WebAddress::mended(value) {
                Some(mended) => finding.hint(format!("write `{key} = \"{mended}\"`")),
                None => finding,
            };
            self.push(text.span.clone(), finding);
        };
        WebAddress::new(value).map_err(refuse).ok()
    }

    /// One of the words `known`.
    pub fn word<T>(
        &self,
        key: &'static str,
        known: &[&str],
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(key)?;
        let parsed = parse(text.value);
        if parsed.is_none() {
            let message = format!("`{}` is not a known word for `{key}`", text.value);
            self.push(text.span, unknown_word_of_ours(message, text.value, known));
        }
        parsed
    }

    /// A string, a date or a number: as it is written in the file, without quotes.
    pub fn scalar(&self, key: &'static str) -> Option<Placed<&'a str>> {
        let value = self.value(key)?;
        let span = self.document.place(value.span());
        match value.get_ref() {
            DeValue::Datetime(_) | DeValue::Integer(_) | DeValue::Float(_) => {
                let text = self.document.source.text.get(span.clone())?;
                Some(Placed { value: text, span })
            }
            _ => self.string(key),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong_kind(key, value, "`true` or `false`, without quotes");
        }
        found
    }

    /// A number, read by `parse`.
    pub fn number<T, E: Display>(
        &self,
        key: &'static str,
        parse: impl FnOnce(f64) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            _ => {
                self.wrong_kind(key, value, "a number, without quotes");
                return None;
            }
        };
        match parse(text.replace('_', "").parse().unwrap_or(f64::NAN)) {
            Ok(number) => Some(number),
            Err(error) => {
                let finding = Diagnostic::error(format!("`{key}` is not accepted: {error}"));
                self.push(self.document.place(value.span()), finding);
                None
            }
        }
    }

    /// A list of texts, at most `limit`; a single text is a list of one.
    pub fn list(&self, key: &'static str, limit: usize) -> Vec<Placed<&'a str>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            return self.string(key).into_iter().collect();
        };
        self.bound(key, value.span(), items.len(), limit);
        let texts = items.iter().take(limit).filter_map(|item| {
            let span = self.document.place(item.span());
            let text = item.get_ref().as_str();
            if text.is_none() {
                self.wrong_kind(key, item, "texts in quotes");
            }
            text.map(|value| Placed { value, span })
        });
        texts.collect()
    }

    /// The text that stands where a list may, if it is none.
    pub fn lone(&self, key: &str) -> Option<Placed<&'a str>> {
        let value = self.table.get(key)?;
        let span = self.document.place(value.span());
        let text = value.get_ref().as_str();
        text.map(|value| Placed { value, span })
    }

    /// The texts of [`Self::list`], cleaned.
    pub fn texts(&self, key: &'static str, limit: usize, shape: Shape) -> Vec<String> {
        let items = self.list(key, limit).into_iter();
        items
            .filter_map(|it| self.document.clean(key, &it, shape))
            .collect()
    }

    /// The table `[key]`.
    pub fn section(&self, key: &'static str) -> Option<Section<'a>> {
        let value = self.value(key)?;
        let span = self.document.place(value.span());
        match value.get_ref() {
            DeValue::Table(table) => Some(self.inner(key, table, span)),
            _ => {
                self.wrong_kind(key, value, &format!("a table `[{}]`", self.path(key)));
                None
            }
        }
    }

    /// The tables `[[key]]`, at most `limit`.
    pub fn sections(&self, key: &'static str, limit: usize) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let expected = format!("tables that start with `[[{}]]`", self.path(key));
        let DeValue::Array(items) = value.get_ref() else {
            let finding = wrong_kind(key, value, &expected);
            let place = self.document.place(value.span());
            self.push(place, self.hint_at_place(key, finding));
            return Vec::new();
        };
        self.bound(key, value.span(), items.len(), limit);
        let tables = items
            .iter()
            .take(limit)
            .filter_map(|item| match item.get_ref() {
                DeValue::Table(table) => {
                    let span = self.document.place(item.span());
                    Some(self.inner(key, table, span))
                }
                _ => {
                    self.wrong_kind(key, item, &expected);
                    None
                }
            });
        tables.collect()
    }

    /// Whether `key` holds a table or a list, to be read as such.
    pub fn is_nested(&self, key: &str) -> bool {
        let value = self.table.get(key);
        value.is_some_and(|it| it.get_ref().is_table() || it.get_ref().is_array())
    }

    /// Whether `key` holds a list whose first entry is a table.
    pub fn holds_tables(&self, key: &str) -> bool {
        let items = self.table.get(key).and_then(|it| it.get_ref().as_array());
        let first = items.and_then(|it| it.first());
        first.is_some_and(|it| it.get_ref().is_table())
    }

    /// The keys in a table whose names are the author's own, such as `{ score = "92" }`.
    pub fn own_keys(&self) -> Vec<(Placed<&'a str>, Placed<&'a str>)> {
        let mut pairs = Vec::new();
        for (key, value) in self.table {
            let (key_span, span) = (
                self.document.place(key.span()),
                self.document.place(value.span()),
            );
            let key = Placed {
                value: key.get_ref().as_ref(),
                span: key_span,
            };
            let text = match value.get_ref() {
                DeValue::String(text) => text.as_ref(),
                DeValue::Integer(_) | DeValue::Float(_) => &self.document.source.text[span.clone()],
                _ => {
                    self.wrong_kind(key.value, value, "a text in quotes");
                    continue;
                }
            };
            pairs.push((key, Placed { value: text, span }));
        }
        pairs.sort_by_key(|(key, _)| key.span.start);
        pairs
    }

    /// Notes a mistake at `span`.
    pub fn push(&self, span: Range<usize>, finding: Diagnostic) {
        self.document.push(span, finding);
    }

    /// The header of the table.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The file it is in.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Refuses every key that was not read.
    pub fn finish(self) {
        let known = self.known.borrow();
        let places = Places::of(&self.document.source.name);
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            let may_stand = places.as_ref().is_none_or(|it| it.has(&self.header, name));
            if !known.contains(&name) || !may_stand {
                let message = format!("`{name}` is not a known key");
                let finding = match self.belongs_elsewhere(name) {
                    true => self.hint_at_place(name, Diagnostic::error(message)),
                    false => unknown_word_of_ours(message, name, &known),
                };
                self.push(self.document.place(key.span()), finding);
            }
        }
    }

    fn belongs_elsewhere(&self, key: &str) -> bool {
        let places = Places::of(&self.document.source.name);
        places.is_some_and(|it| it.place_of(key).is_some())
    }

    /// What is said below a header is read as a part of that.
    fn hint_at_place(&self, key: &str, finding: Diagnostic) -> Diagnostic {
        let places = Places::of(&self.document.source.name);
        let Some(place) = places.and_then(|it| it.place_of(key)) else {
            return finding;
        };
        let hint = match self.header.is_empty() {
            true => format!("`{key}` belongs {place}"),
            false => format!(
                "here it is read as a part of `{}`; `{key}` belongs {place}",
                in_brackets(&self.header)
            ),
        };
        finding.hint(hint)
    }

    fn wrong_kind(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let finding = wrong_kind(key, value, expected);
        self.push(self.document.place(value.span()), finding);
    }

    fn bound(&self, key: &str, span: Range<usize>, count: usize, limit: usize) {
        if count > limit {
            let message = format!("`{key}` has {count} entries, more than the {limit} accepted");
            self.push(self.document.place(span), Diagnostic::error(message));
        }
    }
}

fn wrong_kind(key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Diagnostic {
    let found = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Diagnostic::error(format!("`{key}` is {found}")).expected(expected)
}
