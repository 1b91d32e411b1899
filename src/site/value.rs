//! What templates are given.

use std::collections::BTreeMap;

use tera::Value;

/// A map with fixed names. By way of a sorted map, which needs no hash of them: the one that tera makes
/// of it is dear enough.
pub fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    BTreeMap::from(entries).into()
}

/// A text that is escaped where it is shown, or nothing.
pub fn text(text: Option<&str>) -> Value {
    text.map_or_else(Value::none, Value::normal_string)
}

/// A list.
pub fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::from(values.into_iter().collect::<Vec<_>>())
}

/// A label and what it labels, in the words of the page.
pub fn fact(label: &str, value: &str) -> Value {
    fact_in(Value::safe_string(""), label, value)
}

/// The same in the author's words; `language` is the attribute that says in which.
pub fn fact_in(language: Value, label: &str, value: &str) -> Value {
    map([
        ("label", label.into()),
        ("value", value.into()),
        ("lang", language),
    ])
}
