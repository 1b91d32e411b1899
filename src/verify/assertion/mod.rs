//! Checking an Open Badges 2.0 assertion: hosted by its issuer, or signed.
//!
//! Source: Open Badges v2.0, "Verification".

mod endorsement;
mod hosted;
mod linked;
mod shape;
mod signed;

use serde_json::Value;

use self::linked::Definition;
use super::dates;
use super::draft::Draft;
use super::instant::Written;
use super::members::{id, list, text};
use super::recipient;
use super::report::{Facts, Finding, Report, StepName};
use super::sentence::{Code, Sentence};
use super::session::Asker;
use super::shape::flaw;
use super::status;
use crate::proof::jwt::Jws;

pub(super) use shape::is_open_badges_2;

/// Checks a document of Open Badges 2.0, with the token it came in, if it did.
pub(super) fn check(document: Value, token: Option<&Jws>, asker: &Asker<'_>) -> Report {
    let kind = shape::kind(&document);
    let is_award = kind == Some(shape::ASSERTION);
    let mut draft = Draft::new(asker.session.recipient.is_some() && is_award);
    let flaws = shape::flaws(&document);
    if !flaws.is_empty() {
        draft.extend(StepName::Format, flaws.into_iter().map(flaw));
    } else if let Some(kind) = kind.filter(|_| !is_award) {
        let sentence = Sentence::new(Code::FormatOther).with("kind", kind);
        draft.add(StepName::Format, Finding::pass(sentence));
    } else {
        match token {
            Some(token) => signed::check(document, token, asker, &mut draft),
            None => hosted::check(document, asker, &mut draft),
        }
    }
    draft.finish()
}

/// What an award is about, once somebody vouched for it.
struct Vouched<'a> {
    assertion: &'a Value,
    definition: &'a Definition,
    /// Who vouches: a host, with the folders of it that matter. `None` if a key alone does.
    domain: Option<String>,
}

impl Vouched<'_> {
    /// Facts, dates, recipient and what others say; revocation is looked up as well.
    fn check(&self, asker: &Asker<'_>, draft: &mut Draft) {
        let assertion = self.assertion;
        let session = asker.session;
        draft.facts = Some(self.facts());
        let names = ["issuedOn", "expires"];
        draft.add(
            StepName::Dates,
            dates::finding(assertion, names, session.now),
        );
        let identities = recipient::of_assertion(assertion);
        let found = recipient::finding(&identities, session.recipient.as_ref());
        draft.extend(StepName::Recipient, found);
        if let Some(list) = self.definition.issuer.document.get("revocationList") {
            let found = listed(list, text(assertion, "id").unwrap_or_default(), asker);
            draft.add(StepName::Status, found.unwrap_or_else(status::unchecked));
        }
        endorsement::check(assertion, self.definition, asker, draft);
    }

    fn facts(&self) -> Facts {
        let owned = |value: &Value, name: &str| text(value, name).map(str::to_owned);
        let Definition { badge, issuer } = self.definition;
        let date = |name| text(self.assertion, name).and_then(Written::new);
        Facts {
            domain: self.domain.clone(),
            issuer_id: id(&issuer.document).unwrap_or_default().to_owned(),
            issuer: owned(&issuer.document, "name"),
            id: owned(self.assertion, "id"),
            badge: owned(&badge.document, "name"),
            description: owned(&badge.document, "description"),
            recipient: None,
            issued: date("issuedOn"),
            expires: date("expires"),
        }
    }
}

/// Looks an assertion up in its issuer's list of revoked ones.
fn listed(address: &Value, assertion: &str, asker: &Asker<'_>) -> Result<Finding, Finding> {
    let bad = || status::bad(Code::ListForm);
    let address = id(address).ok_or_else(bad)?;
    let document = asker.ask_for_json(address)?;
    let document = document.as_ref().as_ref().map_err(Clone::clone)?;
    let entries = document.get("revokedAssertions").ok_or_else(bad)?;
    let is_it = |it: &&Value| id(it).or_else(|| text(it, "uid")) == Some(assertion);
    Ok(match list(Some(entries)).find(is_it) {
        Some(entry) if entry.get("revoked") != Some(&Value::Bool(false)) => status::revoked(entry),
        _ => Finding::pass(Sentence::new(Code::StatusListed)),
    })
}
