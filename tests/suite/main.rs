//! Tests by capability, through the program; one file each.

mod artwork;
mod baking;
mod canonical;
mod documents;
mod example;
mod hosted;
mod interop;
mod json_ld;
mod keys;
mod mutation;
mod n_quads;
mod oracle;
mod privacy;
mod proof;
mod readme;
mod samples;
mod spec;
mod status;
mod vectors;
