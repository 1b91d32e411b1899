//! The award records, where they are at hand: they are private, and most machines have none.

use std::path::Path;

use jiff::Timestamp;

use crate::content;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::erase;
use crate::ledger::intent::{self, Interrupted};
use crate::ledger::issue::plan;
use crate::model::catalog::Catalog;

/// What `issue` would find wrong; gives how many records it would issue.
pub(super) fn check(
    root: &Path,
    catalog: &Catalog,
    ledger: &Ledger,
    now: Timestamp,
    findings: &mut Diagnostics,
) -> usize {
    let dated = content::load_awards_as_of(root, catalog, now).err();
    let told: Vec<String> = dated
        .iter()
        .flat_map(Diagnostics::iter)
        .map(|it| it.message().to_owned())
        .collect();
    findings.append(dated.unwrap_or_default());
    // Where only dates to come are wrong, all else can be told as well.
    let Ok(awards) = content::load_awards(root, catalog) else {
        return 0;
    };
    match intent::interrupted(root, ledger) {
        Ok(Interrupted::Nothing | Interrupted::Undone) => {}
        Ok(Interrupted::Done(left)) if left.is_empty() => {}
        Ok(Interrupted::Done(_)) => {
            findings.push(
                Diagnostic::warning(
                    "the last act was interrupted: it is in the ledger, but not all records say so yet",
                )
                .in_file(content::AWARDS_FOLDER)
                .hint("run `accolade issue`: it finishes that, and issues nothing twice"),
            );
            return 0;
        }
        Err(finding) => findings.push(finding),
    }
    findings.extend(erase::records_left(ledger, &awards));
    findings.extend(ledger.repeats(&awards));
    let latest = ledger.last_act().map_or(now, |it| it.max(now));
    match plan(catalog, &awards, ledger, latest) {
        Ok(plan) => {
            findings.extend(plan.doubts(catalog, ledger, &awards));
            let is_new = |it: &Diagnostic| !told.iter().any(|told| told == it.message());
            findings.extend(plan.wrong.into_iter().filter(is_new));
            plan.new.len()
        }
        Err(found) => {
            findings.append(found);
            0
        }
    }
}
