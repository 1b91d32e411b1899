//! What the documents of Open Badges 2.0 must have.
//!
//! Source: Open Badges v2.0, "Open Badges Vocabulary".

use serde_json::Value;

use crate::proof::contexts::OPEN_BADGES_2_0;
use crate::verify::instant::instant;
use crate::verify::members::{filled, has_type, id, is_web, list, text};

pub(super) const ASSERTION: &str = "Assertion";
pub(super) const BADGE_CLASS: &str = "BadgeClass";
pub(super) const ENDORSEMENT: &str = "Endorsement";

/// Whether a document claims to be one of Open Badges 2.0: by its context, or by a context of its
/// own that maps the same names, as some issuers have it.
pub(in crate::verify) fn is_open_badges_2(document: &Value) -> bool {
    let maps_names = |it: &Value| ["obi", ASSERTION].iter().any(|name| it.get(name).is_some());
    let mut contexts = list(document.get("@context"));
    contexts.any(|it| it == OPEN_BADGES_2_0 || maps_names(it))
}

/// Which of the known kinds a document is.
pub(super) fn kind(document: &Value) -> Option<&'static str> {
    KINDS.iter().copied().find(|it| has_type(document, it))
}

/// The members that are missing or wrong.
pub(super) fn flaws(document: &Value) -> Vec<String> {
    let mut flaws = match kind(document) {
        None => return vec!["type".to_owned()],
        Some(ASSERTION) => of_assertion(document),
        Some(BADGE_CLASS) => of_badge(document),
        Some(ENDORSEMENT) => of_endorsement(document),
        Some("Issuer" | "Profile") => of_issuer(document),
        Some("AlignmentObject") => missing(document, &["targetName", "targetUrl"]),
        Some(_) => Vec::new(),
    };
    flaws.extend(extension_flaws(document));
    flaws
}

fn of_assertion(assertion: &Value) -> Vec<String> {
    if is_revoked(assertion) {
        return missing(assertion, &["id"]);
    }
    let mut flaws = missing(assertion, &["id"]);
    let mut need = |holds: bool, name: &str| {
        if !holds {
            flaws.push(name.to_owned());
        }
    };
    let recipient = &assertion["recipient"];
    need(
        list(Some(recipient)).count() == 1 && recipient.is_object(),
        "recipient",
    );
    for name in ["type", "identity"] {
        need(
            filled(recipient, name).is_some(),
            &format!("recipient.{name}"),
        );
    }
    need(recipient["hashed"].is_boolean(), "recipient.hashed");
    need(id(&assertion["badge"]).is_some(), "badge");
    let verification = assertion
        .get("verification")
        .or_else(|| assertion.get("verify"));
    let verification = verification.unwrap_or(&Value::Null);
    need(
        is_hosted(verification) || is_signed(verification),
        "verification",
    );
    need(
        text(assertion, "issuedOn").and_then(instant).is_some(),
        "issuedOn",
    );
    // A picture within the document would be another one than the baked one.
    let image = assertion.get("image").and_then(id);
    need(image.is_none_or(|it| !it.starts_with("data:")), "image");
    flaws
}

fn of_badge(badge: &Value) -> Vec<String> {
    let mut flaws = missing(badge, &["id", "name", "description"]);
    let criteria = &badge["criteria"];
    if id(criteria).is_none() && filled(criteria, "narrative").is_none() {
        flaws.push("criteria".to_owned());
    }
    if id(&badge["issuer"]).is_none() {
        flaws.push("issuer".to_owned());
    }
    flaws
}

/// The members of an issuer's profile that are missing or wrong.
pub(super) fn of_issuer(issuer: &Value) -> Vec<String> {
    let mut flaws = missing(issuer, &["id", "name", "url", "email"]);
    if !has_type(issuer, "Issuer") && !has_type(issuer, "Profile") {
        flaws.push("type".to_owned());
    }
    flaws
}

fn of_endorsement(endorsement: &Value) -> Vec<String> {
    let mut flaws = missing(endorsement, &["id"]);
    if id(&endorsement["claim"]).is_none() {
        flaws.push("claim".to_owned());
    }
    if id(&endorsement["issuer"]).is_none() {
        flaws.push("issuer".to_owned());
    }
    if text(endorsement, "issuedOn").and_then(instant).is_none() {
        flaws.push("issuedOn".to_owned());
    }
    flaws
}

/// Extensions bring their vocabulary along and say what they are.
fn extension_flaws(document: &Value) -> Vec<String> {
    let members = document.as_object().into_iter().flatten();
    let extensions = members.filter(|(name, value)| {
        value.is_object() && (name.starts_with("extensions:") || is_web(name))
    });
    let is_right = |it: &Value| {
        it.get("@context").is_some()
            && has_type(it, "Extension")
            && list(it.get("type")).count() > 1
    };
    let wrong = extensions.filter(|(_, value)| !is_right(value));
    wrong.map(|(name, _)| name.clone()).collect()
}

pub(super) fn is_revoked(document: &Value) -> bool {
    document.get("revoked") == Some(&Value::Bool(true))
}

pub(super) fn is_hosted(verification: &Value) -> bool {
    ["hosted", "HostedBadge"]
        .iter()
        .any(|it| has_type(verification, it))
}

pub(super) fn is_signed(verification: &Value) -> bool {
    ["signed", "SignedBadge"]
        .iter()
        .any(|it| has_type(verification, it))
}

fn missing(document: &Value, names: &[&str]) -> Vec<String> {
    let missing = names.iter().filter(|it| filled(document, it).is_none());
    missing.map(|it| (*it).to_owned()).collect()
}

/// In the order in which a document of several types is taken.
const KINDS: &[&str] = &[
    ASSERTION,
    BADGE_CLASS,
    ENDORSEMENT,
    "Issuer",
    "Profile",
    "RevocationList",
    "CryptographicKey",
    "AlignmentObject",
];
