//! The icons a drawing can show.

use super::template;

/// One of the embedded icons, drawn in lines on a grid of 48 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    name: &'static str,
    markup: &'static str,
}

impl Icon {
    /// The icon of that name, or `None`.
    pub fn parse(name: &str) -> Option<Self> {
        all().find(|icon| icon.name == name)
    }

    /// The names that [`Icon::parse`] knows, in alphabetical order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        all().map(|icon| icon.name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// A group of SVG that shows it in the square of that side, in that colour.
    pub(super) fn drawn(self, left: f32, top: f32, side: f32, ink: super::Colour) -> String {
        let (left, top) = (template::number(left), template::number(top));
        let scale = template::thousandth(side / GRID);
        format!(
            "<g transform=\"translate({left} {top}) scale({scale})\" color=\"{ink}\" fill=\"none\" \
             stroke=\"currentColor\" stroke-width=\"3\" stroke-linecap=\"round\" \
             stroke-linejoin=\"round\">{}</g>",
            self.markup
        )
    }
}

/// The file has one group per line.
fn all() -> impl Iterator<Item = Icon> {
    ICONS.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("<g id=\"")?.split_once("\">")?;
        let markup = rest.strip_suffix("</g>")?;
        Some(Icon { name, markup })
    })
}

const GRID: f32 = 48.0;
const ICONS: &str = include_str!("../../themes/artwork/icons.svg");
