//! The entries of a ledger file.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use serde_json::value::RawValue;

pub use crate::credential::open_badges_3::StatusPlace;
use crate::model::achievement::Decimal;
use crate::model::address::WebAddress;
use crate::model::award::AwardId;
use crate::model::key::KeyState;
use crate::model::language::Language;
use crate::model::moment::Period;
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
    /// SHA-256 of what the pictures were made from: the author's file, or the words of a drawing.
    pub artwork: [u8; 32],
    pub page: DefinitionPage,
}

/// What the page of a definition shows and the Achievement does not hold.
#[derive(Clone, Debug, Default)]
pub struct DefinitionPage {
    /// How it is earned, in Markdown.
    pub criteria: String,
    pub level: Option<String>,
    /// The hours it takes.
    pub hours: Option<Decimal>,
    pub assessment: Option<String>,
    /// Where one started.
    pub signup_url: Option<WebAddress>,
    /// How long an award of it held, unless its record said otherwise.
    pub valid_for: Option<Period>,
}

/// An issued award, without its documents; those are read when they are needed.
#[derive(Clone, Debug)]
pub struct Issued {
    pub id: AwardId,
    pub slug: Slug,
    pub version: Version,
    /// The file of records it came from, without folder and ending; empty once erased.
    pub cohort: Arc<str>,
    /// The day it was earned, as its record gives it and people read it: the calendar date where the
    /// award was made. Never worked out from an instant, so no change of the site's time zone moves it.
    pub issued_on: Date,
    /// The day at whose start it ends, if it does, given as `issued_on` is; the day before is the
    /// last on which it holds. There is one exactly where there is an `end`.
    pub expires_on: Option<Date>,
    /// The instant at which it ends: `validUntil` of the credential, in whole seconds.
    pub end: Option<Timestamp>,
    /// The language of its page and of what its record tells; that of the badge where none was given.
    pub language: Option<Language>,
    /// Whether its line names a recipient for Open Badges 2.0.
    pub has_recipient: bool,
    /// Its bit in the status lists.
    pub status: StatusPlace,
    /// SHA-256 of its line.
    pub digest: [u8; 32],
    pub standing: Standing,
    /// The file of the act that revoked or erased it.
    pub ended_in: Option<usize>,
    /// The award whose place it took.
    pub follows: Option<Predecessor>,
    /// Where its line lies: which file, first byte, length in bytes without the newline.
    pub line: LinePlace,
    /// The key that signed it first, as a Multikey; empty once erased.
    pub first_signer: Arc<str>,
    /// BLAKE3 of its credential without the proof.
    pub claims: [u8; 32],
    /// How it was signed again, from old to new; the last is served.
    pub reissues: Vec<Reissue>,
}

impl Issued {
    /// The lines that say something of it, each with its digest: that by which it was issued, and
    /// those by which it was signed again.
    pub fn lines(&self) -> impl Iterator<Item = (LinePlace, &[u8; 32])> {
        let again = self.reissues.iter().map(|it| (it.line, &it.digest));
        std::iter::once((self.line, &self.digest)).chain(again)
    }

    /// The digest of the line that is served.
    pub fn served_digest(&self) -> &[u8; 32] {
        self.reissues.last().map_or(&self.digest, |it| &it.digest)
    }

    /// The key that signed what is served.
    pub fn signer(&self) -> &Arc<str> {
        self.reissues
            .last()
            .map_or(&self.first_signer, |it| &it.signer)
    }
}

/// A credential signed again with another key; it says the same as before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissue {
    pub on: Timestamp,
    /// The key that signed, as a Multikey.
    pub signer: Arc<str>,
    /// SHA-256 of its line.
    pub digest: [u8; 32],
    pub line: LinePlace,
}

/// The award whose place another one took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predecessor {
    pub id: AwardId,
    /// Whether the other one holds for longer; it was replaced otherwise.
    pub is_renewed: bool,
}

/// Where a line lies in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePlace {
    pub file: usize,
    pub offset: u64,
    pub length: u32,
    /// Counted from 1, for messages.
    pub number: u32,
}

/// What has become of an issued award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    /// It holds until its end, and has a successor that holds for longer.
    Renewed {
        on: Timestamp,
        by: AwardId,
    },
    Revoked {
        on: Timestamp,
        reason: String,
    },
    Replaced {
        on: Timestamp,
        reason: String,
        by: AwardId,
    },
    Erased,
}

impl Standing {
    /// Whether it no longer holds: its bit of the status list is set, for ever.
    pub fn is_withdrawn(&self) -> bool {
        match self {
            Self::Valid | Self::Renewed { .. } => false,
            Self::Revoked { .. } | Self::Replaced { .. } | Self::Erased => true,
        }
    }

    /// The public reason of a revocation, if one was given.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Revoked { reason, .. } | Self::Replaced { reason, .. } => {
                Some(reason.as_str()).filter(|it| !it.is_empty())
            }
            Self::Valid | Self::Renewed { .. } | Self::Erased => None,
        }
    }

    /// The award that took its place.
    pub fn successor(&self) -> Option<&AwardId> {
        match self {
            Self::Renewed { by, .. } | Self::Replaced { by, .. } => Some(by),
            Self::Valid | Self::Revoked { .. } | Self::Erased => None,
        }
    }
}

/// The line of an issued award, read.
#[derive(Debug)]
pub struct IssuedLine {
    /// The signed credential, byte for byte as it is served.
    pub credential: Box<RawValue>,
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

/// A public key as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerKey {
    /// `z6Mk…`, 48 characters.
    pub id: String,
    /// The newest state.
    pub state: KeyState,
    /// When it was added.
    pub added: Timestamp,
    pub label: String,
    /// When it came to its newest state.
    pub changed: Timestamp,
    pub origin: KeyOrigin,
}

/// How a key came into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    /// Listed by the first act.
    First,
    /// Vouched for by a key that was listed before.
    VouchedFor { by: String },
    /// Added without any earlier key, when all of them were lost.
    BreakGlass,
}
