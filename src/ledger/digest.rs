//! What names a ledger file: a hash that survives the erasure of a line.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// SHA-256 of a line, without its newline.
pub type LineDigest = [u8; 32];

/// The digest that a line contributes: its own, or, where it was erased, that of the line before.
pub fn of_line(line: &[u8]) -> LineDigest {
    erased(line).unwrap_or_else(|| Sha256::digest(line).into())
}

/// The digest that stands in the place of an erased line.
///
/// Only the one form that [`erasure`] writes counts: another spelling of the same digest would let
/// bytes change unnoticed.
pub fn erased(line: &[u8]) -> Option<LineDigest> {
    let digits = line.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
    let digest = from_hex(std::str::from_utf8(digits).ok()?)?;
    Some(digest)
}

/// The line that stands in the place of one with this digest.
pub fn erasure(digest: &LineDigest) -> Vec<u8> {
    [BEFORE, HEXLOWER.encode(digest).as_bytes(), AFTER].concat()
}

/// 64 lower-case hexadecimal digits.
pub fn to_hex(digest: &LineDigest) -> String {
    HEXLOWER.encode(digest)
}

/// Reads what [`to_hex`] writes, and nothing else.
pub fn from_hex(text: &str) -> Option<LineDigest> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// The digest of a file, line by line.
#[derive(Default)]
pub struct FileDigest(Sha256);

impl FileDigest {
    /// Adds the next line.
    pub fn add(&mut self, line: &LineDigest) {
        self.0.update(line);
    }

    /// The first 16 hexadecimal digits, which stand in the file's name.
    pub fn finish(self) -> String {
        HEXLOWER.encode(&self.0.finalize()[..8])
    }
}

/// What stands in the name of a file with these bytes.
pub fn of_file(bytes: &[u8]) -> String {
    let mut digest = FileDigest::default();
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines = whole.split(|it| *it == b'\n');
    lines.for_each(|it| digest.add(&of_line(it)));
    digest.finish()
}

const BEFORE: &[u8] = br#"{"erased":""#;
const AFTER: &[u8] = br#""}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_line_keeps_the_digest_of_the_file() {
        let line = br#"{"issued":{}}"#;
        let gone = erasure(&of_line(line));
        assert_ne!(gone, line);
        assert_eq!(of_line(&gone), of_line(line));
    }

    #[test]
    fn an_erasure_has_one_spelling() {
        let gone = String::from_utf8(erasure(&[0xab; 32])).unwrap();
        assert!(erased(gone.as_bytes()).is_some());
        for other in [
            gone.to_uppercase(),
            gone.replace("ab", "AB"),
            gone.replace(':', ": "),
            format!("{gone} "),
            gone.replace("ab\"", "\""),
        ] {
            assert!(erased(other.as_bytes()).is_none(), "{other}");
        }
    }
}
