//! Edits of a table.

use std::ops::Range;

use super::{Edit, end, line_end};
use crate::content::awards::columns::Column;
use crate::content::sheet::{Row, Rows, delimiter};
use crate::model::award::AwardId;
use crate::model::record_edit::{RecordEdit, Successor};

/// What to change in a table; `None` if it is none.
pub(super) fn edits(text: &str, wanted: &[&RecordEdit]) -> Option<Vec<Edit>> {
    let delimiter = delimiter(text);
    let mut rows = Rows::new(text, delimiter);
    let header = rows.next()?.ok()?;
    let rows = rows.collect::<Result<Vec<_>, _>>().ok()?;
    let columns = header.fields.iter().map(|it| Column::parse(&it.value));
    let mut table = Table {
        text,
        delimiter: char::from(delimiter),
        columns: columns.collect(),
        edits: Vec::new(),
    };
    table.place(Column::Id)?;
    let successors = wanted.iter().filter_map(|it| match it {
        RecordEdit::Successor(it) => Some(it),
        _ => None,
    });
    if successors.clone().any(|it| it.is_end_stated) && table.place(Column::ExpiresOn).is_none() {
        table.add_column(Column::ExpiresOn, &header, &rows);
    }
    for edit in wanted {
        table.make(edit, &rows);
    }
    Some(table.edits)
}

/// The id of each row and its line; `None` if the text is no table.
pub(super) fn ids(text: &str) -> Option<Vec<(Option<AwardId>, usize)>> {
    let mut rows = Rows::new(text, delimiter(text));
    let header = rows.next()?.ok()?;
    let is_id = |column: &str| Column::parse(column) == Some(Column::Id);
    let place = header.fields.iter().position(|it| is_id(&it.value))?;
    let rows = rows.collect::<Result<Vec<_>, _>>().ok()?;
    let id = |row: &Row<'_>| AwardId::new(row.fields.get(place)?.value.trim()).ok();
    Some(rows.iter().map(|it| (id(it), it.line)).collect())
}

struct Table<'a> {
    text: &'a str,
    delimiter: char,
    columns: Vec<Option<Column>>,
    edits: Vec<Edit>,
}

impl Table<'_> {
    fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|it| *it == Some(column))
    }

    fn add_column(&mut self, column: Column, header: &Row<'_>, rows: &[Row<'_>]) {
        let delimiter = self.delimiter;
        let name = format!("{delimiter}{}", column.name());
        self.edits.push((after(header), name));
        let width = self.columns.len();
        for row in rows {
            let missing = (width + 1).saturating_sub(row.fields.len());
            let cells = delimiter.to_string().repeat(missing);
            self.edits.push((after(row), cells));
        }
        self.columns.push(Some(column));
    }

    fn make(&mut self, edit: &RecordEdit, rows: &[Row<'_>]) {
        match edit {
            RecordEdit::NewId { from, to } => {
                if let Some(row) = self.find(rows, from.as_str()) {
                    let place = self.place(Column::Id).expect("found by it");
                    let span = row.fields[place].span.clone();
                    self.edits.push((span, to.to_string()));
                }
            }
            RecordEdit::Remove(id) => {
                if let Some(row) = self.find(rows, id.as_str()) {
                    self.edits.push((self.whole_line(row), String::new()));
                }
            }
            RecordEdit::Successor(successor) => {
                let is_there = self.find(rows, successor.id.as_str()).is_some();
                if let (Some(row), false) = (self.find(rows, successor.after.as_str()), is_there) {
                    let line = self.successor(row, successor);
                    self.edits
                        .push((after(row), line_end(self.text).to_owned() + &line));
                }
            }
            RecordEdit::Id(..) => {}
        }
    }

    fn find<'r, 't>(&self, rows: &'r [Row<'t>], id: &str) -> Option<&'r Row<'t>> {
        let place = self.place(Column::Id)?;
        let is_it = |row: &&Row<'_>| {
            row.fields
                .get(place)
                .is_some_and(|it| it.value.trim() == id)
        };
        rows.iter().find(is_it)
    }

    /// The row with its line end.
    fn whole_line(&self, row: &Row<'_>) -> Range<usize> {
        let rest = &self.text[row.span.end..];
        let ends = ["\r\n", "\n", "\r"];
        let end = ends.into_iter().find(|it| rest.starts_with(it));
        row.span.start..row.span.end + end.map_or(0, str::len)
    }

    /// The same row, but for what differs.
    fn successor(&self, row: &Row<'_>, successor: &Successor) -> String {
        let cells = self.columns.iter().enumerate().map(|(place, column)| {
            let cell = row.fields.get(place);
            let is_said = cell.is_some_and(|it| !it.value.trim().is_empty());
            match column {
                Some(Column::Id) => successor.id.to_string(),
                Some(Column::IssuedOn) => successor.issued_on.to_string(),
                Some(Column::ExpiresOn) if is_said || successor.is_end_stated => end(successor),
                Some(Column::Version) if is_said => successor.version.to_string(),
                _ => cell.map_or("", |it| &self.text[it.span.clone()]).to_owned(),
            }
        });
        let cells: Vec<_> = cells.collect();
        cells.join(&self.delimiter.to_string())
    }
}

fn after(row: &Row<'_>) -> Range<usize> {
    row.span.end..row.span.end
}
