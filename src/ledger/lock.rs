//! Keeps two acts on one ledger apart.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::storage;
use crate::diagnostic::Diagnostic;

/// The right to write the ledger of a content folder, until it is dropped. The system takes it back
/// when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Takes the right, or says at once that another process has it.
    ///
    /// # Errors
    /// Another process holds it, or the folder cannot be written.
    pub fn take(root: &Path) -> Result<Self, Diagnostic> {
        let path = storage::private_folder(root)?.join(NAME);
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| storage::failed("write", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Diagnostic::error(
                "another accolade is at work on the ledger of this folder",
            )
            .hint("wait until it has finished, then run the command again")),
            Err(TryLockError::Error(error)) => Err(storage::failed("lock", &path, &error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child that was started at this moment has it open, too.
        let _ = self.0.unlock();
    }
}

/// The lock, within the private folder.
const NAME: &str = "ledger-lock";
