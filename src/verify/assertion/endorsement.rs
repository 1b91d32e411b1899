//! What others say in favour of a badge or its issuer, hosted by them.
//!
//! Source: Open Badges v2.0, "Endorsement".

use serde_json::Value;

use super::linked::{Definition, Linked};
use super::shape;
use crate::verify::draft::Draft;
use crate::verify::instant::Written;
use crate::verify::members::{id, is_same_address, list, text};
use crate::verify::report::{Facts, Finding, StepName, Verdict};
use crate::verify::sentence::{Code, Sentence};
use crate::verify::session::{Asker, host};
use crate::verify::shape::flaw;
use crate::verify::{dates, status};

/// Checks each endorsement of the assertion, its badge and its issuer.
pub(super) fn check(
    assertion: &Value,
    definition: &Definition,
    asker: &Asker<'_>,
    draft: &mut Draft,
) {
    let Definition { badge, issuer } = definition;
    let holders = [assertion, &badge.document, &issuer.document];
    let links = holders.iter().flat_map(|it| list(it.get("endorsement")));
    // An issuer with an id that is an address may be endorsed under either.
    let addresses = [&badge.address, &issuer.address].into_iter().flatten();
    let endorsed: Vec<&str> = holders
        .iter()
        .filter_map(|it| id(it))
        .chain(addresses.map(String::as_str))
        .collect();
    for link in links.take(MAX_ENDORSEMENTS) {
        let mut own = Draft::new(false);
        check_one(link, &endorsed, asker, &mut own);
        let name = own.facts.as_ref().and_then(|it| it.domain.clone());
        let report = own.finish();
        if report.verdict != Verdict::Verified {
            let name = name.unwrap_or_else(|| host(id(link).unwrap_or("?")));
            let sentence = Sentence::new(Code::EndorsementDoubtful).with("issuer", name);
            draft.add(StepName::Signature, Finding::warn(sentence));
        }
        draft.endorsements.push(report);
    }
}

fn check_one(link: &Value, endorsed: &[&str], asker: &Asker<'_>, draft: &mut Draft) {
    let endorsement = match Linked::follow(link, asker) {
        Ok(endorsement) => endorsement,
        Err(finding) => return draft.add(StepName::Signature, finding),
    };
    let document = &endorsement.document;
    let own = text(document, "id").unwrap_or_default();
    let address = endorsement
        .address
        .as_deref()
        .filter(|it| is_same_address(own, it));
    let Some(address) = address else {
        let sentence = Sentence::new(Code::SignatureNoAddress);
        return draft.add(StepName::Signature, Finding::fail(sentence));
    };
    let mut flaws = shape::flaws(document);
    if shape::kind(document) != Some(shape::ENDORSEMENT) {
        flaws.push("type".to_owned());
    }
    if !id(&document["claim"])
        .is_some_and(|it| endorsed.iter().any(|known| is_same_address(known, it)))
    {
        flaws.push("claim.id".to_owned());
    }
    if flaws.is_empty() {
        let sentence = Sentence::new(Code::FormatOther).with("kind", shape::ENDORSEMENT);
        draft.add(StepName::Format, Finding::pass(sentence));
    }
    draft.extend(StepName::Format, flaws.into_iter().map(flaw));
    let sentence = Sentence::new(Code::SignatureAtAddress).with("host", host(address));
    draft.add(StepName::Signature, Finding::pass(sentence));
    let issuer = Linked::follow(&document["issuer"], asker);
    let scope = issuer
        .as_ref()
        .map_or_else(Clone::clone, |it| it.scope(address));
    draft.add(StepName::Issuer, scope);
    let names = ["issuedOn", "expires"];
    draft.add(
        StepName::Dates,
        dates::finding(document, names, asker.session.now),
    );
    draft.add(
        StepName::Status,
        match shape::is_revoked(document) {
            true => status::revoked(document),
            false => Finding::pass(Sentence::new(Code::StatusHosted).with("host", host(address))),
        },
    );
    draft.facts = issuer
        .ok()
        .map(|issuer| facts(document, &issuer.document, address));
}

fn facts(endorsement: &Value, issuer: &Value, address: &str) -> Facts {
    let owned = |value: &Value, name: &str| text(value, name).map(str::to_owned);
    Facts {
        domain: Some(host(address)),
        issuer_id: id(issuer).unwrap_or_default().to_owned(),
        issuer: owned(issuer, "name"),
        id: Some(address.to_owned()),
        description: owned(&endorsement["claim"], "endorsementComment"),
        issued: text(endorsement, "issuedOn").and_then(Written::new),
        ..Facts::default()
    }
}

/// Each may ask for a document and its issuer.
const MAX_ENDORSEMENTS: usize = 8;
