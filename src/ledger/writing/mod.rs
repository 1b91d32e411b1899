//! What every act does alike: it signs, draws lots, writes one file of the ledger, and brings the
//! author's records up to it.
//!
//! An act draws its [`Draft`] from its plan; [`Draft::write`] carries it out, all or nothing.

mod abandoned;
mod again;
mod altered;
mod definitions;
mod draft;
mod freeze;
mod lines;
mod lists;
mod lots;
mod means;
mod signing;

pub use means::{EditRecords, Means, Pictures};

pub(super) use draft::Draft;
pub(super) use lines::Minted;
pub(super) use lists::{list_bits, list_signers};
pub(super) use lots::draw;

use jiff::{SignedDuration, Timestamp};

use super::{Ledger, storage};
use crate::credential::Publisher;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::catalog::Catalog;

/// When this program was made: a clock that says less is wrong.
pub const RELEASED: Timestamp = Timestamp::constant(1_782_432_000, 0);

/// Makes sure that an act may be made on awards of this site, at that time.
///
/// # Errors
/// The clock cannot be right, a definition was changed after it was awarded, or the keys are not those
/// of the ledger.
pub(super) fn ensure_ready(
    catalog: &Catalog,
    ledger: &Ledger,
    now: Timestamp,
) -> Result<(), Diagnostics> {
    check_clock(ledger, now)?;
    ledger.ensure_unchanged(catalog)?;
    ensure_ready_to_withdraw(catalog, ledger, now)
}

/// Makes sure that awards of this site may be taken back at that time, whatever has become of their
/// definitions.
///
/// # Errors
/// The clock cannot be right, the site has another address, or the keys are not those of the ledger.
pub(super) fn ensure_ready_to_withdraw(
    catalog: &Catalog,
    ledger: &Ledger,
    now: Timestamp,
) -> Result<(), Diagnostics> {
    check_clock(ledger, now)?;
    ledger.ensure_at_home(&Publisher::of(catalog))?;
    ledger.ensure_keys_listed(&catalog.keys)
}

/// Makes sure that an act may be made at that time.
///
/// # Errors
/// The clock cannot be right.
pub(super) fn check_clock(ledger: &Ledger, now: Timestamp) -> Result<(), Diagnostic> {
    if now < RELEASED {
        let message = format!("the clock says {now}, which is before this program was made");
        return Err(Diagnostic::error(message).hint("set the clock of this computer"));
    }
    match ledger.made_ahead(now) {
        Some(ahead) => Err(ahead.told(Diagnostic::error)),
        None => Ok(()),
    }
}

/// The newest act, where it was made after what the clock says.
pub struct Ahead {
    /// Its file, as messages name it.
    file: String,
    made: Timestamp,
    now: Timestamp,
}

impl Ahead {
    /// What to tell: that one of two clocks is wrong.
    pub fn told(&self, finding: fn(String) -> Diagnostic) -> Diagnostic {
        let Self { file, made, now } = self;
        let message =
            format!("the newest act was made {made}, and the clock of this computer says {now}");
        finding(message).in_file(file).hint(format!(
            "set this clock if it is wrong; if that of the computer which made the act was ahead, \
             `accolade undo {file}` takes it back where nobody else has it yet, and other acts wait until then"
        ))
    }
}

impl Ledger {
    /// The time of an act that is made when the clock says `now`: that of the newest one, where the clock of
    /// whoever made that was some minutes ahead.
    pub fn time_of_act(&self, now: Timestamp) -> Timestamp {
        let last = self.last_act();
        let last = last.filter(|it| it.duration_since(now) <= CLOCK_ERROR);
        last.map_or(now, |it| it.max(now))
    }

    /// The newest act, where it was made after `now`.
    pub fn made_ahead(&self, now: Timestamp) -> Option<Ahead> {
        let made = self.last_act().filter(|it| now < *it)?;
        let descent = self.descent();
        let file = (0..descent.count()).find(|it| descent.made(*it) == made)?;
        let file = storage::shown(self.file_name(file));
        Some(Ahead { file, made, now })
    }
}

/// How far two clocks may be apart.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_mins(15);
