//! Reads the content folder: the author's files become the model, or every mistake is told at once.
//!
//! In come `accolade.toml`, `keys.toml`, `badges/` and `awards/`; out go a [`Catalog`] and
//! [`Award`]s. Nothing here reads a file outside of the folder, a clock or the network; all that is
//! ever written are the ids of records that were issued.

mod achievements;
mod artwork;
pub(crate) mod awards;
mod document;
mod folder;
mod front_matter;
pub mod keys;
pub(crate) mod limits;
mod results;
mod section;
mod settings;
pub(crate) mod sheet;
mod start;
pub(crate) mod text;
mod writing;

use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::model::award::Award;
use crate::model::catalog::Catalog;
use crate::model::language::Language;

pub use achievements::BADGES_FOLDER;
pub use awards::AWARDS_FOLDER;
pub use keys::KEYS_FILE;
pub use limits::MAX_AWARD_FILE_BYTES;
pub use settings::SETTINGS_FILE;
pub use start::{Start, start};
pub use writing::write_ids;

use folder::Folder;

/// Reads everything but the award records.
///
/// # Errors
/// Every mistake in `accolade.toml`, `keys.toml` and `badges/`.
pub fn load(root: &Path) -> Result<Catalog, Diagnostics> {
    let folder = Folder::open(root)?;
    let mut findings = Diagnostics::new();
    let mut keep = |found| findings.append(found);
    let settings = settings::load(&folder).map_err(&mut keep).ok();
    let keys = keys::load(&folder).map_err(&mut keep).ok();
    let language = match &settings {
        Some((settings, _)) => settings.default_language().clone(),
        None => Language::default(),
    };
    let achievements = achievements::load(&folder, &language)
        .map_err(&mut keep)
        .ok();
    match (settings, keys, achievements) {
        (Some((settings, issuer)), Some(keys), Some(achievements)) => findings.finish(Catalog {
            settings,
            issuer,
            achievements,
            keys,
        }),
        _ => Err(findings),
    }
}

/// Reads the award records of `root/awards`, in the order of files and lines.
///
/// # Errors
/// Every mistake in them.
pub fn load_awards(root: &Path, catalog: &Catalog) -> Result<Vec<Award>, Diagnostics> {
    let folder = Folder::open(root)?;
    awards::load(&folder, catalog)
}

/// An organisation's or a person's name, as it may be published.
///
/// # Errors
/// A sentence on what is wrong: it is empty, too long, or holds line breaks or control characters.
pub fn clean_name(text: &str) -> Result<String, String> {
    match text::clean(text, text::NAME) {
        Ok(name) if name.is_empty() => Err("it is empty".to_owned()),
        Ok(name) => Ok(name),
        Err(error) => Err(error.to_string()),
    }
}
