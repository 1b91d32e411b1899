//! Writes the model as Open Badges 2.0 and 3.0 documents, unsigned.

pub mod places;
