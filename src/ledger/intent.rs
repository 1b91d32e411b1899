//! What an act still has to do once it is in the ledger, kept until it has done it.
//!
//! The author's records are brought up to an act after it: new awards get their ids there. If that is
//! interrupted, the next act finds here what is left to write.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Ledger;
use super::digest;
use super::storage;
use crate::diagnostic::Diagnostic;
use crate::model::award::{AwardId, RecordPlace};
use crate::model::record_edit::RecordEdit;

/// What an interrupted act left behind.
#[derive(Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// Nothing was interrupted.
    Nothing,
    /// The act never came to be: no award of it exists.
    Undone,
    /// The act is in the ledger; these edits of the records may not be made yet.
    Done(Vec<RecordEdit>),
}

/// What an act is going to change in the records.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Intent {
    /// The name of the act's file.
    act: String,
    /// The files of records as they were, by name; SHA-256 in hexadecimal digits.
    files: BTreeMap<String, String>,
    records: Vec<Record>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    file: String,
    index: usize,
    line: usize,
    id: String,
}

impl Intent {
    /// Of the act with that file name.
    pub fn new(root: &Path, act: &str, edits: &[RecordEdit]) -> Result<Self, Diagnostic> {
        let mut files = BTreeMap::new();
        for RecordEdit::Id(place, _) in edits {
            if !files.contains_key(&*place.file) {
                files.insert(place.file.to_string(), file_digest(root, &place.file)?);
            }
        }
        let record = |RecordEdit::Id(place, id): &RecordEdit| Record {
            file: place.file.to_string(),
            index: place.index,
            line: place.line,
            id: id.to_string(),
        };
        Ok(Self {
            act: act.to_owned(),
            files,
            records: edits.iter().map(record).collect(),
        })
    }

    /// Keeps it, on the disk.
    pub fn save(&self, root: &Path) -> Result<(), Diagnostic> {
        let bytes = serde_json::to_vec(self).expect("an intent is JSON");
        let folder = storage::private_folder(root)?;
        storage::write(&folder, NAME, &bytes, true)
    }

    /// What is left to write: the records of files that are as they were. Where a file has changed,
    /// places mean nothing any more, and its records are recognised by other means.
    fn left(&self, root: &Path) -> Vec<RecordEdit> {
        let is_same = |(name, digest): (&String, &String)| {
            let is_same = file_digest(root, name).is_ok_and(|it| it == *digest);
            is_same.then(|| (name.clone(), Arc::<str>::from(name.as_str())))
        };
        let same: BTreeMap<String, Arc<str>> = self.files.iter().filter_map(is_same).collect();
        let left = self.records.iter().filter_map(|record| {
            let place = RecordPlace {
                file: Arc::clone(same.get(&record.file)?),
                index: record.index,
                line: record.line,
            };
            Some(RecordEdit::Id(place, AwardId::new(&record.id).ok()?))
        });
        left.collect()
    }
}

/// Finds out what an interrupted act left behind. The caller holds the lock.
///
/// # Errors
/// The note of it cannot be read.
pub fn interrupted(root: &Path, ledger: &Ledger) -> Result<Interrupted, Diagnostic> {
    let path = root.join(storage::PRIVATE).join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Interrupted::Nothing);
        }
        Err(error) => return Err(storage::failed("read", &path, &error)),
    };
    let intent = serde_json::from_slice::<Intent>(&bytes).ok();
    Ok(match intent.filter(|it| ledger.has_file(&it.act)) {
        Some(intent) => Interrupted::Done(intent.left(root)),
        None => Interrupted::Undone,
    })
}

/// Forgets what an interrupted act left behind, unfinished files included. The caller holds the lock.
///
/// # Errors
/// A file cannot be removed.
pub fn settle(root: &Path) -> Result<(), Diagnostic> {
    let ledger = root.join(storage::FOLDER);
    let private = root.join(storage::PRIVATE);
    for folder in [&ledger.join(storage::PICTURES), &ledger, &private] {
        remove(&storage::unfinished(folder))?;
    }
    remove(&private.join(NAME))
}

fn remove(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(storage::failed("remove", path, &error))
        }
        _ => Ok(()),
    }
}

fn file_digest(root: &Path, name: &str) -> Result<String, Diagnostic> {
    let path = root.join(name);
    let bytes = fs::read(&path).map_err(|error| storage::failed("read", &path, &error))?;
    Ok(digest::to_hex(&Sha256::digest(bytes).into()))
}

/// The note, within the private folder.
const NAME: &str = "interrupted-act.json";
