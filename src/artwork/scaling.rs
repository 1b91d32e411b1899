//! Pixels at another size.

use super::fault::Problem;
use super::render;
use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, PremultipliedColorU8, Transform};

/// Draws a picture into the square of side `side_px` whose top left corner is at `corner`; one that
/// is not square is centred in it.
pub(super) fn place(
    picture: &Pixmap,
    canvas: &mut Pixmap,
    corner: (i32, i32),
    side_px: u32,
) -> Result<(), Problem> {
    let longest = picture.width().max(picture.height());
    let scaled = |length: u32| (length * side_px + longest / 2) / longest;
    let (width, height) = (
        scaled(picture.width()).max(1),
        scaled(picture.height()).max(1),
    );
    let middle = |length: u32| ((side_px - length) / 2) as i32;
    let (left, top) = (corner.0 + middle(width), corner.1 + middle(height));
    if longest >= side_px {
        lay_over(canvas, &shrunk(picture, width, height)?, left, top);
        return Ok(());
    }
    // Larger: blurred, where the same would be jagged.
    let paint = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    let scale = side_px as f32 / longest as f32;
    let transform = Transform::from_row(scale, 0.0, 0.0, scale, left as f32, top as f32);
    canvas.draw_pixmap(0, 0, picture.as_ref(), &paint, transform, None);
    Ok(())
}

/// Lays a picture over another, which must be large enough.
fn lay_over(canvas: &mut Pixmap, picture: &Pixmap, left: i32, top: i32) {
    let (left, top) = (left as usize, top as usize);
    let stride = canvas.width() as usize;
    let rows = canvas.pixels_mut().chunks_mut(stride).skip(top);
    let sources = picture.pixels().chunks(picture.width() as usize);
    for (row, sources) in rows.zip(sources) {
        for (target, source) in row[left..].iter_mut().zip(sources) {
            *target = match source.alpha() {
                0 => continue,
                255 => *source,
                _ => over(*source, *target),
            };
        }
    }
}

fn over(source: PremultipliedColorU8, target: PremultipliedColorU8) -> PremultipliedColorU8 {
    let rest = 255 - u32::from(source.alpha());
    let [red, green, blue, alpha] = std::array::from_fn(|number| {
        let below = (u32::from(parts(target)[number]) * rest + 127) / 255;
        parts(source)[number] + below as u8
    });
    premultiplied([red, green, blue, alpha])
}

fn parts(pixel: PremultipliedColorU8) -> [u8; 4] {
    [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
}

fn premultiplied([red, green, blue, alpha]: [u8; 4]) -> PremultipliedColorU8 {
    PremultipliedColorU8::from_rgba(red, green, blue, alpha)
        .expect("means and sums of parts no larger than alpha are no larger than its own")
}

/// Each pixel is the mean of what it covers. Sums and products of floats are the same on every machine,
/// and taken four at once.
fn shrunk(picture: &Pixmap, width: u32, height: u32) -> Result<Pixmap, Problem> {
    let mut small = render::canvas(width, height)?;
    let across = shares(picture.width(), width);
    let down = shares(picture.height(), height);
    let stride = width as usize + 1;
    // One column and one row more, which the last shares reach into with nothing.
    let mut sums = vec![[0.0_f32; 4]; stride * (height as usize + 1)];
    let mut line = vec![[0.0_f32; 4]; stride];
    for (row, share) in picture.pixels().chunks(across.len()).zip(&down) {
        line.fill([0.0; 4]);
        for (pixel, share) in row.iter().zip(&across) {
            let parts = parts(*pixel).map(f32::from);
            for (sum, weight) in line[share.first..][..2].iter_mut().zip(share.weights) {
                *sum = std::array::from_fn(|number| sum[number] + weight * parts[number]);
            }
        }
        let rows = sums[share.first * stride..].chunks_mut(stride);
        for (sums, weight) in rows.zip(share.weights) {
            let sums = sums.as_flattened_mut().iter_mut();
            for (sum, part) in sums.zip(line.as_flattened()) {
                *sum += weight * part;
            }
        }
    }
    let rows = sums.chunks(stride).flat_map(|it| &it[..stride - 1]);
    for (target, sum) in small.pixels_mut().iter_mut().zip(rows) {
        *target = premultiplied(sum.map(|it| (it + 0.5) as u8));
    }
    Ok(small)
}

/// Where a pixel goes: so much of it to `first`, so much to the one after it.
struct Share {
    first: usize,
    weights: [f32; 2],
}

/// Of `from` pixels in a row, each `to` wide, when they become `to` pixels, each `from` wide.
fn shares(from: u32, to: u32) -> Vec<Share> {
    let share = |number: u32| {
        let start = number * to;
        let first = start / from;
        let here = to.min((first + 1) * from - start);
        Share {
            first: first as usize,
            weights: [here, to - here].map(|it| it as f32 / from as f32),
        }
    };
    (0..from).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixmap(width: u32, rows: &[u8]) -> Pixmap {
        let height = rows.len() as u32 / width;
        let mut pixels = Pixmap::new(width, height).unwrap();
        for (pixel, grey) in pixels.pixels_mut().iter_mut().zip(rows) {
            *pixel = PremultipliedColorU8::from_rgba(*grey, *grey, *grey, 255).unwrap();
        }
        pixels
    }

    fn greys(pixels: &Pixmap) -> Vec<u8> {
        pixels.pixels().iter().map(|it| it.red()).collect()
    }

    #[test]
    fn a_smaller_pixel_is_the_mean_of_what_it_covers() {
        let small = shrunk(&pixmap(3, &[30, 90, 240]), 2, 1).unwrap();
        assert_eq!(greys(&small), [50, 190]);
        let small = shrunk(&pixmap(2, &[0, 100, 50, 250]), 1, 1).unwrap();
        assert_eq!(greys(&small), [100]);
        let same = pixmap(2, &[1, 2, 3, 4]);
        assert_eq!(shrunk(&same, 2, 2).unwrap(), same);
    }

    #[test]
    fn what_is_half_transparent_lets_half_through() {
        let shown = |alpha: u8| {
            let mut canvas = pixmap(1, &[200]);
            let mut picture = Pixmap::new(1, 1).unwrap();
            picture.pixels_mut()[0] = premultiplied([0, 0, alpha, alpha]);
            lay_over(&mut canvas, &picture, 0, 0);
            parts(canvas.pixels()[0])
        };
        assert_eq!(shown(0), [200, 200, 200, 255]);
        assert_eq!(shown(51), [160, 160, 211, 255]);
        assert_eq!(shown(255), [0, 0, 255, 255]);
    }

    #[test]
    fn the_largest_picture_keeps_its_colour() {
        let mut white = Pixmap::new(4096, 4096).unwrap();
        white.fill(resvg::tiny_skia::Color::WHITE);
        let small = shrunk(&white, 2, 2).unwrap();
        assert_eq!(greys(&small), [255; 4]);
    }

    #[test]
    fn a_picture_that_is_not_square_is_centred() {
        for (width, height) in [(8, 4), (2, 1)] {
            let picture = pixmap(width, &vec![200; (width * height) as usize]);
            let mut canvas = Pixmap::new(4, 4).unwrap();
            place(&picture, &mut canvas, (0, 0), 4).unwrap();
            let shown = greys(&canvas);
            assert_eq!(shown[..4], [0; 4], "{width}");
            assert_eq!(shown[12..], [0; 4], "{width}");
            assert_eq!(shown[4..12], [200; 8], "{width}");
        }
    }
}
