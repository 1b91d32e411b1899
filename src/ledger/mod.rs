//! What was issued and cannot change: append-only files, and the acts that write them.
//!
//! In come the catalog, award records, a signing key, a clock and randomness; out go immutable,
//! hash-named files in `ledger/`, and what the site needs of them. Nothing here is ever edited.

pub mod entry;
pub mod reading;

pub use reading::Ledger;
