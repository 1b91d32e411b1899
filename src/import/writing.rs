//! Imported records as one of our award tables.

use super::ImportedRow;

/// The text of an award table: the columns that some record needs, in the order of the manual.
///
/// A cell that a spreadsheet would take for a formula starts with a blank. Reading drops the blank
/// again, so that nothing else is published than what was imported.
pub fn to_csv(rows: &[ImportedRow]) -> String {
    let columns: Vec<_> = columns(rows)
        .into_iter()
        .filter(|it| it.is_needed(rows))
        .collect();
    let names: Vec<_> = columns.iter().map(|it| it.name.clone()).collect();
    let mut text = names.join(",");
    text.push('\n');
    for row in rows {
        let cells: Vec<_> = columns.iter().map(|it| quoted((it.value)(row))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

struct Column {
    name: String,
    is_required: bool,
    value: Box<dyn Fn(&ImportedRow) -> &str>,
}

impl Column {
    fn is_needed(&self, rows: &[ImportedRow]) -> bool {
        self.is_required || rows.iter().any(|it| !(self.value)(it).is_empty())
    }
}

fn columns(rows: &[ImportedRow]) -> Vec<Column> {
    let column = |name: &str, is_required, value: fn(&ImportedRow) -> &str| Column {
        name: name.to_owned(),
        is_required,
        value: Box::new(value),
    };
    let mut columns = vec![
        column("badge", true, |it| &it.badge),
        column("name", true, |it| &it.name),
        column("email", true, |it| &it.email),
        column("issued_on", true, |it| &it.issued_on),
        column("expires_on", false, |it| &it.expires_on),
        column("narrative", false, |it| &it.narrative),
        column("license_number", false, |it| &it.license_number),
        column("language", false, |it| &it.language),
    ];
    let most = rows
        .iter()
        .map(|it| it.evidence.len())
        .max()
        .unwrap_or_default();
    for index in 0..most {
        let name = |stem: &str| match index {
            0 => stem.to_owned(),
            _ => format!("{stem}_{}", index + 1),
        };
        columns.push(Column {
            name: name("evidence"),
            is_required: false,
            value: Box::new(move |it| it.evidence.get(index).map_or("", |it| &it.0)),
        });
        columns.push(Column {
            name: name("evidence_text"),
            is_required: false,
            value: Box::new(move |it| it.evidence.get(index).map_or("", |it| &it.1)),
        });
    }
    let own = rows.first().into_iter().flat_map(|it| &it.own).enumerate();
    columns.extend(own.map(|(index, (name, _))| Column {
        name: name.clone(),
        is_required: false,
        value: Box::new(move |it| it.own.get(index).map_or("", |it| &it.1)),
    }));
    columns
}

fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula {
        format!(" {cell}")
    } else {
        cell.to_owned()
    };
    if is_formula || cell.contains([',', '"', '\n', '\r', ';', '\t']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_empty_columns_are_left_out() {
        let row = ImportedRow {
            badge: "rust-101".into(),
            name: "=HYPERLINK(\"x\")".into(),
            email: "+a@example.org".into(),
            issued_on: "2026-05-02".into(),
            evidence: vec![("https://a.example/,1".into(), String::new())],
            ..ImportedRow::default()
        };
        assert_eq!(
            to_csv(&[row]),
            "badge,name,email,issued_on,evidence\n\
             rust-101,\" =HYPERLINK(\"\"x\"\")\",\" +a@example.org\",2026-05-02,\"https://a.example/,1\"\n"
        );
    }
}
