//! Fingerprints: hashes of all that files are made from.

use super::bundle::Fingerprint;

/// Collects what files are made from, each part with its length, so that no two lists of parts
/// look alike.
#[derive(Clone)]
pub struct Ingredients(blake3::Hasher);

impl Ingredients {
    /// Of a kind of file: `award`, `home`.
    pub fn of(kind: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(FORM);
        Self(hasher).with(kind)
    }

    /// Adds a part.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds a part that may be missing.
    pub fn with_some(self, part: Option<impl AsRef<[u8]>>) -> Self {
        match part {
            Some(part) => self.with([1]).with(part),
            None => self.with([0]),
        }
    }

    /// Adds all parts of a list.
    pub fn with_all<T: AsRef<[u8]>>(self, parts: impl IntoIterator<Item = T>) -> Self {
        let (parts, count) = parts.into_iter().fold((self, 0_u64), |(it, count), part| {
            (it.with(part), count + 1)
        });
        parts.with(count.to_le_bytes())
    }

    /// The fingerprint.
    pub fn finish(self) -> Fingerprint {
        let hash = self.0.finalize();
        let mut fingerprint = Fingerprint::default();
        let length = fingerprint.len();
        fingerprint.copy_from_slice(&hash.as_bytes()[..length]);
        fingerprint
    }
}

/// The program's own part in every file: its release, and a count of changes to how files are made
/// within it.
const FORM: &[u8] = concat!("accolade ", env!("CARGO_PKG_VERSION"), " site 1").as_bytes();
