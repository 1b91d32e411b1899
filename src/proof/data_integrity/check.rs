//! Checking a proof against a key.

use serde_json::{Map, Value};

use super::claim::{ProofClaim, Suite, claim};
use super::{ProofError, hash, signing_input};
use crate::proof::canonical::{canonicalize_proof_with, canonicalize_with};
use crate::proof::contexts::ContextSet;
use crate::proof::jcs;
use crate::proof::key::PublicKey;

/// A document whose proof was checked. Only [`check`] can make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Proven(Value);

impl Proven {
    /// The document, with its proofs.
    pub fn document(&self) -> &Value {
        &self.0
    }

    /// The document, with its proofs.
    pub fn into_document(self) -> Value {
        self.0
    }
}

/// Checks one proof of a document, counted from 0, with the embedded contexts.
///
/// # Errors
/// The proof is missing, malformed or of a kind not known; the document cannot be canonicalized;
/// or the signature is not that of `key` over this document.
pub fn check(document: &Value, index: usize, key: &PublicKey) -> Result<Proven, ProofError> {
    check_with(document, index, key, ContextSet::embedded())
}

/// As [`check`], with the contexts of `contexts`.
///
/// # Errors
/// As [`check`].
pub fn check_with(
    document: &Value,
    index: usize,
    key: &PublicKey,
    contexts: &ContextSet,
) -> Result<Proven, ProofError> {
    let claim = claim(document, index)?;
    let unsecured = without_proof(document);
    let input = match claim.suite {
        Suite::EddsaJcs2022 => jcs_input(unsecured, claim.options)?,
        Suite::EddsaRdfc2022 | Suite::Ed25519Signature2020 => {
            rdfc_input(&unsecured, &claim, contexts)?
        }
    };
    if key.verify(&input, &claim.signature) {
        Ok(Proven(document.clone()))
    } else {
        Err(ProofError::Mismatch)
    }
}

fn without_proof(document: &Value) -> Value {
    let members = document.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| *name != "proof");
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn rdfc_input(
    unsecured: &Value,
    claim: &ProofClaim,
    contexts: &ContextSet,
) -> Result<[u8; 64], ProofError> {
    let context = &unsecured["@context"];
    let options = canonicalize_proof_with(&claim.options, context, contexts)?;
    let document = canonicalize_with(unsecured, contexts)?;
    Ok(signing_input(&hash(&options.text), &document.text))
}

fn jcs_input(mut unsecured: Value, options: Map<String, Value>) -> Result<[u8; 64], ProofError> {
    if let Some(of_proof) = options.get("@context") {
        if !starts_with(&unsecured["@context"], of_proof) {
            return Err(ProofError::ContextMismatch);
        }
        // Contexts that were added after signing are not part of what was signed.
        unsecured["@context"] = of_proof.clone();
    }
    let options = jcs::serialize(&Value::Object(options))?;
    Ok(signing_input(&hash(&options), &jcs::serialize(&unsecured)?))
}

fn starts_with(of_document: &Value, of_proof: &Value) -> bool {
    match (of_document, of_proof) {
        (Value::Array(longer), Value::Array(shorter)) => longer.starts_with(shorter),
        (Value::Array(longer), single) => longer.first() == Some(single),
        (document, proof) => document == proof,
    }
}
