//! Whether a badge is somebody's: what they type is compared with what the badge holds.

use md5::Md5;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::members::{list, text};
use super::report::Finding;
use super::sentence::{Code, Sentence};

/// Who the badge should be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An e-mail address, compared with the addresses in the badge.
    Email(String),
    /// Anything that can identify a person, compared with everything in the badge.
    Identity(String),
}

impl Expected {
    fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Identity(text) => text,
        }
    }
}

/// Something in a badge that identifies its recipient.
pub(super) struct Identity<'a> {
    kind: &'a str,
    value: &'a str,
    is_hashed: bool,
    salt: &'a str,
}

/// What an Open Badges 3.0 subject holds.
pub(super) fn of_subject(subject: &Value) -> Vec<Identity<'_>> {
    let entries = list(subject.get("identifier"));
    let found = entries.filter_map(|it| read(it, "identityHash", "identityType"));
    let own = text(subject, "id").map(|it| match it.strip_prefix("mailto:") {
        Some(address) => plain("email", address),
        None => plain("id", it),
    });
    found.chain(own).take(MAX_IDENTITIES).collect()
}

/// What an Open Badges 2.0 assertion holds.
pub(super) fn of_assertion(assertion: &Value) -> Vec<Identity<'_>> {
    let entries = list(assertion.get("recipient"));
    let found = entries.filter_map(|it| read(it, "identity", "type"));
    found.take(MAX_IDENTITIES).collect()
}

/// Compares; nothing is found out where nobody asked.
pub(super) fn finding(identities: &[Identity<'_>], expected: Option<&Expected>) -> Option<Finding> {
    let expected = expected?;
    let wants_email = matches!(expected, Expected::Email(_));
    let candidates: Vec<_> = identities
        .iter()
        .filter(|it| !wants_email || it.is_email())
        .collect();
    if candidates.is_empty() {
        let code = if wants_email {
            Code::RecipientNone
        } else {
            Code::RecipientNothing
        };
        return Some(Finding::unchecked(Sentence::new(code)));
    }
    let typed = expected.text();
    if wants_email && !typed.contains('@') {
        return Some(Finding::unchecked(Sentence::new(Code::RecipientNoMail)));
    }
    let lower = typed.trim().to_lowercase();
    let forms = [
        (typed, Code::RecipientTyped, "as typed"),
        (
            typed.trim(),
            Code::RecipientTrimmed,
            "without the spaces around it",
        ),
        (&lower, Code::RecipientLower, "in lower case"),
    ];
    for (form, code, words) in forms {
        if let Some(found) = candidates.iter().find(|it| it.is(form)) {
            let sentence = match expected {
                Expected::Email(_) => Sentence::new(code),
                Expected::Identity(_) => Sentence::new(Code::RecipientIdentity)
                    .with("kind", found.kind)
                    .with("form", words),
            };
            return Some(Finding::pass(sentence));
        }
    }
    Some(mismatch(&candidates, wants_email))
}

fn mismatch(candidates: &[&Identity<'_>], wants_email: bool) -> Finding {
    if candidates
        .iter()
        .any(|it| it.is_hashed && it.algorithm().is_none())
    {
        return Finding::unchecked(Sentence::new(Code::RecipientOtherHash));
    }
    let code = if wants_email {
        Code::RecipientOther
    } else {
        Code::RecipientOtherIdentity
    };
    Finding::fail(Sentence::new(code))
}

fn read<'a>(entry: &'a Value, value: &str, kind: &str) -> Option<Identity<'a>> {
    let value = text(entry, value)?;
    Some(Identity {
        kind: text(entry, kind).unwrap_or("identity"),
        value,
        // Some issuers forget to say so.
        is_hashed: entry["hashed"] == true || Algorithm::of(value).is_some(),
        salt: text(entry, "salt").unwrap_or_default(),
    })
}

fn plain<'a>(kind: &'a str, value: &'a str) -> Identity<'a> {
    Identity {
        kind,
        value,
        is_hashed: false,
        salt: "",
    }
}

impl Identity<'_> {
    fn is_email(&self) -> bool {
        ["email", "emailAddress"].contains(&self.kind)
    }

    fn algorithm(&self) -> Option<(Algorithm, &str)> {
        Algorithm::of(self.value)
    }

    fn is(&self, person: &str) -> bool {
        if !self.is_hashed {
            return self.value == person;
        }
        self.algorithm().is_some_and(|(algorithm, digits)| {
            let hash = algorithm.hash(&format!("{person}{}", self.salt));
            digits.eq_ignore_ascii_case(&hash)
        })
    }
}

#[derive(Clone, Copy)]
enum Algorithm {
    Sha256,
    Md5,
}

impl Algorithm {
    fn of(value: &str) -> Option<(Self, &str)> {
        let (name, digits) = value.split_once('$')?;
        let (algorithm, length) = match name.to_ascii_lowercase().as_str() {
            "sha256" => (Self::Sha256, 64),
            "md5" => (Self::Md5, 32),
            _ => return None,
        };
        let is_hash = digits.len() == length && digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_hash.then_some((algorithm, digits))
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Sha256 => data_encoding::HEXLOWER.encode(&Sha256::digest(text)),
            Self::Md5 => data_encoding::HEXLOWER.encode(&Md5::digest(text)),
        }
    }
}

/// One person has a few addresses, not thousands.
const MAX_IDENTITIES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(identity: &Value, expected: Expected) -> &'static str {
        let assertion = json!({ "recipient": identity });
        let found = finding(&of_assertion(&assertion), Some(&expected));
        found.unwrap().sentence.id()
    }

    fn email(text: &str) -> Expected {
        Expected::Email(text.to_owned())
    }

    #[test]
    fn a_hashed_address_is_found_as_typed_trimmed_and_in_lower_case() {
        let hash = "sha256$B5809D8A92F8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
        let identity = json!({"type": "email", "hashed": true, "identity": hash, "salt": "Kosher"});
        assert_eq!(said(&identity, email("a@example.com")), "recipient.typed");
        assert_eq!(
            said(&identity, email(" a@example.com\n")),
            "recipient.trimmed"
        );
        assert_eq!(said(&identity, email("A@Example.com ")), "recipient.lower");
        assert_eq!(said(&identity, email("b@example.com")), "recipient.other");
    }

    #[test]
    fn every_kind_of_identity_and_hash_can_be_compared() {
        let md5 = json!({"type": "telephone", "hashed": true,
            "identity": "md5$b1946ac92492d2347c6235b4d2611184"});
        let known = Expected::Identity("hello\n".to_owned());
        assert_eq!(said(&md5, known), "recipient.identity");
        assert_eq!(said(&md5, email("hello")), "recipient.no-address");
        let other = json!({"type": "email", "hashed": true, "identity": "sha1$00"});
        assert_eq!(said(&other, email("a@example.com")), "recipient.other-hash");
        let url = json!({"type": "url", "hashed": false, "identity": "https://ada.example/"});
        let known = Expected::Identity("https://ada.example/".to_owned());
        assert_eq!(said(&url, known), "recipient.identity");
        let nobody = Expected::Identity("https://bob.example/".to_owned());
        assert_eq!(said(&url, nobody), "recipient.other-identity");
    }
}
