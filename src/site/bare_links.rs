//! Addresses that stand in a text as they are become links, as their author meant.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd, TextMergeStream};

use super::markdown::link;

/// The same events, with a link around every whole web address outside of links and code.
pub(super) fn linked<'a>(
    events: impl Iterator<Item = Event<'a>>,
) -> impl Iterator<Item = Event<'a>> {
    let mut depth = 0_usize;
    // A text comes in pieces, cut within addresses, too.
    TextMergeStream::new(events).flat_map(move |event| {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => depth = depth.saturating_sub(1),
            Event::Text(text) if depth == 0 && text.contains("://") => return pieces(text),
            _ => {}
        }
        vec![event]
    })
}

fn pieces<'a>(text: &str) -> Vec<Event<'a>> {
    let owned = |text: &str| CowStr::from(text.to_owned());
    let (mut events, mut rest) = (Vec::new(), text);
    while let Some((start, end)) = address(rest) {
        let found = &rest[start..end];
        events.push(Event::Text(owned(&rest[..start])));
        events.push(Event::Start(link(owned(found))));
        events.push(Event::Text(owned(found)));
        events.push(Event::End(TagEnd::Link));
        rest = &rest[end..];
    }
    events.push(Event::Text(owned(rest)));
    events
}

/// Where the first address starts and ends, without the marks that end a sentence around it.
fn address(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices("http").map(|it| it.0);
    let mut starts = starts.filter(|it| !text[..*it].ends_with(char::is_alphanumeric));
    starts.find_map(|start| {
        let rest = &text[start..];
        let scheme = SCHEMES.iter().find(|it| rest.starts_with(**it))?;
        let is_end = |it: char| it.is_whitespace() || ENDS.contains(it);
        let whole = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let whole = trimmed(whole);
        (whole.len() > scheme.len()).then_some((start, start + whole.len()))
    })
}

/// Without what belongs to the sentence: `(see https://example.org/a_(b)).`
fn trimmed(address: &str) -> &str {
    let mut address = address;
    loop {
        let count = |it: char| address.matches(it).count();
        let is_closing = address.ends_with(')') && count(')') > count('(');
        let is_mark = address.ends_with(|it: char| ".,;:!?'*_~]".contains(it));
        if !is_closing && !is_mark {
            return address;
        }
        address = &address[..address.len() - 1];
    }
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// What no address holds, and what ends a sentence where no blanks part words.
const ENDS: &str = "<>\"“”«»。、，；：！？（）「」";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_the_sentence_does() {
        for (text, expected) in [
            (
                "Ask at https://example.org/renew.",
                "https://example.org/renew",
            ),
            (
                "(see https://example.org/a_(b)), or",
                "https://example.org/a_(b)",
            ),
            (
                "http://example.org/?a=1&b=2, and",
                "http://example.org/?a=1&b=2",
            ),
            ("「https://example.org/更新」で", "https://example.org/更新"),
        ] {
            let (start, end) = address(text).unwrap();
            assert_eq!(&text[start..end], expected);
        }
        for text in [
            "https://",
            "xhttps://example.org/",
            "ftp://example.org/",
            "http://.",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
