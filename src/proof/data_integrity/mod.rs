//! Data Integrity proofs: made in one way, checked in three.
//!
//! Made with `eddsa-rdfc-2022`; checked besides: `eddsa-jcs-2022`, and `Ed25519Signature2020` of
//! older credentials. Checking proves that a key signed a document, nothing more: whose key it is,
//! and whether the document still holds, is asked elsewhere.
//!
//! Source: Verifiable Credential Data Integrity v1.0; Data Integrity EdDSA Cryptosuites v1.0.

mod check;
mod claim;
mod sign;

pub use check::{Checker, Proven, check, check_with};
pub use claim::{ProofClaim, Suite, claims};
pub use sign::{SignError, Signer};

use sha2::{Digest, Sha256};

use crate::proof::canonical::CanonicalizeError;
use crate::proof::jcs::JcsError;

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProofError {
    #[error("the document carries no proof")]
    NoProof,
    #[error("the document carries {count} proofs, more than the {MAX_PROOFS} that are read")]
    TooManyProofs { count: usize },
    #[error("the document has no proof number {index}")]
    NoSuchProof { index: usize },
    #[error("the proof has no `{name}`")]
    Missing { name: &'static str },
    #[error("`{name}` of the proof is not {expected}")]
    Malformed {
        name: &'static str,
        expected: &'static str,
    },
    #[error("the proof is of a kind that is not known here: `{name}`")]
    UnknownSuite { name: String },
    #[error("the proof is for `{purpose}`, not for `assertionMethod`")]
    Purpose { purpose: String },
    #[error("the proof builds on another one (`previousProof`), which is not supported")]
    Chained,
    #[error("the proof's value does not start with `z`, which stands for base58")]
    Multibase,
    #[error("the proof's value holds a character that base58 has not")]
    Base58,
    #[error("the signature has {length} bytes instead of 64")]
    SignatureLength { length: usize },
    #[error("the document's contexts do not start with those of its proof")]
    ContextMismatch,
    #[error(transparent)]
    Canonicalize(#[from] CanonicalizeError),
    #[error(transparent)]
    Jcs(#[from] JcsError),
    #[error("the signature does not match the document and the key: one of them was changed")]
    Mismatch,
}

/// What is signed: the hash of the proof's options, then that of the document.
fn signing_input(options_hash: &[u8; 32], document: &str) -> [u8; 64] {
    join(options_hash, &hash(document))
}

fn join(options_hash: &[u8; 32], document_hash: &[u8; 32]) -> [u8; 64] {
    let mut input = [0; 64];
    input[..32].copy_from_slice(options_hash);
    input[32..].copy_from_slice(document_hash);
    input
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// A document with more proofs is made to cost time: sets of two or three are known.
pub const MAX_PROOFS: usize = 16;

const DATA_INTEGRITY_PROOF: &str = "DataIntegrityProof";
const ASSERTION_METHOD: &str = "assertionMethod";
