//! The program and the verification page agree: on the text that is signed, and on every verdict.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use accolade::baking::PreparedSvg;
use accolade::proof::canonical::canonicalize;
use accolade::verify::{Expected, Verifier};
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::mutation::{Chance, mutate};
use crate::oracle::mutated_documents;
use crate::verify::Answers;

const NOW: &str = "2026-06-01T00:00:00Z";
const EMAIL: &str = "ada@example.org";

/// How many badges are judged by both.
const BADGES: usize = 3_000;

#[test]
fn mutated_credentials_get_the_same_bytes_from_the_program_and_the_page() {
    let test = "mutated_credentials_get_the_same_bytes_from_the_program_and_the_page";
    let documents = mutated_documents();
    let lines = documents.iter().map(Value::to_string);
    let Some(answers) = ask(test, "canonicalize.js", lines) else {
        return;
    };
    let (mut same, mut refused, mut wrong) = (0, 0, Vec::new());
    for (document, answer) in documents.iter().zip(answers) {
        match (canonicalize(document), answer["text"].as_str()) {
            (Ok(own), Some(other)) if own.text == other => same += 1,
            (Err(_), None) => refused += 1,
            (own, _) => {
                let own = own.map(|it| it.text).map_err(|it| it.to_string());
                wrong.push(format!("{document}\n  program {own:?}\n  page {answer}"));
            }
        }
    }
    println!(
        "{} documents: {same} same, {refused} refused by both",
        documents.len()
    );
    assert!(
        wrong.is_empty(),
        "{}: {}",
        wrong.len(),
        wrong[..wrong.len().min(3)].join("\n")
    );
    assert!(same > 500, "{same}");
}

#[test]
fn changed_badges_and_answers_get_the_same_verdict_from_the_program_and_the_page() {
    let test = "changed_badges_and_answers_get_the_same_verdict_from_the_program_and_the_page";
    let badges = badges();
    let Some(answers) = ask(test, "judge.js", badges.iter().map(Badge::line)) else {
        return;
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (badge, answer) in badges.iter().zip(answers) {
        let own = badge.judge();
        *counts.entry(own["verdict"].to_string()).or_default() += 1;
        // Only the program looks whether a key is a point of the curve before all else.
        let said = |one: &Value, id: &str| one["said"].as_array().unwrap().contains(&json!(id));
        let is_no_point =
            said(&own, "refused.wrong-key") && answer["verdict"] == "cannot-be-checked";
        let differs = own["verdict"] != answer["verdict"] || own["steps"] != answer["steps"];
        if differs && !is_no_point {
            let input = String::from_utf8_lossy(&badge.input);
            wrong.push(format!(
                "{}: {input}\n  program {own}\n  page    {answer}",
                badge.what
            ));
        }
    }
    println!("{counts:?}");
    assert!(
        wrong.is_empty(),
        "{} of {BADGES}: {}",
        wrong.len(),
        wrong[..wrong.len().min(8)].join("\n")
    );
    assert!(counts.len() >= 4, "{counts:?}");
}

/// A badge, and what sites answer.
struct Badge {
    what: String,
    input: Vec<u8>,
    email: Option<String>,
    answers: BTreeMap<String, (u16, Vec<u8>)>,
}

impl Badge {
    fn line(&self) -> String {
        let answers = self.answers.iter();
        let answers = answers.map(|(address, (status, body))| {
            (address.clone(), json!([status, BASE64.encode(body)]))
        });
        let answers: serde_json::Map<_, _> = answers.collect();
        json!({"input": BASE64.encode(&self.input), "now": NOW, "email": self.email, "answers": answers})
            .to_string()
    }

    fn judge(&self) -> Value {
        let answers = Answers {
            exact: self.answers.clone(),
            ..Answers::default()
        };
        let email = self.email.clone().map(Expected::Email);
        let report = Verifier::new(&answers, NOW.parse().unwrap(), email).verify(&self.input);
        let steps: Vec<_> = report.steps.iter().map(|it| it.outcome.as_str()).collect();
        let said = report.steps.iter().flat_map(|it| &it.sentences);
        let said: Vec<_> = said.map(|it| it.id()).collect();
        json!({"verdict": report.verdict.as_str(), "steps": steps, "said": said})
    }
}

fn badges() -> Vec<Badge> {
    let mut chance = Chance::new(20_261_125);
    (0..BADGES).map(|index| badge(index, &mut chance)).collect()
}

fn badge(index: usize, chance: &mut Chance) -> Badge {
    let (name, address) = BADGE_FILES[index % BADGE_FILES.len()];
    let mut answers = sites();
    let original = made(name);
    let mut what = name.to_owned();
    // Either the badge is changed or what a site answers, sometimes both.
    let input = match chance.below(4) {
        0 => original,
        1 => bytes_changed(as_picture(&original, chance), chance),
        _ => json_changed(&original, chance),
    };
    if let Some(address) = address.filter(|_| chance.below(3) > 0) {
        // A hosted assertion is the same at its address.
        answers.insert(address.to_owned(), (200, input.clone()));
    }
    if chance.below(2) == 0 {
        let addresses: Vec<_> = answers.keys().cloned().collect();
        let address = addresses[chance.below(addresses.len())].clone();
        let (status, body) = answers.get_mut(&address).unwrap();
        match chance.below(6) {
            0 => *status = [404, 410, 500, 204][chance.below(3)],
            1 => *body = bytes_changed(body.clone(), chance),
            _ => *body = json_changed(body, chance),
        }
        let body = String::from_utf8_lossy(body).into_owned();
        what = format!("{what}, and {address}: {body}");
    }
    let email = (chance.below(3) == 0).then(|| EMAIL.to_owned());
    Badge {
        what,
        input,
        email,
        answers,
    }
}

fn json_changed(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Ok(mut document) = serde_json::from_slice::<Value>(bytes) else {
        return bytes_changed(bytes.to_vec(), chance);
    };
    mutate(&mut document, chance);
    document.to_string().into_bytes()
}

fn bytes_changed(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..chance.below(3) {
        let at = chance.below(bytes.len().max(1));
        match chance.below(3) {
            0 => bytes.truncate(at.max(bytes.len() / 2)),
            1 => bytes.insert(at, b"\"{}[],:\\ 0a"[chance.below(11)]),
            _ => drop(bytes.get_mut(at).map(|it| *it ^= 1 << chance.below(7))),
        }
    }
    bytes
}

/// The same in a picture, now and then.
fn as_picture(badge: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Ok(text) = str::from_utf8(badge) else {
        return badge.to_vec();
    };
    match chance.below(4) {
        0 => crate::verify_made::baked(text),
        1 => {
            let mut baked = Vec::new();
            let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>";
            let svg = PreparedSvg::new(svg).unwrap();
            svg.bake_into(&mut baked, None, Some(text))
                .map_or(badge.to_vec(), |()| baked)
        }
        _ => badge.to_vec(),
    }
}

fn made(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn sites() -> BTreeMap<String, (u16, Vec<u8>)> {
    let site = |(address, name): &(&str, &str)| ((*address).to_owned(), (200, made(name)));
    SITES.iter().map(site).collect()
}

/// What Node says to each line; nothing, after saying so, where there is none.
fn ask(test: &str, script: &str, lines: impl Iterator<Item = String>) -> Option<Vec<Value>> {
    let node = Command::new("node")
        .arg(Path::new("tests/browser").join(script))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut node) = node else {
        let required = std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_some();
        assert!(!required, "{test}: there is no `node`");
        println!("{test}: skipped, there is no `node` on this machine");
        return None;
    };
    let input = lines.collect::<Vec<_>>().join("\n");
    let mut stdin = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{test}: node fails");
    let text = String::from_utf8(output.stdout).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

const ASSERTION: &str =
    "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.assertion.json";

/// Badges of the table, and where they are hosted.
const BADGE_FILES: &[(&str, Option<&str>)] = &[
    ("good.json", None),
    ("assertion.json", Some(ASSERTION)),
    ("endorsed.json", None),
    ("token.jwt", None),
    ("set.json", None),
    ("assertion-other-date.json", None),
    ("jcs.json", None),
    ("key-alone.json", None),
    ("revocable.json", None),
    ("refreshable.json", None),
    ("token-with-key.jwt", None),
];

const SITES: &[(&str, &str)] = &[
    ("https://org.github.io/repo/did.json", "did.json"),
    (
        "https://org.github.io/repo/status/revocation-1.json",
        "list.json",
    ),
    (
        "https://endorser.example/.well-known/did.json",
        "did-endorser.json",
    ),
    (
        "https://org.github.io/repo/revoked.json",
        "revoked-ids-others.json",
    ),
    ("https://org.github.io/repo/newer.json", "refreshed.json"),
    (ASSERTION, "assertion.json"),
    ("https://org.github.io/repo/issuer.json", "issuer.json"),
    (
        "https://org.github.io/repo/revocations.json",
        "revocations.json",
    ),
    (
        "https://org.github.io/repo/badges/rust-101/2/badge.json",
        "badge.json",
    ),
];
