//! Why a document is refused.

use super::{MAX_DEPTH, MAX_QUADS};
use crate::proof::jcs::JcsError;
use crate::proof::rdf::TooMuchText;

/// A refusal: what is wrong, and where in the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}, at `{pointer}`")]
pub struct JsonLdError {
    /// A JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// What is wrong.
    pub reason: Reason,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The name of a property means nothing: it would be left out of the signature.
    #[error("no context defines the term `{term}` here")]
    UndefinedTerm { term: String },
    /// A type means nothing.
    #[error("no context defines the type `{name}` here")]
    UndefinedType { name: String },
    /// Neither an absolute IRI nor a term where one is needed.
    #[error("`{value}` is not an absolute IRI")]
    NotAnIri { value: String },
    /// A property written as an IRI: it could hide behind the name of another one.
    #[error("the property `{property}` is written as an IRI instead of a term")]
    IriProperty { property: String },
    /// `@context` names a document that this program doesn't hold.
    #[error("the context `{url}` is not one of those known")]
    UnknownContext { url: String },
    /// Definitions inside the document.
    #[error("a context may only be given by its URL")]
    InlineContext,
    /// Contexts that contradict each other.
    #[error("the protected term `{term}` is defined differently by a later context")]
    ProtectedTerm { term: String },
    /// A context that clears protected terms.
    #[error("a context can't be cleared while terms are protected")]
    ProtectedNullification,
    /// A context that isn't one.
    #[error("the context is malformed: {problem}")]
    MalformedContext { problem: String },
    /// A definition that isn't one.
    #[error("the definition of the term `{term}` is malformed: {problem}")]
    MalformedDefinition { term: String, problem: &'static str },
    /// Legal JSON-LD outside the subset, or a word that only looks like a keyword.
    #[error("the keyword `{keyword}` is not supported here")]
    UnsupportedKeyword { keyword: String },
    /// A value that isn't allowed for that keyword.
    #[error("`{keyword}` must be {expected}")]
    InvalidKeywordValue {
        keyword: &'static str,
        expected: &'static str,
    },
    /// Two members of an object that mean the same keyword.
    #[error("`{keyword}` is given twice")]
    RepeatedKeyword { keyword: &'static str },
    /// A value that would be dropped as it belongs to no property.
    #[error("a value belongs to no property")]
    FreeFloating,
    /// A value object with members that don't go together.
    #[error("the value is malformed: {problem}")]
    MalformedValue { problem: &'static str },
    /// A language tag that software writes in different ways.
    #[error("`{language}` is not a language tag in lower case")]
    LanguageTag { language: String },
    /// A number that would not survive, or that software writes in different ways.
    #[error("the number {number} has no exact RDF form")]
    Number { number: String },
    /// A JSON literal without canonical form.
    #[error(transparent)]
    Json(JcsError),
    /// Too deep.
    #[error("the document is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// Too many statements.
    #[error("the document holds more than {MAX_QUADS} statements")]
    TooManyQuads,
    /// Too much text.
    #[error(transparent)]
    TooMuchText(TooMuchText),
}

impl From<JcsError> for Reason {
    fn from(error: JcsError) -> Self {
        Self::Json(error)
    }
}

impl From<TooMuchText> for Reason {
    fn from(error: TooMuchText) -> Self {
        Self::TooMuchText(error)
    }
}
