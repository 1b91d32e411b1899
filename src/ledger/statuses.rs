//! Giving each award a bit of its own in the status lists.

use std::collections::{BTreeMap, BTreeSet};

use super::Ledger;
use super::entry::StatusPlace;
use super::random::Random;
use crate::credential::status_list::MIN_ENTRIES as LIST_LENGTH;
use crate::diagnostic::Diagnostic;

/// The bits that are in use, and which lists there are.
pub(super) struct Statuses {
    used: BTreeMap<u32, BTreeSet<u32>>,
    /// The list that awards are put into.
    current: u32,
    /// Lists that began here, and are not in the ledger yet.
    begun: Vec<u32>,
}

impl Statuses {
    /// Those of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let lists = ledger.status_lists();
        let mut used: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for place in ledger.status_places() {
            used.entry(place.list).or_default().insert(place.index);
        }
        let current = lists.last().map_or(0, |(number, _)| *number);
        let begun = Vec::new();
        Self {
            used,
            current,
            begun,
        }
    }

    /// A bit that no award has or had, by chance: its place tells nothing about the award.
    pub fn take(&mut self, random: &mut Random<'_>) -> Result<StatusPlace, Diagnostic> {
        let fill = self.used.get(&self.current).map_or(0, BTreeSet::len);
        if self.current == 0 || fill >= MAX_FILL {
            self.current += 1;
            self.begun.push(self.current);
        }
        let (list, used) = (self.current, self.used.entry(self.current).or_default());
        loop {
            let drawn = u32::from_le_bytes(random.bytes()?);
            let index = drawn % LIST_LENGTH;
            if used.insert(index) {
                return Ok(StatusPlace { list, index });
            }
        }
    }

    /// The lists that began.
    pub fn begun(&self) -> &[u32] {
        &self.begun
    }
}

/// Half a list: beyond, finding a free bit by chance takes ever longer, and two people who issue at
/// once would draw the same one more often.
const MAX_FILL: usize = LIST_LENGTH as usize / 2;

// Every remainder is then as likely as every other.
const _: () = assert!(LIST_LENGTH.is_power_of_two());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bit_is_given_twice_and_a_list_is_filled_to_the_half() {
        let mut state = 1_u64;
        let mut entropy = |bytes: &mut [u8]| {
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                *byte = (state >> 56) as u8;
            }
            Ok(())
        };
        let mut random = Random::new(&mut entropy);
        let mut statuses = Statuses {
            used: BTreeMap::new(),
            current: 0,
            begun: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        for _ in 0..MAX_FILL + 10 {
            let place = statuses.take(&mut random).unwrap();
            assert!(place.index < LIST_LENGTH);
            assert!(seen.insert(place));
        }
        assert_eq!(statuses.begun(), [1, 2]);
        assert_eq!(seen.iter().filter(|it| it.list == 1).count(), MAX_FILL);
    }
}
