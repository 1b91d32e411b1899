//! Bakes into PNG: text chunks between the header and all else.
//!
//! Source: Open Badges 2.0 Baking Specification, "PNGs"; Open Badges 3.0, "Baked badge", "PNG".

use super::chunks::{Chunk, HEADER_LENGTH, chunks, write_chunk};
use super::document::{Document, Version};
use super::{BakeError, PictureError, check_size};

/// A PNG that was checked once and holds no badge, ready to be baked for many awards.
#[derive(Debug, Clone)]
pub struct PreparedPng {
    /// The whole picture; what is baked goes in at `HEADER_LENGTH`.
    bytes: Vec<u8>,
}

impl PreparedPng {
    /// Checks the frame of a PNG: bounds and CRC of every chunk, their order and count.
    ///
    /// Badges already baked into it are left out, old ones in `tEXt` chunks as well, so that baking
    /// replaces them. Every other chunk is kept byte for byte. Whether the pixels can be decoded is
    /// not looked at.
    ///
    /// # Errors
    /// The first fault found in the frame.
    pub fn new(png: &[u8]) -> Result<Self, PictureError> {
        let chunks = chunks(png)?;
        let mut bytes = Vec::with_capacity(png.len());
        bytes.extend_from_slice(&png[..chunks[0].range.start]);
        for chunk in chunks.iter().filter(|chunk| !is_badge(chunk)) {
            bytes.extend_from_slice(&png[chunk.range.clone()]);
        }
        Ok(Self { bytes })
    }

    /// Writes the picture with a 2.0 `assertion`, a 3.0 `credential` or both into `png`, replacing
    /// what `png` held: its memory can be used again for the next award.
    ///
    /// A document is a JSON object or a compact JWS, and is baked as it is.
    ///
    /// # Errors
    /// No document was given, one is not fit to be baked, or the result is over
    /// [`super::PICTURE_LIMIT`]. The content of `png` is then of no use.
    pub fn bake_into(
        &self,
        png: &mut Vec<u8>,
        assertion: Option<&str>,
        credential: Option<&str>,
    ) -> Result<(), BakeError> {
        if assertion.is_none() && credential.is_none() {
            return Err(BakeError::Nothing);
        }
        let text_length = assertion.map_or(0, str::len) + credential.map_or(0, str::len);
        png.clear();
        png.reserve(self.bytes.len() + text_length + CHUNKS_LENGTH);
        let (header, rest) = self.bytes.split_at(HEADER_LENGTH);
        png.extend_from_slice(header);
        write_document(assertion, Version::Two, png)?;
        write_document(credential, Version::Three, png)?;
        png.extend_from_slice(rest);
        Ok(check_size(png.len())?)
    }
}

fn is_badge(chunk: &Chunk<'_>) -> bool {
    chunk.keyword().is_some_and(|(keyword, _)| {
        Version::ALL
            .iter()
            .any(|version| version.keyword().as_bytes() == keyword)
    })
}

fn write_document(
    text: Option<&str>,
    version: Version,
    png: &mut Vec<u8>,
) -> Result<(), BakeError> {
    let Some(text) = text else { return Ok(()) };
    let text = Document::new(text, version)?.text().as_bytes();
    let keyword = version.keyword().as_bytes();
    write_chunk(*b"iTXt", &[keyword, UNCOMPRESSED, text], png);
    Ok(())
}

/// What stands between keyword and text: the keyword's end, compression flag and method 0, an empty
/// language tag and an empty translated keyword.
const UNCOMPRESSED: &[u8] = &[0, 0, 0, 0, 0];

/// More than two chunks take beside their text.
const CHUNKS_LENGTH: usize = 128;
