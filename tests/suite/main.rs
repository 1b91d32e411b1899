//! Tests by capability, through the program; one file each.

mod example;
mod interop;
mod privacy;
mod readme;
mod baking;
mod browser_core;
mod spec;
