//! Documents -> statements: contexts, the published suite, and what is refused.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use accolade::proof::canonical::{canonicalize_dataset, canonicalize_with};
use accolade::proof::contexts::{self, ContextSet, Strictness};
use serde_json::{Value, json};

use crate::canonical::read_json;
use crate::{n_quads, spec};

/// The published file of each embedded context.
pub const PUBLISHED: &[(&str, &str)] = &[
    ("https://www.w3.org/ns/credentials/v2", "credentials-v2"),
    ("https://www.w3.org/2018/credentials/v1", "credentials-v1"),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "ob-v3p0-context-3.0.3-validator-edition",
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "ob-v3p0-context-3.0.2",
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "ob-v3p0-context-3.0.1",
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "ob-v3p0-context",
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "ob-v3p0-extensions",
    ),
    ("https://w3id.org/openbadges/v2", "openbadges-v2"),
    (
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "ed25519-2020-v1-validator-edition",
    ),
    (
        "https://w3id.org/security/data-integrity/v1",
        "data-integrity-v1",
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        "data-integrity-v2",
    ),
    (
        "https://www.w3.org/ns/credentials/status/v1",
        "credentials-status-v1",
    ),
    ("https://w3id.org/security/multikey/v1", "multikey-v1"),
];

#[test]
fn the_embedded_contexts_mean_what_the_published_ones_mean() {
    let Some(data) = spec::data("the_embedded_contexts_mean_what_the_published_ones_mean") else {
        return;
    };
    let mut embedded: Vec<&str> = contexts::urls().collect();
    let mut published: Vec<&str> = PUBLISHED.iter().map(|(url, _)| *url).collect();
    embedded.sort_unstable();
    published.sort_unstable();
    assert_eq!(embedded, published);
    for (url, file) in PUBLISHED {
        let published = read_json(&data.join("contexts").join(format!("{file}.json")));
        let own = contexts::as_json(url).expect("the context is embedded");
        similar_asserts::assert_eq!(
            meaning(&own["@context"]),
            meaning(&published["@context"]),
            "{url}"
        );
    }
}

/// A context in one of its many equal forms: definitions as objects, sorted, containers as lists.
fn meaning(context: &Value) -> Value {
    let Value::Object(members) = context else {
        return context.clone();
    };
    let mut sorted = std::collections::BTreeMap::new();
    for (name, value) in members {
        let value = match (name.as_str(), value) {
            // Every processor here is one of 1.1.
            ("@version", _) => continue,
            (name, value) if name.starts_with('@') => value.clone(),
            (_, Value::String(iri)) => {
                json!({"@id": iri, "@prefix": iri.ends_with(['#', '/', ':'])})
            }
            (_, value) => definition(value),
        };
        sorted.insert(name.clone(), value);
    }
    json!(sorted)
}

fn definition(definition: &Value) -> Value {
    let mut members = definition
        .as_object()
        .cloned()
        .expect("a definition is an object");
    if let Some(context) = members.get_mut("@context") {
        *context = meaning(context);
    }
    if let Some(container) = members.get_mut("@container")
        && !container.is_array()
    {
        *container = json!([container]);
    }
    members.insert("@prefix".to_owned(), json!(false));
    let sorted: std::collections::BTreeMap<String, Value> = members.into_iter().collect();
    json!(sorted)
}

#[test]
fn the_to_rdf_suite_is_answered_rightly_or_refused() {
    let Some(data) = spec::data("the_to_rdf_suite_is_answered_rightly_or_refused") else {
        return;
    };
    let folder = data.join("json-ld-api");
    let manifest = read_json(&folder.join("toRdf-manifest.jsonld"));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut wrong = Vec::new();
    for test in manifest["sequence"].as_array().expect("a list of tests") {
        let outcome = outcome(&folder, test);
        if outcome.starts_with("wrong") {
            wrong.push(test["@id"].to_string());
        }
        *counts.entry(outcome).or_default() += 1;
    }
    println!("toRdf suite: {counts:?}");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(counts["right"] >= 113, "{counts:?}");
}

/// What becomes of one test of the suite.
fn outcome(folder: &Path, test: &Value) -> &'static str {
    let option = |name: &str| {
        test.pointer(&format!("/option/{name}"))
            .and_then(Value::as_str)
    };
    let is_old = option("specVersion") == Some("json-ld-1.0")
        || option("processingMode") == Some("json-ld-1.0");
    if is_old || option("rdfDirection").is_some() || option("expandContext").is_some() {
        return "skipped";
    }
    let input = test["input"].as_str().expect("every test has an input");
    let Ok(input) = fs::read(folder.join(input)) else {
        return "skipped";
    };
    let Ok(input) = serde_json::from_slice(&input) else {
        return "skipped";
    };
    let contexts = ContextSet::new(Strictness::Standard);
    let result = canonicalize_with(&input, &contexts);
    let is_negative = test["@type"].to_string().contains("Negative");
    let (Ok(canonical), false) = (&result, is_negative) else {
        return match (result, is_negative) {
            (Err(_), true) => "rightly refused",
            (Ok(_), true) => "wrongly taken",
            (_, false) => "refused",
        };
    };
    let Some(expected) = test["expect"].as_str() else {
        return "right";
    };
    let expected = fs::read_to_string(folder.join(expected)).expect("the result is there");
    let expected = canonicalize_dataset(n_quads::parse(&expected)).expect("the result is simple");
    if canonical.text == expected.text {
        "right"
    } else {
        "wrong"
    }
}
