//! What is no mistake, and still not as its author will want it.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::BADGES_FOLDER;
use super::folder::Folder;
use crate::artwork;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::catalog::Catalog;

/// Warnings: of private keys in the folder, and of pictures that are not square or hold text.
pub(super) fn of(folder: &Folder, catalog: &Catalog) -> Diagnostics {
    let mut doubts = Diagnostics::new();
    let mut left = MAX_ENTRIES;
    let mut keys = Vec::new();
    look_for_keys(folder.root(), "", 0, &mut left, &mut keys);
    doubts.extend(keys.iter().map(|it| private_key(it)));
    doubts.extend(catalog.achievements.iter().filter_map(not_square));
    doubts.extend(catalog.achievements.iter().filter_map(text_in_a_font));
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
