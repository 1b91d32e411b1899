//! The card a link preview shows: the picture, what it is for, and who gives it.

use super::fault::{ArtworkError, Problem};
use super::outline::{Anchor, Face, Outline};
use super::template::{fill, number};
use super::{Colour, accent, fitting, fonts, png, render, scaling};
use resvg::tiny_skia::{ColorU8, Pixmap, Transform};

/// Draws the card of a badge from its picture, as a PNG of 1200×630 pixels.
///
/// A title too long for it ends in an ellipsis. Signs that no embedded font has are left out, and a text
/// with letters that none has as a whole: the page that the card stands for has it in full.
///
/// # Errors
/// The picture is no PNG, or a damaged one.
pub fn card(png: &[u8], title: &str, issuer: &str, host: &str) -> Result<Vec<u8>, ArtworkError> {
    let picture = png::decode(png)?;
    let mut canvas = render::canvas(CARD_WIDTH_PX, CARD_HEIGHT_PX)?;
    let accent = accent::of(&picture);
    paint_ground(&mut canvas, accent);
    let [title, issuer] = [title, issuer].map(fonts::without_lacking_signs);
    let tree = render::tree(&markup(&title, &issuer, host, accent)?)?;
    resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
    scaling::place(&picture, &mut canvas, PICTURE_CORNER, PICTURE_SIDE)?;
    Ok(png::encode_opaque(&canvas)?)
}

fn markup(title: &str, issuer: &str, host: &str, accent: Colour) -> Result<String, Problem> {
    let (size, lines) = legible(set_title(title))?.unwrap_or_default();
    let title_height = size * (lines.len() as f32 * LEADING - (LEADING - 0.73));
    let issuer_height = if issuer.is_empty() {
        0.0
    } else {
        ISSUER_SIZE + 26.0
    };
    let top = (CARD_HEIGHT_PX as f32 - 40.0 - title_height - issuer_height - 60.0) / 2.0 + 10.0;
    let first = top + issuer_height + size * 0.73;
    let mut title_data = String::new();
    for (number, line) in lines.iter().enumerate() {
        let baseline = first + number as f32 * size * LEADING;
        title_data +=
            &Outline::new(line, Face::Display)?.drawn(LEFT, baseline, size, Anchor::Start);
    }
    let issuer_data = small(issuer, ISSUER_SIZE, top + ISSUER_SIZE * 0.73)?;
    let host_data = small(host, HOST_SIZE, CARD_HEIGHT_PX as f32 - 62.0)?;
    let strong = readable_on_white(accent);
    // Below a title only: alone it would look like a stray.
    let bar = match lines.is_empty() {
        true => String::new(),
        false => drawn_bar(first + title_height - size * 0.73 + 34.0),
    };
    Ok(fill(
        CARD,
        &[
            ("ring", &accent.mixed(Colour::WHITE, 50).to_string()),
            ("accent", &accent.to_string()),
            ("strong", &strong.to_string()),
            ("title", &title_data),
            ("issuer", &issuer_data),
            ("host", &host_data),
            ("bar", &bar),
        ],
    ))
}

/// A panel behind the picture, a little deeper from row to row, with an edge; white beside it. Here and
/// not in the markup, where flat rectangles and a gradient take longer than all else.
fn paint_ground(canvas: &mut Pixmap, accent: Colour) {
    let (top, bottom) = (
        accent.mixed(Colour::WHITE, 88),
        accent.mixed(Colour::WHITE, 70),
    );
    let opaque = |it: Colour| ColorU8::from_rgba(it.red, it.green, it.blue, 255).premultiply();
    let rows = canvas.pixels_mut().chunks_mut(CARD_WIDTH_PX as usize);
    for (number, row) in (0..).zip(rows) {
        let tint = top.between(bottom, number, CARD_HEIGHT_PX - 1);
        row[..EDGE].fill(opaque(tint));
        row[EDGE..PANEL_WIDTH].fill(opaque(accent));
        row[PANEL_WIDTH..].fill(opaque(Colour::WHITE));
    }
}

/// The title as large as it fits; cut until it does, within its first word if it must be.
fn set_title(title: &str) -> Result<Option<(f32, Vec<String>)>, Problem> {
    let words: Vec<&str> = fitting::words(title).take(MAX_WORDS).collect();
    for kept in (1..=words.len()).rev() {
        let mut text = words[..kept].join(" ");
        if kept < fitting::words(title).count() {
            text.push('…');
        }
        if let Some(set) = set_whole(&text)? {
            return Ok(Some(set));
        }
    }
    let letters: Vec<char> = words
        .first()
        .map(|word| word.chars().collect())
        .unwrap_or_default();
    for kept in (1..letters.len().min(MAX_LETTERS)).rev() {
        let text: String = letters[..kept].iter().chain(&['…']).collect();
        if let Some(set) = set_whole(&text)? {
            return Ok(Some(set));
        }
    }
    Ok(None)
}

// Of more parts than can be set in lines, fewer may do.
fn set_whole(text: &str) -> Result<Option<(f32, Vec<String>)>, Problem> {
    let sizes = (SMALLEST..=LARGEST).rev().step_by(2).map(f32::from);
    match fitting::wrap(text, WIDTH, sizes, MAX_LINES) {
        Err(Problem::TextTooLong { .. }) => Ok(None),
        set => set,
    }
}

/// One line of small text, smaller still where it is long; cut where it would be too small to read.
fn small(text: &str, size: f32, baseline: f32) -> Result<String, Problem> {
    let letters: Vec<char> = text.chars().take(MAX_LETTERS).collect();
    for kept in (1..=letters.len()).rev() {
        let cut: &[char] = if kept < text.chars().count() {
            &['…']
        } else {
            &[]
        };
        let shown: String = letters[..kept].iter().chain(cut).collect();
        let Some(outline) = legible(Outline::new(&shown, Face::Text).map(Some))? else {
            return Ok(String::new());
        };
        let fitting = size.min(WIDTH / outline.width(1.0).max(1.0));
        if fitting >= SMALLEST_LINE {
            return Ok(outline.drawn(LEFT, baseline, fitting, Anchor::Start));
        }
    }
    Ok(String::new())
}

fn legible<T>(set: Result<Option<T>, Problem>) -> Result<Option<T>, Problem> {
    match set {
        Err(Problem::MissingGlyphs { .. } | Problem::TextTooLong { .. }) => Ok(None),
        other => other,
    }
}

fn drawn_bar(top: f32) -> String {
    let (top, bottom) = (number(top), number(top + BAR_HEIGHT));
    format!("M540 {top}H612V{bottom}H540Z")
}

fn readable_on_white(mut colour: Colour) -> Colour {
    while colour.contrast(Colour::WHITE) < 4.5 {
        colour = colour.darkened(6);
    }
    colour
}

/// Width of a card: what LinkedIn, Mastodon and messengers show uncut.
pub const CARD_WIDTH_PX: u32 = 1200;
/// Height of a card.
pub const CARD_HEIGHT_PX: u32 = 630;
const EDGE: usize = 474;
const PANEL_WIDTH: usize = 480;
const PICTURE_SIDE: u32 = 400;
const PICTURE_CORNER: (i32, i32) = (40, 115);
const LEFT: f32 = 540.0;
const WIDTH: f32 = 600.0;
const ISSUER_SIZE: f32 = 32.0;
const HOST_SIZE: f32 = 27.0;
const LEADING: f32 = 1.14;
const LARGEST: u8 = 70;
const SMALLEST: u8 = 38;
const MAX_LINES: usize = 4;
const MAX_WORDS: usize = 20;
/// More than fit into a line at any size.
const MAX_LETTERS: usize = 80;
/// Below this a preview shows specks.
const SMALLEST_LINE: f32 = 22.0;
const BAR_HEIGHT: f32 = 8.0;
const CARD: &str = include_str!("../../themes/artwork/card.svg");
