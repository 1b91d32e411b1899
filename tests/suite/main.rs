//! Tests by capability, through the program; one file each.

mod build;
mod build_crash;
mod build_ground;
mod build_refusals;
mod canonical;
mod json_ld;
mod ledger;
mod mutation;
mod n_quads;
mod oracle;
mod baking;
mod spec;
mod structure;
