//! Randomness, which comes in as an argument, drawn in larger pieces.

use crate::diagnostic::Diagnostic;
use crate::model::award::{AWARD_ID_LENGTH, AwardId};

/// Fills bytes with randomness that nobody can guess.
pub type Entropy<'a> = dyn FnMut(&mut [u8]) -> Result<(), Diagnostic> + 'a;

/// Randomness in small pieces.
pub(super) struct Random<'a> {
    entropy: &'a mut Entropy<'a>,
    buffer: Vec<u8>,
}

impl<'a> Random<'a> {
    pub fn new(entropy: &'a mut Entropy<'a>) -> Self {
        let buffer = Vec::new();
        Self { entropy, buffer }
    }

    /// The next bytes; none is given twice.
    pub fn bytes<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Diagnostic> {
        if self.buffer.len() < LENGTH {
            self.buffer.resize(BUFFER_LENGTH.max(LENGTH), 0);
            (self.entropy)(&mut self.buffer)?;
        }
        let rest = self.buffer.len() - LENGTH;
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&self.buffer[rest..]);
        self.buffer.truncate(rest);
        Ok(bytes)
    }

    /// The id of an award.
    pub fn award_id(&mut self) -> Result<AwardId, Diagnostic> {
        self.bytes::<AWARD_ID_LENGTH>().map(AwardId::from_random)
    }
}

/// Few calls of the system, and little thrown away.
const BUFFER_LENGTH: usize = 4096;
