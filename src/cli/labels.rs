//! How awards are shown to people beside their ids: by badge and recipient.

use std::collections::HashMap;

use serde_json::Value;

use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::model::award::{Award, AwardId};

/// What awards are known by.
pub struct Labels<'a> {
    ledger: &'a Ledger,
    records: HashMap<AwardId, &'a Award>,
}

impl<'a> Labels<'a> {
    pub fn new(ledger: &'a Ledger, records: &'a [Award]) -> Self {
        let records = records.iter().filter_map(|it| Some((it.id?, it)));
        Self {
            ledger,
            records: records.collect(),
        }
    }

    /// `7f3k…  Rust 101 (rust-101 1)  Grace Hopper`; without a name where none is known.
    pub fn of(&self, award: &Issued) -> String {
        let Issued {
            id, slug, version, ..
        } = award;
        let definition = self.ledger.definition(slug, version);
        let name = definition.and_then(|it| it.achievement.get("name"));
        let name = name.and_then(Value::as_str).unwrap_or_default();
        let record = self.records.get(id).copied();
        let recipient = match self.ledger.called(award, record).shown() {
            Some(name) => format!("  {name}"),
            None => String::new(),
        };
        format!("{id}  {name} ({slug} {version}){recipient}")
    }

    /// As [`Labels::of`], of the award of that id.
    pub fn of_id(&self, id: &AwardId) -> String {
        let award = self.ledger.award(id);
        award.map_or_else(|| id.to_string(), |it| self.of(it))
    }
}
