//! Stands in for canonical JSON-LD until it is merged.
use serde_json::{Map, Value};
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("shim")]
pub struct CanonicalizeError;
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("shim")]
pub struct JcsError;
#[derive(Debug)]
pub struct ContextSet;
impl ContextSet {
    pub fn embedded() -> &'static Self {
        &Self
    }
}
pub struct Canonical {
    pub text: String,
    pub utf16_order_differs: bool,
}
pub fn canonicalize_with(_: &Value, _: &ContextSet) -> Result<Canonical, CanonicalizeError> {
    Err(CanonicalizeError)
}
pub fn canonicalize_proof_with(
    _: &Map<String, Value>,
    _: &Value,
    _: &ContextSet,
) -> Result<Canonical, CanonicalizeError> {
    Err(CanonicalizeError)
}
pub fn serialize(_: &Value) -> Result<String, JcsError> {
    Err(JcsError)
}
