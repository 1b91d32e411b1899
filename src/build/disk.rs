//! Files and folders; every error names the path at fault.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// Says what could not be done with a path, and why.
pub fn failure(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let finding = Diagnostic::error(format!("cannot {what}: {error}")).in_file(path);
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            finding.hint("make room and build again")
        }
        ErrorKind::PermissionDenied => finding.hint("see who may write there"),
        _ => finding,
    }
}

/// Creates a file that must not be there yet, and the folders above it.
///
/// # Errors
/// The disk is full, the file is there already, or the system says no.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let opened = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create_folder(path.parent().unwrap_or(path))?;
            options.open(path)
        }
        opened => opened,
    };
    let mut file = opened.map_err(|error| failure("create this file", path, &error))?;
    let written = file.write_all(bytes);
    written.map_err(|error| failure("write this file", path, &error))
}

/// Creates a folder and those above it; one that is there is fine.
///
/// # Errors
/// A file stands in the way, or the system says no.
pub fn create_folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| failure("create this folder", path, &error))
}

/// Whether a regular file with exactly these bytes is there; a symbolic link never is.
///
/// # Errors
/// It is there and cannot be read.
pub fn holds(path: &Path, bytes: &[u8], buffer: &mut Vec<u8>) -> Result<bool, Diagnostic> {
    let Some(mut file) = open_unlinked(path)? else {
        return Ok(false);
    };
    let size = file.metadata().map_or(0, |it| it.len());
    if size != bytes.len() as u64 {
        return Ok(false);
    }
    buffer.clear();
    let read = file.read_to_end(buffer);
    read.map_err(|error| failure("read this file", path, &error))?;
    Ok(buffer == bytes)
}

fn open_unlinked(path: &Path) -> Result<Option<File>, Diagnostic> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => return Ok(None),
        Err(error) if is_absence(&error) => return Ok(None),
        Err(error) => return Err(failure("look at this file", path, &error)),
        Ok(_) => {}
    }
    let opened = File::open(path);
    opened
        .map(Some)
        .map_err(|error| failure("read this file", path, &error))
}

/// Reads a whole file; `None` where there is none.
///
/// # Errors
/// It is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(failure("read this file", path, &error)),
    }
}

/// Renames within one file system; what has the new name is replaced.
///
/// # Errors
/// As the system says.
pub fn rename(from: &Path, to: &Path) -> Result<(), Diagnostic> {
    fs::rename(from, to).map_err(|error| failure("give a finished file this name", to, &error))
}

/// Removes a file or a link; says whether one was there.
///
/// # Errors
/// As the system says.
pub fn remove(path: &Path) -> Result<bool, Diagnostic> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(failure("remove this file", path, &error)),
    }
}

/// Removes a folder and all below it, links not followed; absent is fine.
///
/// # Errors
/// As the system says.
pub fn remove_tree(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_dir_all(path) {
        Err(error) if !is_absence(&error) => Err(failure("remove this folder", path, &error)),
        _ => Ok(()),
    }
}

/// Writes a small file so that it is there whole or not at all, even when power fails.
///
/// # Errors
/// As the system says; the old file, if any, is then unchanged.
pub fn replace_durably(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let fresh = path.with_extension("new");
    let written = write_durably(&fresh, bytes);
    let written = written.map_err(|error| failure("write this file", &fresh, &error));
    if let Err(finding) = written.and_then(|()| rename(&fresh, path)) {
        // The error is what the caller must hear of; a leftover is overwritten next time.
        let _ = fs::remove_file(&fresh);
        return Err(finding);
    }
    sync_folder(path.parent().unwrap_or(path))
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder survive a power failure.
///
/// # Errors
/// As the system says.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> Result<(), Diagnostic> {
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|error| failure("store this folder", path, &error))
}

/// Other systems have no such call.
#[cfg(not(unix))]
pub fn sync_folder(_path: &Path) -> Result<(), Diagnostic> {
    Ok(())
}

/// Makes all that was written to the file system of `path` survive a power failure.
///
/// # Errors
/// As the system says.
pub fn sync_all(path: &Path) -> Result<(), Diagnostic> {
    #[cfg(target_os = "linux")]
    {
        let synced = File::open(path).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
        synced.map_err(|error| failure("store what was written here", path, &error))
    }
    #[cfg(not(target_os = "linux"))]
    sync_folder(path)
}

fn is_absence(error: &io::Error) -> bool {
    // A file where a folder was expected also means that the path below it is absent.
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
