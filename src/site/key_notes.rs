//! What a visitor should know of the issuer's keys, beside that they are listed.

use jiff::Timestamp;
use tera::Value;

use super::plan::Site;
use super::texts::Texts;
use super::value::{list, text};
use crate::ledger::entry::KeyOrigin;
use crate::model::moment::Moment;

/// A sentence for each key that no earlier one vouched for, and for each that is not believed any
/// more. These never go away.
pub fn notes(site: &Site<'_>, texts: &Texts) -> Value {
    let zone = &site.catalog.settings.time_zone;
    let day = |instant: Timestamp| texts.date(Moment::of(instant, zone).date());
    let mut notes = Vec::new();
    for key in site.ledger.keys() {
        if key.origin == KeyOrigin::BreakGlass {
            notes.push(texts.fill("key_unvouched", &[("date", &day(key.added))]));
        }
        let listed = site.catalog.keys.find(&key.id);
        if let Some(since) = listed.and_then(|it| it.state.since()) {
            notes.push(texts.fill("key_withdrawn", &[("date", &day(since))]));
        }
    }
    list(notes.iter().map(|it| text(Some(it))))
}

/// All that the notes are made from.
pub fn ingredients(site: &Site<'_>) -> String {
    format!("{:?}{:?}", site.ledger.keys(), site.catalog.keys)
}
