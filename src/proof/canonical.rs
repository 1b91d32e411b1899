//! Canonical N-Quads of JSON-LD documents: what a signature covers.
//!
//! A document goes in, one text comes out, or a refusal that names the term, IRI or URL and its
//! place. Nothing is dropped silently.

mod lines;
mod order;
mod permutations;
mod rdfc;

use serde_json::{Map, Value};

use super::contexts::ContextSet;
use super::json_ld::{self, JsonLdError};
use super::rdf::Dataset;
use order::Order;

pub use rdfc::{MAX_WORK, TooMuchWork};

/// A document in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// N-Quads sorted by code point, each line ended by LF.
    pub text: String,
    /// Software that sorts by UTF-16 code units, as rdf-canonize for JavaScript does, would get
    /// another text. Don't sign such a document: verifiers would disagree about it.
    pub utf16_order_differs: bool,
    /// Software that keeps the decimal digits of the document, as JSON-LD processors on the JVM do,
    /// would get another text for a number. Don't sign such a document either; `8.3` is such a
    /// number, `8.25` is not.
    pub number_digits_differ: bool,
}

impl Canonical {
    /// Whether all software in use should get this text, so that it can be signed.
    pub fn is_beyond_doubt(&self) -> bool {
        !self.utf16_order_differs && !self.number_digits_differ
    }
}

/// Why a document has no canonical form here.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CanonicalizeError {
    /// The document is not within the strict subset of JSON-LD.
    #[error(transparent)]
    JsonLd(#[from] JsonLdError),
    /// The document says nothing that a signature could cover.
    #[error("the document holds no statement")]
    Empty,
    /// The document was made to be hard to canonicalize.
    #[error(transparent)]
    TooMuchWork(#[from] TooMuchWork),
}

/// Canonicalizes a document with the embedded contexts only.
///
/// The algorithm is JSON-LD 1.1 expansion, then RDFC-1.0 with SHA-256.
///
/// # Errors
/// Anything a signature could not cover, or that contexts could read in two ways: see
/// [`json_ld::Reason`].
pub fn canonicalize(document: &Value) -> Result<Canonical, CanonicalizeError> {
    canonicalize_with(document, ContextSet::embedded())
}

/// As [`canonicalize`], with the contexts and the strictness of `contexts`.
///
/// # Errors
/// As [`canonicalize`]; a document without statements is only refused by a strict set.
pub fn canonicalize_with(
    document: &Value,
    contexts: &ContextSet,
) -> Result<Canonical, CanonicalizeError> {
    let dataset = json_ld::to_rdf(document, contexts)?;
    if dataset.is_empty() && contexts.is_strict() {
        return Err(CanonicalizeError::Empty);
    }
    Ok(canonicalize_dataset(dataset)?)
}

/// Canonicalizes a proof's options, read by the `@context` of the document they belong to.
///
/// `options` is the proof without its `proofValue`; a `@context` of its own is replaced.
///
/// # Errors
/// As [`canonicalize`]; also if `options` is no object.
///
/// Source: Data Integrity EdDSA Cryptosuites v1.0, "Proof Configuration (eddsa-rdfc-2022)".
pub fn canonicalize_proof(
    options: &Map<String, Value>,
    document_context: &Value,
) -> Result<Canonical, CanonicalizeError> {
    canonicalize_proof_with(options, document_context, ContextSet::embedded())
}

/// As [`canonicalize_proof`], with the contexts of `contexts`.
///
/// # Errors
/// As [`canonicalize_proof`].
pub fn canonicalize_proof_with(
    options: &Map<String, Value>,
    document_context: &Value,
    contexts: &ContextSet,
) -> Result<Canonical, CanonicalizeError> {
    let mut options = options.clone();
    options.insert("@context".to_owned(), document_context.clone());
    canonicalize_with(&Value::Object(options), contexts)
}

/// RDFC-1.0 of a dataset.
///
/// # Errors
/// The blank nodes are entangled beyond the work that is allowed.
pub fn canonicalize_dataset(mut dataset: Dataset) -> Result<Canonical, TooMuchWork> {
    dataset.remove_duplicates();
    let mut order = Order::new(dataset.may_sort_ambiguously());
    let text = rdfc::write(&dataset, &mut order)?;
    Ok(Canonical {
        text,
        utf16_order_differs: order.differs(),
        number_digits_differ: dataset.has_other_digits(),
    })
}
