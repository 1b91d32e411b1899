//! Points in time, as credentials write them.

use std::fmt;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

/// How far a clock may be behind that of whoever signed something just now.
pub(super) const CLOCK_ERROR: SignedDuration = SignedDuration::from_mins(15);

/// A point in time as a document writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    text: String, // has the form that `instant` reads
}

impl Written {
    /// Reads what [`instant`] reads.
    pub fn new(text: &str) -> Option<Self> {
        instant(text).map(|_| Self {
            text: text.to_owned(),
        })
    }

    /// The day of whoever wrote it: the first ten characters, whatever day it is elsewhere.
    pub fn day(&self) -> &str {
        &self.text[..10]
    }
}

/// The whole text.
impl fmt::Display for Written {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Reads a date with time and zone: `2026-05-01T09:30:00Z`; seconds may be left out, a zone may
/// not, as a time without one could mean any of many. The last day of the year 9999, which some write
/// for never, is taken for the last instant that there is.
pub fn instant(text: &str) -> Option<Timestamp> {
    if !has_form(text.as_bytes()) {
        return None;
    }
    let is_last = || text.starts_with("9999-12-3") && text[..16].parse::<DateTime>().is_ok();
    let parsed = text.parse().ok();
    parsed.or_else(|| is_last().then_some(Timestamp::MAX))
}

fn has_form(text: &[u8]) -> bool {
    let Some((date, rest)) = text.split_at_checked(16) else {
        return false;
    };
    let seconds = match rest {
        [b':', tens @ b'0'..=b'5', ones, rest @ ..] if (*ones).is_ascii_digit() => {
            let _ = tens;
            without_fraction(rest)
        }
        rest => Some(rest),
    };
    is_like(date, b"dddd-dd-ddTdd:dd") && seconds.is_some_and(is_zone)
}

fn without_fraction(rest: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = rest.strip_prefix(b".") else {
        return Some(rest);
    };
    let digits = fraction.iter().take_while(|it| it.is_ascii_digit()).count();
    (1..=9).contains(&digits).then(|| &fraction[digits..])
}

fn is_zone(zone: &[u8]) -> bool {
    let is_offset = is_like(zone, b"+dd:dd") || is_like(zone, b"-dd:dd");
    zone == b"Z" || is_offset && &zone[1..3] < b"24".as_slice() && zone[4] < b'6'
}

fn is_like(text: &[u8], form: &[u8]) -> bool {
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'd' => byte.is_ascii_digit(),
        _ => byte == form,
    };
    text.len() == form.len() && text.iter().zip(form).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_with_a_zone_are_read() {
        for (text, expected) in [
            ("2010-01-01T00:00:00Z", "2010-01-01T00:00:00Z"),
            ("2017-10-01T00:00Z", "2017-10-01T00:00:00Z"),
            ("2022-11-10T07:38:00-08:00", "2022-11-10T15:38:00Z"),
            ("2022-11-10T07:38:00.25+05:30", "2022-11-10T02:08:00.25Z"),
        ] {
            assert_eq!(instant(text).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn never_is_the_last_instant_that_there_is() {
        for text in [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T00:00:00-12:00",
        ] {
            assert_eq!(instant(text), Some(Timestamp::MAX), "{text}");
            assert_eq!(Written::new(text).unwrap().day(), "9999-12-31");
        }
    }

    #[test]
    fn the_day_is_that_of_whoever_wrote_it() {
        for text in ["2026-05-02T00:00:00+12:00", "2026-05-02T23:59:59-11:00"] {
            let written = Written::new(text).unwrap();
            assert_eq!((written.day(), &*written.to_string()), ("2026-05-02", text));
        }
        assert_eq!(Written::new("2026-05-02"), None);
    }

    #[test]
    fn everything_else_is_no_instant() {
        for text in [
            "",
            "2010-01-01",
            "2010-01-01T00:00:00",
            "2010-02-30T00:00:00Z",
            "1262304000",
            "2010-01-01 00:00:00Z",
            "2010-01-01T00:00:60Z",
            "2010-01-01T00:00:00.Z",
            "2010-01-01T00:00:00Z[Europe/Paris]",
            "2010-01-01T00:00:00+2",
            "2010-01-01T00:00:00+24:00",
            "9999-12-32T00:00:00Z",
            "9999-12-31T24:00:00Z",
            "é010-01-01T00:00:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
