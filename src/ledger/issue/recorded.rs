//! Records that bear ids, beside what the ledger holds.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::ledger::Ledger;
use crate::model::award::{AwardId, RecordPlace};

impl Ledger {
    /// Makes sure that the ledger holds every award that a record says was issued.
    ///
    /// The ledger's newest file is named by no other: only the records tell that it is missing.
    ///
    /// # Errors
    /// Each file of records with ids that the ledger does not hold.
    pub fn ensure_holds(&self, records: &[(RecordPlace, AwardId)]) -> Result<(), Diagnostics> {
        let mut missing: BTreeMap<&str, Vec<&(RecordPlace, AwardId)>> = BTreeMap::new();
        for record in records.iter().filter(|it| self.award(&it.1).is_none()) {
            missing.entry(&record.0.file).or_default().push(record);
        }
        let mut findings = Diagnostics::new();
        findings.extend(missing.values().filter_map(|it| self.not_held(it)));
        findings.finish(())
    }

    fn not_held(&self, records: &[&(RecordPlace, AwardId)]) -> Option<Diagnostic> {
        let (place, id) = records.first()?;
        let message = match records.len() {
            1 => format!("the ledger holds no award `{id}`, which this record says was issued"),
            count => {
                format!(
                    "the ledger holds none of {count} awards that these records say were issued"
                )
            }
        };
        let known = self.awards().iter().map(|it| it.id.as_str());
        let near = match records.len() {
            1 => nearest(id.as_str(), known.take(MAX_COMPARED)),
            _ => None,
        };
        let finding = Diagnostic::error(message).in_file(place.shown());
        Some(match near {
            Some(near) => finding.hint(format!("is it `{near}`?")),
            None => finding.hint(MISSING),
        })
    }
}

const MISSING: &str = "a file of `ledger/` is missing: bring it back from git, a backup or the computer \
                       where they were issued; it was perhaps never committed; if its act was taken \
                       back, `accolade undo` of the same file takes the ids out here, too, and \
                       `git log --diff-filter=D --name-only -- ledger` names it; a record that was \
                       never issued has no id";

/// Of more ids than that, a likely one is no help.
const MAX_COMPARED: usize = 10_000;
