//! SVG to pixels, by resvg: no file is ever opened, and no font but the embedded ones used.

use super::MAX_SIDE_PX;
use super::fault::{ArtworkError, Problem};
use super::svg::CleanSvg;
use super::{fonts, png};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, ImageKind, Options, Tree};

/// Renders a picture as the PNG of 512×512 pixels that awards are baked into.
///
/// # Errors
/// The picture shows nothing.
pub fn render(svg: &CleanSvg) -> Result<Vec<u8>, ArtworkError> {
    render_at(svg, PICTURE_PX)
}

/// Renders a picture as a square PNG, `size_px` pixels on a side; a picture that is not square is
/// centred on a transparent ground.
///
/// # Errors
/// As [`render`], or `size_px` is 0 or above [`MAX_SIDE_PX`].
pub fn render_at(svg: &CleanSvg, size_px: u32) -> Result<Vec<u8>, ArtworkError> {
    let pixels = pixels(svg, size_px)?;
    if pixels.pixels().iter().all(|pixel| pixel.alpha() == 0) {
        return Err(Problem::Blank.into());
    }
    png::encode(&pixels)
}

pub(super) fn pixels(svg: &CleanSvg, size_px: u32) -> Result<Pixmap, ArtworkError> {
    let tree = tree(svg.as_str())?;
    let mut canvas = canvas(size_px, size_px)?;
    draw_into(&tree, &mut canvas, (0.0, 0.0), size_px as f32);
    Ok(canvas)
}

/// Draws a picture into the square of side `side` whose top left corner is at `corner`.
pub(super) fn draw_into(tree: &Tree, canvas: &mut Pixmap, corner: (f32, f32), side: f32) {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = side / width.max(height);
    let left = corner.0 + (side - width * scale) / 2.0;
    let top = corner.1 + (side - height * scale) / 2.0;
    let transform = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    resvg::render(tree, transform, &mut canvas.as_mut());
}

pub(super) fn canvas(width: u32, height: u32) -> Result<Pixmap, Problem> {
    let size = width.max(height);
    let problem = Problem::Rendition { size };
    if size > MAX_SIDE_PX {
        return Err(problem);
    }
    Pixmap::new(width, height).ok_or(problem)
}

/// Lays a picture out. Only for text that was checked, or made here.
pub(super) fn tree(svg: &str) -> Result<Tree, Problem> {
    Tree::from_str(svg, &options()).map_err(|error| match error {
        usvg::Error::InvalidSize => Problem::NoSize,
        other => Problem::NotXml {
            reason: other.to_string(),
        },
    })
}

/// usvg's own resolver of references reads files; this one knows only what the picture carries itself.
fn options() -> Options<'static> {
    Options {
        font_family: fonts::TEXT.to_owned(),
        fontdb: fonts::database(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|media_type, data, _| match media_type {
                "image/png" => Some(ImageKind::PNG(data)),
                "image/jpeg" | "image/jpg" => Some(ImageKind::JPEG(data)),
                "image/webp" => Some(ImageKind::WEBP(data)),
                _ => None,
            }),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// Side of the picture that awards are baked into, in pixels.
pub const PICTURE_PX: u32 = 512;

#[cfg(test)]
mod tests {
    use super::*;

    /// What the checks let pass never gets here; this is the second lock on the same door.
    #[test]
    fn a_file_is_never_read_even_where_a_picture_asks_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret.png");
        let mut red = Pixmap::new(8, 8).unwrap();
        red.fill(resvg::tiny_skia::Color::from_rgba8(255, 0, 0, 255));
        std::fs::write(&secret, png::encode(&red).unwrap()).unwrap();
        let path = secret.display();
        let nested = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxwYXRoIGQ9Ik0wIDBIOFY4SDBaIi8+PC9zdmc+";
        for href in [
            path.to_string(),
            format!("file://{path}"),
            nested.to_owned(),
        ] {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><image width=\"8\" height=\"8\" href=\"{href}\"/></svg>"
            );
            let mut shown = canvas(8, 8).unwrap();
            draw_into(&tree(&svg).unwrap(), &mut shown, (0.0, 0.0), 8.0);
            assert!(
                shown.pixels().iter().all(|pixel| pixel.alpha() == 0),
                "{href}"
            );
            let by_default = usvg::Tree::from_str(&svg, &Options::default()).unwrap();
            let reads = by_default.root().has_children();
            assert_eq!(
                reads,
                !href.starts_with("file:"),
                "the test would notice: {href}"
            );
        }
    }
}
