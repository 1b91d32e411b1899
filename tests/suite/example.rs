//! The example site, built once for all tests that look at it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The address that every id of the example site starts with.
pub const BASE: &str = "https://badges.harbour-makers.example/";

/// The folder of the built example site.
pub fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let site = folder.join("example-site");
        copy(&repository().join("example-site"), &site);
        let output = Command::new(env!("CARGO_BIN_EXE_accolade"))
            .arg("build")
            .arg(&site)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the example site builds: {said}");
        site.join("public")
    })
}

/// The repository's own folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Copies a folder of plain files, without what earlier builds left in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a new folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if matches!(name.to_str(), Some("public" | ".accolade")) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries
        .into_iter()
        .map(|entry| entry.expect("a readable folder"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}
