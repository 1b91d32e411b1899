//! Context processing: what a `@context` adds to an active context, or why it can't.
//!
//! Source: JSON-LD 1.1 Processing Algorithms and API, "Context Processing Algorithm" and "Create
//! Term Definition".

mod term;

pub(super) use term::language as language_tag;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::context::{ActiveContext, Manner};
use super::error::Reason;
use super::iri::{self, Expanded, Names};
use crate::proof::contexts::ContextSet;

/// Applies a local context: a URL, an object, null, or an array of these.
pub(super) fn process(
    set: &ContextSet,
    active: &Arc<ActiveContext>,
    local: &Value,
    manner: Manner,
    depth: usize,
) -> Result<ActiveContext, Reason> {
    if depth > MAX_NESTED_CONTEXTS {
        return Err(malformed("contexts refer to each other too deeply"));
    }
    let propagate = propagation(local)?.unwrap_or(manner.propagate);
    let mut result = active.fork();
    if !propagate && result.previous.is_none() {
        result.previous = Some(active.clone());
    }
    for context in as_slice(local) {
        result = match context {
            Value::Null => cleared(result, propagate, manner)?,
            Value::String(url) => remote(set, result, url, depth)?,
            Value::Object(members) => {
                Definitions::new(set, result, members, manner, depth)?.define_all()?
            }
            _ => {
                return Err(malformed(
                    "it must be an object, a URL, null, or an array of these",
                ));
            }
        };
    }
    result.collect_aliases();
    Ok(result)
}

fn as_slice(local: &Value) -> &[Value] {
    match local {
        Value::Array(contexts) => contexts,
        other => std::slice::from_ref(other),
    }
}

fn propagation(local: &Value) -> Result<Option<bool>, Reason> {
    match local.get("@propagate") {
        None => Ok(None),
        Some(Value::Bool(propagate)) => Ok(Some(*propagate)),
        Some(_) => Err(malformed("`@propagate` must be true or false")),
    }
}

fn cleared(
    result: ActiveContext,
    propagate: bool,
    manner: Manner,
) -> Result<ActiveContext, Reason> {
    if !manner.override_protected && result.has_protected_terms() {
        return Err(Reason::ProtectedNullification);
    }
    let mut empty = ActiveContext::empty();
    if !propagate {
        empty.previous = Some(Arc::new(result));
    }
    Ok(empty)
}

fn remote(
    set: &ContextSet,
    result: ActiveContext,
    url: &str,
    depth: usize,
) -> Result<ActiveContext, Reason> {
    let Some(local) = set.context(url) else {
        let url = url.to_owned();
        return Err(Reason::UnknownContext { url });
    };
    process(
        set,
        &Arc::new(result),
        &local.value,
        Manner::EMBEDDED,
        depth + 1,
    )
}

fn malformed(problem: &str) -> Reason {
    Reason::MalformedContext {
        problem: problem.to_owned(),
    }
}

/// The terms of one context object while they are being defined.
struct Definitions<'a> {
    set: &'a ContextSet,
    active: ActiveContext,
    members: &'a Map<String, Value>,
    manner: Manner,
    protected: bool,
    depth: usize,
    /// Whether a term is defined (true) or being defined (false).
    defined: HashMap<&'a str, bool>,
}

impl<'a> Definitions<'a> {
    fn new(
        set: &'a ContextSet,
        active: ActiveContext,
        members: &'a Map<String, Value>,
        manner: Manner,
        depth: usize,
    ) -> Result<Self, Reason> {
        let mut definitions = Self {
            set,
            active,
            members,
            manner,
            protected: false,
            depth,
            defined: HashMap::new(),
        };
        for (name, value) in members {
            definitions.read_setting(name, value)?;
        }
        Ok(definitions)
    }

    /// Members of a context that are no terms.
    fn read_setting(&mut self, name: &str, value: &Value) -> Result<(), Reason> {
        match (name, value) {
            ("@version", version) if version.as_f64() == Some(1.1) => {}
            ("@version", _) => return Err(malformed("`@version` must be 1.1")),
            ("@protected", Value::Bool(protected)) => self.protected = *protected,
            ("@propagate", Value::Bool(_)) => {}
            ("@vocab", Value::Null) => self.active.vocabulary = None,
            ("@vocab", Value::String(name)) => {
                let Expanded::Iri(iri) = iri::expand(&self.active, name, Names::Vocabulary) else {
                    return Err(malformed("`@vocab` is not an absolute IRI"));
                };
                self.active.vocabulary = Some(iri.into());
            }
            ("@vocab", _) => return Err(malformed("`@vocab` must be a string or null")),
            ("@language", Value::Null) => self.active.language = None,
            ("@language", Value::String(language)) => {
                self.active.language = Some(term::language(language)?.into());
            }
            ("@direction", Value::Null) => {}
            (term, _) if !term.starts_with('@') => {}
            (keyword, _) => {
                let keyword = keyword.to_owned();
                return Err(Reason::UnsupportedKeyword { keyword });
            }
        }
        Ok(())
    }

    fn define_all(mut self) -> Result<ActiveContext, Reason> {
        for term in self.members.keys().filter(|name| !name.starts_with('@')) {
            self.define(term)?;
        }
        if self.set.is_strict() {
            // The embedded contexts are known to be sound, scoped ones included: a test compiles all.
            return Ok(self.active);
        }
        self.check_scoped_contexts()
    }

    /// A scoped context that can't be applied is an error even if it is never used.
    fn check_scoped_contexts(self) -> Result<ActiveContext, Reason> {
        let active = Arc::new(self.active);
        for term in self.members.keys() {
            if let Some(scoped) = active.term(term).and_then(|term| term.scoped.as_ref()) {
                process(
                    self.set,
                    &active,
                    &scoped.value,
                    Manner::PROPERTY,
                    self.depth + 1,
                )?;
            }
        }
        Ok(Arc::try_unwrap(active).unwrap_or_else(|shared| shared.fork()))
    }
}

/// How deep contexts may name or hold other contexts.
const MAX_NESTED_CONTEXTS: usize = 16;
