//! The fact that a recipient earned an achievement on a day.

use std::fmt;
use std::sync::Arc;

use super::address::{Email, WebAddress};
use super::language::Language;
use super::moment::Validity;
use super::privacy::{IdentityDisclosure, NameDisclosure};
use super::result::AwardResult;
use super::slug::{Slug, Version};

/// The name of an award in addresses: 26 characters of lower-case base32, 130 random bits, so that
/// nobody can guess one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardId([u8; AWARD_ID_LENGTH]);

/// Why a text is no award id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an award's id has 26 of the characters `a`–`z` and `2`–`7`")]
pub struct AwardIdError;

/// 130 bits, five in a character.
pub const AWARD_ID_LENGTH: usize = 26;

impl AwardId {
    /// From 26 random bytes, of which five bits each are used.
    pub fn from_random(random: [u8; AWARD_ID_LENGTH]) -> Self {
        Self(random.map(|byte| BASE32[usize::from(byte & 31)]))
    }

    /// # Errors
    /// `text` has another length or another character.
    pub fn new(text: &str) -> Result<Self, AwardIdError> {
        let bytes: [u8; AWARD_ID_LENGTH] = text.as_bytes().try_into().map_err(|_| AwardIdError)?;
        let is_digit = |it: &u8| matches!(it, b'a'..=b'z' | b'2'..=b'7');
        if bytes.iter().all(is_digit) {
            Ok(Self(bytes))
        } else {
            Err(AwardIdError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII is stored")
    }

    /// The folder that its files stand in: its first two characters.
    pub fn shard(&self) -> &str {
        &self.as_str()[..2]
    }
}

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl fmt::Display for AwardId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for AwardId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AwardId({self})")
    }
}

/// Who earned it. Private: only what [`super::privacy`] allows goes further.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    pub name: Option<String>,
    pub email: Email,
}

impl fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Recipient(…)")
    }
}

/// What was done for an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where the work can be seen.
    pub url: Option<WebAddress>,
    /// What it shows, in Markdown.
    pub narrative: Option<String>,
}

/// An award record: who earned what, when.
#[derive(Clone, Debug)]
pub struct Award {
    /// Given by `issue`; a record with one has been issued.
    pub id: Option<AwardId>,
    pub badge: Slug,
    /// The version the record asks for; that of the definition if it names none.
    pub version: Version,
    pub recipient: Recipient,
    pub validity: Validity,
    pub evidence: Vec<Evidence>,
    /// What this recipient did, in Markdown.
    pub narrative: Option<String>,
    /// `None` where the award was issued already and its record says what the badge, as it is defined
    /// today, does not measure.
    pub results: Option<Vec<AwardResult>>,
    pub license_number: Option<String>,
    /// Never more than the site's own choice.
    pub names: NameDisclosure,
    /// Never more than the site's own choice.
    pub identity: IdentityDisclosure,
    pub language: Option<Language>,
    pub record: RecordPlace,
}

/// Where an award record stands, so that its id can be written back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    /// Relative to the content folder: `awards/2026-spring.csv`.
    pub file: Arc<str>,
    /// Which record of the file, counted from 0.
    pub index: usize,
    /// Its first line, counted from 1.
    pub line: usize,
}

impl RecordPlace {
    /// The cohort: the file's name without folder and ending.
    pub fn cohort(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// How messages name it: `awards/2026-spring.csv:2`.
    pub fn shown(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_award_id_is_26_characters_of_base32() {
        let id = AwardId::from_random([255; AWARD_ID_LENGTH]);
        assert_eq!(id.as_str(), "7".repeat(26));
        assert_eq!(AwardId::new(id.as_str()), Ok(id));
        for bad in ["", "abc", &"A".repeat(26), &"1".repeat(26), &"a".repeat(27)] {
            assert!(AwardId::new(bad).is_err(), "{bad}");
        }
    }
}
