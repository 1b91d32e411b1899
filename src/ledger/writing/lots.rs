//! What is drawn by lot for each new award.

use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::StatusPlace;
use crate::ledger::random::{Entropy, Random};
use crate::ledger::statuses::Statuses;
use crate::model::award::AwardId;

/// What is drawn by lot for an award.
pub struct Lot {
    pub id: AwardId,
    pub salt: [u8; 16],
    pub uuid: [u8; 16],
    pub status: StatusPlace,
}

/// Draws a lot for each of `count` awards, and tells which status lists begin with them.
///
/// # Errors
/// There is no randomness.
pub fn draw(
    ledger: &Ledger,
    count: usize,
    entropy: &mut Entropy<'_>,
) -> Result<(Vec<Lot>, Vec<u32>), Diagnostic> {
    let mut random = Random::new(entropy);
    let mut statuses = Statuses::of(ledger);
    let drawn = (0..count).map(|_| {
        Ok(Lot {
            id: random.award_id()?,
            salt: random.bytes()?,
            uuid: random.bytes()?,
            status: statuses.take(&mut random)?,
        })
    });
    let drawn = drawn.collect::<Result<_, Diagnostic>>()?;
    Ok((drawn, statuses.begun().to_vec()))
}
