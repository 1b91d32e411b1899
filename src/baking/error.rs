//! What can go wrong between a credential and its picture.

use super::{Place, Version};

/// What is wrong with a picture itself, whatever it holds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PictureError {
    #[error("the picture is neither PNG nor SVG")]
    UnknownFormat,
    #[error("the picture is {size} bytes long, more than the {limit} accepted")]
    TooLarge { size: usize, limit: usize },

    #[error("the PNG is cut off: what begins at byte {offset} is incomplete")]
    Truncated { offset: usize },
    #[error("the {chunk} chunk at byte {offset} is damaged: its CRC does not match its content")]
    Damaged { chunk: String, offset: usize },
    #[error("the PNG is out of order: {expected} expected at byte {offset}, not {chunk}")]
    OutOfOrder {
        expected: &'static str,
        chunk: String,
        offset: usize,
    },
    #[error("the PNG has more than the {limit} chunks accepted")]
    TooManyChunks { limit: usize },
    #[error("the PNG goes on after its end, at byte {offset}")]
    AfterEnd { offset: usize },

    #[error("the SVG is not UTF-8 at byte {offset}")]
    NotUtf8 { offset: usize },
    #[error("the SVG is encoded as `{encoding}`; only UTF-8 is accepted")]
    Encoding { encoding: String },
    #[error("the SVG is not well-formed: {0}")]
    Malformed(#[from] roxmltree::Error),
    #[error("the SVG has a document type declaration (`<!DOCTYPE`); remove it")]
    Doctype,
    #[error("the SVG declares entities, which are never read")]
    Entities,
    #[error("the SVG has an element of more than the {limit} attributes accepted")]
    TooManyAttributes { limit: usize },
    #[error("the SVG has more than the {limit} namespace declarations accepted")]
    TooManyNamespaces { limit: usize },
    #[error("the picture is not an SVG: its outermost element is `{element}`, not `svg`")]
    NotSvg { element: String },
    #[error("the `svg` element is not in the namespace `{namespace}`, so no browser shows it")]
    NoNamespace { namespace: &'static str },
}

/// Why a credential could not be put into a picture.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BakeError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error("there is nothing to bake: neither an assertion nor a credential was given")]
    Nothing,
    #[error("the {version} document is {size} bytes long, more than the {limit} accepted")]
    TooLarge {
        version: Version,
        size: usize,
        limit: usize,
    },
    #[error("the {version} document is neither a JSON object nor a compact JWS")]
    NotADocument { version: Version },
    #[error("the {version} document has a control character, which JSON never has")]
    ControlCharacter { version: Version },
    #[error("the address of the assertion, `{url}`, is no http or https URL of printable ASCII")]
    Address { url: String },
}

/// Why no credential could be extracted from a picture.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ExtractError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error("the picture holds no credential")]
    NotBaked,
    /// Readers disagree on which one counts, so that one could be shown and another checked.
    #[error("the picture holds more than one {version} badge: {first} and {second}")]
    Repeated {
        version: Version,
        first: Place,
        second: Place,
    },
    #[error("{place} cannot hold a badge: `{keyword}` belongs into an iTXt chunk")]
    WrongChunk { place: Place, keyword: &'static str },
    #[error("{place} is not laid out as a text chunk")]
    Layout { place: Place },
    #[error("{place} cannot be decompressed")]
    Compression { place: Place },
    #[error("{place} holds more than the {limit} bytes of text accepted")]
    TooLarge { place: Place, limit: usize },
    #[error("{place} is not UTF-8 text")]
    NotUtf8 { place: Place },
    #[error("{place} has elements within, where only text belongs")]
    NotText { place: Place },
    #[error("{place} has both a signed badge in `verify` and text of its own")]
    Contradiction { place: Place },
    #[error("{place} holds no {version} badge: neither {expected}")]
    NotADocument {
        place: Place,
        version: Version,
        expected: &'static str,
    },
}
