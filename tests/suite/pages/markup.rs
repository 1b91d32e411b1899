//! Reads pages strictly, and looks at what they load and where they lead.

use accolade::site::verification::{self, PAGE_PATH};

use crate::site::{Files, text};

/// A start tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

/// Reads HTML or XML strictly: every element closed in order, every attribute quoted.
pub fn tags(path: &str, markup: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let before = &rest[..start];
        assert!(!before.contains('>'), "{path}: stray `>` in {before:?}");
        rest = &rest[start + 1..];
        if let Some(closing) = rest.strip_prefix('/') {
            let (name, after) = closing.split_once('>').unwrap();
            assert_eq!(
                open.pop().as_deref(),
                Some(name),
                "{path}: …{}",
                &rest[..rest.len().min(80)]
            );
            rest = after;
            continue;
        }
        if rest.starts_with('!') || rest.starts_with('?') {
            rest = rest.split_once('>').unwrap().1;
            continue;
        }
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap();
        let name = rest[..end].to_owned();
        assert!(!name.is_empty(), "{path}: stray `<`");
        rest = &rest[end..];
        let mut attributes = Vec::new();
        let is_empty = loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                rest = after;
                break true;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break false;
            }
            let end = rest.find(['=', '>', ' ']).unwrap();
            let attribute = rest[..end].to_owned();
            assert!(
                attribute
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || "-:".contains(it)),
                "{path}: {attribute}"
            );
            rest = &rest[end..];
            let Some(quoted) = rest.strip_prefix("=\"") else {
                attributes.push((attribute, String::new()));
                continue;
            };
            let (value, after) = quoted.split_once('"').unwrap();
            assert!(!value.contains('<'), "{path}: {value}");
            attributes.push((attribute, value.to_owned()));
            rest = after;
        };
        if name == "script" {
            let (data, after) = rest.split_once("</script>").unwrap();
            assert!(!data.contains('<'), "{path}");
            rest = after;
        } else if !is_empty && !VOID.contains(&name.as_str()) {
            open.push(name.clone());
        }
        found.push(Tag { name, attributes });
    }
    assert!(open.is_empty(), "{path}: left open: {open:?}");
    found
}

/// The title of a page comes before all other headings, and none is below one that is not there.
pub fn check_headings(path: &str, tags: &[Tag]) {
    let ranks = tags.iter().map(|it| it.name.strip_prefix('h'));
    let ranks = ranks.filter_map(|it| it?.parse::<u8>().ok());
    let mut before = 0;
    for rank in ranks {
        assert!(rank <= before + 1, "{path}: h{rank} follows h{before}");
        assert_eq!(rank == 1, before == 0, "{path}: one h1, and that first");
        before = rank;
    }
    assert!(before > 0, "{path} has no heading");
}

/// No script but the one that checks, no handler, no style in place, nothing loaded from elsewhere,
/// no odd scheme.
pub fn check_silence(path: &str, tag: &Tag) {
    let get = |name: &str| {
        tag.attributes
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    };
    let name = tag.name.as_str();
    let is_form = ["form", "input"].contains(&name);
    assert!(
        !["iframe", "object", "embed", "style", "base", "video"].contains(&name)
            && (!is_form || path == PAGE_PATH),
        "{path}: {tag:?}"
    );
    if name == "script" && get("src").is_none() {
        let kind = get("type").unwrap();
        let is_sentences = kind == "application/json" && get("data-verify-sentences").is_some();
        assert!(kind == "application/ld+json" || is_sentences, "{path}");
    } else if name == "script" {
        let own = &verification::scripts()[0].path;
        assert_eq!(
            get("src").map(|it| it.trim_start_matches("../")),
            Some(own.as_str())
        );
    }
    for (name, value) in &tag.attributes {
        assert!(
            !name.starts_with("on") && name != "style" && name != "srcset",
            "{path}: {tag:?}"
        );
        if name == "src"
            || (name == "href"
                && tag.name == "link"
                && get("rel") != Some("canonical")
                && get("rel") != Some("self")
                && path.ends_with(".html"))
        {
            assert!(
                !value.contains("//") && !value.contains(':'),
                "{path} loads {value}"
            );
        }
        if name == "href" {
            let scheme = value.split_once(':').map(|(scheme, _)| scheme);
            let known = [None, Some("https"), Some("http"), Some("mailto")];
            assert!(known.contains(&scheme), "{path}: {value}");
        }
    }
}

/// Every relative address leads to a file of the site; returns how many there were.
pub fn check_addresses(path: &str, tag: &Tag, files: &Files) -> usize {
    let addresses = tag
        .attributes
        .iter()
        .filter(|(name, _)| name == "href" || name == "src");
    let mut count = 0;
    for (_, address) in addresses {
        if address.contains(':') {
            if let Some(inner) = address.strip_prefix("https://badges.example.org/") {
                assert!(exists(inner, files), "{path} names {address}");
            }
            continue;
        }
        if let Some(id) = address.strip_prefix('#') {
            let page = text(files, path);
            assert!(page.contains(&format!("id=\"{id}\"")), "{path}: {address}");
            continue;
        }
        assert!(
            exists(&resolve(path, address.split('#').next().unwrap()), files),
            "{path} links to {address}"
        );
        count += 1;
    }
    count
}

fn resolve(path: &str, address: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if address.starts_with('/') {
        parts.clear();
    }
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop().expect("within the site")),
            "." => {}
            "" if parts.is_empty() => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

fn exists(path: &str, files: &Files) -> bool {
    let index = match path.trim_end_matches('/') {
        "" => "index.html".to_owned(),
        folder => format!("{folder}/index.html"),
    };
    files.contains_key(path)
        || ((path.is_empty() || path.ends_with('/')) && files.contains_key(&index))
}

const VOID: [&str; 7] = ["meta", "link", "img", "br", "hr", "input", "wbr"];

#[test]
fn what_is_printed_answers_everything_that_the_page_does() {
    let style = include_str!("../../../themes/plain/style.css");
    let print = style
        .split_once("@media print {")
        .expect("rules for print")
        .1;
    let rules = print.split('}').filter_map(|it| it.split_once('{'));
    let hiding = rules.filter(|(_, rule)| rule.contains("display: none"));
    let hidden: Vec<_> = hiding
        .flat_map(|(selectors, _)| selectors.split(','))
        .map(str::trim)
        .collect();
    assert!(hidden.iter().any(|it| it.ends_with(".side")), "{hidden:?}");
    for answer in [
        ".verdict",
        ".sheet",
        ".column",
        ".criteria",
        ".standards",
        ".alignments",
        ".evidence",
        ".results",
        ".facts",
        ".prose",
        ".proof",
        ".printed",
    ] {
        let is_hidden = hidden.iter().any(|it| it.ends_with(answer));
        assert!(!is_hidden, "{answer} is not printed");
    }
}
