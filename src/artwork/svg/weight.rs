//! Bounds what only shows once a picture is laid out: its size, its photographs, its dashes.

use super::super::fault::Problem;
use super::MAX_SIDE_PX;
use resvg::tiny_skia::{Path, PathSegment, Point, Rect};
use resvg::usvg::{Fill, Group, Node, Paint, Stroke, Tree};

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
    let mut weight = Weight {
        canvas: (tree.size().width(), tree.size().height()),
        covered: 0.0,
        largest_tile: 0.0,
        pixels: 0.0,
        dashes: 0.0,
    };
    weight.group(tree.root());
    limit("pixels in embedded images", weight.pixels, MAX_PIXELS)?;
    limit("dashes", weight.dashes, MAX_DASHES)?;
    limit(
        "layers of shapes over its whole area",
        weight.covered,
        MAX_COVERED,
    )?;
    let side = f64::from(width.max(height));
    limit(
        "times its own size in a pattern's tile",
        weight.largest_tile / side,
        MAX_TILE,
    )
}

fn limit(what: &'static str, count: f64, limit: u64) -> Result<(), Problem> {
    if count <= limit as f64 {
        return Ok(());
    }
    // A float too large for the type becomes its largest number.
    let count = count as u64;
    Err(Problem::TooMany { what, count, limit })
}

struct Weight {
    canvas: (f32, f32),
    /// How often the whole canvas would be painted over.
    covered: f64,
    /// Longest side of a pattern's tile, as drawn.
    largest_tile: f64,
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
                Node::Path(path) => {
                    self.dashes += dashes(path);
                    self.covered += self.share(path.abs_stroke_bounding_box());
                    self.largest_tile = self.largest_tile.max(largest_tile(path));
                }
                // Its outlines are among the node's own roots, below.
                Node::Text(_) => {}
            }
            node.subroots(|inner| self.group(inner));
        }
    }

    /// The share of the canvas that a box covers.
    fn share(&self, area: Rect) -> f64 {
        let (width, height) = self.canvas;
        let across = area.right().min(width) - area.left().max(0.0);
        let down = area.bottom().min(height) - area.top().max(0.0);
        f64::from((across / width).max(0.0)) * f64::from((down / height).max(0.0))
    }
}

/// The renderer draws a whole tile, however little of it is seen.
fn largest_tile(path: &resvg::usvg::Path) -> f64 {
    let paints = [
        path.fill().map(Fill::paint),
        path.stroke().map(Stroke::paint),
    ];
    let sides = paints.into_iter().flatten().map(|paint| match paint {
        Paint::Pattern(pattern) => {
            let (x, y) = path
                .abs_transform()
                .pre_concat(pattern.transform())
                .get_scale();
            f64::from(pattern.rect().width() * x).max(f64::from(pattern.rect().height() * y))
        }
        _ => 0.0,
    });
    // A scale too large to be counted must not compare as small.
    sides
        .map(|side| if side.is_nan() { f64::INFINITY } else { side })
        .fold(0.0, f64::max)
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
/// Shapes as large as the canvas: up to four milliseconds each at 512 pixels.
const MAX_COVERED: u64 = 1_000;
/// Sides of a pattern's tile against the picture's longest: four times its area in memory.
const MAX_TILE: u64 = 2;
/// A dash is a shape of its own; a finely dotted rim has a few hundred.
const MAX_DASHES: u64 = 100_000;
