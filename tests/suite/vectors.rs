//! Proofs against published vectors and samples.

use std::fs;
use std::path::Path;

use accolade::proof::contexts::{ContextSet, Strictness};
use accolade::proof::data_integrity::{
    ProofClaim, ProofError, Signer, Suite, check, check_with, claims,
};
use accolade::proof::did;
use accolade::proof::key::{PublicKey, SecretKey};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::canonical::read_json;
use crate::spec;

/// The contexts of the vectors: the embedded ones and that for examples.
fn example_contexts(data: &Path) -> &'static ContextSet {
    let examples = read_json(&data.join("contexts/credentials-examples-v2.json"));
    let url = "https://www.w3.org/ns/credentials/examples/v2";
    Box::leak(Box::new(
        ContextSet::new(Strictness::Strict).with(url, &examples),
    ))
}

fn vector_secret(data: &Path) -> SecretKey {
    let pair = read_json(&data.join("vc-di-eddsa/keyPair.json"));
    let secret = pair["privateKeyMultibase"].as_str().expect("a Multikey");
    SecretKey::from_multikey(secret).expect("the published key is sound")
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[test]
fn the_published_hashes_and_signatures_come_out() {
    let Some(data) = spec::data("the_published_hashes_and_signatures_come_out") else {
        return;
    };
    let secret = vector_secret(&data);
    for (folder, suffix) in [
        ("eddsa-rdfc-2022", "DataInt"),
        ("eddsa-rdfc-2022/employ", "DataInt"),
        ("eddsa-jcs-2022", "JCS"),
        ("Ed25519Signature2020", "EdSig"),
    ] {
        let folder = data.join("vc-di-eddsa").join(folder);
        let text = |name: &str| {
            let path = folder.join(format!("{name}{suffix}.txt"));
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let options = Sha256::digest(text("proofCanon"));
        let document = Sha256::digest(text("canonDoc"));
        assert_eq!(hex(&options), text("proofHash").trim());
        assert_eq!(hex(&document), text("docHash").trim());
        let input = [options.as_slice(), document.as_slice()].concat();
        assert_eq!(hex(&input), text("combinedHash").trim());
        let signature = secret.sign(&input);
        assert_eq!(hex(&signature), text("sigHex").trim());
        let base58 = bs58::encode(signature).into_string();
        assert_eq!(format!("z{base58}"), text("sigBTC58").trim());
    }
}

#[test]
fn signing_the_published_document_gives_the_published_proof() {
    let Some(data) = spec::data("signing_the_published_document_gives_the_published_proof") else {
        return;
    };
    let signed = read_json(&data.join("vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json"));
    let proof = &signed["proof"];
    let method = proof["verificationMethod"].as_str().unwrap();
    let created = proof["created"].as_str().unwrap().parse().unwrap();
    let signer =
        Signer::new(vector_secret(&data), method, created).with_contexts(example_contexts(&data));
    let unsigned = read_json(&data.join("vc-di-eddsa/unsigned.json"));
    let made = signer.sign(&unsigned).expect("the vector can be signed");
    assert_eq!(made["proof"], json!([proof]));
}

#[test]
fn the_published_signed_documents_are_proven_by_their_key_alone() {
    let Some(data) = spec::data("the_published_signed_documents_are_proven_by_their_key_alone")
    else {
        return;
    };
    let contexts = example_contexts(&data);
    let key = vector_secret(&data).public();
    let other = SecretKey::from_seed([1; 32]).public();
    for (file, suite) in [
        ("eddsa-rdfc-2022/signedDataInt.json", Suite::EddsaRdfc2022),
        ("eddsa-jcs-2022/signedJCS.json", Suite::EddsaJcs2022),
        (
            "Ed25519Signature2020/signedEdSig.json",
            Suite::Ed25519Signature2020,
        ),
    ] {
        let document = read_json(&data.join("vc-di-eddsa").join(file));
        let claim = claims(&document).unwrap().remove(0).unwrap();
        assert_eq!(claim.suite, suite);
        assert_eq!(did::parse_did_key(&claim.verification_method), Ok(key));
        let proven = check_with(&document, 0, &key, contexts);
        assert_eq!(*proven.expect(file).document(), document);
        assert_eq!(
            check_with(&document, 0, &other, contexts),
            Err(ProofError::Mismatch)
        );
        let mut changed = document.clone();
        changed["name"] = json!("Another Credential");
        assert_eq!(
            check_with(&changed, 0, &key, contexts),
            Err(ProofError::Mismatch)
        );
    }
}

#[test]
fn each_proof_of_a_published_set_holds_and_a_chain_is_refused() {
    let Some(data) = spec::data("each_proof_of_a_published_set_holds_and_a_chain_is_refused")
    else {
        return;
    };
    let contexts = example_contexts(&data);
    let folder = data.join("vc-di-eddsa/proof-set-chain");
    let outcomes = |file: &str| -> Vec<Result<(), ProofError>> {
        let document = read_json(&folder.join(file));
        let claims = claims(&document).unwrap();
        let check = |(index, claim): (usize, Result<_, _>)| {
            let claim: ProofClaim = claim?;
            let key = did::parse_did_key(&claim.verification_method).expect("a did:key");
            check_with(&document, index, &key, contexts).map(drop)
        };
        claims.into_iter().enumerate().map(check).collect()
    };
    assert_eq!(outcomes("signedProofSet1.json"), [Ok(())]);
    assert_eq!(outcomes("signedProofSet2.json"), [Ok(()), Ok(())]);
    let chain = outcomes("signedProofChain2.json");
    let chained = || Err(ProofError::Chained);
    assert_eq!(chain, [Ok(()), Ok(()), chained(), chained()]);
}

#[test]
fn samples_of_another_validator_are_judged_as_it_judges_them() {
    let Some(data) = spec::data("samples_of_another_validator_are_judged_as_it_judges_them") else {
        return;
    };
    for (file, index, holds) in [
        ("simple.json", 0, true),
        ("simple.1ob", 0, true),
        ("simple-context-alias.json", 0, true),
        ("simple-did-key-method.json", 0, true),
        ("simple-err-expired.json", 0, true),
        ("simple-err-issuer.json", 0, true),
        ("complete.json", 0, true),
        ("endorsement-valid.json", 0, true),
        ("simple-multiple-proofs.json", 1, true),
        ("simple_v1.json", 0, true),
        ("bit-string-list/testlist", 0, true),
        ("bit-string-list/credential-status-revoked.json", 0, true),
        ("simple-err-context.json", 0, false),
        ("simple-err-credential-subject-result-type.json", 0, false),
        ("simple-err-credential-subject-type.json", 0, false),
        ("simple-err-issuer-type.json", 0, false),
        ("simple-err-proof-value.json", 0, false),
        ("simple-err-type.json", 0, false),
    ] {
        let document = read_json(&data.join("samples/ob30").join(file));
        let claim = claims(&document).unwrap().remove(index);
        let claim = claim.unwrap_or_else(|error| panic!("{file}: {error}"));
        let method = claim.verification_method;
        let key = method.rsplit(['#', ':']).next().unwrap();
        let key = PublicKey::from_multikey(key).expect("the fragment is the key");
        let outcome = check(&document, index, &key);
        assert_eq!(outcome.is_ok(), holds, "{file}: {outcome:?}");
    }
    let document = read_json(&data.join("samples/ob30/simple-multiple-proofs.json"));
    let name = "SomeProofType".to_owned();
    assert_eq!(
        claims(&document).unwrap()[0],
        Err(ProofError::UnknownSuite { name })
    );
}
