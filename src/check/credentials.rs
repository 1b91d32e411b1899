//! Every issued credential: its proof, made with a key of the ledger, and that it says what its
//! entry in the ledger says.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rayon::prelude::*;
use serde_json::Value;

use crate::credential::{Publisher, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::{HashedRecipient, Issued, LedgerKey, Standing};
use crate::ledger::proven::{Signed, signed};
use crate::ledger::reissue::Survey;

/// Checks all credentials; without a publisher, what names the site is left out.
pub(super) fn check(ledger: &Ledger, publisher: Option<&Publisher<'_>>) -> Vec<Diagnostic> {
    let keys = ledger.keys().iter().map(|it| (it.id.as_str(), it));
    let checker = Checker {
        ledger,
        publisher,
        did: publisher.map(Publisher::did),
        keys: keys.collect(),
    };
    let awards = ledger.awards().par_iter();
    let standing = awards.filter(|it| it.standing != Standing::Erased);
    let found: Vec<Found> = standing.filter_map(|it| checker.check(it).err()).collect();
    let mut findings = Vec::new();
    let mut distrusted: BTreeMap<&str, Vec<&Issued>> = BTreeMap::new();
    for found in found {
        match found {
            Found::Wrong(finding) => findings.push(*finding),
            Found::Distrusted(key, award) => distrusted.entry(key).or_default().push(award),
        }
    }
    for (key, mut awards) in distrusted {
        awards.sort_by_key(|it| (it.line.file, it.line.offset));
        findings.push(no_longer_believed(key, &awards, ledger));
    }
    findings
}

/// What is wrong with one credential.
enum Found<'a> {
    Wrong(Box<Diagnostic>),
    /// It is signed with a key that was compromised.
    Distrusted(&'a str, &'a Issued),
}

impl From<Diagnostic> for Found<'_> {
    fn from(finding: Diagnostic) -> Self {
        Self::Wrong(Box::new(finding))
    }
}

struct Checker<'a> {
    ledger: &'a Ledger,
    publisher: Option<&'a Publisher<'a>>,
    did: Option<String>,
    keys: HashMap<&'a str, &'a LedgerKey>,
}

impl<'a> Checker<'a> {
    fn check(&self, award: &'a Issued) -> Result<(), Found<'a>> {
        let line = self.ledger.line(award)?;
        let wrong = |message: String, hint: &str| {
            let finding = Diagnostic::error(message).in_file(self.ledger.shown(award));
            finding.hint(hint)
        };
        let id = award.id;
        let signed = signed(line.credential.get()).map_err(|error| {
            let message = format!("the credential of award `{id}` is not proven: {error}");
            wrong(message, SLIPPED_IN)
        })?;
        let Some(key) = self.keys.get(signed.key.as_str()) else {
            let key = &signed.key;
            let message = format!(
                "the credential of award `{id}` is signed with the key `{key}`, for which the ledger \
                 does not vouch"
            );
            return Err(wrong(message, SLIPPED_IN).into());
        };
        if let Some(difference) = self.difference(award, &signed, line.recipient.as_ref()) {
            let message =
                format!("the credential of award `{id}` and its entry do not agree: {difference}");
            return Err(wrong(message, SLIPPED_IN).into());
        }
        // What was taken back need not be believed.
        match key.state.is_trusted() || award.standing.is_withdrawn() {
            true => Ok(()),
            false => Err(Found::Distrusted(&key.id, award)),
        }
    }

    /// In what the credential differs from its entry, if it does.
    fn difference(
        &self,
        award: &Issued,
        signed: &Signed,
        recipient: Option<&HashedRecipient>,
    ) -> Option<String> {
        let document = &signed.document;
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
        let mut texts = Vec::new();
        if let (Some(publisher), Some(did)) = (self.publisher, &self.did) {
            let list = publisher.url(&places::status_list(award.status.list));
            texts.push(("/id", publisher.url(&places::credential(&award.id))));
            texts.push(("/issuer/id", did.clone()));
            texts.push(("/credentialStatus/statusListCredential", list));
            let method = publisher.verification_method(&signed.key);
            if signed.method != method {
                return Some(format!(
                    "its proof names `{}`, not `{method}`",
                    signed.method
                ));
            }
        }
        texts.push((
            "/credentialStatus/statusListIndex",
            award.status.index.to_string(),
        ));
        for (pointer, expected) in texts {
            let found = text(pointer).unwrap_or("nothing");
            if found != expected {
                return Some(told(pointer, found, &expected));
            }
        }
        let subject = &document["credentialSubject"];
        let definition = self.ledger.definition(&award.slug, &award.version)?;
        if subject["achievement"] != definition.achievement {
            return Some(format!(
                "its achievement is not version `{}` of `{}` as it was frozen",
                award.version, award.slug
            ));
        }
        // An award that renews or replaces another keeps the day on which it was first earned.
        let days = [text("/validFrom"), text("/awardedDate")];
        if !days.iter().flatten().any(|it| is_day(it, award.issued_on)) {
            let found = days[0].unwrap_or("nothing");
            return Some(told("/validFrom", found, &award.issued_on.to_string()));
        }
        if let (Some(day), Some(found)) = (award.expires_on, text("/validUntil"))
            && !is_day(found, day)
        {
            return Some(told("/validUntil", found, &day.to_string()));
        }
        let hashed = hashed(subject);
        let expected = recipient.map(|it| (it.identity.as_str(), it.salt.as_str()));
        (hashed != expected).then(|| "they name different recipients".to_owned())
    }
}

fn told(pointer: &str, found: &str, expected: &str) -> String {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    format!("`{name}` is `{found}`, and the entry asks for `{expected}`")
}

fn hashed(subject: &Value) -> Option<(&str, &str)> {
    let identifiers = subject["identifier"].as_array()?;
    let is_hashed = |it: &&Value| it["hashed"] == true && it["identityType"] == "emailAddress";
    let found = identifiers.iter().find(is_hashed)?;
    Some((found["identityHash"].as_str()?, found["salt"].as_str()?))
}

// A calendar date is another instant in every time zone, and a site may have changed its own.
fn is_day(instant: &str, day: Date) -> bool {
    let Ok(instant) = instant.parse::<Timestamp>() else {
        return false;
    };
    let Ok(start) = TimeZone::UTC.to_timestamp(day.into()) else {
        return false;
    };
    let distance = instant.duration_since(start);
    distance >= -EASTERNMOST && distance < SignedDuration::from_hours(24) + WESTERNMOST
}

fn no_longer_believed(key: &str, awards: &[&Issued], ledger: &Ledger) -> Diagnostic {
    let first = awards[0];
    let message = match awards.len() {
        1 => format!(
            "award `{}` is signed with the key `{key}`, which is compromised: nobody believes it \
             any more",
            first.id
        ),
        count => format!(
            "{count} awards are signed with the key `{key}`, which is compromised: nobody believes \
             them any more; the first is `{}`",
            first.id
        ),
    };
    Diagnostic::warning(message)
        .in_file(ledger.shown(first))
        .hint(way_out(awards, ledger))
}

// What was certainly there before is signed again without a word; a person must look at the rest.
fn way_out(awards: &[&Issued], ledger: &Ledger) -> String {
    let survey = Survey::of_all(ledger);
    let is_sound = |award: &&Issued| survey.sound.iter().any(|it| it.id == award.id);
    if awards.iter().any(is_sound) {
        return "sign those that you did issue again, with `accolade reissue`".to_owned();
    }
    let ids = awards.iter().take(MAX_NAMED).map(|it| it.id.as_str());
    let mut ids: Vec<_> = ids.collect();
    if awards.len() > MAX_NAMED {
        ids.push("…");
    }
    format!(
        "look through them: `accolade reissue {}` signs again what you did issue; name what you did \
         not to `accolade revoke` instead",
        ids.join(" ")
    )
}

const SLIPPED_IN: &str = "`accolade issue` writes no such entry: find out who added this file, and \
                          take it out of `ledger`";

/// As many ids as are read in a hint.
const MAX_NAMED: usize = 10;

/// The time zones that are furthest from UTC.
const EASTERNMOST: SignedDuration = SignedDuration::from_hours(14);
const WESTERNMOST: SignedDuration = SignedDuration::from_hours(12);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_day_somewhere_on_earth() {
        let day = "2026-05-02".parse().unwrap();
        for instant in [
            "2026-05-01T10:00:00Z",
            "2026-05-02T00:00:00Z",
            "2026-05-03T11:59:59Z",
            "2026-05-02T00:00:00+12:00",
        ] {
            assert!(is_day(instant, day), "{instant}");
        }
        for instant in [
            "2026-05-01T09:59:59Z",
            "2026-05-03T12:00:00Z",
            "2026-05-02",
            "",
        ] {
            assert!(!is_day(instant, day), "{instant}");
        }
    }
}
