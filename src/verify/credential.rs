//! Checking an Open Badges 3.0 credential, an endorsement or a status list.
//!
//! Source: Open Badges v3.0, "Verification".

use serde_json::Value;

use super::dates;
use super::draft::Draft;
use super::instant::{Written, instant};
use super::keys::{domain, foreign_host};
use super::members::{id, list, text};
use super::recipient;
use super::report::{Facts, Finding, Outcome, Report, StepName, Verdict};
use super::sentence::{Code, Sentence};
use super::session::Asker;
use super::shape::{self, Kind, validity_names};
use super::signature::{Signed, check_proofs, check_token};
use super::status;
use crate::proof::jwt::Jws;
use crate::proof::strict_json;

/// A credential, and the token it came in, if it did.
pub(super) struct Credential {
    pub document: Value,
    pub token: Option<Jws>,
}

/// The credential in a token: the payload itself, or its member `vc` in version 1.1.
pub(super) fn in_token(jws: &Jws) -> Value {
    match jws.payload.get("vc") {
        Some(vc @ Value::Object(_)) => vc.clone(),
        _ => Value::Object(jws.payload.clone()),
    }
}

impl Credential {
    /// Reads JSON or a token; nothing if it is no credential.
    pub fn read(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let (document, token) = if text.starts_with(b"{") {
            (strict_json::parse(text).ok()?, None)
        } else {
            let jws = Jws::read(str::from_utf8(text).ok()?).ok()?;
            (in_token(&jws), Some(jws))
        };
        Kind::of(&document)?;
        Some(Self { document, token })
    }

    /// Checks all there is to check. A newer edition that the issuer offers takes its place, once.
    pub fn check(&self, asker: &Asker<'_>) -> Report {
        let mut draft = self.draft(asker);
        if draft.is_vouched_for()
            && let Some(service) = list(self.document.get("refreshService")).next()
        {
            match self.refreshed(service, asker) {
                Ok(mut newer) => {
                    let address = text(service, "id").unwrap_or_default();
                    let sentence = Sentence::new(Code::FormatRefreshed).with("address", address);
                    newer.add(StepName::Format, Finding::pass(sentence));
                    return newer.finish();
                }
                Err(sentence) => draft.extend(StepName::Format, sentence.map(Finding::pass)),
            }
        }
        draft.finish()
    }

    fn draft(&self, asker: &Asker<'_>) -> Draft {
        let document = &self.document;
        let kind = Kind::of(document).unwrap_or(Kind::Badge);
        let mut draft = Draft::new(asker.session.recipient.is_some() && kind == Kind::Badge);
        let flaws = shape::findings(document, kind);
        let signed = self.signed(asker);
        if flaws.iter().all(|it| it.outcome <= Outcome::Warn) {
            draft.add(StepName::Format, Finding::pass(what_it_is(kind, &signed)));
        }
        draft.extend(StepName::Format, flaws);
        draft.proofs = signed.proofs;
        draft.extend(StepName::Signature, signed.signature);
        draft.extend(StepName::Issuer, signed.issuer);
        let has_form = draft.outcome(StepName::Format) <= Some(Outcome::Warn);
        // What its issuer did not sign leads nowhere: no list is asked for, no fact shown. Proof
        // comes first, so that a forger can't send the verifier to places.
        if has_form && draft.is_vouched_for() {
            draft.facts = Some(facts(document));
            self.check_content(&mut draft, kind, asker);
        }
        draft
    }

    fn signed(&self, asker: &Asker<'_>) -> Signed {
        match &self.token {
            Some(token) => check_token(token, &self.document, asker),
            None => check_proofs(&self.document, asker),
        }
    }

    fn check_content(&self, draft: &mut Draft, kind: Kind, asker: &Asker<'_>) {
        let document = &self.document;
        let session = asker.session;
        let issuer = id(&document["issuer"]).unwrap_or_default();
        let names = validity_names(document);
        draft.add(
            StepName::Dates,
            dates::finding(document, names, session.now),
        );
        draft.extend(StepName::Status, status::findings(document, issuer, asker));
        if kind != Kind::Badge {
            return;
        }
        if let Some(host) = foreign_host(text(document, "id").unwrap_or_default(), issuer) {
            let sentence = Sentence::new(Code::IssuerForeignId).with("host", host);
            draft.add(StepName::Issuer, Finding::warn(sentence));
        }
        let identities = recipient::of_subject(&document["credentialSubject"]);
        let found = recipient::finding(&identities, session.recipient.as_ref());
        draft.extend(StepName::Recipient, found);
        for endorsement in endorsements(document) {
            let report = endorsement.draft(asker).finish();
            if report.verdict != Verdict::Verified {
                let issuer =
                    super::keys::host_of(id(&endorsement.document["issuer"]).unwrap_or("?"));
                let sentence = Sentence::new(Code::EndorsementDoubtful).with("issuer", issuer);
                draft.add(StepName::Signature, Finding::warn(sentence));
            }
            draft.endorsements.push(report);
        }
    }

    /// The newer edition, checked, or why there is none to speak of.
    fn refreshed(&self, service: &Value, asker: &Asker<'_>) -> Result<Draft, Option<Sentence>> {
        let address = text(service, "id").unwrap_or_default();
        let none = || Some(Sentence::new(Code::FormatNotRefreshed).with("address", address));
        let answer = asker.ask(address).map_err(|_| none())?;
        let answer = answer.as_ref().as_ref().map_err(|_| none())?;
        let newer = Self::read(&answer.body)
            .filter(|_| answer.status == 200)
            .ok_or_else(none)?;
        let of = |it: &Value, name| id(&it[name]).map(|it| it.trim().to_owned());
        let is_same = ["id", "issuer"]
            .iter()
            .all(|name| of(&newer.document, name) == of(&self.document, name));
        let began = |it: &Value| text(it, validity_names(it)[0]).and_then(instant);
        if !is_same {
            return Err(none());
        }
        if began(&newer.document) <= began(&self.document) {
            // The same edition still.
            return Err(None);
        }
        let draft = newer.draft(asker);
        let has_form = draft.outcome(StepName::Format) <= Some(Outcome::Warn);
        (has_form && draft.is_vouched_for())
            .then_some(draft)
            .ok_or_else(none)
    }
}

fn what_it_is(kind: Kind, signed: &Signed) -> Sentence {
    let sentence = Sentence::new(match kind {
        Kind::Badge => Code::FormatCredential,
        Kind::Endorsement => Code::FormatEndorsement,
        Kind::StatusList => Code::FormatStatusList,
    });
    sentence.with("suite", signed.suite.as_deref().unwrap_or("?"))
}

fn facts(document: &Value) -> Facts {
    let owned = |value: &Value, name: &str| text(value, name).map(str::to_owned);
    let issuer = &document["issuer"];
    let issuer_id = id(issuer).unwrap_or_default();
    let subject = &document["credentialSubject"];
    let achievement = &subject["achievement"];
    let [from, until] = validity_names(document);
    let date = |name: &str| text(document, name).and_then(Written::new);
    Facts {
        domain: domain(issuer_id),
        issuer_id: issuer_id.to_owned(),
        issuer: owned(issuer, "name"),
        id: owned(document, "id"),
        badge: owned(achievement, "name").or_else(|| owned(document, "name")),
        description: owned(achievement, "description")
            .or_else(|| owned(subject, "endorsementComment")),
        recipient: name_of(subject),
        issued: date("awardedDate").or_else(|| date(from)),
        expires: date(until),
    }
}

fn name_of(subject: &Value) -> Option<String> {
    let mut names = list(subject.get("identifier")).filter(|it| {
        text(it, "identityType") == Some("name") && it.get("hashed") == Some(&Value::Bool(false))
    });
    text(names.next()?, "identityHash").map(str::to_owned)
}

/// What others say in favour of a badge, wherever it stands in it.
fn endorsements(document: &Value) -> Vec<Credential> {
    let mut found = Vec::new();
    let mut rest: Vec<&Value> = vec![document];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(items) => rest.extend(items),
            Value::Object(members) => {
                for (name, member) in members {
                    match name.as_str() {
                        "endorsement" => {
                            let documents = list(Some(member)).filter(|it| it.is_object());
                            found.extend(documents.map(embedded));
                        }
                        "endorsementJwt" => found.extend(list(Some(member)).filter_map(in_text)),
                        _ => rest.push(member),
                    }
                }
            }
            _ => {}
        }
        if found.len() >= MAX_ENDORSEMENTS {
            break;
        }
    }
    found.truncate(MAX_ENDORSEMENTS);
    found
}

fn embedded(value: &Value) -> Credential {
    let document = value.clone();
    let token = None;
    Credential { document, token }
}

fn in_text(value: &Value) -> Option<Credential> {
    let jws = Jws::read(value.as_str()?).ok()?;
    let document = in_token(&jws);
    let token = Some(jws);
    Some(Credential { document, token })
}

/// Each may ask for its own keys and lists.
const MAX_ENDORSEMENTS: usize = 8;
