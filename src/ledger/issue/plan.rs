//! What an act of issuing would do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::changes::{Changed, changed};
use super::named::{ensure_unnamed, part_in_text};
use super::recognition::{Recognised, Recognition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::Standing;
use crate::ledger::writing::ensure_ready;
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::catalog::Catalog;
use crate::model::privacy::{NameDisclosure, may_be_one};

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

    /// A warning where new awards would name nobody though they may: their pages say that the holder
    /// wants it so.
    pub fn nameless(&self) -> Option<Diagnostic> {
        let may_be_named = |it: &&&Award| it.names != NameDisclosure::None;
        let new = self.new.iter().filter(may_be_named);
        let nameless: Vec<_> = new.filter(|it| it.recipient.name.is_none()).collect();
        let first = nameless.first()?;
        let message = match nameless.len() {
            1 => "this record has no `name`, and an award cannot be given one later".to_owned(),
            count => format!(
                "{count} records have no `name`, this one first, and an award cannot be given one later"
            ),
        };
        Some(Diagnostic::warning(message).in_file(first.record.shown()).hint(
            "who wants to stay unnamed has `none` in a column `names`; `names = \"none\"` below \
             `[privacy]` in accolade.toml says that of all",
        ))
    }

    /// Warnings where texts of new awards may say more of a name than they are to.
    pub fn named_in_texts(&self) -> Vec<Diagnostic> {
        self.new.iter().filter_map(|it| part_in_text(it)).collect()
    }

    /// A warning where records are taken for awards that somebody else at the same address may have.
    pub fn of_an_address(&self) -> Option<Diagnostic> {
        let (first, _) = self.by_address.first()?;
        let shown = self.by_address.iter().take(MAX_SHOWN);
        let shown = shown.map(|(it, id)| format!("{} for `{id}`", it.record.shown()));
        let shown: Vec<_> = shown.collect();
        let more = match self.by_address.len().saturating_sub(MAX_SHOWN) {
            0 => String::new(),
            count => format!(", and {count} more"),
        };
        let message = format!(
            "by their e-mail addresses, as the awards do not tell whole names, records without an `id` are \
             taken for awards that were issued before: {}{more}",
            shown.join(", ")
        );
        Some(Diagnostic::warning(message).in_file(first.record.shown()).hint(
            "if one of them is of somebody else, who shares the address, add the record of whoever has \
             that award, with its `id`: each then has one",
        ))
    }

    /// A warning where a new award may be that of somebody who was erased.
    pub fn erased_before(&self, ledger: &Ledger) -> Option<Diagnostic> {
        let erased = ledger.awards().iter();
        let erased = erased.filter(|it| it.standing == Standing::Erased);
        let erased: BTreeSet<_> = erased.map(|it| (&it.slug, it.issued_on)).collect();
        let day = |it: &Award| it.validity.issued_on().date();
        let alike = self.new.iter();
        let alike: Vec<_> = alike
            .filter(|it| erased.contains(&(&it.badge, day(it))))
            .collect();
        let first = alike.first()?;
        let more = match alike.len() {
            1 => String::new(),
            count => format!(", and {} more are like it", count - 1),
        };
        let message = format!(
            "an award of `{}` of {} was erased, and this record would issue one anew{more}",
            first.badge,
            day(first)
        );
        Some(Diagnostic::warning(message).in_file(first.record.shown()).hint(
            "if it is of whoever was erased, delete the record: issuing it would publish them again",
        ))
    }

    /// A warning of records without an id that turned out to be those of awards that were revoked.
    pub fn revoked_before(&self, ledger: &Ledger) -> Vec<Diagnostic> {
        let without = self.already.iter().filter(|(it, _)| it.id.is_none());
        let revoked = without.filter(|(_, id)| {
            let award = ledger.award(id);
            award.is_some_and(|it| matches!(it.standing, Standing::Revoked { .. }))
        });
        let told = revoked.map(|(record, id)| {
            let message = format!("this record is that of award `{id}`, which was revoked");
            Diagnostic::warning(message).in_file(record.record.shown()).hint(
                "it stays revoked; who earned the badge after all gets a new award, of another day, such \
                 as today",
            )
        });
        told.collect()
    }

    /// A warning where people with one e-mail address get the same badge on the same day, a new award
    /// among theirs: two people, or one whose name is misspelt. `awards` are all records.
    pub fn shared_addresses(&self, awards: &[Award]) -> Option<Diagnostic> {
        let key = |it: &Award| {
            let day = it.validity.issued_on().date();
            (it.badge.clone(), day, it.recipient.email.folded())
        };
        let new: BTreeSet<_> = self.new.iter().map(|it| key(it)).collect();
        let mut people: BTreeMap<_, Vec<&Award>> = BTreeMap::new();
        for award in awards.iter().filter(|it| new.contains(&key(it))) {
            people.entry(key(award)).or_default().push(award);
        }
        let name = |it: &Award| it.recipient.name.clone().unwrap_or_default();
        let pairs = people.into_values().filter_map(|it| {
            let is_other = |second: &&&Award| {
                let names = [it[0], second].map(|it| it.recipient.name.as_deref());
                !may_be_one(names[0], names[1])
            };
            Some((it[0], *it.iter().find(is_other)?))
        });
        let shared: Vec<_> = pairs.collect();
        let (first, second) = *shared.first()?;
        let more = match shared.len() {
            1 => String::new(),
            count => format!("; {} more addresses are shared so", count - 1),
        };
        let message = format!(
            "`{}` and `{}` have one e-mail address, and get the same badge on the same day{more}",
            name(first),
            name(second)
        );
        Some(Diagnostic::warning(message).in_file(second.record.shown()).hint(format!(
            "two people may share an address; if it is one, whose name is misspelt here or at {}, delete \
             one of the records before they are issued",
            first.record.shown()
        )))
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

/// Records that one message names.
const MAX_SHOWN: usize = 10;
