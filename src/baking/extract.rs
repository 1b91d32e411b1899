//! Takes badges out of pictures, whoever baked them.

use std::fmt;

use flate2::{Decompress, FlushDecompress, Status};
use roxmltree::Node;

use super::chunks::{Chunk, chunks, split_at_nul};
use super::document::{Form, TEXT_LIMIT, Version};
use super::svg::{Doctype, checked_text, parse};
use super::{ExtractError, Format, PictureError};

/// A badge as found in a picture. Nothing about it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// What the place stands for; whether the document agrees is for its reader to check.
    pub version: Version,
    pub form: Form,
    /// The address beside an assertion in an SVG, where both are there. Nothing says that it is the
    /// assertion's own.
    pub hosted_at: Option<String>,
    pub place: Place,
}

/// Where in a picture something was found; `offset` counts bytes from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A text chunk of a PNG: `iTXt`, `tEXt` or `zTXt`.
    Chunk { kind: &'static str, offset: usize },
    /// An element of an SVG.
    Element { name: &'static str, offset: usize },
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chunk { kind, offset } => write!(formatter, "the {kind} chunk at byte {offset}"),
            Self::Element { name, offset } => {
                write!(formatter, "the `{name}` element at byte {offset}")
            }
        }
    }
}

/// Finds the badges in a PNG or SVG, told apart by content: at least one, and at most one of each
/// version, in the order in which they stand in the picture.
///
/// # Errors
/// The picture is damaged, holds no badge, several of one version, or one that cannot be read:
/// nothing is skipped silently, so that what is shown is all there is.
pub fn extract(picture: &[u8]) -> Result<Vec<Extracted>, ExtractError> {
    let found = match Format::of(picture) {
        Some(Format::Png) => from_png(picture)?,
        Some(Format::Svg) => from_svg(picture)?,
        None => return Err(PictureError::UnknownFormat.into()),
    };
    if found.is_empty() {
        return Err(ExtractError::NotBaked);
    }
    refuse_repeated(&found)?;
    Ok(found)
}

fn refuse_repeated(found: &[Extracted]) -> Result<(), ExtractError> {
    for version in Version::ALL {
        let mut places = found
            .iter()
            .filter(|badge| badge.version == version)
            .map(|badge| badge.place.clone());
        if let (Some(first), Some(second)) = (places.next(), places.next()) {
            return Err(ExtractError::Repeated {
                version,
                first,
                second,
            });
        }
    }
    Ok(())
}

fn from_png(png: &[u8]) -> Result<Vec<Extracted>, ExtractError> {
    let chunks = chunks(png)?;
    chunks
        .iter()
        .filter_map(|chunk| from_chunk(chunk).transpose())
        .collect()
}

/// The badge in one chunk, or `None` where the chunk is about something else.
fn from_chunk(chunk: &Chunk<'_>) -> Result<Option<Extracted>, ExtractError> {
    let Some((keyword, content)) = chunk.keyword() else {
        return Ok(None);
    };
    let is_keyword = |version: &Version| version.keyword().as_bytes() == keyword;
    let Some(version) = Version::ALL.into_iter().find(is_keyword) else {
        return Ok(None);
    };
    let place = |kind| Place::Chunk {
        kind,
        offset: chunk.range.start,
    };
    let wrong = |place| {
        let keyword = version.keyword();
        Err(ExtractError::WrongChunk { place, keyword })
    };
    let (bytes, place) = match (&chunk.kind, version) {
        (b"iTXt", _) => (international_text(content, &place("iTXt"))?, place("iTXt")),
        (b"tEXt", Version::Two) => (bounded(content, &place("tEXt"))?, place("tEXt")),
        (b"tEXt", Version::Three) => return wrong(place("tEXt")),
        _ => return wrong(place("zTXt")),
    };
    let text = String::from_utf8(bytes).map_err(|_| ExtractError::NotUtf8 {
        place: place.clone(),
    })?;
    recognize(text, version, place).map(Some)
}

/// The text of an iTXt chunk, from what follows its keyword.
///
/// Source: PNG Specification (Third Edition), "iTXt International textual data".
fn international_text(content: &[u8], place: &Place) -> Result<Vec<u8>, ExtractError> {
    let layout = || ExtractError::Layout {
        place: place.clone(),
    };
    let ([flag, method], rest) = content.split_first_chunk().ok_or_else(layout)?;
    let (_language, rest) = split_at_nul(rest).ok_or_else(layout)?;
    let (_translated_keyword, text) = split_at_nul(rest).ok_or_else(layout)?;
    match (flag, method) {
        (0, _) => bounded(text, place),
        (1, 0) => inflate(text, place),
        _ => Err(layout()),
    }
}

fn bounded(text: &[u8], place: &Place) -> Result<Vec<u8>, ExtractError> {
    if text.len() > TEXT_LIMIT {
        return Err(too_large(place));
    }
    Ok(text.to_vec())
}

/// Inflates no further than just over the limit, whatever the stream would hold.
fn inflate(zlib: &[u8], place: &Place) -> Result<Vec<u8>, ExtractError> {
    let mut text = Vec::with_capacity(TEXT_LIMIT + 1);
    let mut inflater = Decompress::new(true);
    let status = inflater.decompress_vec(zlib, &mut text, FlushDecompress::Finish);
    if text.len() > TEXT_LIMIT {
        return Err(too_large(place));
    }
    // A stream that is cut off ends without an error, only never with `StreamEnd`.
    let is_whole = matches!(status, Ok(Status::StreamEnd));
    if !is_whole || inflater.total_in() != zlib.len() as u64 {
        let place = place.clone();
        return Err(ExtractError::Compression { place });
    }
    Ok(text)
}

fn from_svg(svg: &[u8]) -> Result<Vec<Extracted>, ExtractError> {
    let text = checked_text(svg)?;
    let xml = parse(text, Doctype::Accepted)?;
    let mut found = Vec::new();
    for node in xml.descendants() {
        let is_badge =
            |version: &Version| node.has_tag_name((version.namespace(), version.element()));
        if let Some(version) = Version::ALL.into_iter().find(is_badge) {
            found.push(from_element(node, version)?);
        }
    }
    Ok(found)
}

fn from_element(element: Node<'_, '_>, version: Version) -> Result<Extracted, ExtractError> {
    let place = Place::Element {
        name: version.element(),
        offset: element.range().start,
    };
    let body = body(element, &place)?;
    let Some(verify) = element.attribute("verify") else {
        return recognize(body, version, place);
    };
    if verify.len() > TEXT_LIMIT {
        return Err(too_large(&place));
    }
    let verify = recognize(verify.to_owned(), version, place.clone())?;
    // Some bakers repeat the attribute within the element.
    let repeated = recognize(body.clone(), version, place.clone());
    if body.trim_ascii().is_empty() || repeated.is_ok_and(|badge| badge.form == verify.form) {
        return Ok(verify);
    }
    // An address beside an assertion is how 2.0 wants it; all else is two badges in one place.
    let Form::Url(url) = verify.form else {
        return Err(ExtractError::Contradiction { place });
    };
    Ok(Extracted {
        hosted_at: Some(url),
        ..recognize(body, version, place)?
    })
}

/// The text within an element: CDATA sections, plain text or both, in a row.
fn body(element: Node<'_, '_>, place: &Place) -> Result<String, ExtractError> {
    let mut body = String::new();
    for child in element.children() {
        if child.is_element() {
            return Err(ExtractError::NotText {
                place: place.clone(),
            });
        }
        if child.is_text() {
            body.push_str(child.text().unwrap_or_default());
        }
        if body.len() > TEXT_LIMIT {
            return Err(too_large(place));
        }
    }
    Ok(body)
}

fn recognize(text: String, version: Version, place: Place) -> Result<Extracted, ExtractError> {
    match Form::of(text, version) {
        Some(form) => Ok(Extracted {
            version,
            form,
            hosted_at: None,
            place,
        }),
        None => Err(ExtractError::NotADocument {
            place,
            version,
            expected: Form::expected(version),
        }),
    }
}

fn too_large(place: &Place) -> ExtractError {
    ExtractError::TooLarge {
        place: place.clone(),
        limit: TEXT_LIMIT,
    }
}
