//! The colours of a drawing: a named pair, or the author's own.

use super::colour::Colour;

/// The two colours a drawing is made from; all others are derived from them, so that text on any of
/// them can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    main: Colour,
    accent: Colour,
}

/// Every colour of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tones {
    pub edge: (Colour, Colour),
    pub trim: (Colour, Colour),
    pub face: (Colour, Colour),
    /// Text and icon on the face.
    pub ink: Colour,
    pub banner: (Colour, Colour),
    pub banner_tail: Colour,
    pub banner_fold: Colour,
    /// Text on the banner.
    pub banner_ink: Colour,
}

impl Palette {
    /// The palette of that name, or `None`.
    pub fn parse(name: &str) -> Option<Self> {
        let (_, main, accent) = NAMED.iter().find(|(known, ..)| *known == name)?;
        Some(Self::new(hex(*main), hex(*accent)))
    }

    /// The names that [`Palette::parse`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, ..)| *name)
    }

    /// The author's own colours: of the face, and of trim and banner.
    pub fn new(main: Colour, accent: Colour) -> Self {
        Self { main, accent }
    }

    /// One colour of the author's own, with a trim that goes with it.
    pub fn from_main(main: Colour) -> Self {
        let light = main.contrast(Colour::WHITE) < READABLE;
        let accent = if light {
            main.darkened(65)
        } else {
            main.lightened(80)
        };
        Self::new(main, accent)
    }

    /// The colour of trim and banner.
    pub fn accent(self) -> Colour {
        self.accent
    }

    /// The colour that stands for the drawing, on its card for instance.
    pub fn main(self) -> Colour {
        self.main
    }

    pub(super) fn tones(self) -> Tones {
        let (face, ink) = readable((self.main.lightened(12), self.main.darkened(30)), self.main);
        let accent = self.accent;
        let (banner, banner_ink) = readable((accent.lightened(22), accent), self.main);
        Tones {
            edge: edge(face.1, accent, ink),
            trim: (accent.lightened(45), accent.darkened(8)),
            face,
            ink,
            banner,
            banner_tail: banner.1.darkened(28),
            banner_fold: banner.1.darkened(58),
            banner_ink,
        }
    }
}

/// A dark rim: of the face's own colour where that is dark, else of the accent, because a darkened
/// pastel looks like mud.
fn edge(face: Colour, accent: Colour, ink: Colour) -> (Colour, Colour) {
    if ink == Colour::WHITE {
        return (face.darkened(18), face.darkened(55));
    }
    (accent.lightened(10), accent.darkened(35))
}

/// The gradient, moved away from its ink until text can be read on both ends of it; and the ink, white
/// or a shade of `hue`, whichever reads better to begin with.
fn readable(mut gradient: (Colour, Colour), hue: Colour) -> ((Colour, Colour), Colour) {
    let contrast = |(a, b): (Colour, Colour), ink: Colour| a.contrast(ink).min(b.contrast(ink));
    let dark = hue.darkened(82);
    // White on a strong colour looks better than dark does, so it gets a head start.
    let white_wins = contrast(gradient, Colour::WHITE) * 1.7 >= contrast(gradient, dark);
    let (ink, away) = if white_wins {
        (Colour::WHITE, Colour::BLACK)
    } else {
        (dark, Colour::WHITE)
    };
    for _ in 0..STEPS {
        if contrast(gradient, ink) >= READABLE {
            break;
        }
        gradient = (gradient.0.mixed(away, 5), gradient.1.mixed(away, 5));
    }
    (gradient, ink)
}

const fn hex(number: u32) -> Colour {
    Colour::new((number >> 16) as u8, (number >> 8) as u8, number as u8)
}

/// WCAG 2.2, "Contrast (Minimum)", for text of any size.
const READABLE: f64 = 4.5;
/// Enough steps of 5 % to come from one end of the scale close to the other.
const STEPS: usize = 40;

/// Name, main colour, accent.
const NAMED: &[(&str, u32, u32)] = &[
    ("ocean", 0x1565c0, 0xffca3a),
    ("sky", 0x0284c7, 0xe0f2fe),
    ("teal", 0x0f766e, 0xfcd34d),
    ("forest", 0x2f7d32, 0xf4d35e),
    ("mint", 0xa7e8cf, 0x0b6e5b),
    ("sunset", 0xd9480f, 0xffe08a),
    ("coral", 0xe0475b, 0xffe3d3),
    ("ruby", 0xa61b2b, 0xf2c14e),
    ("berry", 0x9d174d, 0xfbcfe8),
    ("plum", 0x5b34a8, 0xfbbf24),
    ("lavender", 0xd9d0fa, 0x5b3fb5),
    ("midnight", 0x1b2559, 0x7cc4ff),
    ("graphite", 0x2b2f36, 0xf7b733),
    ("slate", 0x46586b, 0xcfd8e3),
    ("gold", 0xf5c242, 0x7a4a00),
    ("silver", 0xc9d2da, 0x3d4d5c),
    ("bronze", 0x9a5b2a, 0xffdcae),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_any_two_colours() {
        let steps = [0u8, 51, 102, 153, 204, 255];
        let colours: Vec<Colour> = steps
            .iter()
            .flat_map(|&r| steps.iter().map(move |&g| (r, g)))
            .flat_map(|(r, g)| steps.iter().map(move |&b| Colour::new(r, g, b)))
            .collect();
        for &main in &colours {
            for accent in [
                Colour::WHITE,
                Colour::BLACK,
                main,
                Colour::new(main.blue, main.red, main.green),
            ] {
                let tones = Palette::new(main, accent).tones();
                for (on, ink) in [(tones.face, tones.ink), (tones.banner, tones.banner_ink)] {
                    assert!(on.0.contrast(ink) >= READABLE, "{main} {accent}");
                    assert!(on.1.contrast(ink) >= READABLE, "{main} {accent}");
                }
            }
        }
    }
}
