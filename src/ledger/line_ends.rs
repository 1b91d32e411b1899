//! Telling a file whose line ends were converted from one that was edited.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::digest::{self, FileDigest};
use super::name::FileName;
use super::scan::MAX_LINE_LENGTH;
use super::storage;
use crate::diagnostic::Diagnostic;

/// Whether the lines of a file have the digest in its name once the carriage return before each
/// newline is taken away, as git puts it there on Windows.
pub(super) fn are_converted(path: &Path, name: &str) -> bool {
    let expected = FileName::parse(name).map(|it| it.digest);
    let found = File::open(path).ok().and_then(digest_without_returns);
    found.is_some() && found == expected
}

fn digest_without_returns(file: File) -> Option<String> {
    let mut reader = BufReader::new(file);
    let mut digest = FileDigest::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let most = MAX_LINE_LENGTH as u64 + 2;
        let read = reader.by_ref().take(most).read_until(b'\n', &mut line);
        if read.ok()? == 0 {
            return Some(digest.finish());
        }
        let whole = line.strip_suffix(b"\n")?;
        digest.add(&digest::of_line(whole.strip_suffix(b"\r").unwrap_or(whole)));
    }
}

/// What to tell of such a file.
pub(super) fn converted(name: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "the line ends of `{name}` were converted to those of Windows; its entries are as they were"
    ))
    .in_file(storage::shown(name))
    .hint(format!(
        "git does that: write the line `/ledger/** -text` into the file `.gitattributes` beside \
         `accolade.toml`, delete the file, and bring it back with `git restore {}`",
        storage::shown(name)
    ))
}
