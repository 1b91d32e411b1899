//! Tables of text: RFC 4180, with the place of every field, so that mistakes can be pointed at and
//! single cells replaced while all other bytes stay.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Diagnostic;

/// A field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// What it says: without quotes.
    pub value: Cow<'a, str>,
    /// Where it stands in the text, quotes included.
    pub span: Range<usize>,
}

/// What a spreadsheet saved in the place of a value, as a mistake: a formula, or that one failed.
pub(crate) fn formula(value: &str) -> Option<Diagnostic> {
    let text = value.trim();
    if !text.starts_with(['=', '#']) {
        return None;
    }
    // `=> see the page` is a sentence.
    let is_start = |it: char| it.is_alphanumeric() || "$\"'(+-".contains(it);
    let is_formula = text
        .strip_prefix('=')
        .is_some_and(|it| it.starts_with(is_start));
    let message = match (is_formula, FAILED.contains(&text)) {
        (true, _) => "this cell holds a formula, not what it comes to",
        (_, true) => "this cell holds the sign of a formula that failed",
        _ => return None,
    };
    let hint = "write the value into the cell in the spreadsheet, and save the table again";
    Some(Diagnostic::error(format!("{message}: `{text}`")).hint(hint))
}

/// A row that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    pub fields: Vec<Field<'a>>,
    /// Without its line end.
    pub span: Range<usize>,
    /// Its first line, counted from 1.
    pub line: usize,
}

/// In English, German, French and Spanish.
const FAILED: [&str; 15] = [
    "#REF!",
    "#N/A",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#NV",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#NOM?",
    "#VALEUR!",
    "#¡REF!",
    "#¿NOMBRE?",
];

/// Why a text is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SheetError {
    #[error("the quote that starts this field is never closed")]
    Open { at: Range<usize> },
    #[error("text follows the quote that closes a field")]
    AfterQuote { at: Range<usize> },
}

impl SheetError {
    /// The mistake, and the way out of it.
    pub fn finding(&self) -> Diagnostic {
        Diagnostic::error(self.to_string()).hint(QUOTES)
    }

    /// The place of it.
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Open { at } | Self::AfterQuote { at } => at.clone(),
        }
    }
}

/// The rows of a text, blank ones left out; the header is the first. Ends after an error.
pub(crate) struct Rows<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: usize,
    failed: bool,
}

impl<'a> Rows<'a> {
    /// Starts behind a byte order mark and a line that names the delimiter, if they are there.
    pub fn new(text: &'a str, delimiter: u8) -> Self {
        let declared = declared(text);
        let mut rows = Self {
            text,
            delimiter,
            at: declared.as_ref().map_or(mark(text), |it| it.end),
            line: 1,
            failed: false,
        };
        if declared.is_some() {
            rows.skip_line_end();
        }
        rows
    }

    fn row(&mut self) -> Result<Row<'a>, SheetError> {
        let (start, line) = (self.at, self.line);
        let mut fields = Vec::new();
        loop {
            let field = self.field()?;
            let end = field.span.end;
            fields.push(field);
            self.at = end;
            if self.byte() != Some(self.delimiter) {
                let span = start..end;
                self.line += self.text[span.clone()].matches('\n').count();
                self.skip_line_end();
                return Ok(Row { fields, span, line });
            }
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_line_end(&mut self) {
        if self.byte() == Some(b'\r') {
            self.at += 1;
        }
        if self.byte() == Some(b'\n') {
            self.at += 1;
            self.line += 1;
        }
    }

    fn field(&self) -> Result<Field<'a>, SheetError> {
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let rest = &self.text.as_bytes()[self.at..];
        let is_end = |it: &u8| *it == self.delimiter || matches!(it, b'\n' | b'\r');
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        let span = self.at..self.at + length;
        Ok(Field {
            value: Cow::Borrowed(&self.text[span.clone()]),
            span,
        })
    }

    fn quoted(&self) -> Result<Field<'a>, SheetError> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut end = start;
        let mut has_quotes = false;
        loop {
            let open = SheetError::Open { at: self.at..start };
            end += bytes[end..].iter().position(|it| *it == b'"').ok_or(open)?;
            if bytes.get(end + 1) != Some(&b'"') {
                break;
            }
            has_quotes = true;
            end += 2;
        }
        let after = end + 1;
        match bytes.get(after) {
            None | Some(b'\n' | b'\r') => {}
            Some(byte) if *byte == self.delimiter => {}
            Some(_) => {
                return Err(SheetError::AfterQuote {
                    at: after..after + 1,
                });
            }
        }
        let inner = &self.text[start..end];
        let value = if has_quotes {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        };
        let span = self.at..after;
        Ok(Field { value, span })
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Row<'a>, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed && self.at < self.text.len() {
            let row = self.row();
            self.failed = row.is_err();
            match &row {
                Ok(row) if row.fields.iter().all(|it| it.value.trim().is_empty()) => {}
                _ => return Some(row),
            }
        }
        None
    }
}

fn mark(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { 3 } else { 0 }
}

// Excel writes, and reads, a first line such as `sep=;`.
fn declared(text: &str) -> Option<Range<usize>> {
    let start = mark(text);
    let line = text[start..].split(['\r', '\n']).next()?;
    let is_declared = matches!(
        line.to_ascii_lowercase().as_str(),
        "sep=," | "sep=;" | "sep=\t"
    );
    is_declared.then_some(start..start + line.len())
}

/// What parts the fields of a text: what its first line declares, or else the one of `,`, `;` and tab
/// that this line holds most of.
pub(crate) fn delimiter(text: &str) -> u8 {
    if let Some(line) = declared(text) {
        return text.as_bytes()[line.end - 1];
    }
    let text = text
        .trim_start_matches('\u{FEFF}')
        .trim_start_matches(['\r', '\n']);
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => counts
                .iter_mut()
                .filter(|it| it.0 == byte)
                .for_each(|it| it.1 += 1),
        }
    }
    // Of two that stand equally often, the comma is a part of the headers: `Name, Vorname;E-Mail`.
    let most = counts.iter().filter(|it| it.1 > 0).max_by_key(|it| it.1);
    most.map_or(b',', |it| it.0)
}

const QUOTES: &str = "a field in quotes ends with one, and a quote within it is written twice: `\"She said \"\"yes\"\"\"`";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &str) -> Vec<Vec<String>> {
        let rows = Rows::new(text, delimiter(text)).map(|row| row.unwrap().fields);
        rows.map(|row| row.into_iter().map(|it| it.value.into_owned()).collect())
            .collect()
    }

    #[test]
    fn rows_are_read_with_quotes_line_ends_and_delimiters_of_any_kind() {
        assert_eq!(
            values("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n"),
            [["a", "b"], ["1", "x, \"y\"\nz"]]
        );
        assert_eq!(values("\u{FEFF}a;b\n\n;\n1;2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(values("a\tb\r1\t\"2\""), [["a", "b"], ["1", "2"]]);
        assert_eq!(values("a, b;c\n1;2"), [["a, b", "c"], ["1", "2"]]);
        assert!(values("").is_empty());
    }

    #[test]
    fn a_first_line_that_names_the_delimiter_is_no_row() {
        let text = "\u{FEFF}sep=;\r\na,b,c;d\r\n1;2\r\n";
        assert_eq!(values(text), [["a,b,c", "d"], ["1", "2"]]);
        let first = Rows::new(text, b';').next().unwrap().unwrap();
        assert_eq!(first.line, 2);
        assert_eq!(&text[first.span], "a,b,c;d");
        assert_eq!(values("sep=,"), Vec::<Vec<String>>::new());
        assert_eq!(
            values(
                "sep=;x
1;2
"
            ),
            [["sep=", "x"], ["1", "2"]]
        );
    }

    #[test]
    fn a_row_knows_its_line_and_a_field_its_bytes() {
        let text = "a,b\n\"1\n2\",3\n4,5\n";
        let rows: Vec<_> = Rows::new(text, b',').map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(&text[rows[1].fields[0].span.clone()], "\"1\n2\"");
        assert_eq!(&text[rows[1].span.clone()], "\"1\n2\",3");
    }

    #[test]
    fn an_open_quote_and_text_behind_a_closed_one_are_refused() {
        let first = |text| Rows::new(text, b',').find_map(Result::err);
        assert_eq!(first("a\n\"b"), Some(SheetError::Open { at: 2..3 }));
        assert_eq!(first("\"a\"b,c"), Some(SheetError::AfterQuote { at: 3..4 }));
    }

    proptest! {
        #[test]
        fn any_table_reads_as_the_csv_crate_reads_it(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a-z\",;\n é]{0,6}x", 2..4usize), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read = Rows::new(&text, b',').map(|row| row.unwrap().fields);
            let read: Vec<Vec<_>> = read
                .map(|row| row.into_iter().map(|it| it.value.into_owned()).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn any_text_ends_without_a_panic(text in "\\PC{0,40}|[\",\n\r;a]{0,40}") {
            let length: usize = Rows::new(&text, delimiter(&text)).count();
            prop_assert!(length <= text.len());
        }
    }
}
