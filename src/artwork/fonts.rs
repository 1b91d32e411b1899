//! The embedded fonts, the only ones text is ever drawn with.

use resvg::usvg::fontdb::{Database, Source};
use std::sync::{Arc, OnceLock};

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

static DISPLAY_BOLD: &[u8] =
    include_bytes!("../../themes/artwork/fonts/InterDisplay-Bold.otf").as_slice();
static TEXT_SEMI_BOLD: &[u8] =
    include_bytes!("../../themes/artwork/fonts/Inter-SemiBold.otf").as_slice();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_are_found_by_the_names_used_here() {
        let names: Vec<_> = database()
            .faces()
            .map(|face| face.families[0].0.clone())
            .collect();
        assert_eq!(names, [DISPLAY, TEXT]);
    }
}
