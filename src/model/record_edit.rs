//! What an act changes in an author's records, so that they say what was issued.

use super::award::{AwardId, RecordPlace};

/// One change of the records. Made a second time, it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEdit {
    /// The record at this place was issued under this id.
    Id(RecordPlace, AwardId),
}
