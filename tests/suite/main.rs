//! Tests by capability, through the program; one file each.

mod baking;
mod build;
mod build_command;
mod build_crash;
mod build_ground;
mod build_refusals;
mod canonical;
mod json_ld;
mod ledger;
mod mutation;
mod n_quads;
mod oracle;
mod spec;
mod structure;
