//! `awards/*.csv` and `awards/*.toml`: who earned what, when.

pub(crate) mod columns;
mod exposure;
pub(super) mod ids;
mod reached;
mod record;
mod repeats;
pub(crate) mod table;
mod toml;
pub(crate) mod validity;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::achievements::Unread;
use super::conflict;
use super::document::Document;
use super::folder::{Entry, Folder};
use super::limits::{MAX_AWARD_FILE_BYTES, MAX_AWARD_FILES, MAX_RECORDS};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::achievement::Achievement;
use crate::model::award::{Award, RecordPlace};
use crate::model::catalog::Catalog;
use crate::model::privacy::Privacy;
use crate::model::slug::Slug;
use record::Reader;
use repeats::Repeats;

/// The folder of award records in the content folder.
pub const AWARDS_FOLDER: &str = "awards";

/// What records are held to: a catalog, or what could be read of it.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    /// Ordered by slug.
    pub achievements: &'a [Achievement],
    /// Badges that are there and could not be read, if that happened.
    pub unread: Option<&'a Unread>,
    pub time_zone: TimeZone,
    pub privacy: Privacy,
    /// Up to when records may be dated, if that is asked.
    pub now: Option<Timestamp>,
}

impl<'a> Ground<'a> {
    /// That of a catalog without a mistake.
    pub fn of(catalog: &'a Catalog, now: Option<Timestamp>) -> Self {
        Self {
            achievements: &catalog.achievements,
            unread: None,
            time_zone: catalog.settings.time_zone.clone(),
            privacy: catalog.settings.privacy,
            now,
        }
    }

    /// The definition of that name.
    pub fn achievement(&self, slug: &Slug) -> Option<&'a Achievement> {
        let found = self.achievements.binary_search_by(|it| it.slug.cmp(slug));
        found.ok().map(|index| &self.achievements[index])
    }

    /// Whether there is a badge of that name, be it one in which something is wrong.
    pub fn has(&self, slug: &Slug) -> bool {
        self.achievement(slug).is_some() || self.unread.is_some_and(|it| it.may_be(slug))
    }
}

/// Reads all records, in the order of files and lines.
pub(super) fn load(folder: &Folder, catalog: &Ground<'_>) -> Result<Vec<Award>, Diagnostics> {
    let (awards, findings) = load_sound(folder, catalog);
    findings.finish(awards)
}

/// Reads the records in which nothing is wrong, in the order of files and lines; and what is wrong.
pub(super) fn load_sound(folder: &Folder, catalog: &Ground<'_>) -> (Vec<Award>, Diagnostics) {
    let entries = match folder.entries(AWARDS_FOLDER) {
        Ok(entries) => entries,
        Err(wrong) => return (Vec::new(), wrong),
    };
    let mut findings = Diagnostics::new();
    findings.extend(same_cohorts(&entries));
    if entries.len() > MAX_AWARD_FILES {
        let message = format!(
            "{} award files are more than {MAX_AWARD_FILES}",
            entries.len()
        );
        findings.push(Diagnostic::error(message).in_file(AWARDS_FOLDER));
    }
    let mut awards = Vec::new();
    let mut repeats = Repeats::default();
    for entry in entries.iter().take(MAX_AWARD_FILES) {
        let name = format!("{AWARDS_FOLDER}/{}", entry.name);
        let read = match kind(entry) {
            Ok(Some(kind)) => read(folder, &name, kind, catalog, &mut awards, &mut repeats),
            Ok(None) => Ok(()),
            Err(finding) => Err(finding.in_file(&name).into()),
        };
        findings.append(read.err().unwrap_or_default());
    }
    findings.extend(exposure::of_addresses(&awards));
    (awards, findings)
}

/// What the files of records are at one moment: SHA-256 of each, by name.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordsState(BTreeMap<String, [u8; 32]>);

impl RecordsState {
    /// Makes sure that the files are what they were: ids are written to lines that were counted then.
    ///
    /// # Errors
    /// A file was changed, added or removed meanwhile.
    pub fn ensure_same(&self, now: &Self) -> Result<(), Diagnostic> {
        let names = self.0.keys().chain(now.0.keys());
        let mut differing = names.filter(|it| self.0.get(*it) != now.0.get(*it));
        match differing.next() {
            None => Ok(()),
            Some(name) => Err(Diagnostic::error(
                "this file was changed while `issue` asked; nothing was issued",
            )
            .in_file(name)
            .hint("save it, and run the command again")),
        }
    }
}

/// Reads every file of records for what it is now.
pub(super) fn state(folder: &Folder) -> Result<RecordsState, Diagnostics> {
    let mut files = BTreeMap::new();
    for entry in folder.entries(AWARDS_FOLDER)? {
        if matches!(kind(&entry), Ok(Some(_))) {
            let name = format!("{AWARDS_FOLDER}/{}", entry.name);
            let bytes = folder.bytes(&name, MAX_AWARD_FILE_BYTES)?;
            files.insert(name, Sha256::digest(bytes).into());
        }
    }
    Ok(RecordsState(files))
}

/// How an award file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Toml,
}

impl Kind {
    /// By the ending of a file's name.
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Table),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }
}

// A file that is passed over in silence is a cohort that nobody misses until it is too late.
fn kind(entry: &Entry) -> Result<Option<Kind>, Diagnostic> {
    if entry.is_folder {
        let finding = Diagnostic::error("records in a folder of their own are not read");
        return Err(finding.hint("move the files to `awards` itself"));
    }
    let ending = entry
        .name
        .rsplit_once('.')
        .map(|it| it.1.to_ascii_lowercase());
    match (Kind::of(&entry.name), ending.as_deref()) {
        (Some(kind), _) => Ok(Some(kind)),
        (None, Some("xlsx" | "xls" | "ods" | "numbers" | "tsv" | "json")) => {
            let finding = Diagnostic::error("records of this format are not read");
            Err(finding.hint("save the table as CSV, in UTF-8"))
        }
        _ => Ok(None),
    }
}

fn same_cohorts(entries: &[Entry]) -> Vec<Diagnostic> {
    let read = entries
        .iter()
        .filter(|it| !it.is_folder && Kind::of(&it.name).is_some());
    let mut stems: Vec<_> = read
        .filter_map(|it| Some((it.name.rsplit_once('.')?.0.to_lowercase(), &it.name)))
        .collect();
    stems.sort();
    let pairs = stems.windows(2).filter(|it| it[0].0 == it[1].0);
    pairs
        .map(|pair| {
            let message = format!("the cohort `{}` has two files", pair[0].0);
            Diagnostic::error(message)
                .in_file(format!("{AWARDS_FOLDER}/{}", pair[1].1))
                .hint(format!("the other is `{}`; rename one of them", pair[0].1))
        })
        .collect()
}

fn read(
    folder: &Folder,
    name: &str,
    kind: Kind,
    catalog: &Ground<'_>,
    awards: &mut Vec<Award>,
    repeats: &mut Repeats,
) -> Result<(), Diagnostics> {
    let source = folder.text(name, MAX_AWARD_FILE_BYTES)?;
    conflict::ensure_none(&source, conflict::SETTLE)?;
    let document = Document::new(source, 0);
    let reader = Reader {
        catalog,
        document: &document,
    };
    let file: Arc<str> = name.into();
    let mut index = 0;
    let mut each = |record: &record::Record<'_>, line: usize| {
        let place = RecordPlace {
            file: Arc::clone(&file),
            index,
            line,
        };
        index += 1;
        if index > MAX_RECORDS {
            let message = format!("the file has more than the {MAX_RECORDS} records accepted");
            let finding = Diagnostic::error(message).hint("split it over several files");
            document.push(record.span.clone(), finding);
            return false;
        }
        if let Some(award) = reader.award(record, place) {
            repeats.check(&document, record, &award);
            awards.push(award);
        }
        !document.is_full()
    };
    match kind {
        Kind::Table => table::read(&document, &mut each),
        Kind::Toml => toml::read(&document, &mut each),
    }
    document.into_findings().finish(())
}
