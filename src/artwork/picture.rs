//! A badge's picture, whatever it was made from.

use super::fault::ArtworkError;
use super::{CleanPng, CleanSvg, render};
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
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (svg, png) = (self.svg.is_some(), self.png.len());
        write!(formatter, "Picture {{ svg: {svg}, png: {png} bytes }}")
    }
}
