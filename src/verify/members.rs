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
    id.starts_with("https://") || id.starts_with("http://")
}

/// Whether two addresses are the same; documents of old say `http` for what is served over https.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    let rest = |it| str::strip_prefix(it, "https://").or_else(|| str::strip_prefix(it, "http://"));
    one == other || rest(one).is_some_and(|it| rest(other) == Some(it))
}
