//! The shapes a drawing can have.

use super::template::Template;
use std::sync::OnceLock;

/// The outline of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    Burst,
    Circle,
    Diamond,
    Flower,
    Hexagon,
    Medal,
    Octagon,
    Rosette,
    Shield,
    Square,
}

impl Shape {
    /// All shapes, in alphabetical order.
    pub const ALL: [Self; 10] = [
        Self::Burst,
        Self::Circle,
        Self::Diamond,
        Self::Flower,
        Self::Hexagon,
        Self::Medal,
        Self::Octagon,
        Self::Rosette,
        Self::Shield,
        Self::Square,
    ];

    /// The shape of that name, or `None`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// The names that [`Shape::parse`] knows, in alphabetical order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }

    /// Its name, as in `shape = "hexagon"`.
    pub fn name(self) -> &'static str {
        self.source().0
    }

    pub(super) fn template(self) -> &'static Template {
        static TEMPLATES: [OnceLock<Template>; Shape::ALL.len()] =
            [const { OnceLock::new() }; Shape::ALL.len()];
        TEMPLATES[self as usize].get_or_init(|| Template::read(self.source().1))
    }

    fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::Burst => (
                "burst",
                include_str!("../../themes/artwork/shapes/burst.svg"),
            ),
            Self::Circle => (
                "circle",
                include_str!("../../themes/artwork/shapes/circle.svg"),
            ),
            Self::Diamond => (
                "diamond",
                include_str!("../../themes/artwork/shapes/diamond.svg"),
            ),
            Self::Flower => (
                "flower",
                include_str!("../../themes/artwork/shapes/flower.svg"),
            ),
            Self::Hexagon => (
                "hexagon",
                include_str!("../../themes/artwork/shapes/hexagon.svg"),
            ),
            Self::Medal => (
                "medal",
                include_str!("../../themes/artwork/shapes/medal.svg"),
            ),
            Self::Octagon => (
                "octagon",
                include_str!("../../themes/artwork/shapes/octagon.svg"),
            ),
            Self::Rosette => (
                "rosette",
                include_str!("../../themes/artwork/shapes/rosette.svg"),
            ),
            Self::Shield => (
                "shield",
                include_str!("../../themes/artwork/shapes/shield.svg"),
            ),
            Self::Square => (
                "square",
                include_str!("../../themes/artwork/shapes/square.svg"),
            ),
        }
    }
}
