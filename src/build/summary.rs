//! What a build did.

use std::path::PathBuf;

/// What was built and what that took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Where the site is, links resolved.
    pub output: PathBuf,
    /// Files of the whole site, and their sizes in bytes.
    pub files: usize,
    pub bytes: u64,
    /// Files that were written because they are new or differ.
    pub written: usize,
    /// Files that were removed because the site no longer has them.
    pub removed: usize,
    /// Files in the folder that no build is known to have made; counted only when the last
    /// build's list is lost, as only then may some of them be leftovers.
    pub unknown: usize,
}

impl Summary {
    /// Files that were left as they were.
    pub fn unchanged(&self) -> usize {
        self.files - self.written
    }
}
