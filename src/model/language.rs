//! Languages of texts.

use std::fmt;
use std::sync::Arc;

/// A language tag in the form that Open Badges 3.0 accepts: `en`, `pt-BR`, `zh-Hant-TW`.
///
/// Source: Open Badges v3.0, "Achievement", `inLanguage`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Arc<str>);

/// Why a text is no language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is written as `en`, `pt-BR` or `zh-Hant-TW`")]
pub struct LanguageError;

impl Language {
    /// # Errors
    /// `text` is not two to four small letters, optionally a script such as `Hant`, optionally a
    /// region such as `BR` or `419`.
    pub fn new(text: &str) -> Result<Self, LanguageError> {
        let mut parts = text.split('-').peekable();
        let primary = parts.next().ok_or(LanguageError)?;
        if !(2..=4).contains(&primary.len()) || !primary.bytes().all(|it| it.is_ascii_lowercase()) {
            return Err(LanguageError);
        }
        parts.next_if(|it| is_script(it));
        parts.next_if(|it| is_region(it));
        match parts.next() {
            None => Ok(Self(text.into())),
            Some(_) => Err(LanguageError),
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl Default for Language {
    fn default() -> Self {
        Self("en".into())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether texts of the language with this tag are written from right to left, as their script is or that
/// in which the language is written where the tag names none.
pub fn runs_from_right(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    match parts.next().filter(|it| is_script(it)) {
        Some(script) => ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"].contains(&script),
        None => [
            "ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
        ]
        .contains(&primary),
    }
}

fn is_script(part: &str) -> bool {
    let bytes = part.as_bytes();
    bytes.len() == 4
        && bytes[0].is_ascii_uppercase()
        && bytes[1..].iter().all(u8::is_ascii_lowercase)
}

fn is_region(part: &str) -> bool {
    let bytes = part.as_bytes();
    (bytes.len() == 2 && bytes.iter().all(u8::is_ascii_uppercase))
        || (bytes.len() == 3 && bytes.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_those_the_schema_accepts() {
        for good in ["en", "en-US", "zh-Hant-TW", "es-419", "gsw"] {
            assert!(Language::new(good).is_ok(), "{good}");
        }
        for bad in ["", "e", "EN", "en-us", "en_US", "english", "en-US-x"] {
            assert!(Language::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn languages_that_run_from_right_are_told_by_their_script() {
        for tag in ["ar", "he-IL", "fa", "az-Arab", "uz-Arab-AF"] {
            assert!(runs_from_right(tag), "{tag}");
        }
        for tag in ["en", "az", "ks-Deva", "ar-Latn", "zh-Hant-TW"] {
            assert!(!runs_from_right(tag), "{tag}");
        }
    }
}
