//! Finds the colour that strikes the eye most in a picture.

use super::Colour;
use resvg::tiny_skia::Pixmap;

/// The most frequent colour, vivid ones counting more; in whole numbers, so the same on every machine.
pub(super) fn of(pixels: &Pixmap) -> Colour {
    let mut bins = [Bin::default(); BINS];
    // Neighbours are mostly of one colour.
    let runs = pixels.pixels().chunk_by(|left, right| left == right);
    for run in runs.filter(|run| run[0].alpha() > 200) {
        let plain = run[0].demultiply();
        let parts = [plain.red(), plain.green(), plain.blue()];
        let bin = parts
            .iter()
            .fold(0, |bin, part| bin << 3 | usize::from(part >> 5));
        bins[bin].add(parts, run.len() as u64);
    }
    let used = bins.iter().filter(|bin| bin.count > 0);
    let best = used.max_by_key(|bin| bin.weight);
    best.map_or(FALLBACK, Bin::mean)
}

#[derive(Clone, Copy, Default)]
struct Bin {
    weight: u64,
    count: u64,
    sums: [u64; 3],
}

impl Bin {
    fn add(&mut self, parts: [u8; 3], count: u64) {
        let most = parts.into_iter().fold(0, u8::max);
        let least = parts.into_iter().fold(255, u8::min);
        self.weight += count * (8 + u64::from(most - least).pow(2) / 16);
        self.count += count;
        for (sum, part) in self.sums.iter_mut().zip(parts) {
            *sum += count * u64::from(part);
        }
    }

    fn mean(&self) -> Colour {
        let [red, green, blue] = self.sums.map(|sum| (sum / self.count.max(1)) as u8);
        Colour::new(red, green, blue)
    }
}

/// One for each eighth of red, green and blue.
const BINS: usize = 8 * 8 * 8;

/// Of a picture that is transparent throughout.
const FALLBACK: Colour = Colour::new(0x46, 0x58, 0x6b);
