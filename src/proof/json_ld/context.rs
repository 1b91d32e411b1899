//! Active contexts: what terms mean at a place of a document. Compiled once, shared, never changed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use super::define;
use super::error::Reason;
use crate::proof::contexts::ContextSet;
use crate::proof::rdf::QuickHash;

/// A context as it is written: what `@context` holds.
#[derive(Debug)]
pub(crate) struct LocalContext {
    id: u64,
    pub(super) value: Value,
}

impl LocalContext {
    /// Keeps a context under a number of its own.
    pub(crate) fn new(value: Value) -> Self {
        Self {
            id: next_id(),
            value,
        }
    }
}

/// What terms mean: an "active context".
#[derive(Debug)]
pub(super) struct ActiveContext {
    id: u64,
    pub terms: HashMap<Box<str>, Arc<Definition>, QuickHash>,
    pub vocabulary: Option<Box<str>>,
    /// The terms that stand for keywords, in no order: seldom more than `id` and `type`. Every member
    /// of a document is compared with them, which is quicker than looking it up among all terms.
    aliases: Vec<(Box<str>, &'static str)>,
    /// Default language of strings, in lower case.
    pub language: Option<Box<str>>,
    /// What applies again in the objects below, if this context does not propagate.
    pub previous: Option<Arc<ActiveContext>>,
}

impl ActiveContext {
    /// The context in which nothing is defined.
    pub(super) fn empty() -> Self {
        Self {
            id: next_id(),
            terms: HashMap::default(),
            vocabulary: None,
            aliases: Vec::new(),
            language: None,
            previous: None,
        }
    }

    /// A copy to be changed, with a number of its own.
    pub(super) fn fork(&self) -> Self {
        Self {
            id: next_id(),
            terms: self.terms.clone(),
            vocabulary: self.vocabulary.clone(),
            aliases: self.aliases.clone(),
            language: self.language.clone(),
            previous: self.previous.clone(),
        }
    }

    pub(super) fn term(&self, term: &str) -> Option<&Arc<Definition>> {
        self.terms.get(term)
    }

    /// The keyword that a term stands for.
    pub(super) fn alias(&self, term: &str) -> Option<&'static str> {
        let (_, keyword) = self.aliases.iter().find(|(alias, _)| **alias == *term)?;
        Some(keyword)
    }

    /// Completes a context whose terms have changed.
    pub(super) fn collect_aliases(&mut self) {
        let aliases = self
            .terms
            .iter()
            .filter_map(|(term, definition)| match definition.mapping {
                Mapping::Keyword(keyword) => Some((term.clone(), keyword)),
                _ => None,
            });
        self.aliases = aliases.collect();
    }

    /// Whether a term can't be redefined, so that the context can't be cleared either.
    pub(super) fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|definition| definition.protected)
    }
}

/// What one term means.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    pub mapping: Mapping,
    pub coercion: Coercion,
    pub container: Container,
    /// The context for the values of the property, or for the objects of the type.
    pub scoped: Option<Arc<LocalContext>>,
    /// The language of strings, if the definition names one or explicitly none.
    pub language: Option<Option<Box<str>>>,
    /// Whether the term can start a compact IRI.
    pub prefix: bool,
    pub protected: bool,
}

impl Definition {
    /// Whether two definitions mean the same, whatever their protection.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.mapping == other.mapping
            && self.coercion == other.coercion
            && self.container == other.container
            && self.language == other.language
            && self.prefix == other.prefix
            && self.scoped.as_ref().map(|local| &local.value)
                == other.scoped.as_ref().map(|local| &local.value)
    }
}

/// What a term stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mapping {
    /// Explicitly nothing.
    Nothing,
    Keyword(&'static str),
    /// An absolute IRI.
    Iri(Box<str>),
}

/// How strings of a property are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coercion {
    None,
    /// As an IRI.
    Id,
    /// As a term or an IRI.
    Vocabulary,
    /// Any value, kept as JSON.
    Json,
    /// Strings, numbers and booleans get this datatype, an absolute IRI.
    Datatype(Box<str>),
}

/// How the values of a property are held together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Container {
    pub set: bool,
    pub list: bool,
    pub graph: bool,
}

/// How a local context is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Manner {
    /// Whether the result holds in the objects below too.
    pub propagate: bool,
    /// Whether protected terms may be redefined.
    pub override_protected: bool,
}

impl Manner {
    /// A `@context` in the document.
    pub(super) const EMBEDDED: Self = Self {
        propagate: true,
        override_protected: false,
    };
    /// The context of a type.
    pub(super) const TYPE: Self = Self {
        propagate: false,
        override_protected: false,
    };
    /// The context of a property.
    pub(super) const PROPERTY: Self = Self {
        propagate: true,
        override_protected: true,
    };
}

/// Active contexts already compiled.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    compiled: RwLock<HashMap<Key, Arc<ActiveContext>, QuickHash>>,
    root: std::sync::OnceLock<Arc<ActiveContext>>,
}

/// Which context was applied to which, and how.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    active: u64,
    local: u64,
    manner: Manner,
}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.active);
        let manner =
            u64::from(self.manner.propagate) | u64::from(self.manner.override_protected) << 1;
        state.write_u64(self.local << 2 | manner);
    }
}

impl Memo {
    /// The context that every document starts with.
    pub(super) fn root(&self) -> Arc<ActiveContext> {
        self.root
            .get_or_init(|| Arc::new(ActiveContext::empty()))
            .clone()
    }

    fn find(&self, key: &Key) -> Option<Arc<ActiveContext>> {
        let compiled = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        compiled.get(key).cloned()
    }

    fn keep(&self, key: Key, context: &Arc<ActiveContext>) {
        let mut compiled = self
            .compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if compiled.len() < MAX_COMPILED {
            compiled.insert(key, context.clone());
        }
    }
}

/// Applies a context, from the memo if it was applied before.
pub(super) fn apply(
    set: &ContextSet,
    active: &Arc<ActiveContext>,
    local: &LocalContext,
    manner: Manner,
) -> Result<Arc<ActiveContext>, Reason> {
    let key = Key {
        active: active.id,
        local: local.id,
        manner,
    };
    if let Some(context) = set.memo().find(&key) {
        return Ok(context);
    }
    let context = Arc::new(define::process(set, active, &local.value, manner, 0)?);
    set.memo().keep(key, &context);
    Ok(context)
}

fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// How many compiled contexts are kept. Ordinary credentials need fewer than a hundred; beyond
/// this a document made to fill the memory only costs itself time.
const MAX_COMPILED: usize = 1024;
