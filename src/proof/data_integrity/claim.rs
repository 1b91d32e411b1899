//! What proofs say of themselves, before anything is checked.

use serde_json::{Map, Value};

use super::{ASSERTION_METHOD, DATA_INTEGRITY_PROOF, MAX_PROOFS, ProofError};
use crate::proof::key::SIGNATURE_LENGTH;

/// A proof, read but not checked.
#[derive(Debug, Clone, PartialEq)]
pub struct ProofClaim {
    pub suite: Suite,
    /// The id of the key that is said to have signed.
    pub verification_method: String,
    /// When it is said to have been made.
    pub created: Option<jiff::Timestamp>,
    /// When it ends, if it does; the caller knows the time.
    pub expires: Option<jiff::Timestamp>,
    pub(super) signature: [u8; SIGNATURE_LENGTH],
    /// The proof without its value.
    pub(super) options: Map<String, Value>,
}

/// How a document is turned into the bytes that are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// Canonical statements (RDFC-1.0).
    EddsaRdfc2022,
    /// Canonical JSON (JCS).
    EddsaJcs2022,
    /// The predecessor of `eddsa-rdfc-2022`, with a type of its own.
    Ed25519Signature2020,
}

impl Suite {
    /// Its name: `eddsa-rdfc-2022`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
        }
    }
}

/// The proofs of a document in their order, each readable or not.
///
/// A document is proven when one of its proofs is, so one that is not understood does no harm.
///
/// # Errors
/// The document is no object, carries no proof, or more than [`MAX_PROOFS`].
pub fn claims(document: &Value) -> Result<Vec<Result<ProofClaim, ProofError>>, ProofError> {
    Ok(proofs(document)?.into_iter().map(read).collect())
}

pub(super) fn claim(document: &Value, index: usize) -> Result<ProofClaim, ProofError> {
    let proofs = proofs(document)?;
    let proof = proofs.get(index).ok_or(ProofError::NoSuchProof { index })?;
    read(proof)
}

fn proofs(document: &Value) -> Result<Vec<&Value>, ProofError> {
    let proofs = match document.get("proof") {
        Some(Value::Array(proofs)) => proofs.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(proof) => vec![proof],
    };
    match proofs.len() {
        0 => Err(ProofError::NoProof),
        1..=MAX_PROOFS => Ok(proofs),
        count => Err(ProofError::TooManyProofs { count }),
    }
}

fn read(proof: &Value) -> Result<ProofClaim, ProofError> {
    let members = proof.as_object().ok_or(ProofError::Malformed {
        name: "proof",
        expected: "an object",
    })?;
    let suite = suite(members)?;
    let purpose = text(members, "proofPurpose")?;
    if purpose != ASSERTION_METHOD {
        let purpose = purpose.to_owned();
        return Err(ProofError::Purpose { purpose });
    }
    if members.contains_key("previousProof") {
        return Err(ProofError::Chained);
    }
    let mut options = members.clone();
    options.shift_remove("proofValue");
    Ok(ProofClaim {
        suite,
        verification_method: text(members, "verificationMethod")?.to_owned(),
        created: instant(members, "created")?,
        expires: instant(members, "expires")?,
        signature: signature(text(members, "proofValue")?)?,
        options,
    })
}

fn suite(members: &Map<String, Value>) -> Result<Suite, ProofError> {
    let kind = match members.get("type") {
        // An array of one name means the same.
        Some(Value::Array(names)) if names.len() == 1 => names[0].as_str(),
        Some(name) => name.as_str(),
        None => return Err(ProofError::Missing { name: "type" }),
    };
    let kind = kind.ok_or(ProofError::Malformed {
        name: "type",
        expected: "a name",
    })?;
    if kind == Suite::Ed25519Signature2020.as_str() {
        return Ok(Suite::Ed25519Signature2020);
    }
    let unknown = |name: &str| ProofError::UnknownSuite { name: name.into() };
    if kind != DATA_INTEGRITY_PROOF {
        return Err(unknown(kind));
    }
    let name = text(members, "cryptosuite")?;
    [Suite::EddsaRdfc2022, Suite::EddsaJcs2022]
        .into_iter()
        .find(|it| it.as_str() == name)
        .ok_or_else(|| unknown(name))
}

fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, ProofError> {
    let value = members.get(name).ok_or(ProofError::Missing { name })?;
    value.as_str().ok_or(ProofError::Malformed {
        name,
        expected: "a text",
    })
}

fn instant(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<jiff::Timestamp>, ProofError> {
    if !members.contains_key(name) {
        return Ok(None);
    }
    let instant = text(members, name)?.parse();
    instant.map(Some).map_err(|_| ProofError::Malformed {
        name,
        expected: "a time with its zone, such as `2026-05-01T00:00:00Z`",
    })
}

fn signature(value: &str) -> Result<[u8; SIGNATURE_LENGTH], ProofError> {
    let base58 = value.strip_prefix('z').ok_or(ProofError::Multibase)?;
    // Longer texts take quadratic time to decode; 88 characters hold 64 bytes.
    if base58.len() > 4 * SIGNATURE_LENGTH {
        let length = base58.len() * 3 / 4;
        return Err(ProofError::SignatureLength { length });
    }
    let bytes = bs58::decode(base58)
        .into_vec()
        .map_err(|_| ProofError::Base58)?;
    let length = bytes.len();
    let signature = bytes.try_into();
    signature.map_err(|_| ProofError::SignatureLength { length })
}
