//! An act, ready to be written: documents made and signed, and one new file of the ledger.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use rayon::prelude::*;

use super::again;
use super::definitions::{Definitions, definitions, keep_pictures};
use super::lines::{Minted, definition_line};
use super::lists;
use super::means::{Means, Pictures};
use super::signing::Signing;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::act::{Act, PreparedAct};
use crate::ledger::entry::{Issued, StatusPlace};
use crate::ledger::intent::{self, Intent};
use crate::ledger::line::{KeyBody, Line};
use crate::model::achievement::Achievement;
use crate::model::catalog::Catalog;
use crate::model::record_edit::RecordEdit;

/// What an act writes.
pub struct Draft<'a> {
    /// What the act is about, in the name of its file.
    pub label: String,
    pub now: Timestamp,
    pub keys: Vec<KeyBody>,
    /// New awards, in the order in which they are written.
    pub awards: Vec<Minted<'a>>,
    /// The status lists that begin with them.
    pub begun: Vec<u32>,
    /// Earlier awards that are signed again.
    pub again: Vec<&'a Issued>,
    /// What becomes of earlier awards, each entry as its line.
    pub entries: Vec<Vec<u8>>,
    /// The bits of those among them that no longer hold.
    pub withdrawn: Vec<StatusPlace>,
    /// Status lists that are signed again, whether a bit of them changes or not.
    pub signed_again: BTreeSet<u32>,
    /// Writes `keys.toml`, just before the act is done.
    pub write_keys: Option<&'a dyn Fn() -> Result<(), Diagnostic>>,
    /// What the author's records are to say once the act is done.
    pub edits: Vec<RecordEdit>,
}

impl<'a> Draft<'a> {
    /// A draft without an entry.
    pub fn new(label: impl Into<String>, now: Timestamp) -> Self {
        Self {
            label: label.into(),
            now,
            keys: Vec::new(),
            awards: Vec::new(),
            begun: Vec::new(),
            again: Vec::new(),
            entries: Vec::new(),
            withdrawn: Vec::new(),
            signed_again: BTreeSet::new(),
            write_keys: None,
            edits: Vec::new(),
        }
    }

    /// Writes the act, and then brings the records up to it; gives the name of the new file.
    ///
    /// The file is there whole or not at all; once it is, a later act finishes what was interrupted.
    ///
    /// # Errors
    /// The key may not sign here, a document cannot be made, or the disk refuses.
    pub fn write(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<String, Diagnostics> {
        self.write_then(root, catalog, ledger, means, || Ok(()))
    }

    /// As [`Draft::write`], with something to do between the act and the records.
    ///
    /// # Errors
    /// As [`Draft::write`], and those of `then`.
    pub fn write_then(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
        then: impl FnOnce() -> Result<(), Diagnostics>,
    ) -> Result<String, Diagnostics> {
        let signing = Signing::new(catalog, ledger, means.secret, self.now)?;
        let file = self.commit(root, catalog, ledger, &signing, means.draw, means.signed)?;
        then()?;
        (means.edit_records)(&self.edits).map_err(unfinished)?;
        intent::settle(root)?;
        Ok(file)
    }

    fn commit(
        &self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        signing: &Signing<'_>,
        draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
        signed: &dyn Fn(usize),
    ) -> Result<String, Diagnostics> {
        let awards = self.awards.iter().map(|it| it.award);
        let definitions = definitions(awards, catalog, ledger, &signing.publisher, draw)?;
        let mut act = Act::begin(root, ledger, self.now)?;
        let written = self.write_entries(ledger, signing, &definitions, signed, &mut act);
        if let Err(findings) = written {
            act.discard();
            return Err(findings);
        }
        let prepared = act.prepare(&self.label)?;
        let file = prepared.name.clone();
        self.commit_prepared(root, prepared, &definitions)?;
        Ok(file)
    }

    fn write_entries(
        &self,
        ledger: &Ledger,
        signing: &Signing<'_>,
        definitions: &Definitions,
        signed: &dyn Fn(usize),
        act: &mut Act,
    ) -> Result<(), Diagnostics> {
        for key in &self.keys {
            act.add(&Line::Key(key.clone()))?;
        }
        for (_, frozen) in definitions.values() {
            if let Some((body, _)) = frozen {
                act.add_bytes(&definition_line(body))?;
            }
        }
        let (begun, withdrawn) = (&self.begun, &self.withdrawn);
        for line in lists::lines(signing, ledger, begun, withdrawn, &self.signed_again)? {
            act.add_bytes(&line)?;
        }
        write_lines(act, &self.awards, signed, |it| {
            it.line(signing, definitions)
        })?;
        write_lines(act, &self.again, signed, |it| {
            again::line(signing, ledger, it)
        })?;
        for entry in &self.entries {
            act.add_bytes(entry)?;
        }
        Ok(())
    }

    /// Brings everything to the disk, in an order that bears an interruption anywhere: what the new
    /// file of the ledger needs comes before it, and what is left to do is known when it is there.
    fn commit_prepared(
        &self,
        root: &Path,
        prepared: PreparedAct,
        definitions: &Definitions,
    ) -> Result<(), Diagnostics> {
        let ready = keep_pictures(root, definitions)
            .and_then(|()| self.intent(root, &prepared.name))
            .and_then(|it| it.save(root).map(|()| it));
        match (ready, self.write_keys) {
            (Ok(intent), Some(write)) => Ok(prepared.commit_with_keys(root, &intent, write)?),
            (Ok(_), None) => Ok(prepared.commit()?),
            (Err(finding), _) => {
                prepared.discard();
                Err(finding.into())
            }
        }
    }

    fn intent(&self, root: &Path, act: &str) -> Result<Intent, Diagnostic> {
        let intent = Intent::new(root, act, &self.edits)?;
        Ok(match self.write_keys {
            Some(_) => intent.with_keys(root),
            None => intent,
        })
    }
}

/// Writes a line for each of `items`, made on all cores.
fn write_lines<T: Sync>(
    act: &mut Act,
    items: &[T],
    signed: &dyn Fn(usize),
    line: impl Fn(&T) -> Result<Vec<u8>, Diagnostic> + Sync,
) -> Result<(), Diagnostics> {
    for items in items.chunks(CHUNK) {
        let lines: Vec<_> = items.into_par_iter().with_min_len(8).map(&line).collect();
        let mut findings = Diagnostics::new();
        for line in lines {
            match line {
                Ok(line) => act.add_bytes(&line)?,
                Err(finding) => findings.push(finding),
            }
        }
        findings.finish(())?;
        signed(items.len());
    }
    Ok(())
}

fn unfinished(mut findings: Diagnostics) -> Diagnostics {
    findings.push(
        Diagnostic::warning("the act is in the ledger, but not all records say so yet").hint(
            "run `accolade issue`: it writes what is missing there, and issues nothing twice",
        ),
    );
    findings
}

/// Awards whose lines are in memory at once: enough for all cores, some 10 MB.
const CHUNK: usize = 2_048;
