//! Opening the ledger: every file read, its digest proven, its history joined.

use std::path::Path;

use super::entry::{Definition, Issued, IssuedLine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// All that was issued from a content folder.
pub struct Ledger {
    definitions: Vec<Definition>,
    awards: Vec<Issued>,
}

impl Ledger {
    /// Reads and proves `root/ledger`; an absent folder is an empty ledger.
    ///
    /// # Errors
    /// Every finding at once: a damaged or missing file, a clash of ids or status indexes.
    pub fn open(root: &Path) -> Result<Self, Diagnostics> {
        let _ = root;
        Err(Diagnostic::error("not built yet").into())
    }

    /// Frozen definitions, ordered by slug, then in the order in which they were frozen.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The frozen definition of that name and version.
    pub fn definition(&self, slug: &Slug, version: &Version) -> Option<&Definition> {
        self.definitions
            .iter()
            .find(|it| it.slug == *slug && it.version == *version)
    }

    /// Every issued award, ordered by id.
    pub fn awards(&self) -> &[Issued] {
        &self.awards
    }

    /// The award of that id.
    pub fn award(&self, id: &AwardId) -> Option<&Issued> {
        let found = self.awards.binary_search_by(|it| it.id.cmp(id));
        found.ok().map(|index| &self.awards[index])
    }

    /// Reads the line of an award; safe to call from many threads at once.
    ///
    /// # Errors
    /// The file cannot be read, or the line is no longer what was proven.
    pub fn line(&self, award: &Issued) -> Result<IssuedLine, Diagnostic> {
        let _ = award;
        Err(Diagnostic::error("not built yet"))
    }

    /// The bytes of a frozen picture, proven by its digest.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn picture(&self, digest: &[u8; 32], extension: &str) -> Result<Vec<u8>, Diagnostic> {
        let _ = (digest, extension);
        Err(Diagnostic::error("not built yet"))
    }

    /// The newest signed status lists: number (from 1) and the document's bytes as published.
    pub fn status_lists(&self) -> Vec<(u32, Box<serde_json::value::RawValue>)> {
        Vec::new()
    }

    /// When the last act was made; the clock of everything that is built.
    pub fn last_act(&self) -> Option<jiff::Timestamp> {
        None
    }
}
