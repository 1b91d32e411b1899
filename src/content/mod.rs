//! Reads the content folder: the author's files become the model, or every mistake is told at once.
//!
//! In come `accolade.toml`, `keys.toml`, `badges/` and `awards/`; out go a [`Catalog`] and
//! [`Award`]s. Nothing here reads a file outside of the folder, a clock or the network; all that is
//! ever written are the ids of records that were issued or taken back, and what else of them an act
//! changes.

mod achievements;
mod addresses;
mod artwork;
pub(crate) mod awards;
mod conflict;
mod document;
mod doubts;
mod editing;
mod folder;
mod front_matter;
pub mod keys;
pub(crate) mod limits;
mod links;
mod places;
mod reason;
mod results;
mod secrets;
mod section;
mod settings;
pub(crate) mod sheet;
mod slips;
mod start;
pub(crate) mod text;
mod withdrawing;
mod writing;

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostics;
use crate::model::achievement::Achievement;
use crate::model::award::Award;
use crate::model::catalog::{Catalog, Settings};
use crate::model::issuer::Issuer;
use crate::model::key::Keys;
use crate::model::language::Language;
use crate::model::privacy::Privacy;

pub use achievements::BADGES_FOLDER;
pub use addresses::{addresses, folded, masked};
pub use awards::ids::RecordIds;
pub use awards::{AWARDS_FOLDER, RecordsState};
pub use editing::{edit_records, find_records};
pub use keys::KEYS_FILE;
pub use limits::MAX_AWARD_FILE_BYTES;
pub use reason::clean_reason;
pub use settings::SETTINGS_FILE;
pub use start::{Start, ZoneName, start};
pub use withdrawing::{Leaving, Withdrawal, find_ids};
pub use writing::{discard_unfinished_records, unfinished_records, write_ids};

use achievements::Unread;
use awards::Ground;
use folder::Folder;

/// Reads everything but the award records.
///
/// # Errors
/// Every mistake in `accolade.toml`, `keys.toml` and `badges/`.
pub fn load(root: &Path) -> Result<Catalog, Diagnostics> {
    let folder = Folder::open(root)?;
    settings::ensure_site(&folder)?;
    Parts::read(&folder).finish()
}

/// Reads the same without the badges in which something is wrong, for acts that must not wait until
/// those are mended. Gives what is wrong in them, too.
///
/// # Errors
/// Every mistake in `accolade.toml` and `keys.toml`.
pub fn load_sound(root: &Path) -> Result<(Catalog, Diagnostics), Diagnostics> {
    let folder = Folder::open(root)?;
    settings::ensure_site(&folder)?;
    let mut parts = Parts::read(&folder);
    let wrong = std::mem::take(&mut parts.wrong_badges);
    Ok((parts.finish()?, wrong))
}

/// Reads the same in order to issue at the time `now`: where something is wrong, all mistakes are told
/// at once.
///
/// # Errors
/// As [`load`], and then every mistake in the award records too, but none that follows from another.
pub fn load_to_issue(root: &Path, now: Timestamp) -> Result<Catalog, Diagnostics> {
    let folder = Folder::open(root)?;
    settings::ensure_site(&folder)?;
    let mut parts = Parts::read(&folder);
    if !parts.is_right() {
        let awards = awards::load(&folder, &parts.ground(Some(now))).err();
        parts.findings.append(awards.unwrap_or_default());
    }
    parts.finish()
}

/// Reads the text of another edition of `keys.toml`, such as that of another branch.
///
/// # Errors
/// Every mistake in it.
pub fn read_keys(name: &str, text: String) -> Result<Keys, Diagnostics> {
    keys::read_all(name, text)
}

/// Reads the award records of `root/awards`, in the order of files and lines.
///
/// # Errors
/// Every mistake in them.
pub fn load_awards(root: &Path, catalog: &Catalog) -> Result<Vec<Award>, Diagnostics> {
    let folder = Folder::open(root)?;
    awards::load(&folder, &Ground::of(catalog, None))
}

/// Reads the award records in which nothing is wrong, and says what is wrong in the others. Any badge
/// may be one that [`load_sound`] passed over.
pub fn load_sound_awards(root: &Path, catalog: &Catalog) -> (Vec<Award>, Diagnostics) {
    let ground = Ground {
        unread: Some(&Unread::Any),
        ..Ground::of(catalog, None)
    };
    match Folder::open(root) {
        Ok(folder) => awards::load_sound(&folder, &ground),
        Err(wrong) => (Vec::new(), wrong.into()),
    }
}

/// The same; no record without an id may be dated later than `now`.
///
/// # Errors
/// As [`load_awards`].
pub fn load_awards_as_of(
    root: &Path,
    catalog: &Catalog,
    now: Timestamp,
) -> Result<Vec<Award>, Diagnostics> {
    let folder = Folder::open(root)?;
    awards::load(&folder, &Ground::of(catalog, Some(now)))
}

/// What the files in `root/awards` are now: it differs where one was changed, added or removed.
///
/// # Errors
/// One of them cannot be read.
pub fn records_state(root: &Path) -> Result<RecordsState, Diagnostics> {
    awards::state(&Folder::open(root)?)
}

/// Which of the records in `root/awards` have an id.
///
/// # Errors
/// There is no such folder as `root`. What is wrong in the records is told among them.
pub fn record_ids(root: &Path) -> Result<RecordIds, Diagnostics> {
    Ok(awards::ids::load(&Folder::open(root)?))
}

/// Private keys in the folder of a site, where people put them by mistake: their paths in it.
pub fn private_keys(root: &Path) -> Vec<String> {
    secrets::keys(root)
}

/// What is no mistake, and still not as its author will want it: warnings.
///
/// # Errors
/// There is no such folder as `root`.
pub fn doubts(root: &Path, catalog: &Catalog) -> Result<Diagnostics, Diagnostics> {
    Ok(doubts::of(&Folder::open(root)?, catalog))
}

/// What could be read of the parts of a catalog.
struct Parts {
    settings: Option<(Settings, Issuer)>,
    keys: Option<Keys>,
    achievements: Vec<Achievement>,
    unread: Unread,
    wrong_badges: Diagnostics,
    findings: Diagnostics,
}

impl Parts {
    fn read(folder: &Folder) -> Self {
        let mut findings = Diagnostics::new();
        let mut keep = |found| findings.append(found);
        let settings = settings::load(folder).map_err(&mut keep).ok();
        let keys = keys::load(folder).map_err(&mut keep).ok();
        let language = match &settings {
            Some((settings, _)) => settings.default_language().clone(),
            None => Language::default(),
        };
        let badges = achievements::load(folder, &language);
        Self {
            settings,
            keys,
            achievements: badges.read,
            unread: badges.unread,
            wrong_badges: badges.findings,
            findings,
        }
    }

    fn is_right(&self) -> bool {
        !self.findings.has_errors() && !self.wrong_badges.has_errors()
    }

    fn ground(&self, now: Option<Timestamp>) -> Ground<'_> {
        let settings = self.settings.as_ref().map(|it| &it.0);
        Ground {
            achievements: &self.achievements,
            unread: Some(&self.unread),
            time_zone: settings.map_or(TimeZone::UTC, |it| it.time_zone.clone()),
            // Settings that cannot be read allow what any site may.
            privacy: settings.map_or_else(Privacy::default, |it| it.privacy),
            now,
        }
    }

    fn finish(mut self) -> Result<Catalog, Diagnostics> {
        self.findings.append(self.wrong_badges);
        match (self.settings, self.keys) {
            (Some((settings, issuer)), Some(keys)) => self.findings.finish(Catalog {
                settings,
                issuer,
                achievements: self.achievements,
                keys,
            }),
            _ => Err(self.findings),
        }
    }
}

/// An organisation's or a person's name, as it may be published.
///
/// # Errors
/// A sentence on what is wrong: it is empty, too long, cannot be seen, or holds line breaks or control
/// characters.
pub fn clean_name(text: &str) -> Result<String, String> {
    match text::clean(text, text::NAME) {
        Ok(name) if name.is_empty() => Err("it is empty".to_owned()),
        Ok(name) => Ok(name),
        Err(error) => Err(error.to_string()),
    }
}
