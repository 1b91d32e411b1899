//! Walks over every node once and holds it against the allow-lists.

use super::super::fault::{Fault, Place, Problem};
use super::super::fonts;
use super::{MAX_QUOTE, MAX_SVG_ELEMENTS, allowed, numbers, style};
use roxmltree::{Attribute, Document, Node, NodeType};
use std::collections::HashSet;
use std::ops::Range;

/// What the walk learnt of a picture without faults.
pub(super) struct Markup {
    /// Where drawing programs keep notes for themselves, in file order, not overlapping.
    pub editor_ranges: Vec<Range<usize>>,
    /// Rules of style sheets that refer to parts of the picture.
    pub sheets: Vec<style::Rule>,
    pub has_text: bool,
    /// The shortest period of dashes asked for anywhere; infinite where there are none.
    pub dashes: f64,
}

/// Checks every node; all faults found, up to [`MAX_FAULTS`].
pub(super) fn inspect(document: &Document) -> Result<Markup, Vec<Fault>> {
    let mut inspector = Inspector::new(document);
    inspector.outermost();
    inspector.count();
    for node in document.descendants() {
        if inspector.faults.len() >= MAX_FAULTS {
            break;
        }
        inspector.node(node);
    }
    inspector.finish()
}

struct Inspector<'a> {
    document: &'a Document<'a>,
    ids: HashSet<&'a str>,
    /// By node id: whether the node is in a part that is left out of the published file.
    left_out: Vec<bool>,
    markup: Markup,
    faults: Vec<Fault>,
}

impl<'a> Inspector<'a> {
    fn new(document: &'a Document<'a>) -> Self {
        Self {
            document,
            ids: HashSet::new(),
            left_out: vec![false; document.descendants().count()],
            markup: Markup {
                editor_ranges: Vec::new(),
                sheets: Vec::new(),
                has_text: false,
                dashes: f64::INFINITY,
            },
            faults: Vec::new(),
        }
    }

    fn finish(mut self) -> Result<Markup, Vec<Fault>> {
        // The length of a letter's outline is not known here, and so not the number of its dashes.
        if self.markup.has_text && self.markup.dashes.is_finite() {
            self.faults.push(Fault {
                problem: Problem::DashedText,
                place: None,
            });
        }
        if self.faults.is_empty() {
            Ok(self.markup)
        } else {
            Err(self.faults)
        }
    }

    fn fault(&mut self, offset: usize, problem: Problem) {
        let position = self.document.text_pos_at(offset);
        self.faults.push(Fault {
            problem,
            place: Some(Place {
                line: position.row as usize,
                column: position.col as usize,
            }),
        });
    }

    fn outermost(&mut self) {
        let root = self.document.root_element();
        if !root.has_tag_name((allowed::SVG, "svg")) {
            let name = shown_name(root);
            self.fault(root.range().start, Problem::NotSvg { name });
        } else if !has_size(root) {
            self.fault(root.range().start, Problem::NoSize);
        }
    }

    fn count(&mut self) {
        let count = self.document.descendants().filter(Node::is_element).count();
        if count > MAX_SVG_ELEMENTS {
            self.faults.push(Fault {
                place: None,
                problem: Problem::TooMany {
                    what: "elements",
                    count: count as u64,
                    limit: MAX_SVG_ELEMENTS as u64,
                },
            });
        }
    }

    fn node(&mut self, node: Node<'a, 'a>) {
        match node.node_type() {
            NodeType::Element => self.element(node),
            NodeType::PI => {
                let target = node.pi().map_or("", |pi| pi.target).to_owned();
                self.fault(node.range().start, Problem::Instruction { target });
            }
            NodeType::Text | NodeType::Comment | NodeType::Root => {}
        }
    }

    fn element(&mut self, node: Node<'a, 'a>) {
        let inside_left_out = node
            .parent()
            .is_some_and(|parent| self.left_out[parent.id().get_usize()]);
        let namespace = node.tag_name().namespace().unwrap_or("");
        let editor = allowed::editor_namespace(namespace);
        if !editor && !self.allowed_element(node, namespace) {
            return;
        }
        if editor || inside_left_out || node.tag_name().name() == "metadata" {
            self.left_out[node.id().get_usize()] = true;
            if !inside_left_out {
                self.markup.editor_ranges.push(node.range());
            }
            return;
        }
        for attribute in node.attributes() {
            self.attribute(node, attribute);
        }
        self.content(node);
    }

    fn allowed_element(&mut self, node: Node, namespace: &str) -> bool {
        let name = shown_name(node);
        let problem = match namespace {
            allowed::SVG if allowed::element(node.tag_name().name()) => return true,
            uri if allowed::badge_namespace(uri) => Problem::AlreadyBaked { name },
            _ => Problem::Element { name },
        };
        // The outermost element has been spoken of already.
        if node != self.document.root_element() {
            self.fault(node.range().start, problem);
        }
        false
    }

    fn content(&mut self, node: Node<'a, 'a>) {
        match node.tag_name().name() {
            "text" => {
                let letters: String = node.descendants().filter_map(|part| part.text()).collect();
                self.markup.has_text |= !letters.trim().is_empty();
                if let Err(problem) = fonts::refuse_missing_glyphs(&letters) {
                    self.fault(node.range().start, problem);
                }
            }
            "style" => {
                let sheet: String = node.children().filter_map(|child| child.text()).collect();
                self.numbers(node.range().start, &sheet, false);
                self.markup.dashes = self.markup.dashes.min(numbers::shortest_dashes(&sheet));
                match style::check_sheet(&sheet) {
                    Ok(rules) => self.markup.sheets.extend(rules),
                    Err(problem) => self.fault(node.range().start, problem),
                }
            }
            _ => {}
        }
    }

    fn attribute(&mut self, node: Node<'a, 'a>, attribute: Attribute<'a, 'a>) {
        let start = attribute.range().start;
        let element = || node.tag_name().name().to_owned();
        let name = attribute.name();
        match attribute.namespace() {
            None if name == "href" => self.reference(node, attribute),
            Some(allowed::XLINK) if name == "href" => self.reference(node, attribute),
            Some(allowed::XLINK) if matches!(name, "type" | "title" | "show" | "actuate") => {}
            Some(allowed::XML) if matches!(name, "space" | "lang") => {}
            Some(uri) if allowed::editor_namespace(uri) => {
                self.markup.editor_ranges.push(attribute.range());
            }
            None if name == "id" => self.id(attribute),
            None if name == "style" => {
                self.numbers(start, attribute.value(), false);
                let dashes = numbers::shortest_dashes(attribute.value());
                self.markup.dashes = self.markup.dashes.min(dashes);
                if let Err(problem) = style::check_declarations(attribute.value()) {
                    self.fault(start, problem);
                }
            }
            None if allowed::attribute(name) => {
                if !allowed::plain_text(name) {
                    self.numbers(start, attribute.value(), name == "d");
                }
                if name == "stroke-dasharray" {
                    let asked = format!("{name}:{}", attribute.value());
                    self.markup.dashes = self.markup.dashes.min(numbers::shortest_dashes(&asked));
                }
                if !allowed::plain_text(name)
                    && let Err(problem) = style::check_value(attribute.value())
                {
                    self.fault(start, problem);
                }
            }
            None if is_handler(name) => {
                let name = name.to_owned();
                self.fault(
                    start,
                    Problem::Handler {
                        element: element(),
                        name,
                    },
                );
            }
            _ => {
                let name = name.to_owned();
                self.fault(
                    start,
                    Problem::Attribute {
                        element: element(),
                        name,
                    },
                );
            }
        }
    }

    fn numbers(&mut self, offset: usize, value: &str, joined: bool) {
        if let Err(problem) = numbers::total(value, joined) {
            self.fault(offset, problem);
        }
    }

    fn id(&mut self, attribute: Attribute<'a, 'a>) {
        if !self.ids.insert(attribute.value()) {
            let id = quoted(attribute.value());
            self.fault(attribute.range().start, Problem::DuplicateId { id });
        }
    }

    fn reference(&mut self, node: Node, attribute: Attribute) {
        let value = attribute.value();
        let is_image = node.tag_name().name() == "image";
        if is_raster(value) && is_image || value.starts_with('#') && !is_image {
            return;
        }
        let problem = if is_image && value.trim_start().starts_with("data:") {
            Problem::Raster {
                value: quoted(value),
            }
        } else {
            Problem::Reference {
                element: node.tag_name().name().to_owned(),
                name: "href".to_owned(),
                value: quoted(value),
            }
        };
        self.fault(attribute.range().start, problem);
    }
}

/// Whether a URL carries one of the raster formats that the renderer decodes.
fn is_raster(url: &str) -> bool {
    ["png", "jpeg", "jpg", "webp"].iter().any(|format| {
        url.strip_prefix("data:image/")
            .and_then(|rest| rest.strip_prefix(format))
            .is_some_and(|rest| rest.starts_with(";base64,"))
    })
}

fn is_handler(name: &str) -> bool {
    name.get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

/// Whether the outermost element says how large the picture is, in a way that every program reads alike.
fn has_size(root: Node) -> bool {
    let absolute = |name| {
        root.attribute(name)
            .is_some_and(|value: &str| !value.contains('%'))
    };
    match root.attribute("viewBox") {
        Some(view_box) => is_view_box(view_box),
        None => absolute("width") && absolute("height"),
    }
}

fn is_view_box(value: &str) -> bool {
    let parts = value
        .split([',', ' ', '\t', '\n', '\r'])
        .filter(|part| !part.is_empty());
    let numbers: Result<Vec<f32>, _> = parts.map(str::parse).collect();
    matches!(numbers.as_deref(), Ok([_, _, width, height]) if *width > 0.0 && *height > 0.0)
}

fn shown_name(node: Node) -> String {
    let name = quoted(node.tag_name().name());
    match node.tag_name().namespace() {
        Some(allowed::SVG) | None => name,
        Some(uri) => format!("{name} of {}", quoted(uri)),
    }
}

fn quoted(text: &str) -> String {
    text.chars().take(MAX_QUOTE).collect()
}

/// After so many faults the rest is of no help.
const MAX_FAULTS: usize = 20;
