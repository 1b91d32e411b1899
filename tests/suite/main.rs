//! Tests by capability, through the program; one file each.

mod baking;
mod browser_core;
mod example;
mod interop;
mod privacy;
mod readme;
mod spec;
