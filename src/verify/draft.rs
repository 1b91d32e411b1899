//! A report in the making.

use super::report::{Facts, Finding, Outcome, ProofReport, Report, Step, StepName, Verdict};
use super::sentence::{Code, Sentence};

/// Findings by step, in any order.
#[derive(Debug, Default)]
pub(super) struct Draft {
    findings: Vec<(StepName, Finding)>,
    pub facts: Option<Facts>,
    pub proofs: Vec<ProofReport>,
    pub endorsements: Vec<Report>,
    recipient_asked: bool,
}

impl Draft {
    pub fn new(recipient_asked: bool) -> Self {
        Self {
            recipient_asked,
            ..Self::default()
        }
    }

    pub fn add(&mut self, step: StepName, finding: Finding) {
        // A document with many alike faults would say the same many times over.
        let is_new = !self
            .findings
            .iter()
            .any(|(name, it)| *name == step && *it == finding);
        if is_new && self.of(step).count() < MAX_FINDINGS {
            self.findings.push((step, finding));
        }
    }

    pub fn extend(&mut self, step: StepName, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|it| self.add(step, it));
    }

    /// The worst outcome of a step; `None` if nothing was found out.
    pub fn outcome(&self, step: StepName) -> Option<Outcome> {
        self.of(step).map(|it| it.outcome).max()
    }

    /// Whether the issuer's word was found to be its own.
    pub fn is_vouched_for(&self) -> bool {
        let holds = |step| matches!(self.outcome(step), Some(Outcome::Pass | Outcome::Warn));
        holds(StepName::Signature) && holds(StepName::Issuer)
    }

    pub fn finish(self) -> Report {
        let verdict = self.verdict();
        let steps = StepName::ALL.into_iter().map(|name| self.step(name));
        Report {
            verdict,
            sentence: self.summary(verdict),
            steps: steps.collect(),
            facts: self.facts,
            proofs: self.proofs,
            endorsements: self.endorsements,
        }
    }

    fn of(&self, step: StepName) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |(name, _)| *name == step)
            .map(|(_, it)| it)
    }

    fn verdict(&self) -> Verdict {
        let is = |step, outcome| self.outcome(step) == Some(outcome);
        let decisive = [StepName::Format, StepName::Signature, StepName::Issuer];
        if decisive.iter().any(|it| is(*it, Outcome::Fail)) {
            return Verdict::NotVerified;
        }
        let unknown = |step| matches!(self.outcome(step), None | Some(Outcome::NotChecked));
        if decisive.iter().any(|it| unknown(*it)) {
            return Verdict::CannotBeChecked;
        }
        if is(StepName::Status, Outcome::Fail) {
            return Verdict::Revoked;
        }
        if is(StepName::Dates, Outcome::Fail) || is(StepName::Recipient, Outcome::Fail) {
            return Verdict::NotVerified;
        }
        let counts = |step: &StepName| *step != StepName::Recipient || self.recipient_asked;
        let all_pass = StepName::ALL
            .iter()
            .filter(|it| counts(it))
            .all(|it| is(*it, Outcome::Pass));
        if all_pass
            && self
                .endorsements
                .iter()
                .all(|it| it.verdict == Verdict::Verified)
        {
            Verdict::Verified
        } else {
            Verdict::VerifiedWithWarnings
        }
    }

    /// The sentence of the verdict: that of the step that decided, where it says more.
    fn summary(&self, verdict: Verdict) -> Sentence {
        let decisive =
            |step: StepName, code: Code| self.of(step).find(|it| it.sentence.code() == code);
        let is_signer_unknown = [Code::IssuerKeyOnly, Code::IssuerUnknown]
            .into_iter()
            .any(|it| decisive(StepName::Issuer, it).is_some());
        let (step, code, told) = match verdict {
            Verdict::Verified => (
                StepName::Signature,
                Code::SignatureHosted,
                Code::VerdictHosted,
            ),
            Verdict::VerifiedWithWarnings if is_signer_unknown => {
                return Sentence::new(Code::VerdictUnknownKey);
            }
            Verdict::VerifiedWithWarnings
                if decisive(StepName::Dates, Code::DatesEarly).is_some() =>
            {
                (StepName::Dates, Code::DatesEarly, Code::VerdictEarly)
            }
            Verdict::VerifiedWithWarnings => {
                (StepName::Dates, Code::DatesExpired, Code::VerdictExpired)
            }
            Verdict::Revoked => (
                StepName::Status,
                Code::StatusSuspended,
                Code::VerdictSuspended,
            ),
            Verdict::NotVerified if self.is_vouched_for() => {
                let code = match self.outcome(StepName::Recipient) {
                    Some(Outcome::Fail) => Code::VerdictOtherRecipient,
                    _ => Code::NotVerified,
                };
                return Sentence::new(code);
            }
            Verdict::NotVerified => return Sentence::new(Code::NotVerified),
            Verdict::CannotBeChecked => {
                let code = match decisive(StepName::Format, Code::Gone) {
                    Some(_) => Code::VerdictErased,
                    None => Code::CannotBeChecked,
                };
                return Sentence::new(code);
            }
        };
        let is_revoked = self
            .of(StepName::Status)
            .any(|it| it.sentence.code() == Code::StatusRevoked);
        match decisive(step, code).filter(|_| !is_revoked) {
            Some(finding) => {
                let date = finding.sentence.value("date").to_owned();
                let domain = self.facts.as_ref().and_then(|it| it.domain.clone());
                let host = domain.unwrap_or_else(|| finding.sentence.value("host").to_owned());
                Sentence::new(told).with("host", host).with("date", date)
            }
            None => Sentence::new(match verdict {
                Verdict::Verified => Code::Verified,
                Verdict::Revoked => Code::VerdictRevoked,
                _ => Code::VerifiedWithWarnings,
            }),
        }
    }

    fn step(&self, name: StepName) -> Step {
        let mut found: Vec<_> = self.of(name).collect();
        // The reason for the outcome comes first.
        found.sort_by_key(|it| std::cmp::Reverse(it.outcome));
        let mut sentences: Vec<_> = found.into_iter().map(|it| it.sentence.clone()).collect();
        if sentences.is_empty() {
            let asked = name != StepName::Recipient || self.recipient_asked;
            let code = if asked {
                Code::NotReached
            } else {
                Code::RecipientNotAsked
            };
            sentences.push(Sentence::new(code));
        }
        Step {
            name,
            outcome: self.outcome(name).unwrap_or(Outcome::NotChecked),
            sentences,
        }
    }
}

/// Enough to see what is wrong.
const MAX_FINDINGS: usize = 12;
