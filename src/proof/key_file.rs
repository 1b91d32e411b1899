//! Secret keys on disk: PKCS#8 in PEM, which OpenSSL reads too.
//!
//! Encrypted by default: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC. That cipher cannot tell a
//! wrong passphrase from a damaged file, so two lines before the PEM block hold the public key and
//! a checksum; OpenSSL skips them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::{self, pbes2};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::key::{PublicKey, SecretKey};

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
    let text = encode(secret, protection)?;
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        create_private_folder(folder).map_err(disk("create the folder", folder))?;
    }
    let mut file = create_private_file(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.into() },
        _ => disk("create", path)(source),
    })?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_folder_of(path));
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
    refuse_exposed(&file, path)?;
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

/// Reads a secret key from the text of a key file, as [`read`] does.
///
/// # Errors
/// As [`read`], without those of the disk.
pub fn parse(
    text: &str,
    expected: Option<&PublicKey>,
    passphrase: impl FnOnce() -> io::Result<Zeroizing<String>>,
) -> Result<SecretKey, KeyFileError> {
    let note = Note::read(text);
    let (label, document) = SecretDocument::from_pem(text).map_err(|_| KeyFileError::Damaged {
        problem: "it holds no complete PEM block",
    })?;
    note.ensure_intact(document.as_bytes())?;
    let secret = match label {
        PLAIN_LABEL => decode_plain(document.as_bytes())?,
        ENCRYPTED_LABEL => decrypt(document.as_bytes(), &note, passphrase)?,
        _ => {
            let problem = "its PEM block is no private key";
            return Err(KeyFileError::Damaged { problem });
        }
    };
    ensure_same(&secret, note.key.as_deref())?;
    ensure_same(&secret, expected.map(PublicKey::to_multikey).as_deref())?;
    Ok(secret)
}

fn encode(
    secret: &SecretKey,
    protection: &Protection<'_>,
) -> Result<Zeroizing<String>, KeyFileError> {
    let seed = secret.seed();
    let mut octets = Zeroizing::new([0; 34]);
    octets[..2].copy_from_slice(&SEED_HEADER);
    octets[2..].copy_from_slice(seed.as_slice());
    let octets = OctetStringRef::new(octets.as_slice()).expect("34 bytes are an octet string");
    let info = PrivateKeyInfoRef::new(ed25519_dalek::pkcs8::ALGORITHM_ID, octets);
    let (label, document) = match protection {
        Protection::None => (
            PLAIN_LABEL,
            SecretDocument::encode_msg(&info).map_err(pkcs8::Error::from),
        ),
        Protection::Passphrase { passphrase, .. } if passphrase.is_empty() => {
            return Err(KeyFileError::EmptyPassphrase);
        }
        Protection::Passphrase {
            passphrase,
            salt,
            initialization_vector,
        } => {
            let parameters = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(
                PBKDF2_ROUNDS,
                salt,
                *initialization_vector,
            );
            let parameters = parameters.expect("the parameters are constants within the limits");
            (
                ENCRYPTED_LABEL,
                info.encrypt_with_params(parameters, passphrase),
            )
        }
    };
    let document = document.expect("a seed of 32 bytes can be encoded");
    let pem = document
        .to_pem(label, LineEnding::LF)
        .expect("DER can be written as PEM");
    Ok(Zeroizing::new(
        Note::write(&secret.public(), document.as_bytes()) + &pem,
    ))
}

fn decode_plain(der: &[u8]) -> Result<SecretKey, KeyFileError> {
    let damaged = |problem| KeyFileError::Damaged { problem };
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| damaged("it is no PKCS#8 key"))?;
    if info.algorithm != ed25519_dalek::pkcs8::ALGORITHM_ID {
        return Err(damaged("its key is of another kind than Ed25519"));
    }
    let seed = info.private_key.as_bytes().strip_prefix(&SEED_HEADER);
    let seed: Option<[u8; 32]> = seed.and_then(|it| it.try_into().ok());
    let seed = seed.ok_or(damaged("its key has not 32 bytes"))?;
    Ok(SecretKey::from_seed(seed))
}

fn decrypt(
    der: &[u8],
    note: &Note,
    passphrase: impl FnOnce() -> io::Result<Zeroizing<String>>,
) -> Result<SecretKey, KeyFileError> {
    let info = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| KeyFileError::Damaged {
        problem: "its encryption parameters cannot be read",
    })?;
    refuse_dear(&info.encryption_algorithm)?;
    let passphrase = passphrase().map_err(KeyFileError::NoPassphrase)?;
    let plain = info
        .decrypt(passphrase.as_bytes())
        .map_err(|error| match error {
            pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::UnsupportedAlgorithm { .. }) => {
                let problem = "its cipher is not known";
                KeyFileError::Unsupported { problem }
            }
            _ => KeyFileError::WrongPassphrase,
        })?;
    // One in 256 wrong passphrases leaves what looks like a correct ending.
    let secret = decode_plain(plain.as_bytes()).map_err(|_| KeyFileError::WrongPassphrase)?;
    match &note.key {
        Some(key) if *key != secret.public().to_multikey() => Err(KeyFileError::WrongPassphrase),
        _ => Ok(secret),
    }
}

// A file from elsewhere could ask for hours of work, or for all memory.
fn refuse_dear(scheme: &pkcs5::EncryptionScheme) -> Result<(), KeyFileError> {
    let unsupported = |problem| Err(KeyFileError::Unsupported { problem });
    let Some(parameters) = scheme.pbes2() else {
        return unsupported("it is not PBES2");
    };
    match &parameters.kdf {
        pbes2::Kdf::Pbkdf2(it) if it.iteration_count > MAX_PBKDF2_ROUNDS => {
            unsupported("deriving its key would take too long")
        }
        pbes2::Kdf::Scrypt(it) => {
            let memory = 128_u64
                .saturating_mul(it.cost_parameter)
                .saturating_mul(u64::from(it.block_size));
            let work = memory.saturating_mul(u64::from(it.parallelization));
            if memory > MAX_SCRYPT_BYTES || work > 16 * MAX_SCRYPT_BYTES {
                unsupported("deriving its key would take too much memory or time")
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

fn ensure_same(secret: &SecretKey, expected: Option<&str>) -> Result<(), KeyFileError> {
    let found = secret.public().to_multikey();
    match expected {
        Some(expected) if expected != found => Err(KeyFileError::OtherKey {
            expected: expected.to_owned(),
            found,
        }),
        _ => Ok(()),
    }
}

/// What stands before the PEM block: the public key, and the checksum of the decoded block.
struct Note {
    key: Option<String>,
    checksum: Option<String>,
}

impl Note {
    fn write(key: &PublicKey, der: &[u8]) -> String {
        format!("{KEY_LABEL}{key}\n{CHECKSUM_LABEL}{}\n", checksum(der))
    }

    fn read(text: &str) -> Self {
        let before = text.split("-----BEGIN").next().unwrap_or_default();
        let value = |label| {
            let mut lines = before.lines();
            let found = lines.find_map(|line| line.strip_prefix(label));
            found.map(|it| it.trim().to_owned())
        };
        Self {
            key: value(KEY_LABEL),
            checksum: value(CHECKSUM_LABEL),
        }
    }

    fn ensure_intact(&self, der: &[u8]) -> Result<(), KeyFileError> {
        match &self.checksum {
            Some(noted) if *noted != checksum(der) => Err(KeyFileError::Damaged {
                problem: "its checksum does not match its content",
            }),
            _ => Ok(()),
        }
    }
}

// Of a plain key this must not help to guess the seed: 256 random bits cannot be guessed.
fn checksum(der: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(der))
}

fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFileError {
    move |source| KeyFileError::Disk {
        action,
        path: path.to_owned(),
        source,
    }
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(unix)]
fn create_private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(unix)]
fn refuse_exposed(file: &File, path: &Path) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata().map_err(disk("look at", path))?;
    let mode = metadata.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(KeyFileError::Exposed {
            path: path.to_owned(),
            mode,
        }),
    }
}

// Elsewhere the user's own folder is private by default, and modes do not exist.
#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn refuse_exposed(_: &File, _: &Path) -> Result<(), KeyFileError> {
    Ok(())
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What OWASP asks for in PBKDF2-HMAC-SHA256: about 0.2 s.
pub const PBKDF2_ROUNDS: u32 = 600_000;

/// About five seconds; more is an attack, or a mistake.
pub const MAX_PBKDF2_ROUNDS: u32 = 10_000_000;

/// Eight times what OpenSSL itself accepts.
pub const MAX_SCRYPT_BYTES: u64 = 256 * 1024 * 1024;

/// A key file has a few hundred bytes.
const MAX_FILE_LENGTH: usize = 16 * 1024;

// An OCTET STRING of 32 bytes, within the OCTET STRING of PKCS#8: RFC 8410, "Private Key Format".
const SEED_HEADER: [u8; 2] = [0x04, 0x20];

const PLAIN_LABEL: &str = "PRIVATE KEY";
const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";
const KEY_LABEL: &str = "Ed25519 signing key of accolade: ";
const CHECKSUM_LABEL: &str = "SHA-256 of the decoded block: ";
