//! What records say now, beside what was issued for them.

use std::collections::HashMap;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Deserialize;

use super::recognition::Identifier;
use crate::credential::identity;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::{Issued, Standing};
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::model::privacy::{NameDisclosure, reads_the_same};
use crate::model::result::{AwardResult, Reached};

/// A record that no longer says what was issued for it.
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    pub award: &'a Award,
    pub id: AwardId,
    /// At least one.
    pub differences: Vec<Difference>,
    /// Another changed award, whose recipient this record names, or gives the address of.
    pub other: Option<AwardId>,
}

/// One thing that differs, each half as the end of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub part: Part,
    /// `as "Ada Lovelace"`
    pub issued: String,
    /// `"Ada Byron"`
    pub record: String,
}

/// What a difference is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Address,
    Award,
}

impl Changed<'_> {
    fn differs(&self, part: Part) -> bool {
        self.differences.iter().any(|it| it.part == part)
    }

    /// What to tell the author.
    pub fn warning(&self) -> Diagnostic {
        let half = |part: fn(&Difference) -> &str| {
            let parts: Vec<_> = self.differences.iter().map(part).collect();
            parts.join(", ")
        };
        let message = format!(
            "this award was issued {}; the record now says {}",
            half(|it| &it.issued),
            half(|it| &it.record)
        );
        let id = self.id;
        let finding = Diagnostic::warning(message).in_file(self.award.record.shown());
        if let Some(other) = self.other {
            return finding.hint(format!(
                "what it says now is what award `{other}` was issued with, whose record has changed, too: \
                 was a column sorted apart from the others, or a row moved? put `{id}` and `{other}` back \
                 into the rows of those who have them; `accolade replace` would take good awards back"
            ));
        }
        if self.differs(Part::Name) && self.differs(Part::Address) {
            return finding.hint(format!(
                "neither name nor address is that of award `{id}`: is this record somebody else's? put \
                 `{id}` back where it was, and leave the `id` of a new record empty; only where one \
                 person's name and address both changed, `accolade replace {id}` issues what the record \
                 says now, and takes the old award back"
            ));
        }
        finding.hint(format!(
            "what was issued does not change; `accolade replace {id}` issues what the record says now, \
             and takes the old award back"
        ))
    }
}

/// The records among these that no longer say what was issued.
///
/// # Errors
/// A line of the ledger cannot be read.
pub(super) fn changed<'a>(
    catalog: &Catalog,
    ledger: &Ledger,
    already: &[(&'a Award, AwardId)],
) -> Result<Vec<Changed<'a>>, Diagnostic> {
    let compared = already.par_iter().map(|(award, id)| {
        let issued = ledger.award(id).filter(|it| it.standing == Standing::Valid);
        let Some(issued) = issued else {
            return Ok(None);
        };
        let differences = differences(catalog, ledger, award, issued)?;
        let (award, id) = (*award, *id);
        Ok((!differences.is_empty()).then_some(Changed {
            award,
            id,
            differences,
            other: None,
        }))
    });
    let compared: Result<Vec<_>, Diagnostic> = compared.collect();
    let mut changed: Vec<_> = compared?.into_iter().flatten().collect();
    let others = exchanged(ledger, &changed);
    for (it, other) in changed.iter_mut().zip(others) {
        it.other = other;
    }
    Ok(changed)
}

/// For each changed record the other one whose award was given to whom it names, or to its address.
fn exchanged(ledger: &Ledger, changed: &[Changed<'_>]) -> Vec<Option<AwardId>> {
    let person = |it: &Changed<'_>| ledger.award(&it.id).map(|it| ledger.person(it));
    let people: Vec<_> = changed
        .par_iter()
        .map(|it| person(it).unwrap_or_default())
        .collect();
    let named = people.iter().zip(changed);
    let named = named.filter(|(_, it)| it.differs(Part::Name));
    let named =
        named.filter_map(|(person, it)| Some((person.name.as_ref()?.to_lowercase(), it.id)));
    let named: HashMap<String, AwardId> = named.collect();
    let moved = || {
        people
            .iter()
            .zip(changed)
            .filter(|(_, it)| it.differs(Part::Address))
    };
    // Each is compared with each: of more, no address is looked for.
    let is_few = moved().count() <= MAX_MOVED;
    let other = |it: &Changed<'_>| {
        let recipient = &it.award.recipient;
        let by_name = recipient.name.as_ref().filter(|_| it.differs(Part::Name));
        let by_name = by_name.and_then(|it| named.get(&it.to_lowercase()).copied());
        let of_address = || {
            let mut moved = moved().filter(|(_, other)| other.id != it.id);
            moved.find(|(person, _)| person.has_address(&recipient.email))
        };
        let has_moved = is_few && it.differs(Part::Address);
        by_name.or_else(|| has_moved.then(of_address)?.map(|(_, it)| it.id))
    };
    changed.par_iter().map(other).collect()
}

/// What a record says that was not issued for it.
///
/// # Errors
/// The line of the award cannot be read.
pub(in crate::ledger) fn differences(
    catalog: &Catalog,
    ledger: &Ledger,
    award: &Award,
    issued: &Issued,
) -> Result<Vec<Difference>, Diagnostic> {
    let line = ledger.line(issued)?;
    let document: Document = serde_json::from_str(line.credential.get()).unwrap_or_default();
    let mut found = Vec::new();
    found.extend(name(award, &document.subject));
    let email = &award.recipient.email;
    if let Some(it) = &line.recipient
        && identity::hash(email, &it.salt) != it.identity
    {
        found.push(Difference {
            part: Part::Address,
            ..difference("to another e-mail address", email.as_str())
        });
    }
    found.extend(dates(catalog, award, issued));
    found.extend(evidence(award, &document.evidence));
    found.extend(texts(award, &document.subject));
    Ok(found)
}

// A site that comes to say less of everybody has not changed a record.
fn name(award: &Award, subject: &Subject) -> Option<Difference> {
    let mut identifiers = subject.identifiers.iter();
    let issued = &identifiers
        .find(|it| it.kind == "name" && !it.is_hashed)?
        .value;
    let differs = |now: String| Difference {
        part: Part::Name,
        ..difference(format!("as `{issued}`"), now)
    };
    let Some(name) = &award.recipient.name else {
        return Some(differs("no name".to_owned()));
    };
    let disclosures = [NameDisclosure::Full, NameDisclosure::Initials];
    let mut shown = disclosures.iter().map(|it| it.apply(name));
    let is_same = shown.any(|it| it.is_some_and(|it| reads_the_same(&it, issued)));
    (!is_same).then(|| differs(format!("`{name}`")))
}

fn dates(catalog: &Catalog, award: &Award, issued: &Issued) -> Vec<Difference> {
    let mut found = Vec::new();
    let now = award.validity.issued_on();
    if now.date() != issued.issued_on {
        let was = format!("on {}", issued.issued_on);
        found.push(difference(was, now.date()));
    }
    // The expiry of a record that gives none is that of the badge, which a new version may change, and
    // which is not known where its folder is gone.
    let is_gone = catalog.achievement(&award.badge).is_none();
    if award.version != issued.version || is_gone && award.validity.expires_on().is_none() {
        return found;
    }
    let was = |it: Option<Date>| match it {
        Some(it) => format!("to end on {it}"),
        None => "without an end".to_owned(),
    };
    match (award.validity.expires_on(), issued.expires_on) {
        (None, None) => {}
        (Some(now), Some(then)) if now.date() == then => {}
        (now, then) => {
            let now = now.map_or("no end".to_owned(), |it| {
                format!("that it ends on {}", it.date())
            });
            found.push(difference(was(then), now));
        }
    }
    found
}

fn evidence(award: &Award, issued: &[Evidence]) -> Option<Difference> {
    let now = award.evidence.iter();
    let now = now.map(|it| {
        (
            it.url.as_ref().map(|it| it.as_str()),
            it.narrative.as_deref(),
        )
    });
    let now: Vec<_> = now.filter(|it| *it != (None, None)).collect();
    let then = issued.iter();
    let then: Vec<_> = then
        .map(|it| (it.id.as_deref(), it.narrative.as_deref()))
        .collect();
    let counted = |count: usize| match count {
        0 => "no evidence".to_owned(),
        1 => "1 piece of evidence".to_owned(),
        count => format!("{count} pieces of evidence"),
    };
    let (was, says) = (counted(then.len()), counted(now.len()));
    match now == then {
        true => None,
        false if was == says => Some(difference("with other evidence", says)),
        false => Some(difference(format!("with {was}"), says)),
    }
}

fn texts(award: &Award, subject: &Subject) -> Vec<Difference> {
    let mut found = Vec::new();
    if award.narrative != subject.narrative {
        found.push(difference("with another narrative", "a new one"));
    }
    if award.license_number != subject.license_number {
        found.push(difference("with another licence number", "a new one"));
    }
    if let Some(results) = &award.results
        && !are_same(results, &subject.results)
    {
        found.push(difference("with other results", "new ones"));
    }
    found
}

fn are_same(now: &[AwardResult], then: &[ReachedResult]) -> bool {
    now.len() == then.len() && now.iter().zip(then).all(|(now, then)| is_same(now, then))
}

fn is_same(now: &AwardResult, then: &ReachedResult) -> bool {
    let is = |issued: &Option<String>, text: &str| issued.as_deref() == Some(text);
    match &now.reached {
        Reached::Value(text) => is(&then.value, text),
        Reached::Status(text) => is(&then.status, text),
        // A level is named by its address, in which nothing but a level comes after a dot.
        Reached::Level(level) => {
            let name = then.level.as_ref().and_then(|it| it.rsplit_once('.'));
            name.is_some_and(|(_, name)| name == level.as_str())
        }
    }
}

fn difference(issued: impl ToString, record: impl ToString) -> Difference {
    Difference {
        part: Part::Award,
        issued: issued.to_string(),
        record: record.to_string(),
    }
}

/// The part of a credential that comes from a record.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    #[serde(rename = "credentialSubject")]
    subject: Subject,
    evidence: Vec<Evidence>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Subject {
    #[serde(rename = "identifier")]
    identifiers: Vec<Identifier>,
    narrative: Option<String>,
    #[serde(rename = "licenseNumber")]
    license_number: Option<String>,
    #[serde(rename = "result")]
    results: Vec<ReachedResult>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReachedResult {
    value: Option<String>,
    status: Option<String>,
    #[serde(rename = "achievedLevel")]
    level: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Evidence {
    id: Option<String>,
    narrative: Option<String>,
}

/// Records with other addresses that are compared with each other: some hashes each.
const MAX_MOVED: usize = 1_000;
