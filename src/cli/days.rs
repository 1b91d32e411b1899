//! A number of days, as options give it.

use std::str::FromStr;

/// A number of days: `60d`, `8w`, or `60`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub u32);

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, length) = match text.strip_suffix(['d', 'w']) {
            Some(number) if text.ends_with('w') => (number, 7),
            Some(number) => (number, 1),
            None => (text, 1),
        };
        let days = number.parse::<u32>().ok().filter(|it| *it <= MAX);
        let days = days.ok_or_else(|| "write a number of days, such as `60d`".to_owned())?;
        Ok(Self(days * length))
    }
}

/// More than a century is a mistake, and dates have an end.
const MAX: u32 = 36_525;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_are_read() {
        assert_eq!("60d".parse(), Ok(Days(60)));
        assert_eq!("8w".parse(), Ok(Days(56)));
        assert_eq!("0".parse(), Ok(Days(0)));
        for bad in ["", "d", "-1", "60 d", "2y", "99999", "1.5d"] {
            assert!(bad.parse::<Days>().is_err(), "{bad}");
        }
    }
}
