//! Tests by capability, through the program; one file each.

mod build;
mod build_crash;
mod build_ground;
mod build_refusals;
mod spec;
mod structure;
