//! Which encoding a table is in, and its text.

use crate::content::limits::MAX_AWARD_FILE_BYTES;
use crate::diagnostic::Diagnostic;

/// The text of `bytes` without byte order mark, and what it was read as.
///
/// # Errors
/// It is too long, or UTF-16 that is broken.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<(String, &'static str), Diagnostic> {
    if bytes.len() > MAX_AWARD_FILE_BYTES {
        let limit = MAX_AWARD_FILE_BYTES >> 20;
        let finding =
            Diagnostic::error(format!("the file is longer than the {limit} MiB accepted"));
        return Err(finding.in_file(name).hint("split it into several files"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let finding =
            Diagnostic::error("the file is a workbook or an archive, not a table of text");
        return Err(finding.in_file(name).hint("save the sheet as CSV first"));
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(name, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(name, rest, u16::from_be_bytes),
        [_, 0, _, 0, ..] => utf16(name, bytes, u16::from_le_bytes),
        [0, _, 0, _, ..] => utf16(name, bytes, u16::from_be_bytes),
        _ => Ok(single_bytes(bytes)),
    }
}

fn single_bytes(bytes: &[u8]) -> (String, &'static str) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.trim_start_matches('\u{FEFF}').to_owned(), "UTF-8"),
        Err(_) => (
            bytes.iter().copied().map(windows_1252).collect(),
            "Windows-1252",
        ),
    }
}

fn utf16(
    name: &str,
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
) -> Result<(String, &'static str), Diagnostic> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<_> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Ok((text, "UTF-16")),
        _ => Err(Diagnostic::error("the file looks like UTF-16, but is damaged").in_file(name)),
    }
}

// Source: Encoding Standard, "index windows-1252"; the five free places are control characters,
// which are refused later with their place.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_that_spreadsheets_save_are_told_apart() {
        let utf16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        let with_mark = [&[0xFF, 0xFE], utf16("é,b").as_slice()].concat();
        for (bytes, text, encoding) in [
            ("é,b".as_bytes(), "é,b", "UTF-8"),
            ("\u{FEFF}é".as_bytes(), "é", "UTF-8"),
            (b"\xE9,\x80", "é,€", "Windows-1252"),
            (&with_mark, "é,b", "UTF-16"),
            (&utf16("ab,c"), "ab,c", "UTF-16"),
        ] {
            assert_eq!(decode("a.csv", bytes).unwrap(), (text.to_owned(), encoding));
        }
        assert!(decode("a.csv", b"\xFF\xFEabc").is_err());
        assert!(decode("a.xlsx", b"PK\x03\x04...").is_err());
    }
}
