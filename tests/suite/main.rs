//! Tests by capability, through the program; one file each.

mod baking;
mod example;
mod interop;
mod privacy;
mod readme;
mod canonical;
mod json_ld;
mod mutation;
mod n_quads;
mod oracle;
mod artwork;
mod spec;
