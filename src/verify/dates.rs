//! Whether a badge holds at a point in time.

use jiff::Timestamp;
use serde_json::Value;

use super::instant::{CLOCK_ERROR, Written, instant};
use super::report::Finding;
use super::sentence::{Code, Sentence};

/// From when and until when; `names` are those of the two members.
pub(super) fn finding(document: &Value, names: [&str; 2], now: Timestamp) -> Finding {
    let [from, until] = names.map(|name| document.get(name));
    let (Some(start), end) = (from.and_then(Point::read), until.map(Point::read)) else {
        return Finding::fail(Sentence::new(Code::DatesMalformed));
    };
    let told = |code, it: &Point| Sentence::new(code).with("date", it.written.day());
    match end {
        Some(None) => Finding::fail(Sentence::new(Code::DatesMalformed)),
        _ if start.instant > now.saturating_add(CLOCK_ERROR).unwrap_or(now) => {
            Finding::warn(told(Code::DatesEarly, &start))
        }
        Some(Some(end)) if end.instant <= now => Finding::warn(told(Code::DatesExpired, &end)),
        Some(Some(end)) if end.instant < start.instant => {
            Finding::fail(Sentence::new(Code::DatesMalformed))
        }
        Some(Some(end)) => Finding::pass(told(Code::DatesOk, &end)),
        None => Finding::pass(Sentence::new(Code::DatesEndless)),
    }
}

/// When it is, and how the document writes that.
struct Point {
    instant: Timestamp,
    written: Written,
}

impl Point {
    fn read(value: &Value) -> Option<Self> {
        let text = value.as_str()?;
        Some(Self {
            instant: instant(text)?,
            written: Written::new(text)?,
        })
    }
}
