//! Bakes into SVG: elements right within the outermost one.
//!
//! Source: Open Badges 2.0 Baking Specification, "SVGs"; Open Badges 3.0, "Baked badge", "SVG".

use roxmltree::{Document as Xml, Node, ParsingOptions};

use super::document::{Document, Version, is_url};
use super::{BakeError, PictureError, check_size};

/// An SVG that was checked once and holds no badge, ready to be baked for many awards.
#[derive(Debug, Clone)]
pub struct PreparedSvg {
    text: String,
    /// Right behind the start tag of the outermost element.
    insertion: usize,
}

impl PreparedSvg {
    /// Checks that `svg` is a well-formed UTF-8 SVG without a document type declaration.
    ///
    /// Elements of either namespace of Open Badges are left out, so that baking replaces them. All
    /// else is kept byte for byte, but that `<svg/>` becomes `<svg></svg>`. Whether the artwork is
    /// harmless is not looked at.
    ///
    /// # Errors
    /// The first fault found.
    pub fn new(svg: &[u8]) -> Result<Self, PictureError> {
        let text = checked_text(svg)?;
        let xml = parse(text, Doctype::Refused)?;
        let root = xml.root_element();
        if root.tag_name().namespace() != Some(SVG_NAMESPACE) {
            return Err(PictureError::NoNamespace {
                namespace: SVG_NAMESPACE,
            });
        }
        let start = root.range().start;
        let insertion = start + start_tag_length(&text[start..]);
        Ok(match text[..insertion].strip_suffix("/>") {
            Some(before) => Self::with_end_tag(before, &text[start..], &text[insertion..]),
            None => Self {
                text: without_badges(&xml),
                insertion,
            },
        })
    }

    /// Writes the picture with a 2.0 assertion, a 3.0 `credential` or both into `svg`, replacing
    /// what `svg` held: its memory can be used again for the next award.
    ///
    /// `assertion` is the address it is hosted at and its text. Documents are JSON objects or
    /// compact JWS. JSON is baked with the same meaning: in the few places where XML cannot hold a
    /// character of it, the character is written as a JSON escape. A JWS is baked as it is, and
    /// takes the place of the address.
    ///
    /// # Errors
    /// No document was given, one is not fit to be baked, the address is none, or the result is
    /// over [`super::PICTURE_LIMIT`]. The content of `svg` is then of no use.
    pub fn bake_into(
        &self,
        svg: &mut Vec<u8>,
        assertion: Option<(&str, &str)>,
        credential: Option<&str>,
    ) -> Result<(), BakeError> {
        if assertion.is_none() && credential.is_none() {
            return Err(BakeError::Nothing);
        }
        let (before, after) = self.text.as_bytes().split_at(self.insertion);
        svg.clear();
        svg.extend_from_slice(before);
        if let Some((url, text)) = assertion {
            if !is_url(url) {
                let url = url.to_owned();
                return Err(BakeError::Address { url });
            }
            write_element(Version::Two, Some(url), text, svg)?;
        }
        if let Some(text) = credential {
            write_element(Version::Three, None, text, svg)?;
        }
        svg.extend_from_slice(after);
        Ok(check_size(svg.len())?)
    }

    /// The picture whose outermost element was empty, opened up.
    fn with_end_tag(before: &str, root: &str, after: &str) -> Self {
        let name_end = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
        let length = root.bytes().position(name_end).unwrap_or(root.len());
        let name = &root[1..length];
        Self {
            text: format!("{before}></{name}>{after}"),
            insertion: before.len() + 1,
        }
    }
}

/// Whether a document type declaration is let through. Entities never are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doctype {
    Refused,
    Accepted,
}

/// The text of an SVG within the limits and in an encoding we read.
pub(super) fn checked_text(svg: &[u8]) -> Result<&str, PictureError> {
    check_size(svg.len())?;
    let text = std::str::from_utf8(svg).map_err(|error| PictureError::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    check_encoding(text)?;
    check_counts(text)?;
    Ok(text)
}

/// Parses an SVG; its outermost element is called `svg`, in whatever namespace.
pub(super) fn parse(text: &str, doctype: Doctype) -> Result<Xml<'_>, PictureError> {
    // Without entities, a declaration is only a name: many drawing programs write one.
    if doctype == Doctype::Accepted && text.contains("<!ENTITY") {
        return Err(PictureError::Entities);
    }
    let options = ParsingOptions {
        allow_dtd: doctype == Doctype::Accepted,
        nodes_limit: NODE_LIMIT,
        ..ParsingOptions::default()
    };
    let xml = Xml::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => PictureError::Doctype,
        error => PictureError::Malformed(error),
    })?;
    let element = xml.root_element().tag_name().name();
    if element != "svg" {
        let element = element.to_owned();
        return Err(PictureError::NotSvg { element });
    }
    Ok(xml)
}

/// Refuses an XML declaration that names another encoding than UTF-8: what is inserted is UTF-8.
fn check_encoding(text: &str) -> Result<(), PictureError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some((declaration, _)) = text
        .strip_prefix("<?xml")
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace()))
        .and_then(|rest| rest.split_once("?>"))
    else {
        return Ok(());
    };
    let Some((_, value)) = declaration.split_once("encoding") else {
        return Ok(());
    };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '=');
    let encoding = value.split(['"', '\'']).nth(1).unwrap_or(value);
    if encoding.eq_ignore_ascii_case("utf-8") {
        return Ok(());
    }
    let encoding = encoding.to_owned();
    Err(PictureError::Encoding { encoding })
}

/// Bounds what the parser compares each with each, so that no file keeps it busy for long.
fn check_counts(text: &str) -> Result<(), PictureError> {
    if text.matches("xmlns").nth(NAMESPACE_LIMIT).is_some() {
        return Err(PictureError::TooManyNamespaces {
            limit: NAMESPACE_LIMIT,
        });
    }
    let (mut attributes, mut previous) = (0, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'<' => attributes = 0,
            b'"' | b'\'' if previous == b'=' => attributes += 1,
            _ => {}
        }
        if attributes > ATTRIBUTE_LIMIT {
            return Err(PictureError::TooManyAttributes {
                limit: ATTRIBUTE_LIMIT,
            });
        }
        previous = byte;
    }
    Ok(())
}

/// Bytes from the `<` of a start tag up to and with its `>`. The element is well-formed.
fn start_tag_length(element: &str) -> usize {
    let mut quote = None;
    for (index, byte) in element.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    element.len()
}

/// The text of `xml` without any element of Open Badges.
fn without_badges(xml: &Xml<'_>) -> String {
    let text = xml.input_text();
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for badge in xml.descendants().filter(is_badge) {
        let range = badge.range();
        // One within another went with it.
        if range.start >= copied {
            kept.push_str(&text[copied..range.start]);
            copied = range.end;
        }
    }
    kept.push_str(&text[copied..]);
    kept
}

fn is_badge(node: &Node<'_, '_>) -> bool {
    let namespace = node.tag_name().namespace();
    Version::ALL
        .iter()
        .any(|version| namespace == Some(version.namespace()))
}

/// Each element declares the prefix itself, as the two versions give it different meanings.
fn write_element(
    version: Version,
    url: Option<&str>,
    text: &str,
    svg: &mut Vec<u8>,
) -> Result<(), BakeError> {
    let document = Document::new(text, version)?;
    let (element, namespace) = (version.element(), version.namespace());
    let mut write = |parts: &[&str]| parts.iter().for_each(|part| svg.extend(part.as_bytes()));
    write(&[
        "<openbadges:",
        element,
        " xmlns:openbadges=\"",
        namespace,
        "\"",
    ]);
    let verify = match document {
        Document::Json(_) => url,
        Document::Jws(jws) => Some(jws),
    };
    if let Some(verify) = verify {
        write(&[" verify=\"", &escape_attribute(verify), "\""]);
    }
    write(&[">"]);
    if let Document::Json(json) = document {
        write(&["<![CDATA["]);
        write_json(json, svg);
        svg.extend_from_slice(b"]]>");
    }
    for part in ["</openbadges:", element, ">"] {
        svg.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

fn escape_attribute(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// Writes JSON so that it can stand in a CDATA section of XML 1.0.
///
/// `]]>` would end the section, and U+FFFE and U+FFFF are not XML. In JSON each of them can only
/// stand within a string, where an escape means the same.
fn write_json(json: &str, svg: &mut Vec<u8>) {
    let bytes = json.as_bytes();
    if !may_need_escape(bytes) {
        svg.extend_from_slice(bytes);
        return;
    }
    let mut copied = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        let (length, escape): (usize, &[u8]) = match byte {
            b'>' if bytes[..index].ends_with(b"]]") => (1, b"\\u003e"),
            0xEF if bytes[index..].starts_with("\u{fffe}".as_bytes()) => (3, b"\\ufffe"),
            0xEF if bytes[index..].starts_with("\u{ffff}".as_bytes()) => (3, b"\\uffff"),
            _ => continue,
        };
        svg.extend_from_slice(&bytes[copied..index]);
        svg.extend_from_slice(escape);
        copied = index + length;
    }
    svg.extend_from_slice(&bytes[copied..]);
}

/// Tells most documents, which need no escape, from the rest: block by block and without an early
/// exit within one, so that the compiler looks at many bytes at once.
fn may_need_escape(json: &[u8]) -> bool {
    let suspect = |byte: u8| u8::from(byte == b'>') | u8::from(byte == 0xEF);
    json.chunks(64)
        .any(|block| block.iter().fold(0, |found, &byte| found | suspect(byte)) != 0)
}

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The most elements, texts and comments an SVG may have; the parser takes some 100 bytes for each.
const NODE_LIMIT: u32 = 200_000;

/// The most attributes one element may have; SVG itself knows about 150.
const ATTRIBUTE_LIMIT: usize = 250;

/// The most namespace declarations in a whole SVG; drawing programs write about ten.
const NAMESPACE_LIMIT: usize = 250;
