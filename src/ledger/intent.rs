//! What an act still has to do once it is in the ledger, kept until it has done it.
//!
//! The author's records are brought up to an act after it: new awards get their ids there. If that is
//! interrupted, the next act finds here what is left to write. `keys.toml` is written before the act that
//! it tells of; from here it is known which one that is, and the next act gives it its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Ledger;
use super::digest;
use super::keys::KEYS_FILE;
use super::lock::Lock;
use super::name::FileName;
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
    /// `keys.toml` as it was, for an act that changes it; SHA-256 in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keys: Option<String>,
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
            keys: None,
        })
    }

    /// Of an act that changes `keys.toml`, too, which it does first.
    pub fn with_keys(mut self, root: &Path) -> Self {
        self.keys = Some(keys_digest(root));
        self
    }

    /// Whether `keys.toml` tells of the act already.
    pub fn has_begun(&self, root: &Path) -> bool {
        let before = self.keys.as_ref();
        before.is_some_and(|it| *it != keys_digest(root))
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
    let Some(bytes) = note(root)? else {
        return Ok(Interrupted::Nothing);
    };
    let intent = serde_json::from_slice::<Intent>(&bytes).ok();
    Ok(match intent.filter(|it| ledger.has_file(&it.act)) {
        Some(intent) => Interrupted::Done(intent.left(root)),
        None => Interrupted::Undone,
    })
}

/// Gives an act its name of which `keys.toml` tells already, and the ledger not yet; gives that name, if
/// there is one. The ledger is to be read after it.
///
/// # Errors
/// The note of it cannot be read, or the file not be renamed.
pub fn complete(root: &Path, _lock: &Lock) -> Result<Option<String>, Diagnostic> {
    let Some(act) = lacking_its_name(root)? else {
        return Ok(None);
    };
    let folder = root.join(storage::FOLDER);
    let path = folder.join(&act);
    let named = fs::rename(storage::unfinished(&folder), &path);
    named.map_err(|error| storage::failed("write", &path, &error))?;
    storage::sync_folder(&folder)?;
    Ok(Some(act))
}

/// The name of an act of which `keys.toml` tells already, and the ledger not yet, if there is one.
///
/// # Errors
/// The note of it cannot be read.
pub(super) fn lacking_its_name(root: &Path) -> Result<Option<String>, Diagnostic> {
    let note = note(root)?;
    let intent = note.and_then(|it| serde_json::from_slice::<Intent>(&it).ok());
    let Some(intent) = intent.filter(|it| it.has_begun(root)) else {
        return Ok(None);
    };
    let Ok(bytes) = fs::read(storage::unfinished(&root.join(storage::FOLDER))) else {
        return Ok(None);
    };
    let is_whole =
        FileName::parse(&intent.act).is_some_and(|it| it.digest == digest::of_file(&bytes));
    Ok(is_whole.then_some(intent.act))
}

fn note(root: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    let path = root.join(storage::PRIVATE).join(NAME);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(storage::failed("read", &path, &error)),
    }
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

// Where it cannot be read, it is as good as another.
fn keys_digest(root: &Path) -> String {
    file_digest(root, KEYS_FILE).unwrap_or_default()
}

fn file_digest(root: &Path, name: &str) -> Result<String, Diagnostic> {
    let path = root.join(name);
    let bytes = fs::read(&path).map_err(|error| storage::failed("read", &path, &error))?;
    Ok(digest::to_hex(&Sha256::digest(bytes).into()))
}

/// The note, within the private folder.
const NAME: &str = "interrupted-act.json";
