//! What the last build made: one line per bundle.
//!
//! A text of lines with tab-separated fields, closed by a checksum. It is only ever a short cut: where it is
//! missing, damaged or from another program, files are compared with what they should be.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use super::disk;
use super::footprint::Footprint;
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::site::Fingerprint;

/// What is known to be on disk.
#[derive(Debug, Default, PartialEq)]
pub struct Manifest {
    /// The start of the machine during which it was written; see [`super::stamp::boot`].
    pub boot: String,
    /// The folder that was built; see [`super::output::Places::name`].
    pub output: String,
    /// Every folder that holds files of the site, as it was left.
    pub folders: BTreeMap<String, Stamp>,
    /// Ordered by their first path.
    pub entries: Vec<Entry>,
}

/// A bundle as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub footprint: Footprint,
    pub fingerprint: Fingerprint,
    /// The sizes of its files together.
    pub bytes: u64,
}

impl Manifest {
    /// Reads a manifest; `None` where there is none that can be believed.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, Diagnostic> {
        let bytes = disk::read(path)?;
        Ok(bytes.and_then(|bytes| parse(&bytes)))
    }

    /// Writes it whole or not at all.
    ///
    /// # Errors
    /// The disk is full, or the system says no; the old one is then unchanged.
    pub fn write(&mut self, path: &Path) -> Result<(), Diagnostic> {
        self.entries
            .sort_unstable_by(|a, b| a.footprint.key().cmp(&b.footprint.key()));
        disk::replace_durably(path, self.to_text().as_bytes())
    }

    fn to_text(&self) -> String {
        let (boot, output) = (&self.boot, &self.output);
        let mut text = format!("{HEADER}\nboot\t{boot}\noutput\t{output}\n");
        for (path, stamp) in &self.folders {
            let Stamp { identity, changed } = stamp;
            line(
                &mut text,
                format_args!("folder\t{identity}\t{changed}\t{path}"),
            );
        }
        let mut lists = Lists::default();
        for entry in &self.entries {
            let list = lists.number(&entry.footprint.endings, &mut text);
            let mark = u128::from_be_bytes(entry.fingerprint);
            let (bytes, stem) = (entry.bytes, &entry.footprint.stem);
            line(
                &mut text,
                format_args!("bundle\t{mark:032x}\t{list}\t{bytes}\t{stem}"),
            );
        }
        close(text)
    }
}

/// Numbers lists of endings in the order in which they come up.
#[derive(Default)]
pub(super) struct Lists {
    known: HashMap<Arc<[String]>, usize>,
}

impl Lists {
    /// Its number; a new one is written down first.
    pub(super) fn number(&mut self, endings: &Arc<[String]>, text: &mut String) -> usize {
        if let Some(&number) = self.known.get(endings) {
            return number;
        }
        let number = self.known.len();
        self.known.insert(Arc::clone(endings), number);
        line(text, format_args!("endings\t{}", endings.join("\t")));
        number
    }
}

/// Adds a line to a text.
pub(super) fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a text cannot fail");
}

/// Adds the checksum that ends a text.
pub(super) fn close(mut text: String) -> String {
    let sum = blake3::hash(text.as_bytes());
    line(&mut text, format_args!("{SUM}{sum}"));
    text
}

/// The lines of a text whose checksum is right, without it.
pub(super) fn open(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (body, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    let body = &text[..=body.len()];
    let right = blake3::hash(body.as_bytes()).to_hex();
    (sum.strip_prefix(SUM)? == right.as_str()).then_some(body)
}

fn parse(bytes: &[u8]) -> Option<Manifest> {
    let mut lines = open(bytes)?.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let mut manifest = Manifest::default();
    let mut lists = Vec::new();
    for line in lines {
        let (tag, rest) = line.split_once('\t')?;
        match tag {
            "boot" => rest.clone_into(&mut manifest.boot),
            "output" => rest.clone_into(&mut manifest.output),
            "folder" => {
                let (path, stamp) = folder(rest)?;
                manifest.folders.insert(path, stamp);
            }
            "endings" => lists.push(endings(rest)),
            "bundle" => manifest.entries.push(entry(rest, &lists)?),
            _ => return None,
        }
    }
    Some(manifest)
}

fn folder(rest: &str) -> Option<(String, Stamp)> {
    let mut fields = rest.splitn(3, '\t');
    let identity = fields.next()?.parse().ok()?;
    let changed = fields.next()?.parse().ok()?;
    let path = fields.next()?.to_owned();
    Some((path, Stamp { identity, changed }))
}

/// The list of endings on a line.
pub(super) fn endings(rest: &str) -> Arc<[String]> {
    rest.split('\t').map(str::to_owned).collect()
}

fn entry(rest: &str, lists: &[Arc<[String]>]) -> Option<Entry> {
    let mut fields = rest.splitn(4, '\t');
    let mark = u128::from_str_radix(fields.next()?, 16).ok()?;
    let list: usize = fields.next()?.parse().ok()?;
    let bytes = fields.next()?.parse().ok()?;
    let footprint = Footprint {
        stem: fields.next()?.into(),
        endings: Arc::clone(lists.get(list)?),
    };
    Some(Entry {
        footprint,
        fingerprint: mark.to_be_bytes(),
        bytes,
    })
}

/// Changes with the format; another header is another program's.
const HEADER: &str = "accolade build 1";

const SUM: &str = "blake3\t";

#[cfg(test)]
mod tests {
    use super::super::footprint::EndingLists;
    use super::*;

    fn sample() -> Manifest {
        let lists = EndingLists::default();
        let entry = |paths: &[&str], mark| Entry {
            footprint: {
                let paths: Vec<_> = paths.iter().map(|&it| it.to_owned()).collect();
                Footprint::new(&paths, &lists).unwrap()
            },
            fingerprint: [mark; 16],
            bytes: 1_234,
        };
        let stamp = Stamp {
            identity: 7,
            changed: 1_700_000_000_123_456_789,
        };
        Manifest {
            boot: "b".into(),
            output: "/srv/a site".into(),
            folders: [(String::new(), stamp), ("awards/7f".into(), stamp)].into(),
            entries: vec![
                entry(&["awards/7f/7fa.html", "awards/7f/7fa.json"], 255),
                entry(&["index.html"], 0),
            ],
        }
    }

    #[test]
    fn a_manifest_reads_as_it_was_written() {
        assert_eq!(parse(sample().to_text().as_bytes()), Some(sample()));
    }

    #[test]
    fn a_manifest_with_any_byte_changed_or_cut_is_not_believed() {
        let text = sample().to_text().into_bytes();
        for index in 0..text.len() {
            let mut flipped = text.clone();
            flipped[index] ^= 1;
            assert_eq!(parse(&flipped), None, "byte {index}");
            assert_eq!(parse(&text[..index]), None, "cut at {index}");
        }
    }
}
