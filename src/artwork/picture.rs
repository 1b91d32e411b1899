//! A badge's picture, whatever it was made from.

use super::fault::{ArtworkError, Problem};
use super::{CleanPng, CleanSvg, Colour, PICTURE_PX, accent, png, render};
use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, PremultipliedColorU8, Transform};
use std::fmt;

/// A checked or drawn picture: the PNG that awards are baked into, and the SVG if there is one.
#[derive(Clone, PartialEq)]
pub struct Picture {
    svg: Option<CleanSvg>,
    png: Vec<u8>,
}

impl Picture {
    /// From the author's SVG; renders it as 512×512 pixels.
    ///
    /// # Errors
    /// As [`render::render`].
    pub fn from_svg(svg: CleanSvg) -> Result<Self, ArtworkError> {
        let png = render::render(&svg)?;
        Ok(Self {
            svg: Some(svg),
            png,
        })
    }

    /// From an SVG and the PNG that was rendered from it before.
    pub fn rendered(svg: CleanSvg, png: CleanPng) -> Self {
        Self {
            svg: Some(svg),
            png: png.into_bytes(),
        }
    }

    /// From the author's PNG, which stays as it is.
    pub fn from_png(png: CleanPng) -> Self {
        Self {
            svg: None,
            png: png.into_bytes(),
        }
    }

    /// The SVG, unless the author gave a PNG.
    pub fn svg(&self) -> Option<&CleanSvg> {
        self.svg.as_ref()
    }

    /// The PNG: 512×512 pixels, or of the author's size.
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// The picture as a square PNG of another size: favicons, thumbnails.
    ///
    /// # Errors
    /// `size_px` is 0 or above [`super::MAX_SIDE_PX`].
    pub fn at(&self, size_px: u32) -> Result<Vec<u8>, ArtworkError> {
        if let Some(svg) = &self.svg {
            return render::render_at(svg, size_px);
        }
        let mut canvas = render::canvas(size_px, size_px)?;
        self.draw_into(&mut canvas, (0.0, 0.0), size_px)?;
        png::encode(&canvas, png::Effort::Quick)
    }

    /// The colour that stands for the picture: the one that strikes the eye most.
    ///
    /// # Errors
    /// None that the picture's checks have not found before.
    pub fn accent(&self) -> Result<Colour, ArtworkError> {
        Ok(accent::of(&self.pixels(PICTURE_PX)?))
    }

    pub(super) fn draw_into(
        &self,
        canvas: &mut Pixmap,
        corner: (f32, f32),
        side: u32,
    ) -> Result<(), ArtworkError> {
        if let Some(svg) = &self.svg {
            render::draw_into(&render::tree(svg.as_str())?, canvas, corner, side as f32);
            return Ok(());
        }
        let source = self.pixels(side)?;
        let scale = side as f32 / source.width().max(source.height()) as f32;
        let left = corner.0 + (side as f32 - source.width() as f32 * scale) / 2.0;
        let top = corner.1 + (side as f32 - source.height() as f32 * scale) / 2.0;
        let paint = PixmapPaint {
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        let transform = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
        canvas.draw_pixmap(0, 0, source.as_ref(), &paint, transform, None);
        Ok(())
    }

    /// The picture's own pixels, halved while they are more than twice as many as wanted: only then
    /// does bilinear scaling see all of them.
    fn pixels(&self, wanted_px: u32) -> Result<Pixmap, ArtworkError> {
        let mut pixels = png::decode(&self.png)?;
        while pixels.width().max(pixels.height()) >= wanted_px.saturating_mul(2)
            && pixels.width().min(pixels.height()) > 1
        {
            pixels = halved(&pixels)?;
        }
        Ok(pixels)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (svg, png) = (self.svg.is_some(), self.png.len());
        write!(formatter, "Picture {{ svg: {svg}, png: {png} bytes }}")
    }
}

fn halved(source: &Pixmap) -> Result<Pixmap, Problem> {
    let mut half = render::canvas(source.width() / 2, source.height() / 2)?;
    let (width, stride) = (half.width() as usize, source.width() as usize);
    for (index, target) in half.pixels_mut().iter_mut().enumerate() {
        let at = index / width * 2 * stride + index % width * 2;
        let four = [at, at + 1, at + stride, at + stride + 1].map(|at| source.pixels()[at]);
        let mean = |part: fn(PremultipliedColorU8) -> u8| {
            (four
                .iter()
                .map(|pixel| u32::from(part(*pixel)))
                .sum::<u32>()
                .div_ceil(4)) as u8
        };
        let parts = (
            mean(PremultipliedColorU8::red),
            mean(PremultipliedColorU8::green),
            mean(PremultipliedColorU8::blue),
            mean(PremultipliedColorU8::alpha),
        );
        *target = PremultipliedColorU8::from_rgba(parts.0, parts.1, parts.2, parts.3)
            .expect("means of parts no larger than alpha are no larger than its mean");
    }
    Ok(half)
}
