//! Follows every reference inside a picture, and bounds what they multiply to.
//!
//! A `use` in a `use` in a `use` is a few lines of text and a billion shapes; so is a pattern filled
//! with a pattern. Each reference is counted as if what it names stood in its place.

use super::super::fault::{Fault, Place, Problem};
use super::markup::Markup;
use super::style::{self, Rule, Selector};
use super::{MAX_QUOTE, allowed, numbers};
use roxmltree::{Document, Node};
use std::collections::HashMap;

/// Refuses a picture whose references go round in a circle, too deep, or multiply to too much work.
pub(super) fn bound(document: &Document, markup: &Markup) -> Result<(), Fault> {
    let mut weigher = Weigher {
        targets: targets(document),
        rules: &markup.sheets,
        known: HashMap::new(),
    };
    let weight = weigher.weigh(document.root_element(), 1)?;
    let dashes = weight.length / markup.dashes;
    limit("dashes", dashes as u64, MAX_DASHES)?;
    limit(
        "elements, references followed",
        weight.elements,
        MAX_ELEMENTS,
    )?;
    limit(
        "masks, filters and transparent layers",
        weight.layers,
        MAX_LAYERS,
    )
}

fn limit(what: &'static str, count: u64, limit: u64) -> Result<(), Fault> {
    if count <= limit {
        return Ok(());
    }
    Err(Fault {
        problem: Problem::TooMany { what, count, limit },
        place: None,
    })
}

fn targets<'a>(document: &'a Document) -> HashMap<&'a str, Node<'a, 'a>> {
    let named = document.descendants().filter(Node::is_element);
    named
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect()
}

/// What drawing an element takes, all it refers to included.
#[derive(Clone, Copy, Default)]
struct Weight {
    elements: u64,
    /// Pictures of their own that have to be made and blended, in units of a plain transparent group,
    /// which takes two milliseconds at 512 pixels; the others were measured against it.
    layers: u64,
    height: usize,
    /// An upper bound of the length of all lines.
    length: f64,
}

struct Weigher<'a> {
    targets: HashMap<&'a str, Node<'a, 'a>>,
    rules: &'a [Rule],
    /// `None` while the element is being weighed: meeting it again then is a loop.
    known: HashMap<roxmltree::NodeId, Option<Weight>>,
}

impl<'a> Weigher<'a> {
    fn weigh(&mut self, node: Node<'a, 'a>, depth: usize) -> Result<Weight, Fault> {
        match self.known.get(&node.id()) {
            Some(Some(weight)) if depth + weight.height <= MAX_DEPTH => return Ok(*weight),
            Some(None) => return Err(looped(node)),
            _ if depth > MAX_DEPTH => return Err(at(node, Problem::TooDeep { limit: MAX_DEPTH })),
            _ => {}
        }
        self.known.insert(node.id(), None);
        let mut weight = Weight {
            elements: 1,
            layers: layers(node),
            height: 0,
            length: length(node),
        };
        for part in self.parts(node) {
            let part = self.weigh(part, depth + 1)?;
            weight.elements = weight.elements.saturating_add(part.elements);
            weight.layers = weight.layers.saturating_add(part.layers);
            weight.length += part.length;
            weight.height = weight.height.max(part.height + 1);
        }
        self.known.insert(node.id(), Some(weight));
        Ok(weight)
    }

    /// Children and whatever is referred to, once per reference.
    fn parts(&self, node: Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
        let children = node.children().filter(Node::is_element);
        let referred = self.references(node);
        children
            .chain(
                referred
                    .iter()
                    .filter_map(|id| self.targets.get(id.as_str()).copied()),
            )
            .collect()
    }

    fn references(&self, node: Node) -> Vec<String> {
        let mut found = Vec::new();
        for attribute in node.attributes() {
            let value = attribute.value();
            match (attribute.namespace(), attribute.name()) {
                (None | Some(allowed::XLINK), "href") => {
                    found.extend(value.strip_prefix('#').map(str::to_owned));
                }
                // Both were checked before, so that neither fails here.
                (None, "style") => {
                    found.extend(style::check_declarations(value).unwrap_or_default())
                }
                (None, name) if allowed::property(name) => {
                    found.extend(style::check_value(value).unwrap_or_default());
                }
                _ => {}
            }
        }
        for rule in self
            .rules
            .iter()
            .filter(|rule| applies(&rule.selector, node))
        {
            found.extend(rule.references.iter().cloned());
        }
        found
    }
}

fn applies(selector: &Selector, node: Node) -> bool {
    match selector {
        Selector::Any => true,
        Selector::Element(name) => node.tag_name().name() == name,
        Selector::Id(id) => node.attribute("id") == Some(id),
        Selector::Class(class) => node
            .attribute("class")
            .is_some_and(|classes| classes.split_whitespace().any(|one| one == class)),
    }
}

/// No line is longer than four times the sum of the numbers that describe it; curves that go on
/// smoothly from the one before may each be as long as all before them.
fn length(node: Node) -> f64 {
    let geometry = [
        "d", "points", "x", "y", "x1", "y1", "x2", "y2", "r", "rx", "ry", "width", "height",
    ];
    let values = geometry
        .into_iter()
        .filter_map(|name| Some((name, node.attribute(name)?)));
    // Numbers were checked before; one that is too large does not get here.
    let total: f64 = values
        .map(|(name, value)| numbers::total(value, name == "d").unwrap_or(0.0))
        .sum();
    let data = node.attribute("d").unwrap_or("");
    let smooth = data.matches(['S', 's', 'T', 't']).count();
    total * 4.0 * (smooth + 1) as f64
}

fn layers(node: Node) -> u64 {
    let own = match node.tag_name().name() {
        "clipPath" | "pattern" | "image" => 4,
        "mask" => 7,
        "feGaussianBlur" | "feDropShadow" => 20,
        name if name.starts_with("fe") => 5,
        _ => 0,
    };
    let blended = ["opacity", "mix-blend-mode", "isolation"];
    let transparent = blended.iter().any(|name| node.has_attribute(*name))
        || node
            .attribute("style")
            .is_some_and(|style| blended.iter().any(|name| style.contains(name)));
    own + u64::from(transparent)
}

fn looped(node: Node) -> Fault {
    let id = node.attribute("id").unwrap_or(node.tag_name().name());
    let id = id.chars().take(MAX_QUOTE).collect();
    at(node, Problem::Loop { id })
}

fn at(node: Node, problem: Problem) -> Fault {
    let position = node.document().text_pos_at(node.range().start);
    Fault {
        problem,
        place: Some(Place {
            line: position.row as usize,
            column: position.col as usize,
        }),
    }
}

/// Elements to draw: several times what the file itself may hold.
const MAX_ELEMENTS: u64 = 50_000;
/// Dashes at the most: a second of work. What is laid out is counted again, and more exactly.
const MAX_DASHES: u64 = 20_000_000;
/// About five seconds of work.
const MAX_LAYERS: u64 = 2_000;
/// Levels of nesting; the renderer uses the stack for each.
const MAX_DEPTH: usize = 64;
