//! Parts a Markdown file into its front matter, TOML between two lines of `+++`, and its text.

use std::ops::Range;

/// Where the two parts stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub front: Range<usize>,
    pub body: Range<usize>,
}

/// Why a file has no front matter, and where that shows.
#[derive(Clone, Debug)]
pub(super) struct Misplaced {
    pub span: Range<usize>,
    pub message: &'static str,
    pub expected: &'static str,
}

/// Finds both parts of `text`, behind a byte order mark if there is one.
///
/// # Errors
/// The file does not start with `+++`, or no second `+++` follows; with the place of it.
pub(super) fn split(text: &str) -> Result<Parts, Misplaced> {
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut lines = text[start..].split_inclusive('\n').scan(start, |at, line| {
        let span = *at..*at + line.len();
        *at = span.end;
        Some((span, line))
    });
    let opening = match lines.next() {
        Some((span, line)) if is_fence(line) => span,
        other => {
            let first = other.map_or(start..start, |(span, line)| {
                span.start..span.start + line.trim_end().len()
            });
            return Err(Misplaced {
                span: first,
                message: "the file does not start with its front matter",
                expected: "a line `+++`, then keys such as `name`, then `+++` again",
            });
        }
    };
    match lines.find(|(_, line)| is_fence(line)) {
        Some((closing, _)) => Ok(Parts {
            front: opening.end..closing.start,
            body: closing.end..text.len(),
        }),
        None => Err(Misplaced {
            span: opening.start..opening.start + 3,
            message: "the front matter does not end",
            expected: "a second line `+++` below it",
        }),
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stand_between_and_after_the_fences() {
        let text = "\u{FEFF}+++\r\nname = 'a'\r\n+++\r\nBody\n+++\n";
        let parts = split(text).unwrap();
        assert_eq!(&text[parts.front], "name = 'a'\r\n");
        assert_eq!(&text[parts.body], "Body\n+++\n");
        assert!(split("name = 'a'\n").is_err());
        assert!(split("+++\nname = 'a'\n").is_err());
        assert!(split("").is_err());
    }
}
