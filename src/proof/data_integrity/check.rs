//! Checking a proof against a key.

use std::cell::OnceCell;

use serde_json::{Map, Value};

use super::claim::{ProofClaim, Suite, claim};
use super::{ProofError, hash, join, signing_input};
use crate::proof::canonical::{CanonicalizeError, canonicalize_proof_with, canonicalize_with};
use crate::proof::contexts::ContextSet;
use crate::proof::jcs;
use crate::proof::key::PublicKey;

/// A document whose proof was checked. Only [`check`] and [`Checker`] can make one.
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
    Checker::new(document, contexts).check(index, key)
}

/// Checks several proofs of one document, which is canonicalized once.
pub struct Checker<'a> {
    document: &'a Value,
    contexts: &'a ContextSet,
    unsecured: Value,
    /// Of the canonical statements.
    hash: OnceCell<Result<[u8; 32], CanonicalizeError>>,
}

impl<'a> Checker<'a> {
    /// Nothing is canonicalized before it is needed.
    pub fn new(document: &'a Value, contexts: &'a ContextSet) -> Self {
        Self {
            document,
            contexts,
            unsecured: without_proof(document),
            hash: OnceCell::new(),
        }
    }

    /// Checks one proof, counted from 0.
    ///
    /// # Errors
    /// As [`check`].
    pub fn check(&self, index: usize, key: &PublicKey) -> Result<Proven, ProofError> {
        let claim = claim(self.document, index)?;
        let input = match claim.suite {
            Suite::EddsaJcs2022 => jcs_input(self.unsecured.clone(), claim.options)?,
            Suite::EddsaRdfc2022 | Suite::Ed25519Signature2020 => self.rdfc_input(&claim)?,
        };
        if key.verify(&input, &claim.signature) {
            Ok(Proven(self.document.clone()))
        } else {
            Err(ProofError::Mismatch)
        }
    }

    /// Whether every part of the document has a meaning, which a signature of its text alone does
    /// not ask for.
    ///
    /// # Errors
    /// As [`crate::proof::canonical::canonicalize`].
    pub fn ensure_meaning(&self) -> Result<(), CanonicalizeError> {
        self.statements_hash().map(drop)
    }

    fn rdfc_input(&self, claim: &ProofClaim) -> Result<[u8; 64], ProofError> {
        let context = &self.unsecured["@context"];
        let options = canonicalize_proof_with(&claim.options, context, self.contexts)?;
        Ok(join(&hash(&options.text), &self.statements_hash()?))
    }

    fn statements_hash(&self) -> Result<[u8; 32], CanonicalizeError> {
        let make = || {
            let canonical = canonicalize_with(&self.unsecured, self.contexts)?;
            Ok(hash(&canonical.text))
        };
        self.hash.get_or_init(make).clone()
    }
}

fn without_proof(document: &Value) -> Value {
    let members = document.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| *name != "proof");
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
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
