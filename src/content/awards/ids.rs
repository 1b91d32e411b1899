//! The ids of records, without what else they say.

use std::sync::Arc;

use super::columns::Column;
use super::{AWARDS_FOLDER, Kind, kind, table, toml};
use crate::content::conflict;
use crate::content::document::Document;
use crate::content::folder::Folder;
use crate::content::limits::{MAX_AWARD_FILE_BYTES, MAX_AWARD_FILES};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{AwardId, RecordPlace};

/// Which records say that they were issued, and how many do not.
#[derive(Debug, Default)]
pub struct RecordIds {
    pub issued: Vec<(RecordPlace, AwardId)>,
    /// Records without an id.
    pub waiting: usize,
    /// Warnings of files in which something is wrong, so that nothing of them is counted.
    pub unread: Diagnostics,
}

pub(in crate::content) fn load(folder: &Folder) -> RecordIds {
    let mut ids = RecordIds::default();
    let Ok(entries) = folder.entries(AWARDS_FOLDER) else {
        ids.unread.push(unread(AWARDS_FOLDER));
        return ids;
    };
    for entry in entries.iter().take(MAX_AWARD_FILES) {
        let name = format!("{AWARDS_FOLDER}/{}", entry.name);
        let read = match kind(entry) {
            Ok(Some(kind)) => read(folder, &name, kind),
            Ok(None) => continue,
            Err(_) => None,
        };
        match read {
            Some(read) => {
                ids.issued.extend(read.issued);
                ids.waiting += read.waiting;
            }
            None => ids.unread.push(unread(&name)),
        }
    }
    ids
}

fn read(folder: &Folder, name: &str, kind: Kind) -> Option<RecordIds> {
    let source = folder.text(name, MAX_AWARD_FILE_BYTES).ok()?;
    conflict::ensure_none(&source, conflict::SETTLE).ok()?;
    let document = Document::new(source, 0);
    let file: Arc<str> = name.into();
    let mut ids = RecordIds::default();
    let (mut index, mut is_right) = (0, true);
    let mut each = |record: &super::record::Record<'_>, line: usize| {
        let id = record.cell(Column::Id);
        match id.map(|it| AwardId::new(it.value.trim())) {
            Some(Ok(id)) => {
                let file = Arc::clone(&file);
                ids.issued.push((RecordPlace { file, index, line }, id));
            }
            Some(Err(_)) => is_right = false,
            None => ids.waiting += 1,
        }
        index += 1;
        is_right
    };
    match kind {
        Kind::Table => table::read(&document, &mut each),
        Kind::Toml => toml::read(&document, &mut each),
    }
    (is_right && !document.has_findings()).then_some(ids)
}

fn unread(name: &str) -> Diagnostic {
    Diagnostic::warning(
        "these records were not compared with the ledger: something is wrong in them",
    )
    .in_file(name)
    .hint("`accolade issue --dry-run` says what it is")
}
