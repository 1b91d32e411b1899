//! The JSON-LD contexts this program knows: URL -> what its terms mean.
//!
//! They are kept as tables of our own (`*.terms`, read by `table.rs`) and never fetched: what a signature
//! covers depends on them.

mod table;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use serde_json::{Map, Value, json};

use super::json_ld::context::{LocalContext, Memo};

/// Verifiable Credentials 2.0: the first context of every credential issued.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// Open Badges 3.0.3: the second one.
pub const OPEN_BADGES_3_0_3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Types that Open Badges 3.0.3 uses but doesn't define.
pub const OPEN_BADGES_3_0_EXTENSIONS: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// Verifiable Credentials 1.1, for verification.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";
/// Ed25519Signature2020, for verification.
pub const ED25519_2020_V1: &str = "https://w3id.org/security/suites/ed25519-2020/v1";
/// Open Badges 2.0.
pub const OPEN_BADGES_2_0: &str = "https://w3id.org/openbadges/v2";

/// The URLs of all embedded contexts, in the order of the tables.
pub fn urls() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(url, _)| *url)
}

/// The embedded contexts as tables, each after the one it is `!like`; for other programs that read
/// them in the same way.
pub fn tables() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().copied()
}

/// What several tables have in common: abbreviations and groups of terms.
pub const SHARED: &str = include_str!("shared.terms");

/// An embedded context in its published form: an object with one member, `@context`.
///
/// Equal in meaning to what the URL answers, though not in layout. `None` if the URL is not embedded.
pub fn as_json(url: &str) -> Option<Value> {
    let terms = EMBEDDED.get(url)?;
    Some(json!({ "@context": terms }))
}

/// How much of JSON-LD a document may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Contexts only by URL, properties only as defined terms: what is signed and verified.
    Strict,
    /// Contexts inside the document and properties written as IRIs too, for published test suites.
    Standard,
}

/// Contexts by URL, compiled when first used and kept; share one set between threads.
#[derive(Debug)]
pub struct ContextSet {
    strictness: Strictness,
    contexts: HashMap<String, Arc<LocalContext>>,
    memo: Memo,
}

impl ContextSet {
    /// The embedded contexts, strictly: the set that signing and verifying use.
    pub fn embedded() -> &'static Self {
        static SET: OnceLock<ContextSet> = OnceLock::new();
        SET.get_or_init(|| Self::new(Strictness::Strict))
    }

    /// The embedded contexts with another strictness, open to additions.
    pub fn new(strictness: Strictness) -> Self {
        let contexts = EMBEDDED.iter().map(|(url, terms)| {
            let local = LocalContext::new(Value::Object(terms.clone()));
            ((*url).to_owned(), Arc::new(local))
        });
        Self {
            strictness,
            contexts: contexts.collect(),
            memo: Memo::default(),
        }
    }

    /// Adds a context: `document` is what `url` answers, an object with the member `@context`.
    /// A document without it adds nothing.
    #[must_use]
    pub fn with(mut self, url: &str, document: &Value) -> Self {
        if let Some(context) = document.get("@context") {
            let local = Arc::new(LocalContext::new(context.clone()));
            self.contexts.insert(url.to_owned(), local);
        }
        self
    }

    /// Whether the set holds a context for the URL.
    pub fn knows(&self, url: &str) -> bool {
        self.contexts.contains_key(url)
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.strictness == Strictness::Strict
    }

    pub(super) fn context(&self, url: &str) -> Option<&LocalContext> {
        self.contexts.get(url).map(Arc::as_ref)
    }

    pub(super) fn memo(&self) -> &Memo {
        &self.memo
    }
}

/// The tables as context objects, parsed once.
static EMBEDDED: LazyLock<HashMap<&'static str, Map<String, Value>>> =
    LazyLock::new(|| table::parse_all(SHARED, TABLES));

/// A table stands after the one it is `!like`.
const TABLES: &[(&str, &str)] = &[
    (CREDENTIALS_V2, include_str!("credentials-v2.terms")),
    (OPEN_BADGES_3_0_3, include_str!("open-badges-3.0.3.terms")),
    (
        OPEN_BADGES_3_0_EXTENSIONS,
        include_str!("open-badges-3.0-extensions.terms"),
    ),
    (CREDENTIALS_V1, include_str!("credentials-v1.terms")),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        include_str!("open-badges-3.0.2.terms"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        include_str!("open-badges-3.0.terms"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        include_str!("open-badges-3.0.1.terms"),
    ),
    (OPEN_BADGES_2_0, include_str!("open-badges-2.0.terms")),
    (ED25519_2020_V1, include_str!("ed25519-2020-v1.terms")),
    (
        "https://w3id.org/security/data-integrity/v1",
        include_str!("data-integrity-v1.terms"),
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        include_str!("data-integrity-v2.terms"),
    ),
    (
        "https://www.w3.org/ns/credentials/status/v1",
        include_str!("credentials-status-v1.terms"),
    ),
    (
        "https://w3id.org/security/multikey/v1",
        include_str!("multikey-v1.terms"),
    ),
];
