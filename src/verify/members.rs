//! Reading JSON of others, in which one value may stand for a list of one.

use serde_json::Value;

/// The values of a member that may be one or many; none if it is not there.
pub(super) fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Some(Value::Array(items)) => (items.as_slice(), None),
        one => (&[][..], one),
    };
    many.iter().chain(one)
}

/// A member that is a text.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// A member that is a text with something in it.
pub(super) fn filled<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    text(value, name).filter(|it| !it.trim().is_empty())
}

/// A whole number, written as a text by the standard and as a number by some issuers.
pub(super) fn count(value: &Value) -> Option<usize> {
    match value {
        Value::String(digits) => {
            let is_whole = digits.bytes().all(|it| it.is_ascii_digit());
            (is_whole && digits.len() <= MAX_DIGITS).then_some(digits.parse().ok()?)
        }
        // `3.0` and `3e0` are 3, too.
        Value::Number(number) => {
            let is_whole = |it: &f64| it.fract() == 0.0 && (0.0..=LARGEST).contains(it);
            number.as_f64().filter(is_whole).map(|it| it as usize)
        }
        _ => None,
    }
}

/// Whether an object is of a type, among others perhaps.
pub(super) fn has_type(value: &Value, name: &str) -> bool {
    value.is_object() && list(value.get("type")).any(|it| it == name)
}

/// The id of a thing that is given by its id or as an object.
pub(super) fn id(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| text(value, "id"))
}

/// Whether an id is an address of the web.
pub(super) fn is_web(id: &str) -> bool {
    scheme_and_rest(id).is_some()
}

/// Whether two addresses are the same; documents of old say `http` for what is served over https.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    let rest = |it| scheme_and_rest(it).map(|(_, rest)| rest);
    one == other || rest(one).is_some_and(|it| rest(other) == Some(it))
}

// Schemes may be written in capitals, and readers of addresses need no slashes after these.
fn scheme_and_rest(id: &str) -> Option<(&str, &str)> {
    let is_web = |scheme: &str| {
        ["https", "http"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(scheme))
    };
    id.split_once(':').filter(|(scheme, _)| is_web(scheme))
}

/// Longer numbers count nothing here.
const MAX_DIGITS: usize = 12;

/// The largest number of so many digits.
const LARGEST: f64 = 999_999_999_999.0;
