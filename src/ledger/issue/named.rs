//! Names of recipients where they are not to stand: what is signed does not change any more.

use crate::diagnostic::Diagnostic;
use crate::ledger::reason::{holds_all_of, part_of};
use crate::model::award::Award;
use crate::model::privacy::NameDisclosure;

/// Makes sure that nothing that is published of an award names its recipient in full where only its own
/// field may.
///
/// # Errors
/// Its table is named after the recipient, or the award is to show less of the name than a text of it does.
pub(super) fn ensure_unnamed(award: &Award) -> Result<(), Diagnostic> {
    let Some(name) = &award.recipient.name else {
        return Ok(());
    };
    if holds_all_of(name, award.record.cohort()) {
        return Err(
            Diagnostic::error("the name of this table holds the name of a recipient")
                .in_file(&*award.record.file)
                .hint(
                    "files of the ledger are named after tables, for ever, even once an award is erased: \
                     rename the file",
                ),
        );
    }
    let mut held = hidden_from(award).filter(|(_, text)| holds_all_of(name, text));
    match held.next() {
        Some((column, _)) => {
            let message = format!(
                "`{column}` holds the recipient's name, of which the award is to show less"
            );
            Err(Diagnostic::error(message)
                .in_file(award.record.shown())
                .hint(
                    "it would be published, and what is signed does not change: take the name out",
                ))
        }
        None => Ok(()),
    }
}

/// A warning where a text of an award may name its recipient, of whose name the award is to show less.
pub(super) fn part_in_text(award: &Award) -> Option<Diagnostic> {
    let name = award.recipient.name.as_ref()?;
    let (column, part) =
        hidden_from(award).find_map(|(it, text)| Some((it, part_of(name, text)?)))?;
    let message = format!(
        "`{column}` holds `{part}`, a part of the recipient's name, of which the award is to show less"
    );
    Some(Diagnostic::warning(message).in_file(award.record.shown()).hint(
        "it will be published, and what is signed does not change: take it out if it is the name",
    ))
}

/// The texts that are published with an award that does not show the whole name.
fn hidden_from(award: &Award) -> impl Iterator<Item = (&'static str, &str)> {
    let narrative = award.narrative.as_deref();
    let license = award.license_number.as_deref();
    let evidence = award.evidence.iter().flat_map(|it| {
        let url = it.url.as_ref().map(|it| ("evidence", it.as_str()));
        let text = it.narrative.as_deref().map(|it| ("evidence_text", it));
        [url, text]
    });
    let others = [
        narrative.map(|it| ("narrative", it)),
        license.map(|it| ("license_number", it)),
    ];
    let texts = others.into_iter().chain(evidence).flatten();
    texts.filter(|_| award.names != NameDisclosure::Full)
}
