//! Tests by capability, through the program; one file each.

mod canonical;
mod content;
mod crash;
mod documents;
mod hosted;
mod issue;
mod issuing;
mod json_ld;
mod key;
mod keys;
mod ledger;
mod mutation;
mod n_quads;
mod oracle;
mod project;
mod proof;
mod samples;
mod spec;
mod status;
mod vectors;
