//! Writes the ids of issued records back into the files they were read from. No other byte changes.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::awards::columns::Column;
use super::awards::{AWARDS_FOLDER, Kind};
use super::folder::Folder;
use super::limits::MAX_AWARD_FILE_BYTES;
use super::sheet::{Row, Rows, delimiter};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{AwardId, RecordPlace};

/// Gives the records at these places their ids, file by file, each file whole or not at all.
///
/// A record that has its id already is left as it is, so the same call again changes nothing.
///
/// # Errors
/// A file cannot be read or written, or it changed since it was read: there is no record at the
/// place, or it has another id. That file is then untouched; those before it are written.
pub fn write_ids(root: &Path, ids: &[(RecordPlace, AwardId)]) -> Result<(), Diagnostics> {
    let folder = Folder::open(root)?;
    let mut files: BTreeMap<&str, Vec<&(RecordPlace, AwardId)>> = BTreeMap::new();
    for pair in ids {
        files.entry(&pair.0.file).or_default().push(pair);
    }
    for (file, mut pairs) in files {
        pairs.sort_by_key(|it| it.0.index);
        write_file(&folder, file, &pairs)?;
    }
    Ok(())
}

fn write_file(
    folder: &Folder,
    file: &str,
    pairs: &[&(RecordPlace, AwardId)],
) -> Result<(), Diagnostic> {
    let source = folder.text(file, MAX_AWARD_FILE_BYTES)?;
    let edits = match Kind::of(file) {
        Some(Kind::Table) => table_edits(&source.text, pairs),
        Some(Kind::Toml) => toml_edits(&source.text, pairs),
        None => Err(Changed { line: 0 }),
    };
    let edits = edits.map_err(|changed| changed.finding(file))?;
    let edited = apply(&source.text, edits);
    if edited == source.text {
        return Ok(());
    }
    replace(folder, file, edited.as_bytes(), HINT)
}

/// The record expected on that line is not there any more.
struct Changed {
    line: usize,
}

impl Changed {
    fn finding(&self, file: &str) -> Diagnostic {
        let line = self.line;
        Diagnostic::error(format!(
            "the file changed while its records were issued, at line {line}"
        ))
        .in_file(file)
        .hint("nothing is lost: `accolade issue` again writes the ids")
    }
}

/// What to put in place of a range of bytes.
pub(super) type Edit = (Range<usize>, String);

/// The text with these edits made; of those at one place, in their order.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|it| it.0.start);
    let mut edited = String::with_capacity(text.len() + edits.len() * 32);
    let mut at = 0;
    for (span, new) in edits {
        edited.push_str(&text[at..span.start]);
        edited.push_str(&new);
        at = span.end;
    }
    edited.push_str(&text[at..]);
    edited
}

fn table_edits(text: &str, pairs: &[&(RecordPlace, AwardId)]) -> Result<Vec<Edit>, Changed> {
    let delimiter = delimiter(text);
    let mut rows = Rows::new(text, delimiter);
    let Some(Ok(header)) = rows.next() else {
        return Err(Changed { line: 1 });
    };
    let width = header.fields.len();
    let is_id = |it: &&str| Column::parse(it) == Some(Column::Id);
    let names = header.fields.iter().map(|it| it.value.as_ref());
    let existing = names
        .map(|it| Some(it).filter(is_id))
        .position(|it| it.is_some());
    let layout = Layout {
        column: existing.unwrap_or(width),
        delimiter: char::from(delimiter),
    };
    let mut edits = Vec::new();
    if existing.is_none() {
        edits.push((
            header.span.end..header.span.end,
            format!("{}id", layout.delimiter),
        ));
    }
    let mut wanted = pairs.iter().peekable();
    for (index, row) in rows.enumerate() {
        let line = wanted.peek().map_or(0, |it| it.0.line);
        let row = row.map_err(|_| Changed { line })?;
        let pair = wanted.next_if(|it| it.0.index == index);
        match pair {
            Some((place, id)) if row.line == place.line => {
                edits.extend(layout.fill(&row, *id).ok_or(Changed { line })?);
            }
            Some(_) => return Err(Changed { line }),
            // Every row gets the new column, so that the table stays rectangular.
            None if existing.is_none() => edits.push(layout.pad(&row, "")),
            None => {}
        }
    }
    match wanted.next() {
        Some((place, _)) => Err(Changed { line: place.line }),
        None => Ok(edits),
    }
}

/// Where the ids stand in a table.
struct Layout {
    column: usize,
    delimiter: char,
}

impl Layout {
    // The outer `None`: the row has another id.
    fn fill(&self, row: &Row<'_>, id: AwardId) -> Option<Option<Edit>> {
        let Some(cell) = row.fields.get(self.column) else {
            return Some(Some(self.pad(row, id.as_str())));
        };
        match cell.value.trim() {
            "" => Some(Some((cell.span.clone(), id.to_string()))),
            found if found == id.as_str() => Some(None),
            _ => None,
        }
    }

    fn pad(&self, row: &Row<'_>, cell: &str) -> Edit {
        let missing = (self.column + 1).saturating_sub(row.fields.len());
        let delimiters = self.delimiter.to_string().repeat(missing);
        (row.span.end..row.span.end, delimiters + cell)
    }
}

fn toml_edits(text: &str, pairs: &[&(RecordPlace, AwardId)]) -> Result<Vec<Edit>, Changed> {
    let table = DeTable::parse(text).map_err(|_| Changed { line: 1 })?;
    let awards = table.get_ref().get("award").map(|it| it.get_ref());
    let Some(DeValue::Array(awards)) = awards else {
        return Err(Changed { line: 1 });
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits = Vec::new();
    for (place, id) in pairs {
        let changed = || Changed { line: place.line };
        let award = awards.get(place.index).ok_or_else(changed)?;
        let DeValue::Table(keys) = award.get_ref() else {
            return Err(changed());
        };
        let span = award.span();
        if text[..span.start].matches('\n').count() + 1 != place.line {
            return Err(changed());
        }
        match keys.get("id").map(|it| (it.get_ref().as_str(), it.span())) {
            None => edits.push(insertion(text, span, *id, line_end)),
            Some((Some(found), _)) if found == id.as_str() => {}
            Some((Some(found), span)) if found.trim().is_empty() => {
                edits.push((span, format!("\"{id}\"")));
            }
            Some(_) => return Err(changed()),
        }
    }
    Ok(edits)
}

// Behind the header line of a table, or first in an inline one.
fn insertion(text: &str, span: Range<usize>, id: AwardId, line_end: &str) -> Edit {
    if text[span.start..].starts_with('{') {
        let start = span.start + 1;
        return (start..start, format!(" id = \"{id}\","));
    }
    match text[span.start..].find('\n') {
        Some(offset) => {
            let start = span.start + offset + 1;
            (start..start, format!("id = \"{id}\"{line_end}"))
        }
        None => (
            text.len()..text.len(),
            format!("{line_end}id = \"{id}\"{line_end}"),
        ),
    }
}

/// The copy of award records that an interrupted command left beside them, if there is one.
pub fn unfinished_records(root: &Path) -> Option<String> {
    let name = format!("{AWARDS_FOLDER}/{UNFINISHED}");
    root.join(&name).is_file().then_some(name)
}

/// Takes that copy away. The caller holds the lock: nobody is writing it.
///
/// # Errors
/// The system says no.
pub fn discard_unfinished_records(root: &Path) -> Result<(), Diagnostic> {
    let Some(name) = unfinished_records(root) else {
        return Ok(());
    };
    std::fs::remove_file(root.join(&name)).map_err(|error| {
        Diagnostic::error(format!(
            "what an interrupted command left cannot be removed: {error}"
        ))
        .in_file(name)
        .hint("delete it: it is a copy of award records")
    })
}

/// Replaces a file whole: a new one beside it, flushed, then renamed over it. What an interrupted
/// command left of such a one makes room.
///
/// `hint` says how to go on where the disk refuses.
pub(super) fn replace(
    folder: &Folder,
    file: &str,
    bytes: &[u8],
    hint: &str,
) -> Result<(), Diagnostic> {
    let path = folder.resolve(file)?;
    let parent = path.parent().expect("a file stands in a folder");
    let write = || -> std::io::Result<()> {
        let name = parent.join(UNFINISHED);
        if name.exists() {
            std::fs::remove_file(&name)?;
        }
        let mut builder = tempfile::Builder::new();
        let mut new = builder
            .prefix(UNFINISHED)
            .rand_bytes(0)
            .tempfile_in(parent)?;
        new.write_all(bytes)?;
        new.as_file()
            .set_permissions(std::fs::metadata(&path)?.permissions())?;
        new.as_file().sync_all()?;
        new.persist(&path)?;
        std::fs::File::open(parent)?.sync_all()
    };
    write().map_err(|error| {
        Diagnostic::error(format!("the records cannot be written: {error}"))
            .in_file(file)
            .hint(hint)
    })
}

/// Names and addresses are in it, so that it must not be one of many that nobody knows of; git is told to
/// ignore it.
const UNFINISHED: &str = ".unfinished";

const HINT: &str = "nothing is lost: `accolade issue` again writes them";
