//! A signed credential in which anything was changed is never accepted.

use accolade::baking::PreparedSvg;
use accolade::proof::data_integrity::check;
use accolade::verify::Verifier;
use accolade::verify::report::{Facts, Report, Verdict};
use serde_json::{Value, json};

use crate::verify::Answers;
use crate::verify_made::{
    DID, DID_ADDRESS, LIST_ADDRESS, baked, did_document, list, own, sign, signed,
};

fn answers() -> Answers {
    Answers::default()
        .with(DID_ADDRESS, &did_document(DID, &[own()]))
        .with(LIST_ADDRESS, &sign(&list(false, |_| ()), DID, own()))
}

fn verify(answers: &Answers, bytes: &[u8]) -> Report {
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    Verifier::new(answers, now, None).verify(bytes)
}

fn is_accepted(report: &Report) -> bool {
    matches!(
        report.verdict,
        Verdict::Verified | Verdict::VerifiedWithWarnings | Verdict::Revoked
    ) || report.facts.is_some()
}

/// Every place in a document but the document itself, as JSON pointers, the deepest last.
fn nodes(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let mut child = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        let pointer = format!("{pointer}/{name}");
        found.push(pointer.clone());
        nodes(value, &pointer, found);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, it)| child(name, it)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, it)| child(&index.to_string(), it));
        }
        _ => {}
    }
}

fn all_nodes(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    nodes(document, "", &mut found);
    found
}

fn refused(answers: &Answers, changed: &Value, what: &str) {
    let report = verify(answers, changed.to_string().as_bytes());
    assert!(!is_accepted(&report), "{what}: {report:?}");
}

#[test]
fn a_credential_with_any_leaf_changed_is_refused() {
    let (answers, document) = (answers(), signed(|_| ()));
    assert_eq!(
        verify(&answers, document.to_string().as_bytes()).verdict,
        Verdict::Verified
    );
    let mut leaves = 0;
    for pointer in all_nodes(&document) {
        let mut changed = document.clone();
        let leaf = changed.pointer_mut(&pointer).unwrap();
        *leaf = match leaf {
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_f64().unwrap() + 1.0),
            Value::Bool(value) => json!(!*value),
            _ => continue,
        };
        leaves += 1;
        refused(&answers, &changed, &pointer);
    }
    assert!(leaves > 80, "{leaves}");
}

#[test]
fn a_credential_with_any_leaf_of_another_type_is_refused() {
    let (answers, document) = (answers(), signed(|_| ()));
    for pointer in all_nodes(&document) {
        for other in [
            json!(null),
            json!(7),
            json!(true),
            json!({}),
            json!([]),
            json!(""),
        ] {
            let mut changed = document.clone();
            let node = changed.pointer_mut(&pointer).unwrap();
            if *node == other {
                continue;
            }
            *node = other;
            refused(&answers, &changed, &pointer);
        }
    }
}

#[test]
fn a_credential_with_any_node_deleted_is_refused() {
    let (answers, document) = (answers(), signed(|_| ()));
    for pointer in all_nodes(&document) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut changed = document.clone();
        match changed.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.shift_remove(name).unwrap()),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => unreachable!("a node has a parent"),
        }
        refused(&answers, &changed, &pointer);
    }
}

#[test]
fn a_credential_with_a_node_added_anywhere_is_refused() {
    let (answers, document) = (answers(), signed(|_| ()));
    let mut places = all_nodes(&document);
    places.push(String::new());
    for pointer in places {
        let mut changed = document.clone();
        match changed.pointer_mut(&pointer).unwrap() {
            Value::Object(members) if members.contains_key("proofValue") => continue,
            Value::Object(members) => drop(members.insert("phone".into(), json!("+4912345"))),
            Value::Array(items) => items.push(json!("https://example.org/added")),
            _ => continue,
        }
        if pointer == "/proof" {
            // A further proof that proves nothing is told of, and spoils nothing.
            let report = verify(&answers, changed.to_string().as_bytes());
            assert_eq!(report.verdict, Verdict::VerifiedWithWarnings);
            continue;
        }
        refused(&answers, &changed, &pointer);
    }
}

#[test]
fn one_of_two_equal_members_of_a_set_may_go() {
    let mut document = signed(|it| {
        it["credentialSubject"]["achievement"]["tag"] = json!(["rust", "rust"]);
    });
    let tags = document
        .pointer_mut("/credentialSubject/achievement/tag")
        .unwrap();
    tags.as_array_mut().unwrap().pop();
    let report = verify(&answers(), document.to_string().as_bytes());
    assert_eq!(report.verdict, Verdict::Verified);
}

#[test]
fn an_addition_to_the_proof_itself_is_refused() {
    let mut document = signed(|_| ());
    document["proof"][0]["domain"] = "evil.example".into();
    assert!(check(&document, 0, &own().public()).is_err());
    refused(&answers(), &document, "domain");
}

/// Changes a picture everywhere; whatever is still accepted must say the same.
fn never_another(picture: &[u8]) {
    let answers = answers();
    let expected: Option<Facts> = verify(&answers, picture).facts;
    assert!(expected.is_some());
    let same = |bytes: &[u8], what: &str| {
        let facts = verify(&answers, bytes).facts;
        assert!(facts.is_none() || facts == expected, "{what}: {facts:?}");
    };
    let mut flipped = picture.to_vec();
    for index in 0..picture.len() {
        for mask in [1 << (index % 8), 0xff] {
            flipped[index] ^= mask;
            same(&flipped, &format!("byte {index} with {mask:x}"));
            flipped[index] ^= mask;
        }
        same(&picture[..index], &format!("cut at {index}"));
    }
}

#[test]
fn a_baked_png_with_any_byte_flipped_or_cut_off_is_never_another_badge() {
    never_another(&baked(&signed(|_| ()).to_string()));
}

#[test]
fn a_baked_svg_with_any_byte_flipped_or_cut_off_is_never_another_badge() {
    let mut picture = Vec::new();
    PreparedSvg::new(b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>")
        .unwrap()
        .bake_into(&mut picture, None, Some(&signed(|_| ()).to_string()))
        .unwrap();
    never_another(&picture);
}
