//! Award records as a table: one row each, its first row naming the columns.

use super::columns::{Column, WHY_ADDRESSES, unknown};
use super::record::{Record, missing};
use crate::content::document::{Document, Placed};
use crate::content::limits::MAX_COLUMNS;
use crate::content::sheet::{Row, Rows, SheetError, delimiter, formula};
use crate::diagnostic::Diagnostic;
use crate::model::address::Email;

/// Hands each record and its line to `each`, until that returns `false`.
pub(super) fn read(document: &Document, each: &mut dyn FnMut(&Record<'_>, usize) -> bool) {
    let text = &document.source.text;
    let mut rows = Rows::new(text, delimiter(text));
    let Some(header) = rows.next().and_then(|row| kept(document, row)) else {
        if !document.has_findings() {
            let finding = Diagnostic::error("the table has no header");
            document.push(
                0..0,
                finding.expected("columns such as `badge,name,email,issued_on`"),
            );
        }
        return;
    };
    let Some(columns) = columns(document, &header) else {
        return;
    };
    for row in rows {
        let Some(row) = kept(document, row) else {
            return;
        };
        if row.fields.len() > columns.len() {
            let message = format!(
                "the row has {} fields, and the header {}",
                row.fields.len(),
                columns.len()
            );
            let finding = Diagnostic::error(message)
                .hint("put a text that holds the delimiter between double quotes");
            document.push(row.fields[columns.len()].span.clone(), finding);
            if document.is_full() {
                return;
            }
            // It still counts: the records after it keep their numbers.
        }
        let line = row.line;
        let record = record(row, &columns);
        refuse_formulas(document, &record);
        if !each(&record, line) {
            return;
        }
    }
}

/// What to do about a table without headers.
pub(crate) const PUT_HEADERS: &str = "put a row above it that says what each column holds";

fn kept<'a>(document: &Document, row: Result<Row<'a>, SheetError>) -> Option<Row<'a>> {
    let note = |error: SheetError| document.push(error.span(), error.finding());
    row.map_err(note).ok()
}

fn columns(document: &Document, header: &Row<'_>) -> Option<Vec<Option<Column>>> {
    if header.fields.len() > MAX_COLUMNS {
        let message = format!("the table has more than {MAX_COLUMNS} columns");
        document.push(header.span.clone(), Diagnostic::error(message));
        return None;
    }
    if let Some(field) = header
        .fields
        .iter()
        .find(|it| Email::new(&it.value).is_ok())
    {
        let finding = Diagnostic::error("the first row is a record, and names no columns")
            .expected("columns such as `badge,name,email,issued_on`");
        document.push(field.span.clone(), finding.hint(PUT_HEADERS));
        return None;
    }
    let mut columns: Vec<Option<Column>> = Vec::new();
    for field in &header.fields {
        let column = Column::parse(&field.value);
        if let Some(known) = column
            && columns.contains(&column)
        {
            let message = format!("the column `{}` stands twice", known.name());
            document.push(field.span.clone(), Diagnostic::error(message));
        }
        if column.is_none() && !field.value.trim().is_empty() {
            document.push(field.span.clone(), unknown(&field.value));
        }
        columns.push(column);
    }
    let known: Vec<_> = columns.iter().copied().flatten().collect();
    if let Some(names) = missing(&known) {
        let message = format!("the table has no column for {names}");
        let finding = Diagnostic::error(message);
        let finding = match known.contains(&Column::Email) {
            true => finding,
            false => finding.hint(WHY_ADDRESSES),
        };
        document.push(header.span.clone(), finding);
    }
    (!document.has_findings()).then_some(columns)
}

// In a record that was issued it is what was signed.
fn refuse_formulas(document: &Document, record: &Record<'_>) {
    if record.cell(Column::Id).is_some() {
        return;
    }
    for (_, cell) in &record.cells {
        if let Some(finding) = formula(&cell.value) {
            document.push(cell.span.clone(), finding);
        }
    }
}

fn record<'a>(row: Row<'a>, columns: &[Option<Column>]) -> Record<'a> {
    let mut cells = Vec::with_capacity(row.fields.len());
    for (field, column) in row.fields.into_iter().zip(columns) {
        if let Some(column) = column
            && !field.value.trim().is_empty()
        {
            let (value, span) = (field.value, field.span);
            cells.push((*column, Placed { value, span }));
        }
    }
    Record {
        cells,
        span: row.span,
    }
}
