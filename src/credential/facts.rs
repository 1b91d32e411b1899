//! What documents say, read for pages and for Open Badges 2.0.

use jiff::Timestamp;
use serde_json::Value;

use super::member::{items, text};

/// What a credential says. Texts are as they stand in it: Markdown where the standard says so,
/// never made safe for HTML.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Its address.
    pub id: &'a str,
    /// What may be said of the recipient's name.
    pub recipient_name: Option<&'a str>,
    pub issuer_id: &'a str,
    pub issuer_name: &'a str,
    /// The issuer's own website.
    pub issuer_url: Option<&'a str>,
    pub valid_from: Timestamp,
    pub valid_until: Option<Timestamp>,
    /// When it was first awarded; `valid_from` where nothing else is said.
    pub awarded: Timestamp,
    /// What the recipient did, in Markdown.
    pub narrative: Option<&'a str>,
    pub evidence: Vec<EvidenceFacts<'a>>,
    pub results: Vec<ResultFacts<'a>>,
    pub license_number: Option<&'a str>,
    /// Its place in the status list, counted from 0.
    pub status_index: Option<u32>,
    /// The address of the status list.
    pub status_list: Option<&'a str>,
    /// The id of the key that is said to have signed it.
    pub key_id: Option<&'a str>,
    pub achievement: AchievementFacts<'a>,
}

/// What was done for an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceFacts<'a> {
    pub url: Option<&'a str>,
    /// In Markdown.
    pub narrative: Option<&'a str>,
}

/// What a recipient reached, with the names of what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFacts<'a> {
    /// What was measured.
    pub name: &'a str,
    /// A word of the vocabulary: `Percent`.
    pub kind: &'a str,
    pub reached: ReachedFacts<'a>,
    /// The least value, or the name of the least level, that earns the badge.
    pub required: Option<&'a str>,
    pub minimum: Option<&'a str>,
    pub maximum: Option<&'a str>,
}

/// How a result is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachedFacts<'a> {
    Value(&'a str),
    /// A level, by name.
    Level(&'a str),
    /// A word of the vocabulary: `Completed`.
    Status(&'a str),
}

/// What an achievement says.
#[derive(Clone, Debug)]
pub struct AchievementFacts<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub description: &'a str,
    /// How it is earned, in Markdown.
    pub criteria: Option<&'a str>,
    /// The page of the criteria.
    pub criteria_url: Option<&'a str>,
    /// A word of the vocabulary: `Badge`.
    pub kind: Option<&'a str>,
    pub tags: Vec<&'a str>,
    pub alignments: Vec<AlignmentFacts<'a>>,
    /// What it measures.
    pub results: Vec<ResultDescriptionFacts<'a>>,
    pub credits: Option<f64>,
    pub language: Option<&'a str>,
    pub version: Option<&'a str>,
    /// The address of its picture.
    pub image: Option<&'a str>,
}

/// A standard that a badge answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlignmentFacts<'a> {
    pub name: &'a str,
    pub url: &'a str,
    pub framework: Option<&'a str>,
    pub code: Option<&'a str>,
    pub description: Option<&'a str>,
}

/// What a badge measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultDescriptionFacts<'a> {
    pub name: &'a str,
    /// A word of the vocabulary: `Percent`.
    pub kind: &'a str,
    /// From low to high.
    pub allowed_values: Vec<&'a str>,
    /// The least value, or the name of the least level, that earns the badge.
    pub required: Option<&'a str>,
    pub minimum: Option<&'a str>,
    pub maximum: Option<&'a str>,
    /// From low to high.
    pub levels: Vec<LevelFacts<'a>>,
}

/// A level of a rubric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelFacts<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub points: Option<&'a str>,
}

/// What a document lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    #[error("the {document} has no `{name}`")]
    Missing {
        document: &'static str,
        name: &'static str,
    },
    #[error("`{name}` of the credential is not a time with its zone")]
    Time { name: &'static str },
    #[error("a result of the credential refers to `{id}`, which the achievement does not describe")]
    Dangling { id: String },
}

impl<'a> Facts<'a> {
    /// Reads a signed credential, or one about to be signed. Nothing is checked but what is read.
    ///
    /// # Errors
    /// Something that every credential has is missing, or a result names what is not described.
    pub fn read(credential: &'a Value) -> Result<Self, FactsError> {
        let subject = member(credential, "credentialSubject")?;
        let achievement = member(subject, "achievement")?;
        let issuer = member(credential, "issuer")?;
        let status = credential.get("credentialStatus");
        let valid_from = required_time(credential, "validFrom")?;
        Ok(Self {
            id: required(credential, CREDENTIAL, "id")?,
            recipient_name: recipient_name(subject),
            issuer_id: required(issuer, "issuer", "id")?,
            issuer_name: required(issuer, "issuer", "name")?,
            issuer_url: text(issuer, "url"),
            valid_from,
            valid_until: time(credential, "validUntil")?,
            awarded: time(credential, "awardedDate")?.unwrap_or(valid_from),
            narrative: text(subject, "narrative"),
            evidence: items(credential, "evidence").iter().map(evidence).collect(),
            results: results(subject, achievement)?,
            license_number: text(subject, "licenseNumber"),
            status_index: status.and_then(status_index),
            status_list: status.and_then(|it| text(it, "statusListCredential")),
            key_id: items(credential, "proof")
                .first()
                .and_then(|it| text(it, "verificationMethod")),
            achievement: AchievementFacts::read(achievement)?,
        })
    }
}

impl<'a> AchievementFacts<'a> {
    /// Reads an Achievement.
    ///
    /// # Errors
    /// It has no id, name or description; an alignment has no name or address; or a result
    /// description has no name or type.
    pub fn read(achievement: &'a Value) -> Result<Self, FactsError> {
        let criteria = achievement.get("criteria");
        let image = achievement.get("image");
        let alignments = items(achievement, "alignment").iter().map(alignment);
        let results = items(achievement, "resultDescription").iter();
        let tags = items(achievement, "tag").iter();
        Ok(Self {
            id: required(achievement, ACHIEVEMENT, "id")?,
            name: required(achievement, ACHIEVEMENT, "name")?,
            description: required(achievement, ACHIEVEMENT, "description")?,
            criteria: criteria.and_then(|it| text(it, "narrative")),
            criteria_url: criteria.and_then(|it| text(it, "id")),
            kind: text(achievement, "achievementType"),
            tags: tags.filter_map(Value::as_str).collect(),
            alignments: alignments.collect::<Result<_, _>>()?,
            results: results.map(result_description).collect::<Result<_, _>>()?,
            credits: achievement.get("creditsAvailable").and_then(Value::as_f64),
            language: text(achievement, "inLanguage"),
            version: text(achievement, "version"),
            image: image.and_then(|it| text(it, "id")),
        })
    }
}

fn recipient_name(subject: &Value) -> Option<&str> {
    let mut identifiers = items(subject, "identifier").iter();
    let named = identifiers.find(|it| {
        text(it, "identityType") == Some("name") && it["hashed"] == Value::Bool(false)
    })?;
    text(named, "identityHash")
}

// A text by the standard; some write a number.
fn status_index(status: &Value) -> Option<u32> {
    match status.get("statusListIndex")? {
        Value::String(digits) => digits.parse().ok(),
        other => u32::try_from(other.as_u64()?).ok(),
    }
}

fn evidence(evidence: &Value) -> EvidenceFacts<'_> {
    EvidenceFacts {
        url: text(evidence, "id"),
        narrative: text(evidence, "narrative"),
    }
}

fn alignment(alignment: &Value) -> Result<AlignmentFacts<'_>, FactsError> {
    Ok(AlignmentFacts {
        name: required(alignment, "alignment", "targetName")?,
        url: required(alignment, "alignment", "targetUrl")?,
        framework: text(alignment, "targetFramework"),
        code: text(alignment, "targetCode"),
        description: text(alignment, "targetDescription"),
    })
}

fn results<'a>(
    subject: &'a Value,
    achievement: &'a Value,
) -> Result<Vec<ResultFacts<'a>>, FactsError> {
    let results = items(subject, "result").iter();
    results.map(|it| result(it, achievement)).collect()
}

fn result<'a>(result: &'a Value, achievement: &'a Value) -> Result<ResultFacts<'a>, FactsError> {
    let id = required(result, "result", "resultDescription")?;
    let described = find(achievement, "resultDescription", id)?;
    let facts = result_description(described)?;
    let reached = if let Some(level) = text(result, "achievedLevel") {
        let level = find(described, "rubricCriterionLevel", level)?;
        ReachedFacts::Level(required(level, "level", "name")?)
    } else if let Some(status) = text(result, "status") {
        ReachedFacts::Status(status)
    } else {
        ReachedFacts::Value(required(result, "result", "value")?)
    };
    Ok(ResultFacts {
        name: facts.name,
        kind: facts.kind,
        reached,
        required: facts.required,
        minimum: facts.minimum,
        maximum: facts.maximum,
    })
}

fn result_description(described: &Value) -> Result<ResultDescriptionFacts<'_>, FactsError> {
    let levels = items(described, "rubricCriterionLevel").iter().map(level);
    let allowed = items(described, "allowedValue").iter();
    Ok(ResultDescriptionFacts {
        name: required(described, "result description", "name")?,
        kind: required(described, "result description", "resultType")?,
        allowed_values: allowed.filter_map(Value::as_str).collect(),
        required: least(described)?,
        minimum: text(described, "valueMin"),
        maximum: text(described, "valueMax"),
        levels: levels.collect::<Result<_, _>>()?,
    })
}

fn least(described: &Value) -> Result<Option<&str>, FactsError> {
    let Some(level) = text(described, "requiredLevel") else {
        return Ok(text(described, "requiredValue"));
    };
    let level = find(described, "rubricCriterionLevel", level)?;
    Ok(text(level, "name"))
}

fn level(level: &Value) -> Result<LevelFacts<'_>, FactsError> {
    Ok(LevelFacts {
        name: required(level, "level", "name")?,
        description: text(level, "description"),
        points: text(level, "points"),
    })
}

fn find<'a>(object: &'a Value, name: &str, id: &str) -> Result<&'a Value, FactsError> {
    let mut candidates = items(object, name).iter();
    let found = candidates.find(|it| text(it, "id") == Some(id));
    found.ok_or_else(|| FactsError::Dangling { id: id.to_owned() })
}

fn member<'a>(object: &'a Value, name: &'static str) -> Result<&'a Value, FactsError> {
    let found = object.get(name).filter(|it| it.is_object());
    found.ok_or(FactsError::Missing {
        document: CREDENTIAL,
        name,
    })
}

fn required<'a>(
    object: &'a Value,
    document: &'static str,
    name: &'static str,
) -> Result<&'a str, FactsError> {
    text(object, name).ok_or(FactsError::Missing { document, name })
}

fn required_time(credential: &Value, name: &'static str) -> Result<Timestamp, FactsError> {
    time(credential, name)?.ok_or(FactsError::Missing {
        document: CREDENTIAL,
        name,
    })
}

fn time(credential: &Value, name: &'static str) -> Result<Option<Timestamp>, FactsError> {
    let time = text(credential, name).map(str::parse);
    time.transpose().map_err(|_| FactsError::Time { name })
}

const CREDENTIAL: &str = "credential";
const ACHIEVEMENT: &str = "achievement";
