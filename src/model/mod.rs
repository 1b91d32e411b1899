//! What badges are: values that are valid by construction.
//!
//! Parsed once, at the door; everything that holds one of these may rely on it. Nothing here reads
//! a file, a clock or randomness.

pub mod achievement;
pub mod address;
pub mod award;
pub mod catalog;
pub mod character;
pub mod issuer;
pub mod key;
pub mod language;
pub mod moment;
pub mod privacy;
pub mod record_edit;
pub mod result;
pub mod slug;
pub mod vocabulary;
pub mod words;
pub mod written_date;
