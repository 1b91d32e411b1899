//! Tests by capability, through the program; one file each.

mod baking;
mod canonical;
mod json_ld;
mod mutation;
mod n_quads;
mod oracle;
mod pages;
mod site;
mod spec;
mod theme;
