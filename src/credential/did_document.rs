//! The issuer's DID document: its keys, for whoever checks a credential.

use serde_json::{Value, json};

use super::Publisher;
use crate::model::key::Keys;

/// The document for `did.json`.
///
/// Every key stays listed, so that nothing it signed loses its key; those that are trusted no
/// more are not listed for assertions, and are marked as revoked, so that nothing they signed is
/// believed. A retired key is neither: a date on it would end all that it ever signed.
///
/// Source: did:web Method Specification; Controlled Identifiers v1.0, "Verification Methods".
pub fn did_document(publisher: &Publisher<'_>, keys: &Keys) -> Value {
    let did = publisher.did();
    let method = |key: &str| format!("{did}#{key}");
    let methods = keys.0.iter().map(|key| {
        let mut entry = json!({
            "id": method(&key.id),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.id,
        });
        if let Some(since) = key.state.since() {
            entry["revoked"] = since.to_string().into();
        }
        entry
    });
    let trusted = keys.0.iter().filter(|key| key.state.is_trusted());
    let trusted: Vec<_> = trusted.map(|key| method(&key.id)).collect();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods.collect::<Vec<_>>(),
        "assertionMethod": trusted,
    })
}
