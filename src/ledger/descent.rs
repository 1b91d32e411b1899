//! Which file of the ledger follows which.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::scan::Contents;

/// The files by number: when each was made, as it says itself, and which it names as parents.
#[derive(Default)]
pub struct Descent {
    made: Vec<Timestamp>,
    parents: Vec<Vec<usize>>,
}

impl Descent {
    /// Of files, each with its name. A parent that is missing is passed over.
    pub(super) fn of(files: &[(String, Contents)]) -> Self {
        let numbers: HashMap<&str, usize> =
            (0..).zip(files).map(|(i, it)| (it.0.as_str(), i)).collect();
        let parents = files.iter().map(|(_, contents)| {
            let parents = contents.header.parents.iter();
            parents
                .filter_map(|it| numbers.get(it.as_str()).copied())
                .collect()
        });
        Self {
            made: files.iter().map(|(_, it)| it.header.made.get()).collect(),
            parents: parents.collect(),
        }
    }

    /// When a file was made, as it says itself.
    pub fn made(&self, file: usize) -> Timestamp {
        self.made[file]
    }

    /// When the newest file was made.
    pub fn last_made(&self) -> Option<Timestamp> {
        self.made.iter().max().copied()
    }

    /// Every file that one follows, near or far. Whoever wrote that one had all of them.
    pub fn ancestors(&self, file: usize) -> BTreeSet<usize> {
        reached(file, &self.parents)
    }

    /// How many files there are.
    pub fn count(&self) -> usize {
        self.made.len()
    }

    /// Every file that follows one, near or far.
    pub fn descendants(&self, file: usize) -> BTreeSet<usize> {
        let mut children = vec![Vec::new(); self.count()];
        for (child, parents) in self.parents.iter().enumerate() {
            parents.iter().for_each(|it| children[*it].push(child));
        }
        reached(file, &children)
    }

    /// Parents before children; those side by side by time and name. Files in a circle are missing.
    pub(super) fn order(&self, names: &[String]) -> Vec<usize> {
        let count = names.len();
        let mut children = vec![Vec::new(); count];
        let mut waiting = vec![0_usize; count];
        for (child, parents) in self.parents.iter().enumerate() {
            for parent in parents {
                children[*parent].push(child);
                waiting[child] += 1;
            }
        }
        let key = |number: usize| (self.made[number], &names[number], number);
        let ready = (0..count).filter(|it| waiting[*it] == 0).map(key);
        let mut ready: BTreeSet<_> = ready.collect();
        let mut order = Vec::with_capacity(count);
        while let Some((_, _, number)) = ready.pop_first() {
            order.push(number);
            for child in &children[number] {
                waiting[*child] -= 1;
                if waiting[*child] == 0 {
                    ready.insert(key(*child));
                }
            }
        }
        order
    }

    /// The names that no file names as parent, sorted.
    pub(super) fn heads(&self, names: &[String]) -> Vec<String> {
        let parents: BTreeSet<usize> = self.parents.iter().flatten().copied().collect();
        let heads = (0..names.len()).filter(|it| !parents.contains(it));
        let mut heads: Vec<String> = heads.map(|it| names[it].clone()).collect();
        heads.sort();
        heads
    }
}

/// All that can be reached from a file over one or more of its `neighbours`.
fn reached(file: usize, neighbours: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        open.extend(neighbours[next].iter().filter(|it| found.insert(**it)));
    }
    found
}
