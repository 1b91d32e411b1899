//! Keeps two builds of one folder apart.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::disk::{create_folder, failure};
use crate::diagnostic::Diagnostic;

/// Held while a build runs. The system lets go of it when the program ends, however it ends.
pub struct Lock(File);

impl Lock {
    /// Takes the lock in `folder`, which is made if need be.
    ///
    /// # Errors
    /// Another command holds it and `wait` is false, or the file cannot be made.
    pub fn take(folder: &Path, wait: bool) -> Result<Self, Diagnostic> {
        create_folder(folder)?;
        let path = folder.join(NAME);
        let mut options = OpenOptions::new();
        let opened = options.create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|error| failure("open this file", &path, &error))?;
        let locked = match (wait, file.try_lock()) {
            (true, Err(TryLockError::WouldBlock)) => file.lock(),
            (_, Ok(())) => Ok(()),
            (false, Err(TryLockError::WouldBlock)) => return Err(busy()),
            (_, Err(TryLockError::Error(error))) => Err(error),
        };
        locked.map_err(|error| failure("lock this file", &path, &error))?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child that was started at this moment has it open, too.
        let _ = self.0.unlock();
    }
}

fn busy() -> Diagnostic {
    Diagnostic::error("another build of this folder is running")
        .hint("`--wait` waits for it to finish")
}

/// Stays when the command ends: removing it would let two commands lock two files of one name.
const NAME: &str = "lock";
