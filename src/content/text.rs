//! Texts as they may be published: without control characters, within a length.

use std::ops::Range;

use super::secrets::is_key_text;
use crate::model::character::{is_unfit, is_visible};

/// What a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Whether line breaks may stand in it.
    pub has_lines: bool,
    /// How many characters it may have.
    pub limit: usize,
    /// Whether it names something, and so must show when it is printed.
    pub is_name: bool,
}

/// One line of at most `limit` characters.
pub(crate) const fn line(limit: usize) -> Shape {
    Shape {
        has_lines: false,
        limit,
        is_name: false,
    }
}

/// Lines of at most `limit` characters in all.
pub(crate) const fn lines(limit: usize) -> Shape {
    Shape {
        has_lines: true,
        limit,
        is_name: false,
    }
}

/// Why a text is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextError {
    #[error("it holds the control character U+{:04X}", *character as u32)]
    Control {
        character: char,
        /// Where it stands in the text.
        span: Range<usize>,
    },
    #[error("it has more than one line")]
    Lines,
    #[error("it holds no character that can be seen")]
    Invisible,
    #[error("it holds a private key")]
    Secret,
    #[error("it has {length} characters, more than {limit}")]
    TooLong { length: usize, limit: usize },
}

/// The text without blanks around it, tabs as spaces, every line break as `\n`.
///
/// # Errors
/// It holds a control character or a private key, a line break where none may be, is too long, or is
/// a name that cannot be seen.
pub(crate) fn clean(text: &str, shape: Shape) -> Result<String, TextError> {
    if let Some((start, character)) = text.char_indices().find(|(_, it)| is_unfit(*it)) {
        let span = start..start + character.len_utf8();
        return Err(TextError::Control { character, span });
    }
    let text = text.trim();
    let cleaned = if text.contains(['\t', '\r']) {
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\t', " ")
    } else {
        text.to_owned()
    };
    if !shape.has_lines && cleaned.contains('\n') {
        return Err(TextError::Lines);
    }
    if is_key_text(&cleaned) {
        return Err(TextError::Secret);
    }
    let length = cleaned.chars().count();
    if length > shape.limit {
        let limit = shape.limit;
        return Err(TextError::TooLong { length, limit });
    }
    if shape.is_name && !cleaned.is_empty() && !cleaned.chars().any(is_visible) {
        return Err(TextError::Invisible);
    }
    Ok(cleaned)
}

/// Names stand in headings, cards and lists.
pub(crate) const NAME: Shape = Shape {
    is_name: true,
    ..line(256)
};
/// A sentence or two on the page of an award that no longer holds.
pub(crate) const REASON: Shape = Shape {
    is_name: true,
    ..line(300)
};
/// A label, a level, a licence number: a few words beside others.
pub(crate) const LABEL: Shape = line(256);
/// A tag is a word or two; longer ones break every layout.
pub(crate) const TAG: Shape = line(100);
/// A paragraph or two. The standards set no limit; signed documents carry it in every copy.
pub(crate) const DESCRIPTION: Shape = lines(10_000);
/// What one recipient did; carried in that recipient's credential and picture.
pub(crate) const NARRATIVE: Shape = lines(10_000);
/// Criteria are carried in every credential of the badge.
pub(crate) const CRITERIA: Shape = lines(50_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_become_spaces_and_line_breaks_become_one_kind() {
        assert_eq!(clean("\u{20}a\tb ", NAME).unwrap(), "a b");
        assert_eq!(clean("a\r\nb\rc\n", DESCRIPTION).unwrap(), "a\nb\nc");
        assert_eq!(clean("a\nb", NAME), Err(TextError::Lines));
        assert_eq!(
            clean("abc", line(2)),
            Err(TextError::TooLong {
                length: 3,
                limit: 2
            })
        );
        assert_eq!(clean("ééé", line(3)).unwrap(), "ééé");
    }

    #[test]
    fn a_name_can_be_seen_and_joiners_stay_in_it() {
        for text in [
            "\u{200D}",
            "\u{200B}\u{200C}",
            "\u{3164}",
            "\u{2800} \u{AD}",
            "\u{E0041}",
        ] {
            assert_eq!(clean(text, NAME), Err(TextError::Invisible), "{text:?}");
            assert_eq!(clean(text, LABEL).as_deref(), Ok(text), "{text:?}");
        }
        for text in ["می\u{200C}خواهم", "👩\u{200D}🚀", "é", "李"] {
            assert_eq!(clean(text, NAME).as_deref(), Ok(text));
        }
    }

    #[test]
    fn control_characters_and_turned_directions_are_refused_where_they_stand() {
        for (text, at) in [
            ("a\0b", 1),
            ("é\u{7f}", 2),
            ("ab\u{202E}", 2),
            ("a\u{2066}", 1),
            ("\u{2069}", 0),
            ("a\u{200E}", 1),
            ("\u{200F}b", 0),
            ("a\u{61C}", 1),
            ("a\u{FEFF}b", 1),
            ("a\u{2028}b", 1),
            ("a\u{2029}", 1),
            ("\u{85}", 0),
        ] {
            match clean(text, NARRATIVE) {
                Err(TextError::Control { span, .. }) => assert_eq!(span.start, at, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }
}
