//! The entries of an act of issuing, each made as its line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, to_value};

use super::Pictures;
use super::plan::shown;
use crate::credential::open_badges_3::{self, Issuance, StatusPlace};
use crate::credential::status_list::{self, Bitstring};
use crate::credential::{Publisher, identity};
use crate::diagnostic::Diagnostic;
use crate::ledger::line::{
    self, Day, DefinitionBody, Instant, IssuedBody, KeyBody, Line, RecipientBody, StatusBody,
    StatusListBody,
};
use crate::ledger::trust::vouch;
use crate::model::award::{Award, AwardId};
use crate::model::key::ListedKey;
use crate::model::privacy::IdentityDisclosure;
use crate::model::slug::{Slug, Version};
use crate::proof::data_integrity::Signer;
use crate::proof::key::SecretKey;

/// What is drawn by lot for an award.
pub(super) struct Lot {
    pub id: AwardId,
    pub salt: [u8; 16],
    pub uuid: [u8; 16],
    pub status: StatusPlace,
}

/// Every definition that is awarded: its frozen Achievement, and what freezes it if nothing has.
pub(super) type Definitions =
    BTreeMap<(Slug, Version), (Value, Option<(DefinitionBody, Pictures)>)>;

/// What all entries are made with.
pub(super) struct Writing<'a> {
    pub publisher: Publisher<'a>,
    pub definitions: Definitions,
    pub signer: Signer,
}

impl Writing<'_> {
    /// The line of an award, without its newline.
    pub fn issued(&self, award: &Award, lot: &Lot) -> Result<Vec<u8>, Diagnostic> {
        let key = (award.badge.clone(), award.version.clone());
        let (achievement, _) = self.definitions.get(&key).expect("made for every award");
        let salt = identity::salt(lot.salt);
        let wrong = |error: String| {
            let message = format!("no credential can be made of this record: {error}");
            Diagnostic::error(message).in_file(shown(&award.record))
        };
        let issuance = Issuance {
            award,
            id: &lot.id,
            achievement,
            salt: &salt,
            subject_uuid: lot.uuid,
            status: lot.status,
            first_awarded: None,
        };
        let document = open_badges_3::credential(&self.publisher, &issuance);
        let document = document.map_err(|error| wrong(error.to_string()))?;
        let signed = self.signer.sign(&document);
        let signed = signed.map_err(|error| wrong(error.to_string()))?;
        let credential = raw(&signed);
        let is_hashed = award.identity == IdentityDisclosure::HashedEmail;
        let recipient = is_hashed.then(|| RecipientBody {
            identity: identity::hash(&award.recipient.email, &salt).into(),
            salt: Cow::Borrowed(&salt),
        });
        Ok(line::write(&Line::Issued(IssuedBody {
            id: lot.id.as_str().into(),
            slug: award.badge.as_str().into(),
            version: award.version.as_str().into(),
            cohort: award.record.cohort().into(),
            issued_on: Day::new(award.validity.issued_on().date()),
            expires_on: award.validity.expires_on().map(|it| Day::new(it.date())),
            language: award.language.as_ref().map(|it| it.as_str().into()),
            status: StatusBody {
                list: lot.status.list,
                index: lot.status.index,
            },
            recipient,
            credential: &credential,
        })))
    }

    /// The line of a new status list, of which nothing is revoked yet.
    pub fn status_list(&self, number: u32, now: Timestamp) -> Result<Vec<u8>, Diagnostic> {
        let bits = Bitstring::new();
        let document = status_list::document(&self.publisher, number, &bits, now);
        let signed = self.signer.sign(&document).map_err(|error| {
            Diagnostic::error(format!(
                "the status list {number} cannot be signed: {error}"
            ))
        })?;
        let credential = &raw(&signed);
        Ok(line::write(&Line::StatusList(StatusListBody {
            number,
            credential,
        })))
    }
}

/// The entry of a key; `secret` vouches for it unless the ledger begins with it.
pub(super) fn key_entry(key: &ListedKey, is_first: bool, secret: &SecretKey) -> KeyBody {
    let mut body = KeyBody {
        id: key.id.clone(),
        state: key.state.as_str().to_owned(),
        on: Instant::new(key.added),
        label: key.label.clone(),
        since: None,
        break_glass: false,
        by: None,
        signature: None,
    };
    if !is_first {
        vouch(&mut body, secret);
    }
    body
}

/// The line of a frozen definition, without its newline.
pub(super) fn definition_line(body: &DefinitionBody) -> Vec<u8> {
    let value = serde_json::json!({ "definition": to_value(body).expect("a definition is JSON") });
    serde_json::to_vec(&value).expect("a definition is JSON")
}

fn raw(document: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(document).expect("a document is JSON")
}
