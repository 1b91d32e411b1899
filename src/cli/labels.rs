//! How awards are shown to people beside their ids: by badge and recipient.

use std::collections::HashMap;

use serde_json::Value;

use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::model::award::{Award, AwardId};
use crate::model::privacy::may_be_one;

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
        let recipient = match self.recipient(award) {
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

    fn recipient(&self, award: &Issued) -> Option<String> {
        let record = self.records.get(&award.id);
        let recorded = record.and_then(|it| it.recipient.name.clone());
        let issued = self.ledger.person(award).name;
        match (recorded, issued) {
            // Ids that were sorted apart from their rows must not hide whose award it is.
            (Some(recorded), Some(issued)) if !may_be_one(Some(&recorded), Some(&issued)) => {
                Some(format!("{issued} (its record says {recorded})"))
            }
            (recorded, issued) => recorded.or(issued),
        }
    }
}
