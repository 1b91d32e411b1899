//! Puts a whole new site where the old one is, in one step.

use std::fs;
use std::io;
use std::path::Path;

use super::disk::{self, failure};
use super::output::Places;
use crate::diagnostic::Diagnostic;

/// Gives the finished site in the work folder its name. An old site then stands in the work
/// folder, or beside it, until [`clean`] removes it.
///
/// Wherever the program is cut off, one complete site is still on disk, and [`repair`] gives it
/// its name.
///
/// # Errors
/// As the system says; the old site then still has its name.
pub fn exchange(places: &Places) -> Result<(), Diagnostic> {
    let (work, output) = (&places.work, &places.output);
    if fs::symlink_metadata(output).is_err() {
        return disk::rename(work, output);
    }
    match swap(work, output) {
        Ok(()) => Ok(()),
        Err(error) if is_unsupported(&error) => rename_both(places),
        Err(error) => Err(failure(
            "exchange this folder for the new one",
            output,
            &error,
        )),
    }
}

/// Gives an old site its name back after a build was cut off between two renames, and removes
/// what such a build left.
///
/// # Errors
/// As the system says.
pub fn repair(places: &Places) -> Result<(), Diagnostic> {
    if places.aside.exists() && !places.output.exists() {
        disk::rename(&places.aside, &places.output)?;
    }
    clean(places)
}

/// Removes the work folder and an old site.
///
/// # Errors
/// As the system says.
pub fn clean(places: &Places) -> Result<(), Diagnostic> {
    disk::remove_tree(&places.work)?;
    disk::remove_tree(&places.aside)
}

fn rename_both(places: &Places) -> Result<(), Diagnostic> {
    disk::rename(&places.output, &places.aside)?;
    let renamed = disk::rename(&places.work, &places.output);
    if renamed.is_err() {
        disk::rename(&places.aside, &places.output)?;
    }
    renamed
}

#[cfg(target_os = "linux")]
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn swap(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Old kernels and some network file systems cannot exchange two names.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}
