//! Which credentials were revoked: one bit for each, all in one document.

use std::io::{Read, Write};

use flate2::{Compression, GzBuilder, bufread::GzDecoder};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Publisher, places};

/// One bit for each credential: set means revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitstring(Vec<u8>);

impl Bitstring {
    /// The shortest list that the standard allows, nothing set.
    pub fn new() -> Self {
        Self(vec![0; MIN_ENTRIES as usize / 8])
    }

    /// How many credentials it speaks of.
    pub fn entries(&self) -> usize {
        self.0.len() * 8
    }

    /// Whether the bit is set; `None` outside the list.
    ///
    /// Index 0 is the left-most bit of the first byte.
    pub fn get(&self, index: usize) -> Option<bool> {
        let byte = self.0.get(index / 8)?;
        Some(byte & mask(index) != 0)
    }

    /// Sets the bit of one credential. There is no way back: a revocation is final.
    ///
    /// # Errors
    /// `index` is outside the list; the bits are then unchanged.
    ///
    /// Source: Bitstring Status List v1.0, "Bitstring Generation Algorithm".
    pub fn set(&mut self, index: usize) -> Result<(), StatusListError> {
        let entries = self.entries();
        let byte = self.0.get_mut(index / 8);
        let byte = byte.ok_or(StatusListError::Index { index, entries })?;
        *byte |= mask(index);
        Ok(())
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        self.0.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    /// `u` and base64url of the GZIP form; the same bits always give the same text.
    ///
    /// Source: Bitstring Status List v1.0, "Bitstring Encoding".
    pub fn encode(&self) -> String {
        let mut gzip = GzBuilder::new()
            .mtime(0)
            .write(Vec::new(), Compression::best());
        let compressed = gzip.write_all(&self.0).and_then(|()| gzip.finish());
        let compressed = compressed.expect("writing to memory cannot fail");
        format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&compressed))
    }

    /// Reads what [`Self::encode`] writes, from whatever source.
    ///
    /// # Errors
    /// Each way of being wrong has its own; at most [`MAX_BYTES`] are ever inflated.
    pub fn decode(text: &str) -> Result<Self, StatusListError> {
        let base64 = text.strip_prefix('u').ok_or(StatusListError::Multibase)?;
        if base64.len() > MAX_BYTES {
            return Err(StatusListError::TooLong);
        }
        let compressed = data_encoding::BASE64URL_NOPAD
            .decode(base64.as_bytes())
            .map_err(|_| StatusListError::Base64)?;
        let mut bits = Vec::new();
        // What browsers inflate: one member, and nothing after it.
        let mut gzip = GzDecoder::new(compressed.as_slice());
        (&mut gzip)
            .take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bits)
            .map_err(|_| StatusListError::Gzip)?;
        match bits.len() {
            length if length > MAX_BYTES => Err(StatusListError::TooLong),
            _ if !gzip.into_inner().is_empty() => Err(StatusListError::Gzip),
            length if length * 8 < MIN_ENTRIES as usize => Err(StatusListError::TooShort {
                entries: length * 8,
            }),
            _ => Ok(Self(bits)),
        }
    }
}

impl Default for Bitstring {
    fn default() -> Self {
        Self::new()
    }
}

/// What is wrong with a status list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusListError {
    #[error("the list does not start with `u`, which stands for base64url")]
    Multibase,
    #[error("the list is not base64url without padding")]
    Base64,
    #[error("the list is not whole GZIP data")]
    Gzip,
    #[error("the list has {entries} entries, fewer than the {MIN_ENTRIES} that hide a single one")]
    TooShort { entries: usize },
    #[error("the list inflates to more than {MAX_BYTES} bytes")]
    TooLong,
    #[error("there is no entry {index} in a list of {entries}")]
    Index { index: usize, entries: usize },
}

/// The unsigned BitstringStatusListCredential of list `number`, counted from 1.
///
/// Source: Bitstring Status List v1.0, "BitstringStatusListCredential".
pub fn document(
    publisher: &Publisher<'_>,
    number: u32,
    bits: &Bitstring,
    valid_from: Timestamp,
) -> Value {
    let id = publisher.url(&places::status_list(number));
    let whole = Timestamp::from_second(valid_from.as_second()).unwrap_or(valid_from);
    json!({
        "@context": [super::open_badges_3::CONTEXTS[0]],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": publisher.did(),
        "validFrom": whole.to_string(),
        "credentialSubject": {
            "id": format!("{id}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bits.encode(),
        },
    })
}

fn mask(index: usize) -> u8 {
    0x80 >> (index % 8)
}

/// Among so many, asking for a list tells nobody whose credential is looked at.
pub const MIN_ENTRIES: u32 = 131_072;

/// Far above any list that is published (16 KiB is usual), far below what harms a small machine.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(bytes: &[u8]) -> String {
        let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
        gzip.write_all(bytes).unwrap();
        let compressed = gzip.finish().unwrap();
        format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&compressed))
    }

    #[test]
    fn the_first_bit_is_the_left_most_of_the_first_byte() {
        let mut bits = Bitstring::new();
        bits.set(0).unwrap();
        bits.set(15).unwrap();
        assert_eq!(bits.0[..3], [0x80, 0x01, 0x00]);
        assert_eq!(bits.get(0), Some(true));
        assert_eq!(bits.get(1), Some(false));
        assert_eq!(bits.count(), 2);
        assert_eq!(bits.get(131_072), None);
        let unchanged = bits.clone();
        assert_eq!(
            bits.set(131_072),
            Err(StatusListError::Index {
                index: 131_072,
                entries: 131_072
            })
        );
        assert_eq!(bits, unchanged);
    }

    #[test]
    fn a_list_reads_back_and_is_always_written_alike() {
        let mut bits = Bitstring::new();
        for index in [3, 48_213, 131_071] {
            bits.set(index).unwrap();
        }
        let text = bits.encode();
        assert!(text.starts_with("uH4sIAAAAAAA"), "{text}");
        assert!(!text.contains('='));
        assert_eq!(text, bits.clone().encode());
        assert_eq!(Bitstring::decode(&text), Ok(bits));
    }

    #[test]
    fn the_published_empty_list_is_empty() {
        let text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
        assert_eq!(Bitstring::decode(text), Ok(Bitstring::new()));
    }

    #[test]
    fn every_fault_of_a_list_has_its_own_error() {
        let good = Bitstring::new().encode();
        let decode = |text: &str| Bitstring::decode(text).unwrap_err();
        assert_eq!(decode(&good[1..]), StatusListError::Multibase);
        assert_eq!(decode(&format!("{good}=")), StatusListError::Base64);
        assert_eq!(decode("u+/+/"), StatusListError::Base64);
        assert_eq!(decode("uAAAA"), StatusListError::Gzip);
        let cut = 1 + (good.len() - 9) / 4 * 4;
        assert_eq!(decode(&good[..cut]), StatusListError::Gzip);
        // Two members, of which some programs read the first alone.
        let bytes = |text: &str| {
            let base64 = &text.as_bytes()[1..];
            data_encoding::BASE64URL_NOPAD.decode(base64).unwrap()
        };
        let two = [bytes(&good), bytes(&good)].concat();
        let two = format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&two));
        assert_eq!(decode(&two), StatusListError::Gzip);
        assert_eq!(
            decode(&gzip(&[0; 16_383])),
            StatusListError::TooShort { entries: 131_064 }
        );
        assert_eq!(
            decode(&gzip(&vec![0; MAX_BYTES + 1])),
            StatusListError::TooLong
        );
        assert_eq!(
            Bitstring::decode(&gzip(&vec![0; MAX_BYTES]))
                .unwrap()
                .count(),
            0
        );
    }
}
