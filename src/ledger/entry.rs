//! The entries of a ledger file.

use serde_json::Value;

use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// A frozen definition: a badge as it stood when it was first awarded.
#[derive(Clone, Debug)]
pub struct Definition {
    pub slug: Slug,
    pub version: Version,
    /// The Achievement exactly as embedded in credentials.
    pub achievement: Value,
    /// SHA-256 of the PNG picture, kept as `ledger/pictures/<hex>.png`.
    pub png: [u8; 32],
    /// SHA-256 of the SVG picture, kept as `ledger/pictures/<hex>.svg`, where there is one.
    pub svg: Option<[u8; 32]>,
}

/// An issued award, without its documents; those are read when they are needed.
#[derive(Clone, Debug)]
pub struct Issued {
    pub id: AwardId,
    pub slug: Slug,
    pub version: Version,
    pub cohort: std::sync::Arc<str>,
    /// SHA-256 of its line.
    pub digest: [u8; 32],
    pub standing: Standing,
    /// Where its line lies: which file, first byte, length in bytes without the newline.
    pub line: LinePlace,
}

/// Where a line lies in the ledger.
#[derive(Clone, Copy, Debug)]
pub struct LinePlace {
    pub file: usize,
    pub offset: u64,
    pub length: u32,
}

/// What has become of an issued award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    Revoked {
        on: jiff::Timestamp,
        reason: String,
    },
    Replaced {
        on: jiff::Timestamp,
        reason: String,
        by: AwardId,
    },
    Erased,
}

/// The line of an issued award, read.
#[derive(Debug)]
pub struct IssuedLine {
    /// The signed credential, byte for byte as it is served.
    pub credential: Box<serde_json::value::RawValue>,
    /// The recipient for Open Badges 2.0, where one may be named.
    pub recipient: Option<HashedRecipient>,
}

/// A recipient's e-mail address, hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedRecipient {
    /// `sha256$` and 64 hexadecimal digits, of the folded address followed by the salt.
    pub identity: String,
    pub salt: String,
}
