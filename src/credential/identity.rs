//! A recipient named without being shown.

use sha2::{Digest, Sha256};

use crate::model::address::Email;

/// The hash of a recipient's address: `sha256$` and 64 hexadecimal digits, over the address in
/// lower case followed by the salt.
///
/// Whoever knows the address can compare it. Whoever can guess it can, too: the salt is public.
///
/// Source: Open Badges v2.0, "IdentityHash"; Open Badges v3.0, "IdentityHash".
pub fn hash(email: &Email, salt: &str) -> String {
    hash_text(&email.folded(), salt)
}

/// The same of any text, exactly as given.
pub fn hash_text(identity: &str, salt: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(identity.as_bytes());
    hasher.update(salt.as_bytes());
    let digits = data_encoding::HEXLOWER.encode(&hasher.finalize());
    format!("sha256${digits}")
}

/// A salt from random bytes: 26 characters of lower-case base32. One for each award.
pub fn salt(random: [u8; 16]) -> String {
    data_encoding::BASE32_NOPAD.encode(&random).to_lowercase()
}

/// A random name for somebody of whom nothing may be said: `urn:uuid:…`, version 4.
pub fn random_urn(random: [u8; 16]) -> String {
    let mut bytes = random;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits = data_encoding::HEXLOWER.encode(&bytes);
    let (time, rest) = digits.split_at(8);
    let (middle, rest) = rest.split_at(4);
    let (version, rest) = rest.split_at(4);
    let (variant, node) = rest.split_at(4);
    format!("urn:uuid:{time}-{middle}-{version}-{variant}-{node}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sample_digests_come_out() {
        assert_eq!(
            hash_text("a@example.com", "Kosher"),
            "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
        );
        assert_eq!(
            hash_text("mayze", ""),
            "sha256$7a1a1b3f7d40552e4299180e346e3add12bf9a751a43d9c4ca4518febc2c60c6"
        );
    }

    #[test]
    fn an_address_is_hashed_in_lower_case() {
        let email = Email::new("A@Example.com").unwrap();
        assert_eq!(hash(&email, "Kosher"), hash_text("a@example.com", "Kosher"));
    }

    #[test]
    fn a_salt_has_26_characters_and_differs_for_each_award() {
        assert_eq!(salt([0; 16]), "a".repeat(26));
        assert_ne!(salt([1; 16]), salt([2; 16]));
    }

    #[test]
    fn a_random_urn_is_a_uuid_of_version_4() {
        assert_eq!(
            random_urn([0xff; 16]),
            "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            random_urn([0; 16]),
            "urn:uuid:00000000-0000-4000-8000-000000000000"
        );
    }
}
