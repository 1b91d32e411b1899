//! The text that is baked: which version it belongs to and which form it has.

use std::fmt;

use super::BakeError;

/// The version of Open Badges that a place in a picture stands for.
///
/// It is told by keyword or namespace, not by the document, which may still be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Up to 2.0: an assertion.
    Two,
    /// 3.0: a credential.
    Three,
}

impl Version {
    pub(super) const ALL: [Self; 2] = [Self::Two, Self::Three];

    /// The keyword of the PNG text chunk.
    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Self::Two => "openbadges",
            Self::Three => "openbadgecredential",
        }
    }

    /// The namespace of the SVG element.
    pub(super) const fn namespace(self) -> &'static str {
        match self {
            Self::Two => "http://openbadges.org",
            Self::Three => "https://purl.imsglobal.org/ob/v3p0",
        }
    }

    /// The local name of the SVG element.
    pub(super) const fn element(self) -> &'static str {
        match self {
            Self::Two => "assertion",
            Self::Three => "credential",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Two => "Open Badges 2.0",
            Self::Three => "Open Badges 3.0",
        })
    }
}

/// What was found in a picture, told by how it looks; neither JSON nor JWS was parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A JSON object, exactly as found.
    Json(String),
    /// A compact JWS: three non-empty base64url parts with dots between.
    Jws(String),
    /// The http or https address of a hosted assertion; never with [`Version::Three`].
    Url(String),
}

impl Form {
    /// Tells the form of a text outside a picture, or `None` where it is none.
    pub fn of_text(text: &str) -> Option<Self> {
        Self::of(text.to_owned(), Version::Two)
    }

    /// Tells the form of `text`, or `None` where it is none of those `version` allows.
    pub(super) fn of(text: String, version: Version) -> Option<Self> {
        let trimmed = trimmed(&text);
        if is_json(trimmed) {
            Some(Self::Json(text))
        } else if is_jws(trimmed) {
            Some(Self::Jws(trimmed.to_owned()))
        } else if version == Version::Two && is_url(trimmed) {
            Some(Self::Url(trimmed.to_owned()))
        } else {
            None
        }
    }

    /// What a place of this version may hold, for messages.
    pub(super) const fn expected(version: Version) -> &'static str {
        match version {
            Version::Two => "a JSON object, nor a compact JWS, nor an address",
            Version::Three => "a JSON object, nor a compact JWS",
        }
    }
}

/// A document fit to be baked.
#[derive(Clone, Copy)]
pub(super) enum Document<'a> {
    Json(&'a str),
    Jws(&'a str),
}

impl<'a> Document<'a> {
    /// Takes what [`super::extract`] would give back, and refuses everything else.
    pub(super) fn new(text: &'a str, version: Version) -> Result<Self, BakeError> {
        if text.len() > TEXT_LIMIT {
            return Err(BakeError::TooLarge {
                version,
                size: text.len(),
                limit: TEXT_LIMIT,
            });
        }
        match text.trim_ascii() {
            json if is_json(json) && has_control_character(json) => {
                Err(BakeError::ControlCharacter { version })
            }
            json if is_json(json) => Ok(Self::Json(text)),
            jws if is_jws(jws) => Ok(Self::Jws(jws)),
            _ => Err(BakeError::NotADocument { version }),
        }
    }

    pub(super) fn text(self) -> &'a str {
        match self {
            Self::Json(text) | Self::Jws(text) => text,
        }
    }
}

/// Without blanks around it, and marks that count as such to browsers.
///
/// Source: ECMAScript, "White Space" and "Line Terminators".
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|it: char| it == '\u{feff}' || it != '\u{85}' && it.is_whitespace())
}

fn is_json(text: &str) -> bool {
    text.starts_with('{') && text.ends_with('}')
}

fn is_jws(text: &str) -> bool {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_base64url);
    let parts: Vec<&str> = text.splitn(4, '.').collect();
    parts.len() == 3 && parts.into_iter().all(is_part)
}

/// Whether `text` is an http or https address of printable ASCII. It is not resolved further.
pub(super) fn is_url(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A NUL would end the text for some readers of PNG, and XML has no place for the others.
fn has_control_character(text: &str) -> bool {
    // Without an early exit, so that the compiler can look at many bytes at once.
    text.bytes().fold(false, |found, byte| {
        found | (byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r')
    })
}

/// The most bytes a baked document may have: a real one has 3 KB, or some 100 KB with a picture
/// within.
pub const TEXT_LIMIT: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str, version: Version) -> Option<Form> {
        Form::of(text.to_owned(), version)
    }

    #[test]
    fn json_is_kept_with_the_space_around_it() {
        let expected = Some(Form::Json(" {\"a\":1}\n".to_owned()));
        assert_eq!(form(" {\"a\":1}\n", Version::Three), expected);
    }

    #[test]
    fn a_jws_has_exactly_three_parts() {
        let expected = Some(Form::Jws("a-_9.b.c".to_owned()));
        assert_eq!(form("\na-_9.b.c ", Version::Three), expected);
        for other in [
            "a.b", "a.b.c.d", "a..c", "a.b.c.", "a.b+.c", ".b.c.d", "..", "",
        ] {
            assert_eq!(form(other, Version::Three), None, "{other}");
        }
    }

    #[test]
    fn an_address_is_a_badge_in_version_two_only() {
        let url = "https://example.org/a.json";
        assert_eq!(form(url, Version::Two), Some(Form::Url(url.to_owned())));
        assert_eq!(form(url, Version::Three), None);
        assert_eq!(form("javascript:alert(1)", Version::Two), None);
        assert_eq!(form("https://example.org/a b", Version::Two), None);
    }
}
