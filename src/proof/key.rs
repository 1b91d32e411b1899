//! Ed25519 keys, and their text form: Multikey.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// A secret key: the 32-byte seed of Ed25519, wiped from memory when dropped.
///
/// Its `Debug` form shows the public key only.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// From a seed of 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        Self(SigningKey::from_bytes(&seed))
    }

    /// Reads the Multikey form of a secret: `z3u2…`.
    ///
    /// # Errors
    /// The text is no such Multikey. The error never holds the text.
    ///
    /// Source: Controlled Identifiers v1.0, "Multikey".
    pub fn from_multikey(text: &str) -> Result<Self, MultikeyError> {
        decode(text, SECRET_PREFIX).map(|seed| Self(SigningKey::from_bytes(&seed)))
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The 64 bytes of an Ed25519 signature; the same message gives the same bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.0.sign(message).to_bytes()
    }

    pub(super) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretKey(of {})", self.public())
    }
}

/// A public key that can be relied on: a canonically encoded point that is not of small order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From the 32 bytes of RFC 8032.
    ///
    /// # Errors
    /// They encode no point, encode it in another than its only canonical way, or encode a point
    /// of small order, for which anyone can make signatures.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, PublicKeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| PublicKeyError::NoPoint)?;
        if !is_canonical(bytes) {
            return Err(PublicKeyError::NotCanonical);
        }
        if key.is_weak() {
            return Err(PublicKeyError::SmallOrder);
        }
        Ok(Self(key))
    }

    /// Reads a Multikey: `z6Mk…`, 48 characters.
    ///
    /// # Errors
    /// The text is not base58 after its `z`, is not an Ed25519 key, or not one to rely on.
    ///
    /// Source: Controlled Identifiers v1.0, "Multikey".
    pub fn from_multikey(text: &str) -> Result<Self, MultikeyError> {
        let bytes = decode(text, PUBLIC_PREFIX)?;
        Ok(Self::from_bytes(&bytes)?)
    }

    /// The Multikey form: `z6Mk…`, 48 characters.
    pub fn to_multikey(&self) -> String {
        let mut bytes = PUBLIC_PREFIX.to_vec();
        bytes.extend_from_slice(self.as_bytes());
        to_multibase(&bytes)
    }

    /// The 32 bytes of RFC 8032.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `signature` was made over `message` by the secret half of this key, in the one way
    /// that all strict verifiers accept.
    pub fn verify(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_multikey())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({self})")
    }
}

/// Why 32 bytes are no public key to rely on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    #[error("the public key is no point of the curve")]
    NoPoint,
    #[error("the public key is not encoded in its canonical form")]
    NotCanonical,
    #[error("the public key has small order, so that anyone could sign for it")]
    SmallOrder,
}

/// Why a text is no Multikey of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MultikeyError {
    #[error("the key does not start with `z`, which stands for base58")]
    Multibase,
    #[error("the key holds a character that base58 has not")]
    Base58,
    #[error("the key is of another kind than Ed25519")]
    Kind,
    #[error("the key has {length} bytes instead of 32")]
    Length { length: usize },
    #[error(transparent)]
    Point(#[from] PublicKeyError),
}

/// Bytes in multibase: `z`, then base58 with the alphabet of Bitcoin.
pub(super) fn to_multibase(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

// Compares y with the prime of the field, little-endian; the top bit is the sign of x. The two
// points with x = 0, whose sign could be given in two ways, are of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let high_is_full = bytes[31] & 0x7f == 0x7f && bytes[1..31].iter().all(|it| *it == 0xff);
    !(high_is_full && bytes[0] >= 0xed)
}

fn decode(text: &str, prefix: [u8; 2]) -> Result<Zeroizing<[u8; 32]>, MultikeyError> {
    let base58 = text.strip_prefix('z').ok_or(MultikeyError::Multibase)?;
    // Longer texts take quadratic time to decode.
    if base58.len() > MAX_MULTIKEY_LENGTH {
        return Err(MultikeyError::Length {
            length: base58.len() * 3 / 4,
        });
    }
    let bytes = bs58::decode(base58)
        .into_vec()
        .map_err(|_| MultikeyError::Base58)?;
    let bytes = Zeroizing::new(bytes);
    let key = bytes.strip_prefix(&prefix).ok_or(MultikeyError::Kind)?;
    let length = key.len();
    let key = key
        .try_into()
        .map_err(|_| MultikeyError::Length { length })?;
    Ok(Zeroizing::new(key))
}

/// The bytes of an Ed25519 signature.
pub const SIGNATURE_LENGTH: usize = 64;

/// No Multikey of Ed25519 has more than 48 characters.
const MAX_MULTIKEY_LENGTH: usize = 128;

// The multicodec codes `ed25519-pub` (0xed) and `ed25519-priv` (0x1300) as variable-length integers.
const PUBLIC_PREFIX: [u8; 2] = [0xed, 0x01];
const SECRET_PREFIX: [u8; 2] = [0x80, 0x26];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_multikey() {
        let public = SecretKey::from_seed([7; 32]).public();
        let text = public.to_multikey();
        assert_eq!(text.len(), 48);
        assert!(text.starts_with("z6Mk"));
        assert_eq!(PublicKey::from_multikey(&text), Ok(public));
    }

    #[test]
    fn every_deviation_of_a_multikey_is_named() {
        let bytes = *SecretKey::from_seed([7; 32]).public().as_bytes();
        let with = |prefix: [u8; 2], key: &[u8]| to_multibase(&[&prefix, key].concat());
        let refused = |text: &str| PublicKey::from_multikey(text).unwrap_err();
        let good = with(PUBLIC_PREFIX, &bytes);
        assert_eq!(refused(&good[1..]), MultikeyError::Multibase);
        assert_eq!(
            refused(&good.replacen('z', "m", 1)),
            MultikeyError::Multibase
        );
        assert_eq!(refused(&format!("{good}0")), MultikeyError::Base58);
        assert_eq!(refused(&with(SECRET_PREFIX, &bytes)), MultikeyError::Kind);
        assert_eq!(refused("z"), MultikeyError::Kind);
        assert_eq!(
            refused(&with(PUBLIC_PREFIX, &bytes[..31])),
            MultikeyError::Length { length: 31 }
        );
        assert_eq!(
            refused(&with(PUBLIC_PREFIX, &[&bytes[..], &[0]].concat())),
            MultikeyError::Length { length: 33 }
        );
        assert!(matches!(
            refused(&format!("z{}", "1".repeat(100_000))),
            MultikeyError::Length { .. }
        ));
    }

    #[test]
    fn weak_and_ambiguous_points_are_no_keys() {
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(PublicKey::from_bytes(&one), Err(PublicKeyError::SmallOrder));
        let mut one_plus_prime = [0xff; 32];
        one_plus_prime[0] = 0xee;
        one_plus_prime[31] = 0x7f;
        assert_eq!(
            PublicKey::from_bytes(&one_plus_prime),
            Err(PublicKeyError::NotCanonical)
        );
        let mut none = [0; 32];
        none[0] = 2;
        assert_eq!(PublicKey::from_bytes(&none), Err(PublicKeyError::NoPoint));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = SecretKey::from_seed([0xab; 32]);
        let shown = format!("{secret:?}");
        assert_eq!(shown, format!("SecretKey(of {})", secret.public()));
    }
}
