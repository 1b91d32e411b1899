//! What was published once and must stay.

use std::collections::BTreeSet;

use super::Site;
use crate::credential::places;
use crate::diagnostic::Diagnostic;
use crate::model::award::AwardId;

impl Site<'_> {
    /// Whether these files, which were made before and are no longer of the site, may go: not those
    /// of an award that the ledger does not know. One that was erased is still known.
    ///
    /// # Errors
    /// Files of such awards are among them.
    pub fn ensure_may_leave(&self, paths: &[String]) -> Result<(), Diagnostic> {
        let awards = paths.iter().filter_map(|it| places::award_of(it));
        let unknown = awards.filter(|it| self.ledger.award(it).is_none());
        let unknown: BTreeSet<AwardId> = unknown.collect();
        let Some(first) = unknown.first() else {
            return Ok(());
        };
        let who = match unknown.len() {
            1 => format!("award `{first}` was published and is"),
            count => format!(
                "award `{first}` and {} more were published and are",
                count - 1
            ),
        };
        let message = format!("{who} not in the ledger; is a file of `ledger/` missing?");
        Err(Diagnostic::error(message).in_file("ledger").hint(
            "bring it back, with `git restore ledger` or from a copy; if none of this was ever \
             online, delete the built site and build again",
        ))
    }
}
