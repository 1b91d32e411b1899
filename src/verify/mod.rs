//! Any badge, from anyone -> one verdict, and the steps that led to it.
//!
//! In come bytes, the time, and something that answers addresses; out comes a [`Report`]. Facts of
//! a badge are told only once a signature covers them, or the issuer's own site confirms them. What
//! could not be checked is told apart from what passed and what failed. Connections are opened in
//! [`network`] and nowhere else.

// What answers addresses.
pub mod fetch;
pub mod network;
pub mod probe;

// What is found out, and how it is said.
mod draft;
pub mod report;
pub mod sentence;

// From bytes to a document.
mod input;
mod members;
mod session;

// Steps that several formats share.
mod dates;
pub mod instant;
mod keys;
mod recipient;

// Open Badges 3.0.
mod credential;
mod shape;
mod signature;
mod status;

// Open Badges 2.0.
mod assertion;

use jiff::Timestamp;
use serde_json::Value;

use self::credential::{Credential, in_token};
use self::draft::Draft;
use self::fetch::Fetch;
use self::input::Found;
use self::report::{Finding, Report, StepName};
use self::sentence::{Code, Sentence};
use self::session::{Asker, Session, host, missing, unanswered};
use crate::baking::{Form, trimmed};
use crate::proof::jwt::{Jws, JwsError};
use crate::proof::strict_json;

pub use self::recipient::Expected;

/// Verifies badges at one point in time; safe to use from many threads at once.
///
/// Answers are kept: the keys and the list of an issuer are asked for once, not for each badge.
pub struct Verifier<'a>(Session<'a>);

impl<'a> Verifier<'a> {
    /// `fetch` answers addresses, `now` is when dates are judged, `recipient` whom the badges
    /// should be about, if that is asked.
    pub fn new(fetch: &'a dyn Fetch, now: Timestamp, recipient: Option<Expected>) -> Self {
        Self(Session::new(fetch, now, recipient))
    }

    /// Verifies what is in `bytes`: a PNG or SVG picture, JSON, a token, or an address.
    pub fn verify(&self, bytes: &[u8]) -> Report {
        let asker = Asker::new(&self.0);
        self.verify_found(input::find(bytes), &asker)
    }

    /// Verifies what an address answers.
    pub fn verify_address(&self, address: &str) -> Report {
        let asker = Asker::new(&self.0);
        self.at(address, &asker)
            .unwrap_or_else(|finding| self.refuse(finding))
    }

    /// The report on an input that could not even be read.
    pub fn unreadable(&self, problem: &str) -> Report {
        let sentence = Sentence::new(Code::FormatFile).with("problem", problem);
        self.refuse(Finding::unchecked(sentence))
    }

    fn at(&self, given: &str, asker: &Asker<'_>) -> Result<Report, Finding> {
        let address = &input::badge_address(given);
        let answer = asker.ask(address)?;
        let answer = answer
            .as_ref()
            .as_ref()
            .map_err(|error| unanswered(address, error))?;
        if answer.status == 200 && input::is_page(&answer.body) {
            let beside = input::beside_page(address).ok_or_else(|| {
                Finding::unchecked(Sentence::new(Code::Page).with("address", address))
            })?;
            return self.at(&beside, asker);
        }
        match (answer.status, input::find(&answer.body)) {
            (
                200 | 410,
                Ok(Found {
                    form: Form::Url(_), ..
                }),
            ) => Err(missing(address, answer.status)),
            (200, found) => Ok(self.verify_found(found, asker)),
            // What is gone may still say what it was.
            (410, Ok(found)) => Ok(self.verify_found(Ok(found), asker)),
            (404, _) if is_erased(address, asker) => {
                let sentence = Sentence::new(Code::Gone).with("host", host(address));
                Err(Finding::unchecked(sentence))
            }
            (status, _) => Err(missing(address, status)),
        }
    }

    fn verify_found(&self, found: Result<Found, Finding>, asker: &Asker<'_>) -> Report {
        let report = found.and_then(|found| {
            let report = match &found.form {
                Form::Json(text) => self.document(text, asker),
                Form::Jws(text) => self.token(text, asker),
                Form::Url(address) => self.at(address, asker),
            };
            report.map(|report| {
                if found.has_both {
                    told_of_both(report)
                } else {
                    report
                }
            })
        });
        report.unwrap_or_else(|finding| self.refuse(finding))
    }

    fn document(&self, text: &str, asker: &Asker<'_>) -> Result<Report, Finding> {
        let document = strict_json::parse(trimmed(text).as_bytes());
        let document = document.map_err(|error| bad_json(&error.to_string()))?;
        judge(document, None, asker)
    }

    fn token(&self, text: &str, asker: &Asker<'_>) -> Result<Report, Finding> {
        let jws = Jws::read(text).map_err(|error| match error {
            JwsError::Algorithm { name } => {
                Finding::unchecked(Sentence::new(Code::UnknownSuite).with("suite", name))
            }
            JwsError::Extension { name } => {
                Finding::unchecked(Sentence::new(Code::UnknownSuite).with("suite", name))
            }
            JwsError::Json { problem, .. } => bad_json(&problem),
            _ => Finding::unchecked(Sentence::new(Code::MalformedJws)),
        })?;
        judge(in_token(&jws), Some(jws), asker)
    }

    fn refuse(&self, finding: Finding) -> Report {
        let mut draft = Draft::new(self.0.recipient.is_some());
        draft.add(StepName::Format, finding);
        draft.finish()
    }
}

// What was erased has left an assertion that says no more than that it does not hold.
fn is_erased(address: &str, asker: &Asker<'_>) -> bool {
    let Some(stem) = address.strip_suffix(".json") else {
        return false;
    };
    let left = format!("{stem}.assertion.json");
    let answer = asker.ask_for_json(&left);
    answer.is_ok_and(|it| {
        let told = it.as_ref().as_ref();
        told.is_ok_and(|it| it["id"] == left.as_str() && it["revoked"] == true)
    })
}

fn judge(document: Value, token: Option<Jws>, asker: &Asker<'_>) -> Result<Report, Finding> {
    if shape::Kind::of(&document).is_some() {
        return Ok(Credential { document, token }.check(asker));
    }
    if assertion::is_open_badges_2(&document) {
        return Ok(assertion::check(document, token.as_ref(), asker));
    }
    Err(Finding::unchecked(Sentence::new(Code::NotABadge)))
}

fn told_of_both(mut report: Report) -> Report {
    let format = report
        .steps
        .iter_mut()
        .find(|it| it.name == StepName::Format);
    if let Some(format) = format {
        format.sentences.push(Sentence::new(Code::FormatBoth));
    }
    report
}

fn bad_json(detail: &str) -> Finding {
    Finding::unchecked(Sentence::new(Code::Json).with("detail", detail))
}
