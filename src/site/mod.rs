//! Plans the site: from the catalog and the ledger to a list of artifacts.
//!
//! Nothing here writes to disk, reads a clock or signs.

// The plan: what the site consists of, and how each part is made.
pub mod bundle;
pub mod plan;

// Its parts.
mod award;
mod badge;
mod data;
mod edition;
mod html;
mod key_notes;
mod leaf;
mod listing;
mod page;
pub mod verification;

// What they are made with.
mod bare_links;
mod fingerprint;
mod head;
mod lasting;
mod markdown;
mod paths;
mod share;
pub mod texts;
pub mod theme;
mod value;
mod wording;

pub use bundle::{Bundle, File, Fingerprint, Order};
pub use plan::Site;
