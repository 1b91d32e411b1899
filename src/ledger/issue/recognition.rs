//! Recognising records that were issued before.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Deserialize;

use crate::credential::identity;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::{HashedRecipient, Issued, Standing};
use crate::model::award::{Award, AwardId, Recipient};
use crate::model::privacy::{IdentityDisclosure, is_same_name, may_be_one};
use crate::model::slug::Slug;

/// What a record turned out to be.
pub(super) enum Recognised {
    New,
    Before(AwardId),
    /// As before, by the address alone: the award does not tell the whole name, and the record does.
    ByAddress(AwardId),
    /// It bears an id that the ledger does not hold.
    Unknown(AwardId),
}

/// The awards that records may be, by badge and calendar date; the instant that documents give for
/// a date is another one in another time zone.
pub(super) struct Recognition<'a> {
    ledger: &'a Ledger,
    groups: HashMap<(&'a Slug, Date), Group<'a>>,
    /// The records without an id of these badges and days, by address.
    sharers: HashMap<(&'a Slug, Date, String), Vec<&'a Award>>,
}

/// The awards of one badge on one day, in the order in which they were issued.
#[derive(Default)]
struct Group<'a> {
    candidates: Vec<Candidate<'a>>,
    /// Where to look first: a list exported again has the order that it had.
    next: usize,
}

struct Candidate<'a> {
    id: AwardId,
    address: Option<HashedRecipient>,
    /// As its credential shows it.
    name: Option<String>,
    /// The record that bears its id, or turned out to be its own.
    claimed_by: Option<&'a Award>,
    /// Whether it no longer holds.
    is_withdrawn: bool,
}

impl<'a> Recognition<'a> {
    /// Reads the awards that records without an id may be.
    pub fn new(ledger: &'a Ledger, records: &'a [Award]) -> Result<Self, Diagnostics> {
        let without = records.iter().filter(|it| it.id.is_none());
        let wanted: HashSet<_> = without.clone().map(key_of_record).collect();
        let claims = records.iter().filter_map(|it| Some((it.id?, it)));
        let claims: HashMap<AwardId, &Award> = claims.collect();
        let mut issued: Vec<&Issued> = ledger
            .awards()
            .iter()
            .filter(|it| {
                it.standing != Standing::Erased && wanted.contains(&(&it.slug, it.issued_on))
            })
            .collect();
        issued.sort_by_key(|it| (it.line.file, it.line.offset));
        let read = issued.par_iter().map(|it| {
            // Whoever has the award that took its place has it, too.
            let now = ledger.replacement_of(it.id);
            let claimed_by = claims.get(&it.id).or_else(|| claims.get(&now)).copied();
            read_candidate(ledger, it, claimed_by)
        });
        let read: Result<Vec<Candidate<'_>>, Diagnostic> = read.collect();
        let mut groups: HashMap<_, Group> = HashMap::new();
        for (issued, candidate) in issued.into_iter().zip(read?) {
            let group = groups.entry((&issued.slug, issued.issued_on)).or_default();
            group.candidates.push(candidate);
        }
        let mut sharers: HashMap<_, Vec<&Award>> = HashMap::new();
        for record in without.filter(|it| groups.contains_key(&key_of_record(it))) {
            sharers
                .entry(key_at_address(record))
                .or_default()
                .push(record);
        }
        Ok(Self {
            ledger,
            groups,
            sharers,
        })
    }

    /// Whether a record was issued before.
    ///
    /// # Errors
    /// Its id belongs to another badge, or it cannot be told.
    pub fn recognise(&mut self, record: &'a Award) -> Result<Recognised, Diagnostic> {
        if let Some(id) = record.id {
            return self.by_id(record, id);
        }
        let Some(group) = self.groups.get_mut(&key_of_record(record)) else {
            return Ok(Recognised::New);
        };
        let sharers = self.sharers.get(&key_at_address(record));
        if let Some(found) = group.find(record, sharers.map_or(&[], Vec::as_slice))? {
            let id = self.ledger.replacement_of(found.id);
            return Ok(match found.may_be_another_s(&record.recipient) {
                true => Recognised::ByAddress(id),
                false => Recognised::Before(id),
            });
        }
        if group.may_hold(record) {
            return Err(cannot_tell(record));
        }
        Ok(Recognised::New)
    }

    fn by_id(&self, record: &Award, id: AwardId) -> Result<Recognised, Diagnostic> {
        let Some(issued) = self.ledger.award(&id) else {
            return Ok(Recognised::Unknown(id));
        };
        if issued.slug == record.badge {
            return Ok(Recognised::Before(id));
        }
        let message = format!(
            "award `{id}` was issued for `{}`, and its record now says `{}`",
            issued.slug, record.badge
        );
        Err(Diagnostic::error(message)
            .in_file(record.record.shown())
            .hint(
                "what was issued does not change: where the badge was only renamed, call it and its folder as \
                 before; a record without an id is issued as a new award, beside the old one",
            ))
    }
}

impl<'a> Group<'a> {
    /// `sharers` are the records without an id at the same address, this one among them.
    ///
    /// # Errors
    /// An award of the record's address is somebody else's by its name, or this one's under another; it has
    /// a record already; or it may be that of several.
    fn find(
        &mut self,
        record: &'a Award,
        sharers: &[&Award],
    ) -> Result<Option<&Candidate<'a>>, Diagnostic> {
        let count = self.candidates.len();
        let order = (0..count).map(|it| (self.next + it) % count);
        let recipient = &record.recipient;
        let of_address = |it: &usize| self.candidates[*it].is_hash_of(recipient);
        let at_address: Vec<usize> = order.filter(of_address).collect();
        let mut named = at_address.iter().copied();
        let named = named.find(|it| self.candidates[*it].may_be_named(recipient));
        if named.is_some_and(|it| self.candidates[it].may_be_several_of(sharers, recipient)) {
            return Err(cannot_tell(record));
        }
        let found =
            named.or_else(|| (0..count).find(|it| self.candidates[*it].is_name_of(recipient)));
        let Some(found) = found else {
            let others = at_address.iter().map(|it| &self.candidates[*it]);
            let others: Vec<_> = others.filter(|it| it.is_left_by(sharers)).collect();
            return match others.is_empty() {
                true => Ok(None),
                false => Err(under_another_name(record, &others)),
            };
        };
        self.next = found + 1;
        let candidate = &mut self.candidates[found];
        let claim = *candidate.claimed_by.get_or_insert(record);
        if !std::ptr::eq(claim, record) {
            return Err(has_a_record(record, candidate.id, claim));
        }
        Ok(Some(candidate))
    }

    /// Whether one of the awards may be this record's, and tells too little to know.
    fn may_hold(&self, record: &Award) -> bool {
        let free = self.candidates.iter();
        let mut unknown = free.filter(|it| it.claimed_by.is_none() && it.address.is_none());
        unknown.any(|it| match &it.name {
            Some(_) => it.may_be_named(&record.recipient),
            None => says_nothing(record),
        })
    }
}

impl Candidate<'_> {
    fn is_hash_of(&self, recipient: &Recipient) -> bool {
        let address = self.address.as_ref();
        address.is_some_and(|it| identity::hash(&recipient.email, &it.salt) == it.identity)
    }

    // Two people may share an address: a family, or a club.
    fn may_be_named(&self, recipient: &Recipient) -> bool {
        let name = recipient.name.as_deref();
        let claimed = self.claimed_by.and_then(|it| it.recipient.name.as_deref());
        may_be_one(self.name.as_deref(), name) && may_be_one(claimed, name)
    }

    // Two people may share a name, so each award is one record's at most.
    fn is_name_of(&self, recipient: &Recipient) -> bool {
        let is_free = self.address.is_none() && self.claimed_by.is_none();
        is_free && self.is_named_in_full(recipient)
    }

    fn is_named_in_full(&self, recipient: &Recipient) -> bool {
        let names = self.name.as_deref().zip(recipient.name.as_deref());
        names.is_some_and(|(name, other)| is_same_name(name, other))
    }

    /// Whether somebody else may have it, as it does not tell the whole name of this recipient.
    fn may_be_another_s(&self, recipient: &Recipient) -> bool {
        recipient.name.is_some() && !self.is_named_in_full(recipient)
    }

    /// Whether initials, or no name at all, may stand for this record or for another one.
    fn may_be_several_of(&self, sharers: &[&Award], recipient: &Recipient) -> bool {
        let may_be = |it: &&&Award| self.may_be_named(&it.recipient);
        !self.is_named_in_full(recipient) && sharers.iter().filter(may_be).count() > 1
    }

    /// Whether it holds for somebody who has no record of their own here.
    fn is_left_by(&self, sharers: &[&Award]) -> bool {
        let mut sharers = sharers.iter();
        let is_free = self.claimed_by.is_none() && !self.is_withdrawn;
        is_free && !sharers.any(|it| self.may_be_named(&it.recipient))
    }
}

fn under_another_name(record: &Award, others: &[&Candidate<'_>]) -> Diagnostic {
    let shown = |it: &&Candidate<'_>| {
        let name = it.name.as_deref().unwrap_or_default();
        format!("`{name}`: award `{}`", it.id)
    };
    let shown: Vec<_> = others.iter().map(shown).collect();
    let message = format!(
        "this badge of that day was issued to this e-mail address before, as {}",
        shown.join(", as ")
    );
    let hint = match others {
        [other] => format!(
            "if it is the same person, write `{id}` into the record's `id`, and `accolade replace {id}` \
             corrects the name; if two people share the address, bring back the record of `{name}`, with \
             its id: each then has an award",
            id = other.id,
            name = other.name.as_deref().unwrap_or_default()
        ),
        _ => {
            "if it is one of these people, write the id of that award into the record's `id`, and \
              `accolade replace` corrects the name; if others share the address, bring back their \
              records, with their ids: each then has an award"
                .to_owned()
        }
    };
    let finding = Diagnostic::error(message).in_file(record.record.shown());
    finding.hint(hint)
}

fn has_a_record(record: &Award, id: AwardId, other: &Award) -> Diagnostic {
    let message = format!(
        "this record is that of award `{id}`, which the one at {} is already",
        other.record.shown()
    );
    let finding = Diagnostic::error(message).in_file(record.record.shown());
    finding.hint("delete the one that is out of date")
}

fn key_of_record(record: &Award) -> (&Slug, Date) {
    (&record.badge, record.validity.issued_on().date())
}

fn key_at_address(record: &Award) -> (&Slug, Date, String) {
    let (slug, day) = key_of_record(record);
    (slug, day, record.recipient.email.folded())
}

fn says_nothing(record: &Award) -> bool {
    let name = record.recipient.name.as_deref();
    let shown = name.and_then(|it| record.names.apply(it));
    record.identity == IdentityDisclosure::None && shown.is_none()
}

fn cannot_tell(record: &Award) -> Diagnostic {
    let message = "it cannot be told whether this record was issued before: awards of the same \
                   badge and date say too little of who earned them";
    Diagnostic::error(message)
        .in_file(record.record.shown())
        .hint("records of such awards must keep their ids; bring back the file that has them")
}

fn read_candidate<'a>(
    ledger: &Ledger,
    issued: &Issued,
    claimed_by: Option<&'a Award>,
) -> Result<Candidate<'a>, Diagnostic> {
    let line = ledger.line(issued)?;
    let document: Document = serde_json::from_str(line.credential.get()).unwrap_or_default();
    let mut identifiers = document.subject.identifiers.into_iter();
    let name = identifiers.find(|it| it.kind == "name" && !it.is_hashed);
    Ok(Candidate {
        id: issued.id,
        address: line.recipient,
        name: name.map(|it| it.value),
        claimed_by,
        is_withdrawn: issued.standing.is_withdrawn(),
    })
}

/// The part of a credential that names its recipient.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    #[serde(rename = "credentialSubject")]
    subject: Subject,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Subject {
    #[serde(rename = "identifier")]
    identifiers: Vec<Identifier>,
}

/// One thing that names a recipient.
#[derive(Deserialize)]
pub(super) struct Identifier {
    #[serde(rename = "identityType")]
    pub kind: String,
    #[serde(rename = "hashed")]
    pub is_hashed: bool,
    #[serde(rename = "identityHash")]
    pub value: String,
}
