//! Award records as TOML: `[[award]]` tables, below keys that hold for all of them.

use std::borrow::Cow;

use super::columns::Column;
use super::record::{Cell, Record};
use crate::content::document::{Document, Placed};
use crate::content::limits::{MAX_EVIDENCE, MAX_RECORDS};
use crate::content::section::Section;

/// Hands each record and its line to `each`, until that returns `false`.
pub(super) fn read(document: &Document, each: &mut dyn FnMut(&Record<'_>, usize) -> bool) {
    let table = document.parse(&document.source.text);
    if document.has_findings() {
        return;
    }
    let section = document.section(&table);
    let awards = section.sections("award", MAX_RECORDS);
    let mut defaults = Record::default();
    cells(&section, &SHARED, &mut defaults);
    section.finish();
    let mut line = Lines::default();
    for award in awards {
        let mut record = Record {
            cells: Vec::new(),
            span: award.span(),
        };
        cells(&award, &SHARED, &mut record);
        cells(&award, &OWN, &mut record);
        award.finish();
        for (column, cell) in &defaults.cells {
            if record.cell(*column).is_none() {
                record.cells.push((*column, cell.clone()));
            }
        }
        let line = line.of(&document.source.text, record.span.start);
        if !each(&record, line) {
            return;
        }
    }
}

/// Counts lines onwards from the last place asked for.
#[derive(Default)]
struct Lines {
    at: usize,
    breaks: usize,
}

impl Lines {
    fn of(&mut self, text: &str, place: usize) -> usize {
        if place < self.at {
            *self = Self::default();
        }
        self.breaks += text[self.at..place].matches('\n').count();
        self.at = place;
        self.breaks + 1
    }
}

/// Keys that may stand above the records and then hold for all of them.
const SHARED: [(&str, Column); 8] = [
    ("badge", Column::Badge),
    ("version", Column::Version),
    ("issued_on", Column::IssuedOn),
    ("expires_on", Column::ExpiresOn),
    ("narrative", Column::Narrative),
    ("names", Column::Names),
    ("identity", Column::Identity),
    ("language", Column::Language),
];

/// Keys of one record.
const OWN: [(&str, Column); 7] = [
    ("name", Column::Name),
    ("email", Column::Email),
    ("license_number", Column::LicenseNumber),
    ("id", Column::Id),
    ("result", Column::Result),
    ("evidence", Column::Evidence(1)),
    ("evidence_text", Column::EvidenceText(1)),
];

fn cells<'a>(section: &Section<'a>, keys: &[(&'static str, Column)], record: &mut Record<'a>) {
    for (key, column) in keys {
        match column {
            Column::Result if section.is_nested(key) => {
                record
                    .cells
                    .extend(results(section, key).map(|it| (*column, it)));
            }
            Column::Evidence(_) if section.is_nested(key) => evidence(section, key, record),
            _ => record
                .cells
                .extend(section.scalar(key).map(|it| (*column, owned(it)))),
        }
    }
}

fn owned(text: Placed<&str>) -> Cell<'_> {
    Placed {
        value: Cow::Borrowed(text.value),
        span: text.span,
    }
}

// `{ score = "92" }` becomes what a table's cell would say.
fn results<'a>(section: &Section<'a>, key: &'static str) -> Option<Cell<'a>> {
    let table = section.section(key)?;
    let span = table.span();
    let pairs: Vec<_> = table
        .own_keys()
        .iter()
        .map(|(name, value)| format!("{}={}", name.value, value.value))
        .collect();
    let value = Cow::Owned(pairs.join("; "));
    Some(Placed { value, span })
}

// A list of addresses, or of tables with `url` and `text`.
fn evidence<'a>(section: &Section<'a>, key: &'static str, record: &mut Record<'a>) {
    if !section.holds_tables(key) {
        let items = section.list(key, MAX_EVIDENCE).into_iter().enumerate();
        record
            .cells
            .extend(items.map(|(index, it)| (Column::Evidence(index + 1), owned(it))));
        return;
    }
    for (index, item) in section.sections(key, MAX_EVIDENCE).into_iter().enumerate() {
        let number = index + 1;
        let url = item
            .string("url")
            .map(|it| (Column::Evidence(number), owned(it)));
        let text = item
            .string("text")
            .map(|it| (Column::EvidenceText(number), owned(it)));
        record.cells.extend(url.into_iter().chain(text));
        item.finish();
    }
}
