//! Issuing: from award records to a new file of the ledger.
//!
//! [`plan`] says what would happen and changes nothing; [`Plan::carry_out`] does it, all or nothing.

mod carry_out;
mod changes;
mod doubts;
mod named;
mod plan;
mod recognition;
mod recorded;

pub use carry_out::Outcome;
pub(super) use changes::differences;
pub use changes::{Changed, Difference};
pub use plan::{Plan, plan};
