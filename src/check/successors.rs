//! That no award has two successors that hold: two people replaced or renewed it at once.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::model::award::AwardId;

/// Names every award that has more than one, and those.
pub(super) fn check(ledger: &Ledger) -> Vec<Diagnostic> {
    let mut successors: BTreeMap<AwardId, Vec<&Issued>> = BTreeMap::new();
    let standing = ledger.awards().iter();
    for award in standing.filter(|it| !it.standing.is_withdrawn()) {
        if let Some(earlier) = award.follows {
            successors.entry(earlier.id).or_default().push(award);
        }
    }
    let several = successors.into_iter().filter(|(_, it)| it.len() > 1);
    several.map(|(id, it)| told(ledger, id, &it)).collect()
}

fn told(ledger: &Ledger, id: AwardId, successors: &[&Issued]) -> Diagnostic {
    let ids: Vec<_> = successors.iter().map(|it| format!("`{}`", it.id)).collect();
    let count = match ids.len() {
        2 => "two".to_owned(),
        count => count.to_string(),
    };
    Diagnostic::error(format!(
        "award `{id}` has {count} successors: {}",
        ids.join(" and ")
    ))
    .in_file(ledger.shown(successors[1]))
    .hint("two people replaced or renewed it at once: `accolade revoke` the one that is not meant")
}
