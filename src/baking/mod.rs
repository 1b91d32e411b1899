//! Puts credentials into pictures and takes them out again. Imports nothing else of accolade.
//!
//! In: a picture as bytes and the published documents as text. Out: the same picture with the
//! documents inserted, or the documents found in a picture. Pixels are never decoded nor encoded
//! again, nothing is fetched, and no proof is checked.

mod chunks;
mod document;
mod error;
mod extract;
mod png;
mod svg;

pub use document::{Form, TEXT_LIMIT, Version, trimmed};
pub use error::{BakeError, ExtractError, PictureError};
pub use extract::{Extracted, Place, extract};
pub use png::PreparedPng;
pub use svg::PreparedSvg;

/// The two kinds of picture that can carry a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Svg,
}

impl Format {
    /// Tells a picture's format from its content; its name plays no part.
    ///
    /// Only the beginning is looked at: the rest may still turn out damaged.
    pub fn of(picture: &[u8]) -> Option<Self> {
        if picture.starts_with(chunks::SIGNATURE) {
            return Some(Self::Png);
        }
        let text = picture.strip_prefix(BYTE_ORDER_MARK).unwrap_or(picture);
        let begins_with_markup = text.trim_ascii_start().starts_with(b"<");
        begins_with_markup.then_some(Self::Svg)
    }
}

/// The most bytes a picture may have, before and after baking: far beyond any badge artwork, and
/// small enough to hold a few in memory.
pub const PICTURE_LIMIT: usize = 16 << 20;

fn check_size(size: usize) -> Result<(), PictureError> {
    if size > PICTURE_LIMIT {
        return Err(PictureError::TooLarge {
            size,
            limit: PICTURE_LIMIT,
        });
    }
    Ok(())
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
