//! accolade: from a folder of badge definitions and award records to a static site of Open Badges.
//!
//! The modules stand in the order in which the data flows; which may import which is kept by
//! `tests/suite/structure.rs`.

// What is wrong, where, what was expected, how to fix it.
pub mod diagnostic;

// What badges are; valid by construction.
pub mod model;

// A badge's picture: checked, drawn, rendered.
pub mod artwork;

// The author's files -> model, or every mistake at once.
pub mod content;

// Exports of other platforms -> award records.
pub mod import;

// Model -> Open Badges documents, unsigned.
pub mod credential;

// All cryptography: keys, DIDs, proofs, canonical JSON-LD.
pub mod proof;

// Credential into picture, and out again.
pub mod baking;

// What was issued and cannot change.
pub mod ledger;

// Any badge -> a list of checks.
pub mod verify;

// Model + ledger -> every artifact: path, fingerprint, bytes.
pub mod site;

// Artifacts -> disk: only what changed, all or nothing.
pub mod build;

// Whether all of it is fit to be published.
pub mod check;

// Lists of what was issued.
pub mod report;

// One file per command; no rule about badges lives here.
pub mod cli;
