//! Tests by capability, through the program; one file each.

mod artwork;
mod spec;
