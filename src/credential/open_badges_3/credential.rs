//! The OpenBadgeCredential.

use serde_json::{Value, json};

use super::achievement::{level_id, result_id};
use super::{CONTEXTS, profile};
use crate::credential::member::{Object, items, text};
use crate::credential::{Publisher, identity, places};
use crate::model::award::{Award, AwardId, Evidence};
use crate::model::moment::Moment;
use crate::model::privacy::IdentityDisclosure;
use crate::model::result::{AwardResult, Reached};

/// One act of issuing: an award, and what is drawn by lot for it.
#[derive(Clone, Copy, Debug)]
pub struct Issuance<'a> {
    pub award: &'a Award,
    pub id: &'a AwardId,
    /// The frozen Achievement; see [`super::achievement`].
    pub achievement: &'a Value,
    /// See [`identity::salt`]; used for this award only.
    pub salt: &'a str,
    /// 16 random bytes; used only where neither name nor address may be said.
    pub subject_uuid: [u8; 16],
    pub status: StatusPlace,
    /// When it was first awarded, where this replaces or renews an earlier credential; the
    /// award's own date otherwise.
    pub first_awarded: Option<Moment>,
}

/// The place of a credential in a status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusPlace {
    /// Which list, counted from 1.
    pub list: u32,
    /// Which bit, counted from 0.
    pub index: u32,
}

/// Why an award has no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("the badge describes no result `{name}`")]
    UnknownResult { name: String },
    #[error("the result `{result}` of the badge has no level `{level}`")]
    UnknownLevel { result: String, level: String },
    #[error("the badge's definition has no `{name}`")]
    Definition { name: &'static str },
}

/// The unsigned credential of an award.
///
/// # Errors
/// A result names what the achievement does not describe, or the achievement is damaged.
///
/// Source: Open Badges v3.0, "OpenBadgeCredential".
pub fn credential(
    publisher: &Publisher<'_>,
    issuance: &Issuance<'_>,
) -> Result<Value, DocumentError> {
    let (award, achievement) = (issuance.award, issuance.achievement);
    let name = text(achievement, "name").ok_or(DocumentError::Definition { name: "name" })?;
    let validity = award.validity;
    let awarded = issuance.first_awarded.unwrap_or(validity.issued_on());
    Ok(Object::new()
        .with("@context", json!(CONTEXTS))
        .with("id", publisher.url(&places::credential(issuance.id)))
        .with(
            "type",
            json!(["VerifiableCredential", "OpenBadgeCredential"]),
        )
        .with("name", name)
        .with("issuer", profile(publisher))
        .with("validFrom", validity.issued_on().to_document())
        .with_some(
            "validUntil",
            validity.expires_on().map(|it| it.to_document()),
        )
        .with("awardedDate", awarded.to_document())
        .with("credentialSubject", subject(issuance)?)
        .with_all(
            "evidence",
            award.evidence.iter().filter_map(evidence).collect(),
        )
        .with("credentialStatus", status(publisher, issuance.status))
        .finish())
}

fn subject(issuance: &Issuance<'_>) -> Result<Value, DocumentError> {
    let award = issuance.award;
    let identifiers = identifiers(issuance);
    let id = identifiers
        .is_empty()
        .then(|| identity::random_urn(issuance.subject_uuid));
    let results = award.results.iter().flatten();
    let results = results.map(|it| result(issuance.achievement, it));
    Ok(Object::new()
        .with_some("id", id)
        .with("type", json!(["AchievementSubject"]))
        .with_all("identifier", identifiers)
        .with_some("licenseNumber", award.license_number.as_deref())
        .with_some("narrative", award.narrative.as_deref())
        .with_all("result", results.collect::<Result<_, _>>()?)
        .with("achievement", issuance.achievement.clone())
        .finish())
}

fn identifiers(issuance: &Issuance<'_>) -> Vec<Value> {
    let award = issuance.award;
    let recipient = &award.recipient;
    let email = (award.identity == IdentityDisclosure::HashedEmail).then(|| {
        Object::new()
            .with("type", "IdentityObject")
            .with("hashed", true)
            .with(
                "identityHash",
                identity::hash(&recipient.email, issuance.salt),
            )
            .with("identityType", "emailAddress")
            .with("salt", issuance.salt)
            .finish()
    });
    let name = recipient.name.as_deref();
    let name = name.and_then(|name| award.names.apply(name)).map(|name| {
        Object::new()
            .with("type", "IdentityObject")
            .with("hashed", false)
            .with("identityHash", name)
            .with("identityType", "name")
            .finish()
    });
    email.into_iter().chain(name).collect()
}

fn result(achievement: &Value, result: &AwardResult) -> Result<Value, DocumentError> {
    let id = text(achievement, "id").ok_or(DocumentError::Definition { name: "id" })?;
    let id = result_id(id, &result.description);
    let described = items(achievement, "resultDescription")
        .iter()
        .find(|it| text(it, "id") == Some(&id))
        .ok_or_else(|| DocumentError::UnknownResult {
            name: result.description.to_string(),
        })?;
    let (member, value) = match &result.reached {
        Reached::Value(value) => ("value", value.clone()),
        Reached::Status(status) => ("status", status.clone()),
        Reached::Level(level) => {
            let wanted = level_id(&id, level);
            let mut levels = items(described, "rubricCriterionLevel").iter();
            if !levels.any(|it| text(it, "id") == Some(&wanted)) {
                return Err(DocumentError::UnknownLevel {
                    result: result.description.to_string(),
                    level: level.to_string(),
                });
            }
            ("achievedLevel", wanted)
        }
    };
    Ok(Object::new()
        .with("type", json!(["Result"]))
        .with("resultDescription", id)
        .with(member, value)
        .finish())
}

// An evidence that says nothing is none.
fn evidence(evidence: &Evidence) -> Option<Value> {
    if evidence.url.is_none() && evidence.narrative.is_none() {
        return None;
    }
    let written = Object::new()
        .with_some("id", evidence.url.as_ref().map(|it| it.as_str()))
        .with("type", json!(["Evidence"]))
        .with_some("narrative", evidence.narrative.as_deref());
    Some(written.finish())
}

fn status(publisher: &Publisher<'_>, place: StatusPlace) -> Value {
    let list = publisher.url(&places::status_list(place.list));
    json!({
        "id": format!("{list}#{}", place.index),
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": place.index.to_string(),
        "statusListCredential": list,
    })
}
