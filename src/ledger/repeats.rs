//! Awards that one person got twice: the same badge for the same day, by people who issued at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use rayon::prelude::*;

use super::Ledger;
use super::entry::Issued;
use crate::diagnostic::Diagnostic;
use crate::model::address::Email;
use crate::model::award::{Award, AwardId, Recipient};
use crate::model::privacy::{is_same_name, may_be_one};
use crate::model::slug::Slug;

impl Ledger {
    /// What to tell of awards of one badge and day that hold for the same person, as far as records tell
    /// who that is: of their own awards, and of those of others by the hashed address. An award and the
    /// one that took its place are none.
    pub fn repeats(&self, records: &[Award]) -> Vec<Diagnostic> {
        let records = records.iter();
        let recorded: HashMap<AwardId, &Recipient> = records
            .filter_map(|it| Some((it.id?, &it.recipient)))
            .collect();
        let mut groups: BTreeMap<(&Slug, Date), Vec<&Issued>> = BTreeMap::new();
        for award in self
            .awards()
            .iter()
            .filter(|it| !it.standing.is_withdrawn())
        {
            let group = groups.entry((&award.slug, award.issued_on)).or_default();
            group.push(award);
        }
        let groups = groups.into_values().filter(|it| it.len() > 1);
        let same = groups.flat_map(|it| self.of_one_person(&it, &recorded));
        let same = same.filter(|it| it.len() > 1);
        same.filter_map(|it| {
            let is_sure = self.bear_one_name(&it, &recorded);
            self.repeat(it, is_sure)
        })
        .collect()
    }

    /// Whether one name is known of all of them: initials, or none, may be those of several people.
    fn bear_one_name(&self, awards: &[&Issued], recorded: &HashMap<AwardId, &Recipient>) -> bool {
        let names = awards.iter().map(|award| {
            let name = recorded.get(&award.id).and_then(|it| it.name.clone());
            name.or_else(|| self.person(award).full_name().map(str::to_owned))
        });
        let names: Vec<_> = names.collect();
        let first = names[0].as_deref();
        let is_first = |it: &Option<String>| {
            let both = it.as_deref().zip(first);
            both.is_some_and(|(name, first)| is_same_name(name, first))
        };
        names.iter().all(is_first)
    }

    /// Awards of a group by person; those of whom no record knows the address are left out.
    fn of_one_person<'a>(
        &self,
        group: &[&'a Issued],
        recorded: &HashMap<AwardId, &Recipient>,
    ) -> Vec<Vec<&'a Issued>> {
        let mut people: BTreeMap<String, Vec<&Issued>> = BTreeMap::new();
        let mut addresses: BTreeMap<String, &Email> = BTreeMap::new();
        let mut others = Vec::new();
        for award in group {
            let Some(Recipient { email, .. }) = recorded.get(&award.id) else {
                others.push(*award);
                continue;
            };
            addresses.insert(email.folded(), email);
            people.entry(email.folded()).or_default().push(award);
        }
        // Each of the one is compared with each of the other.
        if others.len().saturating_mul(addresses.len()) <= MAX_COMPARED {
            let known = others.par_iter().filter_map(|award| {
                let person = self.person(award);
                let mut addresses = addresses.iter();
                let (email, _) = addresses.find(|(_, it)| person.has_address(it))?;
                Some((email.clone(), *award))
            });
            let known: Vec<_> = known.collect();
            for (email, award) in known {
                people.entry(email).or_default().push(award);
            }
        }
        let people = people.into_values();
        people.flat_map(|it| self.by_name(it, recorded)).collect()
    }

    /// Those who share an address, told apart by their names.
    fn by_name<'a>(
        &self,
        awards: Vec<&'a Issued>,
        recorded: &HashMap<AwardId, &Recipient>,
    ) -> Vec<Vec<&'a Issued>> {
        if awards.len() < 2 {
            return vec![awards];
        }
        let mut people: Vec<(Option<String>, Vec<&Issued>)> = Vec::new();
        for award in awards {
            let name = recorded.get(&award.id).and_then(|it| it.name.clone());
            let name = name.or_else(|| self.person(award).name);
            let is_it = |known: &Option<String>| may_be_one(known.as_deref(), name.as_deref());
            match people.iter_mut().find(|(known, _)| is_it(known)) {
                Some((_, awards)) => awards.push(award),
                None => people.push((name, vec![award])),
            }
        }
        people.into_iter().map(|(_, awards)| awards).collect()
    }

    fn repeat(&self, mut awards: Vec<&Issued>, is_sure: bool) -> Option<Diagnostic> {
        awards.sort_by_key(|it| (self.descent().made(it.line.file), it.line.file, it.id));
        let mut related = BTreeSet::new();
        awards.retain(|it| {
            let is_own = !related.contains(&it.id);
            related.extend(self.related(&[it.id]));
            is_own
        });
        let newest = awards.last().filter(|_| awards.len() > 1)?;
        let ids: Vec<_> = awards.iter().map(|it| format!("`{}`", it.id)).collect();
        let (badge, day, id) = (&newest.slug, newest.issued_on, newest.id);
        let whom = match is_sure {
            true => "to one person",
            false => "at one e-mail address",
        };
        let message = format!(
            "`{badge}` of {day} was awarded {whom} more than once: {}",
            ids.join(" and ")
        );
        let finding = Diagnostic::warning(message).in_file(self.shown(newest));
        let back = format!("take the other back: `accolade revoke {id} --reason 'Issued twice'`");
        Some(finding.hint(match is_sure {
            true => format!("if one is enough, {back}"),
            false => format!("two people may share an address; only if it is one person, {back}"),
        }))
    }
}

/// Hashes for awards of one badge and day, about a second of them: more than a thousand people on
/// either side.
const MAX_COMPARED: usize = 4_000_000;
