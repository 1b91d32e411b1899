//! Finds where icon, title and stars go inside a shape, and how large the title can be.

use super::fault::Problem;
use super::outline::{Face, Outline};
use super::template::Template;

/// What has to find room on a face.
pub(super) struct Content<'a> {
    pub title: &'a str,
    pub icon: bool,
    pub stars: u8,
    /// Lowest height that may be drawn on.
    pub bottom: f32,
}

/// Where everything goes, in units of the canvas.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    /// Top and side of the icon's square, which is centred.
    pub icon: Option<(f32, f32)>,
    pub lines: Vec<Line>,
    pub size: f32,
    /// Height of the stars' middle.
    pub stars: Option<f32>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub baseline: f32,
}

/// Lays the content out as large as it fits, balancing the icon against the title.
///
/// # Errors
/// The title does not fit at the smallest legible size, or has letters no font has.
pub(super) fn fit(template: &Template, content: &Content) -> Result<Setting, Problem> {
    let title = Title::measure(content.title)?;
    let icons: &[f32] = match (content.icon, title.pieces.is_empty()) {
        (false, _) => &[0.0],
        (true, true) => &[250.0, 230.0, 210.0, 190.0, 170.0, 150.0, 130.0, 110.0],
        (true, false) => &[150.0, 138.0, 126.0, 114.0, 102.0, 90.0, 76.0, 60.0],
    };
    let fitter = Fitter {
        template,
        content,
        title: &title,
    };
    let fitting = icons.iter().filter_map(|&icon| fitter.largest(icon));
    let best = fitting.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, setting)| setting)
        .ok_or_else(|| Problem::TextTooLong {
            text: content.title.to_owned(),
        })
}

/// Breaks text into at most `most` lines no wider than `width`, as even as possible; gives the size.
pub(super) fn wrap(
    text: &str,
    width: f32,
    sizes: impl Iterator<Item = f32>,
    most: usize,
) -> Result<Option<(f32, Vec<String>)>, Problem> {
    let title = Title::measure(text)?;
    for size in sizes {
        let found =
            (1..=most).find_map(|lines| title.breaks(lines, |_, natural| natural * size <= width));
        if let Some(lines) = found {
            return Ok(Some((size, lines)));
        }
    }
    Ok(None)
}

/// A title in pieces between which a line may be broken.
struct Title {
    pieces: Vec<Piece>,
    /// Width of a space, at size 1, as all widths here.
    space: f32,
}

struct Piece {
    text: String,
    width: f32,
    /// It follows a hyphen or slash, not a space.
    glued: bool,
}

impl Title {
    fn measure(text: &str) -> Result<Self, Problem> {
        let width =
            |text: &str| Outline::new(text, Face::Display).map(|outline| outline.width(1.0));
        let mut pieces = Vec::new();
        for word in text.split_whitespace() {
            for (index, part) in word.split_inclusive(['-', '/', '\u{2013}']).enumerate() {
                pieces.push(Piece {
                    text: part.to_owned(),
                    width: width(part)?,
                    glued: index > 0,
                });
            }
        }
        if pieces.len() > MAX_PIECES {
            let text = text.to_owned();
            return Err(Problem::TextTooLong { text });
        }
        let space = width("n n")? - width("nn")?;
        Ok(Self { pieces, space })
    }

    /// The evenest way to set the title in exactly so many lines that pass the test, which is given
    /// each line's number and width.
    fn breaks(&self, lines: usize, passes: impl Fn(usize, f32) -> bool) -> Option<Vec<String>> {
        let last = self.pieces.len();
        let mut best: Option<(f32, Vec<usize>)> = None;
        for ends in partitions(last, lines) {
            let mut from = 0;
            let mut widest = 0.0f32;
            let fits = ends.iter().enumerate().all(|(number, &end)| {
                let width = self.width(from, end);
                from = end;
                widest = widest.max(width);
                passes(number, width)
            });
            if fits && best.as_ref().is_none_or(|(known, _)| widest < *known) {
                best = Some((widest, ends));
            }
        }
        best.map(|(_, ends)| self.texts(&ends))
    }

    fn width(&self, from: usize, end: usize) -> f32 {
        let pieces = self.pieces[from..end].iter().enumerate();
        pieces
            .map(|(index, piece)| {
                piece.width
                    + if index == 0 || piece.glued {
                        0.0
                    } else {
                        self.space
                    }
            })
            .sum()
    }

    fn texts(&self, ends: &[usize]) -> Vec<String> {
        let mut from = 0;
        let line = |&end: &usize| {
            let mut text = String::new();
            for (index, piece) in self.pieces[from..end].iter().enumerate() {
                text.push_str(if index == 0 || piece.glued { "" } else { " " });
                text.push_str(&piece.text);
            }
            from = end;
            text
        };
        ends.iter().map(line).collect()
    }
}

/// Every way to cut `pieces` into so many non-empty runs, as the ends of the runs.
fn partitions(pieces: usize, runs: usize) -> Vec<Vec<usize>> {
    if runs == 0 || pieces < runs {
        return Vec::new();
    }
    if runs == 1 {
        return vec![vec![pieces]];
    }
    (runs - 1..pieces)
        .flat_map(|cut| partitions(cut, runs - 1))
        .map(|mut ends| {
            ends.push(pieces);
            ends
        })
        .collect()
}

struct Fitter<'a> {
    template: &'a Template,
    content: &'a Content<'a>,
    title: &'a Title,
}

impl Fitter<'_> {
    /// The largest setting beside an icon of that side, and how good it looks.
    fn largest(&self, icon: f32) -> Option<(f32, Setting)> {
        if self.title.pieces.is_empty() {
            return Some((icon, self.place(icon, 0.0, 0)?));
        }
        let largest = if icon > 0.0 {
            LARGEST_WITH_ICON
        } else {
            LARGEST
        };
        let mut size = largest;
        while size >= SMALLEST {
            for lines in 1..=MAX_LINES {
                if let Some(setting) = self.place(icon, size, lines) {
                    return Some((size.min(40.0) * 2.0 + icon * 0.5, setting));
                }
            }
            size -= 1.0;
        }
        None
    }

    /// Centres the stack of icon, lines and stars; moves it until all of it is inside the face.
    fn place(&self, icon: f32, size: f32, lines: usize) -> Option<Setting> {
        let text = if lines == 0 {
            0.0
        } else {
            size * (CAP + (lines - 1) as f32 * LEADING)
        };
        let stars = if self.content.stars > 0 { STAR } else { 0.0 };
        let gaps = [icon, text, stars]
            .iter()
            .filter(|part| **part > 0.0)
            .count()
            .saturating_sub(1);
        let height = icon + text + stars + gaps as f32 * GAP;
        let middle = self
            .template
            .centre
            .min((self.content.bottom + self.top()) / 2.0);
        (0..OFFSETS)
            .flat_map(|step| [step as f32 * 4.0, step as f32 * -4.0])
            .find_map(|offset| self.place_at(middle - height / 2.0 + offset, icon, size, lines))
    }

    fn top(&self) -> f32 {
        self.template
            .face
            .iter()
            .map(|point| point.y)
            .fold(f32::INFINITY, f32::min)
    }

    fn place_at(&self, top: f32, icon: f32, size: f32, lines: usize) -> Option<Setting> {
        let mut y = top;
        let mut setting = Setting {
            icon: None,
            lines: Vec::new(),
            size,
            stars: None,
        };
        if icon > 0.0 {
            // Icons are round in the whole: their corners are empty.
            self.fits(y, y, 0.0)?;
            self.fits(y + icon * 0.15, y + icon, icon)?;
            setting.icon = Some((y, icon));
            y += icon + GAP;
        }
        if lines > 0 {
            let baseline = |number: usize| y + size * (CAP + number as f32 * LEADING);
            let texts = self.title.breaks(lines, |number, width| {
                let line = baseline(number);
                self.fits(line - size * ASCENT, line + size * DESCENT, width * size)
                    .is_some()
            })?;
            setting.lines = (0..)
                .map(baseline)
                .zip(texts)
                .map(|(baseline, text)| Line { text, baseline })
                .collect();
            y = baseline(lines - 1) + GAP;
        }
        if self.content.stars > 0 {
            self.fits(y, y + STAR, f32::from(self.content.stars) * STAR_PITCH)?;
            setting.stars = Some(y + STAR / 2.0);
        }
        Some(setting)
    }

    /// Whether something so wide fits between two heights, centred, with a margin.
    fn fits(&self, top: f32, bottom: f32, width: f32) -> Option<()> {
        if bottom > self.content.bottom {
            return None;
        }
        let half = |y: f32| {
            let (left, right) = self.template.chord(y)?;
            Some((MIDDLE - left).min(right - MIDDLE))
        };
        let room = half(top - MARGIN * 0.5)?.min(half(bottom + MARGIN * 0.3)?) - MARGIN;
        (width / 2.0 <= room).then_some(())
    }
}

pub(super) const MIDDLE: f32 = 256.0;
/// Height of a star, and the distance between the middles of two.
pub(super) const STAR: f32 = 30.0;
pub(super) const STAR_PITCH: f32 = 36.0;
/// Between text and the edge of the face; leaves room for the inner line of the shapes.
const MARGIN: f32 = 26.0;
const GAP: f32 = 20.0;
/// Parts of the font size: height of capitals, of capitals with accents, depth of letters like g,
/// distance of baselines.
const CAP: f32 = 0.73;
const ASCENT: f32 = 0.78;
const DESCENT: f32 = 0.2;
const LEADING: f32 = 1.14;
const LARGEST: f32 = 80.0;
const LARGEST_WITH_ICON: f32 = 52.0;
/// Below this, a title cannot be read even where the picture is shown at its full size.
const SMALLEST: f32 = 12.0;
const MAX_LINES: usize = 3;
const OFFSETS: usize = 12;
/// More words than this are too small to read, whatever the shape.
const MAX_PIECES: usize = 24;
