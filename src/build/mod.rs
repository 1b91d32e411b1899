//! Brings artifacts to disk: only what changed, all or nothing.
