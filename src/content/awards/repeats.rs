//! Finds records that stand twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;

use super::columns::Column;
use super::record::Record;
use crate::content::document::Document;
use crate::diagnostic::Diagnostic;
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::slug::{Slug, Version};

/// The records read so far.
#[derive(Default)]
pub(super) struct Repeats {
    awards: HashMap<(Slug, Version, String, Date), (RecordPlace, bool)>,
    ids: HashMap<AwardId, RecordPlace>,
}

impl Repeats {
    /// Notes it where `award` is a second record of the same badge, version, recipient and day,
    /// or has the id of another. Two that were both issued stay: nothing can be done about them.
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
        match self.awards.entry(key) {
            Entry::Occupied(first) => {
                let (place, is_issued) = first.get();
                if !(*is_issued && award.id.is_some()) {
                    let message = "the same person is given the same badge on the same day twice";
                    let finding = Diagnostic::error(message).hint(at(place));
                    document.push(record.span.clone(), finding);
                }
            }
            Entry::Vacant(free) => {
                free.insert((award.record.clone(), award.id.is_some()));
            }
        }
    }
}

fn at(place: &RecordPlace) -> String {
    format!(
        "the first is at {}:{}; delete one of them",
        place.file, place.line
    )
}
