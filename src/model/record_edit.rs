//! What an act changes in an author's records, so that they say what was issued.

use jiff::civil::Date;

use super::award::{AwardId, RecordPlace};
use super::slug::Version;

/// One change of the records. Made a second time, it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEdit {
    /// The record at this place was issued under this id.
    Id(RecordPlace, AwardId),
    /// The record with this id was issued anew, under another.
    NewId { from: AwardId, to: AwardId },
    /// A record is added.
    Successor(Successor),
    /// The record with this id goes.
    Remove(AwardId),
}

/// A record beside another one, which says the same but for these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The id of the other record.
    pub after: AwardId,
    pub id: AwardId,
    /// Written where the other record names one.
    pub version: Version,
    pub issued_on: Date,
    pub expires_on: Option<Date>,
    /// Whether the end must be written even where the other record gives none.
    pub is_end_stated: bool,
}
