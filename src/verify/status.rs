//! Whether the issuer took a credential back.
//!
//! Source: Bitstring Status List v1.0, "Validate Algorithm"; 1EdTech Verifiable Credential
//! Revocation List v1.0.

use jiff::Timestamp;
use serde_json::Value;

use super::instant::{CLOCK_ERROR, instant};
use super::members::{count, has_type, id, list, text};
use super::report::{Finding, Outcome};
use super::sentence::{Code, Sentence};
use super::session::{Asker, missing, unanswered};
use super::shape::{self, Kind, validity_names};
use super::signature::{Signed, check_proofs, check_token};
use crate::baking::trimmed;
use crate::credential::status_list::{Bitstring, StatusListError};
use crate::proof::jwt::Jws;
use crate::proof::strict_json;

/// A list that its issuer signed, and that holds now.
#[derive(Debug)]
pub(super) struct StatusList {
    bits: Bitstring,
    purposes: Vec<String>,
    /// What the list calls itself.
    id: Option<String>,
}

/// Looks a credential up in every list that it names. `issuer` is who signed it.
pub(super) fn findings(document: &Value, issuer: &str, asker: &Asker<'_>) -> Vec<Finding> {
    let entries: Vec<_> = list(document.get("credentialStatus")).collect();
    if entries.is_empty() {
        return vec![Finding::pass(Sentence::new(Code::StatusNone))];
    }
    let credential = text(document, "id").unwrap_or_default();
    let found = entries.into_iter().map(|entry| {
        let checked = if has_type(entry, "BitstringStatusListEntry") {
            bitstring(entry, issuer, asker)
        } else if has_type(entry, "1EdTechRevocationList") {
            revocation_list(entry, credential, issuer, asker)
        } else {
            Err(Finding::unchecked(Sentence::new(Code::StatusUnknownKind)))
        };
        checked.unwrap_or_else(unchecked)
    });
    found.collect()
}

/// That nobody answered for a list is said as what follows from it.
pub(super) fn unchecked(finding: Finding) -> Finding {
    if !finding.sentence.id().starts_with("refused.") {
        return finding;
    }
    let sentence = Sentence::new(Code::StatusUnchecked).with("problem", &finding.sentence);
    Finding::unchecked(sentence)
}

fn bitstring(entry: &Value, issuer: &str, asker: &Asker<'_>) -> Result<Finding, Finding> {
    let unknown = || Finding::unchecked(Sentence::new(Code::StatusUnknownKind));
    let purpose = text(entry, "statusPurpose").ok_or_else(unknown)?;
    let size = entry.get("statusSize");
    let is_single = size.is_none_or(|it| count(it) == Some(1));
    let code = match purpose {
        "revocation" => Code::StatusRevoked,
        "suspension" => Code::StatusSuspended,
        // These say that there is news, not that the credential is void.
        "refresh" | "message" => return Ok(Finding::pass(Sentence::new(Code::StatusOk))),
        _ => return Err(unknown()),
    };
    if !is_single {
        return Err(unknown());
    }
    let index = count(&entry["statusListIndex"]).ok_or_else(unknown)?;
    let address = text(entry, "statusListCredential").ok_or_else(unknown)?;
    let list = asker.list(address, issuer, || read_list(address, issuer, asker));
    let list = list.as_ref().as_ref().map_err(Clone::clone)?;
    if !list.purposes.iter().any(|it| it == purpose) {
        return Err(bad(Code::ListPurpose));
    }
    match list.bits.get(index) {
        None => Err(bad(Code::ListShort)),
        Some(true) => Ok(Finding::fail(Sentence::new(code))),
        // Another list of the same issuer would say nothing about this credential.
        Some(false) if list.id.as_deref() != Some(address) => {
            Err(Finding::unchecked(Sentence::new(Code::StatusOtherList)))
        }
        Some(false) => Ok(Finding::pass(Sentence::new(Code::StatusOk))),
    }
}

fn read_list(address: &str, issuer: &str, asker: &Asker<'_>) -> Result<StatusList, Finding> {
    let answer = asker.ask(address)?;
    let body = match &*answer {
        Ok(answer) if answer.status == 200 => &answer.body,
        Ok(answer) => return Err(missing(address, answer.status)),
        Err(error) => return Err(unanswered(address, error)),
    };
    let (document, signed) = open(body, asker).ok_or_else(|| bad(Code::ListUnreadable))?;
    let is_list = Kind::of(&document) == Some(Kind::StatusList);
    let flaws = shape::findings(&document, Kind::StatusList);
    if !is_list || flaws.iter().any(|it| it.outcome >= Outcome::NotChecked) {
        return Err(bad(Code::ListForm));
    }
    if id(&document["issuer"]) != Some(issuer) {
        return Err(bad(Code::ListIssuer));
    }
    let mut proof = signed.signature.iter().chain(&signed.issuer);
    if signed.issuer.is_none() || proof.any(|it| it.outcome >= Outcome::NotChecked) {
        return Err(bad(Code::ListProof));
    }
    refuse_untimely(&document, asker.session.now)?;
    let subject = &document["credentialSubject"];
    let purposes = list(subject.get("statusPurpose")).filter_map(Value::as_str);
    let encoded = text(subject, "encodedList").ok_or_else(|| bad(Code::ListEntries))?;
    Ok(StatusList {
        bits: Bitstring::decode(encoded).map_err(|error| {
            bad(match error {
                StatusListError::TooShort { .. } => Code::ListShort,
                _ => Code::ListEntries,
            })
        })?,
        purposes: purposes.map(str::to_owned).collect(),
        id: text(&document, "id").map(str::to_owned),
    })
}

/// A credential as JSON with a proof, or as a token; nothing if it is neither.
fn open(body: &[u8], asker: &Asker<'_>) -> Option<(Value, Signed)> {
    let text = trimmed(str::from_utf8(body).ok()?);
    if text.starts_with('{') {
        let document = strict_json::parse(text.as_bytes()).ok()?;
        let signed = check_proofs(&document, asker);
        return Some((document, signed));
    }
    let jws = Jws::read(text).ok()?;
    let document = super::credential::in_token(&jws);
    let signed = check_token(&jws, &document, asker);
    Some((document, signed))
}

fn refuse_untimely(document: &Value, now: Timestamp) -> Result<(), Finding> {
    let [from, until] = validity_names(document).map(|name| document.get(name));
    let read = |it: &Value| it.as_str().and_then(instant);
    let latest = now.saturating_add(CLOCK_ERROR).unwrap_or(now);
    if from.is_some_and(|it| read(it).is_none_or(|it| it > latest)) {
        return Err(Finding::unchecked(Sentence::new(Code::StatusEarlyList)));
    }
    if until.is_some_and(|it| read(it).is_none_or(|it| it <= now)) {
        return Err(bad(Code::ListExpired));
    }
    Ok(())
}

fn revocation_list(
    entry: &Value,
    credential: &str,
    issuer: &str,
    asker: &Asker<'_>,
) -> Result<Finding, Finding> {
    let address = text(entry, "id").ok_or_else(|| bad(Code::ListForm))?;
    let document = asker.ask_for_json(address)?;
    let document = document.as_ref().as_ref().map_err(Clone::clone)?;
    if id(&document["issuer"]) != Some(issuer) {
        return Err(bad(Code::ListIssuer));
    }
    // Issuers spell the name in two ways.
    let names = ["revokedCredential", "revokedCredentials"];
    if names.iter().all(|it| document.get(it).is_none()) {
        return Err(bad(Code::ListForm));
    }
    let mut entries = names.iter().flat_map(|it| list(document.get(it)));
    Ok(match entries.find(|it| id(it) == Some(credential)) {
        Some(entry) if entry.get("revoked") != Some(&Value::Bool(false)) => revoked(entry),
        _ => Finding::pass(Sentence::new(Code::StatusListed)),
    })
}

/// The finding that something was revoked, with the reason that `entry` gives.
pub(super) fn revoked(entry: &Value) -> Finding {
    let reason = text(entry, "revocationReason").unwrap_or_default();
    Finding::fail(Sentence::new(Code::StatusRevoked).with("reason", reason))
}

/// The finding that a list says nothing, as something is wrong with it.
pub(super) fn bad(problem: Code) -> Finding {
    let sentence = Sentence::new(Code::StatusBadList).with("problem", Sentence::new(problem));
    Finding::unchecked(sentence)
}
