//! What an act of issuing would do.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::changes::{Changed, changed};
use super::named::ensure_unnamed;
use super::recognition::{Recognised, Recognition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::writing::ensure_ready;
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::catalog::Catalog;

/// What an act of issuing would do.
pub struct Plan<'a> {
    /// To be issued, in the order of the records.
    pub new: Vec<&'a Award>,
    /// Issued before, each with its id.
    pub already: Vec<(&'a Award, AwardId)>,
    /// Those among them that were recognised by an e-mail address alone.
    pub by_address: Vec<(&'a Award, AwardId)>,
    /// Those among them whose records say something else now.
    pub changed: Vec<Changed<'a>>,
    /// Status lists that do not say yet what the ledger says.
    pub lagging: BTreeSet<u32>,
    /// What is wrong with the other records.
    pub wrong: Vec<Diagnostic>,
    /// How many those are: what is wrong with all of a file is told once.
    pub wrong_records: usize,
    pub(super) now: Timestamp,
}

impl Plan<'_> {
    /// Whether there is nothing to write into the ledger.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.lagging.is_empty()
    }

    /// Ids of awards that were issued before and that their records lack.
    pub fn missing_ids(&self) -> Vec<(RecordPlace, AwardId)> {
        let known = self.already.iter().filter(|(award, _)| award.id.is_none());
        known
            .map(|(award, id)| (award.record.clone(), *id))
            .collect()
    }
}

/// Sorts records into new ones, those that were issued before, and wrong ones.
///
/// A record is recognised by its id, or else by badge, date and recipient: the same list exported
/// again issues nothing twice.
///
/// # Errors
/// The clock cannot be right, a definition was changed after it was awarded, the keys are not those
/// of the ledger, or the ledger cannot be read.
pub fn plan<'a>(
    catalog: &Catalog,
    awards: &'a [Award],
    ledger: &Ledger,
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    ensure_ready(catalog, ledger, now)?;
    ledger.ensure_keys_vouched(&catalog.keys)?;
    let mut recognition = Recognition::new(ledger, awards)?;
    let mut plan = Plan {
        new: Vec::new(),
        already: Vec::new(),
        by_address: Vec::new(),
        changed: Vec::new(),
        lagging: ledger.lagging_lists()?,
        wrong: Vec::new(),
        wrong_records: 0,
        now,
    };
    let mut unknown = Vec::new();
    for award in awards {
        let outcome = match recognition.recognise(award) {
            Ok(Recognised::Before(id)) => {
                plan.already.push((award, id));
                continue;
            }
            Ok(Recognised::ByAddress(id)) => {
                plan.already.push((award, id));
                plan.by_address.push((award, id));
                continue;
            }
            Ok(Recognised::Unknown(id)) => {
                unknown.push((award.record.clone(), id));
                continue;
            }
            Ok(Recognised::New) => check_new(catalog, ledger, award, now),
            Err(finding) => Err(finding),
        };
        match outcome {
            Ok(()) => plan.new.push(award),
            Err(finding) => plan.wrong.push(finding),
        }
    }
    plan.wrong_records = plan.wrong.len() + unknown.len();
    if let Err(found) = ledger.ensure_holds(&unknown) {
        plan.wrong.extend(found.sorted());
    }
    plan.changed = changed(catalog, ledger, &plan.already)?;
    Ok(plan)
}

fn check_new(
    catalog: &Catalog,
    ledger: &Ledger,
    award: &Award,
    now: Timestamp,
) -> Result<(), Diagnostic> {
    check_version(catalog, ledger, award)?;
    let issued_on = award.validity.issued_on();
    if issued_on.instant() > now {
        let message = format!(
            "this award is dated {}, which is yet to come",
            issued_on.date()
        );
        return Err(Diagnostic::error(message)
            .in_file(award.record.shown())
            .hint("issue it on that day, or later"));
    }
    ensure_unnamed(award)
}

fn check_version(catalog: &Catalog, ledger: &Ledger, award: &Award) -> Result<(), Diagnostic> {
    let (badge, version) = (&award.badge, &award.version);
    let current = catalog.achievement(badge);
    let is_current = current.is_some_and(|it| it.version == *version);
    if is_current || ledger.definition(badge, version).is_some() {
        return Ok(());
    }
    let message = format!("there is no version `{version}` of `{badge}`");
    let finding = Diagnostic::error(message).in_file(award.record.shown());
    Err(match current {
        Some(it) => finding.hint(format!(
            "the definition is version `{}`; an older one can be awarded if it was awarded before",
            it.version
        )),
        None => finding.hint(format!(
            "a new badge starts as the file `badges/{badge}/index.md`"
        )),
    })
}
