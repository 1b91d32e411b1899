//! What an issued award itself says of whom it was given to, whatever records are at hand.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Ledger;
use super::entry::{HashedRecipient, Issued, Standing};
use super::name::{self, FileName};
use crate::credential::{Signed, identity};
use crate::model::address::Email;
use crate::model::award::{Award, AwardId};
use crate::model::privacy::{NameDisclosure, may_be_one};

/// What an award says of its recipient.
#[derive(Debug, Default)]
pub struct Person {
    /// As everybody may read it: in full, or initials.
    pub name: Option<String>,
    address: Option<HashedRecipient>,
}

impl Person {
    /// The name, where it is more than initials, which many people share.
    pub fn full_name(&self) -> Option<&str> {
        let name = self.name.as_deref()?;
        let initials = NameDisclosure::Initials.apply(name);
        (initials.as_deref() != Some(name)).then_some(name)
    }

    /// Whether it was given to that address; not known where the award names none.
    pub fn has_address(&self, email: &Email) -> bool {
        let address = self.address.as_ref();
        address.is_some_and(|it| identity::hash(email, &it.salt) == it.identity)
    }
}

/// What the recipient of an award is called.
pub struct Called {
    /// As the record gives it, in full; as the award gives it, where there is no record, or another's.
    pub name: Option<String>,
    /// What the record says, where that is quite another name: ids that were sorted apart from their rows
    /// must not hide whose award it is.
    pub recorded: Option<String>,
}

impl Called {
    /// `Ada Lovelace`, `Ada Lovelace (its record says Grace Hopper)`; none where no name is known.
    pub fn shown(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        Some(match &self.recorded {
            Some(recorded) => format!("{name} (its record says {recorded})"),
            None => name.clone(),
        })
    }
}

impl Ledger {
    /// What the recipient of an award is called, by it and by its record.
    pub fn called(&self, award: &Issued, record: Option<&Award>) -> Called {
        let issued = self.person(award).name;
        let recorded = record.and_then(|it| it.recipient.name.clone());
        let is_one = recorded.is_none() || may_be_one(recorded.as_deref(), issued.as_deref());
        match is_one {
            true => Called {
                name: recorded.or(issued),
                recorded: None,
            },
            false => Called {
                name: issued,
                recorded,
            },
        }
    }

    /// What an award says of its recipient: nothing once it is erased, or where its line is damaged,
    /// which others tell of.
    pub fn person(&self, award: &Issued) -> Person {
        if award.standing == Standing::Erased {
            return Person::default();
        }
        let Ok(line) = self.line(award) else {
            return Person::default();
        };
        let credential = Signed::parse(line.credential.get()).ok();
        let name = credential.as_ref().and_then(Signed::recipient_name);
        Person {
            name: name.map(str::to_owned),
            address: line.recipient,
        }
    }

    /// What else was given to those to whom the chosen awards were: as records, links between awards and
    /// the awards themselves tell it. What is erased is passed over.
    pub fn others_of(&self, chosen: &[&Issued], records: &[Award]) -> Others {
        let ids: Vec<AwardId> = chosen.iter().map(|it| it.id).collect();
        let people: Vec<_> = chosen.iter().map(|it| self.person(it)).collect();
        let theirs = recorded(&ids, &people, records);
        let emails: Vec<_> = theirs.iter().map(|it| &it.recipient.email).collect();
        let names = theirs.iter().filter_map(|it| it.recipient.name.as_deref());
        let names = names.chain(people.iter().filter_map(Person::full_name));
        let names: BTreeSet<_> = names.map(str::to_lowercase).collect();
        let (same, namesakes) = self.given_to(&emails, &names);
        // Who replaced or renewed an award gave it to the same person, whatever the records say.
        let related: BTreeSet<_> = self.related(&ids).into_iter().collect();
        let same = same.into_iter().chain(related.iter().copied());
        let same = same.chain(theirs.iter().filter_map(|it| it.id));
        let is_left = |it: &AwardId| {
            let award = self.award(it);
            !ids.contains(it) && award.is_some_and(|it| it.standing != Standing::Erased)
        };
        let same: BTreeSet<_> = same.filter(is_left).collect();
        let known: Vec<_> = ids
            .iter()
            .filter_map(|it| self.name_of(it, records))
            .collect();
        // Two people may share an address: a family, or a club.
        let is_one = |it: &AwardId| {
            let own = self.name_of(it, records);
            let is_own = |it: &String| may_be_one(own.as_deref(), Some(it));
            known.is_empty() || related.contains(it) || known.iter().any(is_own)
        };
        let (same, sharers): (BTreeSet<_>, BTreeSet<_>) = same.into_iter().partition(is_one);
        let namesakes = namesakes.into_iter().filter(is_left);
        let is_told = |it: &AwardId| same.contains(it) || sharers.contains(it);
        let namesakes = namesakes.filter(|it| !is_told(it)).collect();
        Others {
            same,
            sharers,
            namesakes,
        }
    }

    /// The files of the ledger that hold these awards, and whose names hold their recipients'.
    pub fn files_named_after(&self, awards: &[&Issued], records: &[Award]) -> Vec<String> {
        let named = awards.iter().filter_map(|it| {
            let file = self.file_name(it.line.file);
            let name = name::label(&self.name_of(&it.id, records)?);
            let label = FileName::parse(file)?.label;
            let is_within = format!("-{label}-").contains(&format!("-{name}-"));
            is_within.then(|| file.to_owned())
        });
        let named: BTreeSet<_> = named.collect();
        named.into_iter().collect()
    }

    /// Records without an id that are very likely those of these awards, as a message names them.
    pub fn unmarked_records(&self, awards: &[&Issued], records: &[Award]) -> Vec<String> {
        let people: Vec<_> = awards.iter().map(|it| (*it, self.person(it))).collect();
        let is_of_one = |record: &&Award| {
            let name = record.recipient.name.as_deref();
            let day = record.validity.issued_on().date();
            let mut alike = people.iter();
            alike.any(|(award, person)| {
                let is_same_badge = award.slug == record.badge && award.issued_on == day;
                let is_theirs = person.has_address(&record.recipient.email)
                    || name.is_some()
                        && person.full_name().map(str::to_lowercase) == name.map(str::to_lowercase);
                is_same_badge && is_theirs && may_be_one(person.name.as_deref(), name)
            })
        };
        let unmarked = records.iter().filter(|it| it.id.is_none());
        unmarked
            .filter(is_of_one)
            .map(|it| it.record.shown())
            .collect()
    }

    /// Other awards whose texts, or whose public reasons, hold the name of one of these people.
    pub fn mentions(&self, awards: &[&Issued], records: &[Award]) -> Vec<AwardId> {
        let names = awards.iter().filter_map(|it| self.name_of(&it.id, records));
        let names: BTreeSet<_> = names.map(|it| it.to_lowercase()).collect();
        // A word alone is in many texts.
        let names: Vec<_> = names.iter().filter(|it| it.contains(' ')).collect();
        let holds = |text: &str| {
            let text = text.to_lowercase();
            names.iter().any(|it| text.contains(it.as_str()))
        };
        let others = self.awards().par_iter();
        let others = others.filter(|it| it.standing != Standing::Erased && !names.is_empty());
        let others = others.filter(|it| awards.iter().all(|award| award.id != it.id));
        let mentions = others.filter(|it| {
            let line = self.line(it);
            it.standing.reason().is_some_and(holds)
                || line.is_ok_and(|it| holds(it.credential.get()))
        });
        mentions.map(|it| it.id).collect()
    }

    fn name_of(&self, id: &AwardId, records: &[Award]) -> Option<String> {
        let record = records.iter().find(|it| it.id == Some(*id));
        self.called(self.award(id)?, record).name
    }

    /// The awards that were given to one of these addresses, and those that bear one of these names.
    fn given_to(
        &self,
        emails: &[&Email],
        names: &BTreeSet<String>,
    ) -> (Vec<AwardId>, Vec<AwardId>) {
        let awards = self.awards().par_iter();
        let alike = awards.filter_map(|award| {
            let person = self.person(award);
            let is_same = emails.iter().any(|it| person.has_address(it));
            let name = person.full_name().map(str::to_lowercase);
            let is_alike = is_same || name.is_some_and(|it| names.contains(&it));
            is_alike.then_some((award.id, is_same))
        });
        let alike: Vec<_> = alike.collect();
        let (same, namesakes): (Vec<_>, Vec<_>) = alike.into_iter().partition(|it| it.1);
        let ids = |found: Vec<(AwardId, bool)>| found.into_iter().map(|it| it.0).collect();
        (ids(same), ids(namesakes))
    }
}

/// The records of those people: of the chosen awards, of the same address, or of one that is hashed in
/// them.
fn recorded<'a>(ids: &[AwardId], people: &[Person], records: &'a [Award]) -> Vec<&'a Award> {
    let chosen = records.iter();
    let chosen = chosen.filter(|it| it.id.is_some_and(|it| ids.contains(&it)));
    let emails: BTreeSet<_> = chosen.map(|it| it.recipient.email.folded()).collect();
    let is_theirs = |it: &&Award| {
        let email = &it.recipient.email;
        emails.contains(&email.folded()) || people.iter().any(|it| it.has_address(email))
    };
    records.iter().filter(is_theirs).collect()
}

/// Awards beside chosen ones.
pub struct Others {
    /// Of the same people.
    pub same: BTreeSet<AwardId>,
    /// At the same address, under quite another name.
    pub sharers: BTreeSet<AwardId>,
    /// Under the same names: of the same people, or of others.
    pub namesakes: Vec<AwardId>,
}
