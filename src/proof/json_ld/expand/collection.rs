//! Lists, sets and graphs.

use serde_json::{Map, Value};

use super::node::unsupported;
use super::{Expansion, Position, Result, Scope, keyword};
use crate::proof::json_ld::MAX_DEPTH;
use crate::proof::json_ld::context::ActiveContext;
use crate::proof::json_ld::error::Reason;
use crate::proof::json_ld::place::Place;
use crate::proof::rdf::{self, Component};

impl Expansion<'_> {
    /// A property that holds a list: a list object stays the one it is.
    pub(super) fn listed(
        &mut self,
        scope: Scope<'_>,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        match value {
            Value::Object(members) if self.is_list_object(scope.active, members) => {
                self.value(scope, value, place)
            }
            Value::Array(items) => self.list(scope, items, place),
            single => self.list(scope, std::slice::from_ref(single), place),
        }
    }

    /// Writes a list and adds its head to `values`.
    pub(super) fn list(
        &mut self,
        scope: Scope<'_>,
        items: &[Value],
        place: &Place<'_>,
    ) -> Result<()> {
        if place.depth() > MAX_DEPTH {
            return Err(place.error(Reason::TooDeep));
        }
        let mark = self.values.len();
        self.array(scope, items, place)?;
        let mut rest = self.iri(rdf::RDF_NIL, place)?;
        while self.values.len() > mark {
            let first = self.values.pop().expect("there is a value above the mark");
            let cell = Component::Blank(self.dataset.new_blank());
            let predicates = [(rdf::RDF_FIRST, first), (rdf::RDF_REST, rest)];
            for (predicate, object) in predicates {
                let predicate = self.span(predicate, place)?;
                self.push(cell, predicate, object, scope.graph, place)?;
            }
            rest = cell;
        }
        self.values.push(rest);
        Ok(())
    }

    /// A property whose values are graphs: each object gets a graph of its own.
    pub(super) fn graphs(
        &mut self,
        scope: Scope<'_>,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        match value {
            Value::Null => Ok(()),
            Value::Array(items) if place.depth() <= MAX_DEPTH => {
                for (index, item) in items.iter().enumerate() {
                    self.graphs(scope, item, &place.item(index))?;
                }
                Ok(())
            }
            Value::Object(members) => {
                let name = Component::Blank(self.dataset.new_blank());
                let graph = Some(name);
                let position = Position::Graph;
                let (mark, quads) = (self.values.len(), self.dataset.len());
                self.object(
                    Scope {
                        graph,
                        position,
                        ..scope
                    },
                    members,
                    place,
                )?;
                // A graph that only names something would leave no trace.
                if self.dataset.len() == quads {
                    return Err(place.error(Reason::FreeFloating));
                }
                self.values.truncate(mark);
                self.values.push(name);
                Ok(())
            }
            _ => Err(place.error(Reason::FreeFloating)),
        }
    }

    pub(super) fn list_object(
        &mut self,
        scope: Scope<'_>,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<()> {
        let (place, value) = self.only_member(scope, members, "@list", place)?;
        let is_nested = |items: &[Value]| items.iter().any(Value::is_array);
        match value {
            Value::Array(items) => {
                let is_list = scope.property.is_some_and(|property| property.is_list());
                if is_nested(items) && !is_list {
                    return Err(unsupported(&place, "@list"));
                }
                self.list(scope, items, &place)
            }
            single => self.list(scope, std::slice::from_ref(single), &place),
        }
    }

    pub(super) fn set_object(
        &mut self,
        scope: Scope<'_>,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<()> {
        let (place, value) = self.only_member(scope, members, "@set", place)?;
        // Sets inside lists become lists of their own or not, depending on where they stand.
        if scope.property.is_some_and(|property| property.is_list()) {
            return Err(unsupported(&place, "@set"));
        }
        self.value(scope, value, &place)
    }

    /// The value of a keyword that stands alone in its object, apart from `@context` and `@index`.
    fn only_member<'b>(
        &self,
        scope: Scope<'_>,
        members: &'b Map<String, Value>,
        wanted: &'static str,
        place: &'b Place<'_>,
    ) -> Result<(Place<'b>, &'b Value)> {
        let mut found = None;
        for (name, value) in members {
            let place = place.member(name);
            match keyword(scope.active, name) {
                Some(keyword) if keyword == wanted && !self.contexts.is_strict() => {
                    if found.replace((place, value)).is_some() {
                        return Err(place.error(Reason::RepeatedKeyword { keyword: wanted }));
                    }
                }
                Some("@context") => {}
                Some("@index") if value.is_string() => {}
                _ => return Err(unsupported(&place, wanted)),
            }
        }
        found.ok_or_else(|| unsupported(place, wanted))
    }

    fn is_list_object(&self, active: &ActiveContext, members: &Map<String, Value>) -> bool {
        members
            .keys()
            .any(|name| keyword(active, name) == Some("@list"))
    }
}
