//! Dates as people, platforms and spreadsheets write them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Which of two numbers is the day: in `02/05/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// The 2nd of May.
    DayFirst,
    /// February the 5th.
    MonthFirst,
}

impl DateOrder {
    /// The words of the command line.
    pub const NAMES: [&str; 2] = ["day-first", "month-first"];

    /// Reads one of [`Self::NAMES`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "day-first" => Some(Self::DayFirst),
            "month-first" => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenDate {
    /// It can be read in one way only.
    Clear(Date),
    /// Two numbers and a year, with `/` or `-` between them.
    Pair(i8, i8, i16),
}

impl WrittenDate {
    /// Reads `2026-05-02`, `2026/05/02`, `02.05.2026`, `02/05/2026`, `2 May 2026` or `May 2, 2026`,
    /// each with or without a time behind it; months in English, French, German and Spanish, with or
    /// without a day of the week before them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        named_month(text).map(Self::Clear).or_else(|| numbers(text))
    }

    /// The date that a spreadsheet counts as `46144`, where its cell is formatted as a number: days
    /// since 30 December 1899, in this century.
    pub fn counted(text: &str) -> Option<Date> {
        let days: i32 = text.trim().split(['.', ',']).next()?.parse().ok()?;
        let is_near = (36_526..73_051).contains(&days);
        let start = is_near.then(|| date(1899, 12, 30))?;
        start.checked_add(days.days()).ok()
    }

    /// Which number can only be the day, if that shows.
    pub fn order(self) -> Option<DateOrder> {
        match self {
            Self::Pair(first, ..) if first > 12 => Some(DateOrder::DayFirst),
            Self::Pair(_, second, _) if second > 12 => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether it reads the same either way.
    pub fn is_clear(self) -> bool {
        match self {
            Self::Clear(_) => true,
            Self::Pair(first, second, _) => first == second,
        }
    }

    /// The days that it may mean, that with the day first before the other.
    pub fn readings(self) -> Vec<Date> {
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
        let mut days: Vec<_> = orders.iter().filter_map(|it| self.resolve(*it)).collect();
        days.dedup();
        days
    }

    /// The date, or `None` where there is no such day.
    pub fn resolve(self, order: DateOrder) -> Option<Date> {
        let (day, month, year) = match (self, order) {
            (Self::Clear(date), _) => return Some(date),
            (Self::Pair(day, month, year), DateOrder::DayFirst) => (day, month, year),
            (Self::Pair(month, day, year), DateOrder::MonthFirst) => (day, month, year),
        };
        Date::new(year, month, day).ok()
    }
}

fn numbers(text: &str) -> Option<WrittenDate> {
    let (date, time) = text.split_once([' ', 'T', ',']).unwrap_or((text, ""));
    if !is_time(time) {
        return None;
    }
    let separator = ['-', '/', '.'].into_iter().find(|it| date.contains(*it))?;
    let parts: Vec<_> = date.split(separator).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let is_number = |it: &&&str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(|it| is_number(&it)) {
        return None;
    }
    if first.len() == 4 {
        let (month, day) = (second.parse().ok()?, third.parse().ok()?);
        return Date::new(year(first)?, month, day)
            .ok()
            .map(WrittenDate::Clear);
    }
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let year = year(third)?;
    // `26-05-13` may begin with the year.
    if separator == '-' && third.len() == 2 {
        return None;
    }
    match separator {
        // Nobody writes the month first with dots.
        '.' => Date::new(year, second, first).ok().map(WrittenDate::Clear),
        _ => Some(WrittenDate::Pair(first, second, year)),
    }
}

// Two digits mean this century.
fn year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        2 if (FIRST_SHORT..LAST_SHORT).contains(&year) => Some(2000 + year),
        4 if year >= FIRST_YEAR => Some(year),
        _ => None,
    }
}

// What is none may be a second date, or a doubt: nothing that is read over.
fn is_time(text: &str) -> bool {
    let mut words = text.split([' ', ',']).filter(|it| !it.is_empty());
    words.all(|word| {
        let hour = word.bytes().take_while(u8::is_ascii_digit).count();
        let behind = &word[hour..];
        let is_clock = (1..=2).contains(&hour)
            && (behind.starts_with(':')
                && behind
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || ":.+-".contains(it))
                || behind.strip_prefix(['.', 'h']).is_some_and(is_minute));
        let is_offset = word.strip_prefix(['+', '-']).is_some_and(|it| {
            !it.is_empty() && it.chars().all(|it| it.is_ascii_digit() || it == ':')
        });
        is_clock || is_offset || WORDS_OF_TIMES.contains(&word.to_lowercase().as_str())
    })
}

fn is_minute(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit())
}

fn named_month(text: &str) -> Option<Date> {
    let (mut words, mut rest) = (Vec::new(), text);
    while words.len() < 3 || words.len() == 3 && has_weekday(&words) {
        rest = rest.trim_start_matches(|it: char| PARTS_A_DATE.contains(&it));
        let end = rest.find(|it: char| PARTS_A_DATE.contains(&it));
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if word.is_empty() {
            break;
        }
        if !FILLERS.contains(&word) {
            words.push(word);
        }
        rest = behind;
    }
    let (weekday, words) = match words.as_slice() {
        [weekday, words @ ..] if words.len() == 3 => (Some(number(&WEEKDAYS, weekday)?), words),
        words => (None, words),
    };
    let [first, second, third] = words else {
        return None;
    };
    let (day, month) = match (number(&MONTHS, first), number(&MONTHS, second)) {
        (Some(month), None) => (second, month),
        (None, Some(month)) => (first, month),
        _ => return None,
    };
    let day = day.trim_end_matches(|it: char| it.is_alphabetic() || it == '.');
    let date = Date::new(year(third)?, month, day.parse().ok()?).ok()?;
    let is_right = weekday.is_none_or(|it| it == date.weekday().to_monday_one_offset());
    (is_right && is_time(rest)).then_some(date)
}

// `mar.` is a Tuesday where a month follows, otherwise March: `mar. 2 juin 2026`, `mar. 2 2026`.
fn has_weekday(words: &[&str]) -> bool {
    let is_month = |it| number(&MONTHS, it).is_some();
    number(&WEEKDAYS, words[0]).is_some() && (!is_month(words[0]) || is_month(words[2]))
}

/// Which of the things, counted from one, has that name, or one that begins so.
fn number(names: &[&str], word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let is_start = word.chars().count() >= 3;
    let is_meant = |names: &&&str| {
        let mut names = names.split(' ');
        names.any(|it| it == word || is_start && it.starts_with(&word))
    };
    let mut meant = (1..).zip(names).filter(|(_, it)| is_meant(it));
    let (number, _) = meant.next()?;
    // `jui` is June or July.
    meant.next().is_none().then_some(number)
}

/// Badges began in 2011; what is less may be a day that stands last: `26/05/02`.
const FIRST_SHORT: i16 = 11;

/// Dates of the last century are none of badges.
const LAST_SHORT: i16 = 70;

/// Of a year in four digits: others are typing errors.
const FIRST_YEAR: i16 = 1970;

const PARTS_A_DATE: [char; 3] = [' ', ',', '-'];

const FILLERS: [&str; 4] = ["de", "del", "le", "el"];

const WORDS_OF_TIMES: [&str; 10] = [
    "am", "pm", "a.m.", "p.m.", "um", "uhr", "at", "utc", "gmt", "z",
];

/// In English, German, French and Spanish.
const MONTHS: [&str; 12] = [
    "january januar jänner janvier enero",
    "february februar feber février fevrier febrero",
    "march märz maerz mrz mars marzo",
    "april avril abril",
    "may mai mayo",
    "june juni juin junio",
    "july juli juillet julio",
    "august août aout agosto",
    "september septembre septiembre setiembre",
    "october oktober octobre octubre",
    "november novembre noviembre",
    "december dezember décembre decembre diciembre",
];

/// From Monday on, in the same languages, with what German shortens to two letters.
const WEEKDAYS: [&str; 7] = [
    "monday montag mo lundi lunes",
    "tuesday dienstag di mardi martes",
    "wednesday mittwoch mi mercredi miércoles miercoles",
    "thursday donnerstag do jeudi jueves",
    "friday freitag fr vendredi viernes",
    "saturday samstag sonnabend sa samedi sábado sabado",
    "sunday sonntag so dimanche domingo",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_and_doubt_is_kept() {
        let day_first =
            |text| WrittenDate::parse(text).and_then(|it| it.resolve(DateOrder::DayFirst));
        for text in [
            "2026-05-02",
            "2026/5/2",
            "02.05.2026",
            "2/5/26",
            "02-05-2026",
            "2 May 2026",
            "May 2nd, 2026",
            "2026-05-02T10:00:00Z",
            "2-May-2026",
            "02/05/2026 10:00",
            "2. Mai 2026",
            "Samstag, 2. Mai 2026",
            "2 mai 2026",
            "samedi 2 mai 2026",
            "2 de mayo de 2026",
            "Sa, 2. Mai 2026",
            "Saturday, May 2, 2026 at 10:00 AM",
            "02.05.2026 10.30 Uhr",
            "2/5/2026, 10:00:00",
            "2026-05-02 10:00:00 +0200",
            "2 mai 2026 10h30",
        ] {
            assert_eq!(
                day_first(text).map(|it| it.to_string()).as_deref(),
                Some("2026-05-02"),
                "{text}"
            );
        }
        for (text, month) in [
            ("1er août 2026", 8),
            ("1. März 2026", 3),
            ("1 mars 2026", 3),
            ("1 juil. 2026", 7),
            ("1 dic 2026", 12),
            ("1. Dez. 2026", 12),
            ("1 mar. 2026", 3),
            ("mar. 1 2026", 3),
            ("Mar 1 2026 10:00", 3),
            ("mar. 1 sept. 2026", 9),
            ("mar. 1 dic 2026", 12),
        ] {
            assert_eq!(day_first(text).map(|it| it.month()), Some(month), "{text}");
        }
        for text in [
            "",
            "1 jui 2026",
            "Mai Mai 2026",
            "soon",
            "2026-02-30",
            "30.02.2026",
            "1/2",
            "May",
            "2026-5",
            "//",
            "1/2/3",
            "2026-05-02 or later",
            "02.05.2026 - 03.05.2026",
            "2026-05-02, 2026-05-03",
            "2 May 2026 or 3 May 2026",
            "ca. 2. Mai 2026",
            "Sunday, 2 May 2026",
            "0026-05-02",
            "26-05-13",
            "26/05/02",
            "mar. 2 mai 2026",
        ] {
            assert_eq!(day_first(text), None, "{text}");
        }
        let counted = |text| WrittenDate::counted(text).map(|it| it.to_string());
        assert_eq!(counted("46144").as_deref(), Some("2026-05-02"));
        assert_eq!(counted("46144.5").as_deref(), Some("2026-05-02"));
        for text in ["2026", "20260502", "-5", "may", ""] {
            assert_eq!(counted(text), None, "{text}");
        }
        assert_eq!(WrittenDate::parse("02/05/2026").unwrap().order(), None);
        let readings = |text| WrittenDate::parse(text).unwrap().readings().len();
        assert_eq!(readings("02/05/2026"), 2);
        assert_eq!(readings("05/05/2026"), 1);
        assert_eq!(readings("13/05/2026"), 1);
        assert_eq!(readings("02.05.2026"), 1);
        assert_eq!(readings("30/02/2026"), 0);
        assert!(!WrittenDate::parse("02/05/2026").unwrap().is_clear());
        assert!(WrittenDate::parse("05/05/2026").unwrap().is_clear());
        assert_eq!(
            WrittenDate::parse("05/13/2026").unwrap().order(),
            Some(DateOrder::MonthFirst)
        );
        assert_eq!(
            WrittenDate::parse("13/05/2026").unwrap().order(),
            Some(DateOrder::DayFirst)
        );
    }
}
