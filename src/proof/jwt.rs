//! JSON Web Signatures in compact form: credentials as VC-JWT, signed Open Badges 2.0 assertions.
//!
//! They are only checked, never made. RSA and P-256 come from `ring`, which carries TLS already;
//! Ed25519 stays with the strict checks of [`super::key`].
//!
//! Source: RFC 7515, "JWS Compact Serialization"; RFC 7518, "Cryptographic Algorithms for Digital
//! Signatures and MACs"; RFC 8037, "Signing with Ed25519 and Ed448".

use data_encoding::{BASE64, BASE64URL_NOPAD};
use pkcs8::der::asn1::UintRef;
use pkcs8::der::{Decode, Reader, SliceReader};
use pkcs8::spki::SubjectPublicKeyInfoRef;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Map, Value};

use super::key::{PublicKey, PublicKeyError};
use super::strict_json;

/// How a JWS is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    EdDsa,
    Es256,
    Rs256,
}

impl Algorithm {
    /// Its name in headers: `RS256`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

/// A signed text, taken apart but not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Jws {
    pub algorithm: Algorithm,
    /// The id of the key that is said to have signed.
    pub key_id: Option<String>,
    /// The key itself, as a JWK. Anybody can write any key here.
    pub key: Option<Value>,
    /// The signed JSON object.
    pub payload: Map<String, Value>,
    signature: Vec<u8>,
    signed: String,
}

/// Why a text is no signed document that can be checked, or is not signed by that key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    #[error("it is not three parts of base64url with dots between")]
    Form,
    #[error("it is longer than the {MAX_LENGTH} bytes accepted")]
    TooLong,
    #[error("its {part} is no JSON object: {problem}")]
    Json { part: &'static str, problem: String },
    #[error("it is signed with `{name}`, which is not known here")]
    Algorithm { name: String },
    #[error("its header demands `{name}`, which is not known here")]
    Extension { name: &'static str },
    #[error("the signature does not match the text and the key: one of them was changed")]
    Mismatch,
    #[error("the key is not one for `{algorithm}`")]
    WrongKey { algorithm: &'static str },
}

impl Jws {
    /// Takes a compact JWS apart.
    ///
    /// # Errors
    /// It is malformed, or asks for what this program does not know.
    pub fn read(text: &str) -> Result<Self, JwsError> {
        if text.len() > MAX_LENGTH {
            return Err(JwsError::TooLong);
        }
        let parts: Vec<&str> = text.splitn(4, '.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(JwsError::Form);
        };
        let head = object("header", &decode(header)?)?;
        refuse_extensions(&head)?;
        Ok(Self {
            algorithm: algorithm(&head)?,
            key_id: head.get("kid").and_then(Value::as_str).map(str::to_owned),
            key: head.get("jwk").cloned(),
            payload: object("payload", &decode(payload)?)?,
            signature: decode(signature)?,
            signed: format!("{header}.{payload}"),
        })
    }

    /// Whether `key` made the signature.
    ///
    /// # Errors
    /// It did not, or is a key of another kind than the header says.
    pub fn verify(&self, key: &JwsKey) -> Result<(), JwsError> {
        let message = self.signed.as_bytes();
        let is_right = match (self.algorithm, key) {
            (Algorithm::EdDsa, JwsKey::Ed25519(key)) => {
                let signature = self.signature.as_slice().try_into();
                signature.is_ok_and(|signature| key.verify(message, signature))
            }
            (Algorithm::Es256, JwsKey::P256(point)) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, &self.signature).is_ok()
            }
            (Algorithm::Rs256, JwsKey::Rsa { n, e }) => {
                let key = RsaPublicKeyComponents { n, e };
                let algorithm = &RSA_PKCS1_2048_8192_SHA256;
                key.verify(algorithm, message, &self.signature).is_ok()
            }
            (algorithm, _) => {
                let algorithm = algorithm.as_str();
                return Err(JwsError::WrongKey { algorithm });
            }
        };
        is_right.then_some(()).ok_or(JwsError::Mismatch)
    }
}

/// A key that checks a JWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwsKey {
    Ed25519(PublicKey),
    /// An uncompressed point: 4, then x and y of 32 bytes each.
    P256(Vec<u8>),
    /// Modulus and exponent, big-endian, without zeros in front.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

/// Why a text or an object is no public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsKeyError {
    #[error("the key has no readable `{name}`")]
    Member { name: &'static str },
    #[error("the key is of a kind that is not known here")]
    Kind,
    #[error("the key holds its secret part, so that anybody could sign with it")]
    Secret,
    #[error("the key is no PEM text with a public RSA key")]
    Pem,
    #[error("the RSA key has {bits} bits; between 2048 and 8192 are accepted")]
    Size { bits: usize },
    #[error(transparent)]
    Point(#[from] PublicKeyError),
}

impl JwsKey {
    /// Reads a JSON Web Key: OKP with Ed25519, EC with P-256, or RSA.
    ///
    /// # Errors
    /// It is another kind of key, malformed, weak, or holds a secret.
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwsKeyError> {
        if jwk.get("d").is_some() {
            return Err(JwsKeyError::Secret);
        }
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => {
                let bytes = fixed::<32>(jwk, "x")?;
                Ok(Self::Ed25519(PublicKey::from_bytes(&bytes)?))
            }
            (Some("EC"), Some("P-256")) => {
                let (x, y) = (fixed::<32>(jwk, "x")?, fixed::<32>(jwk, "y")?);
                Ok(Self::P256([&[4][..], &x, &y].concat()))
            }
            (Some("RSA"), _) => rsa(&bytes(jwk, "n")?, &bytes(jwk, "e")?),
            _ => Err(JwsKeyError::Kind),
        }
    }

    /// Reads an RSA key in PEM: `BEGIN PUBLIC KEY` or `BEGIN RSA PUBLIC KEY`.
    ///
    /// # Errors
    /// It is something else.
    pub fn from_pem(text: &str) -> Result<Self, JwsKeyError> {
        if text.len() > MAX_PEM_LENGTH {
            return Err(JwsKeyError::Pem);
        }
        let body = pem_body(text, "PUBLIC KEY").map(|der| (der, true));
        let body = body.or_else(|| pem_body(text, "RSA PUBLIC KEY").map(|der| (der, false)));
        let (der, is_wrapped) = body.ok_or(JwsKeyError::Pem)?;
        if !is_wrapped {
            return from_pkcs1(&der);
        }
        let info = SubjectPublicKeyInfoRef::from_der(&der).map_err(|_| JwsKeyError::Pem)?;
        let key = info.subject_public_key.as_bytes();
        from_pkcs1(key.ok_or(JwsKeyError::Pem)?)
    }
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    let is_empty = part.is_empty();
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes());
    bytes.ok().filter(|_| !is_empty).ok_or(JwsError::Form)
}

fn object(part: &'static str, json: &[u8]) -> Result<Map<String, Value>, JwsError> {
    match strict_json::parse(json) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(JwsError::Json {
            part,
            problem: "it is another value".to_owned(),
        }),
        Err(error) => Err(JwsError::Json {
            part,
            problem: error.to_string(),
        }),
    }
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, JwsError> {
    let name = header.get("alg").and_then(Value::as_str).unwrap_or("none");
    [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256]
        .into_iter()
        .find(|it| it.as_str() == name)
        .ok_or_else(|| JwsError::Algorithm { name: name.into() })
}

// A reader that does not know an extension listed in `crit` must not accept the text; with `b64`
// another text would be signed.
fn refuse_extensions(header: &Map<String, Value>) -> Result<(), JwsError> {
    for name in ["crit", "b64"] {
        if header.contains_key(name) {
            return Err(JwsError::Extension { name });
        }
    }
    Ok(())
}

fn bytes(jwk: &Value, name: &'static str) -> Result<Vec<u8>, JwsKeyError> {
    let text = jwk.get(name).and_then(Value::as_str);
    let text = text.filter(|it| it.len() <= MAX_PEM_LENGTH);
    text.and_then(|it| BASE64URL_NOPAD.decode(it.as_bytes()).ok())
        .ok_or(JwsKeyError::Member { name })
}

fn fixed<const LENGTH: usize>(
    jwk: &Value,
    name: &'static str,
) -> Result<[u8; LENGTH], JwsKeyError> {
    let bytes = bytes(jwk, name)?.try_into();
    bytes.map_err(|_| JwsKeyError::Member { name })
}

fn rsa(n: &[u8], e: &[u8]) -> Result<JwsKey, JwsKeyError> {
    let (n, e) = (without_zeros(n), without_zeros(e));
    let bits = n.len() * 8 - n.first().map_or(0, |it| it.leading_zeros() as usize);
    if !(2048..=8192).contains(&bits) {
        return Err(JwsKeyError::Size { bits });
    }
    Ok(JwsKey::Rsa {
        n: n.to_vec(),
        e: e.to_vec(),
    })
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|it| *it != 0);
    &number[start.unwrap_or(number.len())..]
}

// Wrapped at any length, as issuers' tools differ.
fn pem_body(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let base64: Vec<u8> = body
        .bytes()
        .filter(|it| !it.is_ascii_whitespace())
        .collect();
    BASE64.decode(&base64).ok()
}

fn from_pkcs1(der: &[u8]) -> Result<JwsKey, JwsKeyError> {
    let read = || {
        let mut reader = SliceReader::new(der)?;
        reader.sequence(|numbers| {
            let (n, e) = (UintRef::decode(numbers)?, UintRef::decode(numbers)?);
            Ok::<_, pkcs8::der::Error>((n.as_bytes().to_vec(), e.as_bytes().to_vec()))
        })
    };
    let (n, e) = read().map_err(|_| JwsKeyError::Pem)?;
    rsa(&n, &e)
}

/// A credential of the largest size accepted, in base64.
pub const MAX_LENGTH: usize = 2 << 20;

/// An RSA key of 8192 bits has 1,500 characters in PEM.
const MAX_PEM_LENGTH: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::super::key::SecretKey;
    use super::*;
    use serde_json::json;

    fn token(header: &Value, payload: &str, secret: &SecretKey) -> String {
        let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        let signed = format!("{header}.{}", BASE64URL_NOPAD.encode(payload.as_bytes()));
        let signature = BASE64URL_NOPAD.encode(&secret.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn ed25519(secret: &SecretKey) -> Value {
        let x = BASE64URL_NOPAD.encode(secret.public().as_bytes());
        json!({"kty": "OKP", "crv": "Ed25519", "x": x})
    }

    #[test]
    fn a_signed_text_is_checked_with_the_key_that_signed_it() {
        let secret = SecretKey::from_seed([3; 32]);
        let text = token(&json!({"alg": "EdDSA"}), r#"{"a":1}"#, &secret);
        let jws = Jws::read(&text).unwrap();
        assert_eq!(jws.payload["a"], 1);
        assert_eq!(
            jws.verify(&JwsKey::from_jwk(&ed25519(&secret)).unwrap()),
            Ok(())
        );
        let other = JwsKey::from_jwk(&ed25519(&SecretKey::from_seed([4; 32]))).unwrap();
        assert_eq!(jws.verify(&other), Err(JwsError::Mismatch));
    }

    #[test]
    fn headers_that_ask_for_less_or_for_more_are_refused() {
        let secret = SecretKey::from_seed([3; 32]);
        let read = |header: Value| Jws::read(&token(&header, "{}", &secret)).unwrap_err();
        for name in ["none", "HS256", "RS384"] {
            let expected = JwsError::Algorithm { name: name.into() };
            assert_eq!(read(json!({ "alg": name })), expected);
        }
        let expected = JwsError::Extension { name: "crit" };
        assert_eq!(read(json!({"alg": "EdDSA", "crit": []})), expected);
        let expected = JwsError::Extension { name: "b64" };
        assert_eq!(read(json!({"alg": "EdDSA", "b64": false})), expected);
    }

    #[test]
    fn what_has_not_three_parts_of_base64url_is_no_jws() {
        for text in ["", "a.b", "e30.e30.AA.AA", "e30=.e30.AA", "e3+.e30.AA"] {
            assert_eq!(Jws::read(text), Err(JwsError::Form), "{text}");
        }
        // Three parts, but nothing signs it.
        let name = "none".to_owned();
        assert_eq!(Jws::read("e30.e30."), Err(JwsError::Algorithm { name }));
        let twice = token(
            &json!({"alg": "EdDSA"}),
            r#"{"a":1,"a":2}"#,
            &SecretKey::from_seed([3; 32]),
        );
        assert!(matches!(
            Jws::read(&twice),
            Err(JwsError::Json {
                part: "payload",
                ..
            })
        ));
        assert_eq!(
            Jws::read(&"a".repeat(MAX_LENGTH + 1)),
            Err(JwsError::TooLong)
        );
    }

    #[test]
    fn keys_that_give_themselves_away_or_are_short_are_refused() {
        let mut secret = ed25519(&SecretKey::from_seed([3; 32]));
        secret["d"] = json!("AA");
        assert_eq!(JwsKey::from_jwk(&secret), Err(JwsKeyError::Secret));
        let short = json!({"kty": "RSA", "n": BASE64URL_NOPAD.encode(&[0xff; 128]), "e": "AQAB"});
        assert_eq!(
            JwsKey::from_jwk(&short),
            Err(JwsKeyError::Size { bits: 1024 })
        );
        assert_eq!(
            JwsKey::from_jwk(&json!({"kty": "oct"})),
            Err(JwsKeyError::Kind)
        );
        assert_eq!(JwsKey::from_pem("no key"), Err(JwsKeyError::Pem));
    }
}
