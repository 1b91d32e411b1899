//! Secret keys on disk: PKCS#8 in PEM, which OpenSSL reads too.
//!
//! Encrypted by default: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC. That cipher cannot tell a
//! wrong passphrase from a damaged file, so two lines before the PEM block hold the public key and
//! a checksum; OpenSSL skips them.

mod form;
mod owner;

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::key::{PublicKey, SecretKey};

pub use form::{MAX_PBKDF2_ROUNDS, MAX_SCRYPT_BYTES, PBKDF2_ROUNDS, parse};

/// How a secret is kept.
pub enum Protection<'a> {
    /// Encrypted. Salt and initialization vector are random, and used for one file only.
    Passphrase {
        passphrase: &'a str,
        salt: [u8; 16],
        initialization_vector: [u8; 16],
    },
    /// In clear: whoever reads the file can sign. For machines that cannot ask.
    None,
}

/// Why a key file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("`{}` exists already; a key is never overwritten", path.display())]
    Exists { path: PathBuf },
    #[error("there is no key file `{}`", path.display())]
    Absent { path: PathBuf },
    #[error("cannot {action} `{}`: {source}", path.display())]
    Disk {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("others than its owner can read `{}` (mode {mode:o}); run `chmod 600` on it", path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("the passphrase cannot be asked for: {0}")]
    NoPassphrase(io::Error),
    #[error("a passphrase is at least one character long")]
    EmptyPassphrase,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    #[error("the key file is damaged: {problem}")]
    Damaged { problem: &'static str },
    #[error("the key file is encrypted in a way that is not supported: {problem}")]
    Unsupported { problem: &'static str },
    #[error("the key file holds the key {found}, not {expected}")]
    OtherKey { expected: String, found: String },
}

/// Writes a secret key to a new file that its owner alone can read, and to disk.
///
/// The folder is made if it is missing, for its owner alone too. No file is ever overwritten.
///
/// # Errors
/// The file exists, the passphrase is empty, or the disk refuses; then no file is left behind.
pub fn write_new(
    path: &Path,
    secret: &SecretKey,
    protection: &Protection<'_>,
) -> Result<(), KeyFileError> {
    let text = form::encode(secret, protection)?;
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        owner::create_folder(folder).map_err(disk("create the folder", folder))?;
    }
    let mut file = owner::create_file(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.into() },
        _ => disk("create", path)(source),
    })?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| owner::sync_folder_of(path));
    written.map_err(|source| {
        // Half a key would look like a key; the report of the failure matters more than this one.
        let _ = fs::remove_file(path);
        disk("write", path)(source)
    })
}

/// Reads a secret key from a file.
///
/// `expected` is the key that the file should hold, where the caller knows. `passphrase` is asked
/// only if the file is encrypted.
///
/// # Errors
/// The file is missing, readable by others, damaged, too dear to decrypt, or holds another key; or
/// the passphrase is wrong.
pub fn read(
    path: &Path,
    expected: Option<&PublicKey>,
    passphrase: impl FnOnce() -> io::Result<Zeroizing<String>>,
) -> Result<SecretKey, KeyFileError> {
    let mut file = File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Absent { path: path.into() },
        _ => disk("open", path)(source),
    })?;
    if let Some(mode) = owner::exposure(&file).map_err(disk("look at", path))? {
        let path = path.to_owned();
        return Err(KeyFileError::Exposed { path, mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(MAX_FILE_LENGTH));
    let limit = MAX_FILE_LENGTH as u64;
    match Read::take(&mut file, limit).read_to_string(&mut text) {
        Ok(_) => parse(&text, expected, passphrase),
        Err(source) if source.kind() == io::ErrorKind::InvalidData => Err(KeyFileError::Damaged {
            problem: "it is not text",
        }),
        Err(source) => Err(disk("read", path)(source)),
    }
}

fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFileError {
    move |source| KeyFileError::Disk {
        action,
        path: path.to_owned(),
        source,
    }
}

/// A key file has a few hundred bytes.
const MAX_FILE_LENGTH: usize = 16 * 1024;
