//! Reads award records exported by other platforms.
//!
//! In come the bytes of a table in whatever encoding; out go records under our own names, and notes
//! on what was recognised. Nothing is guessed that would change what is published: where a date can
//! be read in two ways, the answer is a question.

mod encoding;
mod headers;
mod rows;
mod writing;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::model::slug::Slug;

pub use crate::model::written_date::DateOrder;
pub use writing::to_csv;

/// What the exported table leaves open.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The badge of all records.
    pub badge: Option<Slug>,
    /// What the table calls a badge, and which one that is here.
    pub badge_map: BTreeMap<String, Slug>,
    /// What the badges of the site are called.
    pub titles: Vec<(Slug, String)>,
    /// How dates such as `02/05/2026` are meant.
    pub date_order: Option<DateOrder>,
    /// The issue date, `2026-05-02`, of records that have none.
    pub issued_on: Option<String>,
    /// Whether rows without an e-mail address are left out, and counted in a note.
    pub skip_without_email: bool,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Who exports such a table: `Canvas Credentials`.
    pub platform: &'static str,
    pub rows: Vec<ImportedRow>,
    /// What was decided or left out; sentences for the person who imports.
    pub notes: Vec<String>,
}

impl Imported {
    /// Whether it is a table as `awards/` holds them.
    pub fn is_own(&self) -> bool {
        self.platform == headers::OWN
    }
}

/// One record under our own names; an empty text where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedRow {
    pub badge: String,
    pub name: String,
    pub email: String,
    pub issued_on: String,
    pub expires_on: String,
    /// Addresses and texts.
    pub evidence: Vec<(String, String)>,
    pub narrative: String,
    pub license_number: String,
    pub language: String,
    /// What only a table of our own has, by column: its id, say.
    pub own: Vec<(String, String)>,
}

/// Reads an exported table; `name` is that of its file, for messages.
///
/// # Errors
/// Every mistake and every open question, with its place.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, Diagnostics> {
    let (text, encoding) = encoding::decode(name, bytes)?;
    rows::read(name, text, encoding, options)
}
