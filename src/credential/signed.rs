//! A signed credential, read for what pages and Open Badges 2.0 say of it.
//!
//! Texts are borrowed from its JSON, and what nobody asks for is passed over: above all the
//! Achievement within it, the larger part, which is the same for all awards of a badge.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A credential whose parts are borrowed from its text. Nothing is checked but the kind of what is
/// there; see [`super::Facts::read`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signed<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    pub(super) issuer: Option<Issuer<'a>>,
    pub(super) valid_from: Option<Text<'a>>,
    pub(super) valid_until: Option<Text<'a>>,
    pub(super) awarded_date: Option<Text<'a>>,
    pub(super) credential_subject: Option<Subject<'a>>,
    #[serde(default)]
    pub(super) evidence: Items<Evidence<'a>>,
    pub(super) credential_status: Option<Status<'a>>,
    #[serde(default)]
    pub(super) proof: Items<Proof<'a>>,
}

impl<'a> Signed<'a> {
    /// Reads a credential from its JSON.
    ///
    /// # Errors
    /// It is no JSON object, or a part of it is of the wrong kind.
    pub fn parse(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Reads a credential that was read as JSON before.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn of(credential: &'a Value) -> serde_json::Result<Self> {
        Self::deserialize(credential)
    }
}

/// A text, borrowed where the JSON holds it as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Issuer<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub url: Option<Text<'a>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subject<'a> {
    #[serde(borrow, default)]
    pub identifier: Items<Identifier<'a>>,
    #[serde(default)]
    pub result: Items<Reached<'a>>,
    pub narrative: Option<Text<'a>>,
    pub license_number: Option<Text<'a>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identifier<'a> {
    #[serde(borrow)]
    pub identity_type: Option<Text<'a>>,
    pub identity_hash: Option<Text<'a>>,
    pub hashed: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reached<'a> {
    #[serde(borrow)]
    pub result_description: Option<Text<'a>>,
    pub achieved_level: Option<Text<'a>>,
    pub status: Option<Text<'a>>,
    pub value: Option<Text<'a>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Evidence<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    pub narrative: Option<Text<'a>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status<'a> {
    /// A text by the standard; some write a number.
    pub status_list_index: Option<Value>,
    #[serde(borrow)]
    pub status_list_credential: Option<Text<'a>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Proof<'a> {
    #[serde(borrow)]
    pub verification_method: Option<Text<'a>>,
    pub cryptosuite: Option<Text<'a>>,
    pub created: Option<Text<'a>>,
}

/// The objects of an array, or the one object that stands for an array of one.
#[derive(Clone, Debug)]
pub(super) struct Items<T>(pub Vec<T>);

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct ItemsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ItemsVisitor<T> {
    type Value = Items<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array of objects")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Items::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let single = T::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Items(vec![single]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Items(all))
    }
}
