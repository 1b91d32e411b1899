//! Verdicts on badges from anywhere: one table, `tests/verdicts/cases.json`, which the verification
//! page is held to as well.
//!
//! A case has an input, what addresses answer, the verdict, the result of each step, and the ids of
//! sentences that must be said, alone or with the value that matters (`format.flaw:issuer`). An
//! input or answer is a `sample` of the published data, a file that was `made` (see
//! `verify_made.rs`), a `document` or a `text` of the table, or a mere `status`; `samples` answers
//! every address that starts so from a folder of the published data, `keys of` is the list of keys
//! of an issuer of tokens. `published` is what the samples' authors say of one. The page goes through
//! the same cases in `tests/browser/verdicts.test.js` and `browser/table.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use accolade::baking::Form;
use accolade::proof::jwt::Jws;
use accolade::verify::fetch::{Answer, Fetch, FetchError};
use accolade::verify::report::{Report, StepName};
use accolade::verify::sentence::Code;
use accolade::verify::{Expected, Verifier};
use serde_json::{Value, json};
use url::Url;

use crate::spec;

/// Answers from memory, and remembers nothing.
#[derive(Default)]
pub struct Answers {
    pub exact: BTreeMap<String, (u16, Vec<u8>)>,
    /// Every address that starts so is answered from a folder.
    pub folders: Vec<(String, std::path::PathBuf)>,
}

impl Answers {
    pub fn with(mut self, address: &str, document: &Value) -> Self {
        let body = document.to_string().into_bytes();
        self.exact.insert(address.to_owned(), (200, body));
        self
    }
}

impl Fetch for Answers {
    fn fetch(&self, address: &Url) -> Result<Answer, FetchError> {
        assert_eq!(address.scheme(), "https", "{address}");
        if let Some((status, body)) = self.exact.get(address.as_str()) {
            let (status, body) = (*status, body.clone());
            return Ok(Answer { status, body });
        }
        for (start, folder) in &self.folders {
            let Some(name) = address.as_str().strip_prefix(start) else {
                continue;
            };
            if let Ok(body) = std::fs::read(folder.join(name)) {
                return Ok(Answer { status: 200, body });
            }
        }
        let reason = "nobody is there".to_owned();
        Err(FetchError::Unreachable { reason })
    }
}

pub fn table() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts/cases.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn made(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn content(part: &Value, table: &Value, samples: &Path) -> Vec<u8> {
    let text = |name: &str| part[name].as_str();
    if let Some(path) = text("sample") {
        return std::fs::read(samples.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    if let Some(name) = text("made") {
        return made(name);
    }
    if let Some(name) = text("document") {
        return table["documents"][name].to_string().into_bytes();
    }
    if let Some(pictures) = part["keys of"].as_array() {
        let read = |it: &Value| std::fs::read(samples.join(it.as_str().unwrap())).unwrap();
        let pictures: Vec<_> = pictures.iter().map(read).collect();
        return keys_of(&pictures).to_string().into_bytes();
    }
    text("text").unwrap_or_default().as_bytes().to_vec()
}

/// The list of keys of an issuer who signed tokens with keys in their headers, baked into pictures.
fn keys_of(pictures: &[Vec<u8>]) -> Value {
    let tokens = pictures.iter().map(|picture| {
        let found = accolade::baking::extract(picture).unwrap();
        match &found[0].form {
            Form::Jws(text) => Jws::read(text).unwrap(),
            other => panic!("{other:?}"),
        }
    });
    let tokens: Vec<_> = tokens.collect();
    let issuer = tokens[0].payload["issuer"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let methods = tokens.iter().enumerate().map(|(index, token)| {
        json!({"id": format!("{issuer}#{index}"), "type": "JsonWebKey", "controller": issuer,
            "publicKeyJwk": token.key})
    });
    let names = (0..tokens.len()).map(|index| format!("#{index}"));
    json!({"id": issuer, "verificationMethod": methods.collect::<Value>(),
        "assertionMethod": names.collect::<Vec<_>>()})
}

pub fn answers(case: &Value, table: &Value, samples: &Path) -> Answers {
    let mut answers = Answers::default();
    for (address, part) in case["answers"].as_object().into_iter().flatten() {
        if let Some(folder) = part["samples"].as_str() {
            answers
                .folders
                .push((address.clone(), samples.join(folder)));
            continue;
        }
        let status = part["status"].as_u64().unwrap_or(200).try_into().unwrap();
        let body = content(part, table, samples);
        answers.exact.insert(address.clone(), (status, body));
    }
    answers
}

pub fn report(case: &Value, table: &Value, samples: &Path) -> Report {
    let answers = answers(case, table, samples);
    let now = case["at"].as_str().or(table["now"].as_str()).unwrap();
    let email = case["email"]
        .as_str()
        .map(|it| Expected::Email(it.to_owned()));
    let verifier = Verifier::new(&answers, now.parse().unwrap(), email);
    verifier.verify(&content(&case["input"], table, samples))
}

/// The part of a case that a report fills in.
fn outcome(report: &Report) -> Value {
    let steps = report.steps.iter();
    let steps: BTreeMap<_, _> = steps
        .map(|it| (it.name.as_str(), it.outcome.as_str()))
        .collect();
    json!({ "verdict": report.verdict.as_str(), "steps": steps })
}

/// Ids of what is said, alone and with the value that matters most: `format.flaw:issuer`.
fn said(report: &Report) -> Vec<String> {
    let sentences = report.steps.iter().flat_map(|it| &it.sentences);
    let proofs = report.proofs.iter().map(|it| &it.sentence);
    let own = sentences.chain(proofs).flat_map(|it| {
        let detail = ["name", "suite"].map(|name| format!("{}:{}", it.id(), it.value(name)));
        detail.into_iter().chain([it.id().to_owned()])
    });
    let others = report.endorsements.iter().flat_map(said);
    own.chain(others).collect()
}

pub fn needs_samples(case: &Value) -> bool {
    case["input"]["sample"].is_string() || case["answers"].to_string().contains("\"sample")
}

#[test]
fn every_case_of_the_table_gets_its_verdict() {
    let samples = spec::data("every_case_of_the_table_gets_its_verdict");
    let samples = samples.map(|it| it.join("samples"));
    let table = table();
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().unwrap() {
        if samples.is_none() && needs_samples(case) {
            continue;
        }
        let report = report(case, &table, samples.as_deref().unwrap_or(Path::new("")));
        let expected = json!({ "verdict": case["verdict"], "steps": case["steps"] });
        let said = said(&report);
        let needed = case["says"].as_array().into_iter().flatten();
        let unsaid: Vec<_> = needed
            .filter(|it| !said.iter().any(|said| *it == said))
            .collect();
        if outcome(&report) != expected || !unsaid.is_empty() {
            let steps = report.steps.iter().map(|it| {
                format!(
                    "{:?}",
                    it.sentences
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                )
            });
            wrong.push(format!(
                "{}\n  is {}\n  not {expected}, unsaid {unsaid:?}\n  {}",
                case["name"],
                outcome(&report),
                steps.collect::<Vec<_>>().join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_fact_is_told_unless_its_issuer_vouches_for_it() {
    let Some(data) = spec::data("no_fact_is_told_unless_its_issuer_vouches_for_it") else {
        return;
    };
    let table = table();
    for case in table["cases"].as_array().unwrap() {
        let report = report(case, &table, &data.join("samples"));
        let holds = |name| {
            report.step(name).outcome.as_str() == "pass"
                || report.step(name).outcome.as_str() == "warn"
        };
        if report.facts.is_some() {
            assert!(
                holds(StepName::Signature) && holds(StepName::Issuer),
                "{}",
                case["name"]
            );
        }
    }
}

#[test]
fn verdicts_agree_with_what_the_authors_of_the_samples_say() {
    let table = table();
    for case in table["cases"].as_array().unwrap() {
        let is_part = case["says"]
            .as_array()
            .is_some_and(|it| it.contains(&json!("format.part")));
        let is_good = ["verified", "verified-with-warnings"].map(|it| case["verdict"] == it);
        let agrees = match case["published"].as_str() {
            None => true,
            Some("invalid") => !is_good[0],
            Some("valid, with warnings") => is_good[1],
            // What is no award can only have the right form.
            Some("valid") if is_part => case["steps"]["format"] == "pass",
            Some(other) => other == "valid" && (is_good[0] || is_good[1]),
        };
        assert!(agrees, "{}", case["name"]);
    }
}

/// What the program says otherwise, as it is no browser.
const OWN_WORDS: &[&str] = &["refused.unreachable"];

#[test]
fn the_page_and_the_program_say_the_same_in_the_same_words() {
    let page = sentences();
    for code in Code::ALL {
        if !OWN_WORDS.contains(&code.id()) {
            assert_eq!(page["en"][code.id()], code.template(), "{}", code.id());
        }
    }
}

#[test]
fn every_sentence_of_the_program_exists_in_every_language() {
    let all = sentences();
    let languages: Vec<_> = all.as_object().unwrap().keys().collect();
    assert_eq!(languages, ["de", "en", "es", "fr"]);
    for code in Code::ALL {
        let english = all["en"][code.id()].as_str().unwrap();
        for language in ["fr", "de", "es"] {
            let said = all[language][code.id()].as_str();
            let said = said.unwrap_or_else(|| panic!("{} is missing in {language}", code.id()));
            assert_ne!(said, english, "{} in {language}", code.id());
            assert_eq!(places(said), places(english), "{said}");
        }
    }
}

fn sentences() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/verify/sentences.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The names in braces.
fn places(sentence: &str) -> BTreeSet<&str> {
    let parts = sentence.split('{').skip(1);
    parts.map(|it| it.split('}').next().unwrap()).collect()
}
