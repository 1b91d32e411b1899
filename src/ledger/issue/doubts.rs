//! What a plan does that its author may not have meant.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::changes::Changed;
use super::named::part_in_text;
use super::plan::Plan;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::{Issued, Standing};
use crate::ledger::person::Person;
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::model::privacy::{IdentityDisclosure, NameDisclosure, may_be_one};
use crate::model::result::{AwardResult, Reached, ResultDescription};
use crate::model::slug::Slug;

impl Plan<'_> {
    /// What to tell before anything is signed. `awards` are all records.
    pub fn doubts(&self, catalog: &Catalog, ledger: &Ledger, awards: &[Award]) -> Vec<Diagnostic> {
        let mut doubts: Vec<_> = self.changed.iter().map(Changed::warning).collect();
        doubts.extend(self.of_an_address());
        doubts.extend(self.named_in_texts());
        doubts.extend(self.nameless());
        doubts.extend(self.shown_more(ledger));
        doubts.extend(self.below_required(catalog));
        doubts.extend(self.revoked_before(ledger));
        doubts.extend(self.erased_before(ledger));
        doubts.extend(self.second_awards(ledger, awards));
        doubts.extend(self.over());
        doubts.extend(self.shared_addresses(awards));
        doubts
    }

    /// A warning where new awards would name nobody though they may: their pages say that the holder
    /// wants it so.
    fn nameless(&self) -> Option<Diagnostic> {
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
    fn named_in_texts(&self) -> Vec<Diagnostic> {
        self.new.iter().filter_map(|it| part_in_text(it)).collect()
    }

    /// A warning where records are taken for awards that somebody else at the same address may have.
    fn of_an_address(&self) -> Option<Diagnostic> {
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
    fn erased_before(&self, ledger: &Ledger) -> Option<Diagnostic> {
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
    fn revoked_before(&self, ledger: &Ledger) -> Vec<Diagnostic> {
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
    fn shared_addresses(&self, awards: &[Award]) -> Option<Diagnostic> {
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

    /// A warning where awards show more than is allowed now: what was issued does not change.
    fn shown_more(&self, ledger: &Ledger) -> Option<Diagnostic> {
        let already = self.already.par_iter();
        let more = already.filter(|(award, id)| {
            let hides =
                award.names != NameDisclosure::Full || award.identity == IdentityDisclosure::None;
            let issued = ledger.award(id).filter(|_| hides);
            let issued = issued.filter(|it| it.standing == Standing::Valid);
            issued.is_some_and(|it| shows_more(ledger, it, award))
        });
        let more: Vec<_> = more.collect();
        let (first, id) = more.first()?;
        let message = format!(
            "{} of the awards that were issued show more of who earned them than `privacy` allows now, award \
             `{id}` first",
            more.len()
        );
        Some(Diagnostic::warning(message).in_file(first.record.shown()).hint(format!(
            "what was issued does not change: `accolade replace {id} --anyway` issues it anew, showing less, \
             and takes the old one back; `accolade erase` forgets one"
        )))
    }

    /// A warning of new awards with results that do not earn the badge.
    fn below_required(&self, catalog: &Catalog) -> Option<Diagnostic> {
        let results = self.new.iter().flat_map(|award| {
            let results = award.results.iter().flatten();
            results.map(move |it| (award, it))
        });
        let mut low = results.filter_map(|(award, result)| {
            let badge = catalog.achievement(&award.badge)?;
            let mut measured = badge.results.iter();
            let measured = measured.find(|it| it.slug == result.description)?;
            let (reached, required) = below(result, measured)?;
            Some((award, &measured.slug, reached, required))
        });
        let (award, measured, reached, required) = low.next()?;
        let more = match low.count() {
            0 => String::new(),
            count => format!("; {count} more results are too low"),
        };
        let message = format!(
            "the result `{reached}` of `{measured}` is below `{required}`, which `{}` requires{more}",
            award.badge
        );
        Some(
            Diagnostic::warning(message)
                .in_file(award.record.shown())
                .hint("what is signed does not change: correct it, or take the record out"),
        )
    }

    /// A warning of new awards that have ended already.
    fn over(&self) -> Option<Diagnostic> {
        let over = self.new.iter().filter(|it| it.validity.is_over(self.now));
        let over: Vec<_> = over.collect();
        let first = over.first()?;
        let end = first.validity.expires_on()?.date();
        let message = match over.len() {
            1 => format!("this award ended on {end}: it would be issued as one that expired"),
            count => {
                format!(
                    "{count} awards have ended already, this one first, on {end}: they would be issued as expired"
                )
            }
        };
        Some(Diagnostic::warning(message).in_file(first.record.shown()).hint(
            "if that is not meant, correct `issued_on` or `expires_on`, or `valid_for` of the badge, before it \
             is signed",
        ))
    }

    /// Warnings where people of a table get a badge that an earlier state of it gave them: on another day, or
    /// at another address.
    fn second_awards(&self, ledger: &Ledger, awards: &[Award]) -> Vec<Diagnostic> {
        let left = self.awards_without_records(ledger, awards);
        let (mut of_another_day, mut of_another_address) = (Vec::new(), Vec::new());
        for award in &self.new {
            let (name, email) = (award.recipient.name.as_deref(), &award.recipient.email);
            let shown = name.and_then(|it| award.names.apply(it));
            let Some(alike) = left.get(&shown.as_ref().map(|it| it.to_lowercase())) else {
                continue;
            };
            let alike = alike.iter().filter(|(it, _)| it.slug == award.badge);
            let mut at_address = alike.clone().take(MAX_ALIKE);
            let day = award.validity.issued_on().date();
            let is_whole = shown.is_some() && shown.as_deref() == name;
            let mut of_day = alike.filter(|(it, _)| is_whole && it.issued_on == day);
            if let Some((issued, _)) = at_address.find(|(_, it)| it.has_address(email)) {
                of_another_day.push((*award, *issued));
            } else if let Some((issued, _)) = of_day.next() {
                of_another_address.push((*award, *issued));
            }
        }
        let by_day = second(&of_another_day, |issued| {
            format!(
                "to whoever has award `{}` of {}, whose record is gone",
                issued.id, issued.issued_on
            )
        });
        let by_address = second(&of_another_address, |issued| {
            format!(
                "of the same day to somebody of the same name as whoever has award `{}`, whose record is gone",
                issued.id
            )
        });
        let by_day = by_day.map(|it| {
            it.hint(
                "if the date was corrected, bring back the records with their ids, correct it there, and \
                 `accolade replace` takes the old awards back; if the badge was earned again, nothing is wrong",
            )
        });
        let by_address = by_address.map(|it| {
            it.hint(
                "if the address was corrected, write the id of the old award into the record's `id`, and \
                 `accolade replace` with that id takes the old one back; if it is somebody else, nothing is wrong",
            )
        });
        by_day.into_iter().chain(by_address).collect()
    }

    /// The awards of the tables and badges in question that no record is of, by the name that they tell.
    fn awards_without_records<'a>(&self, ledger: &'a Ledger, awards: &[Award]) -> LeftByName<'a> {
        let tables: BTreeSet<_> = self
            .new
            .iter()
            .map(|it| (&it.badge, it.record.cohort()))
            .collect();
        let claimed: HashSet<AwardId> = awards.iter().filter_map(|it| it.id).collect();
        let found: HashSet<AwardId> = self.already.iter().map(|it| it.1).collect();
        let left = ledger.awards().par_iter().filter(|it| {
            let is_of_one = tables.contains(&(&it.slug, &*it.cohort));
            let has_record = claimed.contains(&it.id) || found.contains(&it.id);
            it.standing == Standing::Valid && is_of_one && !has_record
        });
        // Names part them first: a hash each takes its time.
        let left = left.map(|it| (it, ledger.person(it)));
        let mut left_by_name = LeftByName::new();
        for (issued, person) in left.collect::<Vec<_>>() {
            let name = person.name.as_ref().map(|it| it.to_lowercase());
            left_by_name.entry(name).or_default().push((issued, person));
        }
        left_by_name
    }
}

/// Awards, by the name that they tell, in small letters.
type LeftByName<'a> = HashMap<Option<String>, Vec<(&'a Issued, Person)>>;

/// A warning of records that would give a second badge; `to_whom` says to whom the first of them would.
fn second(pairs: &[(&Award, &Issued)], to_whom: impl Fn(&Issued) -> String) -> Option<Diagnostic> {
    let (award, issued) = pairs.first()?;
    let more = match pairs.len() {
        1 => String::new(),
        count => format!(", and {} more are like it", count - 1),
    };
    let message = format!(
        "this record would give a second `{}` {}{more}",
        award.badge,
        to_whom(issued)
    );
    Some(Diagnostic::warning(message).in_file(award.record.shown()))
}

fn shows_more(ledger: &Ledger, issued: &Issued, award: &Award) -> bool {
    let person = ledger.person(issued);
    let name = award.recipient.name.as_deref();
    let allowed = name.and_then(|it| award.names.apply(it));
    let is_named = person.name.is_some() && may_be_one(person.name.as_deref(), name);
    let shows_name = match award.names {
        NameDisclosure::Full => false,
        NameDisclosure::Initials => is_named && person.name != allowed,
        NameDisclosure::None => is_named,
    };
    shows_name
        || award.identity == IdentityDisclosure::None && person.has_address(&award.recipient.email)
}

/// What was reached and what is required, where that is more.
fn below<'a>(
    result: &'a AwardResult,
    measured: &'a ResultDescription,
) -> Option<(&'a str, &'a str)> {
    let (reached, required, is_below) = match &result.reached {
        Reached::Value(value) => {
            let required = measured.required_value.as_deref()?;
            let numbers = [value.as_str(), required].map(|it| it.parse::<f64>().ok());
            let place = |value: &str| measured.allowed_values.iter().position(|it| it == value);
            let is_below = match numbers {
                [Some(value), Some(required)] => value < required,
                _ => place(value)? < place(required)?,
            };
            (value.as_str(), required, is_below)
        }
        Reached::Level(level) => {
            let required = measured.required_level.as_ref()?;
            let place = |level: &Slug| measured.levels.iter().position(|it| it.slug == *level);
            (
                level.as_str(),
                required.as_str(),
                place(level)? < place(required)?,
            )
        }
        Reached::Status(_) => return None,
    };
    is_below.then_some((reached, required))
}

/// Records that one message names.
const MAX_SHOWN: usize = 10;

/// Awards of one name that are compared with a record: a hash each.
const MAX_ALIKE: usize = 20;
