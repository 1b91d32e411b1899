//! What independent implementations make is verified.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use accolade::verify::Verifier;
use accolade::verify::report::{StepName, Verdict};
use accolade::verify::sentence::Sentence;
use serde_json::{Value, json};

use crate::samples::Sample;
use crate::verify::Answers;
use crate::verify_made::picture;

fn oracle() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

/// Whether an oracle is installed; where all of them must be, a missing one fails the test.
fn is_present(path: &Path, test: &str) -> bool {
    if path.exists() {
        return true;
    }
    let is_required = std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_some();
    assert!(!is_required, "{test}: run tests/oracle/install first");
    println!("{test}: skipped, tests/oracle/install was not run");
    false
}

fn answer(mut command: Command, question: &str) -> String {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    let mut process = command.spawn().unwrap();
    process
        .stdin
        .take()
        .unwrap()
        .write_all(question.as_bytes())
        .unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn issued() -> Option<Vec<Value>> {
    let oracle = oracle();
    if !is_present(
        &oracle.join("node_modules/@digitalbazaar/vc"),
        "credentials of @digitalbazaar/vc",
    ) {
        return None;
    }
    let mut credential = Sample::rich().credential();
    credential
        .as_object_mut()
        .unwrap()
        .shift_remove("credentialStatus");
    let dids = [
        "did:key",
        "did:web:issuer.example",
        "did:web:issuer.example%3A8443:a:b",
    ];
    let mut command = Command::new("node");
    command.arg(oracle.join("issue.mjs"));
    let text = answer(
        command,
        &json!({"credential": credential, "dids": dids}).to_string(),
    );
    Some(
        text.lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect(),
    )
}

#[test]
fn credentials_made_by_an_independent_stack_verify() {
    let Some(issued) = issued() else {
        return;
    };
    let document = |index: usize| &issued[index]["document"];
    let answers = Answers::default()
        .with("https://issuer.example/.well-known/did.json", document(1))
        .with("https://issuer.example:8443/a/b/did.json", document(2));
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    let verifier = Verifier::new(&answers, now, None);
    let expected = [
        Verdict::VerifiedWithWarnings,
        // Their ids are addresses of another site than that of their issuer.
        Verdict::VerifiedWithWarnings,
        Verdict::VerifiedWithWarnings,
    ];
    assert_eq!(issued.len(), expected.len());
    for (made, expected) in issued.iter().zip(expected) {
        let mut credential = made["credential"].clone();
        let report = verifier.verify(credential.to_string().as_bytes());
        assert_eq!(report.verdict, expected, "{}: {report:?}", made["did"]);
        assert_eq!(report.step(StepName::Signature).outcome.as_str(), "pass");
        let says_foreign = |it: &Sentence| it.id() == "issuer.foreign-id";
        assert!(
            report
                .step(StepName::Issuer)
                .sentences
                .iter()
                .any(says_foreign)
        );
        credential["name"] = "Another".into();
        let report = verifier.verify(credential.to_string().as_bytes());
        assert_eq!(report.verdict, Verdict::NotVerified);
    }
}

#[test]
fn assertions_baked_by_an_independent_bakery_verify() {
    let python = oracle().join(".venv/bin/python");
    if !is_present(&python, "assertions baked by openbadges_bakery") {
        return;
    }
    let sample = Sample::rich();
    let assertion = sample.assertion();
    let folder = tempfile::tempdir().unwrap();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"/></svg>".to_vec();
    let issuer = accolade::credential::open_badges_2::issuer(&sample.publisher());
    let list =
        accolade::credential::open_badges_2::revocation_list(&sample.publisher(), Vec::new());
    let address = |document: &Value| document["id"].as_str().unwrap().to_owned();
    let badge = sample.badge_class();
    let answers = Answers::default()
        .with(&address(&assertion), &assertion)
        .with(&address(&badge), &badge)
        .with(&address(&issuer), &issuer)
        .with(&address(&list), &list);
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    for (name, bytes) in [("source.png", picture()), ("source.svg", svg)] {
        let source = folder.path().join(name);
        let target = folder.path().join(format!("baked-{name}"));
        std::fs::write(&source, bytes).unwrap();
        let mut command = Command::new(&python);
        command
            .arg(oracle().join("bake.py"))
            .args([&source, &target]);
        answer(command, &assertion.to_string());
        let report = Verifier::new(&answers, now, None).verify(&std::fs::read(&target).unwrap());
        assert_eq!(report.verdict, Verdict::Verified, "{name}: {report:?}");
    }
}
