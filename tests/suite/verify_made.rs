//! The documents in `tests/verdicts`: made with throw-away keys, so that they can be made again.
//!
//! Run with `ACCOLADE_UPDATE_VERDICTS=1` to write them anew. `signed-by-itself.jwt` was made once by OpenSSL,
//! with an RSA key that was thrown away.

use std::collections::BTreeMap;
use std::path::Path;

use accolade::baking::PreparedPng;
use accolade::credential::status_list::{self, Bitstring};
use accolade::proof::canonical::{canonicalize, canonicalize_proof};
use accolade::proof::data_integrity::Signer;
use accolade::proof::jcs;
use accolade::proof::key::SecretKey;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::samples::Sample;
use crate::verify_hosted;
use crate::verify_lists;
use crate::verify_tokens;

/// The issuer of the sample.
pub const DID: &str = "did:web:org.github.io:repo";
pub const DID_ADDRESS: &str = "https://org.github.io/repo/did.json";
pub const LIST_ADDRESS: &str = "https://org.github.io/repo/status/revocation-1.json";
const INDEX: usize = 48_213;

/// The issuer's key, and one that is not the issuer's.
pub fn own() -> SecretKey {
    SecretKey::from_seed([7; 32])
}

pub fn foreign() -> SecretKey {
    SecretKey::from_seed([8; 32])
}

pub fn method(controller: &str, secret: &SecretKey) -> String {
    format!("{controller}#{}", secret.public())
}

pub fn sign(document: &Value, controller: &str, secret: SecretKey) -> Value {
    let method = method(controller, &secret);
    Signer::new(secret, &method, "2026-05-02T10:00:00Z".parse().unwrap())
        .sign(document)
        .unwrap()
}

/// The sample's credential, changed before it is signed by its issuer.
pub fn signed(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = Sample::rich().credential();
    change(&mut document);
    sign(&document, DID, own())
}

/// A credential that is signed, but has no list that could be asked for.
pub fn signed_without_status() -> Value {
    signed(|it| drop(it.as_object_mut().unwrap().shift_remove("credentialStatus")))
}

pub fn did_document(did: &str, keys: &[SecretKey]) -> Value {
    let methods = keys.iter().map(|key| {
        json!({"id": method(did, key), "type": "Multikey", "controller": did,
            "publicKeyMultibase": key.public().to_string()})
    });
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods.collect::<Value>(),
        "assertionMethod": keys.iter().map(|key| method(did, key)).collect::<Value>(),
    })
}

pub fn list(revoked: bool, change: impl FnOnce(&mut Value)) -> Value {
    let mut bits = Bitstring::new();
    if revoked {
        bits.set(INDEX).unwrap();
    }
    let from = "2026-05-01T00:00:00Z".parse().unwrap();
    let mut document = status_list::document(&Sample::rich().publisher(), 1, &bits, from);
    change(&mut document);
    document
}

/// A proof with any options, without the care that `Signer` takes.
pub fn prove(document: &Value, options: Value, secret: &SecretKey) -> Value {
    let hash = |text: &str| Sha256::digest(text).to_vec();
    let mut unsecured = document.clone();
    unsecured.as_object_mut().unwrap().shift_remove("proof");
    let mut proof = options;
    let (config, text) = if proof["cryptosuite"] == "eddsa-jcs-2022" {
        proof["@context"] = document["@context"].clone();
        (
            jcs::serialize(&proof).unwrap(),
            jcs::serialize(&unsecured).unwrap(),
        )
    } else {
        let options = proof.as_object().unwrap();
        let config = canonicalize_proof(options, &document["@context"]).unwrap();
        (config.text, canonicalize(&unsecured).unwrap().text)
    };
    let signature = secret.sign(&[hash(&config), hash(&text)].concat());
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    proof
}

pub fn options(suite: &str) -> Value {
    json!({"type": "DataIntegrityProof", "cryptosuite": suite, "created": "2026-05-02T10:00:00Z",
        "verificationMethod": method(DID, &own()), "proofPurpose": "assertionMethod"})
}

fn with_options(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = Sample::rich().credential();
    let mut options = options("eddsa-rdfc-2022");
    change(&mut options);
    document["proof"] = prove(&document, options, &own());
    document
}

fn with_proofs(suites: &[&str]) -> Value {
    let mut document = Sample::rich().credential();
    let proofs = suites
        .iter()
        .map(|suite| prove(&document, options(suite), &own()));
    let proofs: Value = proofs.collect();
    document["proof"] = proofs;
    document
}

pub fn token(header: Value, payload: &Value, secret: &SecretKey) -> String {
    let part = |it: &Value| BASE64URL_NOPAD.encode(it.to_string().as_bytes());
    let signed = format!("{}.{}", part(&header), part(payload));
    let signature = BASE64URL_NOPAD.encode(&secret.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn endorsed(change: impl FnOnce(&mut Value)) -> Value {
    let did = "did:web:endorser.example";
    let endorsement = json!({
        "@context": Sample::rich().credential()["@context"],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": did, "type": ["Profile"], "name": "Endorser"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": DID, "type": ["EndorsementSubject"], "endorsementComment": "Good."},
    });
    let mut endorsement = sign(&endorsement, did, foreign());
    change(&mut endorsement);
    signed(|it| it["endorsement"] = json!([endorsement]))
}

fn push_context(document: &mut Value, context: Value) {
    let contexts = document["@context"].as_array_mut().unwrap();
    contexts.push(context);
}

fn extended(document: &mut Value) {
    let url = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    push_context(document, url.into());
}

fn refreshable(began: &str, name: &str) -> Value {
    signed(|it| {
        extended(it);
        it["validFrom"] = began.into();
        it["name"] = name.into();
        it["refreshService"] = json!({"id": "https://org.github.io/repo/newer.json", "type": "1EdTechCredentialRefresh"});
    })
}

fn refreshed_falsely() -> Value {
    let mut newer = refreshable("2026-05-10T00:00:00Z", "Second edition");
    newer["name"] = "Forged edition".into();
    newer
}

fn revocable() -> Value {
    signed(|it| {
        extended(it);
        it["credentialStatus"] = json!({"id": "https://org.github.io/repo/revoked.json", "type": "1EdTechRevocationList"});
    })
}

fn revoked_ids(id: &Value) -> Value {
    json!({"id": "https://org.github.io/repo/revoked.json", "issuer": DID,
        "revokedCredentials": [{"id": id, "revoked": true, "revocationReason": "Issued twice."}]})
}

/// A small picture, 1 by 1.
pub fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0]).unwrap();
    writer.finish().unwrap();
    bytes
}

pub fn baked(text: &str) -> Vec<u8> {
    let mut baked = Vec::new();
    let picture = PreparedPng::new(&picture()).unwrap();
    picture.bake_into(&mut baked, None, Some(text)).unwrap();
    baked
}

fn without_method(document: &mut Value) {
    document["assertionMethod"] = json!([]);
}

fn credentials() -> Vec<(&'static str, Value)> {
    let good = signed(|_| ());
    let tampered = {
        let mut it = good.clone();
        it["credentialSubject"]["achievement"]["name"] = "Rust mastery".into();
        it
    };
    let alone = format!("did:key:{}", own().public());
    let by_key = |issuer: &str, secret: SecretKey| {
        let mut document = Sample::rich().credential();
        document["issuer"]["id"] = issuer.into();
        document
            .as_object_mut()
            .unwrap()
            .shift_remove("credentialStatus");
        let did = format!("did:key:{}", secret.public());
        sign(&document, &did, secret)
    };
    let mut unknown = good.clone();
    unknown["proof"][0]["cryptosuite"] = "ecdsa-sd-2023".into();
    let mut chained = good.clone();
    chained["proof"][0]["previousProof"] = "urn:uuid:1".into();
    let mut undefined = good.clone();
    undefined["telephone"] = "+4912345".into();
    let mut foreign_context = good.clone();
    push_context(
        &mut foreign_context,
        "https://example.org/context.json".into(),
    );
    let mut inline = good.clone();
    push_context(&mut inline, json!({"name": "https://example.org/other"}));
    let mut half = with_proofs(&["eddsa-rdfc-2022", "eddsa-jcs-2022"]);
    half["proof"][1]["created"] = "2026-05-03T10:00:00Z".into();
    vec![
        ("tampered.json", tampered),
        ("unsigned.json", Sample::rich().credential()),
        (
            "suspension.json",
            signed(|it| it["credentialStatus"]["statusPurpose"] = "suspension".into()),
        ),
        (
            "foreign-key.json",
            sign(&Sample::rich().credential(), DID, foreign()),
        ),
        ("foreign-did.json", by_key(DID, foreign())),
        ("key-alone.json", by_key(&alone, own())),
        ("jcs.json", with_proofs(&["eddsa-jcs-2022"])),
        (
            "set.json",
            with_proofs(&["eddsa-rdfc-2022", "eddsa-jcs-2022"]),
        ),
        ("set-half.json", half),
        (
            "proof-expired.json",
            with_options(|it| it["expires"] = "2026-05-20T00:00:00Z".into()),
        ),
        (
            "proof-purpose.json",
            with_options(|it| it["proofPurpose"] = "authentication".into()),
        ),
        ("proof-unknown.json", unknown),
        ("proof-chained.json", chained),
        ("undefined-term.json", undefined),
        ("unknown-context.json", foreign_context),
        ("inline-context.json", inline),
        ("endorsed.json", endorsed(|_| ())),
        (
            "endorsed-falsely.json",
            endorsed(|it| it["credentialSubject"]["endorsementComment"] = "Best.".into()),
        ),
        (
            "refreshable.json",
            refreshable("2026-05-02T00:00:00Z", "First edition"),
        ),
        (
            "refreshed.json",
            refreshable("2026-05-10T00:00:00Z", "Second edition"),
        ),
        ("refreshed-forged.json", refreshed_falsely()),
        ("revocable.json", revocable()),
        ("revoked-ids.json", revoked_ids(&revocable()["id"])),
        (
            "revoked-ids-others.json",
            revoked_ids(&json!("https://org.github.io/repo/other.json")),
        ),
        (
            "foreign-id.json",
            signed(|it| it["id"] = "https://badges.example.org/awards/7f/7f3k.json".into()),
        ),
        (
            "foreign-id-capitals.json",
            signed(|it| it["id"] = "HTTPS://badges.example.org/awards/7f/7f3k.json".into()),
        ),
        ("folder-alike.json", in_folder_alike()),
        (
            "never-ends.json",
            signed(|it| it["validUntil"] = "9999-12-31T23:59:59Z".into()),
        ),
        (
            "md5.json",
            signed(|it| {
                it["credentialSubject"]["identifier"] = json!([{"type": "IdentityObject",
                    "identityType": "emailAddress", "hashed": true,
                    "identityHash": "md5$5bfcf2d8e394674550332640d72db509"}]);
            }),
        ),
        (
            "endorsed-by-address.json",
            signed(|it| it["endorsement"] = json!(["https://endorser.example/1"])),
        ),
        ("good.json", good),
    ]
}

/// Whoever has a folder of the host whose name is like that of the folder which speaks for the host.
const ALIKE: &str = "did:web:org.github.io:xwell-known";

fn in_folder_alike() -> Value {
    let mut document = signed_without_status();
    let members = document.as_object_mut().unwrap();
    members.shift_remove("proof");
    document["issuer"]["id"] = ALIKE.into();
    sign(&document, ALIKE, foreign())
}

/// The good credential, whose status entry says the same in other words: its signature still holds.
fn bent() -> Vec<(&'static str, Value)> {
    let good = signed(|_| ());
    let entry = &good["credentialStatus"];
    let with = |status: Value| {
        let mut document = good.clone();
        document["credentialStatus"] = status;
        document
    };
    let changed = |name: &str, change: &dyn Fn(&Value) -> Value| {
        let mut entry = entry.clone();
        entry[name] = change(&entry[name]);
        with(entry)
    };
    let mut half = entry.clone();
    half.as_object_mut()
        .unwrap()
        .shift_remove("statusListIndex");
    let other_half = json!({"id": entry["id"], "type": entry["type"], "statusListIndex": entry["statusListIndex"]});
    let mut many = vec![json!({"id": entry["id"], "type": entry["type"]}); 8];
    many.push(entry.clone());
    vec![
        (
            "status-size-null.json",
            changed("statusSize", &|_| Value::Null),
        ),
        (
            "status-index-listed.json",
            changed("statusListIndex", &|it| json!([it])),
        ),
        (
            "status-purpose-listed.json",
            changed("statusPurpose", &|it| json!([it])),
        ),
        (
            "status-list-object.json",
            changed("statusListCredential", &|it| json!({"id": it})),
        ),
        ("status-halves.json", with(json!([half, other_half]))),
        ("status-nested.json", with(json!([[entry]]))),
        ("status-ninth.json", with(many.into())),
    ]
}

fn issuer_documents() -> Vec<(&'static str, Value)> {
    let mut revoked = did_document(DID, &[own()]);
    revoked["verificationMethod"][0]["revoked"] = "2026-05-15T00:00:00Z".into();
    let mut unlisted = did_document(DID, &[own()]);
    without_method(&mut unlisted);
    let mut controlled = did_document(DID, &[own()]);
    controlled["verificationMethod"][0]["controller"] = "did:web:evil.example".into();
    let mut rotated = did_document(DID, &[foreign(), own()]);
    rotated["verificationMethod"][0]["revoked"] = "2026-05-15T00:00:00Z".into();
    vec![
        ("did.json", did_document(DID, &[own()])),
        ("did-rotated.json", rotated),
        ("did-folder-alike.json", did_document(ALIKE, &[foreign()])),
        ("did-foreign.json", did_document(DID, &[foreign()])),
        (
            "did-other.json",
            did_document("did:web:evil.example", &[own()]),
        ),
        ("did-revoked.json", revoked),
        ("did-unlisted.json", unlisted),
        ("did-controlled.json", controlled),
        (
            "did-endorser.json",
            did_document("did:web:endorser.example", &[foreign()]),
        ),
    ]
}

fn made() -> BTreeMap<&'static str, Vec<u8>> {
    let documents = [
        credentials(),
        bent(),
        issuer_documents(),
        verify_lists::documents(),
        verify_hosted::documents(),
    ];
    let texts = documents
        .into_iter()
        .flatten()
        .map(|(name, it)| (name, it.to_string()));
    let bytes = texts
        .chain(verify_tokens::documents())
        .map(|(name, it)| (name, it.into_bytes()));
    let mut made: BTreeMap<_, _> = bytes.collect();
    let revoked = sign(&list(true, |_| ()), DID, own());
    made.insert(
        "list-marked.json",
        format!("\u{feff}{revoked}").into_bytes(),
    );
    made.insert("good.png", baked(&signed(|_| ()).to_string()));
    made
}

#[test]
fn the_documents_of_the_table_can_be_made_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts");
    let is_update = std::env::var_os("ACCOLADE_UPDATE_VERDICTS").is_some();
    for (name, bytes) in made() {
        let path = folder.join(name);
        if is_update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(
            std::fs::read(&path).is_ok_and(|it| it == bytes),
            "{name} is another"
        );
    }
}
