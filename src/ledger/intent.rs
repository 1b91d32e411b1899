//! What an act still has to do once it is in the ledger, kept until it has done it.
//!
//! The author's records are brought up to an act after it: new awards get their ids there. If that is
//! interrupted, the next act finds here what is left to write.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Ledger;
use super::digest;
use super::storage;
use crate::diagnostic::Diagnostic;
use crate::model::award::{AwardId, RecordPlace};
use crate::model::record_edit::{RecordEdit, Successor};
use crate::model::slug::Version;

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
    edits: Vec<Edit>,
}

/// A [`RecordEdit`] as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Edit {
    Id {
        file: String,
        index: usize,
        line: usize,
        id: String,
    },
    NewId {
        from: String,
        to: String,
    },
    Successor {
        after: String,
        id: String,
        version: String,
        issued_on: Date,
        expires_on: Option<Date>,
        is_end_stated: bool,
    },
    Remove(String),
}

impl Intent {
    /// Of the act with that file name.
    pub fn new(root: &Path, act: &str, edits: &[RecordEdit]) -> Result<Self, Diagnostic> {
        let mut files = BTreeMap::new();
        for edit in edits {
            if let RecordEdit::Id(place, _) = edit
                && !files.contains_key(&*place.file)
            {
                files.insert(place.file.to_string(), file_digest(root, &place.file)?);
            }
        }
        Ok(Self {
            act: act.to_owned(),
            files,
            edits: edits.iter().map(Edit::of).collect(),
        })
    }

    /// Keeps it, on the disk.
    pub fn save(&self, root: &Path) -> Result<(), Diagnostic> {
        let bytes = serde_json::to_vec(self).expect("an intent is JSON");
        let folder = storage::private_folder(root)?;
        storage::write(&folder, NAME, &bytes, true)
    }

    /// What is left to write: of records that are found by their place, those in files that are as they
    /// were. Where a file has changed, places mean nothing any more, and its records are recognised by
    /// other means.
    fn left(self, root: &Path) -> Vec<RecordEdit> {
        let is_same = |(name, digest): (&String, &String)| {
            let is_same = file_digest(root, name).is_ok_and(|it| it == *digest);
            is_same.then(|| (name.clone(), Arc::<str>::from(name.as_str())))
        };
        let same: BTreeMap<String, Arc<str>> = self.files.iter().filter_map(is_same).collect();
        let edits = self.edits.into_iter();
        edits.filter_map(|it| it.read(&same)).collect()
    }
}

impl Edit {
    fn of(edit: &RecordEdit) -> Self {
        match edit {
            RecordEdit::Id(place, id) => Self::Id {
                file: place.file.to_string(),
                index: place.index,
                line: place.line,
                id: id.to_string(),
            },
            RecordEdit::NewId { from, to } => Self::NewId {
                from: from.to_string(),
                to: to.to_string(),
            },
            RecordEdit::Successor(it) => Self::Successor {
                after: it.after.to_string(),
                id: it.id.to_string(),
                version: it.version.to_string(),
                issued_on: it.issued_on,
                expires_on: it.expires_on,
                is_end_stated: it.is_end_stated,
            },
            RecordEdit::Remove(id) => Self::Remove(id.to_string()),
        }
    }

    fn read(self, same: &BTreeMap<String, Arc<str>>) -> Option<RecordEdit> {
        Some(match self {
            Self::Id {
                file,
                index,
                line,
                id,
            } => {
                let file = Arc::clone(same.get(&file)?);
                let place = RecordPlace { file, index, line };
                RecordEdit::Id(place, AwardId::new(&id).ok()?)
            }
            Self::NewId { from, to } => RecordEdit::NewId {
                from: AwardId::new(&from).ok()?,
                to: AwardId::new(&to).ok()?,
            },
            Self::Successor {
                after,
                id,
                version,
                issued_on,
                expires_on,
                is_end_stated,
            } => RecordEdit::Successor(Successor {
                after: AwardId::new(&after).ok()?,
                id: AwardId::new(&id).ok()?,
                version: Version::new(&version).ok()?,
                issued_on,
                expires_on,
                is_end_stated,
            }),
            Self::Remove(id) => RecordEdit::Remove(AwardId::new(&id).ok()?),
        })
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
