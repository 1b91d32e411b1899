//! Edits of records as TOML.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Edit, end, line_end};
use crate::content::writing::apply;
use crate::model::award::AwardId;
use crate::model::record_edit::{RecordEdit, Successor};

/// What to change in a file; `None` if it is not TOML.
pub(super) fn edits(text: &str, wanted: &[&RecordEdit]) -> Option<Vec<Edit>> {
    let table = DeTable::parse(text).ok()?;
    let shared = table.get_ref();
    let DeValue::Array(awards) = shared.get("award")?.get_ref() else {
        return None;
    };
    let awards = awards.iter().filter_map(|it| Record::new(text, it));
    let file = File {
        text,
        shared,
        records: awards.collect(),
    };
    Some(wanted.iter().filter_map(|it| file.edit(it)).collect())
}

/// The id of each record and its line; `None` if the text is not TOML.
pub(super) fn ids(text: &str) -> Option<Vec<(Option<AwardId>, usize)>> {
    let table = DeTable::parse(text).ok()?;
    let DeValue::Array(awards) = table.get_ref().get("award")?.get_ref() else {
        return None;
    };
    let records = awards.iter().map(|award| {
        let line = text[..award.span().start].matches('\n').count() + 1;
        let keys = award.get_ref().as_table();
        let id = keys.and_then(|it| it.get("id")?.get_ref().as_str());
        (id.and_then(|it| AwardId::new(it.trim()).ok()), line)
    });
    Some(records.collect())
}

struct File<'a> {
    text: &'a str,
    shared: &'a DeTable<'a>,
    records: Vec<Record<'a>>,
}

/// A table of the file.
struct Record<'a> {
    keys: &'a DeTable<'a>,
    /// From its header to the end of its last line; or from brace to brace.
    span: Range<usize>,
    is_inline: bool,
}

impl<'a> Record<'a> {
    fn new(text: &str, award: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        let DeValue::Table(keys) = award.get_ref() else {
            return None;
        };
        let span = award.span();
        let is_inline = text[span.start..].starts_with('{');
        let end = last_byte(award);
        let end = match is_inline {
            true => span.end,
            false => end + text[end..].find(['\r', '\n']).unwrap_or(text.len() - end),
        };
        let span = span.start..end;
        Some(Self {
            keys,
            span,
            is_inline,
        })
    }

    fn value(&self, key: &str) -> Option<Range<usize>> {
        self.keys.get(key).map(Spanned::span)
    }

    fn has_id(&self, id: &str) -> bool {
        let own = self.keys.get("id").and_then(|it| it.get_ref().as_str());
        own.is_some_and(|it| it.trim() == id)
    }
}

impl File<'_> {
    fn edit(&self, edit: &RecordEdit) -> Option<Edit> {
        match edit {
            RecordEdit::NewId { from, to } => {
                let record = self.find(from.as_str())?;
                Some((record.value("id")?, format!("\"{to}\"")))
            }
            RecordEdit::Remove(id) => {
                let record = self.find(id.as_str())?;
                Some((self.removal(record), String::new()))
            }
            RecordEdit::Successor(successor) => {
                let record = self.find(successor.after.as_str())?;
                let is_there = self.find(successor.id.as_str()).is_some();
                (!is_there).then(|| self.insertion(record, successor))
            }
            RecordEdit::Id(..) => None,
        }
    }

    fn find(&self, id: &str) -> Option<&Record<'_>> {
        self.records.iter().find(|it| it.has_id(id))
    }

    // With the comment right above it, which speaks of it, and the blank line below.
    fn removal(&self, record: &Record<'_>) -> Range<usize> {
        let Range { start, mut end } = record.span;
        if record.is_inline {
            let rest = &self.text[end..];
            let blank = rest.len() - rest.trim_start().len();
            if rest[blank..].starts_with(',') {
                end += blank + 1;
                let rest = &self.text[end..];
                end += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            }
            return start..end;
        }
        for _ in 0..2 {
            let line = self.text[end..].find('\n').map(|it| end..end + it + 1);
            match line.filter(|it| self.text[it.clone()].trim().is_empty()) {
                Some(line) => end = line.end,
                None => break,
            }
        }
        self.comment_above(start)..end
    }

    fn comment_above(&self, start: usize) -> usize {
        let mut first = start;
        while let Some(before) = self.text[..first].strip_suffix('\n') {
            let line = before.rfind('\n').map_or(0, |it| it + 1);
            if !before[line..].trim_start().starts_with('#') {
                break;
            }
            // At the top of the file, a comment speaks of all of it.
            if line == 0 {
                return start;
            }
            first = line;
        }
        first
    }

    fn insertion(&self, record: &Record<'_>, successor: &Successor) -> Edit {
        let start = record.span.start;
        let own = &self.text[record.span.clone()];
        let mut edits: Vec<Edit> = Vec::new();
        let mut added: Vec<String> = Vec::new();
        let mut set = |key: &str, value: &str, is_needed: bool| match record.value(key) {
            Some(span) => {
                let is_quoted = self.text[span.clone()].starts_with(['"', '\'']);
                let is_date = value.starts_with(|it: char| it.is_ascii_digit()) && key != "version";
                let written = match is_quoted || !is_date {
                    true => format!("\"{value}\""),
                    false => value.to_owned(),
                };
                edits.push((span.start - start..span.end - start, written));
            }
            None if is_needed || self.shared.get(key).is_some() => {
                added.push(format!("{key} = \"{value}\""));
            }
            None => {}
        };
        set("id", successor.id.as_str(), true);
        set("issued_on", &successor.issued_on.to_string(), true);
        set("expires_on", &end(successor), successor.is_end_stated);
        set("version", successor.version.as_str(), false);
        let line_end = line_end(self.text);
        let (place, added, between) = match record.is_inline {
            true => {
                let added: String = added.iter().map(|it| format!(" {it},")).collect();
                (1, added, ", ".to_owned())
            }
            false => {
                let first = own.find('\n').map_or(own.len(), |it| it + 1);
                let added: String = added.iter().map(|it| format!("{it}{line_end}")).collect();
                (first, added, line_end.repeat(2))
            }
        };
        edits.push((place..place, added));
        let place = record.span.end;
        (place..place, between + &apply(own, edits))
    }
}

/// Where the last value below a value ends.
fn last_byte(value: &Spanned<DeValue<'_>>) -> usize {
    let inner = match value.get_ref() {
        DeValue::Table(keys) => keys.iter().map(|(_, it)| last_byte(it)).max(),
        DeValue::Array(items) => items.iter().map(last_byte).max(),
        _ => None,
    };
    value.span().end.max(inner.unwrap_or(0))
}
