//! Words, however people and programs spell them.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::character::is_visible;

/// The words of a text, parts of one with hyphens each for itself: as written, and as compared.
pub fn words(text: &str) -> impl Iterator<Item = (String, String)> {
    let is_kept = |it: &char| it.is_whitespace() || is_visible(*it);
    let text: String = text.chars().filter(is_kept).collect();
    let is_apart = |it: char| !it.is_alphanumeric() && !is_apostrophe(it) && !is_mark(it);
    let words = text.split(is_apart);
    let words = words.map(|it| it.trim_matches(is_apostrophe));
    // `Grace's` names her, too.
    let words = words.map(|it| {
        let owned = it
            .strip_suffix('s')
            .and_then(|it| it.strip_suffix(is_apostrophe));
        owned.unwrap_or(it)
    });
    let words = words.filter(|it| !it.is_empty());
    let words: Vec<_> = words.map(|it| (it.to_owned(), folded(it))).collect();
    words.into_iter()
}

/// The words of a text as they are compared.
pub fn folded_words(text: &str) -> Vec<String> {
    words(text).map(|it| it.1).collect()
}

/// Whether two texts are of the same words: `Erste-Hilfe` and `ERSTE HILFE`.
pub fn are_same(text: &str, other: &str) -> bool {
    let words = folded_words(text);
    !words.is_empty() && words == folded_words(other)
}

/// A word as it is compared: in lower case, without accents and apostrophes.
///
/// Source: Unicode Standard Annex #15, "Normalization Forms".
pub fn folded(word: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(&word.to_lowercase())
        .into_owned();
    let is_kept = |it: &char| !is_mark(*it) && !is_apostrophe(*it);
    let mut text = String::new();
    for character in decomposed.chars().filter(is_kept) {
        match PLAIN.iter().find(|it| it.0 == character) {
            Some((_, plain)) => text.push_str(plain),
            None => text.push(character),
        }
    }
    text
}

/// An accent that stands for itself beside its letter.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}')
}

fn is_apostrophe(character: char) -> bool {
    "'’‘‛`´ʼʹ′＇".contains(character)
}

/// Letters that no decomposition makes plain.
const PLAIN: [(char, &str); 9] = [
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ı', "i"),
];
