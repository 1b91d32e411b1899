//! Canonical N-Quads against the published suites and vectors.

use std::fs;
use std::path::Path;

use accolade::proof::canonical::{
    CanonicalizeError, TooMuchWork, canonicalize, canonicalize_dataset, canonicalize_proof_with,
    canonicalize_with,
};
use accolade::proof::contexts::{self, ContextSet, Strictness};
use accolade::proof::jcs;
use accolade::proof::json_ld::Reason;
use accolade::proof::rdf::{Dataset, Term};
use accolade::proof::strict_json;
use proptest::prelude::*;
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
fn published_canonical_documents_are_canonical_already() {
    let Some(data) = spec::data("published_canonical_documents_are_canonical_already") else {
        return;
    };
    for name in [
        "vc-di-eddsa/eddsa-rdfc-2022/employ/canonDocDataInt.txt",
        "vc-di-eddsa/eddsa-rdfc-2022/employ/proofCanonDataInt.txt",
        "vc-di-eddsa/eddsa-rdfc-2022/canonDocDataInt.txt",
    ] {
        let text = fs::read_to_string(data.join(name)).expect("the vector is there");
        let canonical = canonicalize_dataset(n_quads::parse(&text)).expect("it is simple");
        assert_eq!(canonical.text, text, "{name}");
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

/// A credential with `extra` members and contexts of Open Badges 3.0.
fn credential(extra: &Value) -> Value {
    let mut document = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {"type": ["AchievementSubject"]}
    });
    let members = document
        .as_object_mut()
        .expect("the credential is an object");
    let extra = extra.as_object().expect("the extra members are an object");
    members.extend(extra.clone());
    document
}

#[test]
fn a_refusal_names_what_is_wrong_and_where() {
    let samples = [
        (
            json!({"unheardOf": 1}),
            "no context defines the term `unheardOf` here, at `/unheardOf`",
        ),
        (
            json!({"credentialSubject": {"type": "AchievementSubject", "achievement": {"type": ["Achievement"], "telephone": "1"}}}),
            "no context defines the term `telephone` here, at `/credentialSubject/achievement/telephone`",
        ),
        (
            json!({"type": ["VerifiableCredential", "Undefined"]}),
            "no context defines the type `Undefined` here, at `/type`",
        ),
        (
            json!({"id": "awards/1"}),
            "`awards/1` is not an absolute IRI, at `/id`",
        ),
        (
            json!({"issuer": "did web"}),
            "`did web` is not an absolute IRI, at `/issuer`",
        ),
        (
            json!({"issuer": "https://a.example/<b>"}),
            "`https://a.example/<b>` is not an absolute IRI, at `/issuer`",
        ),
        (
            json!({"https://schema.org/name": "x"}),
            "the property `https://schema.org/name` is written as an IRI instead of a term, at `/https:~1~1schema.org~1name`",
        ),
        (
            json!({"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/other"]}),
            "the context `https://example.org/other` is not one of those known, at `/@context/1`",
        ),
        (
            json!({"@context": ["https://www.w3.org/ns/credentials/v2", {"name": "urn:x:y"}]}),
            "a context may only be given by its URL, at `/@context`",
        ),
        (
            json!({"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]}),
            "the protected term `description` is defined differently by a later context, at `/@context/1`",
        ),
        (json!({"@id": "urn:x:2"}), "`@id` is given twice, at ``"),
        (json!({"id": 5}), "`@id` must be a string, at `/id`"),
        (
            json!({"type": [5]}),
            "`@type` must be a string or an array of strings, at `/type`",
        ),
        (
            json!({"@reverse": {}}),
            "the keyword `@reverse` is not supported here, at `/@reverse`",
        ),
        (
            json!({"@unknown": "x"}),
            "the keyword `@unknown` is not supported here, at `/@unknown`",
        ),
        (
            json!({"@graph": []}),
            "the keyword `@graph` is not supported here, at `/@graph`",
        ),
        (
            json!({"@context": null}),
            "a context may only be given by its URL, at `/@context`",
        ),
        (
            json!({"name": {"@value": 5}}),
            "the value is malformed: `@value` is not a string, at `/name`",
        ),
        (
            json!({"name": {"@value": null}}),
            "the value is malformed: `@value` is not a string, at `/name`",
        ),
        (
            json!({"name": {"@value": "x", "@language": "en-US"}}),
            "`en-US` is not a language tag in lower case, at `/name`",
        ),
        (
            json!({"proof": ["urn:x:1"]}),
            "a value belongs to no property, at `/proof/0`",
        ),
        (
            json!({"credentialSubject": {"type": "AchievementSubject", "creditsEarned": -0.0}}),
            "the number -0.0 has no exact RDF form, at `/credentialSubject/creditsEarned`",
        ),
    ];
    for (extra, expected) in samples {
        let error = canonicalize(&credential(&extra)).expect_err(expected);
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn documents_that_say_nothing_or_are_no_object_are_refused() {
    assert_eq!(canonicalize(&json!({})), Err(CanonicalizeError::Empty));
    let floating = |document| match canonicalize(&document) {
        Err(CanonicalizeError::JsonLd(error)) => error.reason == Reason::FreeFloating,
        _ => false,
    };
    assert!(floating(json!([])) && floating(json!("x")) && floating(json!(null)));
}

#[test]
fn nesting_beyond_the_limit_is_refused() {
    let mut image = json!({"id": "urn:x:image"});
    for _ in 0..100 {
        image = json!({"type": "Image", "image": image});
    }
    let error = canonicalize(&credential(&json!({ "image": image }))).expect_err("it is deep");
    assert!(error.to_string().contains("more than 64 levels"), "{error}");
}

#[test]
fn anonymous_objects_that_entangle_are_refused_in_time() {
    // A complete graph of blank nodes: every one looks like every other.
    let mut dataset = Dataset::new();
    let nodes: Vec<u32> = (0..12).map(|_| dataset.new_blank()).collect();
    for &from in &nodes {
        for &to in nodes.iter().filter(|&&to| to != from) {
            let (from, to) = (Term::Blank(from), Term::Blank(to));
            dataset
                .add(from, "urn:x:knows", to, None)
                .expect("the graph is small");
        }
    }
    assert_eq!(canonicalize_dataset(dataset), Err(TooMuchWork));
}

#[test]
fn proofs_within_proofs_count_as_nesting_too() {
    let mut proof = json!({"type": "DataIntegrityProof"});
    for _ in 0..100 {
        proof = json!({"type": "VerifiableCredential", "proof": proof});
    }
    let error = canonicalize(&credential(&json!({ "proof": proof }))).expect_err("it is deep");
    assert!(error.to_string().contains("more than 64 levels"), "{error}");
}

#[test]
fn a_crowd_of_alike_anonymous_objects_is_answered_or_refused_in_time() {
    // Each of two alike centres knows 5,000 alike others.
    let mut dataset = Dataset::new();
    for _ in 0..2 {
        let centre = Term::Blank(dataset.new_blank());
        for _ in 0..5_000 {
            let other = Term::Blank(dataset.new_blank());
            dataset
                .add(centre, "urn:x:knows", other, None)
                .expect("the graph is small");
        }
    }
    assert_eq!(canonicalize_dataset(dataset), Err(TooMuchWork));
}

#[test]
fn a_text_that_other_software_sorts_differently_is_marked() {
    let tags = |tags: Value| {
        let achievement = json!({"type": ["Achievement"], "tag": tags});
        let subject = json!({"type": "AchievementSubject", "achievement": achievement});
        let document = credential(&json!({ "credentialSubject": subject }));
        canonicalize(&document).expect("all tags are texts")
    };
    assert!(tags(json!(["🙂", "\u{ff01}"])).utf16_order_differs);
    assert!(!tags(json!(["🙂", "\u{ff01}"])).is_beyond_doubt());
    for harmless in [
        json!(["🙂", "a"]),
        json!(["\u{ff01}", "a"]),
        json!(["a🙂", "b\u{ff01}"]),
    ] {
        assert!(tags(harmless).is_beyond_doubt());
    }
}

#[test]
fn a_number_that_other_software_writes_differently_is_marked() {
    let credits = |credits: f64| {
        let subject = json!({"type": "AchievementSubject", "creditsEarned": credits});
        let document = credential(&json!({ "credentialSubject": subject }));
        canonicalize(&document).expect("a number is fine")
    };
    assert!(credits(8.3).number_digits_differ);
    assert!(credits(8.25).is_beyond_doubt());
    assert!(
        credits(8.25)
            .text
            .contains("\"8.25E0\"^^<https://www.w3.org/2001/XMLSchema#float>")
    );
    assert!(credits(1e-7).text.contains("\"1.0E-7\""));
    assert!(credits(3.0).text.contains("\"3\""));
}

#[test]
fn every_embedded_context_and_all_scoped_ones_can_be_applied() {
    let standard = ContextSet::new(Strictness::Standard);
    for url in contexts::urls() {
        let canonical = canonicalize_with(&json!({"@context": url, "id": "urn:x:1"}), &standard);
        assert_eq!(
            canonical.map(|canonical| canonical.text),
            Ok(String::new()),
            "{url}"
        );
    }
}

#[test]
fn every_published_sample_of_sound_form_is_canonicalized() {
    let Some(data) = spec::data("every_published_sample_of_sound_form_is_canonicalized") else {
        return;
    };
    let names = [
        "ob30/bit-string-list/credential-status-revoked.json",
        "ob30/bit-string-list/testlist",
        "ob30/complete.json",
        "ob30/endorsement-valid.json",
        "ob30/simple-did-key-method.json",
        "ob30/simple.json",
        "ob30/simple_v1.json",
        "ob20/basic-assertion.json",
        "ob20/assets/badge-with-data-image.json",
        "ob20/assets/organization.json",
    ];
    for name in names {
        let sample = read_json(&data.join("samples").join(name));
        let result = canonicalize(&sample);
        assert!(result.is_ok(), "{name}: {result:?}");
    }
    let undefined = read_json(&data.join("samples/ob30/simple-multiple-proofs.json"));
    let error = canonicalize(&undefined).expect_err("one proof has an undefined type");
    assert!(error.to_string().contains("`SomeProofType`"), "{error}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = [
        "@context", "@id", "id", "type", "@type", "@value", "@graph", "name", "proof", "image",
        "tag",
    ];
    let texts = [
        "https://www.w3.org/ns/credentials/v2",
        "urn:x:1",
        "VerifiableCredential",
        "Image",
        "_:b",
        "@id",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        prop::sample::select(texts.to_vec()).prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(names.to_vec()).prop_map(str::to_owned),
        ".{0,4}"
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(document in any_json()) {
        let _ = canonicalize(&document);
        let _ = canonicalize_with(&document, &ContextSet::new(Strictness::Standard));
        if let Ok(text) = jcs::serialize(&document) {
            let again = strict_json::parse(text.as_bytes()).expect("canonical JSON is JSON");
            // A whole number beyond 2^53 has fewer digits in its text than it had before, and is
            // then refused as one that two readers would not read alike.
            match jcs::serialize(&again) {
                Err(jcs::JcsError::InexactNumber { .. }) => {}
                same => prop_assert_eq!(same, Ok(text)),
            }
        }
    }

    #[test]
    fn the_order_of_members_changes_nothing(shift in 0usize..5) {
        let document = credential(&json!({"name": "x", "description": "y"}));
        let mut members: Vec<_> = document.as_object().expect("an object").clone().into_iter().collect();
        members.rotate_left(shift);
        let rotated = Value::Object(members.into_iter().collect());
        prop_assert_eq!(canonicalize(&rotated), canonicalize(&document));
    }
}
