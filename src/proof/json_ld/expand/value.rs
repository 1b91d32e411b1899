//! Scalars and value objects -> literals and references.

use serde_json::{Map, Value};

use super::{Expansion, Result, Scope, keyword};
use crate::proof::jcs;
use crate::proof::json_ld::context::{self, ActiveContext, Coercion, Definition, Manner};
use crate::proof::json_ld::define::language_tag;
use crate::proof::json_ld::error::Reason;
use crate::proof::json_ld::iri::{self, Expanded, Names};
use crate::proof::json_ld::literal;
use crate::proof::json_ld::place::Place;
use crate::proof::rdf::{self, Component};

/// The members of a value object.
#[derive(Default)]
struct Members<'a> {
    value: Option<&'a Value>,
    datatype: Option<&'a Value>,
    language: Option<&'a Value>,
}

impl Expansion<'_> {
    /// Reads a string, number or boolean of a property: "Value Expansion".
    pub(super) fn scalar(
        &mut self,
        scope: Scope<'_>,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        let Some(property) = scope.property else {
            return Err(place.error(Reason::FreeFloating));
        };
        // The context of a property holds for its scalars too: `proofPurpose` depends on it.
        let Some(scoped) = property.scoped() else {
            return self.coerced(scope.active, property.definition, value, place);
        };
        let active = context::apply(self.contexts, scope.active, scoped, Manner::PROPERTY)
            .map_err(|reason| place.error(reason))?;
        let definition = active.term(property.name).map(AsRef::as_ref);
        self.coerced(&active, definition, value, place)
    }

    fn coerced(
        &mut self,
        active: &ActiveContext,
        definition: Option<&Definition>,
        value: &Value,
        place: &Place<'_>,
    ) -> Result<()> {
        let coercion = definition.map_or(&Coercion::None, |definition| &definition.coercion);
        let object = match (coercion, value) {
            (Coercion::Json, _) => return self.json(value, place),
            (Coercion::Id, Value::String(name)) => {
                self.resource(active, name, Names::Document, place)?
            }
            (Coercion::Vocabulary, Value::String(name)) => {
                self.resource(active, name, Names::Vocabulary, place)?
            }
            (Coercion::Datatype(datatype), Value::String(text)) => {
                self.literal(text, datatype, None, place)?
            }
            (_, Value::String(text)) => {
                let own = definition.and_then(|definition| definition.language.as_ref());
                let language = own.unwrap_or(&active.language).as_deref();
                self.literal(text, rdf::XSD_STRING, language, place)?
            }
            (Coercion::Datatype(datatype), _) => self.native(value, Some(datatype), place)?,
            _ => self.native(value, None, place)?,
        };
        self.values.push(object);
        Ok(())
    }

    /// Keeps any value as a JSON literal.
    pub(super) fn json(&mut self, value: &Value, place: &Place<'_>) -> Result<()> {
        let text = jcs::serialize(value).map_err(|error| place.error(error.into()))?;
        let object = self.literal(&text, rdf::RDF_JSON, None, place)?;
        self.values.push(object);
        Ok(())
    }

    /// Reads an object with `@value`.
    pub(super) fn value_object(
        &mut self,
        scope: Scope<'_>,
        untyped: &ActiveContext,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<()> {
        let members = self.value_members(scope.active, members, place)?;
        let Some(value) = members.value else {
            return Err(malformed(place, "it has no `@value`"));
        };
        let datatype = members.datatype;
        let datatype = datatype.map(|datatype| self.datatype(untyped, datatype, place));
        let object = match (datatype.transpose()?, members.language) {
            (Some(_), Some(_)) => {
                return Err(malformed(place, "it has both a language and a type"));
            }
            (Some(Datatype::Json), None) => return self.json(value, place),
            (Some(Datatype::Iri(iri)), None) => self.typed_value(value, Some(&iri), place)?,
            (None, Some(language)) => self.tagged_value(value, language, place)?,
            (None, None) => self.typed_value(value, None, place)?,
        };
        self.values.extend(object);
        Ok(())
    }

    /// A value with a datatype or without; null stands for nothing.
    fn typed_value(
        &mut self,
        value: &Value,
        datatype: Option<&str>,
        place: &Place<'_>,
    ) -> Result<Option<Component>> {
        let literal = match value {
            Value::String(text) => {
                self.literal(text, datatype.unwrap_or(rdf::XSD_STRING), None, place)
            }
            _ if self.contexts.is_strict() => Err(malformed(place, "`@value` is not a string")),
            Value::Null => return Ok(None),
            other => self.native(other, datatype, place),
        };
        literal.map(Some)
    }

    /// A string with a language.
    fn tagged_value(
        &mut self,
        value: &Value,
        language: &Value,
        place: &Place<'_>,
    ) -> Result<Option<Component>> {
        let (Value::String(text), Value::String(language)) = (value, language) else {
            return Err(malformed(place, "value and language must be strings"));
        };
        let language = language_tag(language).map_err(|reason| place.error(reason))?;
        self.literal(text, rdf::XSD_STRING, Some(language), place)
            .map(Some)
    }

    fn value_members<'b>(
        &self,
        active: &ActiveContext,
        members: &'b Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<Members<'b>> {
        let mut found = Members::default();
        for (name, value) in members {
            let (slot, keyword) = match keyword(active, name) {
                Some("@value") => (&mut found.value, "@value"),
                Some("@type") => (&mut found.datatype, "@type"),
                Some("@language") => (&mut found.language, "@language"),
                Some("@context") => continue,
                Some("@index") if !self.contexts.is_strict() && value.is_string() => continue,
                _ => return Err(malformed(place, "it has a member that is not supported")),
            };
            if slot.replace(value).is_some() {
                return Err(place.error(Reason::RepeatedKeyword { keyword }));
            }
        }
        Ok(found)
    }

    fn datatype(
        &self,
        untyped: &ActiveContext,
        datatype: &Value,
        place: &Place<'_>,
    ) -> Result<Datatype> {
        let Value::String(name) = datatype else {
            return Err(malformed(place, "its type is not a string"));
        };
        match iri::expand(untyped, name, Names::Vocabulary) {
            Expanded::Keyword("@json") => Ok(Datatype::Json),
            Expanded::Iri(iri) => Ok(Datatype::Iri(iri.into_owned())),
            _ => {
                let value = name.to_owned();
                Err(place.error(Reason::NotAnIri { value }))
            }
        }
    }

    fn native(
        &mut self,
        value: &Value,
        datatype: Option<&str>,
        place: &Place<'_>,
    ) -> Result<Component> {
        let native = literal::native(value, datatype).map_err(|reason| place.error(reason))?;
        if native.digits_differ {
            self.dataset.note_other_digits();
        }
        let datatype = datatype.unwrap_or(native.datatype);
        self.literal(&native.text, datatype, None, place)
    }

    fn literal(
        &mut self,
        text: &str,
        datatype: &str,
        language: Option<&str>,
        place: &Place<'_>,
    ) -> Result<Component> {
        if datatype == rdf::RDF_LANG_STRING {
            return Err(malformed(place, "a text of that type needs a language"));
        }
        let span = self.dataset.literal(text, datatype, language);
        span.map(Component::Text)
            .map_err(|error| place.error(error.into()))
    }
}

/// The type of a value object.
enum Datatype {
    Json,
    Iri(String),
}

fn malformed(place: &Place<'_>, problem: &'static str) -> crate::proof::json_ld::JsonLdError {
    place.error(Reason::MalformedValue { problem })
}
