//! JSON-LD 1.1 -> RDF, in a strict subset: contexts by URL from a closed set, nothing dropped.
//!
//! Expansion writes quads directly. What is outside the subset, or would be lost, is refused with
//! the place and the name of what is wrong.
//!
//! Source: JSON-LD 1.1 Processing Algorithms and API, "Expansion Algorithms" and "RDF
//! Serialization/Deserialization Algorithms".

pub(crate) mod context;
mod define;
mod error;
mod expand;
mod iri;
mod literal;
mod place;

pub use error::{JsonLdError, Reason};

use serde_json::Value;

use super::contexts::ContextSet;
use super::rdf::Dataset;

/// Turns a document into quads.
///
/// # Errors
/// The document is outside the subset, or something in it would not become a statement.
pub fn to_rdf(document: &Value, contexts: &ContextSet) -> Result<Dataset, JsonLdError> {
    expand::Expansion::new(contexts).run(document)
}

/// The deepest nesting of a document, counted in names and array indexes of a JSON pointer. Far
/// beyond credentials that hold endorsements that hold profiles, and small enough for any stack.
pub const MAX_DEPTH: usize = 64;

/// The most statements of a document. The fullest published sample makes about 300.
pub const MAX_QUADS: usize = 100_000;

/// How often a document may name contexts: three for each of a few hundred endorsements. Applying
/// one that was not applied before in the same place takes 70 µs.
pub const MAX_CONTEXTS: usize = 1_000;
