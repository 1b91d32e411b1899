//! One term of a context object -> its definition.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Definitions;
use crate::proof::json_ld::context::{Coercion, Container, Definition, LocalContext, Mapping};
use crate::proof::json_ld::error::Reason;
use crate::proof::json_ld::iri::{self, Expanded, Names};

impl<'a> Definitions<'a> {
    /// Defines a term of this context, and before it those it is written with.
    pub(super) fn define(&mut self, term: &'a str) -> Result<(), Reason> {
        match self.defined.get(term) {
            Some(true) => return Ok(()),
            Some(false) => return Err(malformed(term, "it refers to itself")),
            None => {}
        }
        self.defined.insert(term, false);
        if term.is_empty() || term.starts_with('@') {
            return Err(malformed(term, "it is not a name that can be defined"));
        }
        let previous = self.active.terms.remove(term);
        let mut definition = Arc::new(self.definition(term)?);
        if let Some(previous) = previous
            && previous.protected
            && !self.manner.override_protected
        {
            if !definition.is_same_as(&previous) {
                let term = term.to_owned();
                return Err(Reason::ProtectedTerm { term });
            }
            definition = previous;
        }
        self.active.terms.insert(term.into(), definition);
        self.defined.insert(term, true);
        Ok(())
    }

    fn definition(&mut self, term: &'a str) -> Result<Definition, Reason> {
        let members = self.members;
        match &members[term] {
            Value::Null => Ok(self.simple(Mapping::Nothing, false)),
            Value::String(iri) => {
                let mapping = self.mapping(term, Some(iri))?;
                let prefix = is_usable_as_prefix(term, &mapping);
                Ok(self.simple(mapping, prefix))
            }
            Value::Object(members) => self.expanded(term, members),
            _ => Err(malformed(term, "it must be an object, a string or null")),
        }
    }

    fn simple(&self, mapping: Mapping, prefix: bool) -> Definition {
        Definition {
            mapping,
            coercion: Coercion::None,
            container: Container::default(),
            scoped: None,
            language: None,
            prefix,
            protected: self.protected,
        }
    }

    /// A definition written as an object.
    fn expanded(
        &mut self,
        term: &'a str,
        members: &'a Map<String, Value>,
    ) -> Result<Definition, Reason> {
        let mapping = match members.get("@id") {
            None => self.mapping(term, None)?,
            Some(Value::Null) => Mapping::Nothing,
            Some(Value::String(id)) => self.mapping(term, Some(id))?,
            Some(_) => return Err(malformed(term, "`@id` must be a string or null")),
        };
        let mut definition = self.simple(mapping, false);
        for (name, value) in members {
            self.read_member(&mut definition, term, name, value)?;
        }
        let json = definition.coercion == Coercion::Json;
        if json && (definition.container.list || definition.container.graph) {
            return Err(malformed(term, "JSON can't be held in that container"));
        }
        Ok(definition)
    }

    fn read_member(
        &mut self,
        definition: &mut Definition,
        term: &'a str,
        name: &str,
        value: &'a Value,
    ) -> Result<(), Reason> {
        match (name, value) {
            ("@id", _) => {}
            ("@type", Value::String(coercion)) => {
                definition.coercion = self.coercion(term, coercion)?;
            }
            ("@container", _) => definition.container = container(term, value)?,
            ("@context", Value::Null | Value::Object(_) | Value::Array(_) | Value::String(_)) => {
                definition.scoped = Some(Arc::new(LocalContext::new(value.clone())));
            }
            ("@language", Value::Null) => definition.language = Some(None),
            ("@language", Value::String(tag)) => {
                definition.language = Some(Some(language(tag)?.into()));
            }
            ("@protected", Value::Bool(protected)) => definition.protected = *protected,
            ("@prefix", Value::Bool(prefix)) => {
                let is_keyword = matches!(definition.mapping, Mapping::Keyword(_));
                if term.contains([':', '/']) || (*prefix && is_keyword) {
                    return Err(malformed(term, "it can't be a prefix"));
                }
                definition.prefix = *prefix;
            }
            _ => return Err(malformed(term, "it has a member that is not supported")),
        }
        Ok(())
    }

    /// What a term stands for: from its `@id`, or from itself where that is missing.
    fn mapping(&mut self, term: &'a str, id: Option<&'a str>) -> Result<Mapping, Reason> {
        let own_name = term.get(1..).is_some_and(|rest| rest.contains(':')) || term.contains('/');
        let Some(id) = id.filter(|id| *id != term) else {
            return self.mapping_of_name(term);
        };
        self.define_parts(id, Names::Vocabulary)?;
        let mapping = match iri::expand(&self.active, id, Names::Vocabulary) {
            Expanded::Keyword("@context") => {
                return Err(malformed(term, "it can't stand for `@context`"));
            }
            Expanded::Keyword(keyword) => Mapping::Keyword(keyword),
            Expanded::Iri(iri) => Mapping::Iri(iri.into()),
            _ => return Err(malformed(term, "what it stands for is not an absolute IRI")),
        };
        if own_name && self.mapping_of_name(term)? != mapping {
            return Err(malformed(
                term,
                "it looks like an IRI and stands for another one",
            ));
        }
        Ok(mapping)
    }

    /// What a term stands for by its name alone: an IRI, a compact IRI or a name in the vocabulary.
    fn mapping_of_name(&mut self, term: &'a str) -> Result<Mapping, Reason> {
        if let Some((prefix, _)) = iri::split(term)
            && self.members.contains_key(prefix)
        {
            self.define(prefix)?;
        }
        match iri::expand(&self.active, term, Names::Vocabulary) {
            Expanded::Iri(iri) => Ok(Mapping::Iri(iri.into())),
            _ => Err(malformed(term, "nothing says what it stands for")),
        }
    }

    fn coercion(&mut self, term: &str, coercion: &'a str) -> Result<Coercion, Reason> {
        match coercion {
            "@id" => return Ok(Coercion::Id),
            "@vocab" => return Ok(Coercion::Vocabulary),
            "@json" => return Ok(Coercion::Json),
            "@none" => return Ok(Coercion::None),
            _ => self.define_parts(coercion, Names::Vocabulary)?,
        }
        match iri::expand(&self.active, coercion, Names::Vocabulary) {
            Expanded::Iri(iri) => Ok(Coercion::Datatype(iri.into())),
            _ => Err(malformed(term, "`@type` is not an absolute IRI")),
        }
    }

    /// Defines the terms of this context that a name is written with.
    fn define_parts(&mut self, name: &'a str, names: Names) -> Result<(), Reason> {
        if let Some((whole, _)) = self.members.get_key_value(name)
            && names == Names::Vocabulary
            && !whole.starts_with('@')
        {
            self.define(whole)?;
        }
        if let Some((prefix, suffix)) = iri::split(name)
            && !suffix.starts_with("//")
            && self.members.contains_key(prefix)
        {
            self.define(prefix)?;
        }
        Ok(())
    }
}

/// Only a short definition whose IRI ends in a delimiter makes a prefix by itself.
fn is_usable_as_prefix(term: &str, mapping: &Mapping) -> bool {
    const DELIMITERS: [char; 7] = [':', '/', '?', '#', '[', ']', '@'];
    !term.contains([':', '/']) && matches!(mapping, Mapping::Iri(iri) if iri.ends_with(DELIMITERS))
}

fn container(term: &str, value: &Value) -> Result<Container, Reason> {
    let names = match value {
        Value::Array(names) => names.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut container = Container::default();
    for name in names {
        match name.as_str() {
            Some("@set") => container.set = true,
            Some("@list") => container.list = true,
            Some("@graph") => container.graph = true,
            _ => return Err(malformed(term, "its container is not supported")),
        }
    }
    if container.list && names.len() > 1 {
        return Err(malformed(
            term,
            "`@list` can't be combined with another container",
        ));
    }
    Ok(container)
}

/// Checks a language tag.
///
/// Processors may or may not turn tags to lower case, so only those in lower case are taken.
pub(in crate::proof::json_ld) fn language(tag: &str) -> Result<&str, Reason> {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len())
            && subtag
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let first_has_letters_only = tag
        .split('-')
        .next()
        .is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_lowercase()));
    if first_has_letters_only && tag.split('-').all(is_subtag) {
        return Ok(tag);
    }
    let language = tag.to_owned();
    Err(Reason::LanguageTag { language })
}

fn malformed(term: &str, problem: &'static str) -> Reason {
    Reason::MalformedDefinition {
        term: term.to_owned(),
        problem,
    }
}
