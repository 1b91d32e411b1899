//! The plan of a site.

use std::path::Path;

use super::bundle::{Bundle, File};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::model::catalog::Catalog;

/// A site that can be made: what it consists of, and how to make each part.
pub struct Site<'a> {
    catalog: &'a Catalog,
    ledger: &'a Ledger,
    bundles: Vec<Bundle>,
}

impl<'a> Site<'a> {
    /// Plans the site; reads theme overrides below `root/themes`.
    ///
    /// # Errors
    /// A template that does not parse, a frozen definition that was changed, a missing picture.
    pub fn plan(
        root: &Path,
        catalog: &'a Catalog,
        ledger: &'a Ledger,
    ) -> Result<Self, Diagnostics> {
        let _ = root;
        let bundles = Vec::new();
        Ok(Self {
            catalog,
            ledger,
            bundles,
        })
    }

    /// Everything the site consists of, in no particular order but always the same.
    pub fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    /// The paths of a bundle's files, in the order in which `render` gives them.
    pub fn paths(&self, bundle: &Bundle) -> Vec<String> {
        let _ = (bundle, self.catalog, self.ledger);
        Vec::new()
    }

    /// Makes the files of a bundle, into `files`; safe to call from many threads at once.
    ///
    /// # Errors
    /// A template fails, or a line of the ledger cannot be read.
    pub fn render(&self, bundle: &Bundle, files: &mut Vec<File>) -> Result<(), Diagnostic> {
        let _ = (bundle, files);
        Ok(())
    }
}
