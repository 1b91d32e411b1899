//! PNG files: the author's checked, ours written small.

use super::MAX_SIDE_PX;
use super::fault::{ArtworkError, Problem};
use resvg::tiny_skia::Pixmap;
use std::collections::HashMap;

/// A PNG that [`check_png`] let pass.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanPng {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

impl CleanPng {
    /// The file, exactly as the author saved it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file itself.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// Checks an author's PNG file: every chunk's CRC, every pixel, size and bounds.
///
/// Animated files are refused: badge platforms show one frame, and not all of them the same one.
///
/// # Errors
/// The first fault found, named with the chunk and the byte it starts at.
pub fn check_png(bytes: &[u8]) -> Result<CleanPng, ArtworkError> {
    if bytes.len() > MAX_PNG_BYTES {
        return Err(Problem::TooLarge {
            size: bytes.len(),
            limit: MAX_PNG_BYTES,
        }
        .into());
    }
    check_chunks(bytes)?;
    let pixels = decode(bytes)?;
    if pixels.pixels().iter().all(|pixel| pixel.alpha() == 0) {
        return Err(Problem::Blank.into());
    }
    Ok(CleanPng {
        bytes: bytes.to_vec(),
        width: pixels.width(),
        height: pixels.height(),
    })
}

/// Walks the chunks: length, type, data, CRC of type and data.
///
/// Source: PNG (Third Edition), "Chunk layout".
fn check_chunks(bytes: &[u8]) -> Result<(), Problem> {
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(Problem::NotPng)?;
    loop {
        let offset = bytes.len() - rest.len();
        let (chunk, after) = split_chunk(rest).ok_or(Problem::Truncated { offset })?;
        let name = &chunk[4..8];
        let (named, crc) = chunk[4..].split_at(chunk.len() - 8);
        if crc32fast::hash(named).to_be_bytes() != crc {
            return Err(Problem::DamagedChunk {
                chunk: String::from_utf8_lossy(name).escape_debug().to_string(),
                offset,
            });
        }
        match name {
            b"acTL" => return Err(Problem::Animated),
            b"IEND" if !after.is_empty() => {
                return Err(Problem::TrailingBytes { count: after.len() });
            }
            b"IEND" => return Ok(()),
            b"iTXt" | b"tEXt" if is_baked(&named[4..]) => {
                let name = "openbadges".to_owned();
                return Err(Problem::AlreadyBaked { name });
            }
            _ => rest = after,
        }
    }
}

/// What a PNG file says beside its pixels that may be of a person: its Exif data, and its texts by
/// their keywords. Which program wrote it, and when, is not told.
///
/// Source: PNG (Third Edition), "Textual information" and "eXIf Exchangeable Image File (Exif) Profile".
pub fn png_remarks(bytes: &[u8]) -> Vec<String> {
    let mut rest = bytes.strip_prefix(SIGNATURE).unwrap_or_default();
    let mut found = Vec::new();
    while let Some((chunk, after)) = split_chunk(rest) {
        let data = &chunk[8..chunk.len() - 4];
        match &chunk[4..8] {
            b"eXIf" => found.push("Exif data".to_owned()),
            b"tEXt" | b"zTXt" | b"iTXt" => {
                let keyword = data.split(|it| *it == 0).next().unwrap_or_default();
                let keyword = String::from_utf8_lossy(keyword);
                if !PLAIN_KEYWORDS.contains(&&*keyword) {
                    found.push(format!("`{}`", keyword.escape_debug()));
                }
            }
            _ => {}
        }
        rest = after;
    }
    found
}

fn split_chunk(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_be_bytes(*rest.first_chunk::<4>()?);
    let whole = usize::try_from(length).ok()?.checked_add(12)?;
    rest.split_at_checked(whole)
}

/// Whether a text chunk has the keyword of an Open Badges 2.0 or 3.0 credential.
fn is_baked(data: &[u8]) -> bool {
    data.starts_with(b"openbadges\0") || data.starts_with(b"openbadgecredential\0")
}

pub(super) fn decode(bytes: &[u8]) -> Result<Pixmap, Problem> {
    let undecodable = |error: png::DecodingError| Problem::Undecodable {
        reason: error.to_string(),
    };
    let limits = png::Limits {
        bytes: MAX_DECODED_BYTES,
    };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(undecodable)?;
    let (width, height) = (header.width, header.height);
    bound(width, height)?;
    let mut reader = decoder.read_info().map_err(undecodable)?;
    let size = reader
        .output_buffer_size()
        .ok_or(Problem::Rendition { size: width })?;
    let mut samples = vec![0; size];
    let info = reader.next_frame(&mut samples).map_err(undecodable)?;
    reader.finish().map_err(undecodable)?;
    samples.truncate(info.buffer_size());
    premultiplied(&samples, info.color_type, width, height)
}

fn bound(width: u32, height: u32) -> Result<(), Problem> {
    if width.max(height) > MAX_SIDE_PX {
        let limit = MAX_SIDE_PX;
        return Err(Problem::TooBig {
            width,
            height,
            limit,
        });
    }
    if width.min(height) < MIN_PNG_PX {
        let limit = MIN_PNG_PX;
        return Err(Problem::TooSmall {
            width,
            height,
            limit,
        });
    }
    Ok(())
}

fn premultiplied(
    samples: &[u8],
    colour: png::ColorType,
    width: u32,
    height: u32,
) -> Result<Pixmap, Problem> {
    let mut pixels = super::render::canvas(width, height)?;
    let targets = pixels.pixels_mut().iter_mut();
    match colour {
        png::ColorType::GrayscaleAlpha => {
            let sources = samples.chunks_exact(2);
            targets
                .zip(sources)
                .for_each(|(to, s)| *to = colour_of([s[0], s[0], s[0], s[1]]));
        }
        _ => {
            let sources = samples.chunks_exact(4);
            targets
                .zip(sources)
                .for_each(|(to, s)| *to = colour_of([s[0], s[1], s[2], s[3]]));
        }
    }
    Ok(pixels)
}

fn colour_of([red, green, blue, alpha]: [u8; 4]) -> resvg::tiny_skia::PremultipliedColorU8 {
    resvg::tiny_skia::ColorU8::from_rgba(red, green, blue, alpha).premultiply()
}

/// Writes pixels as a short PNG: every award carries a copy of it. With a palette where there are few
/// enough colours, which loses nothing.
pub(super) fn encode(pixels: &Pixmap) -> Result<Vec<u8>, ArtworkError> {
    let colours: Vec<[u8; 4]> = pixels
        .pixels()
        .iter()
        .map(|pixel| {
            let plain = pixel.demultiply();
            [plain.red(), plain.green(), plain.blue(), plain.alpha()]
        })
        .collect();
    let written = match palette(&colours) {
        Some(palette) => write_indexed(pixels, &colours, &palette),
        None => write_rgba(pixels, colours.as_flattened()),
    };
    Ok(written.map_err(|_| rendition(pixels))?)
}

/// Writes pixels that hide all behind them as a PNG, quickly: one file for all awards of a badge,
/// made anew by every full build.
pub(super) fn encode_opaque(pixels: &Pixmap) -> Result<Vec<u8>, Problem> {
    let colours = pixels.pixels().iter();
    let samples: Vec<u8> = colours
        .flat_map(|it| [it.red(), it.green(), it.blue()])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = encoder(&mut bytes, pixels, png::ColorType::Rgb);
    // A sixth longer than the first level of deflate with no filter, in three fifths of its time.
    encoder.set_deflate_compression(png::DeflateCompression::FdeflateUltraFast);
    encoder.set_filter(png::Filter::Paeth);
    write(encoder, &samples).map_err(|_| rendition(pixels))?;
    Ok(bytes)
}

fn rendition(pixels: &Pixmap) -> Problem {
    Problem::Rendition {
        size: pixels.width(),
    }
}

/// The colours in order of appearance, transparent ones first so that `tRNS` is short.
fn palette(colours: &[[u8; 4]]) -> Option<Vec<[u8; 4]>> {
    let mut distinct = std::collections::BTreeSet::new();
    // Neighbours are mostly of one colour, and comparing them is far cheaper than looking it up.
    for run in colours.chunk_by(|left, right| left == right) {
        distinct.insert(run[0]);
        if distinct.len() > 256 {
            return None;
        }
    }
    let mut palette: Vec<_> = distinct.into_iter().collect();
    palette.sort_by_key(|colour| (colour[3] == 255, *colour));
    Some(palette)
}

/// Flat colours, as in our drawings, are a fifth shorter without a filter, photographs and long gradients
/// with one. Where it is not plain to see, in both ways, of which the shorter is kept.
fn write_rgba(pixels: &Pixmap, samples: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let written = |filter| {
        let mut bytes = Vec::new();
        let mut encoder = encoder(&mut bytes, pixels, png::ColorType::Rgba);
        encoder.set_filter(filter);
        write(encoder, samples)?;
        Ok::<_, png::EncodingError>(bytes)
    };
    let plain = written(png::Filter::NoFilter)?;
    if is_flat(pixels) {
        return Ok(plain);
    }
    let filtered = written(png::Filter::MinEntropy)?;
    Ok(if filtered.len() < plain.len() {
        filtered
    } else {
        plain
    })
}

/// Whether seven of eight pixels look like their neighbour.
fn is_flat(pixels: &Pixmap) -> bool {
    let pixels = pixels.pixels();
    let runs = pixels.chunk_by(|left, right| left == right).count();
    runs * 8 <= pixels.len()
}

fn write_indexed(
    pixels: &Pixmap,
    colours: &[[u8; 4]],
    palette: &[[u8; 4]],
) -> Result<Vec<u8>, png::EncodingError> {
    let index: HashMap<_, _> = palette.iter().copied().zip(0u8..=255).collect();
    let samples: Vec<u8> = colours.iter().map(|colour| index[colour]).collect();
    let mut bytes = Vec::new();
    let mut encoder = encoder(&mut bytes, pixels, png::ColorType::Indexed);
    encoder.set_palette(
        palette
            .iter()
            .flat_map(|c| [c[0], c[1], c[2]])
            .collect::<Vec<u8>>(),
    );
    let see_through = palette
        .iter()
        .filter(|colour| colour[3] != 255)
        .map(|colour| colour[3]);
    encoder.set_trns(see_through.collect::<Vec<u8>>());
    encoder.set_filter(png::Filter::NoFilter);
    write(encoder, &samples)?;
    Ok(bytes)
}

fn encoder<'a>(
    bytes: &'a mut Vec<u8>,
    pixels: &Pixmap,
    colour: png::ColorType,
) -> png::Encoder<'a, &'a mut Vec<u8>> {
    let mut encoder = png::Encoder::new(bytes, pixels.width(), pixels.height());
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(png::DeflateCompression::Level(9));
    encoder
}

fn write(encoder: png::Encoder<&mut Vec<u8>>, samples: &[u8]) -> Result<(), png::EncodingError> {
    let mut writer = encoder.write_header()?;
    writer.write_image_data(samples)?;
    writer.finish()
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Texts that programs write of themselves.
const PLAIN_KEYWORDS: [&str; 5] = [
    "Software",
    "Creation Time",
    "date:create",
    "date:modify",
    "date:timestamp",
];
/// Largest PNG, in bytes: every award carries a copy of it.
pub const MAX_PNG_BYTES: usize = 8 * 1024 * 1024;
/// Shortest side, in pixels: below it, badge platforms refuse the picture.
pub const MIN_PNG_PX: u32 = 90;
/// What decoding may allocate: a canvas of the largest size at 16 bits per sample.
const MAX_DECODED_BYTES: usize = 8 * (MAX_SIDE_PX as usize) * (MAX_SIDE_PX as usize);
