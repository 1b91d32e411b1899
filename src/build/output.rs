//! Where a site goes, and whether it may go there.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{self, failure};
use crate::diagnostic::Diagnostic;

/// Every path a build uses; all but the first two are its own.
#[derive(Debug)]
pub struct Places {
    /// The folder the site is served from, links resolved. It need not exist.
    pub output: PathBuf,
    /// The same from the content folder, if it is in there, for notes; empty where it does not fit into a line.
    pub name: String,
    /// Where files are made before they are put in place; on the output's file system.
    pub work: PathBuf,
    /// Where the old site waits while systems without an exchange rename both.
    pub aside: PathBuf,
    pub manifest: PathBuf,
    pub journal: PathBuf,
}

/// A JSON file of the site by which it is known whose the site is: its path, and its `id`.
#[derive(Clone, Debug)]
pub struct Landmark {
    pub path: &'static str,
    pub id: String,
}

/// The folder of accolade's own notes in a content folder.
pub const PRIVATE_FOLDER: &str = ".accolade";

impl Places {
    /// Resolves `output` for the content folder `root`, and makes the folder above it.
    ///
    /// # Errors
    /// The output would lie in the content, or the content in the output.
    pub fn resolve(root: &Path, output: &Path) -> Result<Self, Diagnostic> {
        let root = canonical(root)?;
        let output = resolve_output(output)?;
        guard(&root, &output)?;
        let private = root.join(PRIVATE_FOLDER);
        let name = output.strip_prefix(&root).unwrap_or(&output);
        let mark = blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex();
        let notes = private.join(format!("build-{}", &mark[..8]));
        let base = beside(&output);
        Ok(Self {
            work: base.join(hidden(&output, "new")),
            aside: base.join(hidden(&output, "old")),
            manifest: notes.with_extension("manifest"),
            journal: notes.with_extension("journal"),
            name: line_of(name),
            output,
        })
    }

    /// Whether the whole output can be exchanged; a mount point cannot.
    pub fn is_movable(&self) -> bool {
        self.work.parent() == self.output.parent()
    }

    /// Whether there is anything in the output folder but this build's own work.
    ///
    /// # Errors
    /// It cannot be read, or is not a folder.
    pub fn is_occupied(&self) -> Result<bool, Diagnostic> {
        let names = match fs::read_dir(&self.output) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failure("read this folder", &self.output, &error)),
        };
        let mut others = names.flatten().map(|it| it.path());
        Ok(others.any(|it| it != self.work && it != self.aside))
    }

    /// Whether the output holds a site of the issuer that `landmark` names.
    pub fn is_known(&self, landmark: &Landmark) -> bool {
        let file = fs::read(self.output.join(landmark.path));
        let parsed = file.ok().and_then(|bytes| {
            let fits = bytes.len() <= MAX_LANDMARK_SIZE;
            fits.then(|| serde_json::from_slice::<serde_json::Value>(&bytes).ok())?
        });
        parsed.is_some_and(|it| it["id"] == landmark.id.as_str())
    }

    /// Says that the output holds something else.
    pub fn refuse(&self) -> Diagnostic {
        Diagnostic::error("this folder holds files that are not a site of this issuer")
            .in_file(&self.output)
            .hint("nothing was changed; name an empty or a new folder with `--output`")
    }
}

fn canonical(path: &Path) -> Result<PathBuf, Diagnostic> {
    let resolved = path.canonicalize();
    resolved.map_err(|error| failure("find this folder", path, &error))
}

fn resolve_output(output: &Path) -> Result<PathBuf, Diagnostic> {
    if fs::symlink_metadata(output).is_ok() {
        return canonical(output);
    }
    let absolute = std::path::absolute(output);
    let absolute = absolute.map_err(|error| failure("find this folder", output, &error))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(Diagnostic::error("this is no folder for a site").in_file(output));
    };
    disk::create_folder(parent)?;
    Ok(canonical(parent)?.join(name))
}

fn guard(root: &Path, output: &Path) -> Result<(), Diagnostic> {
    if root.starts_with(output) {
        let finding = Diagnostic::error("the site would replace the folder it is made from");
        return Err(finding.in_file(output).hint(OTHER_FOLDER));
    }
    let Ok(inside) = output.strip_prefix(root) else {
        return Ok(());
    };
    let first = inside.components().next();
    let taken = first.is_some_and(|it| CONTENT.iter().any(|name| it.as_os_str() == *name));
    if taken || output.is_file() {
        let finding = Diagnostic::error("the site would be written over content");
        return Err(finding.in_file(output).hint(OTHER_FOLDER));
    }
    Ok(())
}

/// The folder for work: the one above the output, or the output where that is another disk.
fn beside(output: &Path) -> &Path {
    let parent = output.parent().unwrap_or(output);
    if is_mount_point(output, parent) {
        output
    } else {
        parent
    }
}

#[cfg(unix)]
fn is_mount_point(output: &Path, parent: &Path) -> bool {
    let device = |path| fs::metadata(path).map(|it| std::os::unix::fs::MetadataExt::dev(&it));
    device(output).is_ok_and(|own| device(parent).is_ok_and(|above| above != own))
}

#[cfg(not(unix))]
fn is_mount_point(_output: &Path, _parent: &Path) -> bool {
    false
}

fn hidden(output: &Path, ending: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".accolade-");
    name.push(ending);
    name
}

/// Folders of the content folder that a site must never be written into.
const CONTENT: [&str; 8] = [
    "badges",
    "awards",
    "ledger",
    "pathways",
    "pages",
    "themes",
    ".accolade",
    ".git",
];

const OTHER_FOLDER: &str = "name another folder with `--output`";

/// A profile takes a few kilobytes, its logo is a file of its own.
const MAX_LANDMARK_SIZE: usize = 1 << 20;

fn line_of(path: &Path) -> String {
    let path = path.to_str().unwrap_or_default();
    match path.contains(char::is_control) {
        true => String::new(),
        false => path.to_owned(),
    }
}
