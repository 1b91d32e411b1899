//! How much of everything is accepted.

/// A configuration or a definition; the longest criteria in use are below 20 KiB.
pub(crate) const MAX_DEFINITION_BYTES: usize = 256 << 10;
/// An award file: 100,000 rows of 300 bytes.
pub const MAX_AWARD_FILE_BYTES: usize = 32 << 20;
/// Records of one file; larger cohorts are split over several.
pub(crate) const MAX_RECORDS: usize = 100_000;
/// Award files; each is a cohort.
pub(super) const MAX_AWARD_FILES: usize = 10_000;
/// Columns of a table; exports of gradebooks have a few hundred.
pub(crate) const MAX_COLUMNS: usize = 1_000;
/// Badges of one site; each is rendered and listed.
pub(super) const MAX_BADGES: usize = 5_000;
/// Languages of one site.
pub(super) const MAX_LANGUAGES: usize = 50;
/// A DID document is read with at most so many keys.
pub(super) const MAX_KEYS: usize = 64;
/// Tags of one badge.
pub(super) const MAX_TAGS: usize = 50;
/// Alignments of one badge.
pub(super) const MAX_ALIGNMENTS: usize = 50;
/// Results that one badge measures, and that one record gives.
pub(super) const MAX_RESULTS: usize = 20;
/// Levels of one result.
pub(super) const MAX_LEVELS: usize = 50;
/// Values of one result.
pub(super) const MAX_VALUES: usize = 200;
/// Pieces of evidence of one award; each is in its credential.
pub(super) const MAX_EVIDENCE: usize = 20;
/// An artwork file: that of [`crate::artwork`] at most, checked there in detail.
pub(super) const MAX_ARTWORK_BYTES: usize = 8 << 20;
