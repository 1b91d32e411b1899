//! Tests by capability, through the program; one file each.

mod artwork;
mod baking;
mod canonical;
mod example;
mod interop;
mod json_ld;
mod mutation;
mod n_quads;
mod oracle;
mod privacy;
mod readme;
mod spec;
