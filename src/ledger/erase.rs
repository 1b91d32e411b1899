//! Erasing what was said of a person: the line of the award gives way to its digest.
//!
//! First an act says so; from then on the award counts as erased. Then the file that holds the line is
//! written anew without it, under the same name, which its digest still proves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::Timestamp;

use super::Ledger;
use super::digest::{self, LineDigest};
use super::entry::{Issued, Standing};
use super::line::{self, Day, ErasureBody, Instant, Line, StatusBody};
use super::reading;
use super::storage::{self, Unfinished};
use super::writing::{Draft, Means, ensure_ready_to_withdraw};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::model::record_edit::RecordEdit;

/// What an act of erasing would do.
pub struct Plan<'a> {
    /// To be erased, ordered by id, each once.
    pub awards: Vec<&'a Issued>,
    /// Those of the chosen ones that were erased before.
    pub already: Vec<&'a Issued>,
    now: Timestamp,
}

impl Plan<'_> {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.awards.is_empty()
    }

    /// Erases the awards: in the ledger first, then their lines, then their records. Gives the name of
    /// the new file of the ledger.
    ///
    /// # Errors
    /// The key may not sign here, or the disk refuses; a later act finishes what was begun.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<String, Diagnostics> {
        let entry = |award: &&Issued| {
            line::write(&Line::Erasure(ErasureBody {
                id: award.id.to_string(),
                slug: award.slug.to_string(),
                version: award.version.to_string(),
                issued_on: Day::new(award.issued_on),
                status: StatusBody {
                    list: award.status.list,
                    index: award.status.index,
                },
                on: Instant::new(self.now),
                line: digest::to_hex(&award.digest),
                reissued: award
                    .reissues
                    .iter()
                    .map(|it| digest::to_hex(&it.digest))
                    .collect(),
            }))
        };
        // A branch that knew nothing of an earlier erasure may have brought the record back.
        let ids = self.awards.iter().chain(&self.already).map(|it| it.id);
        let draft = Draft {
            entries: self.awards.iter().map(entry).collect(),
            withdrawn: self.awards.iter().map(|it| it.status).collect(),
            edits: ids.map(RecordEdit::Remove).collect(),
            ..Draft::new("erased", self.now)
        };
        draft.write_then(root, catalog, ledger, means, || {
            replace_lines(root, ledger, &self.awards).map_err(unfinished)
        })
    }
}

/// Sorts the chosen awards into those that are still there and those that were erased before.
///
/// # Errors
/// The clock cannot be right, or the ledger is not that of this site.
pub fn plan<'a>(
    catalog: &Catalog,
    ledger: &'a Ledger,
    chosen: &[AwardId],
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    ensure_ready_to_withdraw(catalog, ledger, now)?;
    let chosen: BTreeSet<_> = chosen.iter().collect();
    let found = chosen.into_iter().filter_map(|it| ledger.award(it));
    // One that was erased here and signed again there is still to be read in the one line.
    let is_gone = |it: &&Issued| it.standing == Standing::Erased && it.reissues.is_empty();
    let (already, awards) = found.partition(is_gone);
    Ok(Plan {
        awards,
        already,
        now,
    })
}

/// What to tell of records of awards that were erased: they still say what is to be forgotten.
pub fn records_left(ledger: &Ledger, records: &[Award]) -> Vec<Diagnostic> {
    let is_erased = |id: &AwardId| {
        let award = ledger.award(id);
        award.is_some_and(|it| it.standing == Standing::Erased)
    };
    let left = records.iter();
    let left = left.filter_map(|it| Some((it, it.id.filter(is_erased)?)));
    let told = left.map(|(record, id)| {
        Diagnostic::warning(format!(
            "award `{id}` was erased, and its record is still here"
        ))
        .in_file(record.record.shown())
        .hint(format!("run `accolade erase {id}`: it removes the record"))
    });
    told.collect()
}

/// A line in which an award had been signed again, before it was erased.
pub struct SignedAgain {
    pub digest: LineDigest,
    /// The name of the file that held it.
    pub file: String,
}

/// The lines in which an award that was erased had been signed again; none where what says so cannot be
/// read.
pub fn signed_again(root: &Path, ledger: &Ledger, award: &Issued) -> Vec<SignedAgain> {
    let folder = root.join(storage::FOLDER);
    let lines_of = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        let lines = bytes.split(|it| *it == b'\n').map(<[u8]>::to_vec);
        lines.collect::<Vec<_>>()
    };
    let act = award.ended_in.map(|it| lines_of(ledger.file_name(it)));
    let erasures = act.iter().flatten();
    let erasures = erasures.filter_map(|it| match line::parse(it) {
        Ok(Line::Erasure(body)) if body.id == award.id.as_str() => Some(body.reissued),
        _ => None,
    });
    let digests: Vec<_> = erasures.flatten().collect();
    if digests.is_empty() {
        return Vec::new();
    }
    let names = reading::names(&folder).unwrap_or_default().into_iter();
    let found = names.flat_map(|file| {
        let left = lines_of(&file).into_iter();
        let left = left.filter_map(|it| digest::erased(&it));
        let left = left.filter(|it| digests.contains(&digest::to_hex(it)));
        let again = left.map(|digest| SignedAgain {
            digest,
            file: file.clone(),
        });
        again.collect::<Vec<_>>()
    });
    found.collect()
}

impl SignedAgain {
    /// When that was, as an older version of its file says, if that has the line.
    pub fn on(&self, older: &[u8]) -> Option<Timestamp> {
        let mut lines = older.split(|it| *it == b'\n');
        let line = lines.find(|it| digest::of_line(it) == self.digest)?;
        match line::parse(line) {
            Ok(Line::Reissued(body)) => Some(body.on.get()),
            _ => None,
        }
    }
}

/// Takes away the lines of erased awards that are still there, and says of how many awards. The caller
/// holds the lock, and opens the ledger again where something was taken away.
///
/// # Errors
/// A file cannot be read or written.
pub fn finish(root: &Path, ledger: &Ledger) -> Result<usize, Diagnostic> {
    let lingering = ledger.lingering().iter();
    let lingering: Vec<_> = lingering.filter_map(|it| ledger.award(it)).collect();
    replace_lines(root, ledger, &lingering)?;
    Ok(lingering.len())
}

fn replace_lines(root: &Path, ledger: &Ledger, awards: &[&Issued]) -> Result<(), Diagnostic> {
    let mut files: BTreeMap<&str, BTreeMap<u32, LineDigest>> = BTreeMap::new();
    for (place, digest) in awards.iter().flat_map(|it| it.lines()) {
        let lines = files.entry(ledger.file_name(place.file)).or_default();
        lines.insert(place.number, *digest);
    }
    let mut files = files.into_iter();
    files.try_for_each(|(name, lines)| replace_lines_of(root, name, &lines))
}

/// Writes a file of the ledger anew, its name and every other line as they were.
fn replace_lines_of(
    root: &Path,
    name: &str,
    lines: &BTreeMap<u32, LineDigest>,
) -> Result<(), Diagnostic> {
    let folder = root.join(storage::FOLDER);
    let path = folder.join(name);
    let cannot = |error| storage::failed("read", &path, &error);
    let mut old = BufReader::new(File::open(&path).map_err(cannot)?);
    let mut new = Unfinished::start(&folder, false)?;
    let copied = (|| {
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            if old.read_until(b'\n', &mut bytes).map_err(cannot)? == 0 {
                break;
            }
            match lines.get(&number) {
                Some(digest) => {
                    new.write(&digest::erasure(digest))?;
                    new.write(b"\n")?;
                }
                None => new.write(&bytes)?,
            }
        }
        new.sync()
    })();
    match copied {
        Ok(()) => new.finish(name),
        Err(finding) => {
            new.discard();
            Err(finding)
        }
    }
}

fn unfinished(finding: Diagnostic) -> Diagnostics {
    let mut findings = Diagnostics::from(finding);
    findings.push(
        Diagnostic::warning("the ledger says that it was erased, but what was said is still there")
            .hint("run `accolade issue`, or this command again: it finishes what was begun"),
    );
    findings
}
