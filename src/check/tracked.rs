//! What others come to see with the repository: no address of a person, no private key, no records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use rayon::prelude::*;

use super::packed;
use super::repository::{Repository, TrackedFile};
use crate::content::{self, addresses, folded, masked};
use crate::diagnostic::Diagnostic;

/// Looks through every file that git tracks or would track; without git, through all that would be
/// committed first.
pub(super) fn check(root: &Path, repository: Option<&Repository>) -> Vec<Diagnostic> {
    let files = match repository.map(Repository::files) {
        Some(Ok(files)) => files,
        Some(Err(finding)) => return vec![finding],
        None => untracked(root),
    };
    let settings = std::fs::read(root.join(content::SETTINGS_FILE)).unwrap_or_default();
    let own = addresses(&settings).map(|it| folded(it.text)).collect();
    let looked = files.par_iter().flat_map_iter(|file| {
        if file.name == UNFINISHED {
            return repository.map(|_| unfinished(file)).into_iter().collect();
        }
        if is_record(&file.name) {
            // Without git, nobody sees them.
            return repository.map(|_| record(file)).into_iter().collect();
        }
        look_through(root, file, repository.is_some(), &own)
    });
    looked.collect()
}

/// Every file of the folder but those that are nobody else's business.
fn untracked(root: &Path) -> Vec<TrackedFile> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|it| {
        let name = it.file_name().to_str().unwrap_or_default();
        it.depth() != 1 || !KEPT_BACK.contains(&name)
    });
    let files = entries.flatten().filter(|it| it.file_type().is_file());
    let names = files.filter_map(|it| {
        let inside = it.path().strip_prefix(root).ok()?;
        let parts = inside.iter().map(|it| it.to_string_lossy());
        Some(parts.collect::<Vec<_>>().join("/"))
    });
    names
        .map(|name| TrackedFile {
            name,
            is_tracked: false,
        })
        .collect()
}

fn is_record(name: &str) -> bool {
    let inside = name.strip_prefix(content::AWARDS_FOLDER);
    let inside = inside.and_then(|it| it.strip_prefix('/'));
    inside.is_some_and(|it| {
        let ending = it.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
        matches!(
            ending.as_deref(),
            Some("csv" | "toml" | "xlsx" | "xls" | "ods" | "tsv")
        )
    })
}

// Signed credentials of an act that never was: whoever has one can show it, and nobody can revoke it.
fn unfinished(file: &TrackedFile) -> Diagnostic {
    let finding = Diagnostic::error(match file.is_tracked {
        true => "git tracks what an interrupted act left half done: it may hold signed credentials",
        false => "the next `git add` would take along what an interrupted act left half done",
    });
    finding.in_file(&file.name).hint(match file.is_tracked {
        true => {
            "`git rm --cached ledger/.unfinished`, and write the line `.unfinished` into `.gitignore`; what \
             was pushed verifies like a badge that was issued: `accolade key compromise` and `accolade \
             reissue` end that"
        }
        false => "run the interrupted command again, or delete the file",
    })
}

fn record(file: &TrackedFile) -> Diagnostic {
    let name = &file.name;
    let what = "award records hold names and e-mail addresses";
    let (message, hint) = match file.is_tracked {
        true => (
            format!("{what}, and git tracks `{name}`"),
            format!(
                "`git rm --cached {name}` takes it out of the next commit and keeps your copy; the \
                 line `/awards/` in `.gitignore` keeps it out; what was pushed stays in the history"
            ),
        ),
        false => (
            format!("{what}, and the next `git add` would take `{name}` along"),
            "write the line `/awards/` into `.gitignore`".to_owned(),
        ),
    };
    Diagnostic::error(message).in_file(name).hint(hint)
}

fn look_through(
    root: &Path,
    file: &TrackedFile,
    has_git: bool,
    own: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    // A file that is tracked and was deleted, or a link to somewhere else.
    let path = root.join(&file.name);
    let is_file = path.symlink_metadata().is_ok_and(|it| it.is_file());
    if !is_file {
        return Vec::new();
    }
    match scan(&path, &file.name, own) {
        Ok(seen) => seen.findings(file, has_git),
        Err(error) => {
            let finding = Diagnostic::error(format!("the file cannot be read: {error}"));
            vec![finding.in_file(&file.name)]
        }
    }
}

/// What should not be in a file, each with the place of the first.
#[derive(Default)]
struct Seen {
    secret: Option<String>,
    address: Option<(String, String)>,
    others: BTreeSet<String>,
    /// Whether there is more in it than was looked through.
    has_more: bool,
}

fn scan(path: &Path, name: &str, own: &BTreeSet<String>) -> std::io::Result<Seen> {
    let mut reader = BufReader::with_capacity(BLOCK_LENGTH, File::open(path)?);
    let mut seen = Seen::default();
    let start = reader.fill_buf()?;
    let form = Form::of(start, name);
    if packed::is_archive(start) {
        let mut archive = Vec::new();
        let mut reader = reader.take(MAX_ARCHIVE_BYTES);
        reader.read_to_end(&mut archive)?;
        let is_all = packed::each_file(&archive, &mut |it| seen.look(it, Form::Text, name, own));
        seen.has_more = !is_all || reader.limit() == 0;
        return Ok(seen);
    }
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if form == Form::Wide {
            line.retain(|it| *it != 0);
        }
        seen.look(&line, form, &format!("{name}:{number}"), own);
    }
    Ok(seen)
}

/// How a file holds what people wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    /// Two bytes to a sign, or some of it.
    Wide,
    /// What git takes for a binary file.
    Binary,
}

impl Form {
    fn of(start: &[u8], name: &str) -> Self {
        let is_utf_16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
        // Spreadsheets of old, in which texts stand as they are.
        if is_utf_16 || name.to_ascii_lowercase().ends_with(".xls") {
            return Self::Wide;
        }
        match start.contains(&0) {
            true => Self::Binary,
            false => Self::Text,
        }
    }
}

impl Seen {
    /// Looks through bytes at a place, which is how messages name it.
    fn look(&mut self, bytes: &[u8], form: Form, place: &str, own: &BTreeSet<String>) {
        if self.secret.is_none() && is_secret(bytes) {
            self.secret = Some(place.to_owned());
        }
        if form == Form::Binary || !bytes.contains(&b'@') {
            return;
        }
        let is_ledger = place.starts_with("ledger/");
        for address in addresses(bytes) {
            // The issuer's own, as it was when the credential was signed.
            let is_issuer = is_ledger && address.before.ends_with(b"\"email\":\"");
            if !is_issuer && !own.contains(&folded(address.text)) {
                self.add(place, address.text);
            }
        }
    }

    fn add(&mut self, place: &str, text: &[u8]) {
        let text = folded(text);
        match &self.address {
            None => self.address = Some((place.to_owned(), text)),
            Some((_, first)) if *first == text => {}
            Some(_) => _ = self.others.insert(text),
        }
    }

    fn findings(&self, file: &TrackedFile, has_git: bool) -> Vec<Diagnostic> {
        let name = &file.name;
        let reach = match (has_git, file.is_tracked) {
            (true, true) => "git tracks this file",
            (true, false) => "the next `git add` takes this file along",
            (false, _) => "this file is part of the folder",
        };
        let mut findings = Vec::new();
        if self.has_more {
            let message =
                format!("this archive is too large to be looked through to its end, and {reach}");
            let finding = Diagnostic::warning(message).in_file(name);
            findings.push(
                finding.hint("make sure that it holds no e-mail addresses and no private key"),
            );
        }
        if let Some(place) = &self.secret {
            let message = format!("this is a private key, and {reach}");
            let out = match file.is_tracked {
                true => format!("`git rm --cached {name}`, and move the file out of the folder; "),
                false => "move the file out of the folder; ".to_owned(),
            };
            let hint = out
                + "if anybody else may have seen it, it is no longer yours alone: retire it as \
                   compromised with `accolade key compromise`";
            findings.push(Diagnostic::error(message).in_file(place).hint(hint));
        }
        if let Some((place, address)) = &self.address {
            let more = match self.others.len() {
                0 => String::new(),
                count => format!(" and {count} more"),
            };
            let shown = masked(address);
            let message = format!("here is the e-mail address `{shown}`{more}, and {reach}");
            let hint = match name.starts_with("ledger/") {
                true => {
                    "what is signed does not change: an address that everybody may know is named in \
                     `accolade.toml`, in a comment is enough; where it is in one award alone, `accolade \
                     erase` takes that out as a whole"
                }
                false if self.others.len() >= LIST_LENGTH => {
                    "a list of people belongs into `awards/`, which stays out of git, or out of the folder: \
                     `git rm --cached` takes the file out of the next commit and keeps your copy; what was \
                     pushed stays in the history"
                }
                false => {
                    "take it out, of an awarded badge with a new `version`; if it is an address that \
                     everybody may know, name it in `accolade.toml`: in a comment is enough"
                }
            };
            findings.push(Diagnostic::error(message).in_file(place).hint(hint));
        }
        findings
    }
}

/// Whether a line begins or holds a private key: PEM, or a Multikey.
fn is_secret(line: &[u8]) -> bool {
    let find = |wanted: &[u8]| line.windows(wanted.len()).position(|it| it == wanted);
    if let Some(start) = find(PEM_START) {
        let rest = &line[start + PEM_START.len()..];
        let label = rest
            .iter()
            .take_while(|it| it.is_ascii_uppercase() || **it == b' ')
            .count();
        if rest[..label].ends_with(b"PRIVATE KEY") && rest[label..].starts_with(b"-----") {
            return true;
        }
    }
    find(MULTIKEY_START).is_some_and(|start| {
        let digits = line[start..]
            .iter()
            .take_while(|it| it.is_ascii_alphanumeric());
        let is_whole_word = start == 0 || !line[start - 1].is_ascii_alphanumeric();
        digits.count() == MULTIKEY_LENGTH && is_whole_word
    })
}

/// What an act writes before it is one.
const UNFINISHED: &str = "ledger/.unfinished";

/// What stands at the top of a content folder and is not for others: git's own, and what
/// `.gitignore` of a new site names.
const KEPT_BACK: [&str; 4] = [".git", ".accolade", "public", content::AWARDS_FOLDER];

const PEM_START: &[u8] = b"-----BEGIN ";

/// The Multikey of a secret Ed25519 key: a `z`, then base58 of two bytes and the 32 of the seed.
const MULTIKEY_START: &[u8] = b"z3u2";
const MULTIKEY_LENGTH: usize = 48;

const BLOCK_LENGTH: usize = 64 << 10;

/// So many addresses besides the first are a list of people.
const LIST_LENGTH: usize = 3;

/// A spreadsheet is smaller.
const MAX_ARCHIVE_BYTES: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_told_from_public_ones() {
        let dashes = "-----";
        for kind in [
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
        ] {
            assert!(is_secret(
                format!("{dashes}BEGIN {kind}{dashes}\n").as_bytes()
            ));
        }
        assert!(!is_secret(
            format!("{dashes}BEGIN PUBLIC KEY{dashes}").as_bytes()
        ));
        let secret = format!("z3u2{}", "a".repeat(44));
        assert!(is_secret(format!("key = \"{secret}\"").as_bytes()));
        assert!(!is_secret(format!("key = \"{secret}a\"").as_bytes()));
        assert!(!is_secret(
            format!("key = \"z6Mk{}\"", "a".repeat(44)).as_bytes()
        ));
    }
}
