//! Artifacts that are made together.

use crate::model::award::AwardId;

/// BLAKE3 over all that the files of a bundle are made from, the program's own form included.
pub type Fingerprint = [u8; 16];

/// When a file is written and when it goes: leaves first, deletions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Nothing need link to it yet: documents, pictures, pages of awards.
    Leaf,
    /// Links to leaves: criteria pages, lists of awards.
    Listing,
    /// Links to listings, or tells of them: home, the catalogue, feeds, sitemap, status.
    Entry,
}

/// Files that are made from the same things and rendered in one go.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub order: Order,
    pub fingerprint: Fingerprint,
    pub subject: Subject,
}

/// What a bundle shows. `build` treats it as opaque.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The page, documents and baked pictures of one award: its place in the ledger's list.
    Award { index: u32, id: AwardId },
    /// Anything else, by its place in the plan.
    Page(u32),
}

/// A file of the site, ready to be written.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative to the site's root, with `/`: `awards/7f/7f3k….json`.
    pub path: String,
    pub bytes: Vec<u8>,
}
