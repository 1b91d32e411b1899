//! With which key a document of the ledger is proven.

use crate::proof::data_integrity::{check, claims};
use crate::proof::key::PublicKey;
use crate::proof::strict_json;

use serde_json::Value;

/// A document whose proof holds, and who is said to have made it.
pub struct Signed {
    pub document: Value,
    /// The whole id of the key: `did:web:badges.example.org#z6Mk…`.
    pub method: String,
    /// The key alone: `z6Mk…`.
    pub key: String,
}

/// Checks the one proof of a document with the key that its proof names. Whether that key may sign
/// here is another question.
///
/// # Errors
/// Why it is not proven, as the end of a sentence.
pub fn signed(json: &str) -> Result<Signed, String> {
    let document = strict_json::parse(json.as_bytes()).map_err(|error| error.to_string())?;
    let mut claims = claims(&document).map_err(|error| error.to_string())?;
    if claims.len() != 1 {
        return Err(format!("it carries {} proofs instead of one", claims.len()));
    }
    let claim = claims.remove(0).map_err(|error| error.to_string())?;
    let method = claim.verification_method;
    let key = method.rsplit_once('#').map_or("", |(_, key)| key);
    let public = PublicKey::from_multikey(key)
        .map_err(|_| format!("its proof names `{method}`, which is no key"))?;
    check(&document, 0, &public).map_err(|error| error.to_string())?;
    let key = key.to_owned();
    Ok(Signed {
        document,
        method,
        key,
    })
}
