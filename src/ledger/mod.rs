//! What was issued and cannot change: append-only files, and the acts that write them.
//!
//! In come the catalog, award records, a signing key, a clock and randomness; out go immutable,
//! hash-named files in `ledger/`, and what the site needs of them. Nothing here is ever edited.

// What a ledger holds.
pub mod entry;

// Its form on disk: lines, digests, names.
mod brief;
pub mod digest;
mod line;
mod line_ends;
mod name;

// Files -> what was issued.
mod conflict;
mod damage;
pub mod descent;
mod difference;
mod frozen;
mod history;
mod index;
mod keys;
pub mod proven;
mod published;
pub mod reading;
mod scan;
mod standings;
#[cfg(test)]
mod tampering;
mod trust;

// How people name awards, and awards and reasons people.
mod naming;
pub mod person;
mod reason;
mod repeats;

// Writing whole files, one act at a time.
mod act;
pub mod intent;
pub mod lock;
pub mod random;
mod statuses;
mod storage;

// The acts, and what they have in common.
pub mod erase;
pub mod issue;
pub mod reissue;
pub mod renew;
pub mod replace;
pub mod revoke;
pub mod rotation;
mod succession;
pub mod undo;
mod writing;

pub use damage::Originals;
pub use keys::may_become;
pub use lock::Lock;
pub use reading::Ledger;
pub use writing::{EditRecords, Means, Pictures, RELEASED};
