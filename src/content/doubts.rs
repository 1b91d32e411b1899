//! What is no mistake, and still not as its author will want it.

use std::collections::BTreeSet;
use std::fs;

use super::folder::{Entry, Folder};
use super::{BADGES_FOLDER, SETTINGS_FILE, addresses, folded, masked, secrets};
use crate::artwork;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::catalog::Catalog;
use crate::model::slug::Slug;

/// Warnings: of private keys in the folder, of addresses in badges, and of pictures that are not square,
/// hold text, or what a program wrote into them.
pub(super) fn of(folder: &Folder, catalog: &Catalog) -> Diagnostics {
    let mut doubts = Diagnostics::new();
    let keys = secrets::keys(folder.root());
    doubts.extend(keys.iter().map(|it| secrets::doubt(it)));
    doubts.extend(catalog.achievements.iter().filter_map(not_square));
    doubts.extend(catalog.achievements.iter().filter_map(text_in_a_font));
    doubts.extend(catalog.achievements.iter().filter_map(remarks));
    let own = fs::read(folder.root().join(SETTINGS_FILE)).unwrap_or_default();
    let own: BTreeSet<_> = addresses(&own).map(|it| folded(it.text)).collect();
    let slugs = catalog.achievements.iter().map(|it| &it.slug);
    doubts.extend(slugs.flat_map(|it| addresses_of_badge(folder, it, &own)));
    doubts
}

fn not_square(achievement: &Achievement) -> Option<Diagnostic> {
    let Artwork::Png(bytes) = &achievement.artwork else {
        return None;
    };
    // Checked before: the header comes first, and holds width and height.
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (number(16)?, number(20)?);
    let slug = &achievement.slug;
    (width != height).then(|| {
        let message = format!("the picture of `{slug}` is not square: {width} by {height} pixels");
        Diagnostic::warning(message)
            .in_file(format!("{BADGES_FOLDER}/{slug}/index.md"))
            .hint("pages and wallets show badges in a square, some of them cut off or stretched")
    })
}

fn text_in_a_font(achievement: &Achievement) -> Option<Diagnostic> {
    let Artwork::Svg(bytes) = &achievement.artwork else {
        return None;
    };
    // Few pictures have any, and a close look takes time.
    let ends_text = bytes.windows(END_OF_TEXT.len()).any(|it| it == END_OF_TEXT);
    let has_text = ends_text && artwork::check_svg(bytes).is_ok_and(|it| it.has_text());
    let slug = &achievement.slug;
    has_text.then(|| {
        let message = format!("the text in the picture of `{slug}` is drawn in Inter, in whatever font it was made");
        Diagnostic::warning(message)
            .in_file(format!("{BADGES_FOLDER}/{slug}/index.md"))
            .hint("convert the text to paths in the drawing program, so that it looks the same everywhere")
    })
}

// Cameras and drawing programs write down who, where and when.
fn remarks(achievement: &Achievement) -> Option<Diagnostic> {
    let Artwork::Png(bytes) = &achievement.artwork else {
        return None;
    };
    let remarks = artwork::png_remarks(bytes);
    let slug = &achievement.slug;
    (!remarks.is_empty()).then(|| {
        let message = format!(
            "the picture of `{slug}` holds more than pixels, which every award of it publishes: {}",
            remarks.join(", ")
        );
        Diagnostic::warning(message)
            .in_file(format!("{BADGES_FOLDER}/{slug}/index.md"))
            .hint("save it without metadata (Exif, XMP, comments) unless everybody may read them")
    })
}

/// The e-mail addresses in the files of a badge that `own` does not hold.
fn addresses_of_badge(folder: &Folder, slug: &Slug, own: &BTreeSet<String>) -> Vec<Diagnostic> {
    let place = format!("{BADGES_FOLDER}/{slug}");
    let entries = folder.entries(&place).unwrap_or_default().into_iter();
    let is_text = |it: &Entry| it.name.ends_with(".md") || it.name.ends_with(".svg");
    let files = entries.filter(|it| !it.is_folder && is_text(it));
    let found = files.filter_map(|it| {
        let name = format!("{place}/{}", it.name);
        let text = folder.bytes(&name, artwork::MAX_SVG_BYTES).ok()?;
        let mut lines = text.split(|it| *it == b'\n').enumerate();
        let (line, address) = lines.find_map(|(line, text)| {
            let mut found = addresses(text).map(|it| folded(it.text));
            Some((line + 1, found.find(|it| !own.contains(it))?))
        })?;
        let message = format!(
            "here is the e-mail address `{}`, which every award of `{slug}` would publish",
            masked(&address)
        );
        Some(Diagnostic::warning(message).in_file(format!("{name}:{line}")).hint(
            "what is awarded does not change: take it out before; if it is an address that everybody may \
             know, name it in `accolade.toml`: in a comment is enough",
        ))
    });
    found.collect()
}

/// In an element `text`, with or without a prefix.
const END_OF_TEXT: &[u8] = b"text>";
