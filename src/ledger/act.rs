//! Writing one act: a new file of the ledger, which is there whole or not at all.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Ledger;
use super::digest::{self, FileDigest};
use super::intent::Intent;
use super::line::{self, FORM, Header, Instant, Line};
use super::name::{self, FileName};
use super::storage::{self, Unfinished};
use crate::diagnostic::Diagnostic;

/// A file of the ledger that is being written. Its writer holds the [`super::lock::Lock`].
pub(super) struct Act {
    file: Unfinished,
    digest: FileDigest,
    made: Timestamp,
    folder: PathBuf,
}

impl Act {
    /// Begins an act that follows all that the ledger holds.
    pub fn begin(root: &Path, ledger: &Ledger, made: Timestamp) -> Result<Self, Diagnostic> {
        let folder = root.join(storage::FOLDER);
        storage::make_folder(&folder)?;
        let mut act = Self {
            file: Unfinished::start(&folder, false)?,
            digest: FileDigest::default(),
            made,
            folder,
        };
        let header = Header {
            accolade: FORM.to_owned(),
            parents: ledger.heads().to_vec(),
            made: Instant::new(made),
        };
        act.add_bytes(&serde_json::to_vec(&header).expect("a header is JSON"))?;
        Ok(act)
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: &Line<'_>) -> Result<(), Diagnostic> {
        self.add_bytes(&line::write(entry))
    }

    /// Adds an entry that was written as a line before.
    pub fn add_bytes(&mut self, line: &[u8]) -> Result<(), Diagnostic> {
        self.digest.add(&digest::of_line(line));
        self.file.write(line)?;
        self.file.write(b"\n")
    }

    /// Brings the lines to the disk. The act is not done yet.
    pub fn prepare(mut self, label: &str) -> Result<PreparedAct, Diagnostic> {
        self.file.sync()?;
        let digest = self.digest.finish();
        let name = FileName::new(self.made, name::label(label), digest).to_string();
        Ok(PreparedAct {
            name,
            file: self.file,
            folder: self.folder,
        })
    }

    /// Takes everything back.
    pub fn discard(self) {
        self.file.discard();
    }
}

/// An act that needs nothing but its name.
pub(super) struct PreparedAct {
    /// The name that the file will have.
    pub name: String,
    file: Unfinished,
    folder: PathBuf,
}

impl PreparedAct {
    /// Gives the file its name: the act is done.
    pub fn commit(self) -> Result<(), Diagnostic> {
        debug_assert!(!self.folder.join(&self.name).exists());
        self.file.finish(&self.name)
    }

    /// Lets `write_keys` write `keys.toml`, and then gives the file its name. Whatever comes in between,
    /// the next act ends it, from `intent`, which is on the disk.
    pub fn commit_with_keys(
        self,
        root: &Path,
        intent: &Intent,
        write_keys: &dyn Fn() -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        match write_keys() {
            Ok(()) => self.file.finish_or_keep(&self.name),
            Err(finding) => {
                if !intent.has_begun(root) {
                    self.discard();
                }
                Err(finding)
            }
        }
    }

    /// Takes everything back.
    pub fn discard(self) {
        self.file.discard();
    }
}
