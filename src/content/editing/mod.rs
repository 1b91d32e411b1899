//! Edits award records that are known by their ids: another id, a successor beside one, one that goes.
//! No other byte changes.

mod table;
mod toml;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::awards::{AWARDS_FOLDER, Kind};
use super::folder::Folder;
use super::limits::MAX_AWARD_FILE_BYTES;
use super::writing::{self, apply};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{AwardId, RecordPlace};
use crate::model::record_edit::{RecordEdit, Successor};

/// Makes these edits in the award records, each file whole or not at all. Those that are made already
/// change nothing, as do those of records that are not there.
///
/// # Errors
/// A file cannot be read or written; those before it are written.
pub fn edit_records(root: &Path, edits: &[RecordEdit]) -> Result<(), Diagnostics> {
    let mut ids = Vec::new();
    let mut wanted = Vec::new();
    for edit in edits {
        match edit {
            RecordEdit::Id(place, id) => ids.push((place.clone(), *id)),
            edit => wanted.push(edit),
        }
    }
    writing::write_ids(root, &ids)?;
    if wanted.is_empty() {
        return Ok(());
    }
    let folder = Folder::open(root)?;
    for entry in folder.entries(AWARDS_FOLDER)? {
        if let Some(kind) = Kind::of(&entry.name).filter(|_| !entry.is_folder) {
            let name = format!("{AWARDS_FOLDER}/{}", entry.name);
            edit_file(&folder, &name, kind, &wanted)?;
        }
    }
    Ok(())
}

/// Where the records of these ids are, as [`edit_records`] finds them: those included of which nothing
/// else can be read. A file that cannot be edited holds none.
///
/// # Errors
/// There is no such folder as `root`, or its records cannot be listed.
pub fn find_records(
    root: &Path,
    ids: &[AwardId],
) -> Result<Vec<(AwardId, RecordPlace)>, Diagnostics> {
    let folder = Folder::open(root)?;
    let mut found = Vec::new();
    for entry in folder.entries(AWARDS_FOLDER)? {
        if let Some(kind) = Kind::of(&entry.name).filter(|_| !entry.is_folder) {
            let name = format!("{AWARDS_FOLDER}/{}", entry.name);
            let all = all_ids(&folder, &name, kind).unwrap_or_default();
            found.extend(all.into_iter().filter(|(id, _)| ids.contains(id)));
        }
    }
    Ok(found)
}

fn all_ids(folder: &Folder, name: &str, kind: Kind) -> Option<Vec<(AwardId, RecordPlace)>> {
    let source = folder.text(name, MAX_AWARD_FILE_BYTES).ok()?;
    let ids = match kind {
        Kind::Table => table::ids(&source.text),
        Kind::Toml => toml::ids(&source.text),
    };
    let file: Arc<str> = name.into();
    let place = |(index, (id, line)): (usize, (Option<AwardId>, usize))| {
        let file = Arc::clone(&file);
        Some((id?, RecordPlace { file, index, line }))
    };
    Some(ids?.into_iter().enumerate().filter_map(place).collect())
}

fn edit_file(
    folder: &Folder,
    name: &str,
    kind: Kind,
    wanted: &[&RecordEdit],
) -> Result<(), Diagnostic> {
    let source = folder.text(name, MAX_AWARD_FILE_BYTES)?;
    let text = &source.text;
    let is_here = |edit: &&&RecordEdit| text.contains(found_by(edit));
    let here: Vec<_> = wanted.iter().filter(is_here).copied().collect();
    if here.is_empty() {
        return Ok(());
    }
    let edits = match kind {
        Kind::Table => table::edits(text, &here),
        Kind::Toml => toml::edits(text, &here),
    };
    let edits = edits.ok_or_else(|| {
        Diagnostic::error("the records cannot be changed, as the file cannot be read")
            .in_file(name)
            .hint("`accolade issue` says what is wrong in it, and then changes them")
    })?;
    match apply(text, edits) {
        edited if edited == *text => Ok(()),
        edited => writing::replace(folder, name, edited.as_bytes(), HINT),
    }
}

/// The id of the record that is edited.
fn found_by(edit: &RecordEdit) -> &str {
    match edit {
        RecordEdit::NewId { from: id, .. }
        | RecordEdit::Successor(Successor { after: id, .. })
        | RecordEdit::Remove(id)
        | RecordEdit::Id(_, id) => id.as_str(),
    }
}

/// What to put in place of a range of bytes.
type Edit = (Range<usize>, String);

/// How a record says that its award does not end, or when it does.
fn end(successor: &Successor) -> String {
    let date = successor.expires_on;
    date.map_or_else(|| "never".to_owned(), |it| it.to_string())
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

const HINT: &str = "nothing is lost: `accolade issue` writes what is missing in them";
