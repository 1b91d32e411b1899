//! Open Badges 3.0 documents, on the Verifiable Credentials Data Model 2.0.

mod achievement;
mod credential;
mod narrative;

pub use achievement::{achievement, published_achievement};
pub use credential::{DocumentError, Issuance, StatusPlace, credential};

use serde_json::{Value, json};

use super::Publisher;
use super::member::Object;

/// The issuer, as it stands in every credential.
///
/// Source: Open Badges v3.0, "Profile".
pub fn profile(publisher: &Publisher<'_>) -> Value {
    let issuer = publisher.issuer;
    Object::new()
        .with("id", publisher.did())
        .with("type", json!(["Profile"]))
        .with("name", issuer.name.as_str())
        .with("url", issuer.url.as_str())
        .with("email", issuer.email.as_str())
        .with_some("description", issuer.description.as_deref())
        .with_some("image", publisher.logo().map(|url| image(&url, None)))
        .finish()
}

fn image(url: &str, caption: Option<&str>) -> Value {
    Object::new()
        .with("id", url)
        .with("type", "Image")
        .with_some("caption", caption)
        .finish()
}

/// The contexts of a credential, in the order that the standard fixes.
pub const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];
