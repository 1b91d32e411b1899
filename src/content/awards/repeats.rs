//! Finds records that stand twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;

use super::columns::Column;
use super::record::Record;
use crate::content::document::Document;
use crate::diagnostic::Diagnostic;
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::privacy::may_be_one;
use crate::model::slug::{Slug, Version};

/// The records read so far.
#[derive(Default)]
pub(super) struct Repeats {
    awards: HashMap<(Slug, Version, String, Date), Vec<First>>,
    ids: HashMap<AwardId, RecordPlace>,
}

/// A record that no other one says the same as.
struct First {
    place: RecordPlace,
    name: Option<String>,
    is_issued: bool,
}

impl Repeats {
    /// Notes it where `award` is a second record of the same badge, version, recipient and day,
    /// or has the id of another. Two that were both issued stay: nothing can be done about them.
    ///
    /// People who share an e-mail address are told apart by their names.
    pub fn check(&mut self, document: &Document, record: &Record<'_>, award: &Award) {
        if let Some(id) = award.id {
            match self.ids.entry(id) {
                Entry::Occupied(first) => {
                    let finding =
                        Diagnostic::error(format!("the id `{id}` is given to two records"));
                    let span = record
                        .cell(Column::Id)
                        .map_or(record.span.clone(), |it| it.span.clone());
                    document.push(span, finding.hint(at(first.get())));
                }
                Entry::Vacant(free) => {
                    free.insert(award.record.clone());
                }
            }
        }
        let key = (
            award.badge.clone(),
            award.version.clone(),
            award.recipient.email.folded(),
            award.validity.issued_on().date(),
        );
        let (name, is_issued) = (&award.recipient.name, award.id.is_some());
        let firsts = self.awards.entry(key).or_default();
        let is_it = |it: &&First| may_be_one(it.name.as_deref(), name.as_deref());
        let Some(first) = firsts.iter().find(is_it) else {
            firsts.push(First {
                place: award.record.clone(),
                name: name.clone(),
                is_issued,
            });
            return;
        };
        if !(first.is_issued && is_issued) {
            let message = "the same person is given the same badge on the same day twice";
            let place = first.place.shown();
            let hint = match (first.is_issued, is_issued) {
                (true, false) => {
                    format!("the first is at {place}, and was issued; delete this one")
                }
                (false, true) => format!(
                    "the first is at {place}, and lacks the id that this one has; delete the first"
                ),
                _ => at(&first.place),
            };
            let finding = Diagnostic::error(message).hint(hint);
            document.push(record.span.clone(), finding);
        }
    }
}

fn at(place: &RecordPlace) -> String {
    format!("the first is at {}; delete one of them", place.shown())
}
