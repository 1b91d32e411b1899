//! Terms, compact IRIs and keywords -> what they stand for.

use std::borrow::Cow;

use super::context::{ActiveContext, Mapping};
use crate::proof::rdf::is_iri;

/// What a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expanded<'a> {
    Keyword(&'static str),
    /// A word of the form of a keyword that is none.
    LikeKeyword,
    /// An absolute IRI.
    Iri(Cow<'a, str>),
    /// A blank node, label included: `_:x`.
    Blank(&'a str),
    /// Nothing: a relative reference, an undefined term or a malformed IRI.
    Nothing,
}

/// Whether terms may be used, or only IRIs and compact IRIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// For properties, types and `@vocab`.
    Vocabulary,
    /// For `@id`.
    Document,
}

/// "IRI Expansion", without a base IRI.
pub(super) fn expand<'a>(active: &'a ActiveContext, name: &'a str, names: Names) -> Expanded<'a> {
    if let Some(expanded) = keyword_form(name) {
        return expanded;
    }
    if let Some(definition) = active.term(name) {
        match &definition.mapping {
            Mapping::Keyword(keyword) => return Expanded::Keyword(keyword),
            Mapping::Iri(iri) if names == Names::Vocabulary => {
                return Expanded::Iri(Cow::Borrowed(iri));
            }
            Mapping::Nothing if names == Names::Vocabulary => return Expanded::Nothing,
            _ => {}
        }
    }
    if let Some((prefix, suffix)) = split(name) {
        if prefix == "_" {
            return Expanded::Blank(name);
        }
        if let Some(iri) = compact(active, prefix, suffix) {
            return checked(Cow::Owned(iri));
        }
        if is_iri(name) {
            return Expanded::Iri(Cow::Borrowed(name));
        }
        // With a colon but no scheme it could still be a relative name in the vocabulary; nobody
        // means that, so it is refused like any malformed IRI.
        return Expanded::Nothing;
    }
    match &active.vocabulary {
        Some(vocabulary) if names == Names::Vocabulary => {
            checked(Cow::Owned(format!("{vocabulary}{name}")))
        }
        _ => Expanded::Nothing,
    }
}

/// A keyword, or a word that looks like one.
pub(super) fn keyword_form<'a>(name: &str) -> Option<Expanded<'a>> {
    let rest = name.strip_prefix('@')?;
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| **keyword == name) {
        return Some(Expanded::Keyword(keyword));
    }
    let looks_alike = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic());
    looks_alike.then_some(Expanded::LikeKeyword)
}

/// Splits at the first colon that is not the first character.
pub(super) fn split(name: &str) -> Option<(&str, &str)> {
    let first = name.chars().next()?.len_utf8();
    let colon = first + name[first..].find(':')?;
    Some((&name[..colon], &name[colon + 1..]))
}

fn compact(active: &ActiveContext, prefix: &str, suffix: &str) -> Option<String> {
    if suffix.starts_with("//") {
        return None;
    }
    let definition = active.term(prefix).filter(|term| term.prefix)?;
    match &definition.mapping {
        Mapping::Iri(iri) => Some(format!("{iri}{suffix}")),
        _ => None,
    }
}

fn checked(iri: Cow<'_, str>) -> Expanded<'_> {
    if is_iri(&iri) {
        Expanded::Iri(iri)
    } else {
        Expanded::Nothing
    }
}

/// All keywords of JSON-LD 1.1.
const KEYWORDS: [&str; 23] = [
    "@id",
    "@type",
    "@context",
    "@value",
    "@language",
    "@direction",
    "@list",
    "@set",
    "@graph",
    "@index",
    "@json",
    "@none",
    "@base",
    "@container",
    "@import",
    "@included",
    "@nest",
    "@prefix",
    "@propagate",
    "@protected",
    "@reverse",
    "@version",
    "@vocab",
];
