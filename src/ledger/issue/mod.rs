//! Issuing: from award records to a new file of the ledger.
//!
//! [`plan`] says what would happen and changes nothing; [`Plan::carry_out`] does it, all or nothing.

mod altered;
mod carry_out;
mod changes;
mod entries;
mod freeze;
mod plan;
mod recognition;

pub use carry_out::{Means, Outcome, Pictures};
pub use changes::{Changed, Difference};
pub use plan::{Plan, plan};

use jiff::Timestamp;

/// When this program was made: a clock that says less is wrong.
pub const RELEASED: Timestamp = Timestamp::constant(1_782_432_000, 0);
