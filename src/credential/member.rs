//! Members of JSON objects: written only where there is something to say, read with their names.

use serde_json::{Map, Value};

/// An object under construction. What is absent or empty is left out: documents hold neither
/// `null` nor empty arrays.
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn new() -> Self {
        Self(Map::new())
    }

    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    #[must_use]
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    #[must_use]
    pub(super) fn with_all(self, name: &str, values: Vec<Value>) -> Self {
        if values.is_empty() {
            self
        } else {
            self.with(name, values)
        }
    }

    pub(super) fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

/// The text of a member, if it is one.
pub(super) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// The items of a member: those of an array, or the one value that stands for an array of one.
pub(super) fn items<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    match object.get(name) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => &[],
        Some(single) => std::slice::from_ref(single),
    }
}

/// The texts among the items of a member.
pub(super) fn texts(object: &Value, name: &str) -> Vec<String> {
    let texts = items(object, name).iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
