//! A badge's picture: the author's file checked, or a drawing made from a few words; then rendered.
//!
//! In come the bytes of an SVG or PNG file, or a [`Drawing`]; out go a [`Picture`] and the card that a
//! link preview shows. Nothing here opens a file, looks at the
//! machine's fonts, reads a clock or uses the network, so the same input gives the same bytes everywhere.

mod accent;
mod card;
mod colour;
mod drawing;
mod fault;
mod fitting;
mod fonts;
mod icon;
mod outline;
mod palette;
mod picture;
mod png;
mod render;
mod scaling;
mod shape;
mod svg;
mod template;

pub use card::{CARD_HEIGHT_PX, CARD_WIDTH_PX, card};
pub use colour::Colour;
pub use drawing::{Drawing, Level, draw, draw_svg};
pub use fault::{ArtworkError, Fault, Place, Problem};
pub use icon::Icon;
pub use palette::Palette;
pub use picture::Picture;
pub use png::{CleanPng, MAX_PNG_BYTES, MIN_PNG_PX, check_png, png_remarks};
pub use render::{PICTURE_PX, render, render_at};
pub use shape::Shape;
pub use svg::{CleanSvg, MAX_SVG_BYTES, MAX_SVG_ELEMENTS, check_svg};

/// Longest side of a picture, in pixels or user units: a canvas of this square is 64 MiB in memory.
pub const MAX_SIDE_PX: u32 = 4096;
