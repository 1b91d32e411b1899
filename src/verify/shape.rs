//! What an Open Badges 3.0 credential must have, whoever signed it.
//!
//! Source: Open Badges v3.0, "Data Models"; Verifiable Credentials Data Model v2.0 and v1.1.

use serde_json::Value;

use super::members::{count, filled, has_type, id, is_web, list, text};
use super::report::Finding;
use super::sentence::{Code, Sentence};
use crate::proof::contexts::{self, ContextSet};

/// What a verifiable credential of Open Badges speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Badge,
    Endorsement,
    StatusList,
}

impl Kind {
    /// Of a document that claims to be a verifiable credential; `None` if it makes no such claim.
    pub fn of(document: &Value) -> Option<Self> {
        if has_type(document, "BitstringStatusListCredential") {
            return Some(Self::StatusList);
        }
        if has_type(document, "EndorsementCredential") {
            return Some(Self::Endorsement);
        }
        let bases = [contexts::CREDENTIALS_V1, contexts::CREDENTIALS_V2];
        let has_base = list(document.get("@context"))
            .next()
            .and_then(Value::as_str);
        let is_credential = has_base.is_some_and(|it| bases.contains(&it));
        (is_credential || has_type(document, "VerifiableCredential")).then_some(Self::Badge)
    }
}

/// Whether it follows version 1.1 of Verifiable Credentials.
pub(super) fn is_legacy(document: &Value) -> bool {
    list(document.get("@context"))
        .next()
        .is_some_and(|it| it == contexts::CREDENTIALS_V1)
}

/// The names of the members that say from when and until when it holds.
pub(super) fn validity_names(document: &Value) -> [&'static str; 2] {
    if is_legacy(document) {
        ["issuanceDate", "expirationDate"]
    } else {
        ["validFrom", "validUntil"]
    }
}

/// What is wrong with the form of a credential, or worth knowing.
pub(super) fn findings(document: &Value, kind: Kind) -> Vec<Finding> {
    let mut found = context_findings(document, kind);
    found.extend(flaws(document, kind).into_iter().map(flaw));
    if is_legacy(document) {
        found.push(Finding::warn(Sentence::new(Code::FormatLegacy)));
    }
    found.extend(own_schema(document));
    found
}

/// The finding that a member is missing or wrong.
pub(super) fn flaw(name: impl std::fmt::Display) -> Finding {
    Finding::fail(Sentence::new(Code::FormatFlaw).with("name", name))
}

fn context_findings(document: &Value, kind: Kind) -> Vec<Finding> {
    let contexts: Vec<_> = list(document.get("@context")).collect();
    let known = ContextSet::embedded();
    let unknown = contexts.iter().filter_map(|it| match it.as_str() {
        Some(url) if known.knows(url) => None,
        Some(url) => Some(Sentence::new(Code::UnknownContext).with("url", url)),
        None => Some(Sentence::new(Code::InlineContext)),
    });
    let mut found: Vec<_> = unknown.map(Finding::unchecked).take(1).collect();
    let at = |index: usize| contexts.get(index).and_then(|it| it.as_str());
    let is_base = |it| [contexts::CREDENTIALS_V2, contexts::CREDENTIALS_V1].contains(&it);
    let is_ours = |it: &str| it.starts_with(OPEN_BADGES);
    let is_right =
        at(0).is_some_and(is_base) && (kind == Kind::StatusList || at(1).is_some_and(is_ours));
    if !is_right {
        found.push(flaw("@context"));
    }
    found
}

fn flaws(document: &Value, kind: Kind) -> Vec<String> {
    let mut flaws = Flaws::default();
    let is_named = match kind {
        Kind::Badge => ["OpenBadgeCredential", "AchievementCredential"]
            .iter()
            .any(|it| has_type(document, it)),
        Kind::Endorsement | Kind::StatusList => true,
    };
    flaws.need(
        is_named && has_type(document, "VerifiableCredential"),
        "type",
    );
    flaws.need(
        kind == Kind::StatusList || filled(document, "id").is_some(),
        "id",
    );
    let issuer = &document["issuer"];
    flaws.need(id(issuer).is_some_and(|it| it.contains(':')), "issuer");
    if issuer.is_object() && kind != Kind::StatusList {
        flaws.need(has_type(issuer, "Profile"), "issuer.type");
    }
    let subject = &document["credentialSubject"];
    match kind {
        Kind::Badge => subject_flaws(subject, &mut flaws),
        Kind::Endorsement => {
            flaws.need(
                has_type(subject, "EndorsementSubject"),
                "credentialSubject.type",
            );
            flaws.need(filled(subject, "id").is_some(), "credentialSubject.id");
        }
        Kind::StatusList => {
            flaws.need(
                has_type(subject, "BitstringStatusList"),
                "credentialSubject.type",
            );
        }
    }
    let evidence = list(document.get("evidence"));
    flaws.all(evidence, "evidence.type", |it| has_type(it, "Evidence"));
    let entries = || list(document.get("credentialStatus"));
    let are_few = entries().count() <= MAX_ENTRIES;
    flaws.need(are_few && entries().all(is_entry), "credentialStatus");
    flaws.0
}

fn subject_flaws(subject: &Value, flaws: &mut Flaws) {
    let identifiers = || list(subject.get("identifier"));
    let is_named =
        subject.get("id").is_some_and(Value::is_string) || identifiers().next().is_some();
    flaws.need(is_named, "credentialSubject");
    flaws.need(
        has_type(subject, "AchievementSubject"),
        "credentialSubject.type",
    );
    flaws.all(identifiers(), "credentialSubject.identifier", is_identity);
    let results = || list(subject.get("result"));
    flaws.all(results(), "credentialSubject.result.type", |it| {
        has_type(it, "Result")
    });
    if let Some(source) = subject.get("source") {
        flaws.need(has_type(source, "Profile"), "credentialSubject.source");
    }
    if let Some(image) = subject.get("image") {
        flaws.need(is_image(image), "credentialSubject.image");
    }
    achievement_flaws(&subject["achievement"], flaws);
}

fn achievement_flaws(achievement: &Value, flaws: &mut Flaws) {
    if !achievement.is_object() {
        return flaws.need(false, "credentialSubject.achievement");
    }
    flaws.need(
        has_type(achievement, "Achievement"),
        "credentialSubject.achievement",
    );
    for name in ["id", "name", "description"] {
        let path = format!("credentialSubject.achievement.{name}");
        flaws.need(text(achievement, name).is_some(), path);
    }
    let criteria = &achievement["criteria"];
    let has_criteria = ["id", "narrative"]
        .iter()
        .any(|it| text(criteria, it).is_some());
    flaws.need(has_criteria, "credentialSubject.achievement.criteria");
    if let Some(image) = achievement.get("image") {
        flaws.need(is_image(image), "credentialSubject.achievement.image");
    }
    let descriptions = list(achievement.get("resultDescription"));
    flaws.all(
        descriptions,
        "credentialSubject.achievement.resultDescription",
        |it| has_type(it, "ResultDescription") && text(it, "id").is_some(),
    );
    let alignments = list(achievement.get("alignment"));
    flaws.all(
        alignments,
        "credentialSubject.achievement.alignment",
        |it| has_type(it, "Alignment") && text(it, "targetUrl").is_some(),
    );
}

// The same statements can be written in many ways, of which only the plain one is looked up.
fn is_entry(value: &Value) -> bool {
    if has_type(value, "BitstringStatusListEntry") {
        let is_text = |name| text(value, name).is_some();
        let is_count = |name| count(&value[name]).is_some();
        return is_text("statusPurpose")
            && is_text("statusListCredential")
            && is_count("statusListIndex")
            && (value.get("statusSize").is_none() || is_count("statusSize"));
    }
    let mut types = list(value.get("type")).filter_map(Value::as_str);
    filled(value, "id").is_some() && types.any(|it| !it.trim().is_empty())
}

fn is_identity(value: &Value) -> bool {
    has_type(value, "IdentityObject")
        && value.get("hashed").is_some_and(Value::is_boolean)
        && text(value, "identityHash").is_some()
        && text(value, "identityType").is_some()
}

fn is_image(value: &Value) -> bool {
    has_type(value, "Image") && text(value, "id").is_some()
}

// The official schemas say what the checks above do; others only their issuers can check.
fn own_schema(document: &Value) -> Option<Finding> {
    let ids = list(document.get("credentialSchema")).filter_map(id);
    let mut own = ids.filter(|it| is_web(it) && !it.starts_with(SCHEMAS));
    let sentence = Sentence::new(Code::FormatOwnSchema).with("address", own.next()?);
    Some(Finding::warn(sentence))
}

#[derive(Default)]
struct Flaws(Vec<String>);

impl Flaws {
    fn need(&mut self, holds: bool, name: impl Into<String>) {
        if !holds {
            self.0.push(name.into());
        }
    }

    fn all<'a>(
        &mut self,
        mut values: impl Iterator<Item = &'a Value>,
        name: &str,
        holds: impl Fn(&Value) -> bool,
    ) {
        self.need(values.all(holds), name);
    }
}

/// One for revocation and one for suspension are usual.
const MAX_ENTRIES: usize = 8;

/// What the address of every context of Open Badges 3.0 starts with.
const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context";

const SCHEMAS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/";
