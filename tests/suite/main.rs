//! Tests by capability, through the program; one file each.

mod canonical;
mod crash;
mod issue;
mod issuing;
mod json_ld;
mod key;
mod ledger;
mod mutation;
mod n_quads;
mod oracle;
mod content;
mod project;
mod documents;
mod hosted;
mod json_ld;
mod keys;
mod mutation;
mod n_quads;
mod oracle;
mod proof;
mod samples;
mod spec;
mod status;
mod vectors;
