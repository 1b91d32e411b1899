//! Tests by capability, through the program; one file each.

mod baking;
mod spec;
