//! RDF datasets, kept as the N-Quads text they will be written as.
//!
//! Every IRI and literal is written once, already escaped, into one shared text; quads hold ranges
//! of it. Blank nodes stay numbers, as only canonicalization can name them.

use std::hash::{BuildHasherDefault, Hasher};

/// A term as it is given to a [`Dataset`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// An absolute IRI, without angle brackets; the caller has checked it with [`is_iri`].
    Iri(&'a str),
    /// A blank node made by [`Dataset::new_blank`].
    Blank(u32),
    /// A literal; `language` is only set together with the datatype `rdf:langString`.
    Literal {
        value: &'a str,
        datatype: &'a str,
        language: Option<&'a str>,
    },
}

/// One component of a quad, inside a dataset.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Component {
    Blank(u32),
    Text(Span),
}

/// A range of the dataset's text, with a hash of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    start: u32,
    end: u32,
    hash: u64,
}

/// One statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quad {
    pub subject: Component,
    pub predicate: Span,
    pub object: Component,
    pub graph: Option<Component>,
}

/// The dataset's text has outgrown [`MAX_TEXT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the statements take more than {MAX_TEXT} bytes")]
pub struct TooMuchText;

/// A set of quads; equal quads are removed when it is canonicalized.
#[derive(Debug, Default)]
pub struct Dataset {
    text: String,
    quads: Vec<Quad>,
    blanks: u32,
    has_other_digits: bool,
}

impl Dataset {
    /// A dataset without quads.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room at once for a document of usual size.
    pub(crate) fn with_usual_capacity() -> Self {
        Self {
            text: String::with_capacity(16 * 1024),
            quads: Vec::with_capacity(128),
            blanks: 0,
            has_other_digits: false,
        }
    }

    /// A blank node that no quad mentions yet.
    pub fn new_blank(&mut self) -> u32 {
        self.blanks += 1;
        self.blanks - 1
    }

    /// Adds a statement. `predicate` is an absolute IRI; subject and graph are IRIs or blank nodes.
    ///
    /// # Errors
    /// The dataset would become larger than [`MAX_TEXT`].
    pub fn add(
        &mut self,
        subject: Term<'_>,
        predicate: &str,
        object: Term<'_>,
        graph: Option<Term<'_>>,
    ) -> Result<(), TooMuchText> {
        let quad = Quad {
            subject: self.component(subject)?,
            predicate: self.iri(predicate)?,
            object: self.component(object)?,
            graph: graph.map(|graph| self.component(graph)).transpose()?,
        };
        self.push(quad);
        Ok(())
    }

    /// How many quads were added, equal ones counted each time.
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether no quad was added.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Notes that a number got digits that the document doesn't have.
    pub(crate) fn note_other_digits(&mut self) {
        self.has_other_digits = true;
    }

    pub(crate) fn has_other_digits(&self) -> bool {
        self.has_other_digits
    }

    pub(crate) fn push(&mut self, quad: Quad) {
        self.quads.push(quad);
    }

    pub(crate) fn component(&mut self, term: Term<'_>) -> Result<Component, TooMuchText> {
        match term {
            Term::Iri(iri) => self.iri(iri).map(Component::Text),
            Term::Blank(number) => Ok(Component::Blank(number)),
            Term::Literal {
                value,
                datatype,
                language,
            } => self.literal(value, datatype, language).map(Component::Text),
        }
    }

    pub(crate) fn iri(&mut self, iri: &str) -> Result<Span, TooMuchText> {
        let start = self.text.len();
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
        self.span_from(start)
    }

    pub(crate) fn literal(
        &mut self,
        value: &str,
        datatype: &str,
        language: Option<&str>,
    ) -> Result<Span, TooMuchText> {
        let start = self.text.len();
        self.text.push('"');
        push_escaped(&mut self.text, value);
        self.text.push('"');
        if let Some(language) = language {
            self.text.push('@');
            self.text.push_str(language);
        } else if datatype != XSD_STRING {
            self.text.push_str("^^<");
            self.text.push_str(datatype);
            self.text.push('>');
        }
        self.span_from(start)
    }

    fn span_from(&self, start: usize) -> Result<Span, TooMuchText> {
        let end = self.text.len();
        if end > MAX_TEXT {
            return Err(TooMuchText);
        }
        Ok(Span {
            start: start as u32,
            end: end as u32,
            hash: hash_bytes(&self.text.as_bytes()[start..end]),
        })
    }

    pub(crate) fn text(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    pub(crate) fn quads(&self) -> &[Quad] {
        &self.quads
    }

    pub(crate) fn blank_count(&self) -> usize {
        self.blanks as usize
    }

    /// Removes all but one of every group of equal quads; the order of quads is lost.
    pub(crate) fn remove_duplicates(&mut self) {
        let Self { text, quads, .. } = self;
        let key = |quad: &Quad| quad_hash(quad);
        let parts = |quad: &Quad| {
            [
                Some(part(text, quad.subject)),
                Some(part(text, Component::Text(quad.predicate))),
                Some(part(text, quad.object)),
                quad.graph.map(|graph| part(text, graph)),
            ]
        };
        quads.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then_with(|| parts(a).cmp(&parts(b))));
        quads.dedup_by(|a, b| key(a) == key(b) && parts(a) == parts(b));
    }

    /// Whether code-point order and UTF-16 code-unit order could differ on this dataset at all:
    /// that takes one character above U+FFFF and one from U+E000 to U+FFFF.
    pub(crate) fn may_sort_ambiguously(&self) -> bool {
        let bytes = self.text.as_bytes();
        bytes.iter().any(|&byte| byte >= 0xF0) && bytes.iter().any(|&byte| byte & 0xFE == 0xEE)
    }
}

/// Whether a text is an absolute IRI that N-Quads can hold as it is.
///
/// Stricter than "starts with a scheme": the characters that RFC 3987 forbids everywhere are
/// refused too, so that canonical N-Quads need no escapes in IRIs.
pub fn is_iri(text: &str) -> bool {
    let Some(colon) = text.find(':') else {
        return false;
    };
    is_scheme(&text[..colon]) && has_iri_characters_only(text)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn has_iri_characters_only(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().all(|byte| is_iri_character(char::from(byte)));
    }
    text.chars().all(is_iri_character)
}

fn is_iri_character(character: char) -> bool {
    !matches!(
        character,
        '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '\u{7f}'..='\u{a0}'
    ) && !character.is_whitespace()
}

/// A text of the dataset, or a number: what two equal components have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Blank(u32),
    Text(&'a str),
}

fn part(text: &str, component: Component) -> Part<'_> {
    match component {
        Component::Blank(number) => Part::Blank(number),
        Component::Text(span) => Part::Text(&text[span.start as usize..span.end as usize]),
    }
}

fn quad_hash(quad: &Quad) -> u64 {
    let component = |component: Component| match component {
        Component::Blank(number) => u64::from(number) + 1,
        Component::Text(span) => span.hash,
    };
    let mut hash = mix(component(quad.subject), quad.predicate.hash);
    hash = mix(hash, component(quad.object));
    mix(hash, quad.graph.map_or(0, component))
}

/// Escapes a literal as canonical N-Quads do.
///
/// Source: RDF Dataset Canonicalization 1.0, "A Canonical form of N-Quads".
fn push_escaped(out: &mut String, value: &str) {
    let mut done = 0;
    for (index, byte) in value.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' && byte != 0x7f {
            continue;
        }
        out.push_str(&value[done..index]);
        push_escape(out, byte);
        done = index + 1;
    }
    out.push_str(&value[done..]);
}

fn push_escape(out: &mut String, byte: u8) {
    match byte {
        0x08 => out.push_str("\\b"),
        b'\t' => out.push_str("\\t"),
        b'\n' => out.push_str("\\n"),
        0x0c => out.push_str("\\f"),
        b'\r' => out.push_str("\\r"),
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        control => out.push_str(&format!("\\u{control:04X}")),
    }
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let mut hash = bytes.len() as u64;
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("the chunk is 8 bytes long"));
        hash = mix(hash, word);
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    mix(hash, u64::from_le_bytes(last))
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A quick hash for tables whose keys come from contexts, not from documents.
#[derive(Default)]
pub(crate) struct QuickHasher(u64);

/// Makes [`QuickHasher`]s.
pub(crate) type QuickHash = BuildHasherDefault<QuickHasher>;

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = mix(self.0, hash_bytes(bytes));
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = mix(self.0, u64::from(byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(self.0, word);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// The largest dataset, in bytes of N-Quads terms. A credential takes about 20 KB; the rest is
/// room for pictures held in data URLs.
pub const MAX_TEXT: usize = 32 << 20;

pub(crate) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
pub(crate) const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
pub(crate) const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
pub(crate) const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
pub(crate) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(crate) const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
pub(crate) const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
pub(crate) const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
pub(crate) const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
pub(crate) const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_canonical_n_quads_escape_is_escaped() {
        let mut out = String::new();
        push_escaped(&mut out, "a\u{8}\t\n\u{b}\u{c}\r\"\\\u{7f}\u{1f}é\u{85}😀'");
        assert_eq!(
            out,
            "a\\b\\t\\n\\u000B\\f\\r\\\"\\\\\\u007F\\u001Fé\u{85}😀'"
        );
    }

    #[test]
    fn an_iri_has_a_scheme_and_no_forbidden_character() {
        for iri in [
            "urn:uuid:1",
            "did:web:a.example#z6",
            "https://é.example/?q#f",
        ] {
            assert!(is_iri(iri), "{iri}");
        }
        for other in [
            "",
            "a",
            ":a",
            "1a:b",
            "a b:c",
            "http://a/ b",
            "http://a/<b>",
            "a:\u{7f}",
        ] {
            assert!(!is_iri(other), "{other}");
        }
    }
}
