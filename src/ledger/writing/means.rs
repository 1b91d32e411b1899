//! What an act needs beside its plan.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::lock::Lock;
use crate::ledger::random::Entropy;
use crate::model::achievement::Achievement;
use crate::model::record_edit::RecordEdit;
use crate::proof::key::SecretKey;

/// A badge's picture in the forms that are kept.
pub struct Pictures {
    pub png: Vec<u8>,
    pub svg: Option<Vec<u8>>,
}

/// What an act needs beside its plan.
pub struct Means<'a> {
    /// Shows that nobody else writes.
    pub lock: &'a Lock,
    /// Signs; none is needed where there is nothing to write.
    pub secret: Option<SecretKey>,
    pub entropy: &'a mut Entropy<'a>,
    /// Makes the pictures of a badge that was never awarded before.
    pub draw: &'a dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
    /// Brings the author's records up to what was written.
    pub edit_records: &'a mut EditRecords<'a>,
    /// Hears how many credentials more are signed.
    pub signed: &'a dyn Fn(usize),
}

/// Makes edits in the author's records. Those that are made already change nothing.
pub type EditRecords<'a> = dyn FnMut(&[RecordEdit]) -> Result<(), Diagnostics> + 'a;
