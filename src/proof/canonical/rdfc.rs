//! RDFC-1.0: names blank nodes by what is said about them, then writes sorted N-Quads.
//!
//! Source: RDF Dataset Canonicalization 1.0, "Canonicalization Algorithm".

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::lines::{Hash, Lines, push_canonical, push_hex, push_temporary};
use super::order::Order;
use super::permutations::next_permutation;
use crate::proof::rdf::{Component, Dataset, Quad};

/// Naming the blank nodes would take more hashes than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "naming the anonymous objects takes more than {MAX_WORK} steps: they refer to each other in too many ways"
)]
pub struct TooMuchWork;

/// Names every blank node of a dataset, whose quads are distinct, and writes it.
pub(super) fn write(dataset: &Dataset, order: &mut Order) -> Result<String, TooMuchWork> {
    let names = Naming::new(dataset, order).name_all()?;
    let mut lines = Lines::with_capacity(dataset);
    for quad in dataset.quads() {
        lines.push(dataset, quad, |blank, out| {
            push_canonical(out, names[blank as usize])
        });
    }
    Ok(lines.sorted(order))
}

/// The state of the algorithm: "canonicalization state" in the specification.
struct Naming<'a> {
    dataset: &'a Dataset,
    /// For each blank node, the quads that mention it.
    mentions: Vec<Vec<u32>>,
    first_degree: Vec<Hash>,
    names: Vec<Option<u32>>,
    named: u32,
    work: usize,
    steps: usize,
}

impl<'a> Naming<'a> {
    fn new(dataset: &'a Dataset, order: &mut Order) -> Self {
        let mentions = mentions(dataset);
        let first_degree = hash_first_degree(dataset, &mentions, order);
        Self {
            dataset,
            names: vec![None; mentions.len()],
            mentions,
            first_degree,
            named: 0,
            work: 0,
            steps: 0,
        }
    }

    fn name_all(mut self) -> Result<Vec<u32>, TooMuchWork> {
        let mut shared: Vec<Vec<u32>> = Vec::new();
        for group in self.groups() {
            match group[..] {
                [only] => self.name(only),
                _ => shared.push(group),
            }
        }
        for group in shared {
            self.name_group(&group)?;
        }
        let names = self.names.into_iter();
        // A blank node that no quad mentions has no name, and needs none.
        Ok(names.map(|name| name.unwrap_or(u32::MAX)).collect())
    }

    /// The mentioned blank nodes with the same first-degree hash, in the order of hashes.
    fn groups(&self) -> Vec<Vec<u32>> {
        let mut blanks: Vec<u32> = (0..self.mentions.len() as u32)
            .filter(|&blank| !self.mentions[blank as usize].is_empty())
            .collect();
        let hash = |blank: &u32| &self.first_degree[*blank as usize];
        blanks.sort_by(|a, b| hash(a).cmp(hash(b)));
        blanks
            .chunk_by(|a, b| hash(a) == hash(b))
            .map(<[u32]>::to_vec)
            .collect()
    }

    fn name(&mut self, blank: u32) {
        if self.names[blank as usize].is_none() {
            self.names[blank as usize] = Some(self.named);
            self.named += 1;
        }
    }

    fn name_group(&mut self, group: &[u32]) -> Result<(), TooMuchWork> {
        let mut results = Vec::with_capacity(group.len());
        for &blank in group {
            if self.names[blank as usize].is_none() {
                let mut issuer = Issuer::default();
                issuer.issue(blank);
                results.push(self.hash_n_degree(blank, issuer, 0)?);
            }
        }
        results.sort_by_key(|(hash, _)| *hash);
        for (_, issuer) in results {
            for blank in issuer.issued {
                self.name(blank);
            }
        }
        Ok(())
    }

    /// "Hash N-Degree Quads": the hash of a blank node by its paths to other blank nodes.
    fn hash_n_degree(
        &mut self,
        blank: u32,
        mut issuer: Issuer,
        depth: usize,
    ) -> Result<(Hash, Issuer), TooMuchWork> {
        self.count_work()?;
        if depth > MAX_DEPTH {
            return Err(TooMuchWork);
        }
        let mut data = String::new();
        for (hash, mut related) in self.related(blank, &issuer)? {
            push_hex(&mut data, &hash);
            let (path, chosen) = self.shortest_path(&mut related, &issuer, depth)?;
            data.push_str(&path);
            issuer = chosen;
        }
        Ok((Sha256::digest(data.as_bytes()).into(), issuer))
    }

    /// The blank nodes next to one, by the hash of how they are related to it.
    fn related(
        &mut self,
        blank: u32,
        issuer: &Issuer,
    ) -> Result<BTreeMap<Hash, Vec<u32>>, TooMuchWork> {
        let mut related: BTreeMap<Hash, Vec<u32>> = BTreeMap::new();
        for index in 0..self.mentions[blank as usize].len() {
            let quad = self.dataset.quads()[self.mentions[blank as usize][index] as usize];
            let positions = [
                (Some(quad.subject), "s"),
                (Some(quad.object), "o"),
                (quad.graph, "g"),
            ];
            for (component, position) in positions {
                if let Some(Component::Blank(other)) = component
                    && other != blank
                {
                    let hash = self.hash_related(other, &quad, issuer, position)?;
                    related.entry(hash).or_default().push(other);
                }
            }
        }
        Ok(related)
    }

    /// "Hash Related Blank Node".
    fn hash_related(
        &mut self,
        related: u32,
        quad: &Quad,
        issuer: &Issuer,
        position: &str,
    ) -> Result<Hash, TooMuchWork> {
        self.count_work()?;
        let mut input = String::from(position);
        if position != "g" {
            input.push_str(self.dataset.text(quad.predicate));
        }
        if let Some(name) = self.names[related as usize] {
            push_canonical(&mut input, name);
        } else if let Some(name) = issuer.name(related) {
            push_temporary(&mut input, name);
        } else {
            push_hex(&mut input, &self.first_degree[related as usize]);
        }
        Ok(Sha256::digest(input.as_bytes()).into())
    }

    /// The least path through the blank nodes of one hash, over all their orders.
    fn shortest_path(
        &mut self,
        related: &mut [u32],
        issuer: &Issuer,
        depth: usize,
    ) -> Result<(String, Issuer), TooMuchWork> {
        related.sort_unstable();
        let mut best: Option<(String, Issuer)> = None;
        loop {
            self.count_work()?;
            self.count_steps(related.len())?;
            let least = best.as_ref().map(|(path, _)| path.as_str());
            if let Some((path, issuer)) = self.path(related, issuer.clone(), least, depth)?
                && best.as_ref().is_none_or(|(least, _)| path < *least)
            {
                best = Some((path, issuer));
            }
            if !next_permutation(related) {
                return Ok(best.expect("the first order always gives a path"));
            }
        }
    }

    /// The path of one order, or `None` once it is sure to be greater than `least`.
    fn path(
        &mut self,
        related: &[u32],
        mut issuer: Issuer,
        least: Option<&str>,
        depth: usize,
    ) -> Result<Option<(String, Issuer)>, TooMuchWork> {
        let is_worse =
            |path: &str| least.is_some_and(|least| path.len() >= least.len() && path > least);
        let mut path = String::new();
        let mut unvisited = Vec::new();
        for &blank in related {
            if let Some(name) = self.names[blank as usize] {
                push_canonical(&mut path, name);
            } else {
                if issuer.name(blank).is_none() {
                    unvisited.push(blank);
                }
                push_temporary(&mut path, issuer.issue(blank));
            }
            if is_worse(&path) {
                return Ok(None);
            }
        }
        for blank in unvisited {
            let (hash, next) = self.hash_n_degree(blank, issuer, depth + 1)?;
            issuer = next;
            push_temporary(&mut path, issuer.issue(blank));
            path.push('<');
            push_hex(&mut path, &hash);
            path.push('>');
            if is_worse(&path) {
                return Ok(None);
            }
        }
        Ok(Some((path, issuer)))
    }

    fn count_work(&mut self) -> Result<(), TooMuchWork> {
        self.work += 1;
        if self.work > MAX_WORK {
            return Err(TooMuchWork);
        }
        Ok(())
    }

    /// One order of many blank nodes takes longer than a hash.
    fn count_steps(&mut self, steps: usize) -> Result<(), TooMuchWork> {
        self.steps += steps;
        if self.steps > MAX_STEPS {
            return Err(TooMuchWork);
        }
        Ok(())
    }
}

/// "Identifier issuer": gives temporary names in the order of asking.
#[derive(Clone, Default)]
struct Issuer {
    issued: Vec<u32>,
    names: HashMap<u32, u32>,
}

impl Issuer {
    fn name(&self, blank: u32) -> Option<u32> {
        self.names.get(&blank).copied()
    }

    fn issue(&mut self, blank: u32) -> u32 {
        let next = self.issued.len() as u32;
        *self.names.entry(blank).or_insert_with(|| {
            self.issued.push(blank);
            next
        })
    }
}

fn mentions(dataset: &Dataset) -> Vec<Vec<u32>> {
    let mut mentions = vec![Vec::new(); dataset.blank_count()];
    for (index, quad) in dataset.quads().iter().enumerate() {
        for component in [Some(quad.subject), Some(quad.object), quad.graph] {
            if let Some(Component::Blank(blank)) = component
                && mentions[blank as usize].last() != Some(&(index as u32))
            {
                mentions[blank as usize].push(index as u32);
            }
        }
    }
    mentions
}

/// "Hash First Degree Quads", for every blank node.
fn hash_first_degree(dataset: &Dataset, mentions: &[Vec<u32>], order: &mut Order) -> Vec<Hash> {
    let mut lines = Lines::default();
    let hash = |(own, indexes): (usize, &Vec<u32>)| {
        lines.clear();
        for &index in indexes {
            lines.push(dataset, &dataset.quads()[index as usize], |blank, out| {
                out.push_str(if blank as usize == own { "_:a" } else { "_:z" });
            });
        }
        lines.hash(order)
    };
    mentions.iter().enumerate().map(hash).collect()
}

/// How many hashes and orders may be tried. The hardest graph of the W3C suite that must be
/// answered needs fewer; a graph made to exhaust a verifier needs millions.
pub const MAX_WORK: usize = 20_000;

/// How many blank nodes may be visited over all orders tried: less than a second.
const MAX_STEPS: usize = 500_000;

/// How long a chain of alike blank nodes may be followed, so that the stack holds.
const MAX_DEPTH: usize = 400;
