//! All cryptography: canonical JSON-LD, keys, DIDs and proofs. Imports nothing else of accolade.

// JSON: a canonical text of any value; a parser that takes no duplicate names.
pub mod jcs;
pub mod strict_json;

// What terms mean: the embedded contexts.
pub mod contexts;

// Documents -> statements, or why not.
pub mod json_ld;
pub mod rdf;

// Statements -> the one text that is signed.
pub mod canonical;

// Keys: what signs, what checks, how a secret is kept.
pub mod key;
pub mod key_file;

// Names of issuers -> where their keys are.
pub mod did;

// Documents -> secured documents -> proven documents.
pub mod data_integrity;

// Signed texts of others: VC-JWT, signed assertions.
pub mod jwt;
