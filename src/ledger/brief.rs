//! A signed credential in brief: what is kept of it in memory.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What is kept of a credential.
pub(super) struct Brief<'a> {
    /// When it ends, if it does, in whole seconds.
    pub end: Option<Timestamp>,
    /// The key that is said to have signed it, as a Multikey.
    pub signer: Cow<'a, str>,
    /// BLAKE3 of everything but the proof: two credentials that share it say the same, letter by
    /// letter.
    pub claims: [u8; 32],
}

impl<'a> Brief<'a> {
    /// Reads a credential.
    ///
    /// # Errors
    /// It is not an object, its `validUntil` is no time with its zone, or it does not have exactly
    /// one proof that names its key.
    pub fn of(credential: &'a RawValue) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| format!("`credential`: {error}");
        let members: Members = serde_json::from_str(credential.get()).map_err(wrong)?;
        let proofs: Proofs = serde_json::from_str(members.proof.get()).map_err(wrong)?;
        let Proofs([Proof { method }]) = proofs;
        let signer = match method {
            Cow::Borrowed(id) => id.split_once('#').map(|(_, key)| Cow::Borrowed(key)),
            Cow::Owned(id) => id.split_once('#').map(|(_, key)| key.to_owned().into()),
        };
        Ok(Self {
            end: members.valid_until.as_deref().map(end).transpose()?,
            signer: signer.ok_or("`credential`: its proof names no key")?,
            claims: claims(credential.get(), members.proof.get()),
        })
    }
}

// With whatever offset: that of the site when it was issued.
fn end(text: &str) -> Result<Timestamp, String> {
    let instant: Option<Timestamp> = text.parse().ok();
    let instant = instant.filter(|it| it.subsec_nanosecond() == 0);
    instant.ok_or_else(|| {
        format!(
            "`validUntil` of the credential, `{text}`, is no time in whole seconds with its zone"
        )
    })
}

/// A credential with another proof in the place of its own; every other byte stays.
///
/// # Errors
/// It has no proof.
pub(super) fn with_proof(credential: &RawValue, proof: &str) -> Result<Box<RawValue>, String> {
    let members: Members =
        serde_json::from_str(credential.get()).map_err(|error| format!("`credential`: {error}"))?;
    let (before, after) = around(credential.get(), members.proof.get());
    RawValue::from_string([before, proof, after].concat()).map_err(|error| error.to_string())
}

fn claims(credential: &str, proof: &str) -> [u8; 32] {
    let (before, after) = around(credential, proof);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(before.len() as u64).to_le_bytes());
    hasher.update(before.as_bytes());
    hasher.update(after.as_bytes());
    hasher.finalize().into()
}

/// What stands before and after a part of a text, given as a slice of it.
fn around<'a>(whole: &'a str, part: &str) -> (&'a str, &'a str) {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    (&whole[..start], &whole[start + part.len()..])
}

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(rename = "validUntil", borrow)]
    valid_until: Option<Cow<'a, str>>,
    #[serde(borrow)]
    proof: &'a RawValue,
}

#[derive(Deserialize)]
struct Proofs<'a>(#[serde(borrow)] [Proof<'a>; 1]);

#[derive(Deserialize)]
struct Proof<'a> {
    #[serde(rename = "verificationMethod", borrow)]
    method: Cow<'a, str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    const SIGNED: &str = r#"{"a": 1, "proof" : [{"verificationMethod":"did:web:x#z6MkA"}] ,"z":"#;

    #[test]
    fn another_proof_changes_no_claim_and_another_letter_does() {
        let first = raw(&format!("{SIGNED}2}}"));
        let again = with_proof(&first, r#"[{"verificationMethod":"did:web:x#z6MkB"}]"#).unwrap();
        let (before, after) = (Brief::of(&first).unwrap(), Brief::of(&again).unwrap());
        assert_eq!((&*before.signer, &*after.signer), ("z6MkA", "z6MkB"));
        assert_eq!(before.claims, after.claims);
        assert_eq!(again.get().len(), first.get().len());
        let other = raw(&format!("{SIGNED}3}}"));
        assert_ne!(Brief::of(&other).unwrap().claims, before.claims);
    }

    #[test]
    fn the_end_of_a_credential_is_read_with_its_offset() {
        for text in ["2026-05-01T22:00:00Z", "2026-05-02T00:00:00+02:00"] {
            let credential = raw(&format!("{SIGNED}2,\"validUntil\":\"{text}\"}}"));
            let end = Brief::of(&credential).unwrap().end.map(|it| it.to_string());
            assert_eq!(end.as_deref(), Some("2026-05-01T22:00:00Z"), "{text}");
        }
        for wrong in [
            "2026-05-02",
            "2026-05-02T00:00:00",
            "2026-05-02T00:00:00.5Z",
            "soon",
        ] {
            let credential = raw(&format!("{SIGNED}2,\"validUntil\":\"{wrong}\"}}"));
            assert!(Brief::of(&credential).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_credential_has_one_proof_that_names_its_key() {
        let two = r#"{"proof":[{"verificationMethod":"x#a"},{"verificationMethod":"x#b"}]}"#;
        let unnamed = r#"{"proof":[{"verificationMethod":"x"}]}"#;
        let twice = r#"{"proof":[{"verificationMethod":"x#a"}],"proof":[]}"#;
        for wrong in [
            "{}",
            r#"{"proof":[]}"#,
            r#"{"proof":{}}"#,
            two,
            unnamed,
            twice,
            "7",
        ] {
            assert!(Brief::of(&raw(wrong)).is_err(), "{wrong}");
        }
    }
}
