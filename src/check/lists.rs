//! The status lists: their proofs, and that they say of every award what the ledger says.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::credential::status_list::{Bitstring, MIN_ENTRIES};
use crate::credential::{Publisher, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::ledger::proven::{Signed, signed};

/// Checks every list as it would be published.
pub(super) fn check(ledger: &Ledger, publisher: &Publisher<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if let Err(found) = ledger.ensure_lists_believed() {
        findings.extend(found.sorted());
    }
    for (number, list) in ledger.status_lists() {
        let wrong = |error: String| {
            let message = format!("status list {number} {error}");
            Diagnostic::error(message).in_file("ledger")
        };
        match read(publisher, number, list.get()) {
            Ok(bits) => findings.extend(contradictions(ledger, number, &bits)),
            Err(error) => findings.push(wrong(error).hint(SLIPPED_IN)),
        }
    }
    findings
}

fn read(publisher: &Publisher<'_>, number: u32, json: &str) -> Result<Bitstring, String> {
    let Signed {
        document,
        method,
        key,
    } = signed(json).map_err(|error| format!("is not proven: {error}"))?;
    let id = publisher.url(&places::status_list(number));
    let expected = [
        ("/id", id.clone()),
        ("/issuer", publisher.did()),
        ("/credentialSubject/id", format!("{id}#list")),
        ("/credentialSubject/statusPurpose", "revocation".to_owned()),
    ];
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
    for (pointer, expected) in expected {
        let found = text(pointer).unwrap_or("nothing");
        if found != expected {
            let name = &pointer[1..];
            return Err(format!(
                "has the `{name}` `{found}` instead of `{expected}`"
            ));
        }
    }
    if method != publisher.verification_method(&key) {
        return Err(format!(
            "is signed with `{method}`, which is not the issuer's"
        ));
    }
    let encoded = text("/credentialSubject/encodedList").unwrap_or_default();
    Bitstring::decode(encoded).map_err(|error| format!("cannot be read: {error}"))
}

fn contradictions(ledger: &Ledger, number: u32, bits: &Bitstring) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut explained = BTreeSet::new();
    for award in ledger.awards().iter().filter(|it| it.status.list == number) {
        let is_set = bits.get(award.status.index as usize) == Some(true);
        let is_over = award.standing.is_withdrawn();
        explained.insert(award.status.index);
        if is_set != is_over {
            findings.push(contradiction(ledger, award, number, is_set));
        }
    }
    if bits.count() > 0 {
        let set = (0..MIN_ENTRIES).filter(|it| bits.get(*it as usize) == Some(true));
        let strange = set.filter(|it| !explained.contains(it)).count();
        if strange > 0 {
            let message =
                format!("status list {number} revokes {strange} that the ledger did not issue");
            findings.push(Diagnostic::warning(message).in_file("ledger").hint(
                "were they taken back with `accolade undo`? then nothing is wrong; is a file of \
                 `ledger/` missing? then bring it back",
            ));
        }
    }
    findings
}

fn contradiction(ledger: &Ledger, award: &Issued, number: u32, is_set: bool) -> Diagnostic {
    let id = award.id;
    let (what, hint) = match is_set {
        true => (
            format!("award `{id}` is valid in the ledger, and status list {number} revokes it"),
            SLIPPED_IN.to_owned(),
        ),
        false => (
            format!(
                "award `{id}` is no longer valid in the ledger, and status list {number} does not \
                 revoke it"
            ),
            "two people took awards back at once: any act signs it anew, such as `accolade issue`"
                .to_owned(),
        ),
    };
    Diagnostic::error(what)
        .in_file(ledger.shown(award))
        .hint(hint)
}

const SLIPPED_IN: &str = "accolade signs no such list: find out who added the newest file of `ledger` \
                          that has it, and take it out";
