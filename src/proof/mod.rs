//! All cryptography: canonical JSON-LD, keys, DIDs and proofs. Imports nothing else of accolade.

// Keys: what signs, what checks, how a secret is kept.
pub mod key;
pub mod key_file;

// Names of issuers -> where their keys are.
pub mod did;

// Documents -> secured documents -> proven documents.
pub mod data_integrity;
