//! The lines of N-Quads: writing, sorting and hashing them.

use sha2::{Digest, Sha256};

use super::order::Order;
use crate::proof::rdf::{Component, Dataset, Quad};

/// A SHA-256 hash; its order is that of its hexadecimal digits.
pub(super) type Hash = [u8; 32];

/// Lines of N-Quads, written one after the other and sorted by reference.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    ranges: Vec<(u32, u32)>,
}

impl Lines {
    pub(super) fn with_capacity(dataset: &Dataset) -> Self {
        Self {
            text: String::with_capacity(dataset.len() * 160),
            ranges: Vec::with_capacity(dataset.len()),
        }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ranges.clear();
    }

    pub(super) fn push(&mut self, dataset: &Dataset, quad: &Quad, name: impl Fn(u32, &mut String)) {
        let start = self.text.len() as u32;
        let out = &mut self.text;
        let write = |component: Component, out: &mut String| {
            match component {
                Component::Blank(blank) => name(blank, out),
                Component::Text(span) => out.push_str(dataset.text(span)),
            }
            out.push(' ');
        };
        write(quad.subject, out);
        write(Component::Text(quad.predicate), out);
        write(quad.object, out);
        if let Some(graph) = quad.graph {
            write(graph, out);
        }
        out.push_str(".\n");
        self.ranges.push((start, self.text.len() as u32));
    }

    pub(super) fn sort(&mut self, order: &mut Order) {
        let text = &self.text;
        let line = |&(start, end): &(u32, u32)| &text[start as usize..end as usize];
        self.ranges.sort_unstable_by(|a, b| line(a).cmp(line(b)));
        order.observe(self.ranges.iter().map(line));
    }

    pub(super) fn hash(&mut self, order: &mut Order) -> Hash {
        self.sort(order);
        let mut hasher = Sha256::new();
        for &(start, end) in &self.ranges {
            hasher.update(&self.text.as_bytes()[start as usize..end as usize]);
        }
        hasher.finalize().into()
    }

    pub(super) fn sorted(mut self, order: &mut Order) -> String {
        self.sort(order);
        let mut out = String::with_capacity(self.text.len());
        for &(start, end) in &self.ranges {
            out.push_str(&self.text[start as usize..end as usize]);
        }
        out
    }
}

pub(super) fn push_canonical(out: &mut String, name: u32) {
    out.push_str("_:c14n");
    push_number(out, name);
}

pub(super) fn push_temporary(out: &mut String, name: u32) {
    out.push_str("_:b");
    push_number(out, name);
}

fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

pub(super) fn push_hex(out: &mut String, hash: &Hash) {
    for byte in hash {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
}
