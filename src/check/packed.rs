//! What is packed into archives: the spreadsheets and documents of office programs are ZIP files.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Whether a file that begins so is an archive.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(ENTRY)
}

/// Hands what is packed into an archive to `each`, file by file, as far as it can be unpacked; says whether
/// that was all, or more than is looked through.
pub(super) fn each_file(archive: &[u8], each: &mut dyn FnMut(&[u8])) -> bool {
    let mut left = MAX_UNPACKED_BYTES;
    let mut rest = archive;
    while let Some(start) = position(rest, ENTRY) {
        let entry = &rest[start..];
        if let Some(unpacked) = unpack(entry, left) {
            each(&unpacked);
            left -= unpacked.len();
        }
        if left == 0 {
            return false;
        }
        rest = &entry[ENTRY.len()..];
    }
    true
}

/// The file of one entry, of which no more than `limit` bytes are unpacked.
fn unpack(entry: &[u8], limit: usize) -> Option<Vec<u8>> {
    let number = |at: usize| Some(u16::from_le_bytes(*entry.get(at..)?.first_chunk()?));
    let size = u32::from_le_bytes(*entry.get(18..)?.first_chunk()?) as usize;
    let (name, extra) = (usize::from(number(26)?), usize::from(number(28)?));
    let packed = entry.get(30 + name + extra..)?;
    match number(8)? {
        STORED => Some(packed.get(..size.min(limit))?.to_vec()),
        DEFLATED => {
            let mut unpacked = Vec::new();
            // What came before a damaged place is looked through all the same.
            let _ = DeflateDecoder::new(packed)
                .take(limit as u64)
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
const MAX_UNPACKED_BYTES: usize = 256 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(bytes: &[u8]) -> Vec<u8> {
        let mut entry = ENTRY.to_vec();
        entry.extend([0; 14]);
        entry.extend((bytes.len() as u32).to_le_bytes());
        entry.extend([0; 8]);
        entry.extend(bytes);
        entry
    }

    fn found(archive: &[u8]) -> (Vec<Vec<u8>>, bool) {
        let mut found = Vec::new();
        let is_all = each_file(archive, &mut |it| found.push(it.to_vec()));
        (found, is_all)
    }

    #[test]
    fn files_are_handed_over_one_by_one() {
        let archive = [stored(b"one"), stored(b"two")].concat();
        assert_eq!(
            found(&archive),
            (vec![b"one".to_vec(), b"two".to_vec()], true)
        );
        for end in 0..archive.len() {
            found(&archive[..end]);
        }
    }

    #[test]
    fn entries_that_hold_each_other_are_looked_through_as_far_as_the_limit() {
        let mut archive = stored(&vec![0; 4 << 20]);
        for _ in 0..100 {
            archive = stored(&archive);
        }
        let (mut unpacked, mut count) = (0, 0);
        let is_all = each_file(&archive, &mut |it| {
            unpacked += it.len();
            count += 1;
        });
        assert!(!is_all && count < 101);
        assert_eq!(unpacked, MAX_UNPACKED_BYTES);
    }
}
