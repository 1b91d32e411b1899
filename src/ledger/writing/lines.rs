//! The entries that acts have in common, each made as its line.

use std::borrow::Cow;

use serde_json::value::RawValue;
use serde_json::{Value, to_value};

use super::definitions::Definitions;
use super::lots::Lot;
use super::signing::Signing;
use crate::credential::identity;
use crate::credential::open_badges_3::{self, Issuance};
use crate::diagnostic::Diagnostic;
use crate::ledger::line::{self, Day, DefinitionBody, IssuedBody, Line, RecipientBody, StatusBody};
use crate::model::award::Award;
use crate::model::moment::Moment;
use crate::model::privacy::IdentityDisclosure;

/// An award that an act mints.
pub struct Minted<'a> {
    pub award: &'a Award,
    pub lot: Lot,
    /// When it was first awarded, where it takes the place of an earlier one.
    pub first_awarded: Option<Moment>,
}

impl Minted<'_> {
    /// Its line, without its newline.
    pub(super) fn line(
        &self,
        signing: &Signing<'_>,
        definitions: &Definitions,
    ) -> Result<Vec<u8>, Diagnostic> {
        let Self { award, lot, .. } = self;
        let key = (award.badge.clone(), award.version.clone());
        let (achievement, _) = definitions.get(&key).expect("made for every award");
        let salt = identity::salt(lot.salt);
        let wrong = |error: String| {
            let message = format!("no credential can be made of this record: {error}");
            Diagnostic::error(message).in_file(award.record.shown())
        };
        let issuance = Issuance {
            award,
            id: &lot.id,
            achievement,
            salt: &salt,
            subject_uuid: lot.uuid,
            status: lot.status,
            first_awarded: self.first_awarded,
        };
        let document = open_badges_3::credential(&signing.publisher, &issuance);
        let document = document.map_err(|error| wrong(error.to_string()))?;
        let signed = signing.signer.sign(&document);
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
}

/// The line of a frozen definition, without its newline.
pub(super) fn definition_line(body: &DefinitionBody) -> Vec<u8> {
    let value = serde_json::json!({ "definition": to_value(body).expect("a definition is JSON") });
    serde_json::to_vec(&value).expect("a definition is JSON")
}

/// A document as it is written.
pub(super) fn raw(document: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(document).expect("a document is JSON")
}
