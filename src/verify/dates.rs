//! Whether a badge holds at a point in time.

use jiff::Timestamp;
use serde_json::Value;

use super::instant::instant;
use super::report::Finding;
use super::sentence::{Code, Sentence};

/// From when and until when; `names` are those of the two members.
pub(super) fn finding(document: &Value, names: [&str; 2], now: Timestamp) -> Finding {
    let [from, until] = names.map(|name| document.get(name));
    let read = |it: &Value| it.as_str().and_then(instant);
    let (Some(start), end) = (from.and_then(read), until.map(read)) else {
        return Finding::fail(Sentence::new(Code::DatesMalformed));
    };
    match end {
        Some(None) => Finding::fail(Sentence::new(Code::DatesMalformed)),
        _ if start > now => Finding::warn(Sentence::new(Code::DatesEarly).with("date", day(start))),
        Some(Some(end)) if end <= now => {
            Finding::warn(Sentence::new(Code::DatesExpired).with("date", day(end)))
        }
        Some(Some(end)) if end < start => Finding::fail(Sentence::new(Code::DatesMalformed)),
        Some(Some(end)) => Finding::pass(Sentence::new(Code::DatesOk).with("date", day(end))),
        None => Finding::pass(Sentence::new(Code::DatesEndless)),
    }
}

/// The instant for people: the day alone where it is midnight in UTC.
pub(super) fn day(instant: Timestamp) -> String {
    let text = instant.to_string();
    text.strip_suffix("T00:00:00Z")
        .map_or(text.clone(), str::to_owned)
}
