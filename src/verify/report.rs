//! What was found out: one verdict, then steps, each with its sentences.

use serde_json::{Map, Value, json};

use super::instant::Written;
use super::sentence::Sentence;

/// The one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Verified,
    /// Signed by its issuer, but expired, not yet valid, perhaps revoked, or of an unknown issuer.
    VerifiedWithWarnings,
    /// Revoked or suspended by its issuer.
    Revoked,
    /// Altered, not signed by its issuer, or no badge.
    NotVerified,
    /// Neither: what would decide could not be read or reached.
    CannotBeChecked,
}

impl Verdict {
    pub const ALL: [Self; 5] = [
        Self::Verified,
        Self::VerifiedWithWarnings,
        Self::Revoked,
        Self::NotVerified,
        Self::CannotBeChecked,
    ];

    /// Its name, the same on verification pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::VerifiedWithWarnings => "verified-with-warnings",
            Self::Revoked => "revoked",
            Self::NotVerified => "not-verified",
            Self::CannotBeChecked => "cannot-be-checked",
        }
    }
}

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepName {
    Format,
    Signature,
    Issuer,
    Dates,
    Status,
    Recipient,
}

impl StepName {
    pub const ALL: [Self; 6] = [
        Self::Format,
        Self::Signature,
        Self::Issuer,
        Self::Dates,
        Self::Status,
        Self::Recipient,
    ];

    /// Its name, the same on verification pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Dates => "dates",
            Self::Status => "status",
            Self::Recipient => "recipient",
        }
    }
}

/// How a step or a part of it ended; of several the worst counts, which is the last here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Pass,
    Warn,
    NotChecked,
    Fail,
}

impl Outcome {
    /// Its name, the same on verification pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::NotChecked => "not-checked",
            Self::Fail => "fail",
        }
    }
}

/// One thing found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub outcome: Outcome,
    pub sentence: Sentence,
}

impl Finding {
    pub fn pass(sentence: Sentence) -> Self {
        Self::new(Outcome::Pass, sentence)
    }

    pub fn warn(sentence: Sentence) -> Self {
        Self::new(Outcome::Warn, sentence)
    }

    pub fn fail(sentence: Sentence) -> Self {
        Self::new(Outcome::Fail, sentence)
    }

    /// What could not be found out, and why.
    pub fn unchecked(sentence: Sentence) -> Self {
        Self::new(Outcome::NotChecked, sentence)
    }

    fn new(outcome: Outcome, sentence: Sentence) -> Self {
        Self { outcome, sentence }
    }
}

/// Everything found out in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: StepName,
    pub outcome: Outcome,
    /// At least one.
    pub sentences: Vec<Sentence>,
}

/// One proof of a document that carries several or one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofReport {
    /// The name of its suite or algorithm, if it could be read.
    pub suite: Option<String>,
    /// The id of the key, if it could be read.
    pub key: Option<String>,
    pub outcome: Outcome,
    pub sentence: Sentence,
}

/// What a badge says, all of it covered by a signature or confirmed by the issuer's site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The domain that answers for the issuer; `None` where none does.
    pub domain: Option<String>,
    pub issuer_id: String,
    pub issuer: Option<String>,
    pub id: Option<String>,
    pub badge: Option<String>,
    pub description: Option<String>,
    pub recipient: Option<String>,
    pub issued: Option<Written>,
    pub expires: Option<Written>,
}

/// The result of verifying one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub verdict: Verdict,
    /// The sentence that says it.
    pub sentence: Sentence,
    /// `None` unless a signature or the issuer's site vouches for them.
    pub facts: Option<Facts>,
    pub steps: Vec<Step>,
    pub proofs: Vec<ProofReport>,
    /// Of what others say in favour of the badge, each checked like a badge.
    pub endorsements: Vec<Report>,
}

impl Report {
    /// The step of that name.
    pub fn step(&self, name: StepName) -> &Step {
        let found = self.steps.iter().find(|it| it.name == name);
        found.expect("a report holds every step")
    }

    /// Whether what was given could not even be read as a badge, so that no step was taken.
    pub fn is_unread(&self) -> bool {
        let mut later = self.steps.iter().filter(|it| it.name != StepName::Format);
        let is_format_read = self.step(StepName::Format).outcome == Outcome::Pass;
        !is_format_read && later.all(|it| it.outcome == Outcome::NotChecked)
    }

    /// For programs: verdict, facts and steps, with ids and sentences.
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("verdict".into(), self.verdict.as_str().into());
        members.insert("sentence".into(), self.sentence.to_string().into());
        members.insert(
            "facts".into(),
            self.facts.as_ref().map_or(Value::Null, Facts::to_json),
        );
        members.insert(
            "steps".into(),
            self.steps.iter().map(Step::to_json).collect(),
        );
        members.insert(
            "proofs".into(),
            self.proofs.iter().map(ProofReport::to_json).collect(),
        );
        let endorsements = self.endorsements.iter().map(Self::to_json).collect();
        members.insert("endorsements".into(), endorsements);
        Value::Object(members)
    }
}

impl Step {
    fn to_json(&self) -> Value {
        json!({
            "step": self.name.as_str(),
            "result": self.outcome.as_str(),
            "findings": self.sentences.iter().map(sentence_to_json).collect::<Value>(),
        })
    }
}

impl ProofReport {
    fn to_json(&self) -> Value {
        json!({
            "suite": self.suite,
            "key": self.key,
            "result": self.outcome.as_str(),
            "finding": sentence_to_json(&self.sentence),
        })
    }
}

impl Facts {
    fn to_json(&self) -> Value {
        json!({
            "domain": self.domain,
            "issuerId": self.issuer_id,
            "issuer": self.issuer,
            "id": self.id,
            "badge": self.badge,
            "description": self.description,
            "recipient": self.recipient,
            "issued": self.issued.as_ref().map(ToString::to_string),
            "expires": self.expires.as_ref().map(ToString::to_string),
        })
    }
}

fn sentence_to_json(sentence: &Sentence) -> Value {
    json!({ "id": sentence.id(), "sentence": sentence.to_string() })
}
