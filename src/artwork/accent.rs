//! Finds the colour that strikes the eye most in a picture.

use super::Colour;
use resvg::tiny_skia::Pixmap;
use std::collections::BTreeMap;

/// The most frequent colour, vivid ones counting more; in whole numbers, so the same on every machine.
pub(super) fn of(pixels: &Pixmap) -> Colour {
    let mut bins: BTreeMap<[u8; 3], Bin> = BTreeMap::new();
    for pixel in pixels.pixels().iter().filter(|pixel| pixel.alpha() > 200) {
        let plain = pixel.demultiply();
        let parts = [plain.red(), plain.green(), plain.blue()];
        bins.entry(parts.map(|part| part >> 5))
            .or_default()
            .add(parts);
    }
    let best = bins.values().max_by_key(|bin| bin.weight);
    best.map_or(FALLBACK, Bin::mean)
}

#[derive(Default)]
struct Bin {
    weight: u64,
    count: u64,
    sums: [u64; 3],
}

impl Bin {
    fn add(&mut self, parts: [u8; 3]) {
        let most = parts.into_iter().fold(0, u8::max);
        let least = parts.into_iter().fold(255, u8::min);
        self.weight += 8 + u64::from(most - least).pow(2) / 16;
        self.count += 1;
        for (sum, part) in self.sums.iter_mut().zip(parts) {
            *sum += u64::from(part);
        }
    }

    fn mean(&self) -> Colour {
        let [red, green, blue] = self.sums.map(|sum| (sum / self.count.max(1)) as u8);
        Colour::new(red, green, blue)
    }
}

/// Of a picture that is transparent throughout.
const FALLBACK: Colour = Colour::new(0x46, 0x58, 0x6b);
