//! Which key may sign here, and what it signs with.

use jiff::Timestamp;

use crate::credential::Publisher;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::model::catalog::Catalog;
use crate::proof::data_integrity::Signer;
use crate::proof::key::SecretKey;

/// What signs the documents of one act.
pub struct Signing<'a> {
    pub publisher: Publisher<'a>,
    pub signer: Signer,
    pub now: Timestamp,
}

impl<'a> Signing<'a> {
    /// Signs with `secret`, at the time of the act.
    ///
    /// # Errors
    /// There is no key, or it may not sign here.
    pub fn new(
        catalog: &'a Catalog,
        ledger: &Ledger,
        secret: Option<SecretKey>,
        now: Timestamp,
    ) -> Result<Self, Diagnostic> {
        let secret = secret.ok_or_else(|| Diagnostic::error("there is no key to sign with"))?;
        check_key(catalog, ledger, &secret)?;
        let publisher = Publisher::of(catalog);
        let method = publisher.verification_method(&secret.public().to_multikey());
        let signer = Signer::new(secret, &method, now);
        Ok(Self {
            publisher,
            signer,
            now,
        })
    }
}

fn check_key(catalog: &Catalog, ledger: &Ledger, secret: &SecretKey) -> Result<(), Diagnostic> {
    let id = secret.public().to_multikey();
    let Some(listed) = catalog.keys.find(&id) else {
        return Err(
            Diagnostic::error(format!("`keys.toml` does not list the key `{id}`"))
                .in_file("keys.toml")
                .hint("sign with a key that it lists; `accolade key list` shows them"),
        );
    };
    if !listed.state.may_sign() {
        let state = listed.state.as_str();
        return Err(
            Diagnostic::error(format!("the key `{id}` signs no more: it is {state}"))
                .in_file("keys.toml"),
        );
    }
    let known = ledger.keys();
    let vouched = known.iter().any(|it| it.id == id && it.state.may_sign());
    if vouched || ledger.heads().is_empty() {
        return Ok(());
    }
    Err(
        Diagnostic::error(format!("the ledger does not vouch for the key `{id}`"))
            .in_file("keys.toml")
            .hint(
                "a key that was added later signs once a listed one has vouched for it, with `accolade issue`",
            ),
    )
}
