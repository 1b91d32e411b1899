//! Awards that are signed again: the same words with another proof.

use serde_json::Value;

use super::signing::Signing;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::brief;
use crate::ledger::entry::Issued;
use crate::ledger::line::{self, Instant, Line, ReissuedBody};

/// The line by which an award is signed again, without its newline. Every byte of the credential
/// but its proof stays.
pub(super) fn line(
    signing: &Signing<'_>,
    ledger: &Ledger,
    award: &Issued,
) -> Result<Vec<u8>, Diagnostic> {
    let wrong = |error: String| {
        let id = &award.id;
        Diagnostic::error(format!("award `{id}` cannot be signed again: {error}"))
    };
    let before = ledger.line(award)?.credential;
    let mut document: Value =
        serde_json::from_str(before.get()).map_err(|error| wrong(error.to_string()))?;
    if let Some(members) = document.as_object_mut() {
        members.shift_remove("proof");
    }
    let signed = signing.signer.secure(document);
    let signed = signed.map_err(|error| wrong(error.to_string()))?;
    let credential = brief::with_proof(&before, &signed["proof"].to_string()).map_err(wrong)?;
    Ok(line::write(&Line::Reissued(ReissuedBody {
        id: award.id.as_str().into(),
        on: Instant::new(signing.now),
        credential: &credential,
    })))
}
