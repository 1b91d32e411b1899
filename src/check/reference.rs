//! What the files of a site refer to, and what can be referred to within a page.

use std::borrow::Cow;

/// The references and anchors of an HTML page.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    /// As they are written, entities decoded.
    pub references: Vec<Cow<'a, str>>,
    pub anchors: Vec<Cow<'a, str>>,
    /// What a browser fetches along with the page.
    pub loads: Vec<Cow<'a, str>>,
    /// Whether it marks the award that it shows, to be checked.
    pub marks_award: bool,
    /// Whether it brings along a script that can check.
    pub has_script: bool,
    /// Whether it says what a browser may load for it.
    pub has_policy: bool,
    /// What relative references start from, if it is not the page.
    pub base: Option<Cow<'a, str>>,
}

/// Reads a page. `root` is the address of the site: in attributes that hold text, only what starts
/// with it refers to anything.
pub(super) fn of_page<'a>(text: &'a str, root: &str) -> Page<'a> {
    let mut page = Page::default();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let length = rest.find(|it: char| !it.is_ascii_alphanumeric());
        let (name, after) = rest.split_at(length.unwrap_or(rest.len()));
        if name.is_empty() {
            continue;
        }
        rest = page.read_tag(name, after, root);
        for raw in ["script", "style"] {
            if name.eq_ignore_ascii_case(raw) {
                let end = rest.find("</").filter(|_| !rest.is_empty());
                rest = end.map_or("", |_| after_raw(rest, raw));
            }
        }
    }
    page
}

// What stands in a script or a style sheet is no markup.
fn after_raw<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let is_end = rest.get(..name.len());
        if is_end.is_some_and(|it| it.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

impl<'a> Page<'a> {
    /// Reads the attributes of a tag, and gives what follows it.
    fn read_tag(&mut self, tag: &str, text: &'a str, root: &str) -> &'a str {
        let mut rest = text;
        let (mut rel, mut href) = (None, None);
        loop {
            rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
            let end = rest.strip_prefix('>').or(rest.is_empty().then_some(rest));
            if let Some(after) = end {
                let is_loaded = tag.eq_ignore_ascii_case("link") && rel.is_some_and(is_fetched);
                self.loads.extend(href.filter(|_| is_loaded).map(decoded));
                return after;
            }
            let is_end = |it: char| it.is_ascii_whitespace() || "=/>".contains(it);
            let length = rest.find(is_end).unwrap_or(rest.len());
            if length == 0 {
                // A stray `=`.
                rest = &rest[1..];
                continue;
            }
            let (name, after) = rest.split_at(length);
            rest = after.trim_start();
            self.marks_award |= name.eq_ignore_ascii_case("data-verify-award");
            if let Some(value) = rest.strip_prefix('=') {
                let (value, after) = value_of(value.trim_start());
                match name.to_ascii_lowercase().as_str() {
                    "rel" => rel = Some(value),
                    "href" => href = Some(value),
                    "src" => self.has_script |= tag.eq_ignore_ascii_case("script"),
                    "http-equiv" => self.has_policy |= value.eq_ignore_ascii_case(POLICY),
                    _ => {}
                }
                self.add(tag, name, value, root);
                rest = after;
            }
        }
    }

    fn add(&mut self, tag: &str, name: &str, value: &'a str, root: &str) {
        let value = decoded(value);
        match name.to_ascii_lowercase().as_str() {
            "href" if tag.eq_ignore_ascii_case("base") => self.base = Some(value),
            "href" | "action" => self.references.push(value),
            "src" | "poster" => self.load(value),
            "data" if tag.eq_ignore_ascii_case("object") => self.load(value),
            "srcset" => {
                let parts = value
                    .split(',')
                    .filter_map(|it| it.split_whitespace().next());
                for part in parts {
                    self.load(part.to_owned().into());
                }
            }
            "id" => self.anchors.push(value),
            "name" if tag.eq_ignore_ascii_case("a") => self.anchors.push(value),
            _ if value.starts_with(root) => self.references.push(value),
            _ => {}
        }
    }

    fn load(&mut self, value: Cow<'a, str>) {
        self.loads.push(value.clone());
        self.references.push(value);
    }
}

/// Where a page says what a browser may load for it.
const POLICY: &str = "content-security-policy";

/// Whether what a `link` of that kind leads to is fetched without being asked for.
fn is_fetched(rel: &str) -> bool {
    let mut words = rel.split_ascii_whitespace();
    words.any(|it| FETCHED.iter().any(|kind| it.eq_ignore_ascii_case(kind)))
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (&inner[..end], inner.get(end + 1..).unwrap_or_default());
        }
    }
    let end = text.find(|it: char| it.is_ascii_whitespace() || it == '>');
    text.split_at(end.unwrap_or(text.len()))
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').filter(|it| *it <= LONGEST_ENTITY);
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((character, end)) => {
                plain.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| {
        let number = u32::from_str_radix(digits, radix).ok();
        number.and_then(char::from_u32)
    };
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            }
        }
    }
}

/// The addresses below `root` that a text holds: JSON, XML, or plain.
pub(super) fn addresses<'a>(text: &'a str, root: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(root).map(|(at, _)| {
        let rest = &text[at..];
        let end = rest.find(|it: char| it.is_whitespace() || "\"'<>()[]{}\\`".contains(it));
        let address = &rest[..end.unwrap_or(rest.len())];
        // The end of a sentence is not the end of an address.
        address.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_'])
    })
}

/// What a style sheet refers to: `url(…)`.
pub(super) fn of_style(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("url(").map(|(at, start)| {
        let rest = text[at + start.len()..].trim_start();
        let end = rest.find(')').unwrap_or(rest.len());
        rest[..end].trim().trim_matches(['"', '\''])
    })
}

/// What a `link` may be that browsers fetch by themselves, or reach out for.
const FETCHED: [&str; 9] = [
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "manifest",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
];

/// `#x10FFFF`, and some.
const LONGEST_ENTITY: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "https://badges.example.org/";

    #[test]
    fn references_are_read_as_a_browser_reads_them() {
        let text = "<!-- <a href=no> --><A HREF=\"b&amp;c&#x2F;d\" id = x><img src=e.png alt=\">\">\
                    <script src=f>if (a<b) '<a href=no>'</script><img srcset=\"g 1x, h 2x\"/>\
                    <meta content=\"https://badges.example.org/i\"><meta content=\"about https://badges.example.org/no\">\
                    <a name=y href=#x>1 < 2</a><base href=/j/><style>a{}</style ><p title='k' id='é'>";
        let page = of_page(text, ROOT);
        assert_eq!(
            page.references,
            [
                "b&c/d",
                "e.png",
                "f",
                "g",
                "h",
                "https://badges.example.org/i",
                "#x"
            ]
        );
        assert_eq!(page.anchors, ["x", "y", "é"]);
        assert_eq!(page.loads, ["e.png", "f", "g", "h"]);
        assert_eq!(page.base.as_deref(), Some("/j/"));
        let text = "<link rel='alternate' href=a><link href=b rel='Shortcut ICON'><i data-verify-award class=c>";
        let page = of_page(text, ROOT);
        assert_eq!(page.loads, ["b"]);
        assert!(page.marks_award);
    }

    #[test]
    fn addresses_in_a_text_end_where_they_do() {
        let text = "{\"id\":\"https://badges.example.org/a.json#b\"} see (https://badges.example.org/c). \
                    <loc>https://badges.example.org/d/</loc> https://other.example.org/";
        let found: Vec<_> = addresses(text, ROOT).map(|it| &it[ROOT.len()..]).collect();
        assert_eq!(found, ["a.json#b", "c", "d/"]);
        let found: Vec<_> = of_style("a{b:url( 'x.png' )} c{d:url(#y)}").collect();
        assert_eq!(found, ["x.png", "#y"]);
    }

    #[test]
    fn hostile_markup_is_no_panic() {
        for text in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href='",
            "<a =",
            "<!--",
            "<script",
            "<a href=&#x;>",
            "<é",
        ] {
            of_page(text, ROOT);
            of_page(&format!("{text}é"), ROOT);
        }
    }
}
