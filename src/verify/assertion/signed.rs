//! A signed assertion: the key must be one that its issuer names.
//!
//! Source: Open Badges v2.0, "Signed Badges".

use serde_json::Value;

use super::linked::{Definition, Linked};
use super::{Vouched, shape};
use crate::proof::jwt::{Jws, JwsKey};
use crate::verify::draft::Draft;
use crate::verify::keys::wrong_key;
use crate::verify::members::{id, is_same_address, list, text};
use crate::verify::report::{Finding, ProofReport, StepName};
use crate::verify::sentence::{Code, Sentence};
use crate::verify::session::Asker;
use crate::verify::shape::flaw;

/// Checks an assertion that has the form of one, in the token that it came in.
pub(super) fn check(assertion: Value, token: &Jws, asker: &Asker<'_>, draft: &mut Draft) {
    draft.add(
        StepName::Format,
        Finding::pass(Sentence::new(Code::FormatSigned)),
    );
    if !shape::is_signed(&assertion["verification"]) {
        draft.add(StepName::Format, flaw("verification.type"));
        return;
    }
    let definition = match Definition::of(&assertion, asker) {
        Ok(definition) => definition,
        Err(finding) => return draft.add(StepName::Issuer, finding),
    };
    draft.extend(StepName::Format, definition.flaws().into_iter().map(flaw));
    let signature = check_signature(&assertion, token, &definition, asker, draft);
    draft.add(StepName::Signature, signature);
    if !draft.is_vouched_for() {
        return;
    }
    let issuer = &definition.issuer;
    if issuer.document.get("revocationList").is_none() {
        draft.add(
            StepName::Status,
            Finding::pass(Sentence::new(Code::StatusNone)),
        );
    }
    let vouched = Vouched {
        assertion: &assertion,
        definition: &definition,
        // What only the badge itself says of its issuer is no address.
        domain: issuer.address.is_some().then(|| issuer.place()),
    };
    vouched.check(asker, draft);
}

fn check_signature(
    assertion: &Value,
    token: &Jws,
    definition: &Definition,
    asker: &Asker<'_>,
    draft: &mut Draft,
) -> Finding {
    let issuer = &definition.issuer;
    let named = assertion["verification"].get("creator").and_then(id);
    let keys = || list(issuer.document.get("publicKey"));
    let link = match named {
        Some(named) => keys().find(|it| id(it) == Some(named)),
        None => keys().next(),
    };
    let name = named.unwrap_or("?");
    let Some(link) = link else {
        draft.add(StepName::Issuer, other_key(name, issuer));
        return Finding::unchecked(Sentence::new(Code::SignatureNoKey));
    };
    let (owner, finding) = match Linked::follow(link, asker) {
        Ok(key) => (owner(&key, issuer, name), verify(token, &key.document)),
        Err(finding) => (
            finding,
            Finding::unchecked(Sentence::new(Code::SignatureNoKey)),
        ),
    };
    draft.add(StepName::Issuer, owner);
    draft.proofs.push(ProofReport {
        suite: Some(format!("JWS {}", token.algorithm.as_str())),
        key: named.map(str::to_owned),
        outcome: finding.outcome,
        sentence: finding.sentence.clone(),
    });
    finding
}

fn verify(token: &Jws, key: &Value) -> Finding {
    let pem = text(key, "publicKeyPem").map(JwsKey::from_pem);
    let Some(Ok(key)) = pem else {
        let sentence = Sentence::new(Code::WrongKey).with("kind", token.algorithm.as_str());
        return pem.map_or_else(wrong_key, |_| Finding::fail(sentence));
    };
    match token.verify(&key) {
        Ok(()) => Finding::pass(Sentence::new(Code::SignatureOk)),
        Err(_) => Finding::fail(Sentence::new(Code::SignatureMismatch)),
    }
}

/// The issuer names the key; the key must name the issuer, and the issuer must be where it says.
fn owner(key: &Linked, issuer: &Linked, name: &str) -> Finding {
    if let Err(finding) = issuer.refuse_elsewhere() {
        return finding;
    }
    if let Some(name) = shape::of_issuer(&issuer.document).into_iter().next() {
        return Finding::fail(Sentence::new(Code::IssuerFlaw).with("name", name));
    }
    let owner = key.document.get("owner").and_then(id).unwrap_or_default();
    if !is_same_address(owner, id(&issuer.document).unwrap_or_default()) {
        return other_key(name, issuer);
    }
    if issuer.address.is_none() {
        return Finding::warn(Sentence::new(Code::IssuerKeyOnly));
    }
    Finding::pass(Sentence::new(Code::IssuerOk).with("issuer", issuer.place()))
}

fn other_key(key: &str, issuer: &Linked) -> Finding {
    let sentence = Sentence::new(Code::IssuerOtherKey).with("key", key);
    Finding::fail(sentence.with("issuer", issuer.place()))
}
