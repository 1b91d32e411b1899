//! Records that bear ids, beside what the ledger holds.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
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
        findings.extend(missing.values().filter_map(|it| not_held(it)));
        findings.finish(())
    }
}

fn not_held(records: &[&(RecordPlace, AwardId)]) -> Option<Diagnostic> {
    let (place, id) = records.first()?;
    let message = match records.len() {
        1 => format!("the ledger holds no award `{id}`, which this record says was issued"),
        count => {
            format!("the ledger holds none of {count} awards that these records say were issued")
        }
    };
    Some(Diagnostic::error(message).in_file(place.shown()).hint(
        "a file of `ledger/` is missing: bring it back from git, a backup or the computer where they \
         were issued; it was perhaps never committed",
    ))
}
