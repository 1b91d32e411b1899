//! What can be brought to disk.

use crate::diagnostic::Diagnostic;
use crate::site::{Bundle, File, Site};

/// A plan of files that are made in bundles.
///
/// A bundle's fingerprint stands for its bytes: where paths and fingerprint are what they were at
/// the last build, its files are not made again.
pub trait Source: Sync {
    /// Everything there is; no two bundles share a path.
    fn bundles(&self) -> &[Bundle];

    /// The paths of a bundle's files, in the order in which `render` gives them.
    fn paths(&self, bundle: &Bundle) -> Vec<String>;

    /// Makes the files of a bundle. What `files` held is replaced, and its memory used again.
    ///
    /// # Errors
    /// They cannot be made.
    fn render(&self, bundle: &Bundle, files: &mut Vec<File>) -> Result<(), Diagnostic>;

    /// Whether files that were made before and are in no bundle any more may go.
    ///
    /// # Errors
    /// Some must stay, so the source cannot be whole.
    fn ensure_may_leave(&self, _paths: &[String]) -> Result<(), Diagnostic> {
        Ok(())
    }
}

impl Source for Site<'_> {
    fn bundles(&self) -> &[Bundle] {
        Site::bundles(self)
    }

    fn paths(&self, bundle: &Bundle) -> Vec<String> {
        Site::paths(self, bundle)
    }

    fn render(&self, bundle: &Bundle, files: &mut Vec<File>) -> Result<(), Diagnostic> {
        Site::render(self, bundle, files)
    }

    fn ensure_may_leave(&self, paths: &[String]) -> Result<(), Diagnostic> {
        Site::ensure_may_leave(self, paths)
    }
}
