//! SVG templates: `{{name}}` filled in, and what a shape's template says about its own layout.

use resvg::tiny_skia::{Path, PathSegment, Point};
use resvg::usvg::{Node, Tree};

/// A shape as its template describes it, on a canvas of 512 units.
pub(super) struct Template {
    /// All layers of the shape, as SVG without the outermost element.
    pub markup: String,
    /// The part that may be drawn on: the outline of the element with the id `ground`.
    pub face: Vec<Point>,
    /// Where the content is centred, from the top (`data-centre`).
    pub centre: f32,
    /// The upper edge of the banner (`data-banner`).
    pub banner: f32,
}

impl Template {
    /// Reads an embedded template.
    pub(super) fn read(source: &str) -> Self {
        let document = roxmltree::Document::parse(source).expect("an embedded template is XML");
        let root = document.root_element();
        let measure = |name: &str| {
            let value = root.attribute(name).and_then(|value| value.parse().ok());
            value.expect("an embedded template gives its measures")
        };
        Self {
            markup: inner(source),
            face: outline(source).expect("an embedded template has a path with the id `ground`"),
            centre: measure("data-centre"),
            banner: measure("data-banner"),
        }
    }

    /// The widest part of the face at a height, as its left and right end; `None` above and below it.
    pub(super) fn chord(&self, y: f32) -> Option<(f32, f32)> {
        let mut left = f32::INFINITY;
        let mut right = f32::NEG_INFINITY;
        for (index, a) in self.face.iter().enumerate() {
            let b = self.face[(index + 1) % self.face.len()];
            if (a.y <= y) == (b.y <= y) {
                continue;
            }
            let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
            (left, right) = (left.min(x), right.max(x));
        }
        (left < right).then_some((left, right))
    }
}

/// Replaces every `{{name}}` by its value.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .expect("an embedded template closes its braces");
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(before);
        filled.push_str(
            value
                .expect("an embedded template names only given values")
                .1,
        );
        rest = after;
    }
    filled + rest
}

/// What stands between the outermost tags of a template.
pub(super) fn inner(source: &str) -> String {
    let start = source.find(">\n").map_or(0, |at| at + 2);
    let end = source.rfind("</svg>").unwrap_or(source.len());
    source[start..end].replace('\n', "")
}

/// Text as XML: the five characters with a meaning are written as references.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no way to write these at all.
            control if control.is_control() => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A coordinate to a tenth of a unit, as short as it can be written.
pub(super) fn number(value: f32) -> String {
    shortest(value, 10.0)
}

/// A factor to a thousandth.
pub(super) fn thousandth(value: f32) -> String {
    shortest(value, 1000.0)
}

fn shortest(value: f32, parts: f32) -> String {
    let rounded = (value * parts).round() / parts;
    // Not "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

fn outline(source: &str) -> Option<Vec<Point>> {
    let document = roxmltree::Document::parse(source).ok()?;
    let face = document
        .descendants()
        .find(|node| node.attribute("id") == Some("ground"))?;
    let path = face.attribute("d")?;
    let alone = format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 512 512\"><path d=\"{path}\"/></svg>");
    let tree = Tree::from_str(&alone, &resvg::usvg::Options::default()).ok()?;
    match tree.root().children().first()? {
        Node::Path(path) => Some(flattened(path.data())),
        _ => None,
    }
}

/// A closed path as a polygon, with so many corners per curve.
fn flattened(path: &Path) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mix =
        |a: Point, b: Point, t: f32| Point::from_xy(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
    for segment in path.segments() {
        let from = points.last().copied().unwrap_or_default();
        match segment {
            PathSegment::MoveTo(to) | PathSegment::LineTo(to) => points.push(to),
            PathSegment::QuadTo(a, to) => {
                points.extend(steps().map(|t| mix(mix(from, a, t), mix(a, to, t), t)))
            }
            PathSegment::CubicTo(a, b, to) => points.extend(steps().map(|t| {
                let (p, q, r) = (mix(from, a, t), mix(a, b, t), mix(b, to, t));
                mix(mix(p, q, t), mix(q, r, t), t)
            })),
            PathSegment::Close => {}
        }
    }
    points
}

fn steps() -> impl Iterator<Item = f32> {
    (1..=16u8).map(|step| f32::from(step) / 16.0)
}

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
