//! The chunks of a PNG, each checked.
//!
//! Source: PNG Specification (Third Edition), "Datastream structure".

use std::ops::Range;

use super::{PictureError, check_size};

/// The eight bytes every PNG begins with.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes of the signature and the IHDR chunk, which always come first and never vary in length.
pub(super) const HEADER_LENGTH: usize = SIGNATURE.len() + FRAME_LENGTH + IHDR_CONTENT_LENGTH;

/// One chunk whose length and CRC are right.
pub(super) struct Chunk<'a> {
    pub(super) kind: [u8; 4],
    pub(super) content: &'a [u8],
    /// All of the chunk: length, kind, content and CRC.
    pub(super) range: Range<usize>,
}

impl<'a> Chunk<'a> {
    /// The keyword of a text chunk and what follows its NUL; `None` for chunks of other kinds.
    pub(super) fn keyword(&self) -> Option<(&'a [u8], &'a [u8])> {
        if !matches!(&self.kind, b"tEXt" | b"zTXt" | b"iTXt") {
            return None;
        }
        split_at_nul(self.content)
    }

    fn name(&self) -> String {
        name(self.kind)
    }
}

/// What precedes and what follows the first NUL.
pub(super) fn split_at_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let nul = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..nul], &bytes[nul + 1..]))
}

/// Reads every chunk of `png`: IHDR first, at least one IDAT, IEND last and nothing after it.
///
/// # Errors
/// The first fault found. A chunk whose CRC is wrong is one, whatever its kind.
pub(super) fn chunks(png: &[u8]) -> Result<Vec<Chunk<'_>>, PictureError> {
    check_size(png.len())?;
    if !png.starts_with(SIGNATURE) {
        return Err(PictureError::UnknownFormat);
    }
    let mut chunks = Vec::new();
    let mut offset = SIGNATURE.len();
    while offset < png.len() {
        if chunks.len() == CHUNK_LIMIT {
            return Err(PictureError::TooManyChunks { limit: CHUNK_LIMIT });
        }
        let chunk = read_chunk(png, offset)?;
        offset = chunk.range.end;
        let is_end = &chunk.kind == b"IEND";
        chunks.push(chunk);
        if is_end {
            break;
        }
    }
    check_order(&chunks, png.len())?;
    Ok(chunks)
}

/// Appends one chunk to `png`: the parts of its content in a row, framed by length, kind and CRC.
pub(super) fn write_chunk(kind: [u8; 4], content: &[&[u8]], png: &mut Vec<u8>) {
    let length: usize = content.iter().map(|part| part.len()).sum();
    let length = u32::try_from(length).expect("a document is bounded by TEXT_LIMIT");
    png.extend_from_slice(&length.to_be_bytes());
    let checked = png.len();
    png.extend_from_slice(&kind);
    for part in content {
        png.extend_from_slice(part);
    }
    let crc = crc32fast::hash(&png[checked..]);
    png.extend_from_slice(&crc.to_be_bytes());
}

fn read_chunk(png: &[u8], offset: usize) -> Result<Chunk<'_>, PictureError> {
    let truncated = || PictureError::Truncated { offset };
    let (length, rest) = png[offset..].split_first_chunk().ok_or_else(truncated)?;
    let length = u32::from_be_bytes(*length) as usize;
    let checked = rest.get(..KIND_LENGTH + length).ok_or_else(truncated)?;
    let crc = rest[checked.len()..].first_chunk().ok_or_else(truncated)?;
    let (kind, content) = checked.split_first_chunk().ok_or_else(truncated)?;
    if crc32fast::hash(checked) != u32::from_be_bytes(*crc) {
        let chunk = name(*kind);
        return Err(PictureError::Damaged { chunk, offset });
    }
    Ok(Chunk {
        kind: *kind,
        content,
        range: offset..offset + FRAME_LENGTH + length,
    })
}

fn check_order(chunks: &[Chunk<'_>], png_length: usize) -> Result<(), PictureError> {
    let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else {
        return Err(PictureError::Truncated {
            offset: SIGNATURE.len(),
        });
    };
    if &first.kind != b"IHDR" || first.content.len() != IHDR_CONTENT_LENGTH {
        return Err(out_of_order("an IHDR chunk of 13 bytes", first));
    }
    if let Some(second) = chunks[1..].iter().find(|chunk| &chunk.kind == b"IHDR") {
        return Err(out_of_order("no second IHDR chunk", second));
    }
    if &last.kind != b"IEND" {
        return Err(PictureError::Truncated { offset: png_length });
    }
    if !last.content.is_empty() {
        return Err(out_of_order("an empty IEND chunk", last));
    }
    if !chunks.iter().any(|chunk| &chunk.kind == b"IDAT") {
        return Err(out_of_order("an IDAT chunk", last));
    }
    if last.range.end != png_length {
        let offset = last.range.end;
        return Err(PictureError::AfterEnd { offset });
    }
    Ok(())
}

fn out_of_order(expected: &'static str, chunk: &Chunk<'_>) -> PictureError {
    PictureError::OutOfOrder {
        expected,
        chunk: chunk.name(),
        offset: chunk.range.start,
    }
}

/// The kind as text; in a damaged PNG it may be any four bytes.
fn name(kind: [u8; 4]) -> String {
    kind.escape_ascii().to_string()
}

const KIND_LENGTH: usize = 4;
const IHDR_CONTENT_LENGTH: usize = 13;

/// Bytes of a chunk beside its content: length, kind and CRC.
const FRAME_LENGTH: usize = 4 + KIND_LENGTH + 4;

/// The most chunks a PNG may have: one of the largest size accepted, in IDAT chunks of 4 KiB, has a quarter of that.
const CHUNK_LIMIT: usize = 16_384;
