//! Which bundles a build is about to change on disk.
//!
//! It stands from before the first change until the manifest is written. A build that finds one
//! was not the last to begin: what it lists is compared with what it should be, and removed where
//! the site no longer has it.

use std::path::Path;
use std::sync::Arc;

use super::disk;
use super::footprint::Footprint;
use super::manifest::{self, Lists};
use crate::diagnostic::Diagnostic;

/// What a build that did not end may have touched.
#[derive(Debug, PartialEq)]
pub enum Journal {
    /// No build was cut off.
    Absent,
    /// These bundles may be old, new or half of each, file by file.
    Touched(Vec<Footprint>),
    /// Anything may have been touched: the list cannot be read.
    Damaged,
}

impl Journal {
    /// Reads the journal.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let bytes = disk::read(path)?;
        Ok(bytes.map_or(Self::Absent, |bytes| {
            parse(&bytes).map_or(Self::Damaged, Self::Touched)
        }))
    }

    /// Writes down, so that it survives a power failure, what is about to change.
    ///
    /// # Errors
    /// The disk is full, or the system says no.
    pub fn write<'a>(
        path: &Path,
        touched: impl Iterator<Item = &'a Footprint>,
    ) -> Result<(), Diagnostic> {
        disk::replace_durably(path, to_text(touched).as_bytes())
    }
}

fn to_text<'a>(touched: impl Iterator<Item = &'a Footprint>) -> String {
    let mut text = format!("{HEADER}\n");
    let mut lists = Lists::default();
    for footprint in touched {
        let list = lists.number(&footprint.endings, &mut text);
        manifest::line(
            &mut text,
            format_args!("touched\t{list}\t{}", footprint.stem),
        );
    }
    manifest::close(text)
}

fn parse(bytes: &[u8]) -> Option<Vec<Footprint>> {
    let mut lines = manifest::open(bytes)?.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let (mut lists, mut touched) = (Vec::new(), Vec::new());
    for line in lines {
        let (tag, rest) = line.split_once('\t')?;
        match tag {
            "endings" => lists.push(manifest::endings(rest)),
            "touched" => touched.push(footprint(rest, &lists)?),
            _ => return None,
        }
    }
    Some(touched)
}

fn footprint(rest: &str, lists: &[Arc<[String]>]) -> Option<Footprint> {
    let (list, stem) = rest.split_once('\t')?;
    let endings = Arc::clone(lists.get(list.parse::<usize>().ok()?)?);
    Some(Footprint {
        stem: stem.into(),
        endings,
    })
}

/// Changes with the format.
const HEADER: &str = "accolade journal 1";

#[cfg(test)]
mod tests {
    use super::super::footprint::EndingLists;
    use super::*;

    #[test]
    fn a_journal_reads_as_it_was_written_and_is_damaged_when_cut() {
        let paths = ["a/b.html".to_owned(), "a/b.json".to_owned()];
        let touched = vec![Footprint::new(&paths, &EndingLists::default()).unwrap()];
        let text = to_text(touched.iter());
        assert_eq!(parse(text.as_bytes()), Some(touched));
        for end in 0..text.len() {
            assert_eq!(parse(&text.as_bytes()[..end]), None, "cut at {end}");
        }
    }
}
