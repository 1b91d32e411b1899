//! What is packed into archives: the spreadsheets and documents of office programs are ZIP files.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Whether a file that begins so is an archive.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(ENTRY)
}

/// Hands what is packed into an archive to `each`, file by file, as far as it can be unpacked.
pub(super) fn each_file(archive: &[u8], each: &mut dyn FnMut(&[u8])) {
    let mut left = MAX_UNPACKED_BYTES;
    let mut rest = archive;
    while let Some(start) = position(rest, ENTRY) {
        let entry = &rest[start..];
        if let Some(unpacked) = unpack(entry, left) {
            left -= unpacked.len() as u64;
            each(&unpacked);
        }
        rest = &entry[ENTRY.len()..];
    }
}

/// The file of one entry, of which no more than `limit` bytes are unpacked.
fn unpack(entry: &[u8], limit: u64) -> Option<Vec<u8>> {
    let number = |at: usize| Some(u16::from_le_bytes(*entry.get(at..)?.first_chunk()?));
    let size = u32::from_le_bytes(*entry.get(18..)?.first_chunk()?) as usize;
    let (name, extra) = (usize::from(number(26)?), usize::from(number(28)?));
    let packed = entry.get(30 + name + extra..)?;
    match number(8)? {
        STORED => Some(packed.get(..size)?.to_vec()),
        DEFLATED => {
            let mut unpacked = Vec::new();
            // What came before a damaged place is looked through all the same.
            let _ = DeflateDecoder::new(packed)
                .take(limit)
                .read_to_end(&mut unpacked);
            Some(unpacked)
        }
        _ => None,
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

/// What stands before each file of an archive (APPNOTE.TXT 4.3.7), and before the first at its start.
const ENTRY: &[u8] = b"PK\x03\x04";

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Of one archive, all its files together: much more than a table of people, and soon read.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;
