//! Tests by capability, through the program; one file each.

mod baking;
mod example;
mod interop;
mod privacy;
mod readme;
mod spec;
