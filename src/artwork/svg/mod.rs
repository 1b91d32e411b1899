//! Checks an author's SVG: an allow-list of elements and attributes, no way out of the file, and a
//! limit on how much work it can ask of whoever draws it.

mod allowed;
mod markup;
mod numbers;
mod references;
mod style;
mod weight;

use super::fault::{ArtworkError, Fault, Place, Problem};
use super::{MAX_SIDE_PX, render};
use roxmltree::{Document, ParsingOptions};

/// An SVG that [`check_svg`] let pass.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanSvg {
    text: String,
    has_text: bool,
}

impl CleanSvg {
    /// The file as it may be published: without byte order mark and without what drawing programs
    /// keep in it for themselves, otherwise as the author saved it.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The same, as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it holds text that is not converted to paths: a browser shows that in whatever font
    /// the machine has, while renditions use the embedded ones.
    pub fn has_text(&self) -> bool {
        self.has_text
    }
}

/// Checks an author's SVG file.
///
/// Any aspect ratio passes; renditions centre the picture on a transparent square.
///
/// # Errors
/// All faults found, each with its place: anything outside the allow-list, a reference out of the
/// file, or a picture over one of the limits below.
pub fn check_svg(bytes: &[u8]) -> Result<CleanSvg, ArtworkError> {
    let text = read(bytes)?;
    let document = parse(text)?;
    let markup = markup::inspect(&document).map_err(ArtworkError::new)?;
    references::bound(&document, &markup).map_err(|fault| ArtworkError::new(vec![fault]))?;
    let clean = CleanSvg {
        text: without(text, &markup.editor_ranges),
        has_text: markup.has_text,
    };
    let tree = render::tree(clean.as_str())?;
    weight::bound(&tree)?;
    Ok(clean)
}

fn read(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > MAX_SVG_BYTES {
        return Err(Problem::TooLarge {
            size: bytes.len(),
            limit: MAX_SVG_BYTES,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Problem::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Parses without entities. A declared encoding other than UTF-8 is refused, because a browser
/// would read other characters than were checked here.
fn parse(text: &str) -> Result<Document<'_>, ArtworkError> {
    if let Some(name) = declared_encoding(text)
        && !name.eq_ignore_ascii_case("utf-8")
    {
        let name = name.to_owned();
        return Err(at_start(Problem::Encoding { name }));
    }
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| xml_fault(text, &error))
}

/// The value of `encoding` in the XML declaration, if there is one.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name)
}

fn xml_fault(text: &str, error: &roxmltree::Error) -> ArtworkError {
    match error {
        roxmltree::Error::DtdDetected => ArtworkError::new(vec![Fault {
            problem: Problem::Doctype,
            place: text.find("<!DOCTYPE").map(|offset| place(text, offset)),
        }]),
        roxmltree::Error::NodesLimitReached => Problem::TooMany {
            what: "elements, comments and pieces of text",
            count: u64::from(MAX_NODES) + 1,
            limit: u64::from(MAX_NODES),
        }
        .into(),
        other => ArtworkError::new(vec![Fault {
            problem: Problem::NotXml {
                reason: reason(&other.to_string()),
            },
            place: Some(Place {
                line: other.pos().row as usize,
                column: other.pos().col as usize,
            }),
        }]),
    }
}

/// The parser's words without the position, which is given apart.
fn reason(message: &str) -> String {
    let words = message
        .rsplit_once(" at ")
        .map_or(message, |(words, _)| words);
    words.chars().take(MAX_QUOTE).collect()
}

fn at_start(problem: Problem) -> ArtworkError {
    ArtworkError::new(vec![Fault {
        problem,
        place: Some(Place { line: 1, column: 1 }),
    }])
}

/// The place of a byte; columns count characters.
fn place(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place {
        line: before.matches('\n').count() + 1,
        column: text[line_start..offset].chars().count() + 1,
    }
}

fn without(text: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        kept.push_str(&text[from..range.start]);
        from = range.end;
    }
    kept.push_str(&text[from..]);
    kept
}

/// At most this much of the author's text is repeated in a message.
const MAX_QUOTE: usize = 60;
/// Largest SVG, in bytes; a badge drawn by hand has a few dozen kilobytes.
pub const MAX_SVG_BYTES: usize = 1024 * 1024;
/// Most elements in an SVG.
pub const MAX_SVG_ELEMENTS: usize = 10_000;
/// Elements, the text between them, and comments.
const MAX_NODES: u32 = 50_000;
