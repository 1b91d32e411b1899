//! Plans the site: from the catalog and the ledger to a list of artifacts.
//!
//! Nothing here writes to disk, reads a clock or signs.

pub mod bundle;
pub mod plan;

pub mod markdown;
pub mod share;
pub mod texts;
pub mod theme;
pub mod value;

pub use bundle::{Bundle, File, Fingerprint, Order};
pub use plan::Site;
