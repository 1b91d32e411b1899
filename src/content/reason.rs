//! Why something was taken back, in words that everybody may read.

use super::text;
use crate::model::address::Email;
use crate::model::character::is_visible;

/// A reason as it may be published.
///
/// # Errors
/// A sentence on what is wrong: it is empty, too long, holds line breaks or control characters, or an
/// e-mail address, however it is disguised.
pub fn clean_reason(text: &str) -> Result<String, String> {
    let reason = text::clean(text, text::REASON).map_err(|error| error.to_string())?;
    if reason.is_empty() {
        return Err("it is empty".to_owned());
    }
    match address(&undisguised(&reason)) {
        Some(address) => Err(format!("it holds the e-mail address `{address}`")),
        None => Ok(reason),
    }
}

fn address(text: &str) -> Option<&str> {
    let words = text.split(|it: char| it.is_whitespace() || "<>()[]{},;:\"'".contains(it));
    let mut words = words.map(|it| it.trim_end_matches('.'));
    words.find(|it| Email::new(it).is_ok())
}

/// With `@` for `(at)` and `.` for `(dot)`, as people write them against machines that gather addresses,
/// and without what nobody sees.
fn undisguised(reason: &str) -> String {
    let is_kept = |it: &char| it.is_whitespace() || is_visible(*it);
    let mut text: String = reason.chars().filter(is_kept).collect();
    for (word, sign) in [("at", "@"), ("dot", ".")] {
        for (opening, closing) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")] {
            for inner in [word.to_owned(), word.to_uppercase()] {
                let disguise = format!("{opening}{inner}{closing}");
                text = joined(&text, &disguise, sign);
            }
        }
    }
    text
}

/// The text with `sign` for `disguise` and the blanks around it.
fn joined(text: &str, disguise: &str, sign: &str) -> String {
    let mut parts = text.split(disguise);
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        joined.truncate(joined.trim_end().len());
        joined = joined + sign + part.trim_start();
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_disguised() {
        for text in [
            "ask ada@example.org.",
            "ask ada(at)example.org",
            "ask ada [at] example [dot] org",
            "ask <ada@example.org>",
            "ask ada {AT} example.org",
            "ask ada@exam\u{200B}ple.org",
        ] {
            let error = clean_reason(text).unwrap_err();
            assert_eq!(error, "it holds the e-mail address `ada@example.org`");
        }
        for text in ["Issued at example.org twice", "Issued (at noon) twice"] {
            assert_eq!(clean_reason(text).as_deref(), Ok(text));
        }
    }
}
