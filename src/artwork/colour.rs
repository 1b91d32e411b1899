//! Colours, and which of them can be read on which.
//!
//! Only sums, products and quotients of floats, whose results are the same on every machine; the
//! power in the luminance formula is taken without the machine's mathematics library.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    pub const BLACK: Self = Self::new(0, 0, 0);
    pub const WHITE: Self = Self::new(255, 255, 255);

    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb` or `#rgb`, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let byte = |shift: u32| (number >> shift & 0xff) as u8;
        let nibble = |shift: u32| (number >> shift & 0xf) as u8 * 17;
        match digits.len() {
            6 => Some(Self::new(byte(16), byte(8), byte(0))),
            3 => Some(Self::new(nibble(8), nibble(4), nibble(0))),
            _ => None,
        }
    }

    /// Mixed with another colour: `share` percent of the other, 0 to 100.
    pub fn mixed(self, other: Self, share: u32) -> Self {
        self.between(other, share, 100)
    }

    /// On the way to another colour: `steps` of `all` away, all of them at most 10,000,000.
    pub(super) fn between(self, other: Self, steps: u32, all: u32) -> Self {
        let mix = |from: u8, to: u8| {
            let sum = u32::from(from) * (all - steps) + u32::from(to) * steps;
            ((sum + all / 2) / all) as u8
        };
        Self::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    pub(super) fn lightened(self, share: u32) -> Self {
        self.mixed(Self::WHITE, share)
    }

    pub(super) fn darkened(self, share: u32) -> Self {
        self.mixed(Self::BLACK, share)
    }

    /// Contrast with another colour, from 1 (none) to 21; text needs 4.5.
    ///
    /// Source: WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Source: WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "#{:02x}{:02x}{:02x}",
            self.red, self.green, self.blue
        )
    }
}

fn linear(value: u8) -> f64 {
    let value = f64::from(value) / 255.0;
    if value <= 0.04045 {
        return value / 12.92;
    }
    let base = (value + 0.055) / 1.055;
    // 2.4 = 2 + 2/5
    base * base * fifth_root(base * base)
}

/// Newton's method; `value` is between 0 and 1.
fn fifth_root(value: f64) -> f64 {
    let mut root = 1.0;
    for _ in 0..40 {
        root -= (root - value / (root * root * root * root)) / 5.0;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_published_formula() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        // #767676 is the well-known lightest grey that passes on white.
        let grey = Colour::new(0x76, 0x76, 0x76);
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.005);
    }

    #[test]
    fn only_three_or_six_hexadecimal_digits_are_a_colour() {
        assert_eq!(Colour::parse("#1aF"), Some(Colour::new(0x11, 0xaa, 0xff)));
        assert_eq!(Colour::parse("#102030"), Some(Colour::new(16, 32, 48)));
        for wrong in [
            "", "#", "102030", "#10203", "#+10203", "#1020300", "#éé", "red",
        ] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }
}
