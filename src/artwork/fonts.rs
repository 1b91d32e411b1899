//! The embedded fonts, the only ones text is ever drawn with.

use super::fault::Problem;
use super::template::{SVG, escaped};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{FontResolver, Options, Tree};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// Name of the family titles are set in; bold.
pub(super) const DISPLAY: &str = "Inter Display";
/// Name of the family of everything else; semi-bold.
pub(super) const TEXT: &str = "Inter";

/// The font database, filled once. Every generic family is the text face, so that an author's
/// `font-family="Georgia, serif"` looks the same on a machine that has Georgia.
pub(super) fn database() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| Arc::new(load())).clone()
}

/// Refuses text with letters that the fonts lack: they would be missing from the picture without a word.
pub(super) fn refuse_missing_glyphs(text: &str) -> Result<(), Problem> {
    let mut characters = String::new();
    for character in text.chars() {
        if !characters.contains(character) && characters.len() < MAX_NAMED && !has(character) {
            characters.push(character);
        }
    }
    if characters.is_empty() {
        return Ok(());
    }
    Err(Problem::MissingGlyphs { characters })
}

/// Without signs that the fonts lack, such as a heart: letters that they lack stay, as a word would be
/// another one without them.
pub(super) fn without_lacking_signs(text: &str) -> String {
    // These only say how the sign before them is shown.
    let is_kept = |it: &char| {
        let is_joiner = matches!(it, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
        it.is_alphanumeric() || !is_joiner && has(*it)
    };
    let kept: String = text.chars().filter(is_kept).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the fonts have a letter; both faces have the same ones. What was found out is kept.
fn has(character: char) -> bool {
    static KNOWN: Mutex<Option<HashMap<char, bool>>> = Mutex::new(None);
    if character == ' ' || character.is_ascii_graphic() || is_invisible(character) {
        return true;
    }
    let Ok(mut known) = KNOWN.lock() else {
        return is_shaped(character);
    };
    let known = known.get_or_insert_default();
    *known
        .entry(character)
        .or_insert_with(|| is_shaped(character))
}

/// Shapes the letter alone: the renderer asks for another font where the first one lacks it.
fn is_shaped(character: char) -> bool {
    let asked = AtomicBool::new(false);
    let options = Options {
        font_family: TEXT.to_owned(),
        fontdb: database(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(|_, _, _| {
                asked.store(true, Ordering::Relaxed);
                None
            }),
        },
        ..Options::default()
    };
    let text = escaped(&character.to_string());
    let svg = format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 9 9\"><text>{text}</text></svg>");
    let shaped = Tree::from_str(&svg, &options).is_ok();
    drop(options);
    shaped && !asked.into_inner()
}

/// White space, and marks that only tell letters how to join or break.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn load() -> Database {
    let mut fonts = Database::new();
    fonts.load_font_source(Source::Binary(Arc::new(DISPLAY_BOLD)));
    fonts.load_font_source(Source::Binary(Arc::new(TEXT_SEMI_BOLD)));
    fonts.set_serif_family(TEXT);
    fonts.set_sans_serif_family(TEXT);
    fonts.set_cursive_family(TEXT);
    fonts.set_fantasy_family(TEXT);
    fonts.set_monospace_family(TEXT);
    fonts
}

/// At most so many bytes of missing letters are named.
const MAX_NAMED: usize = 40;

static DISPLAY_BOLD: &[u8] =
    include_bytes!("../../themes/artwork/fonts/InterDisplay-Bold.otf").as_slice();
static TEXT_SEMI_BOLD: &[u8] =
    include_bytes!("../../themes/artwork/fonts/Inter-SemiBold.otf").as_slice();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn european_letters_are_there_and_others_are_named() {
        let there = "Ångström Łódź Ğ ő Þ ẞ Ελλάδα ή Кириллица Ё ї — “” € № … a\u{ad}b";
        assert_eq!(refuse_missing_glyphs(there), Ok(()));
        let characters = "漢字🎓".to_owned();
        let found = refuse_missing_glyphs("A 漢字 字 🎓");
        assert_eq!(found, Err(Problem::MissingGlyphs { characters }));
    }

    #[test]
    fn both_families_are_found_by_the_names_used_here() {
        let names: Vec<_> = database()
            .faces()
            .map(|face| face.families[0].0.clone())
            .collect();
        assert_eq!(names, [DISPLAY, TEXT]);
    }
}
