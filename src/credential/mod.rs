//! Writes the model as Open Badges 2.0 and 3.0 documents, unsigned, and reads them for pages.
//!
//! In come the model's values, random bytes and, for Open Badges 2.0, what was signed; out go JSON
//! documents. Nothing here signs, reads a file, a clock or randomness. Of the other modules only
//! the form of DIDs is used.

// Where things are, and who publishes them.
pub mod places;
pub mod publisher;

// Open Badges 3.0, and what goes with it.
pub mod did_document;
pub mod identity;
pub mod open_badges_3;
pub mod status_list;

// Open Badges 2.0, from what was signed.
pub mod open_badges_2;

// Documents -> what pages show.
pub mod facts;

mod member;

pub use did_document::did_document;
pub use facts::{AchievementFacts, Facts, FactsError};
pub use publisher::Publisher;
