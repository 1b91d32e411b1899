//! Objects: nodes with an id, types and properties; lists and sets.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Expansion, Position, Property, Result, Scope, keyword};
use crate::proof::json_ld::MAX_DEPTH;
use crate::proof::json_ld::context::{ActiveContext, Mapping};
use crate::proof::json_ld::error::Reason;
use crate::proof::json_ld::iri::{self, Expanded, Names};
use crate::proof::json_ld::place::Place;
use crate::proof::rdf::{self, Component, Span};

/// What an object is, by its keywords.
enum Kind {
    Node,
    Value,
    List,
    Set,
}

/// A node being written.
#[derive(Clone, Copy)]
struct Node {
    subject: Component,
    graph: Option<Component>,
}

impl Expansion<'_> {
    /// Reads an object; what it stands for is added to `values` if it belongs to a property.
    pub(super) fn object(
        &mut self,
        scope: Scope<'_>,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<()> {
        if place.depth() > MAX_DEPTH {
            return Err(place.error(Reason::TooDeep));
        }
        let contexts = self.contexts_of(scope, members, place)?;
        let scope = Scope {
            active: &contexts.active,
            ..scope
        };
        match kind(scope.active, members) {
            Kind::Node => self.node(scope, &contexts.untyped, members, place),
            _ if scope.position != Position::Value => Err(place.error(Reason::FreeFloating)),
            Kind::Value => self.value_object(scope, &contexts.untyped, members, place),
            Kind::List => self.list_object(scope, members, place),
            Kind::Set => self.set_object(scope, members, place),
        }
    }

    fn node(
        &mut self,
        scope: Scope<'_>,
        untyped: &ActiveContext,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<()> {
        let node = Node {
            subject: self.subject(scope.active, members, place)?,
            graph: scope.graph,
        };
        let quads = self.dataset.len();
        let mut content = None;
        let mut types_seen = false;
        for (name, value) in members {
            let place = place.member(name);
            match keyword(scope.active, name) {
                None => self.property(scope, node, name, value, &place)?,
                Some("@id" | "@context") => {}
                Some("@type") if !types_seen => {
                    types_seen = true;
                    self.types(untyped, node, value, &place)?;
                }
                Some("@type") => {
                    return Err(place.error(Reason::RepeatedKeyword { keyword: "@type" }));
                }
                Some("@graph") if !self.contexts.is_strict() && content.is_none() => {
                    content = Some(value);
                }
                Some("@index") if !self.contexts.is_strict() && value.is_string() => {}
                Some(keyword) => return Err(unsupported(&place, keyword)),
            }
        }
        if let Some(value) = content {
            let is_bare = self.dataset.len() == quads;
            self.content(scope, node.subject, members, is_bare, value, place)?;
        }
        if scope.property.is_some() {
            self.values.push(node.subject);
        }
        Ok(())
    }

    /// The graph inside an object. That of a document without anything else is the default graph.
    fn content(
        &mut self,
        scope: Scope<'_>,
        subject: Component,
        members: &Map<String, Value>,
        is_bare: bool,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        let has_others = members
            .keys()
            .any(|name| !matches!(keyword(scope.active, name), Some("@graph" | "@context")));
        let has_id = members
            .keys()
            .any(|name| keyword(scope.active, name) == Some("@id"));
        let is_document = scope.position == Position::Document;
        if is_document && has_others && is_bare && !has_id {
            // Whether members without effect make this a named graph is too fine a point.
            return Err(unsupported(place, "@graph"));
        }
        let graph = if is_document && !has_others {
            None
        } else {
            Some(subject)
        };
        let scope = Scope {
            property: None,
            graph,
            ..scope
        };
        self.nodes(scope, value, &place.member("@graph"))
    }

    fn subject(
        &mut self,
        active: &ActiveContext,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<Component> {
        let mut ids = members
            .iter()
            .filter(|(name, _)| keyword(active, name) == Some("@id"));
        let Some((name, value)) = ids.next() else {
            return Ok(Component::Blank(self.dataset.new_blank()));
        };
        if ids.next().is_some() {
            return Err(place.error(Reason::RepeatedKeyword { keyword: "@id" }));
        }
        let place = place.member(name);
        let Value::String(id) = value else {
            return Err(place.error(Reason::InvalidKeywordValue {
                keyword: "@id",
                expected: "a string",
            }));
        };
        self.resource(active, id, Names::Document, &place)
    }

    fn types(
        &mut self,
        untyped: &ActiveContext,
        node: Node,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        for name in as_slice(value) {
            let Value::String(name) = name else {
                return Err(place.error(Reason::InvalidKeywordValue {
                    keyword: "@type",
                    expected: "a string or an array of strings",
                }));
            };
            let object = match iri::expand(untyped, name, Names::Vocabulary) {
                Expanded::Iri(iri) => self.iri(&iri, place)?,
                Expanded::Blank(label) => self.labelled(label),
                _ => {
                    let name = name.to_owned();
                    return Err(place.error(Reason::UndefinedType { name }));
                }
            };
            let predicate = self.type_predicate(place)?;
            self.push(node.subject, predicate, object, node.graph, place)?;
        }
        Ok(())
    }

    fn type_predicate(&mut self, place: &Place<'_>) -> Result<Span> {
        if let Some(span) = self.rdf_type {
            return Ok(span);
        }
        let span = self.span(rdf::RDF_TYPE, place)?;
        self.rdf_type = Some(span);
        Ok(span)
    }

    fn property(
        &mut self,
        scope: Scope<'_>,
        node: Node,
        name: &str,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        let definition = scope.active.term(name).map(Arc::as_ref);
        let predicate = match definition.map(|definition| &definition.mapping) {
            Some(Mapping::Iri(iri)) => self.span(iri, place)?,
            _ => self.undefined_property(scope.active, name, place)?,
        };
        let property = Some(Property { name, definition });
        let mark = self.values.len();
        let position = Position::Value;
        let inner = Scope {
            property,
            position,
            ..scope
        };
        self.property_values(inner, value, place)?;
        for index in mark..self.values.len() {
            self.push(
                node.subject,
                predicate,
                self.values[index],
                node.graph,
                place,
            )?;
        }
        self.values.truncate(mark);
        Ok(())
    }

    /// The IRI of a property that no context defines as a term, where that is allowed.
    fn undefined_property(
        &mut self,
        active: &ActiveContext,
        name: &str,
        place: &Place<'_>,
    ) -> Result<Span> {
        let expanded = iri::expand(active, name, Names::Vocabulary);
        if self.contexts.is_strict() && name.contains(':') {
            let property = name.to_owned();
            return Err(place.error(Reason::IriProperty { property }));
        }
        match expanded {
            Expanded::Iri(iri) => self.span(&iri, place),
            Expanded::LikeKeyword => Err(unsupported(place, name)),
            _ => {
                let term = name.to_owned();
                Err(place.error(Reason::UndefinedTerm { term }))
            }
        }
    }
}

fn kind(active: &ActiveContext, members: &Map<String, Value>) -> Kind {
    for name in members.keys() {
        match keyword(active, name) {
            Some("@value") => return Kind::Value,
            Some("@list") => return Kind::List,
            Some("@set") => return Kind::Set,
            _ => {}
        }
    }
    Kind::Node
}

pub(super) fn as_slice(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        other => std::slice::from_ref(other),
    }
}

pub(super) fn unsupported(place: &Place<'_>, keyword: &str) -> crate::proof::json_ld::JsonLdError {
    place.error(Reason::UnsupportedKeyword {
        keyword: keyword.to_owned(),
    })
}
