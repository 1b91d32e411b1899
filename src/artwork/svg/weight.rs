//! Bounds what only shows once a picture is laid out: its size, its photographs, its dashes.

use super::super::fault::Problem;
use super::MAX_SIDE_PX;
use resvg::tiny_skia::{Path, PathSegment, Point};
use resvg::usvg::{Group, Node, Tree};

/// Refuses a picture that is too large, or that would take too long or too much memory to draw.
pub(super) fn bound(tree: &Tree) -> Result<(), Problem> {
    let (width, height) = (
        tree.size().width().ceil() as u32,
        tree.size().height().ceil() as u32,
    );
    if width.max(height) > MAX_SIDE_PX {
        return Err(Problem::TooBig {
            width,
            height,
            limit: MAX_SIDE_PX,
        });
    }
    let mut weight = Weight::default();
    weight.group(tree.root());
    limit("pixels in embedded images", weight.pixels, MAX_PIXELS)?;
    limit("dashes", weight.dashes, MAX_DASHES)
}

fn limit(what: &'static str, count: f64, limit: u64) -> Result<(), Problem> {
    if count <= limit as f64 {
        return Ok(());
    }
    // A float too large for the type becomes its largest number.
    let count = count as u64;
    Err(Problem::TooMany { what, count, limit })
}

#[derive(Default)]
struct Weight {
    pixels: f64,
    dashes: f64,
}

impl Weight {
    fn group(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner),
                Node::Image(image) => {
                    self.pixels +=
                        f64::from(image.size().width()) * f64::from(image.size().height());
                }
                Node::Path(path) => self.dashes += dashes(path),
                Node::Text(text) => self.group(text.flattened()),
            }
            node.subroots(|inner| self.group(inner));
        }
    }
}

fn dashes(path: &resvg::usvg::Path) -> f64 {
    let dashes = path.stroke().and_then(|stroke| stroke.dasharray());
    let Some(dashes) = dashes.filter(|dashes| !dashes.is_empty()) else {
        return 0.0;
    };
    let period: f64 = dashes.iter().map(|&dash| f64::from(dash)).sum();
    length(path.data()) / period.max(f64::MIN_POSITIVE) * dashes.len() as f64
}

/// An upper bound of a path's length: that of its control polygon.
fn length(path: &Path) -> f64 {
    let mut start = Point::zero();
    let mut last = Point::zero();
    let mut length = 0.0;
    for segment in path.segments() {
        let corners: &[Point] = match &segment {
            PathSegment::MoveTo(to) => {
                (start, last) = (*to, *to);
                &[]
            }
            PathSegment::LineTo(to) => &[*to],
            PathSegment::QuadTo(a, to) => &[*a, *to],
            PathSegment::CubicTo(a, b, to) => &[*a, *b, *to],
            PathSegment::Close => &[start],
        };
        for &corner in corners {
            length += f64::from(last.distance(corner));
            last = corner;
        }
    }
    length
}

/// Pixels of all embedded images, each counted as often as it is drawn: one full canvas.
const MAX_PIXELS: u64 = MAX_SIDE_PX as u64 * MAX_SIDE_PX as u64;
/// A dash is a shape of its own; a finely dotted rim has a few hundred.
const MAX_DASHES: u64 = 100_000;
