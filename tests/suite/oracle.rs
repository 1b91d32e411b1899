//! The same bytes as other people's software: npm `jsonld` with `rdf-canonize`, and oxjsonld.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use accolade::proof::canonical::canonicalize;
use accolade::proof::contexts;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use serde_json::{Value, json};

use crate::json_ld::PUBLISHED;
use crate::mutation::{Chance, mutate};
use crate::spec;

/// How many documents are made from the seeds.
const DOCUMENTS: usize = 4_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

/// Whether the npm packages are there; says so if not, and fails where they are required.
fn has_packages(test: &str) -> bool {
    let present = folder().join("node_modules").is_dir();
    let required = std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_some_and(|value| value == "1");
    assert!(present || !required, "{test}: run `npm ci` in tests/oracle");
    if !present {
        println!("{test}: skipped, `npm ci` was not run in tests/oracle");
    }
    present
}

/// Credentials that use everything there is, by file name.
pub fn seeds() -> Vec<(String, Value)> {
    let files = fs::read_dir(folder().join("seeds")).expect("the seeds are part of the tests");
    let mut seeds: Vec<(String, Value)> = files
        .map(|file| file.expect("the folder is readable").path())
        .map(|path| {
            let text = fs::read(&path).expect("the seed is readable");
            let name = path.file_name().expect("a seed has a name");
            let value = serde_json::from_slice(&text).expect("the seed is JSON");
            (name.to_string_lossy().into_owned(), value)
        })
        .collect();
    seeds.sort_by(|a, b| a.0.cmp(&b.0));
    seeds
}

/// What npm says to each document: N-Quads or an error.
fn ask(data: &Path, documents: &[Value]) -> Vec<Result<String, String>> {
    let files = PUBLISHED.iter().map(|(url, file)| {
        let path = data.join("contexts").join(format!("{file}.json"));
        ((*url).to_owned(), json!(path))
    });
    let mut input = json!(files.collect::<serde_json::Map<_, _>>()).to_string();
    for document in documents {
        input.push('\n');
        input.push_str(&document.to_string());
    }
    let output = run_node(input);
    let answers = output.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
        match (answer["text"].as_str(), answer["error"].as_str()) {
            (Some(text), _) => Ok(text.to_owned()),
            (None, error) => Err(error.unwrap_or_default().to_owned()),
        }
    });
    answers.collect()
}

fn run_node(input: String) -> String {
    let mut node = Command::new("node")
        .arg("canonicalize.mjs")
        .current_dir(folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed");
    let mut stdin = node.stdin.take().expect("the input is piped");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = node.wait_with_output().expect("node ends");
    writer
        .join()
        .expect("no panic")
        .expect("node reads everything");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

#[test]
fn every_seed_gets_the_bytes_that_npm_jsonld_gives() {
    let test = "every_seed_gets_the_bytes_that_npm_jsonld_gives";
    let Some(data) = spec::data(test).filter(|_| has_packages(test)) else {
        return;
    };
    let seeds = seeds();
    let documents: Vec<Value> = seeds.iter().map(|(_, seed)| seed.clone()).collect();
    for ((name, seed), answer) in seeds.iter().zip(ask(&data, &documents)) {
        let own = canonicalize(seed).unwrap_or_else(|error| panic!("{name}: {error}"));
        similar_asserts::assert_eq!(own.text, answer.expect("npm takes it too"), "{name}");
    }
}

#[test]
fn mutated_credentials_get_the_same_bytes_as_from_npm_jsonld_or_a_refusal() {
    let test = "mutated_credentials_get_the_same_bytes_as_from_npm_jsonld_or_a_refusal";
    let Some(data) = spec::data(test).filter(|_| has_packages(test)) else {
        return;
    };
    let documents = mutated_documents();
    let (mut same, mut both_refuse, mut only_own_refuses) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (document, answer) in documents.iter().zip(ask(&data, &documents)) {
        match (canonicalize(document), answer) {
            (Ok(own), Ok(other)) if own.text == other => same += 1,
            (Err(_), Err(_)) => both_refuse += 1,
            (Err(_), Ok(_)) => only_own_refuses += 1,
            (Ok(_), Ok(_)) => wrong.push(format!("different: {document}")),
            (Ok(_), Err(error)) => wrong.push(format!("only npm refuses, {error}: {document}")),
        }
    }
    println!(
        "{} documents: {same} same, {both_refuse} both refuse, {only_own_refuses} only accolade refuses",
        documents.len()
    );
    assert_eq!(wrong, Vec::<String>::new());
    // Otherwise the mutations would be too wild to show anything.
    assert!(same >= 500, "{same}");
}

pub fn mutated_documents() -> Vec<Value> {
    let seeds = seeds();
    let mut chance = Chance::new(20_260_502);
    let make = |index: usize| {
        let mut document = seeds[index % seeds.len()].1.clone();
        mutate(&mut document, &mut chance);
        document
    };
    (0..DOCUMENTS).map(make).collect()
}

/// Canonical N-Quads by oxjsonld and oxrdf.
fn oxrdf_text(document: &Value) -> String {
    let text = document.to_string();
    let parser = JsonLdParser::new().for_slice(&text);
    let quads = parser.with_load_document_callback(|url, _| {
        let document = contexts::as_json(url).ok_or("unknown context")?;
        Ok(JsonLdRemoteDocument {
            document: document.to_string().into_bytes(),
            document_url: url.to_owned(),
        })
    });
    let mut dataset = Dataset::new();
    for quad in quads {
        dataset.insert(&quad.expect("the seed is JSON-LD"));
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.concat()
}

#[test]
fn every_seed_gets_the_bytes_that_oxjsonld_and_oxrdf_give() {
    for (name, seed) in seeds() {
        let own = canonicalize(&seed).unwrap_or_else(|error| panic!("{name}: {error}"));
        similar_asserts::assert_eq!(own.text, oxrdf_text(&seed), "{name}");
    }
}
