//! Carrying out a plan: what is new becomes a draft, and the draft a new file of the ledger.

use std::path::Path;

use super::plan::Plan;
use crate::diagnostic::Diagnostics;
use crate::ledger::Ledger;
use crate::ledger::rotation::key_entry;
use crate::ledger::writing::{Draft, Means, Minted, draw};
use crate::model::award::{AwardId, RecordPlace};
use crate::model::catalog::Catalog;
use crate::model::record_edit::RecordEdit;

/// What an act of issuing did.
#[derive(Debug)]
pub struct Outcome {
    /// The new file's name within `ledger`; none if there was nothing to issue.
    pub file: Option<String>,
    /// The new awards, in the order of their records.
    pub issued: Vec<(RecordPlace, AwardId)>,
}

impl Plan<'_> {
    /// Issues what is new, and gives every record its id. The first act lists the keys that may sign.
    ///
    /// The ledger's new file is there whole or not at all; once it is, a later `issue` finishes
    /// what was interrupted.
    ///
    /// # Errors
    /// The key may not sign here, a document cannot be made, or the disk refuses.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<Outcome, Diagnostics> {
        let missing = edits(&self.missing_ids());
        if !missing.is_empty() {
            (means.edit_records)(&missing)?;
        }
        if self.is_empty() {
            return Ok(Outcome {
                file: None,
                issued: Vec::new(),
            });
        }
        let (lots, begun) = draw(ledger, self.new.len(), means.entropy)?;
        let places = self.new.iter().map(|it| it.record.clone());
        let issued: Vec<_> = places.zip(lots.iter().map(|it| it.id)).collect();
        let minted = self.new.iter().zip(lots).map(|(award, lot)| Minted {
            award,
            lot,
            first_awarded: None,
        });
        let signing = catalog.keys.signing().filter(|_| ledger.heads().is_empty());
        let draft = Draft {
            keys: signing.map(|it| key_entry(it, it.added)).collect(),
            awards: minted.collect(),
            begun,
            edits: edits(&issued),
            ..Draft::new(self.label(), self.now)
        };
        let file = draft.write(root, catalog, ledger, means)?;
        let file = Some(file);
        Ok(Outcome { file, issued })
    }

    /// The cohort, if there is only one.
    fn label(&self) -> String {
        let mut cohorts = self.new.iter().map(|it| it.record.cohort());
        let Some(first) = cohorts.next() else {
            return "status".to_owned();
        };
        if cohorts.all(|it| it == first) {
            first.to_owned()
        } else {
            "cohorts".to_owned()
        }
    }
}

fn edits(ids: &[(RecordPlace, AwardId)]) -> Vec<RecordEdit> {
    let edits = ids.iter();
    edits
        .map(|(place, id)| RecordEdit::Id(place.clone(), *id))
        .collect()
}
