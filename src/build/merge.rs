//! Puts made files into a site that is being served: each whole, leaves first, deletions last.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{self, failure};
use super::footprint::folder;
use crate::diagnostic::Diagnostic;
use crate::site::Order;

/// Changes to a site.
pub struct Changes<'a> {
    /// Files that stand in the work folder, in the order in which they are put in place.
    pub arriving: &'a [(Order, String)],
    /// Files that go.
    pub leaving: &'a [String],
}

/// Puts every arriving file in place and removes every leaving one. Says how many were removed.
///
/// # Errors
/// The first thing that goes wrong; files already in place stay.
pub fn merge(work: &Path, output: &Path, changes: &Changes<'_>) -> Result<usize, Diagnostic> {
    let early = blocking(changes);
    let mut removed = remove_files(output, early.iter().copied())?;
    let mut folders = Folders::new(output);
    for (_, path) in changes.arriving {
        folders.make(folder(path))?;
    }
    for (_, path) in changes.arriving {
        disk::rename(&work.join(path), &output.join(path))?;
    }
    let late = changes.leaving.iter().map(String::as_str);
    removed += remove_files(output, late.filter(|it| !early.contains(it)))?;
    Ok(removed)
}

/// Leaving files that stand where a folder is needed, or in a folder where a file is needed.
fn blocking<'a>(changes: &Changes<'a>) -> HashSet<&'a str> {
    let mut needed_folders = HashSet::new();
    let mut needed_files = HashSet::new();
    for (_, path) in changes.arriving {
        needed_files.insert(path.as_str());
        needed_folders.extend(ancestors(path));
    }
    let leaving = changes.leaving.iter().map(String::as_str);
    let blocks = |path: &&str| {
        needed_folders.contains(path) || ancestors(path).any(|it| needed_files.contains(it))
    };
    leaving.filter(blocks).collect()
}

/// The folders above a path, the nearest first, the output itself left out.
pub fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let above = std::iter::successors(Some(folder(path)), |it| Some(folder(it)));
    above.take_while(|it| !it.is_empty())
}

fn remove_files<'a>(
    output: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<usize, Diagnostic> {
    let (mut removed, mut emptied) = (0, HashSet::new());
    for path in paths {
        if is_below_link(output, path) {
            continue;
        }
        removed += usize::from(disk::remove(&output.join(path))?);
        emptied.extend(ancestors(path));
    }
    let mut emptied: Vec<&str> = emptied.into_iter().collect();
    // The deepest first, so that a folder is empty when its turn comes.
    emptied.sort_unstable_by_key(|it| std::cmp::Reverse(it.len()));
    for folder in emptied {
        // One that still holds something stays; that is not an error.
        let _ = fs::remove_dir(output.join(folder));
    }
    Ok(removed)
}

/// Whether a folder above the path is a link that somebody put there: what lies behind it is
/// not the site's.
fn is_below_link(output: &Path, path: &str) -> bool {
    ancestors(path).any(|it| output.join(it).is_symlink())
}

/// Folders of the output, each looked at once.
struct Folders<'a> {
    output: &'a Path,
    known: HashSet<String>,
}

impl<'a> Folders<'a> {
    fn new(output: &'a Path) -> Self {
        Self {
            output,
            known: HashSet::from([String::new()]),
        }
    }

    /// Makes a folder of the site, and those above it.
    fn make(&mut self, path: &str) -> Result<(), Diagnostic> {
        if self.known.contains(path) {
            return Ok(());
        }
        self.make(folder(path))?;
        let full: PathBuf = self.output.join(path);
        let made = fs::create_dir(&full);
        if let Err(error) = made {
            // Through a link the site would be written somewhere else.
            if !full.is_dir() || full.is_symlink() {
                return Err(failure("create this folder", &full, &error));
            }
        }
        self.known.insert(path.to_owned());
        Ok(())
    }
}
