//! Where the published vectors and samples are, if this machine has them.

use std::path::{Path, PathBuf};

/// The folder of published data, or `None` after saying that the calling test skips.
pub fn data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ACCOLADE_SPEC_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    println!("{test}: skipped, the published data is not on this machine");
    None
}
