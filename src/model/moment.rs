//! Dates and instants.

use std::fmt;

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// A date as its author wrote it, and the instant that documents give for it.
///
/// A date without a time is shown as that calendar date everywhere; in documents it is midnight in
/// the site's time zone, written with its offset: whoever shows the day alone shows that date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    instant: Timestamp,
    date: Date,
    offset: Offset, // in which `instant` falls on `date`; whole minutes
}

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    #[error("a date is written `2026-05-02`, or with a time and zone `2026-05-02T09:30:00+02:00`")]
    Form,
    #[error("there is no such day")]
    NoSuchDay,
    #[error("the year is not between 1970 and 9000")]
    Range,
}

impl Moment {
    /// Midnight of `date` in `zone`, or the first instant after it where a clock change skips it.
    ///
    /// # Errors
    /// The year is before 1970 or after 9000.
    pub fn on(date: Date, zone: &TimeZone) -> Result<Self, MomentError> {
        if !(1970..=9000).contains(&date.year()) {
            return Err(MomentError::Range);
        }
        let zoned = date
            .to_zoned_datetime(zone.clone())
            .map_err(|_| MomentError::Range)?;
        Ok(Self {
            instant: zoned.timestamp(),
            date,
            offset: whole_minutes(zoned.offset()),
        })
    }

    /// Reads `2026-05-02`, or an instant of RFC 3339 with its zone; fractions of a second are cut.
    ///
    /// # Errors
    /// The text has another form, or names a day that does not exist.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, MomentError> {
        let bytes = text.as_bytes();
        let has_date_form = bytes.len() >= 10
            && bytes[..10]
                .iter()
                .enumerate()
                .all(|(index, byte)| match index {
                    4 | 7 => *byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
        if !has_date_form {
            return Err(MomentError::Form);
        }
        let date: Date = text[..10].parse().map_err(|_| MomentError::NoSuchDay)?;
        if bytes.len() == 10 {
            return Self::on(date, zone);
        }
        if !matches!(bytes[10], b'T' | b't' | b' ') {
            return Err(MomentError::Form);
        }
        let instant: Timestamp = text.parse().map_err(|_| MomentError::Form)?;
        let whole = Timestamp::from_second(instant.as_second()).map_err(|_| MomentError::Range)?;
        let pieces = Pieces::parse(text).map_err(|_| MomentError::Form)?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        Self::on(date, zone).map(|_| Self {
            instant: whole,
            date,
            offset: whole_minutes(offset),
        })
    }

    /// The moment that a document gives, shown as the date it is in `zone`.
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        let zoned = instant.to_zoned_datetime(zone.clone());
        Self {
            instant,
            date: zoned.date(),
            offset: whole_minutes(zoned.offset()),
        }
    }

    /// What people read.
    pub fn date(&self) -> Date {
        self.date
    }

    /// What documents give.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The instant as RFC 3339 with whole seconds and the offset in which its day is [`Self::date`]:
    /// `2026-05-02T00:00:00+02:00`, or with `Z` where that is none.
    pub fn to_document(&self) -> String {
        if self.offset == Offset::UTC {
            return self.instant.to_string();
        }
        self.instant.display_with_offset(self.offset).to_string()
    }

    /// The moment a period later, on the same day of the month or the last before it.
    ///
    /// # Errors
    /// The year passes 9000.
    pub fn after(&self, period: Period, zone: &TimeZone) -> Result<Self, MomentError> {
        let date = self
            .date
            .checked_add(period.span())
            .map_err(|_| MomentError::Range)?;
        Self::on(date, zone)
    }
}

// RFC 3339 has no seconds of an offset, which some zones had before 1972; the next minute eastwards
// keeps midnight on its day.
fn whole_minutes(offset: Offset) -> Offset {
    let minutes = -(-offset.seconds()).div_euclid(60);
    Offset::from_seconds(minutes * 60).unwrap_or(offset)
}

/// How long an award holds: a number of days, weeks, months or years, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    count: u16,
    unit: PeriodUnit,
}

/// The unit of a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodUnit {
    Day,
    Week,
    Month,
    Year,
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a whole number and `days`, `weeks`, `months` or `years`, such as `2 years`")]
pub struct PeriodError;

impl Period {
    /// Reads `2 years`, `18 months`, `1 week`.
    ///
    /// # Errors
    /// The text has another form, or the number is 0 or above 9999.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let mut words = text.split_ascii_whitespace();
        let (count, unit) = (words.next(), words.next());
        let (Some(count), Some(unit), None) = (count, unit, words.next()) else {
            return Err(PeriodError);
        };
        let count = count.parse().map_err(|_| PeriodError)?;
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => PeriodUnit::Day,
            "week" => PeriodUnit::Week,
            "month" => PeriodUnit::Month,
            "year" => PeriodUnit::Year,
            _ => return Err(PeriodError),
        };
        match count {
            1..=9999 => Ok(Self { count, unit }),
            _ => Err(PeriodError),
        }
    }

    /// How many of the unit.
    pub fn count(&self) -> u16 {
        self.count
    }

    /// The unit.
    pub fn unit(&self) -> PeriodUnit {
        self.unit
    }

    /// ISO 8601, as schema.org wants it: `P2Y`.
    pub fn to_iso(&self) -> String {
        let letter = match self.unit {
            PeriodUnit::Day => 'D',
            PeriodUnit::Week => 'W',
            PeriodUnit::Month => 'M',
            PeriodUnit::Year => 'Y',
        };
        format!("P{}{letter}", self.count)
    }

    fn span(self) -> jiff::Span {
        let count = i32::from(self.count);
        match self.unit {
            PeriodUnit::Day => count.days(),
            PeriodUnit::Week => count.weeks(),
            PeriodUnit::Month => count.months(),
            PeriodUnit::Year => count.years(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            PeriodUnit::Day => "day",
            PeriodUnit::Week => "week",
            PeriodUnit::Month => "month",
            PeriodUnit::Year => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        write!(formatter, "{} {unit}{plural}", self.count)
    }
}

/// When an award holds: from its issue date up to, but not including, its expiry date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    issued_on: Moment,
    expires_on: Option<Moment>, // later than `issued_on`
}

/// An expiry that is not after the issue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it expires on {}, which is not after its issue on {}", expiry.date(), issued_on.date())]
pub struct ValidityError {
    issued_on: Moment,
    expiry: Moment,
}

impl Validity {
    /// # Errors
    /// The expiry is not later than the issue.
    pub fn new(issued_on: Moment, expires_on: Option<Moment>) -> Result<Self, ValidityError> {
        match expires_on {
            Some(expiry) if expiry.instant <= issued_on.instant => {
                Err(ValidityError { issued_on, expiry })
            }
            _ => Ok(Self {
                issued_on,
                expires_on,
            }),
        }
    }

    /// When it was earned.
    pub fn issued_on(&self) -> Moment {
        self.issued_on
    }

    /// When it ends, if it does.
    pub fn expires_on(&self) -> Option<Moment> {
        self.expires_on
    }

    /// Time comes in as an argument, so that nothing below `cli` reads a clock.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_on.is_some_and(|expiry| expiry.instant <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn midnight(zone: &str, text: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let moment = Moment::parse(text, &zone).unwrap();
        assert_eq!(moment.date().to_string(), text);
        moment.to_document()
    }

    #[test]
    fn a_date_without_a_time_is_midnight_at_the_site_and_the_same_day_everywhere() {
        for (zone, date, document) in [
            ("Europe/Paris", "2026-05-02", "2026-05-02T00:00:00+02:00"),
            ("Europe/Paris", "2026-12-02", "2026-12-02T00:00:00+01:00"),
            (
                "Pacific/Auckland",
                "2026-05-02",
                "2026-05-02T00:00:00+12:00",
            ),
            (
                "America/St_Johns",
                "2026-05-02",
                "2026-05-02T00:00:00-02:30",
            ),
            ("Europe/London", "2026-12-02", "2026-12-02T00:00:00Z"),
            ("UTC", "2026-05-02", "2026-05-02T00:00:00Z"),
            // The clocks went from 24:00 of the day before to 1:00.
            ("Asia/Beirut", "2021-03-28", "2021-03-28T01:00:00+03:00"),
            // An offset of -00:44:30.
            ("Africa/Monrovia", "1971-05-02", "1971-05-02T00:00:30-00:44"),
        ] {
            assert_eq!(midnight(zone, date), document, "{zone}");
        }
    }

    #[test]
    fn an_instant_keeps_the_day_and_the_offset_its_author_wrote() {
        for (text, document) in [
            ("2026-05-02T00:30:00.5+02:00", "2026-05-02T00:30:00+02:00"),
            ("2026-05-02T23:30:00-08:00", "2026-05-02T23:30:00-08:00"),
            ("2026-05-02T09:30:00Z", "2026-05-02T09:30:00Z"),
        ] {
            let moment = Moment::parse(text, &TimeZone::UTC).unwrap();
            assert_eq!(moment.to_document(), document);
            assert_eq!(moment.date().to_string(), "2026-05-02");
        }
    }

    #[test]
    fn days_that_do_not_exist_and_other_forms_are_told_apart() {
        let parse = |text| Moment::parse(text, &TimeZone::UTC).unwrap_err();
        assert_eq!(parse("2026-02-30"), MomentError::NoSuchDay);
        assert_eq!(parse("02/05/2026"), MomentError::Form);
        assert_eq!(parse("2026-05-02T09:30:00"), MomentError::Form);
        assert_eq!(parse("1969-12-31"), MomentError::Range);
    }

    #[test]
    fn a_period_ends_on_the_last_day_of_a_shorter_month() {
        let start = Moment::parse("2024-02-29", &TimeZone::UTC).unwrap();
        let end = start
            .after(Period::parse("1 year").unwrap(), &TimeZone::UTC)
            .unwrap();
        assert_eq!(end.date().to_string(), "2025-02-28");
        for bad in [
            "",
            "2",
            "years",
            "0 days",
            "-1 day",
            "2 fortnights",
            "2 years 1 day",
        ] {
            assert!(Period::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_award_holds_up_to_its_expiry_and_not_on_it() {
        let day = |text| Moment::parse(text, &TimeZone::UTC).unwrap();
        let validity = Validity::new(day("2026-01-01"), Some(day("2027-01-01"))).unwrap();
        assert!(!validity.is_over(day("2026-12-31").instant()));
        assert!(validity.is_over(day("2027-01-01").instant()));
        assert!(Validity::new(day("2026-01-01"), Some(day("2026-01-01"))).is_err());
    }
}
