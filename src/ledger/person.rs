//! What an issued award itself says of whom it was given to, whatever records are at hand.

use rayon::prelude::*;

use super::Ledger;
use super::entry::{HashedRecipient, Issued, Standing};
use crate::credential::{Signed, identity};
use crate::model::address::Email;
use crate::model::privacy::NameDisclosure;

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

impl Ledger {
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

    /// The awards that were given to one of these addresses, or bear one of these names.
    pub fn given_to(&self, emails: &[&Email], names: &[&str]) -> Vec<(&Issued, Likeness)> {
        let awards = self.awards().par_iter();
        let alike = awards.filter_map(|award| {
            let person = self.person(award);
            if emails.iter().any(|it| person.has_address(it)) {
                return Some((award, Likeness::Address));
            }
            let name = person.full_name()?.to_lowercase();
            let is_theirs = names.iter().any(|it| it.to_lowercase() == name);
            is_theirs.then_some((award, Likeness::Name))
        });
        alike.collect()
    }
}

/// By what an award was found to be somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is the same person.
    Address,
    /// It may be another of the same name.
    Name,
}
