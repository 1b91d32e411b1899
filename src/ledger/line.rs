//! The lines of a ledger file, as JSON: one object with a single member, which names the entry.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::credential::status_list::MIN_ENTRIES as LIST_LENGTH;

/// The first line of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub accolade: String,
    /// The files that no other file named as parent when the act was made, sorted.
    pub parents: Vec<String>,
    pub made: Instant,
}

/// The form of the files that this program writes and reads.
pub const FORM: &str = "ledger/1";

/// Every other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line<'a> {
    #[serde(borrow)]
    Issued(IssuedBody<'a>),
    Definition(Box<DefinitionBody>),
    Revoked(RevokedBody),
    Replaced(ReplacedBody),
    Renewed(RenewedBody),
    #[serde(borrow)]
    Reissued(ReissuedBody<'a>),
    Erasure(ErasureBody),
    #[serde(borrow)]
    StatusList(StatusListBody<'a>),
    Key(KeyBody),
    /// What stands in the place of an erased line: its digest.
    Erased(String),
}

/// An award. The credential comes last, so that what is asked for most is read first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedBody<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub slug: Cow<'a, str>,
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    #[serde(borrow)]
    pub cohort: Cow<'a, str>,
    pub issued_on: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Cow<'a, str>>,
    pub status: StatusBody,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<RecipientBody<'a>>,
    #[serde(borrow)]
    pub credential: &'a RawValue,
}

/// A recipient for Open Badges 2.0.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientBody<'a> {
    #[serde(borrow)]
    pub identity: Cow<'a, str>,
    #[serde(borrow)]
    pub salt: Cow<'a, str>,
}

/// One bit of the status lists.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    pub list: u32,
    pub index: u32,
}

impl StatusBody {
    /// Whether there is such a bit.
    pub fn is_possible(self) -> bool {
        self.list >= 1 && self.list <= MAX_LISTS && self.index < LIST_LENGTH
    }
}

/// A frozen definition.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionBody {
    pub slug: String,
    pub version: String,
    pub png: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub svg: Option<String>,
    pub artwork: String,
    pub page: PageBody,
    pub achievement: Value,
}

/// What the page of a definition shows beside the Achievement.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageBody {
    pub criteria: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signup_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<String>,
}

/// An award taken back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokedBody {
    pub id: String,
    pub on: Instant,
    pub reason: String,
}

/// An award replaced by another.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplacedBody {
    pub id: String,
    pub on: Instant,
    pub reason: String,
    pub by: String,
}

/// An award signed again, as the key that signed it before is not believed any more.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReissuedBody<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    pub on: Instant,
    /// As before, but for its proof.
    #[serde(borrow)]
    pub credential: &'a RawValue,
}

/// An award that has a successor, which holds for longer. It still holds itself, until its end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewedBody {
    pub id: String,
    pub on: Instant,
    pub by: String,
}

/// An award whose line was, or is about to be, erased: what remains of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureBody {
    pub id: String,
    pub slug: String,
    pub version: String,
    pub issued_on: Day,
    pub status: StatusBody,
    pub on: Instant,
    /// The digest of the line, which now stands in its place.
    pub line: String,
    /// The digests of the lines in which it was signed again, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reissued: Vec<String>,
}

/// A signed status list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListBody<'a> {
    pub number: u32,
    #[serde(borrow)]
    pub credential: &'a RawValue,
}

/// A key added, or come to another state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyBody {
    pub id: String,
    pub state: String,
    /// When it was added, or came to that state.
    pub on: Instant,
    pub label: String,
    /// From when on others may have used it; that of a compromised key alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// Whether it was added without any earlier key, when all of them were lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
    /// The listed key that vouches for it; none in the first act of a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// That key's Ed25519 signature of [`KeyBody::statement`], as base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

impl KeyBody {
    /// The bytes that the vouching key signs.
    pub fn statement(&self) -> Vec<u8> {
        let on = self.on.to_string();
        let since = self.since.map(|it| it.to_string());
        let mut words = vec!["accolade/key/1", &self.id, &self.state, &on, &self.label];
        words.extend(since.as_deref());
        serde_json::to_vec(&words).expect("texts are JSON")
    }
}

/// A line, read.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse(line: &[u8]) -> Result<Line<'_>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A line, written, without its newline.
pub fn write(line: &Line<'_>) -> Vec<u8> {
    serde_json::to_vec(line).expect("entries are JSON")
}

/// An instant in whole seconds, in its one form: `2026-05-01T22:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Timestamp);

impl Instant {
    /// Fractions of a second are cut.
    pub fn new(instant: Timestamp) -> Self {
        let whole = Timestamp::from_second(instant.as_second());
        Self(whole.expect("the seconds of an instant are in range"))
    }

    /// The instant.
    pub fn get(self) -> Timestamp {
        self.0
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let instant: Timestamp = text.parse().map_err(serde::de::Error::custom)?;
        if instant.subsec_nanosecond() == 0 && instant.to_string() == text {
            Ok(Self(instant))
        } else {
            let message = format!("`{text}` is not written as `2026-05-01T22:00:00Z`");
            Err(serde::de::Error::custom(message))
        }
    }
}

/// A calendar date in its one form: `2026-05-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day.
    pub fn new(date: Date) -> Self {
        Self(date)
    }

    /// The date.
    pub fn get(self) -> Date {
        self.0
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let date: Option<Date> = text.parse().ok();
        let date = date.filter(|it| it.to_string() == text);
        date.map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a day written as `2026-05-02`"))
        })
    }
}

/// Four thousand million awards; a number beyond is a mistake.
pub const MAX_LISTS: u32 = 32_768;

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUED: &str = concat!(
        r#"{"issued":{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","slug":"rust-101","version":"1","#,
        r#""cohort":"é","issued_on":"2026-05-02","expires_on":"2028-05-02","status":{"list":1,"index":7},"#,
        r#""credential":{"a": 1}}}"#
    );

    #[test]
    fn a_line_is_written_as_it_was_read_and_the_credential_keeps_its_bytes() {
        let line = parse(ISSUED.as_bytes()).unwrap();
        assert_eq!(write(&line), ISSUED.as_bytes());
        let Line::Issued(body) = line else { panic!() };
        assert_eq!(body.credential.get(), r#"{"a": 1}"#);
    }

    #[test]
    fn an_instant_has_one_form() {
        let is_instant = |text: &str| serde_json::from_str::<Instant>(text).is_ok();
        assert!(is_instant(r#""2026-05-01T22:00:00Z""#));
        for wrong in [
            "2026-05-01T22:00:00.5Z",
            "2026-05-01T24:00:00+02:00",
            "2026-05-01",
        ] {
            assert!(!is_instant(&format!("\"{wrong}\"")), "{wrong}");
        }
    }

    #[test]
    fn what_the_program_would_not_write_is_refused() {
        for (from, to) in [
            (r#""index":7"#, r#""index":-7"#),
            (r#""index":7"#, r#""index":7,"more":1"#),
            ("2026-05-02", "2026-05-02T00:00:00Z"),
            ("2026-05-02", "20260502"),
            ("2026-05-02", "2026-02-30"),
            ("2028-05-02", "2028-05-2"),
            (r#""slug""#, r#""Slug""#),
            (r#""id""#, r#""id":"b","id""#),
            ("}}}", "}},\"revoked\":{}}"),
            ("issued\":{\"id", "forged\":{\"id"),
        ] {
            let wrong = ISSUED.replacen(from, to, 1);
            assert_ne!(wrong, ISSUED);
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
