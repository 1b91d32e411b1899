//! Draws a badge from a few words.

use super::fault::{ArtworkError, Problem};
use super::fitting::{self, Content, MIDDLE, STAR, STAR_PITCH, Setting};
use super::outline::{Anchor, Face, Outline};
use super::palette::{Palette, Tones};
use super::template::{escaped, fill, inner, number, thousandth};
use super::{CleanSvg, Icon, Picture, Shape, svg};
use std::fmt::Write;

/// A badge's picture in words, as an `[artwork]` table gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub shape: Shape,
    pub palette: Palette,
    pub icon: Option<Icon>,
    /// On the face, in up to three lines; may be empty.
    pub text: String,
    /// On a banner across the lower part, in one line; no banner if empty.
    pub banner: String,
    pub level: Level,
    /// What the picture shows, for those who cannot see it: the badge's name.
    pub label: String,
}

/// How many stars a drawing shows: 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Level(u8);

impl Level {
    /// `None` above 5.
    pub fn new(stars: u8) -> Option<Self> {
        (stars <= 5).then_some(Self(stars))
    }
}

impl Drawing {
    /// All that makes the drawing, as one text: the same for the same drawing in every release,
    /// even if a release draws it a little differently.
    pub fn words(&self) -> String {
        let colours = format!("{} {}", self.palette.main(), self.palette.accent());
        let icon = self.icon.map_or("", Icon::name);
        let level = self.level.0.to_string();
        let (shape, text, banner) = (self.shape.name(), &self.text, &self.banner);
        let words: [&str; 7] = [shape, &colours, icon, text, banner, &level, &self.label];
        serde_json::json!(words).to_string()
    }
}

/// Draws a badge. Text becomes outlines, so the SVG needs no font.
///
/// # Errors
/// A text is too long to be legible, or has letters that no embedded font has.
pub fn draw(drawing: &Drawing) -> Result<Picture, ArtworkError> {
    Picture::from_svg(draw_svg(drawing)?)
}

/// Draws a badge without rendering it: whether it can be drawn is known in a hundredth of the time.
///
/// # Errors
/// As [`draw`].
pub fn draw_svg(drawing: &Drawing) -> Result<CleanSvg, ArtworkError> {
    let tones = drawing.palette.tones();
    let template = drawing.shape.template();
    let banner = !drawing.banner.trim().is_empty();
    let lowest = template
        .face
        .iter()
        .map(|point| point.y)
        .fold(0.0, f32::max);
    let setting = fitting::fit(
        template,
        &Content {
            title: &drawing.text,
            icon: drawing.icon.is_some(),
            stars: drawing.level.0,
            bottom: if banner {
                template.banner - BANNER_MARGIN
            } else {
                lowest
            },
        },
    )?;
    let mut content = face(drawing, &setting, &tones)?;
    if banner {
        content.push_str(&drawn_banner(
            drawing.banner.trim(),
            template.banner,
            &tones,
        )?);
    }
    let svg = fill_frame(&drawing.label, &template.markup, &content, &tones);
    svg::check_svg(svg.as_bytes())
}

fn face(drawing: &Drawing, setting: &Setting, tones: &Tones) -> Result<String, Problem> {
    let mut content = String::new();
    if let (Some(icon), Some((top, side))) = (drawing.icon, setting.icon) {
        content.push_str(&icon.drawn(MIDDLE - side / 2.0, top, side, tones.ink));
    }
    let mut lines = String::new();
    for line in &setting.lines {
        let outline = Outline::new(&line.text, Face::Display)?;
        lines.push_str(&outline.drawn(MIDDLE, line.baseline, setting.size, Anchor::Middle));
    }
    content.push_str(&path(&lines, tones.ink));
    if let Some(middle) = setting.stars {
        content.push_str(&path(&stars(drawing.level, middle), star_colour(tones)));
    }
    Ok(content)
}

fn path(data: &str, colour: super::Colour) -> String {
    if data.is_empty() {
        return String::new();
    }
    format!("<path fill=\"{colour}\" d=\"{data}\"/>")
}

/// The trim's colour where it stands out from the face, else that of the text.
fn star_colour(tones: &Tones) -> super::Colour {
    let trim = tones.trim.0;
    let stands_out = trim.contrast(tones.face.0).min(trim.contrast(tones.face.1)) >= 3.0;
    if stands_out { trim } else { tones.ink }
}

fn stars(level: Level, middle: f32) -> String {
    let first = MIDDLE - f32::from(level.0.saturating_sub(1)) * STAR_PITCH / 2.0;
    let mut data = String::new();
    for star in 0..level.0 {
        let x = first + f32::from(star) * STAR_PITCH;
        for (index, (across, down)) in STAR_CORNERS.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let (x, y) = (x + across * STAR / 2.0, middle + 1.5 + down * STAR / 2.0);
            // Writing to a string does not fail.
            let _ = write!(data, "{command}{} {}", number(x), number(y));
        }
        data.push('Z');
    }
    data
}

fn drawn_banner(text: &str, top: f32, tones: &Tones) -> Result<String, Problem> {
    let outline = Outline::new(text, Face::Text)?;
    let size = (BANNER_WIDTH / outline.width(1.0)).min(BANNER_LARGEST);
    if size < BANNER_SMALLEST {
        let text = text.to_owned();
        return Err(Problem::TextTooLong { text });
    }
    let ribbon = fill(
        &inner(BANNER),
        &[
            ("banner_tail", &tones.banner_tail.to_string()),
            ("banner_fold", &tones.banner_fold.to_string()),
        ],
    );
    let letters = outline.drawn(MIDDLE, 30.0 + size * 0.36, size, Anchor::Middle);
    let letters = path(&letters, tones.banner_ink);
    let top = thousandth(top);
    Ok(format!(
        "<g transform=\"translate(0 {top})\">{ribbon}{letters}</g>"
    ))
}

fn fill_frame(label: &str, shape: &str, content: &str, tones: &Tones) -> String {
    let colours = [
        ("edge_top", tones.edge.0),
        ("edge_bottom", tones.edge.1),
        ("trim_top", tones.trim.0),
        ("trim_bottom", tones.trim.1),
        ("face_top", tones.face.0),
        ("face_bottom", tones.face.1),
        ("banner_top", tones.banner.0),
        ("banner_bottom", tones.banner.1),
    ];
    let colours = colours.map(|(name, colour)| (name, colour.to_string()));
    let label = escaped(label);
    let mut values: Vec<(&str, &str)> =
        vec![("label", &label), ("shape", shape), ("content", content)];
    values.extend(
        colours
            .iter()
            .map(|(name, colour)| (*name, colour.as_str())),
    );
    fill(FRAME, &values)
}

/// The corners of a five-pointed star of radius 1, clockwise from the top.
const STAR_CORNERS: [(f32, f32); 10] = [
    (0.0, -1.0),
    (0.265, -0.364),
    (0.951, -0.309),
    (0.428, 0.139),
    (0.588, 0.809),
    (0.0, 0.45),
    (-0.588, 0.809),
    (-0.428, 0.139),
    (-0.951, -0.309),
    (-0.265, -0.364),
];
const BANNER_MARGIN: f32 = 16.0;
const BANNER_WIDTH: f32 = 360.0;
const BANNER_LARGEST: f32 = 30.0;
const BANNER_SMALLEST: f32 = 14.0;
const FRAME: &str = include_str!("../../themes/artwork/frame.svg");
const BANNER: &str = include_str!("../../themes/artwork/banner.svg");

#[cfg(test)]
mod tests {
    use super::*;

    /// Every coordinate of a path, as pairs.
    fn corners(data: &str) -> Vec<(f32, f32)> {
        let numbers: Vec<f32> = data
            .split(|c: char| c.is_ascii_alphabetic() || c == ' ')
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap())
            .collect();
        numbers
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect()
    }

    #[test]
    fn all_text_stays_on_the_face() {
        let titles = [
            "Go",
            "Soldering Basics",
            "Öffentlichkeitsarbeit für Anfänger",
            "Безопасность",
            "Community Mentor of the Year gjpq",
        ];
        for shape in Shape::ALL {
            let template = shape.template();
            for (title, icon, stars) in titles
                .iter()
                .flat_map(|title| [(title, true, 5), (title, false, 0), (title, true, 0)])
            {
                let bottom = template.banner - BANNER_MARGIN;
                let setting = fitting::fit(
                    template,
                    &Content {
                        title,
                        icon,
                        stars,
                        bottom,
                    },
                )
                .unwrap();
                assert!(!setting.lines.is_empty() && setting.lines.len() <= 3);
                for line in &setting.lines {
                    let outline = Outline::new(&line.text, Face::Display).unwrap();
                    let data = outline.drawn(MIDDLE, line.baseline, setting.size, Anchor::Middle);
                    assert!(!data.is_empty());
                    for (x, y) in corners(&data) {
                        let (left, right) = template.chord(y).unwrap();
                        assert!(
                            x >= left + 10.0 && x <= right - 10.0 && y < bottom,
                            "{} {}: {x} {y}",
                            shape.name(),
                            line.text
                        );
                    }
                }
            }
        }
    }
}
