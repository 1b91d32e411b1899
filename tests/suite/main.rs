//! Tests by capability, through the program; one file each.

mod artwork;
mod baking;
mod canonical;
mod example;
mod interop;
mod documents;
mod hosted;
mod json_ld;
mod keys;
mod mutation;
mod n_quads;
mod oracle;
mod privacy;
mod readme;
mod proof;
mod samples;
mod spec;
mod status;
mod vectors;
