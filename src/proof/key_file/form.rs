//! The text of a key file: a note, then PKCS#8 in PEM.

use std::io;

use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::{self, pbes2};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{KeyFileError, Protection};
use crate::proof::key::{PublicKey, SecretKey};

/// Reads a secret key from the text of a key file, as [`super::read`] does.
///
/// # Errors
/// As [`super::read`], without those of the disk.
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

pub(super) fn encode(
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
        Protection::Passphrase { passphrase: "", .. } => {
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

/// What OWASP asks for in PBKDF2-HMAC-SHA256: about 0.2 s.
pub const PBKDF2_ROUNDS: u32 = 600_000;

/// About five seconds; more is an attack, or a mistake.
pub const MAX_PBKDF2_ROUNDS: u32 = 10_000_000;

/// Eight times what OpenSSL itself accepts.
pub const MAX_SCRYPT_BYTES: u64 = 256 * 1024 * 1024;

// An OCTET STRING of 32 bytes, within the OCTET STRING of PKCS#8: RFC 8410, "Private Key Format".
const SEED_HEADER: [u8; 2] = [0x04, 0x20];

const PLAIN_LABEL: &str = "PRIVATE KEY";
const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";
const KEY_LABEL: &str = "Ed25519 signing key of accolade: ";
const CHECKSUM_LABEL: &str = "SHA-256 of the decoded block: ";

#[cfg(test)]
mod tests {
    use super::*;

    fn asking_for(kdf: pbes2::Kdf) -> String {
        let initialization_vector = [0; 16];
        let encryption = pbes2::EncryptionScheme::Aes256Cbc {
            iv: initialization_vector,
        };
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: pbes2::Parameters { kdf, encryption }.into(),
            encrypted_data: OctetStringRef::new(&[0; 48]).unwrap(),
        };
        let document = SecretDocument::encode_msg(&info).unwrap();
        let pem = document.to_pem(ENCRYPTED_LABEL, LineEnding::LF).unwrap();
        pem.to_string()
    }

    fn pbkdf2(rounds: u32) -> pbes2::Kdf {
        let parameters = pbes2::Pbkdf2Params::hmac_sha256(rounds, &[1; 16]);
        parameters.unwrap().into()
    }

    fn scrypt(cost_parameter: u64, parallelization: u16) -> pbes2::Kdf {
        let salt: &[u8] = &[1; 16];
        pbes2::Kdf::Scrypt(pbes2::ScryptParams {
            salt: salt.try_into().unwrap(),
            cost_parameter,
            block_size: 8,
            parallelization,
            key_length: None,
        })
    }

    #[test]
    fn a_file_that_asks_for_hours_of_work_or_all_memory_is_refused_before_anybody_is_asked() {
        for kdf in [
            pbkdf2(MAX_PBKDF2_ROUNDS + 1),
            scrypt(1 << 19, 1),
            scrypt(1 << 18, 17),
            scrypt(1 << 40, 1),
        ] {
            let refused = parse(&asking_for(kdf), None, || panic!("asked for a passphrase"));
            let is_refused = matches!(refused, Err(KeyFileError::Unsupported { .. }));
            assert!(is_refused, "{refused:?}");
        }
    }

    #[test]
    fn what_openssl_makes_is_not_too_dear() {
        for kdf in [pbkdf2(2048), pbkdf2(PBKDF2_ROUNDS), scrypt(1 << 14, 1)] {
            let asked = parse(&asking_for(kdf), None, || Err(io::Error::other("asked")));
            let was_asked = matches!(asked, Err(KeyFileError::NoPassphrase(_)));
            assert!(was_asked, "{asked:?}");
        }
    }
}
