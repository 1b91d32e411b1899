//! Plans the site: from the catalog and the ledger to a list of artifacts.
//!
//! Nothing here writes to disk, reads a clock or signs.
