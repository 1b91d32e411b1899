//! Reads the content folder: the author's files become the model, or every mistake is told at once.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::Award;
use crate::model::catalog::Catalog;

/// Reads everything but the award records.
///
/// # Errors
/// Every mistake in `accolade.toml`, `keys.toml` and `badges/`.
pub fn load(root: &Path) -> Result<Catalog, Diagnostics> {
    let _ = root;
    Err(Diagnostic::error("not built yet").into())
}

/// Reads the award records of `root/awards`, in the order of files and lines.
///
/// # Errors
/// Every mistake in them.
pub fn load_awards(root: &Path, catalog: &Catalog) -> Result<Vec<Award>, Diagnostics> {
    let _ = (root, catalog);
    Err(Diagnostic::error("not built yet").into())
}
