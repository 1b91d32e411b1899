//! Names of ledger files: `2026-05-14-2026-spring-0123456789abcdef.jsonl`.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::slug::Slug;

/// A name of the right form, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// The day of the act, in UTC.
    pub date: Date,
    /// What the act was about.
    pub label: Slug,
    /// 16 lower-case hexadecimal digits.
    pub digest: String,
}

impl FileName {
    /// The name of an act's file.
    pub fn new(made: Timestamp, label: Slug, digest: String) -> Self {
        let date = day(made);
        Self {
            date,
            label,
            digest,
        }
    }

    /// Reads a name; `None` for any other form.
    pub fn parse(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(ENDING)?;
        let (rest, digest) = stem.rsplit_once('-')?;
        let (date, label) = rest.split_at_checked(10)?;
        let parsed = Self {
            date: date.parse().ok()?,
            label: Slug::new(label.strip_prefix('-')?).ok()?,
            digest: digest.to_owned(),
        };
        let is_hex = digest.len() == 16
            && digest
                .bytes()
                .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        // Written again, it must be the same: `+002026-05-14` is a date, too.
        (is_hex && parsed.to_string() == name).then_some(parsed)
    }

    /// The name that a longer one starts with, its ending apart.
    pub fn at_start(name: &str) -> Option<Self> {
        let is_end = |at: &usize| !name[*at..].starts_with(|it: char| it.is_ascii_alphanumeric());
        let ends = name.char_indices().map(|(at, _)| at).filter(is_end);
        let mut starts = ends.map(|it| format!("{}{ENDING}", &name[..it]));
        starts.find_map(|it| Self::parse(&it))
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            date,
            label,
            digest,
        } = self;
        write!(formatter, "{date}-{label}-{digest}{ENDING}")
    }
}

/// The day of an instant, in UTC.
pub fn day(instant: Timestamp) -> Date {
    instant.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}

/// A label made of any text: its letters and digits, in lower case, joined by `-`.
pub fn label(text: &str) -> Slug {
    let mut plain = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => plain.push(character),
            _ if plain.ends_with('-') || plain.is_empty() => {}
            _ => plain.push('-'),
        }
    }
    plain.truncate(MAX_LABEL_LENGTH);
    let plain = plain.trim_end_matches('-');
    Slug::new(plain).unwrap_or_else(|_| Slug::new("awards").expect("a slug"))
}

/// How every name ends.
pub const ENDING: &str = ".jsonl";

/// With date and digest, well below what any file system allows.
const MAX_LABEL_LENGTH: usize = 48;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let made = "2026-05-14T23:59:59Z".parse().unwrap();
        let name = FileName::new(made, label("2026 Spring!"), "0123456789abcdef".into());
        assert_eq!(
            name.to_string(),
            "2026-05-14-2026-spring-0123456789abcdef.jsonl"
        );
        assert_eq!(FileName::parse(&name.to_string()), Some(name));
        for bad in [
            "2026-05-14-a-0123456789abcdeF.jsonl",
            "2026-05-14-a-0123456789abcde.jsonl",
            "2026-02-30-a-0123456789abcdef.jsonl",
            "2026-05-14-0123456789abcdef.jsonl",
            "2026-05-14-a-0123456789abcdef.json",
            "ä.jsonl",
            ".jsonl",
        ] {
            assert_eq!(FileName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn any_text_makes_a_label() {
        assert_eq!(label("Élan d'été 2026").as_str(), "lan-d-t-2026");
        assert_eq!(label("日本").as_str(), "awards");
        assert_eq!(label("con").as_str(), "awards");
        assert!(label(&"x-".repeat(99)).as_str().len() <= MAX_LABEL_LENGTH);
    }
}
