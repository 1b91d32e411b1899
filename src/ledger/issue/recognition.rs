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
use crate::model::privacy::{IdentityDisclosure, NameDisclosure};
use crate::model::slug::Slug;

/// What a record turned out to be.
pub(super) enum Recognised {
    New,
    Before(AwardId),
    /// It bears an id that the ledger does not hold.
    Unknown(AwardId),
}

/// The awards that records may be, by badge and calendar date; the instant that documents give for
/// a date is another one in another time zone.
pub(super) struct Recognition<'a> {
    ledger: &'a Ledger,
    groups: HashMap<(&'a Slug, Date), Group>,
}

/// The awards of one badge on one day, in the order in which they were issued.
#[derive(Default)]
struct Group {
    candidates: Vec<Candidate>,
    /// Where to look first: a list exported again has the order that it had.
    next: usize,
}

struct Candidate {
    id: AwardId,
    named: Named,
    /// Whether a record bears its id.
    is_claimed: bool,
}

/// How a credential names its recipient.
enum Named {
    Hashed(HashedRecipient),
    Name(String),
    Nothing,
}

impl<'a> Recognition<'a> {
    /// Reads the awards that records without an id may be.
    pub fn new(ledger: &'a Ledger, records: &'a [Award]) -> Result<Self, Diagnostics> {
        let without = records.iter().filter(|it| it.id.is_none());
        let wanted: HashSet<_> = without.map(key_of_record).collect();
        let claimed: HashSet<AwardId> = records.iter().filter_map(|it| it.id).collect();
        let mut issued: Vec<&Issued> = ledger
            .awards()
            .iter()
            .filter(|it| {
                it.standing != Standing::Erased && wanted.contains(&(&it.slug, it.issued_on))
            })
            .collect();
        issued.sort_by_key(|it| (it.line.file, it.line.offset));
        let named: Result<Vec<Named>, Diagnostic> =
            issued.par_iter().map(|it| read_name(ledger, it)).collect();
        let mut groups: HashMap<_, Group> = HashMap::new();
        for (issued, named) in issued.into_iter().zip(named?) {
            let group = groups.entry((&issued.slug, issued.issued_on)).or_default();
            let (id, is_claimed) = (issued.id, claimed.contains(&issued.id));
            group.candidates.push(Candidate {
                id,
                named,
                is_claimed,
            });
        }
        Ok(Self { ledger, groups })
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
        if let Some(id) = group.find(&record.recipient) {
            return Ok(Recognised::Before(self.ledger.replacement_of(id)));
        }
        if says_nothing(record) && group.holds_someone_unnamed() {
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
                "what was issued does not change; a record without an id is issued as a new award",
            ))
    }
}

impl Group {
    fn find(&mut self, recipient: &Recipient) -> Option<AwardId> {
        let count = self.candidates.len();
        let mut order = (0..count).map(|it| (self.next + it) % count);
        let found = order
            .find(|it| self.candidates[*it].is_hash_of(recipient))
            .or_else(|| (0..count).find(|it| self.candidates[*it].is_name_of(recipient)))?;
        self.next = found + 1;
        self.candidates[found].is_claimed = true;
        Some(self.candidates[found].id)
    }

    fn holds_someone_unnamed(&self) -> bool {
        let mut candidates = self.candidates.iter();
        candidates.any(|it| !it.is_claimed && matches!(it.named, Named::Nothing))
    }
}

impl Candidate {
    fn is_hash_of(&self, recipient: &Recipient) -> bool {
        match &self.named {
            Named::Hashed(it) => identity::hash(&recipient.email, &it.salt) == it.identity,
            Named::Name(_) | Named::Nothing => false,
        }
    }

    // Two people may share a name, so each award is one record's at most.
    fn is_name_of(&self, recipient: &Recipient) -> bool {
        let (Named::Name(shown), Some(name), false) =
            (&self.named, &recipient.name, self.is_claimed)
        else {
            return false;
        };
        let disclosures = [NameDisclosure::Full, NameDisclosure::Initials];
        disclosures
            .iter()
            .any(|it| it.apply(name).as_ref() == Some(shown))
    }
}

fn key_of_record(record: &Award) -> (&Slug, Date) {
    (&record.badge, record.validity.issued_on().date())
}

fn says_nothing(record: &Award) -> bool {
    let name = record.recipient.name.as_deref();
    let shown = name.and_then(|it| record.names.apply(it));
    record.identity == IdentityDisclosure::None && shown.is_none()
}

fn cannot_tell(record: &Award) -> Diagnostic {
    let message = "it cannot be told whether this record was issued before: awards of the same \
                   badge and date say nothing of who earned them";
    Diagnostic::error(message)
        .in_file(record.record.shown())
        .hint("records of such awards must keep their ids; bring back the file that has them")
}

fn read_name(ledger: &Ledger, issued: &Issued) -> Result<Named, Diagnostic> {
    let line = ledger.line(issued)?;
    if let Some(recipient) = line.recipient {
        return Ok(Named::Hashed(recipient));
    }
    let document: Document = serde_json::from_str(line.credential.get()).unwrap_or_default();
    let mut identifiers = document.subject.identifiers.into_iter();
    let name = identifiers.find(|it| it.kind == "name" && !it.is_hashed);
    Ok(name.map_or(Named::Nothing, |it| Named::Name(it.value)))
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
