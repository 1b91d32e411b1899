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

use jiff::Timestamp;

use super::Ledger;
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
    let hint = "set the clock of this computer";
    if now < RELEASED {
        let message = format!("the clock says {now}, which is before this program was made");
        return Err(Diagnostic::error(message).hint(hint));
    }
    match ledger.last_act() {
        Some(last) if now < last => {
            let message =
                format!("the clock says {now}, but the newest act of the ledger was made {last}");
            Err(Diagnostic::error(message).hint(hint))
        }
        _ => Ok(()),
    }
}
