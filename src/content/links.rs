//! Links in authors' Markdown: whole addresses, as the text is read in many places.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::document::{Document, Placed};
use crate::diagnostic::Diagnostic;

/// Notes every link and picture in `markdown` whose address is not whole.
///
/// The text stands on pages of several depths, in signed documents and in pictures: an address that
/// is told from where it stands leads elsewhere in each, or nowhere.
pub(super) fn ensure_whole(document: &Document, markdown: &Placed<&str>) {
    // Most texts hold none, and tables have many.
    if !markdown.value.contains(['[', '<']) {
        return;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown.value, options).into_offset_iter();
    for (event, range) in events {
        let (Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        })
        | Event::Start(Tag::Image {
            link_type,
            dest_url,
            ..
        })) = event
        else {
            continue;
        };
        if link_type == LinkType::Email || is_whole(&dest_url) {
            continue;
        }
        let finding = Diagnostic::error(format!("the link to `{dest_url}` leads nowhere"))
            .expected("a whole address, with `https://` or `mailto:`")
            .hint("this text is read in wallets and pictures, too, where there is no folder around it");
        document.push(document.part(markdown, range), finding);
    }
}

fn is_whole(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let mut schemes = ["https://", "http://", "mailto:"].iter();
    schemes.any(|it| {
        address
            .strip_prefix(it)
            .is_some_and(|rest| !rest.is_empty())
    })
}
