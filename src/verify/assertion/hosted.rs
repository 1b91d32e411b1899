//! A hosted assertion: what its address answers counts, not the copy at hand.

use serde_json::Value;

use super::linked::Definition;
use super::{Vouched, shape};
use crate::baking::{Form, trimmed};
use crate::proof::strict_json;
use crate::verify::draft::Draft;
use crate::verify::fetch::Answer;
use crate::verify::input;
use crate::verify::members::{id, is_same_address, is_web, text};
use crate::verify::report::{Finding, StepName};
use crate::verify::sentence::{Code, Sentence};
use crate::verify::session::{Asker, host, missing, unanswered};
use crate::verify::shape::flaw;
use crate::verify::status;

/// Checks a copy of an assertion that has the form of one.
pub(super) fn check(copy: Value, asker: &Asker<'_>, draft: &mut Draft) {
    let sentence = Sentence::new(Code::FormatHosted);
    draft.add(StepName::Format, Finding::pass(sentence));
    if shape::is_signed(&copy["verification"]) {
        draft.add(
            StepName::Signature,
            Finding::fail(Sentence::new(Code::NoProof)),
        );
        return;
    }
    let address = text(&copy, "id").unwrap_or_default();
    if !is_web(address) {
        let sentence = Sentence::new(Code::SignatureNoAddress);
        draft.add(StepName::Signature, Finding::fail(sentence));
        return;
    }
    match record(address, asker) {
        Ok(Record::Assertion(hosted)) => check_record(&copy, &hosted, address, asker, draft),
        Ok(Record::Revoked(body)) => revoke(&body, address, draft),
        Err(finding) => draft.add(StepName::Signature, finding),
    }
}

enum Record {
    Assertion(Value),
    /// With what is left of it, if anything.
    Revoked(Value),
}

fn record(address: &str, asker: &Asker<'_>) -> Result<Record, Finding> {
    let answer = asker.ask(address)?;
    let answer = answer
        .as_ref()
        .as_ref()
        .map_err(|error| unanswered(address, error))?;
    let is_it = |it: &Value| text(it, "id").is_some_and(|id| is_same_address(id, address));
    let body = body(answer).filter(is_it);
    match (answer.status, body) {
        (410, body) => Ok(Record::Revoked(body.unwrap_or(Value::Null))),
        (200, Some(body)) if shape::is_revoked(&body) => Ok(Record::Revoked(body)),
        (200, Some(body)) => Ok(Record::Assertion(body)),
        (200 | 404, _) => {
            let sentence = Sentence::new(Code::SignatureNotHosted);
            Err(Finding::fail(sentence.with("host", host(address))))
        }
        (status, _) => Err(missing(address, status)),
    }
}

// Some hosts answer with the baked picture.
fn body(answer: &Answer) -> Option<Value> {
    match input::find(&answer.body).ok()?.form {
        Form::Json(text) => strict_json::parse(trimmed(&text).as_bytes()).ok(),
        Form::Jws(_) | Form::Url(_) => None,
    }
}

fn revoke(body: &Value, address: &str, draft: &mut Draft) {
    let host = host(address);
    let sentence = Sentence::new(Code::SignatureAtAddress).with("host", &host);
    draft.add(StepName::Signature, Finding::pass(sentence));
    let sentence = Sentence::new(Code::IssuerHosted).with("issuer", &host);
    draft.add(StepName::Issuer, Finding::pass(sentence));
    draft.add(StepName::Status, status::revoked(body));
}

fn check_record(copy: &Value, hosted: &Value, address: &str, asker: &Asker<'_>, draft: &mut Draft) {
    let flaws = shape::flaws(hosted);
    if shape::kind(hosted) != Some(shape::ASSERTION) || !flaws.is_empty() {
        draft.extend(StepName::Format, flaws.into_iter().map(flaw));
        let sentence = Sentence::new(Code::SignatureNotHosted).with("host", host(address));
        draft.add(StepName::Signature, Finding::fail(sentence));
        return;
    }
    draft.add(StepName::Signature, comparison(copy, hosted, address));
    let definition = match Definition::of(hosted, asker) {
        Ok(definition) => definition,
        Err(finding) => return draft.add(StepName::Issuer, finding),
    };
    draft.extend(StepName::Format, definition.flaws().into_iter().map(flaw));
    draft.add(StepName::Issuer, definition.scope(address));
    if !draft.is_vouched_for() {
        return;
    }
    let sentence = Sentence::new(Code::StatusHosted).with("host", host(address));
    draft.add(StepName::Status, Finding::pass(sentence));
    let vouched = Vouched {
        assertion: hosted,
        definition: &definition,
        domain: Some(definition.issuer.speaker(address)),
    };
    vouched.check(asker, draft);
}

/// Whether the copy says what its address says: who earned what must be the same; other
/// differences are told of.
fn comparison(copy: &Value, hosted: &Value, address: &str) -> Finding {
    let host = host(address);
    let core = |it: &Value| {
        let recipient = &it["recipient"];
        let identity = ["type", "identity", "salt"].map(|name| recipient[name].clone());
        (id(&it["badge"]).map(str::to_owned), identity)
    };
    if core(copy) != core(hosted) {
        return Finding::fail(Sentence::new(Code::SignatureDiffers).with("host", host));
    }
    let names = differences(copy, hosted);
    if names.is_empty() {
        return Finding::pass(Sentence::new(Code::SignatureHosted).with("host", host));
    }
    let sentence = Sentence::new(Code::SignatureOtherDetails).with("host", host);
    Finding::warn(sentence.with("names", names.join(", ")))
}

// A badge may be given by its address or as a whole.
fn differences(copy: &Value, hosted: &Value) -> Vec<String> {
    let members = |it: &Value| it.as_object().cloned().unwrap_or_default();
    let (copy, hosted) = (members(copy), members(hosted));
    let names = copy
        .keys()
        .chain(hosted.keys().filter(|it| !copy.contains_key(*it)));
    let differ = names.filter(|it| *it != "badge" && copy.get(*it) != hosted.get(*it));
    differ.cloned().collect()
}
