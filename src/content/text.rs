//! Texts as they may be published: without control characters, within a length.

use std::ops::Range;

/// What a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Whether line breaks may stand in it.
    pub has_lines: bool,
    /// How many characters it may have.
    pub limit: usize,
}

/// One line of at most `limit` characters.
pub(crate) const fn line(limit: usize) -> Shape {
    Shape {
        has_lines: false,
        limit,
    }
}

/// Lines of at most `limit` characters in all.
pub(crate) const fn lines(limit: usize) -> Shape {
    Shape {
        has_lines: true,
        limit,
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
    #[error("it has {length} characters, more than {limit}")]
    TooLong { length: usize, limit: usize },
}

/// The text without blanks around it, tabs as spaces, every line break as `\n`.
///
/// # Errors
/// It holds a control character, a line break where none may be, or is too long.
pub(crate) fn clean(text: &str, shape: Shape) -> Result<String, TextError> {
    if let Some((start, character)) = text.char_indices().find(|(_, it)| is_refused(*it)) {
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
    let length = cleaned.chars().count();
    if length > shape.limit {
        let limit = shape.limit;
        return Err(TextError::TooLong { length, limit });
    }
    Ok(cleaned)
}

// U+202A to U+202E turn the direction of what follows, so that a name reads as another one;
// U+FFFE and U+FFFF cannot stand in a feed or an SVG.
fn is_refused(character: char) -> bool {
    let is_break = matches!(character, '\t' | '\n' | '\r');
    (character.is_control() && !is_break)
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Names stand in headings, cards and lists.
pub(crate) const NAME: Shape = line(256);
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
    fn control_characters_and_turned_directions_are_refused_where_they_stand() {
        for (text, at) in [
            ("a\0b", 1),
            ("é\u{7f}", 2),
            ("ab\u{202E}", 2),
            ("\u{85}", 0),
        ] {
            match clean(text, NARRATIVE) {
                Err(TextError::Control { span, .. }) => assert_eq!(span.start, at, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }
}
