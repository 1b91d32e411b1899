//! Authors' Markdown, made into HTML that can do nothing but show text.
//!
//! HTML in it is shown as text; what pulldown-cmark makes then passes ammonia. The other way round,
//! Markdown could build what ammonia has already let through.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use super::bare_links::linked;

/// HTML of `markdown`: headings from level 3, links to `http`, `https` and `mailto` alone, no pictures.
/// A web address that stands there as it is becomes a link.
pub fn to_html(markdown: &str) -> String {
    if is_plain(markdown) {
        return paragraphs(markdown);
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut unsafe_html = String::with_capacity(markdown.len() * 2);
    let events = Parser::new_ext(markdown, options).map(tame);
    html::push_html(&mut unsafe_html, linked(events));
    SANITIZER.clean(&unsafe_html).to_string()
}

/// `text`, cut at a word to at most `limit` characters, the ellipsis included.
pub fn shorten(text: &str, limit: usize) -> Cow<'_, str> {
    if text.chars().count() <= limit {
        return text.into();
    }
    let end = text
        .char_indices()
        .nth(limit.saturating_sub(1))
        .map_or(text.len(), |(index, _)| index);
    let kept = text[..end]
        .rsplit_once(' ')
        .map_or(&text[..end], |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', ';', ':', '.', ' '])).into()
}

// Whole words without a mark of Markdown: most of what is written about one award. Taking them past
// the parser and the sanitizer makes such a page several times cheaper, with the same result.
fn is_plain(markdown: &str) -> bool {
    let is_mark = |it: char| "\\`*_[]<>&|~\t\r\"\0".contains(it);
    !markdown.contains(is_mark)
        && !markdown.contains("  ")
        && !markdown.contains("://")
        && markdown.lines().all(is_plain_line)
}

fn is_plain_line(line: &str) -> bool {
    let first = line.chars().next();
    first.is_none_or(|it| it.is_alphabetic()) && !line.ends_with(' ')
}

fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for block in text.split("\n\n") {
        let block = block.trim_matches('\n');
        if !block.is_empty() {
            html.push_str("<p>");
            html.push_str(block);
            html.push_str("</p>\n");
        }
    }
    html
}

fn tame(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(heading(level)),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(demote(level))),
        // A picture would be fetched from elsewhere, which tells its host who reads the page.
        Event::Start(Tag::Image { dest_url, .. }) => Event::Start(link(dest_url)),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        Event::Start(Tag::Link {
            link_type: LinkType::Email,
            dest_url,
            ..
        }) => Event::Start(link(format!("mailto:{dest_url}").into())),
        Event::Start(Tag::Link { dest_url, .. }) => Event::Start(link(dest_url)),
        other => other,
    }
}

fn heading(level: HeadingLevel) -> Tag<'static> {
    Tag::Heading {
        level: demote(level),
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    }
}

// The page itself has the levels 1 and 2.
fn demote(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

pub(super) fn link(address: CowStr<'_>) -> Tag<'_> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: address,
        title: "".into(),
        id: "".into(),
    }
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        // Text of several pages at different depths: a relative address would lead nowhere.
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
});

const TAGS: [&str; 23] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(markdown: &str) -> String {
        let mut html = String::new();
        html::push_html(&mut html, linked(Parser::new(markdown).map(tame)));
        SANITIZER.clean(&html).to_string()
    }

    #[test]
    fn markdown_becomes_text_lists_and_safe_links() {
        let html = to_html("# How\n\n1. Read *it*\n2. [Do](https://example.org/)\n\n[x](../y)");
        assert_eq!(
            html,
            "<h3>How</h3>\n<ol>\n<li>Read <em>it</em></li>\n<li><a href=\"https://example.org/\" \
             rel=\"nofollow noopener\">Do</a></li>\n</ol>\n<p><a rel=\"nofollow noopener\">x</a></p>\n"
        );
    }

    #[test]
    fn html_is_shown_as_text_and_pictures_become_links() {
        let html = to_html("<script>alert(1)</script>\n\nA <b onclick=x>b</b>");
        assert!(!html.contains("<script") && !html.contains("<b"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
        let address = to_html("<ada@example.org>");
        assert!(
            address.contains("href=\"mailto:ada@example.org\""),
            "{address}"
        );
        let picture = to_html("![me](https://example.org/a.png)");
        assert!(picture.contains("<a href=\"https://example.org/a.png\""));
        assert!(!picture.contains("<img"), "{picture}");
    }

    #[test]
    fn a_bare_address_becomes_a_link_outside_of_links_and_code() {
        let html = to_html("Ask *at* https://example.org/a_b_c. `https://example.org/`");
        assert_eq!(
            html,
            "<p>Ask <em>at</em> <a href=\"https://example.org/a_b_c\" rel=\"nofollow noopener\">\
             https://example.org/a_b_c</a>. <code>https://example.org/</code></p>\n"
        );
        for lone in [
            "[https://example.org/](https://example.org/b)",
            "<https://example.org/>",
        ] {
            assert_eq!(to_html(lone).matches("<a ").count(), 1, "{lone}");
        }
        let block = to_html("    https://example.org/\n");
        assert!(!block.contains("<a "), "{block}");
        let script = to_html("https://example.org/<script>alert(1)</script>");
        assert!(
            !script.contains("<script") && script.contains("<a href"),
            "{script}"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        assert_eq!(shorten("Wrote a lot, and well", 14), "Wrote a lot…");
        assert_eq!(shorten("short", 10), "short");
    }

    proptest! {
        // About one text in six is plain.
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn plain_text_comes_out_as_the_parser_would_have_it(
            text in "[a-zA-Z0-9é ,.:;'()!?#=+\n-]{0,60}"
        ) {
            if is_plain(&text) {
                prop_assert_eq!(paragraphs(&text), slow(&text));
            }
        }
    }
}
