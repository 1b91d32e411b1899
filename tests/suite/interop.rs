//! Independent implementations accept what accolade makes, and refuse what it would refuse.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::example::{self, BASE};
use crate::spec;

#[test]
fn an_independent_stack_verifies_every_credential_and_status_list_of_the_example_site() {
    let Some(verdicts) = judge(example::built(), "every credential verifies") else {
        return;
    };
    let awards = verdicts
        .iter()
        .filter(|it| path_of(it).starts_with("awards/"));
    assert_eq!(awards.count(), 30);
    let lists = verdicts
        .iter()
        .filter(|it| path_of(it).starts_with("status/"));
    assert_eq!(lists.count(), 1);
    for verdict in &verdicts {
        assert_eq!(verdict["verified"], true, "{verdict}");
        assert_ne!(verdict["revoked"], true, "{verdict}");
        assert_ne!(verdict["schema"], false, "{verdict}");
        assert_eq!(verdict["error"], Value::Null, "{verdict}");
    }
}

#[test]
fn an_independent_stack_refuses_a_credential_in_which_one_letter_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("public");
    example::copy(example::built(), &site);
    let tampered = credentials(&site).remove(0);
    let text = std::fs::read_to_string(&tampered).unwrap();
    std::fs::write(
        &tampered,
        text.replacen("Harbour Makers", "Harbour Fakers", 1),
    )
    .unwrap();

    let Some(verdicts) = judge(&site, "a changed credential is refused") else {
        return;
    };
    let path = tampered.strip_prefix(&site).unwrap().to_str().unwrap();
    for verdict in &verdicts {
        assert_eq!(verdict["verified"], path_of(verdict) != path, "{verdict}");
    }
}

#[test]
fn the_bakery_of_the_open_badges_validator_extracts_the_assertion_from_every_picture() {
    let python = oracle().join(".venv/bin/python");
    if !present(&python, "the bakery extracts") {
        return;
    }
    let pictures = baked_pictures(example::built());
    assert_eq!(pictures.len(), 30);
    let mut command = Command::new(python);
    command
        .arg(oracle().join("extract-baked.py"))
        .args(&pictures);
    for line in json_lines(command) {
        let picture = Path::new(line["path"].as_str().unwrap());
        let assertion = std::fs::read(picture.with_extension("assertion.json")).unwrap();
        let baked: Value = serde_json::from_str(line["baked"].as_str().unwrap()).unwrap();
        let hosted: Value = serde_json::from_slice(&assertion).unwrap();
        assert_eq!(baked, hosted, "{}", picture.display());
    }
}

/// What the npm stack says of each document of the example site, or `None` after saying that the test
/// skips.
pub fn judge(site: &Path, test: &str) -> Option<Vec<Value>> {
    judge_site(site, BASE, test)
}

/// The same of a site whose ids start with `base`.
pub fn judge_site(site: &Path, base: &str, test: &str) -> Option<Vec<Value>> {
    let oracle = oracle();
    if !present(&oracle.join("node_modules"), test) {
        return None;
    }
    let mut command = Command::new("node");
    command
        .arg(oracle.join("verify-site.mjs"))
        .arg(site)
        .arg(base);
    let schema = spec::data(test)
        .map(|data| data.join("schemas/ob30/ob_v3p0_achievementcredential_schema.json"));
    command.args(schema);
    Some(json_lines(command))
}

pub fn json_lines(mut command: Command) -> Vec<Value> {
    let output = command.output().expect("the oracle starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the oracle runs: {said}");
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

/// Whether an oracle is installed; where all of them must be, a missing one fails the test.
pub fn present(path: &Path, test: &str) -> bool {
    if path.exists() {
        return true;
    }
    let required = std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_some();
    assert!(!required, "{test}: run tests/oracle/install first");
    println!("{test}: skipped, tests/oracle/install was not run");
    false
}

pub fn oracle() -> PathBuf {
    example::repository().join("tests/oracle")
}

fn path_of(verdict: &Value) -> &str {
    verdict["path"].as_str().expect("a path")
}

fn credentials(site: &Path) -> Vec<PathBuf> {
    let files = example::files(&site.join("awards")).into_iter();
    let documents = files.filter(|it| it.extension().is_some_and(|it| it == "json"));
    documents
        .filter(|it| !it.to_string_lossy().ends_with(".assertion.json"))
        .collect()
}

fn baked_pictures(site: &Path) -> Vec<PathBuf> {
    let files = example::files(&site.join("awards")).into_iter();
    files
        .filter(|it| it.extension().is_some_and(|it| it == "png"))
        .collect()
}
