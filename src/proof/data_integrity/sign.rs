//! Making proofs.

use std::sync::RwLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{ASSERTION_METHOD, DATA_INTEGRITY_PROOF, Suite, hash, signing_input};
use crate::proof::canonical::{CanonicalizeError, canonicalize_proof_with, canonicalize_with};
use crate::proof::contexts::ContextSet;
use crate::proof::key::{SecretKey, to_multibase};

/// Signs documents with one key, at one time; safe to use from many threads at once.
pub struct Signer {
    secret: SecretKey,
    options: Map<String, Value>,
    contexts: &'static ContextSet,
    /// The hash of the canonical options by the documents' contexts, of which there are few.
    option_hashes: RwLock<Vec<(Value, [u8; 32])>>,
}

/// Why a document is not signed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SignError {
    #[error("only a JSON object can be signed")]
    NotAnObject,
    #[error("the document carries a proof already")]
    Secured,
    #[error(
        "the number {number} at `{pointer}` is written in different ways by different software"
    )]
    Number { pointer: String, number: String },
    #[error(
        "the document holds both an emoji and a rare character where verifiers sort differently"
    )]
    AmbiguousOrder,
    #[error(
        "a number of the document is rounded in different ways by different software, as 8.3 is; \
         whole numbers and those that end in .5 are safe"
    )]
    AmbiguousDigits,
    #[error(transparent)]
    Canonicalize(#[from] CanonicalizeError),
}

impl Signer {
    /// `verification_method` is the id of the key in its controller's document; `created` goes
    /// into every proof, in whole seconds.
    pub fn new(secret: SecretKey, verification_method: &str, created: Timestamp) -> Self {
        Self {
            secret,
            options: options(verification_method, created),
            contexts: ContextSet::embedded(),
            option_hashes: RwLock::default(),
        }
    }

    /// The same signer with other contexts than the embedded ones.
    #[must_use]
    pub fn with_contexts(mut self, contexts: &'static ContextSet) -> Self {
        self.contexts = contexts;
        self.option_hashes = RwLock::default();
        self
    }

    /// The document with `proof`: an array of one `eddsa-rdfc-2022` proof.
    ///
    /// # Errors
    /// The document carries a proof, holds something that a signature would not cover (such as a
    /// term that its contexts do not define), or something that verifiers would read differently.
    ///
    /// Source: Data Integrity EdDSA Cryptosuites v1.0, "Create Proof (eddsa-rdfc-2022)".
    pub fn sign(&self, document: &Value) -> Result<Value, SignError> {
        self.secure(document.clone())
    }

    /// As [`Self::sign`], without a copy of the document.
    ///
    /// # Errors
    /// As [`Self::sign`].
    pub fn secure(&self, mut document: Value) -> Result<Value, SignError> {
        let proof = self.prove(&document)?;
        let members = document.as_object_mut().ok_or(SignError::NotAnObject)?;
        members.insert("proof".to_owned(), Value::Array(vec![proof]));
        Ok(document)
    }

    fn prove(&self, document: &Value) -> Result<Value, SignError> {
        let members = document.as_object().ok_or(SignError::NotAnObject)?;
        if members.contains_key("proof") {
            return Err(SignError::Secured);
        }
        refuse_ambiguous_numbers(document)?;
        let canonical = canonicalize_with(document, self.contexts)?;
        if canonical.utf16_order_differs {
            return Err(SignError::AmbiguousOrder);
        }
        if canonical.number_digits_differ {
            return Err(SignError::AmbiguousDigits);
        }
        let context = members.get("@context").unwrap_or(&Value::Null);
        let input = signing_input(&self.options_hash(context)?, &canonical.text);
        let value = to_multibase(&self.secret.sign(&input));
        let mut proof = self.options.clone();
        proof.insert("proofValue".to_owned(), value.into());
        Ok(Value::Object(proof))
    }

    fn options_hash(&self, context: &Value) -> Result<[u8; 32], SignError> {
        if let Some(known) = self.known_hash(context) {
            return Ok(known);
        }
        let canonical = canonicalize_proof_with(&self.options, context, self.contexts)?;
        let made = hash(&canonical.text);
        let mut hashes = self.option_hashes.write().expect(NO_PANIC);
        hashes.push((context.clone(), made));
        Ok(made)
    }

    fn known_hash(&self, context: &Value) -> Option<[u8; 32]> {
        let hashes = self.option_hashes.read().expect(NO_PANIC);
        let found = hashes.iter().find(|(known, _)| known == context);
        found.map(|(_, hash)| *hash)
    }
}

const NO_PANIC: &str = "nothing that holds the lock can panic";

fn options(verification_method: &str, created: Timestamp) -> Map<String, Value> {
    let whole = Timestamp::from_second(created.as_second()).unwrap_or(created);
    let options = json!({
        "type": DATA_INTEGRITY_PROOF,
        "cryptosuite": Suite::EddsaRdfc2022.as_str(),
        "created": whole.to_string(),
        "verificationMethod": verification_method,
        "proofPurpose": ASSERTION_METHOD,
    });
    match options {
        Value::Object(members) => members,
        _ => unreachable!("an object was written"),
    }
}

fn refuse_ambiguous_numbers(document: &Value) -> Result<(), SignError> {
    match ambiguous_number(document) {
        Some((pointer, number)) => Err(SignError::Number { pointer, number }),
        None => Ok(()),
    }
}

/// The first number that is not plain, and the JSON pointer to it, written on the way back.
fn ambiguous_number(value: &Value) -> Option<(String, String)> {
    match value {
        Value::Number(number) => (!is_plain(number)).then(|| (String::new(), number.to_string())),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let (rest, number) = ambiguous_number(item)?;
            Some((format!("/{index}{rest}"), number))
        }),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let (rest, number) = ambiguous_number(member)?;
            Some((format!("/{name}{rest}"), number))
        }),
        _ => None,
    }
}

// Some software writes `1e-7` as 0, `3.0` as `3` or as `3.0E0`, and rounds beyond 2^53.
fn is_plain(number: &serde_json::Number) -> bool {
    if let Some(whole) = number.as_i64() {
        return whole.unsigned_abs() <= MAX_EXACT_INTEGER;
    }
    let Some(double) = number.as_f64() else {
        return false;
    };
    let shown = double.abs();
    number.is_f64() && shown.fract() != 0.0 && (0.001..1e9).contains(&shown)
}

/// The largest integer below which doubles hold every one.
const MAX_EXACT_INTEGER: u64 = (1 << 53) - 1;
