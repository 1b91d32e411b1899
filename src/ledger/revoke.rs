//! Taking awards back.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;

use super::Ledger;
use super::entry::Issued;
use super::line::{self, Instant, Line, RevokedBody};
use super::writing::{Draft, Means, ensure_ready_to_withdraw};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::model::award::AwardId;
use crate::model::catalog::Catalog;
use crate::model::privacy::reads_the_same;

/// What an act of revoking would do.
pub struct Plan<'a> {
    /// To be taken back, ordered by id, each once.
    pub awards: Vec<&'a Issued>,
    /// Those of the chosen ones that no longer hold anyway.
    pub already: Vec<&'a Issued>,
    /// Status lists that do not say yet what the ledger says.
    pub lagging: BTreeSet<u32>,
    reason: String,
    now: Timestamp,
}

impl Plan<'_> {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.awards.is_empty() && self.lagging.is_empty()
    }

    /// Takes the awards back, all in one act; gives the name of the new file of the ledger.
    ///
    /// # Errors
    /// The key may not sign here, or the disk refuses.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<String, Diagnostics> {
        let entry = |award: &&Issued| {
            line::write(&Line::Revoked(RevokedBody {
                id: award.id.to_string(),
                on: Instant::new(self.now),
                reason: self.reason.clone(),
            }))
        };
        let draft = Draft {
            entries: self.awards.iter().map(entry).collect(),
            withdrawn: self.awards.iter().map(|it| it.status).collect(),
            ..Draft::new("revoked", self.now)
        };
        draft.write(root, catalog, ledger, means)
    }
}

/// Sorts the chosen awards into those that hold and those that no longer do. The reason is public.
///
/// # Errors
/// The clock cannot be right, or the ledger is not that of this site.
pub fn plan<'a>(
    catalog: &Catalog,
    ledger: &'a Ledger,
    chosen: &[AwardId],
    reason: &str,
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    ensure_ready_to_withdraw(catalog, ledger, now)?;
    let chosen: BTreeSet<_> = chosen.iter().collect();
    let found = chosen.into_iter().filter_map(|it| ledger.award(it));
    let (already, awards) = found.partition(|it| it.standing.is_withdrawn());
    Ok(Plan {
        awards,
        already,
        lagging: ledger.lagging_lists()?,
        reason: reason.to_owned(),
        now,
    })
}

/// The awards of a cohort: of the file of records of that name.
///
/// # Errors
/// Nothing was issued from such a file.
pub fn cohort(ledger: &Ledger, name: &str) -> Result<Vec<AwardId>, Diagnostic> {
    let awards = ledger.awards().iter();
    // File systems and keyboards write accents in two ways.
    let found = awards.filter(|it| reads_the_same(&it.cohort, name));
    let found = found.map(|it| it.id);
    let found: Vec<_> = found.collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: BTreeSet<&str> = ledger.awards().iter().map(|it| &*it.cohort).collect();
    let known: Vec<_> = known.into_iter().filter(|it| !it.is_empty()).collect();
    let finding = Diagnostic::error(format!("nothing was issued from a cohort `{name}`"));
    Err(match nearest(name, known.iter().copied()) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint(
            "a cohort is the name of a file in `awards`, without its ending; \
             `accolade report` lists them",
        ),
    })
}
