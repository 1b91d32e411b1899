//! Expansion: the document is walked once, and quads are written on the way.

mod collection;
mod meaning;
mod node;
mod value;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::context::{self, ActiveContext, Coercion, Definition, LocalContext, Manner};
use super::error::{JsonLdError, Reason};
use super::iri::{self, Expanded, Names};
use super::place::Place;
use super::{MAX_CONTEXTS, MAX_DEPTH, MAX_QUADS};
use crate::proof::contexts::ContextSet;
use crate::proof::rdf::{Component, Dataset, Quad, Span};

type Result<T> = std::result::Result<T, JsonLdError>;

/// The expansion of one document.
pub(super) struct Expansion<'a> {
    contexts: &'a ContextSet,
    dataset: Dataset,
    /// Blank nodes that the document labels.
    labels: HashMap<String, u32>,
    /// Values of the properties being read, the innermost last.
    values: Vec<Component>,
    rdf_type: Option<Span>,
    /// How often a `@context` of the document named a context.
    named: std::cell::Cell<usize>,
}

/// The property whose values are being read.
#[derive(Clone, Copy)]
struct Property<'a> {
    /// As written in the document.
    name: &'a str,
    /// `None` for a property known by its IRI alone.
    definition: Option<&'a Definition>,
}

impl<'a> Property<'a> {
    fn scoped(&self) -> Option<&'a LocalContext> {
        self.definition?.scoped.as_deref()
    }

    fn is_list(&self) -> bool {
        self.definition
            .is_some_and(|definition| definition.container.list)
    }

    fn is_graph(&self) -> bool {
        self.definition
            .is_some_and(|definition| definition.container.graph)
    }

    fn is_json(&self) -> bool {
        self.definition
            .is_some_and(|definition| definition.coercion == Coercion::Json)
    }
}

/// Where a value stands: what terms mean, the property it belongs to, the graph it goes to.
#[derive(Clone, Copy)]
struct Scope<'a> {
    active: &'a Arc<ActiveContext>,
    /// `None` at the top of the document and of a graph.
    property: Option<Property<'a>>,
    graph: Option<Component>,
    position: Position,
}

/// What an object may be where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// The document itself.
    Document,
    /// A node of a graph or of the document's array.
    Node,
    /// The value of a property: a node, a value, a list or a set.
    Value,
    /// The value of a property that holds graphs: a node.
    Graph,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(contexts: &'a ContextSet) -> Self {
        Self {
            contexts,
            dataset: Dataset::with_usual_capacity(),
            labels: HashMap::new(),
            values: Vec::with_capacity(64),
            rdf_type: None,
            named: std::cell::Cell::default(),
        }
    }

    pub(super) fn run(mut self, document: &Value) -> Result<Dataset> {
        let root = self.contexts.memo().root();
        let scope = Scope {
            active: &root,
            property: None,
            graph: None,
            position: Position::Document,
        };
        match document {
            Value::Object(members) => self.object(scope, members, &Place::ROOT)?,
            nodes if !self.contexts.is_strict() => self.nodes(scope, nodes, &Place::ROOT)?,
            _ => return Err(Place::ROOT.error(Reason::FreeFloating)),
        }
        Ok(self.dataset)
    }

    /// Reads the nodes of a graph.
    fn nodes(&mut self, scope: Scope<'_>, value: &Value, place: &Place<'_>) -> Result<()> {
        let position = Position::Node;
        match value {
            Value::Object(members) => self.object(Scope { position, ..scope }, members, place),
            Value::Array(items) if place.depth() <= MAX_DEPTH => {
                for (index, item) in items.iter().enumerate() {
                    self.nodes(scope, item, &place.item(index))?;
                }
                Ok(())
            }
            _ => Err(place.error(Reason::FreeFloating)),
        }
    }

    /// Reads a value of a property; what it stands for is added to `values`.
    fn value(&mut self, scope: Scope<'_>, value: &Value, place: &Place<'_>) -> Result<()> {
        if place.depth() > MAX_DEPTH {
            return Err(place.error(Reason::TooDeep));
        }
        match value {
            Value::Null => Ok(()),
            Value::Array(items) => self.array(scope, items, place),
            Value::Object(members) => self.object(scope, members, place),
            scalar => self.scalar(scope, scalar, place),
        }
    }

    fn array(&mut self, scope: Scope<'_>, items: &[Value], place: &Place<'_>) -> Result<()> {
        let is_list = scope.property.is_some_and(|property| property.is_list());
        for (index, item) in items.iter().enumerate() {
            let place = place.item(index);
            match item {
                Value::Array(inner) if is_list => self.list(scope, inner, &place)?,
                _ => self.value(scope, item, &place)?,
            }
        }
        Ok(())
    }

    /// Reads all values of a property.
    fn property_values(
        &mut self,
        scope: Scope<'_>,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        let Some(property) = scope.property else {
            return Err(place.error(Reason::FreeFloating));
        };
        if property.is_json() {
            return self.json(value, place);
        }
        if property.is_list() && !value.is_null() {
            return self.listed(scope, value, place);
        }
        if property.is_graph() {
            return self.graphs(scope, value, place);
        }
        self.value(scope, value, place)
    }

    /// The context a `@context` of the document makes.
    fn embedded(
        &self,
        active: &Arc<ActiveContext>,
        local: &Value,
        place: &Place<'_>,
    ) -> Result<Arc<ActiveContext>> {
        let refuse = |reason| place.error(reason);
        match local {
            Value::Array(contexts) if contexts.iter().all(Value::is_string) => {
                let mut active = active.clone();
                for (index, local) in contexts.iter().enumerate() {
                    active = self.embedded(&active, local, &place.item(index))?;
                }
                Ok(active)
            }
            Value::String(url) => {
                self.named.set(self.named.get() + 1);
                if self.named.get() > MAX_CONTEXTS {
                    let problem = format!("the document names more than {MAX_CONTEXTS} of them");
                    return Err(refuse(Reason::MalformedContext { problem }));
                }
                let url = url.as_str();
                let local = self.contexts.context(url).ok_or_else(|| {
                    refuse(Reason::UnknownContext {
                        url: url.to_owned(),
                    })
                })?;
                context::apply(self.contexts, active, local, Manner::EMBEDDED).map_err(refuse)
            }
            _ if self.contexts.is_strict() => Err(refuse(Reason::InlineContext)),
            inline => super::define::process(self.contexts, active, inline, Manner::EMBEDDED, 0)
                .map(Arc::new)
                .map_err(refuse),
        }
    }

    fn push(
        &mut self,
        subject: Component,
        predicate: Span,
        object: Component,
        graph: Option<Component>,
        place: &Place<'_>,
    ) -> Result<()> {
        if self.dataset.len() >= MAX_QUADS {
            return Err(place.error(Reason::TooManyQuads));
        }
        self.dataset.push(Quad {
            subject,
            predicate,
            object,
            graph,
        });
        Ok(())
    }

    fn span(&mut self, iri: &str, place: &Place<'_>) -> Result<Span> {
        self.dataset
            .iri(iri)
            .map_err(|error| place.error(error.into()))
    }

    fn iri(&mut self, iri: &str, place: &Place<'_>) -> Result<Component> {
        self.span(iri, place).map(Component::Text)
    }

    /// The blank node of a label of the document, `_:x`.
    fn labelled(&mut self, label: &str) -> Component {
        if let Some(&blank) = self.labels.get(label) {
            return Component::Blank(blank);
        }
        let blank = self.dataset.new_blank();
        self.labels.insert(label.to_owned(), blank);
        Component::Blank(blank)
    }

    /// A name that must stand for an IRI or a blank node.
    fn resource(
        &mut self,
        active: &ActiveContext,
        name: &str,
        names: Names,
        place: &Place<'_>,
    ) -> Result<Component> {
        match iri::expand(active, name, names) {
            Expanded::Iri(iri) => self.iri(&iri, place),
            Expanded::Blank(label) => Ok(self.labelled(label)),
            _ => {
                let value = name.to_owned();
                Err(place.error(Reason::NotAnIri { value }))
            }
        }
    }
}

/// The keyword that a member's name stands for, if any.
fn keyword(active: &ActiveContext, name: &str) -> Option<&'static str> {
    if name.starts_with('@') {
        return match iri::keyword_form(name) {
            Some(Expanded::Keyword(keyword)) => Some(keyword),
            _ => None,
        };
    }
    active.alias(name)
}
