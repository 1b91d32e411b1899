//! Private keys where they must not be: in the folder of a site.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// The files of the folder that are private keys, by their paths in it.
pub(super) fn keys(root: &Path) -> Vec<String> {
    let mut left = MAX_ENTRIES;
    let mut keys = Vec::new();
    look_for_keys(root, "", 0, &mut left, &mut keys);
    keys
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
        // Of those, only what lies on top.
        let inside = match LEFT_OUT.contains(&own.as_str()) {
            true => MAX_DEPTH,
            false => depth + 1,
        };
        if kind.is_dir() && depth < MAX_DEPTH && !own.starts_with('.') {
            look_for_keys(&entry.path(), &path, inside, left, found);
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

pub(super) fn is_key(path: &Path) -> bool {
    let mut start = Vec::new();
    let file = fs::File::open(path);
    let read = file.and_then(|it| it.take(KEY_START_BYTES).read_to_end(&mut start));
    read.is_ok() && is_key_text(&String::from_utf8_lossy(&start))
}

/// Whether a text holds a private key, or starts as one.
pub(super) fn is_key_text(text: &str) -> bool {
    let mut labels = text.split("-----BEGIN ").skip(1);
    labels.any(|it| {
        let label = it.split("-----").next();
        label.is_some_and(|it| it.ends_with("PRIVATE KEY"))
    })
}

/// A warning of the private key `name`.
pub(super) fn doubt(name: &str) -> Diagnostic {
    Diagnostic::warning(IN_FOLDER).in_file(name).hint(MOVE)
}

/// The private key `name` where something else must stand, as a mistake.
pub(super) fn mistake(name: &str) -> Diagnostic {
    Diagnostic::error(IN_FOLDER).in_file(name).hint(MOVE)
}

/// A private key where a file of the site has its text.
pub(super) fn in_place_of_text() -> Diagnostic {
    Diagnostic::error("this file holds a private key, and whoever gets the folder gets it").hint(
        "move the key to where `accolade key new` puts keys, and take the file's own text from a backup; if \
         it was ever pushed or shared, retire the key as compromised",
    )
}

const IN_FOLDER: &str = "this is a private key, and whoever gets the folder gets it";
const MOVE: &str = "move it out of the site's folder, to where `accolade key new` puts keys; if it was ever \
    pushed or shared, retire it as compromised";
/// Big, made by programs, or both.
const LEFT_OUT: [&str; 4] = ["public", "node_modules", "target", "ledger"];
/// `badges/rust-101/keys` is two below the root.
const MAX_DEPTH: usize = 4;
/// A warning is not worth reading a disk for.
const MAX_ENTRIES: usize = 5_000;
const KEY_ENDINGS: [&str; 6] = ["pem", "key", "txt", "p8", "pk8", "bak"];
/// The line that says what it is, and a few remarks above it.
const KEY_START_BYTES: u64 = 2_000;
