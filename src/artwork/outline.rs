//! Text as outlines, so that a drawing looks the same where its font is missing.

use super::fault::Problem;
use super::template::{SVG, escaped, number};
use super::{fonts, render};
use resvg::tiny_skia::{Path, PathBuilder, PathSegment, Point};
use resvg::usvg::{Group, Node};
use std::fmt::Write;

/// The faces text can be set in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Face {
    Display,
    Text,
}

/// A line of text, 100 units high, its baseline starting at the origin.
pub(super) struct Outline {
    path: Option<Path>,
    /// How far the pen moves.
    advance: f32,
}

impl Outline {
    /// Shapes one line of text.
    ///
    /// # Errors
    /// [`Problem::MissingGlyphs`] names the letters the embedded fonts lack.
    pub(super) fn new(text: &str, face: Face) -> Result<Self, Problem> {
        let (family, weight) = match face {
            Face::Display => (fonts::DISPLAY, 700),
            Face::Text => (fonts::TEXT, 600),
        };
        fonts::refuse_missing_glyphs(text)?;
        let text = escaped(text);
        let tree = render::tree(&format!(
            "<svg xmlns=\"{SVG}\" viewBox=\"0 0 100 100\"><text font-family=\"{family}\" \
             font-weight=\"{weight}\" font-size=\"{EM}\" xml:space=\"preserve\">{text}</text></svg>"
        ))?;
        let mut builder = PathBuilder::new();
        let advance = collect(tree.root(), &mut builder);
        Ok(Self {
            path: builder.finish(),
            advance,
        })
    }

    /// Width at a font size.
    pub(super) fn width(&self, size: f32) -> f32 {
        self.advance * size / EM
    }

    /// The data of an SVG path that shows the line centred on `x`, or starting there.
    pub(super) fn drawn(&self, x: f32, baseline: f32, size: f32, anchor: Anchor) -> String {
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - self.width(size) / 2.0,
        };
        let scale = size / EM;
        let place =
            |point: Point| Point::from_xy(left + point.x * scale, baseline + point.y * scale);
        self.path
            .as_ref()
            .map_or_else(String::new, |path| data(path, place))
    }
}

/// What a position is the position of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// Adds the outlines of all text; gives the width of it.
fn collect(group: &Group, builder: &mut PathBuilder) -> f32 {
    let mut advance = 0.0f32;
    for node in group.children() {
        match node {
            Node::Group(inner) => advance = advance.max(collect(inner, builder)),
            Node::Text(text) => {
                advance = advance.max(text.bounding_box().right());
                collect(text.flattened(), builder);
            }
            Node::Path(path) => {
                if let Some(placed) = path.data().clone().transform(path.abs_transform()) {
                    builder.push_path(&placed);
                }
            }
            Node::Image(_) => {}
        }
    }
    advance
}

fn data(path: &Path, place: impl Fn(Point) -> Point) -> String {
    let mut data = String::new();
    let mut push = |command: &str, points: &[Point]| {
        data.push_str(command);
        for (index, &point) in points.iter().enumerate() {
            let point = place(point);
            let separator = if index == 0 { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(data, "{separator}{} {}", number(point.x), number(point.y));
        }
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => push("M", &[to]),
            PathSegment::LineTo(to) => push("L", &[to]),
            PathSegment::QuadTo(a, to) => push("Q", &[a, to]),
            PathSegment::CubicTo(a, b, to) => push("C", &[a, b, to]),
            PathSegment::Close => push("Z", &[]),
        }
    }
    data
}

/// The font size outlines are made at: large, so that rounding does no harm.
const EM: f32 = 100.0;
