//! Tests by capability, through the program; one file each.

mod canonical;
mod json_ld;
mod mutation;
mod n_quads;
mod oracle;
mod baking;
mod spec;
