//! What documents say, read for pages and for Open Badges 2.0.

use jiff::Timestamp;
use serde_json::Value;

use super::member::{items, text};
use super::signed::{Evidence, Proof, Reached, Signed, Status, Subject, Text};

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
    /// A time with its zone, as it stands there: `2026-05-02T00:00:00+02:00`.
    pub valid_from: &'a str,
    pub valid_until: Option<&'a str>,
    /// When it was first awarded; `valid_from` where nothing else is said.
    pub awarded: &'a str,
    /// What the recipient did, in Markdown.
    pub narrative: Option<&'a str>,
    pub evidence: Vec<EvidenceFacts<'a>>,
    pub results: Vec<ResultFacts<'a>>,
    pub license_number: Option<&'a str>,
    /// Its place in the status list, counted from 0.
    pub status_index: Option<u32>,
    /// The address of the status list.
    pub status_list: Option<&'a str>,
    pub proof: Option<ProofFacts<'a>>,
    /// The language of the achievement.
    pub language: Option<&'a str>,
}

/// What a proof says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofFacts<'a> {
    /// The id of the key that is said to have signed.
    pub key_id: &'a str,
    pub cryptosuite: Option<&'a str>,
    /// When it is said to have been made.
    pub created: Option<&'a str>,
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
    /// Reads a signed credential, or one about to be signed; `achievement` is the one within it.
    /// Nothing is checked but what is read.
    ///
    /// # Errors
    /// Something that every credential has is missing, or a result names what is not described.
    pub fn read(credential: &'a Signed<'_>, achievement: &'a Value) -> Result<Self, FactsError> {
        let subject = credential.credential_subject.as_ref();
        let subject = subject.ok_or(missing(CREDENTIAL, "credentialSubject"))?;
        let issuer = credential.issuer.as_ref();
        let issuer = issuer.ok_or(missing(CREDENTIAL, "issuer"))?;
        let status = credential.credential_status.as_ref();
        let valid_from =
            time(&credential.valid_from, "validFrom")?.ok_or(missing(CREDENTIAL, "validFrom"))?;
        Ok(Self {
            id: present(&credential.id, CREDENTIAL, "id")?,
            recipient_name: recipient_name(subject),
            issuer_id: present(&issuer.id, "issuer", "id")?,
            issuer_name: present(&issuer.name, "issuer", "name")?,
            issuer_url: told(&issuer.url),
            valid_from,
            valid_until: time(&credential.valid_until, "validUntil")?,
            awarded: time(&credential.awarded_date, "awardedDate")?.unwrap_or(valid_from),
            narrative: told(&subject.narrative),
            evidence: credential.evidence.0.iter().map(evidence).collect(),
            results: results(subject, achievement)?,
            license_number: told(&subject.license_number),
            status_index: status.and_then(status_index),
            status_list: status.and_then(|it| told(&it.status_list_credential)),
            proof: credential.proof.0.first().and_then(proof),
            language: text(achievement, "inLanguage"),
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

impl Signed<'_> {
    /// What it says of the recipient's name, in clear.
    pub fn recipient_name(&self) -> Option<&str> {
        recipient_name(self.credential_subject.as_ref()?)
    }
}

fn recipient_name<'a>(subject: &'a Subject<'_>) -> Option<&'a str> {
    let mut identifiers = subject.identifier.0.iter();
    let named = identifiers
        .find(|it| told(&it.identity_type) == Some("name") && it.hashed == Some(false))?;
    told(&named.identity_hash)
}

fn status_index(status: &Status<'_>) -> Option<u32> {
    match status.status_list_index.as_ref()? {
        Value::String(digits) => digits.parse().ok(),
        other => u32::try_from(other.as_u64()?).ok(),
    }
}

fn evidence<'a>(evidence: &'a Evidence<'_>) -> EvidenceFacts<'a> {
    EvidenceFacts {
        url: told(&evidence.id),
        narrative: told(&evidence.narrative),
    }
}

fn proof<'a>(proof: &'a Proof<'_>) -> Option<ProofFacts<'a>> {
    Some(ProofFacts {
        key_id: told(&proof.verification_method)?,
        cryptosuite: told(&proof.cryptosuite),
        created: told(&proof.created),
    })
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
    subject: &'a Subject<'_>,
    achievement: &'a Value,
) -> Result<Vec<ResultFacts<'a>>, FactsError> {
    let results = subject.result.0.iter();
    results.map(|it| result(it, achievement)).collect()
}

fn result<'a>(
    result: &'a Reached<'_>,
    achievement: &'a Value,
) -> Result<ResultFacts<'a>, FactsError> {
    let id = present(&result.result_description, "result", "resultDescription")?;
    let described = find(achievement, "resultDescription", id)?;
    let facts = result_description(described)?;
    let reached = if let Some(level) = told(&result.achieved_level) {
        let level = find(described, "rubricCriterionLevel", level)?;
        ReachedFacts::Level(required(level, "level", "name")?)
    } else if let Some(status) = told(&result.status) {
        ReachedFacts::Status(status)
    } else {
        ReachedFacts::Value(present(&result.value, "result", "value")?)
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

fn required<'a>(
    object: &'a Value,
    document: &'static str,
    name: &'static str,
) -> Result<&'a str, FactsError> {
    text(object, name).ok_or(missing(document, name))
}

fn told<'a>(text: &'a Option<Text<'_>>) -> Option<&'a str> {
    text.as_ref().map(Text::as_str)
}

fn present<'a>(
    text: &'a Option<Text<'_>>,
    document: &'static str,
    name: &'static str,
) -> Result<&'a str, FactsError> {
    told(text).ok_or(missing(document, name))
}

fn time<'a>(text: &'a Option<Text<'_>>, name: &'static str) -> Result<Option<&'a str>, FactsError> {
    let text = told(text);
    let is_time = text.is_none_or(|it| it.parse::<Timestamp>().is_ok());
    is_time.then_some(text).ok_or(FactsError::Time { name })
}

fn missing(document: &'static str, name: &'static str) -> FactsError {
    FactsError::Missing { document, name }
}

const CREDENTIAL: &str = "credential";
const ACHIEVEMENT: &str = "achievement";
