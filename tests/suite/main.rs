//! Tests by capability, through the program; one file each.

mod content;
mod project;
mod spec;
