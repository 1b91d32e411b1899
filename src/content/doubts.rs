//! What is no mistake, and still not as its author will want it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use super::folder::{Entry, Folder};
use super::{BADGES_FOLDER, SETTINGS_FILE, addresses, folded, masked};
use crate::artwork;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::catalog::Catalog;
use crate::model::slug::Slug;

/// Warnings: of private keys in the folder, of addresses in badges, and of pictures that are not square,
/// hold text, or what a program wrote into them.
pub(super) fn of(folder: &Folder, catalog: &Catalog) -> Diagnostics {
    let mut doubts = Diagnostics::new();
    let mut left = MAX_ENTRIES;
    let mut keys = Vec::new();
    look_for_keys(folder.root(), "", 0, &mut left, &mut keys);
    doubts.extend(keys.iter().map(|it| private_key(it)));
    doubts.extend(catalog.achievements.iter().filter_map(not_square));
    doubts.extend(catalog.achievements.iter().filter_map(text_in_a_font));
    doubts.extend(catalog.achievements.iter().filter_map(remarks));
    let own = fs::read(folder.root().join(SETTINGS_FILE)).unwrap_or_default();
    let own: BTreeSet<_> = addresses(&own).map(|it| folded(it.text)).collect();
    let slugs = catalog.achievements.iter().map(|it| &it.slug);
    doubts.extend(slugs.flat_map(|it| addresses_of_badge(folder, it, &own)));
    doubts
}

// Where people put a key by mistake: not deep, and not among thousands of files.
fn look_for_keys(
    folder: &Path,
    name: &str,
    depth: usize,
    left: &mut usize,
    found: &mut Vec<String>,
) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let (Ok(own), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
            continue;
        };
        let path = match name.is_empty() {
            true => own.clone(),
            false => format!("{name}/{own}"),
        };
        let is_left_out = own.starts_with('.') || LEFT_OUT.contains(&own.as_str());
        if kind.is_dir() && depth < MAX_DEPTH && !is_left_out {
            look_for_keys(&entry.path(), &path, depth + 1, left, found);
        } else if kind.is_file() && may_be_key(&own) && is_key(&entry.path()) {
            found.push(path);
        }
    }
    found.sort();
}

fn may_be_key(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    ending.is_none_or(|it| KEY_ENDINGS.contains(&it.as_str()))
}

fn is_key(path: &Path) -> bool {
    let mut start = Vec::new();
    let file = fs::File::open(path);
    let read = file.and_then(|it| it.take(KEY_START_BYTES).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start);
    let is_label = |it: &str| it.starts_with("-----BEGIN ") && it.contains("PRIVATE KEY");
    read.is_ok() && text.lines().any(is_label)
}

fn private_key(name: &str) -> Diagnostic {
    Diagnostic::warning("this is a private key, and whoever gets the folder gets it")
        .in_file(name)
        .hint(
            "move it out of the site's folder, to where `accolade key new` puts keys; if it was ever \
             pushed or shared, retire it as compromised",
        )
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
/// Big, made by programs, or both.
const LEFT_OUT: [&str; 4] = ["public", "node_modules", "target", "ledger"];
/// `badges/rust-101/keys` is two below the root.
const MAX_DEPTH: usize = 4;
/// A warning is not worth reading a disk for.
const MAX_ENTRIES: usize = 5_000;
const KEY_ENDINGS: [&str; 6] = ["pem", "key", "txt", "p8", "pk8", "bak"];
/// The line that says what it is, and a few remarks above it.
const KEY_START_BYTES: u64 = 2_000;
