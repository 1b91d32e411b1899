//! The content folder: reads its files, and never one outside of it.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// A content folder, known by its real path.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

/// An entry of a folder: its name, and whether it is a folder itself.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub name: String,
    pub is_folder: bool,
}

impl Folder {
    /// # Errors
    /// There is no such folder.
    pub fn open(root: &Path) -> Result<Self, Diagnostic> {
        let shown = root.display();
        let real = root.canonicalize().map_err(|error| {
            let finding = Diagnostic::error(format!("cannot open the folder `{shown}`: {error}"));
            match error.kind() {
                std::io::ErrorKind::NotFound => finding.hint(
                    "name the folder of a site as the argument, or start one with `accolade init`",
                ),
                _ => finding,
            }
        })?;
        if real.is_dir() {
            Ok(Self { root: real })
        } else {
            let message = format!("`{shown}` is a file; the folder of a site is needed");
            Err(Diagnostic::error(message))
        }
    }

    /// Its real path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether something of that name exists, a dangling link included.
    pub fn has(&self, name: &str) -> bool {
        self.root.join(name).symlink_metadata().is_ok()
    }

    /// The file `name`, relative to the folder with `/` on every system.
    ///
    /// # Errors
    /// It cannot be read, is longer than `limit` bytes, or a symbolic link leads out of the folder.
    pub fn bytes(&self, name: &str, limit: usize) -> Result<Vec<u8>, Diagnostic> {
        let path = self.resolve(name)?;
        let cannot = |error: std::io::Error| {
            Diagnostic::error(format!("the file cannot be read: {error}")).in_file(name)
        };
        // Before it is opened: a pipe would wait there for somebody to write to it.
        if !path.metadata().map_err(cannot)?.is_file() {
            return Err(Diagnostic::error("it is not a file").in_file(name));
        }
        let file = File::open(path).map_err(cannot)?;
        let mut bytes = Vec::new();
        let most = limit as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map_err(cannot)?;
        if bytes.len() > limit {
            let message = format!("the file is longer than the {} accepted", size(limit));
            return Err(Diagnostic::error(message).in_file(name));
        }
        Ok(bytes)
    }

    /// The file `name` as UTF-8; a byte order mark stays in front of it.
    ///
    /// # Errors
    /// As [`Self::bytes`], or a byte is not UTF-8.
    pub fn text(&self, name: &str, limit: usize) -> Result<Arc<Source>, Diagnostic> {
        let bytes = self.bytes(name, limit)?;
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(name, &error))?;
        Ok(Arc::new(Source {
            name: name.to_owned(),
            text,
        }))
    }

    /// What stands in the folder `name`, ordered by name; empty where there is no such folder.
    /// Hidden entries are left out, and what an office program puts beside a file that is open in it.
    ///
    /// # Errors
    /// It cannot be listed, a name is not UTF-8, or two differ in case alone.
    pub fn entries(&self, name: &str) -> Result<Vec<Entry>, Diagnostics> {
        if !self.has(name) {
            return Ok(Vec::new());
        }
        let path = self.resolve(name)?;
        let cannot = |error: std::io::Error| {
            Diagnostic::error(format!("the folder cannot be read: {error}")).in_file(name)
        };
        let mut entries = Vec::new();
        let mut findings = Diagnostics::new();
        for entry in std::fs::read_dir(path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            match entry.file_name().into_string() {
                Ok(name) if LEFT_OUT.iter().any(|it| name.starts_with(it)) => {}
                Ok(name) => entries.push(Entry {
                    is_folder: entry.path().is_dir(),
                    name,
                }),
                Err(other) => findings.push(
                    Diagnostic::error(format!("the name {other:?} is not UTF-8")).in_file(name),
                ),
            }
        }
        entries.sort();
        findings.extend(colliding(name, &entries));
        findings.finish(entries)
    }

    /// The real path of `name`.
    ///
    /// # Errors
    /// There is no such file, or a symbolic link leads out of the folder.
    pub fn resolve(&self, name: &str) -> Result<PathBuf, Diagnostic> {
        let path = self.root.join(name);
        let real = path.canonicalize().map_err(|error| {
            let message = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                _ => format!("the file cannot be read: {error}"),
            };
            Diagnostic::error(message).in_file(name)
        })?;
        if real.starts_with(&self.root) {
            return Ok(real);
        }
        Err(
            Diagnostic::error("a symbolic link leads out of the site's folder")
                .in_file(name)
                .hint("copy what it points at into the folder"),
        )
    }
}

/// Whether `path` stays below where it starts: no `..`, no root, no drive.
pub(super) fn stays_inside(path: &str) -> bool {
    let is_plain = |it: Component<'_>| matches!(it, Component::Normal(_));
    !path.is_empty() && !path.contains(['\\', ':']) && Path::new(path).components().all(is_plain)
}

/// How the file `name` came to be missing, where one of the `entries` seems to be it.
pub(super) fn renaming(entries: &[Entry], name: &str) -> Option<String> {
    let entry = |is_it: &dyn Fn(&str) -> bool| entries.iter().find(|it| is_it(&it.name));
    if let Some(other) = entry(&|it| it.eq_ignore_ascii_case(name)) {
        return Some(format!(
            "rename `{}`: upper and lower case count",
            other.name
        ));
    }
    let is_longer = |it: &str| {
        let behind = it.get(name.len()..);
        it.get(..name.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(name))
            && behind.is_some_and(|it| it.starts_with('.'))
    };
    let other = entry(&is_longer)?;
    Some(format!(
        "rename `{}` to `{name}`: the program that saved it added an ending, which file managers may hide",
        other.name
    ))
}

fn colliding(folder: &str, entries: &[Entry]) -> Vec<Diagnostic> {
    let mut folded: Vec<_> = entries
        .iter()
        .map(|it| (it.name.to_lowercase(), it.name.as_str()))
        .collect();
    folded.sort();
    let pairs = folded.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    pairs
        .map(|pair| {
            let (first, second) = (pair[0].1, pair[1].1);
            let message = format!("`{first}` and `{second}` differ in upper and lower case alone");
            Diagnostic::error(message)
                .in_file(format!("{folder}/{second}"))
                .hint("many systems take them for one; rename one of them")
        })
        .collect()
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    if error.as_bytes().starts_with(b"\xFF\xFE") || error.as_bytes().starts_with(b"\xFE\xFF") {
        let hint = match name.ends_with(".csv") {
            true => "in Excel, save it as `CSV UTF-8`; `accolade import` reads UTF-16 too",
            false => "save the file as UTF-8",
        };
        return Diagnostic::error("the file is written in UTF-16, not in UTF-8")
            .in_file(name)
            .hint(hint);
    }
    let offset = error.utf8_error().valid_up_to();
    let byte = error.as_bytes()[offset];
    let before = &error.as_bytes()[..offset];
    let line = before.iter().filter(|it| **it == b'\n').count() + 1;
    let message = format!("byte {offset}, on line {line}, is 0x{byte:02X}, which is not UTF-8");
    let hint = match name.ends_with(".csv") {
        true => "save the file as UTF-8; `accolade import` reads other encodings",
        false => "save the file as UTF-8",
    };
    Diagnostic::error(message).in_file(name).hint(hint)
}

fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
        _ => format!("{} KiB", bytes >> 10),
    }
}

/// `.gitkeep`, `.~lock.2026.csv#`, `~$2026.xlsx`.
const LEFT_OUT: [&str; 2] = [".", "~$"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_climbs_or_starts_elsewhere_does_not_stay_inside() {
        assert!(stays_inside("badge.svg"));
        assert!(stays_inside("art/badge.svg"));
        for bad in [
            "",
            "../badge.svg",
            "/etc/passwd",
            "art/../../x",
            "./x",
            "C:x",
            "a\\b",
        ] {
            assert!(!stays_inside(bad), "{bad}");
        }
    }
}
