//! Proofs: what is signed, and what must never be signed or accepted.

use accolade::proof::data_integrity::{ProofError, SignError, Signer, check};
use accolade::proof::jcs;
use accolade::proof::key::{PublicKey, SecretKey};
use accolade::proof::strict_json;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::samples::Sample;

const METHOD: &str = "did:web:org.github.io:repo#z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z";

fn signer() -> Signer {
    let created = "2026-05-02T10:00:00.25Z".parse().unwrap();
    Signer::new(SecretKey::from_seed([7; 32]), METHOD, created)
}

fn key() -> PublicKey {
    SecretKey::from_seed([7; 32]).public()
}

fn signed() -> Value {
    signer().sign(&Sample::rich().credential()).unwrap()
}

#[test]
fn a_signature_is_an_array_of_one_proof_and_always_the_same() {
    let unsigned = Sample::rich().credential();
    let mut signed = signed();
    assert_eq!(signed, signer().sign(&unsigned).unwrap());
    assert!(check(&signed, 0, &key()).is_ok());
    assert!(METHOD.ends_with(&format!("#{}", key())));
    let proof = signed
        .as_object_mut()
        .unwrap()
        .shift_remove("proof")
        .unwrap();
    assert_eq!(signed, unsigned);
    let value = proof[0]["proofValue"].as_str().unwrap();
    let expected = json!([{
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-05-02T10:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "proofValue": value,
    }]);
    assert_eq!(proof, expected);
}

/// Every leaf of a document, as JSON pointers.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| leaves(member, &format!("{pointer}/{name}"), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| leaves(item, &format!("{pointer}/{index}"), found)),
        _ => found.push(pointer.to_owned()),
    }
}

fn change(leaf: &mut Value) {
    *leaf = match leaf {
        Value::String(text) => json!(format!("{text}x")),
        Value::Number(number) => json!(number.as_i64().unwrap() + 1),
        Value::Bool(value) => json!(!*value),
        other => panic!("{other} is no leaf of a credential"),
    };
}

#[test]
fn a_change_of_any_leaf_is_refused() {
    let signed = signed();
    let mut pointers = Vec::new();
    leaves(&signed, "", &mut pointers);
    assert!(pointers.len() > 80, "{}", pointers.len());
    for pointer in pointers {
        let mut changed = signed.clone();
        change(changed.pointer_mut(&pointer).unwrap());
        assert!(check(&changed, 0, &key()).is_err(), "{pointer}");
    }
}

#[test]
fn a_member_taken_away_or_added_is_refused() {
    let signed = signed();
    let mut pointers = Vec::new();
    leaves(&signed, "", &mut pointers);
    let mut objects: Vec<String> = Vec::new();
    for pointer in &pointers {
        let (object, name) = pointer.rsplit_once('/').unwrap();
        let mut changed = signed.clone();
        match changed.pointer_mut(object).unwrap() {
            Value::Object(members) => drop(members.shift_remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => unreachable!("a leaf has a parent"),
        }
        assert!(check(&changed, 0, &key()).is_err(), "without {pointer}");
        objects.push(object.to_owned());
    }
    for object in objects {
        let mut changed = signed.clone();
        let Value::Object(members) = changed.pointer_mut(&object).unwrap() else {
            continue;
        };
        members.insert("phone".into(), json!("+4912345"));
        assert!(check(&changed, 0, &key()).is_err(), "more in {object}");
    }
}

#[test]
fn a_flipped_bit_anywhere_in_the_signature_is_refused() {
    let signed = signed();
    let value = signed["proof"][0]["proofValue"].as_str().unwrap();
    let bytes = bs58::decode(&value[1..]).into_vec().unwrap();
    for index in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[index] ^= 1 << (index % 8);
        let value = format!("z{}", bs58::encode(flipped).into_string());
        let outcome = check(&with_proof("proofValue", json!(value)), 0, &key());
        assert_eq!(outcome, Err(ProofError::Mismatch), "{index}");
    }
}

#[test]
fn a_flipped_bit_anywhere_in_the_text_is_refused_and_never_a_panic() {
    let signed = signed();
    let text = signed.to_string().into_bytes();
    let mut read = 0;
    for index in 0..text.len() {
        let mut flipped = text.clone();
        flipped[index] ^= 1 << (index % 7);
        let Ok(document) = strict_json::parse(&flipped) else {
            continue;
        };
        read += 1;
        let same = document == signed;
        assert_eq!(check(&document, 0, &key()).is_ok(), same, "byte {index}");
    }
    assert!(read > text.len() / 2, "{read}");
}

#[test]
fn the_order_of_members_does_not_matter() {
    fn reversed(value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .rev()
                .map(|(name, member)| (name.clone(), reversed(member)))
                .collect(),
            Value::Array(items) => items.iter().map(reversed).collect(),
            other => other.clone(),
        }
    }
    let reordered = reversed(&signed());
    assert_ne!(reordered.to_string(), signed().to_string());
    assert!(check(&reordered, 0, &key()).is_ok());
}

fn with_proof(name: &str, value: Value) -> Value {
    let mut document = signed();
    document["proof"][0][name] = value;
    document
}

fn without_proof_member(name: &str) -> Value {
    let mut document = signed();
    let proof = document["proof"][0].as_object_mut().unwrap();
    proof.shift_remove(name);
    document
}

#[test]
fn every_fault_of_a_proof_is_named() {
    let refused = |document: Value| check(&document, 0, &key()).unwrap_err();
    let value = |bytes: usize| json!(format!("z{}", bs58::encode(vec![1; bytes]).into_string()));

    assert_eq!(refused(Sample::rich().credential()), ProofError::NoProof);
    let mut none = signed();
    none["proof"] = json!([]);
    assert_eq!(refused(none), ProofError::NoProof);
    assert_eq!(
        check(&signed(), 1, &key()),
        Err(ProofError::NoSuchProof { index: 1 })
    );
    let mut many = signed();
    many["proof"] = Value::Array(vec![many["proof"][0].clone(); 17]);
    assert_eq!(refused(many), ProofError::TooManyProofs { count: 17 });
    for name in [
        "type",
        "cryptosuite",
        "proofPurpose",
        "verificationMethod",
        "proofValue",
    ] {
        assert_eq!(
            refused(without_proof_member(name)),
            ProofError::Missing { name }
        );
    }
    let purpose = "authentication".to_owned();
    let other = with_proof("proofPurpose", json!(purpose));
    assert_eq!(refused(other), ProofError::Purpose { purpose });
    let name = "ecdsa-rdfc-2019".to_owned();
    let other = with_proof("cryptosuite", json!(name));
    assert_eq!(refused(other), ProofError::UnknownSuite { name });
    let name = "Ed25519Signature2018".to_owned();
    let other = with_proof("type", json!(name));
    assert_eq!(refused(other), ProofError::UnknownSuite { name });
    let text = signed()["proof"][0]["proofValue"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = text.replacen('z', "u", 1);
    assert_eq!(
        refused(with_proof("proofValue", json!(other))),
        ProofError::Multibase
    );
    let other = format!("{text}0");
    assert_eq!(
        refused(with_proof("proofValue", json!(other))),
        ProofError::Base58
    );
    for length in [63, 65] {
        let other = with_proof("proofValue", value(length));
        assert_eq!(refused(other), ProofError::SignatureLength { length });
    }
    let long = with_proof("proofValue", json!(format!("z{}", "1".repeat(1_000_000))));
    assert!(matches!(refused(long), ProofError::SignatureLength { .. }));
    let dated = with_proof("created", json!("yesterday"));
    assert!(matches!(
        refused(dated),
        ProofError::Malformed {
            name: "created",
            ..
        }
    ));
    let chained = with_proof(
        "previousProof",
        json!("urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33"),
    );
    assert_eq!(refused(chained), ProofError::Chained);
    let foreign = with_proof("undefinedTerm", json!(1));
    assert!(matches!(refused(foreign), ProofError::Canonicalize(_)));
}

/// A proof of `document` by canonical JSON, as other software would add it.
fn jcs_proof(document: &Value) -> Value {
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-05-02T10:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    });
    let hash = |value: &Value| Sha256::digest(jcs::serialize(value).unwrap());
    let input = [hash(&proof).as_slice(), hash(document).as_slice()].concat();
    let signature = SecretKey::from_seed([7; 32]).sign(&input);
    let value = format!("z{}", bs58::encode(signature).into_string());
    proof["proofValue"] = json!(value);
    proof
}

#[test]
fn two_proofs_of_a_set_hold_together_and_alone() {
    let unsigned = Sample::rich().credential();
    let first = signed()["proof"][0].clone();
    let second = jcs_proof(&unsigned);
    let with = |proof: Value| {
        let mut document = unsigned.clone();
        document["proof"] = proof;
        document
    };
    let set = with(json!([first, second]));
    assert!(check(&set, 0, &key()).is_ok());
    assert!(check(&set, 1, &key()).is_ok());
    assert!(check(&with(first), 0, &key()).is_ok());
    assert!(check(&with(json!([second])), 0, &key()).is_ok());
}

#[test]
fn contexts_added_after_a_json_proof_are_not_part_of_it_but_changed_ones_are_refused() {
    let unsigned = Sample::rich().credential();
    let mut document = unsigned.clone();
    document["proof"] = jcs_proof(&unsigned);
    let contexts = document["@context"].as_array_mut().unwrap();
    contexts.push(json!(
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    ));
    assert!(check(&document, 0, &key()).is_ok());
    document["@context"].as_array_mut().unwrap().remove(0);
    assert_eq!(
        check(&document, 0, &key()),
        Err(ProofError::ContextMismatch)
    );
}

#[test]
fn what_a_signature_would_not_cover_is_not_signed() {
    let refused = |pointer: &str, name: &str, value: Value| {
        let mut document = Sample::rich().credential();
        document.pointer_mut(pointer).unwrap()[name] = value;
        signer().sign(&document).unwrap_err()
    };
    for (pointer, name, value) in [
        ("", "undefinedTerm", json!("x")),
        ("/issuer", "telephone", json!("+4912345")),
        ("/credentialSubject/achievement", "humancode", json!("x")),
        (
            "/credentialSubject",
            "type",
            json!(["AchievementSubject", "Unknown"]),
        ),
        ("/issuer", "id", json!("relative")),
        ("", "@context", json!("https://example.org/context.json")),
    ] {
        let error = refused(pointer, name, value);
        assert!(
            matches!(error, SignError::Canonicalize(_)),
            "{name}: {error}"
        );
    }
    assert_eq!(signer().sign(&signed()), Err(SignError::Secured));
    assert_eq!(signer().sign(&json!([])), Err(SignError::NotAnObject));
}

#[test]
fn what_other_software_would_read_differently_is_not_signed() {
    let sign_credits = |value: Value| {
        let mut document = Sample::rich().credential();
        document["credentialSubject"]["achievement"]["creditsAvailable"] = value;
        signer().sign(&document)
    };
    for good in [json!(3), json!(2.5), json!(8.25), json!(9999.5)] {
        assert!(sign_credits(good.clone()).is_ok(), "{good}");
    }
    for bad in [
        json!(3.0),
        json!(1e-7),
        json!(1e21),
        json!(9_007_199_254_740_993_u64),
    ] {
        let error = sign_credits(bad.clone()).unwrap_err();
        let pointer = "/credentialSubject/achievement/creditsAvailable".to_owned();
        let number = bad.to_string();
        assert_eq!(error, SignError::Number { pointer, number });
    }
    assert_eq!(sign_credits(json!(8.3)), Err(SignError::AmbiguousDigits));
    let mut document = Sample::rich().credential();
    document["credentialSubject"]["achievement"]["tag"] = json!(["\u{1f600}", "\u{fb01}"]);
    assert_eq!(signer().sign(&document), Err(SignError::AmbiguousOrder));
}

#[test]
fn one_signer_serves_many_threads_and_contexts() {
    let signer = signer();
    let sample = Sample::minimal();
    let list = {
        use accolade::credential::status_list::{self, Bitstring};
        let now = "2026-05-02T10:00:00Z".parse().unwrap();
        status_list::document(&sample.publisher(), 1, &Bitstring::new(), now)
    };
    let documents = [Sample::rich().credential(), sample.credential(), list];
    std::thread::scope(|scope| {
        for offset in 0..3 {
            let (signer, documents) = (&signer, &documents);
            scope.spawn(move || {
                for index in 0..9 {
                    let document = &documents[(index + offset) % 3];
                    let signed = signer.sign(document).unwrap();
                    assert!(check(&signed, 0, &key()).is_ok());
                }
            });
        }
    });
}
