//! Tests by capability, through the program; one file each.

mod canonical;
mod documents;
mod json_ld;
mod keys;
mod mutation;
mod n_quads;
mod oracle;
mod proof;
mod spec;
