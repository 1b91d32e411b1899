//! Open Badges 2.0 documents, made from what was signed: a frozen Achievement, a signed
//! credential, and the recipient's hash. Award records are private and not at hand.

use serde_json::{Value, json};

use super::facts::{EvidenceFacts, Facts, FactsError};
use super::member::{Object, items, text, texts};
use super::{AchievementFacts, Publisher, places};
use crate::model::address::WebAddress;
use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// What an assertion is made from.
#[derive(Clone, Copy, Debug)]
pub struct Hosted<'a> {
    pub id: &'a AwardId,
    pub slug: &'a Slug,
    pub version: &'a Version,
    /// What the signed Open Badges 3.0 credential says.
    pub facts: &'a Facts<'a>,
    /// The language of what the award itself tells; that of the badge where none was given.
    pub language: Option<&'a str>,
    /// The hash of the recipient's address; see [`super::identity::hash`].
    pub identity: &'a str,
    pub salt: &'a str,
}

/// The issuer.
///
/// Source: Open Badges v2.0, "Profile", "VerificationObject".
pub fn issuer(publisher: &Publisher<'_>) -> Value {
    let issuer = publisher.issuer;
    Object::new()
        .with("@context", CONTEXT)
        .with("type", "Issuer")
        .with("id", publisher.url(places::ISSUER))
        .with("@language", publisher.settings.default_language().as_str())
        .with("name", issuer.name.as_str())
        .with("url", issuer.url.as_str())
        .with("email", issuer.email.as_str())
        .with_some("description", issuer.description.as_deref())
        .with_some("image", publisher.logo())
        .with("verification", verification(publisher))
        .with("revocationList", publisher.url(places::REVOCATIONS))
        .finish()
}

/// A badge's definition. `signup_url` is that of today: it is no part of what was frozen.
///
/// # Errors
/// The Achievement is damaged.
///
/// Source: Open Badges v2.0, "BadgeClass".
pub fn badge_class(
    publisher: &Publisher<'_>,
    slug: &Slug,
    version: &Version,
    achievement: &Value,
    signup_url: Option<&WebAddress>,
) -> Result<Value, FactsError> {
    let facts = AchievementFacts::read(achievement)?;
    Ok(Object::new()
        .with("@context", CONTEXT)
        .with("type", "BadgeClass")
        .with("id", publisher.url(&places::badge_class(slug, version)))
        .with_some("@language", facts.language)
        .with("version", version.as_str())
        .with("name", facts.name)
        .with("description", facts.description)
        .with(
            "image",
            publisher.url(&places::picture(slug, version, "png")),
        )
        .with(
            "criteria",
            criteria(publisher, slug, version, facts.criteria),
        )
        .with("issuer", publisher.url(places::ISSUER))
        .with_all(
            "alignment",
            items(achievement, "alignment")
                .iter()
                .map(alignment)
                .collect(),
        )
        .with_all(
            "tags",
            texts(achievement, "tag")
                .into_iter()
                .map(Value::from)
                .collect(),
        )
        // As a plain value, not as the extension: validators fetch the schema that the context of one
        // names, and a badge would be as good as the third host that has it.
        .with_some("extensions:applyLink", signup_url.map(|it| it.as_str()))
        .finish())
}

/// The assertion of an award.
///
/// Source: Open Badges v2.0, "Assertion".
pub fn assertion(publisher: &Publisher<'_>, hosted: &Hosted<'_>) -> Value {
    let facts = hosted.facts;
    let badge = places::badge_class(hosted.slug, hosted.version);
    Object::new()
        .with("@context", CONTEXT)
        .with("type", "Assertion")
        .with("id", publisher.url(&places::assertion(hosted.id)))
        .with_some("@language", hosted.language.or(facts.language))
        .with("recipient", recipient(hosted))
        .with("badge", publisher.url(&badge))
        .with("verification", json!({"type": "HostedBadge"}))
        .with("issuedOn", facts.awarded)
        .with_some("expires", facts.valid_until)
        .with("image", publisher.url(&places::baked_png(hosted.id)))
        .with_all("evidence", facts.evidence.iter().map(evidence).collect())
        .with_some("narrative", facts.narrative)
        .finish()
}

/// What stands in the place of an assertion that was revoked: nothing but that.
///
/// Validators overlook `revoked` in an otherwise whole assertion, but miss what it must have.
///
/// Source: Open Badges v2.0, "Revoking Hosted Badges".
pub fn revoked_assertion(publisher: &Publisher<'_>, id: &AwardId, reason: Option<&str>) -> Value {
    Object::new()
        .with("@context", CONTEXT)
        .with("type", "Assertion")
        .with("id", publisher.url(&places::assertion(id)))
        .with("revoked", true)
        .with_some("revocationReason", reason)
        .finish()
}

/// The list of revoked assertions, which validators ask besides.
///
/// Source: Open Badges v2.0, "RevocationList".
pub fn revocation_list<'a>(
    publisher: &Publisher<'_>,
    revoked: impl IntoIterator<Item = (&'a AwardId, Option<&'a str>)>,
) -> Value {
    let entries = revoked.into_iter().map(|(id, reason)| {
        Object::new()
            .with("id", publisher.url(&places::assertion(id)))
            .with("revoked", true)
            .with_some("revocationReason", reason)
            .finish()
    });
    json!({
        "@context": CONTEXT,
        "type": "RevocationList",
        "id": publisher.url(places::REVOCATIONS),
        "issuer": publisher.url(places::ISSUER),
        "revokedAssertions": entries.collect::<Vec<_>>(),
    })
}

// On a shared host, another folder's assertions must not pass for this issuer's. `allowedOrigins`
// takes a bare host with a dot; without it, verifiers take host and port of the issuer's id.
fn verification(publisher: &Publisher<'_>) -> Value {
    let base = publisher.base();
    let is_bare = base.port().is_none() && base.host().contains('.');
    Object::new()
        .with("type", "VerificationObject")
        .with_some("allowedOrigins", is_bare.then(|| base.host()))
        .with("startsWith", base.as_str())
        .finish()
}

fn criteria(
    publisher: &Publisher<'_>,
    slug: &Slug,
    version: &Version,
    narrative: Option<&str>,
) -> Value {
    Object::new()
        .with("id", publisher.url(&places::badge_version(slug, version)))
        .with_some("narrative", narrative)
        .finish()
}

// The members have the same names in both versions, but for those that 2.0 has not.
fn alignment(alignment: &Value) -> Value {
    let kept = [
        "targetName",
        "targetUrl",
        "targetFramework",
        "targetCode",
        "targetDescription",
    ];
    let object = kept.into_iter().fold(Object::new(), |object, name| {
        object.with_some(name, text(alignment, name))
    });
    object.finish()
}

fn recipient(hosted: &Hosted<'_>) -> Value {
    json!({
        "type": "email",
        "hashed": true,
        "salt": hosted.salt,
        "identity": hosted.identity,
    })
}

fn evidence(evidence: &EvidenceFacts<'_>) -> Value {
    Object::new()
        .with("type", "Evidence")
        .with_some("id", evidence.url)
        .with_some("narrative", evidence.narrative)
        .finish()
}

/// The context of every document here.
pub const CONTEXT: &str = "https://w3id.org/openbadges/v2";
