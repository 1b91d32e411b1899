//! Canonical N-Quads against the published suites and vectors.

use std::fs;
use std::path::Path;

use accolade::proof::canonical::{
    self, CanonicalizeError, canonicalize, canonicalize_dataset, canonicalize_proof_with,
    canonicalize_with,
};
use accolade::proof::contexts::{ContextSet, Strictness};
use accolade::proof::jcs;
use accolade::proof::json_ld::Reason;
use accolade::proof::strict_json;
use serde_json::{Value, json};

use crate::{n_quads, spec};

pub fn read_json(path: &Path) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    strict_json::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_sha_256_test_of_the_rdfc_suite_passes() {
    let Some(data) = spec::data("every_sha_256_test_of_the_rdfc_suite_passes") else {
        return;
    };
    let folder = data.join("rdf-canon");
    let manifest = read_json(&folder.join("manifest.jsonld"));
    let (mut equal, mut refused) = (0, 0);
    for test in manifest["entries"].as_array().expect("a list of tests") {
        if test["hashAlgorithm"]
            .as_str()
            .is_some_and(|name| name != "SHA256")
        {
            continue;
        }
        let id = test["id"].as_str().expect("every test has an id");
        let action = test["action"].as_str().expect("every test has an input");
        let input = fs::read_to_string(folder.join(action)).expect("the input is there");
        let result = canonicalize_dataset(n_quads::parse(&input));
        match test["type"].as_str() {
            Some("rdfc:RDFC10EvalTest") => {
                let expected = folder.join(test["result"].as_str().expect("a result"));
                let expected = fs::read_to_string(expected).expect("the result is there");
                let text = result.unwrap_or_else(|error| panic!("{id}: {error}")).text;
                assert_eq!(text, expected, "{id}");
                equal += 1;
            }
            Some("rdfc:RDFC10NegativeEvalTest") => {
                assert!(result.is_err(), "{id}");
                refused += 1;
            }
            _ => {}
        }
    }
    assert_eq!((equal, refused), (63, 1));
}

/// The contexts of the vectors: the embedded ones and that for examples.
fn example_contexts(data: &Path) -> ContextSet {
    let examples = read_json(&data.join("contexts/credentials-examples-v2.json"));
    let url = "https://www.w3.org/ns/credentials/examples/v2";
    ContextSet::new(Strictness::Strict).with(url, &examples)
}

/// Checks one published pair of canonical document and proof options.
fn check_vector(data: &Path, folder: &str, suffix: &str) {
    let contexts = example_contexts(data);
    let folder = data.join("vc-di-eddsa").join(folder);
    let text = |name: &str| {
        let path = folder.join(format!("{name}{suffix}.txt"));
        fs::read_to_string(path).expect("the vector is there")
    };
    let mut document = read_json(&folder.join(format!("signed{suffix}.json")));
    let members = document.as_object_mut().expect("a credential is an object");
    let Some(Value::Object(mut proof)) = members.shift_remove("proof") else {
        panic!("the signed document has one proof");
    };
    proof.shift_remove("proofValue");
    let canonical = canonicalize_with(&document, &contexts).expect("the document is canonical");
    assert_eq!(canonical.text, text("canonDoc"));
    assert!(!canonical.utf16_order_differs);
    let canonical = canonicalize_proof_with(&proof, &document["@context"], &contexts);
    assert_eq!(
        canonical.expect("so are the options").text,
        text("proofCanon")
    );
}

#[test]
fn the_published_eddsa_rdfc_2022_document_and_options_are_exact() {
    if let Some(data) = spec::data("the_published_eddsa_rdfc_2022_document_and_options_are_exact") {
        check_vector(&data, "eddsa-rdfc-2022", "DataInt");
    }
}

#[test]
fn the_published_ed25519_signature_2020_document_and_options_are_exact() {
    if let Some(data) =
        spec::data("the_published_ed25519_signature_2020_document_and_options_are_exact")
    {
        check_vector(&data, "Ed25519Signature2020", "EdSig");
    }
}

#[test]
fn the_published_jcs_documents_are_exact() {
    let Some(data) = spec::data("the_published_jcs_documents_are_exact") else {
        return;
    };
    let folder = data.join("vc-di-eddsa/eddsa-jcs-2022");
    let text = |name: &str| fs::read_to_string(folder.join(name)).expect("the vector is there");
    let mut document = read_json(&folder.join("signedJCS.json"));
    let members = document.as_object_mut().expect("a credential is an object");
    let mut proof = members.shift_remove("proof").expect("it has a proof");
    assert_eq!(jcs::serialize(&document), Ok(text("canonDocJCS.txt")));
    let proof_members = proof.as_object_mut().expect("a proof is an object");
    proof_members.shift_remove("proofValue");
    assert_eq!(jcs::serialize(&proof), Ok(text("proofCanonJCS.txt")));
}
