//! What is wrong with a picture, where, and how to put it right.

use std::fmt;

/// Why a picture was refused: every fault found, in the order of the file; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct ArtworkError {
    faults: Vec<Fault>,
}

/// One thing wrong with a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub problem: Problem,
    /// `None` where the fault is of the whole file, or the file is not text.
    pub place: Option<Place>,
}

/// A place in a text file; both numbers count from 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    #[error("the picture is {size} bytes long, more than the {limit} accepted")]
    TooLarge { size: usize, limit: usize },
    #[error("the SVG is not UTF-8 text: byte {offset} cannot be read")]
    NotUtf8 { offset: usize },
    #[error("the SVG declares the encoding `{name}`")]
    Encoding { name: String },
    #[error("the SVG is not well-formed XML: {reason}")]
    NotXml { reason: String },
    #[error("the SVG has a `DOCTYPE`")]
    Doctype,
    #[error("the SVG has a processing instruction `{target}`")]
    Instruction { target: String },
    #[error("the outermost element is `{name}`, not an `svg` in the SVG namespace")]
    NotSvg { name: String },
    #[error("the picture holds a credential already: `{name}`")]
    AlreadyBaked { name: String },
    #[error("the element `{name}` is not allowed in a badge's picture")]
    Element { name: String },
    #[error("the attribute `{name}` of `{element}` is not allowed in a badge's picture")]
    Attribute { element: String, name: String },
    #[error("the attribute `{name}` of `{element}` runs a script")]
    Handler { element: String, name: String },
    #[error("`{name}` of `{element}` points outside the picture: `{value}`")]
    Reference {
        element: String,
        name: String,
        value: String,
    },
    #[error("the embedded image is not a base64 data URL of a PNG, JPEG or WebP: `{value}`")]
    Raster { value: String },
    #[error("the style {reason}: `{found}`")]
    Style { reason: &'static str, found: String },
    #[error("the number `{value}` is too large for a picture")]
    Number { value: String },
    #[error("text and dashed lines do not go together")]
    DashedText,
    #[error("the id `{id}` is given twice")]
    DuplicateId { id: String },
    #[error("`#{id}` refers back to itself")]
    Loop { id: String },
    #[error("the picture has {count} {what}, more than the {limit} accepted")]
    TooMany {
        what: &'static str,
        count: u64,
        limit: u64,
    },
    #[error("elements are nested more than {limit} deep, references included")]
    TooDeep { limit: usize },
    #[error(
        "the picture has no size: `svg` needs a `viewBox` of four numbers, or `width` and `height` that are no percentages"
    )]
    NoSize,
    #[error("the picture measures {width}×{height}, more than {limit} on a side")]
    TooBig { width: u32, height: u32, limit: u32 },
    #[error("the picture measures {width}×{height} pixels, fewer than {limit} on a side")]
    TooSmall { width: u32, height: u32, limit: u32 },
    #[error("the picture shows nothing: every pixel is transparent")]
    Blank,
    #[error("no embedded font has the characters `{characters}`")]
    MissingGlyphs { characters: String },
    #[error("the file is not a PNG: it does not start with the PNG signature")]
    NotPng,
    #[error("the PNG ends in the middle of the chunk at byte {offset}")]
    Truncated { offset: usize },
    #[error("the {chunk} chunk at byte {offset} is damaged: its CRC does not match its content")]
    DamagedChunk { chunk: String, offset: usize },
    #[error("the PNG has {count} bytes after its end")]
    TrailingBytes { count: usize },
    #[error("the PNG is animated")]
    Animated,
    #[error("the PNG cannot be decoded: {reason}")]
    Undecodable { reason: String },
    #[error("the text `{text}` is too long to be drawn legibly")]
    TextTooLong { text: String },
    #[error("a picture of {size} pixels cannot be made")]
    Rendition { size: u32 },
}

impl ArtworkError {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }

    /// Every fault found, in the order of the file; at least one.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl From<Problem> for ArtworkError {
    fn from(problem: Problem) -> Self {
        Self::new(vec![Fault {
            problem,
            place: None,
        }])
    }
}

impl fmt::Display for ArtworkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ArtworkError {}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(
                formatter,
                "{}:{}: {}",
                place.line, place.column, self.problem
            ),
            None => write!(formatter, "{}", self.problem),
        }
    }
}

impl Problem {
    /// How to put it right; one sentence for the author of the picture.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "export the picture at a smaller size, or simplify its paths",
            Self::NotUtf8 { .. } | Self::Encoding { .. } => "save the file as UTF-8",
            Self::NotXml { .. } => "export the picture again as plain SVG",
            Self::Doctype => "delete the line `<!DOCTYPE …>`; SVG does not need it",
            Self::Instruction { .. } => {
                "delete the line; only `<?xml …?>` may stand before `<svg>`"
            }
            Self::NotSvg { .. } => {
                "start the file with `<svg xmlns=\"http://www.w3.org/2000/svg\">`"
            }
            Self::AlreadyBaked { .. } => {
                "use the picture as it was before an award was baked into it"
            }
            Self::Element { .. } => {
                "a picture may have shapes, text, gradients, masks and simple filters; convert all else to paths"
            }
            Self::Attribute { .. } => "delete the attribute, or export the picture as plain SVG",
            Self::Handler { .. } => "delete the attribute; a badge's picture cannot run scripts",
            Self::Reference { .. } => {
                "refer to a part of the same file as `#id`; embed photographs as data URLs"
            }
            Self::Raster { .. } => "embed the image as `data:image/png;base64,…`",
            Self::Style { .. } => {
                "write the property as an attribute, or export with presentation attributes"
            }
            Self::Number { .. } => "draw the picture on a canvas of about 512 by 512 units",
            Self::DashedText => "convert the text to paths",
            Self::DuplicateId { .. } => "give every element its own id",
            Self::Loop { .. } => "remove the reference from the element that is being referred to",
            Self::TooMany { .. } => "simplify the picture, or export it as PNG",
            Self::TooDeep { .. } => "ungroup nested groups",
            Self::NoSize => "add `viewBox=\"0 0 512 512\"` to the `svg` element",
            Self::TooBig { .. } => "export at 512×512",
            Self::TooSmall { .. } => "export at 512×512; badge platforms refuse small pictures",
            Self::Blank => "check that the picture's shapes are visible and inside its `viewBox`",
            Self::MissingGlyphs { .. } => {
                "convert the text to paths; the embedded fonts have Latin, Greek and Cyrillic letters"
            }
            Self::NotPng => "save the picture as PNG or SVG",
            Self::Truncated { .. } | Self::DamagedChunk { .. } | Self::Undecodable { .. } => {
                "copy or export the picture again"
            }
            Self::TrailingBytes { .. } => {
                "export the picture again; nothing may follow its IEND chunk"
            }
            Self::Animated => "export a still PNG; badge platforms show only one frame",
            Self::TextTooLong { .. } => "give the drawing a shorter `text`",
            Self::Rendition { .. } => "ask for a size from 1 to 4096 pixels",
        }
    }
}
