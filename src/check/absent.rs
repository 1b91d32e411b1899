//! Files of the ledger that git knows and the folder lacks: no other file names the newest as parent.

use super::repository::Repository;
use crate::diagnostic::Diagnostic;

/// Looks for them. What was taken back and not published may be on its way out.
pub(super) fn check(repository: &Repository) -> Vec<Diagnostic> {
    let mut absent = repository.absent(LEDGER).unwrap_or_default();
    absent.retain(|it| it.ends_with(".jsonl"));
    if absent.is_empty() {
        return Vec::new();
    }
    let revision = repository.published();
    let names = |it: &String| repository.names(it, LEDGER).unwrap_or_default();
    let published = revision.as_ref().map(names).unwrap_or_default();
    let findings = absent.iter().map(|name| match &revision {
        Some(revision) if published.contains(name) => {
            let message = format!("`{name}` is in `{revision}`, and missing here");
            Diagnostic::error(message)
                .in_file(name)
                .hint(format!("bring it back: `git checkout HEAD -- {name}`"))
        }
        _ => Diagnostic::warning(format!("git knows `{name}`, and it is missing here"))
            .in_file(name)
            .hint(format!(
                "bring it back: `git checkout HEAD -- {name}`; if you took its act back with \
                 `accolade undo`, commit that"
            )),
    });
    findings.collect()
}

const LEDGER: &str = "ledger";
