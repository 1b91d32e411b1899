//! What terms mean in an object: the contexts of its property, its own and those of its types.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::node::as_slice;
use super::{Expansion, Result, Scope, keyword};
use crate::proof::json_ld::context::{self, ActiveContext, Manner};
use crate::proof::json_ld::place::Place;

/// What terms mean in an object: before and after the contexts of its types.
pub(super) struct Contexts {
    pub untyped: Arc<ActiveContext>,
    pub active: Arc<ActiveContext>,
}

impl Expansion<'_> {
    /// Steps 7 to 11 of the expansion algorithm.
    pub(super) fn contexts_of(
        &self,
        scope: Scope<'_>,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<Contexts> {
        let mut untyped = match &scope.active.previous {
            Some(previous) if !keeps_context(scope.active, members) => previous.clone(),
            _ => scope.active.clone(),
        };
        if let Some(scoped) = scope.property.and_then(|property| property.scoped()) {
            untyped = context::apply(self.contexts, &untyped, scoped, Manner::PROPERTY)
                .map_err(|reason| place.error(reason))?;
        }
        if let Some(local) = members.get("@context") {
            untyped = self.embedded(&untyped, local, &place.member("@context"))?;
        }
        let active = self.typed(&untyped, members, place)?;
        Ok(Contexts { untyped, active })
    }

    /// Applies the contexts of an object's types, in the order of their names.
    fn typed(
        &self,
        untyped: &Arc<ActiveContext>,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<Arc<ActiveContext>> {
        let mut types: Vec<&str> = members
            .iter()
            .filter(|(name, _)| keyword(untyped, name) == Some("@type"))
            .flat_map(|(_, value)| as_slice(value))
            .filter_map(Value::as_str)
            .collect();
        types.sort_unstable();
        let mut active = untyped.clone();
        for name in types {
            if let Some(scoped) = untyped.term(name).and_then(|term| term.scoped.as_ref()) {
                active = context::apply(self.contexts, &active, scoped, Manner::TYPE)
                    .map_err(|reason| place.error(reason))?;
            }
        }
        Ok(active)
    }
}

/// Whether a context that does not propagate still holds in an object: in values and references.
fn keeps_context(active: &ActiveContext, members: &Map<String, Value>) -> bool {
    let has = |wanted| {
        members
            .keys()
            .any(|name| keyword(active, name) == Some(wanted))
    };
    has("@value") || (members.len() == 1 && has("@id"))
}
