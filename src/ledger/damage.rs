//! Telling at which line a file of the ledger was changed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::conflict;
use super::difference::apart;
use super::digest::{self, FileDigest};
use super::line::{self, Line};
use super::name::FileName;
use super::proven::signed;
use super::scan::RESTORE;
use super::storage;
use crate::diagnostic::Diagnostic;

/// Knows the bytes that a file of the ledger was committed with, by its name, if anybody does.
pub type Originals<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// What to tell of a file whose lines no longer have the digest in its name.
pub(super) fn changed(path: &Path, name: &str, originals: &Originals<'_>) -> Diagnostic {
    let now = read(path).unwrap_or_default();
    let now: Vec<&[u8]> = lines(&now);
    if let Some(finding) = conflict::found(name, &now) {
        return finding;
    }
    let original = originals(name).filter(|it| is_original(it, name));
    let change = match &original {
        Some(original) => Change::between(&lines(original), &now),
        None => Change::by_itself(&now),
    };
    let mut message =
        format!("`{name}` was changed: its lines no longer have the digest in its name");
    let mut place = storage::shown(name);
    if let Some(change) = &change {
        message = format!("{message}; line {} {}", change.number, change.what);
        place = format!("{place}:{}", change.number);
    }
    let finding = Diagnostic::error(message).in_file(place).hint(RESTORE);
    match change.and_then(|it| it.expected) {
        Some(expected) => finding.expected(expected),
        None => finding,
    }
}

/// The first line that is not as it was.
struct Change {
    /// Counted from 1.
    number: usize,
    what: String,
    expected: Option<String>,
}

impl Change {
    fn between(original: &[&[u8]], now: &[&[u8]]) -> Option<Self> {
        let is_same = |(a, b): (&&[u8], &&[u8])| digest::of_line(a) == digest::of_line(b);
        let pairs = original.iter().zip(now);
        let same = pairs.take_while(|it| is_same(*it)).count();
        let (what, expected) = match (original.get(same), now.get(same)) {
            (Some(original), Some(now)) if is_in(original, now) => {
                let [original, now] = [original, now].map(|it| String::from_utf8_lossy(it));
                let (original, now) = apart(&original, &now);
                (
                    format!("was edited, to `{now}`"),
                    Some(format!("`{original}`")),
                )
            }
            (Some(_), Some(_)) if original.len() > now.len() => ("was taken out".to_owned(), None),
            (Some(_), Some(_)) => ("was put in".to_owned(), None),
            (Some(_), None) => ("is missing".to_owned(), None),
            (None, Some(_)) => ("was added".to_owned(), None),
            // Nothing but the end of the last line can differ.
            (None, None) => return None,
        };
        Some(Self {
            number: same + 1,
            what,
            expected,
        })
    }

    /// What nobody has the original of may still contradict itself.
    fn by_itself(now: &[&[u8]]) -> Option<Self> {
        let entries = now.iter().enumerate().skip(1);
        let mut wrong = entries.filter_map(|(index, line)| Some((index, contradiction(line)?)));
        let (index, what) = wrong.next()?;
        Some(Self {
            number: index + 1,
            what,
            expected: None,
        })
    }
}

// Long lines that are alike at both ends are one line, edited; others came or went.
fn is_in(original: &[u8], now: &[u8]) -> bool {
    let alike = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let from_start = alike(&mut original.iter().copied(), &mut now.iter().copied());
    let from_end = alike(
        &mut original.iter().rev().copied(),
        &mut now.iter().rev().copied(),
    );
    from_start + from_end >= original.len().min(now.len()) / 2
}

fn contradiction(line: &[u8]) -> Option<String> {
    let proven = |raw: &serde_json::value::RawValue| signed(raw.get());
    let proof = match line::parse(line) {
        Err(error) => return Some(format!("is not understood: {error}")),
        Ok(Line::Issued(body)) => proven(body.credential),
        Ok(Line::StatusList(body)) => proven(body.credential),
        Ok(_) => return None,
    };
    proof
        .err()
        .map(|error| format!("is not as it was signed: {error}"))
}

fn is_original(bytes: &[u8], name: &str) -> bool {
    let mut digest = FileDigest::default();
    for line in lines(bytes) {
        digest.add(&digest::of_line(line));
    }
    FileName::parse(name).is_some_and(|it| it.digest == digest.finish())
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    whole.split(|it| *it == b'\n').collect()
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_READ).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An act of 100,000 awards; of a larger file, its beginning is looked through.
const MOST_READ: u64 = 512 << 20;
