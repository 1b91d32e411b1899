//! Cheap signs that nobody else changed what a build left behind.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// A folder as it was: it changes when a name in it is added, removed or replaced, and when the
/// folder itself is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The number of its inode; 0 on systems without.
    pub identity: u64,
    /// When its list of names last changed, in nanoseconds since 1970.
    pub changed: u128,
}

/// The stamp of a folder; `None` where there is none, or a link in its place.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::symlink_metadata(path).ok()?;
    metadata.is_dir().then(|| Stamp {
        identity: identity(&metadata),
        changed: changed(&metadata),
    })
}

/// When the list of names, or the content, last changed, in nanoseconds since 1970.
pub fn changed(metadata: &Metadata) -> u128 {
    let time = metadata.modified().ok();
    let since = time.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    since.unwrap_or_default().as_nanos()
}

/// Two changes within one tick of a file system's clock leave the same time. Waiting one tick
/// between the last change and the end makes every later one visible.
pub const TICK: Duration = Duration::from_millis(12);

/// Names the time since the machine was started.
///
/// What was written before survives the end of the program in any case, but a power failure only
/// if it was stored; instead of waiting for that, the next build compares files when this changed.
/// Empty where the system does not tell.
pub fn boot() -> String {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let plain = text.trim();
    let named = plain
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'-');
    if named {
        plain.to_owned()
    } else {
        String::new()
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> u64 {
    0
}
