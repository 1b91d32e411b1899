//! What is to be made: the plan beside what is known of the disk.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::footprint::{self, EndingLists, Footprint};
use super::journal::Journal;
use super::manifest::{Entry, Manifest};
use super::source::Source;
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::site::Bundle;

/// What is known of the files in the output folder.
pub struct Known {
    pub manifest: Manifest,
    pub journal: Journal,
    /// Whether an entry of the manifest means that its files are on disk as they were made.
    pub trusted: bool,
    /// Folders that changed since, by other hands.
    pub stale: HashSet<String>,
}

/// What becomes of a bundle of the plan.
pub enum Fate {
    /// It is on disk; its place in the manifest.
    Kept(usize),
    /// It is to be made and compared with the disk.
    Made(Footprint),
}

/// The plan beside the disk.
pub struct Survey {
    /// One for each bundle of the plan, in its order.
    pub fates: Vec<Fate>,
    /// Paths that are, or may be, on disk and no longer belong to the site.
    pub leaving: Vec<String>,
}

/// Finds which bundles must be made and which files must go.
///
/// # Errors
/// The plan names one path twice, or a path that leads out of the site.
pub fn survey<S: Source>(source: &S, known: &Known) -> Result<Survey, Diagnostic> {
    let index = known.index();
    let touched = known.touched();
    let lists = EndingLists::default();
    let one = |bundle: &Bundle| {
        let paths = source.paths(bundle);
        fate(bundle, &paths, known, &index, &touched, &lists)
    };
    let bundles = source.bundles().par_iter().with_min_len(LEAST_PER_THREAD);
    let fates = bundles.map(one).collect::<Result<Vec<_>, _>>()?;
    let leaving = leaving(known, &fates, touched)?;
    Ok(Survey { fates, leaving })
}

type Index<'a> = HashMap<(&'a str, &'a str), usize>;

impl Known {
    fn index(&self) -> Index<'_> {
        let entries = self.manifest.entries.iter().enumerate();
        entries.map(|(at, it)| (it.footprint.key(), at)).collect()
    }

    /// Paths that a build which was cut off may have changed.
    fn touched(&self) -> HashSet<String> {
        match &self.journal {
            Journal::Touched(footprints) => footprints.iter().flat_map(Footprint::paths).collect(),
            Journal::Absent | Journal::Damaged => HashSet::new(),
        }
    }

    /// Folders of the manifest that are no longer what they were.
    pub fn find_stale(
        folders: &BTreeMap<String, Stamp>,
        stamp: impl Fn(&str) -> Option<Stamp>,
    ) -> HashSet<String> {
        let changed = folders
            .iter()
            .filter(|(path, was)| stamp(path) != Some(**was));
        changed.map(|(path, _)| path.clone()).collect()
    }

    fn is_stale(&self, footprint: &Footprint) -> bool {
        let mut stale = false;
        if !self.stale.is_empty() {
            footprint.visit_folders(|it| stale |= self.stale.contains(it));
        }
        stale
    }
}

fn fate(
    bundle: &Bundle,
    paths: &[String],
    known: &Known,
    index: &Index<'_>,
    touched: &HashSet<String>,
    lists: &EndingLists,
) -> Result<Fate, Diagnostic> {
    if paths.is_empty() {
        return Err(Diagnostic::error(
            "the plan of the site holds a bundle without files",
        ));
    }
    let stem = footprint::stem(paths);
    let found = index.get(&(&paths[0][..stem], &paths[0][stem..]));
    let kept = found.filter(|&&at| {
        let entry = &known.manifest.entries[at];
        known.trusted
            && entry.fingerprint == bundle.fingerprint
            && entry.footprint.covers(paths, stem)
            && !known.is_stale(&entry.footprint)
            && (touched.is_empty() || !paths.iter().any(|it| touched.contains(it)))
    });
    match kept {
        Some(&at) => Ok(Fate::Kept(at)),
        None => Footprint::new(paths, lists).map(Fate::Made),
    }
}

/// What was on disk and is not in the plan; also finds paths that are planned twice.
fn leaving(
    known: &Known,
    fates: &[Fate],
    touched: HashSet<String>,
) -> Result<Vec<String>, Diagnostic> {
    let mut kept = vec![false; known.manifest.entries.len()];
    let mut made = HashSet::new();
    for fate in fates {
        match fate {
            Fate::Kept(at) if std::mem::replace(&mut kept[*at], true) => {
                let path = known.manifest.entries[*at].footprint.paths().next();
                return Err(planned_twice(&path.unwrap_or_default()));
            }
            Fate::Kept(_) => {}
            Fate::Made(footprint) => {
                for path in footprint.paths() {
                    if let Some(path) = made.replace(path) {
                        return Err(planned_twice(&path));
                    }
                }
            }
        }
    }
    let entries = known.manifest.entries.iter().zip(kept);
    let gone = entries.filter(|(_, kept)| !kept).map(|(entry, _)| entry);
    let gone = gone.flat_map(|Entry { footprint, .. }| footprint.paths());
    let mut leaving: HashSet<String> = gone.chain(touched).collect();
    leaving.retain(|path| !made.contains(path));
    let mut leaving: Vec<String> = leaving.into_iter().collect();
    leaving.sort_unstable();
    Ok(leaving)
}

fn planned_twice(path: &str) -> Diagnostic {
    Diagnostic::error(format!("the plan of the site holds `{path}` twice"))
}

/// Below this a second thread costs more than it saves.
const LEAST_PER_THREAD: usize = 2_000;
