//! The tokens in `tests/verdicts`.

use accolade::proof::key::SecretKey;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::samples::Sample;
use crate::verify_made::{DID, foreign, method, own, token};

pub fn documents() -> Vec<(&'static str, String)> {
    let key_id = json!({"alg": "EdDSA", "typ": "JWT", "kid": method(DID, &own())});
    let key = json!({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519",
        "x": BASE64URL_NOPAD.encode(own().public().as_bytes())}});
    let wrong = |it: &mut Value| it["jti"] = "https://example.org/other".into();
    vec![
        ("token.jwt", token(key_id.clone(), &payload(|_| ()), &own())),
        (
            "token-with-key.jwt",
            token(key.clone(), &payload(|_| ()), &own()),
        ),
        (
            "token-empty-name.jwt",
            token(named_nothing(key), &payload(|_| ()), &own()),
        ),
        (
            "token-null.jwt",
            token(
                key_id.clone(),
                &payload(|it| it["exp"] = Value::Null),
                &own(),
            ),
        ),
        (
            "token-other-claim.jwt",
            token(key_id.clone(), &payload(wrong), &own()),
        ),
        (
            "token-forged.jwt",
            token(key_id.clone(), &payload(|_| ()), &foreign()),
        ),
        (
            "token-none.jwt",
            token(json!({"alg": "none"}), &payload(|_| ()), &own()),
        ),
        ("token-kid-and-key.jwt", token_in_a_name(&own(), &foreign())),
    ]
}

fn named_nothing(mut header: Value) -> Value {
    header["kid"] = "".into();
    header
}

/// In the name of one key, with another key beside it that signed.
fn token_in_a_name(named: &SecretKey, signing: &SecretKey) -> String {
    let did = format!("did:key:{}", named.public());
    let header = json!({"alg": "EdDSA", "kid": format!("{did}#{}", named.public()),
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": BASE64URL_NOPAD.encode(signing.public().as_bytes())}});
    let payload = payload(|it| {
        it["iss"] = did.as_str().into();
        it["issuer"]["id"] = did.as_str().into();
        it.as_object_mut().unwrap().shift_remove("credentialStatus");
    });
    token(header, &payload, signing)
}

fn payload(change: impl FnOnce(&mut Value)) -> Value {
    let mut payload = Sample::rich().credential();
    payload["iss"] = DID.into();
    payload["jti"] = payload["id"].clone();
    change(&mut payload);
    payload
}
