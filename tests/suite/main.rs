//! Tests by capability, through the program; one file each.

mod content;
mod import;
mod init;
mod mistakes;
mod project;
mod spec;
