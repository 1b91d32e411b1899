//! That the ledger only grew since a revision of git: what was published is still there.

use std::path::Path;

use super::repository::Repository;
use crate::content::{self, KEYS_FILE, SETTINGS_FILE};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::entry::{KeyOrigin, LedgerKey};
use crate::ledger::{Ledger, digest, may_become};
use crate::model::key::Keys;

/// Compares the folder with what it was at `revision`. What the ledger, if it could be read, misses
/// itself is not told a second time.
pub(super) fn check(root: &Path, revision: &str, ledger: Option<&Ledger>) -> Diagnostics {
    let opened = Repository::open(root).and_then(|repository| {
        let commit = repository.commit(revision)?;
        Ok(Base {
            root,
            revision,
            commit,
            repository,
            ledger,
        })
    });
    let mut findings = Diagnostics::new();
    match opened {
        Ok(base) => {
            base.check_files(&mut findings);
            findings.append(base.check_keys().err().unwrap_or_default());
        }
        Err(finding) => findings.push(finding),
    }
    findings
}

struct Base<'a> {
    root: &'a Path,
    revision: &'a str,
    commit: String,
    repository: Repository,
    ledger: Option<&'a Ledger>,
}

impl Base<'_> {
    fn check_files(&self, findings: &mut Diagnostics) {
        let names = match self.repository.names(&self.commit, LEDGER) {
            Ok(names) => names,
            Err(finding) => return findings.push(finding),
        };
        let is_begun = names.iter().any(|it| it.ends_with(".jsonl"));
        let mut found = Vec::new();
        let read = self
            .repository
            .read_all(&self.commit, &names, &mut |name, before| {
                found.extend(still_has(self.root, name, &before, self.revision).err());
            });
        findings.extend(found);
        findings.extend(read.err());
        // A ledger that holds anything knows its own address.
        let knows_its_address = self.ledger.is_some_and(|it| !it.awards().is_empty());
        if is_begun && !knows_its_address {
            findings.extend(self.check_address().err());
        }
    }

    fn check_keys(&self) -> Result<(), Diagnostics> {
        let before = self.keys(&self.repository.read(&self.commit, KEYS_FILE))?;
        let now = self.keys(&std::fs::read(self.root.join(KEYS_FILE)));
        // What is wrong with the file of today is told when it is read as content.
        let Ok(now) = now else {
            return Ok(());
        };
        let revision = self.revision;
        let mut findings = Diagnostics::new();
        let own = self.ledger.map_or(&[][..], Ledger::keys);
        for key in &before.0 {
            let (id, label) = (&key.id, &key.label);
            let message = match now.find(id) {
                None if own.iter().any(|it| it.id == *id) => continue,
                None => format!("the key `{id}` ({label}) is in `{revision}`, and listed no more"),
                Some(it) if !may_become(key.state, it.state) => format!(
                    "the key `{id}` ({label}) is {} in `{revision}`, and {} here",
                    key.state.as_str(),
                    it.state.as_str()
                ),
                Some(_) => continue,
            };
            findings.push(Diagnostic::error(message).in_file(KEYS_FILE).hint(
                "keys are added, retired and compromised, and never taken out or brought back: undo \
                 that change of `keys.toml`",
            ));
        }
        let strangers = own.iter().filter(|it| it.origin == KeyOrigin::BreakGlass);
        let strangers = strangers.filter(|it| before.find(&it.id).is_none());
        findings.extend(strangers.map(|it| self.unvouched(it)));
        findings.finish(())
    }

    // Anybody who can write to a branch can break the glass there: a person must know of it.
    fn unvouched(&self, key: &LedgerKey) -> Diagnostic {
        let (id, label, revision) = (&key.id, &key.label, self.revision);
        Diagnostic::error(format!(
            "the key `{id}` ({label}) came since `{revision}`, and no earlier key vouches for it"
        ))
        .in_file(KEYS_FILE)
        .hint(
            "did you lose all keys, and is this one yours? then take this over in spite of the finding; \
             otherwise somebody wants to sign in your name: refuse it",
        )
    }

    fn keys<E>(&self, bytes: &Result<Vec<u8>, E>) -> Result<Keys, Diagnostics> {
        let Ok(bytes) = bytes else {
            return Ok(Keys::default());
        };
        let name = format!("{KEYS_FILE} of {}", self.revision);
        content::read_keys(&name, String::from_utf8_lossy(bytes).into_owned())
    }

    fn check_address(&self) -> Result<(), Diagnostic> {
        let before = self.repository.read(&self.commit, SETTINGS_FILE)?;
        let now = std::fs::read(self.root.join(SETTINGS_FILE)).unwrap_or_default();
        let (Some(before), Some(now)) = (address(&before), address(&now)) else {
            return Ok(());
        };
        if before == now {
            return Ok(());
        }
        let revision = self.revision;
        Err(Diagnostic::error(format!(
            "`base_url` is `{before}` in `{revision}`, and `{now}` here"
        ))
        .in_file(SETTINGS_FILE)
        .hint(format!(
            "every address of what was issued starts with it, for ever: put `base_url = \"{before}\"` back"
        )))
    }
}

/// Whether the folder `root` still has the file `name` as it was at `revision`, but for lines that were
/// erased. That an act of the ledger says so is asked when the ledger is read.
///
/// # Errors
/// It is missing, or has another line.
pub fn still_has(root: &Path, name: &str, before: &[u8], revision: &str) -> Result<(), Diagnostic> {
    let now = match std::fs::read(root.join(name)) {
        Ok(now) if now == before => return Ok(()),
        Ok(now) => now,
        Err(_) => return Err(missing(name, revision)),
    };
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|it| *it == b'\n');
        lines.map(<[u8]>::to_vec).collect()
    };
    let (before, now) = (lines(before), lines(&now));
    let pairs = before.iter().zip(&now);
    let same = pairs.take_while(|(before, now)| is_same_or_erased(before, now));
    let same = same.count();
    let is_ledger_file = name.ends_with(".jsonl");
    if same == before.len() && same == now.len() && is_ledger_file {
        return Ok(());
    }
    let message = format!("`{name}` is not what it is in `{revision}`");
    let place = match is_ledger_file {
        true => format!("{name}:{}", same + 1),
        false => name.to_owned(),
    };
    Err(Diagnostic::error(message).in_file(place).hint(format!(
        "what was published does not change: bring it back with `git checkout {revision} -- {name}`"
    )))
}

fn missing(name: &str, revision: &str) -> Diagnostic {
    let message = format!("`{name}` is in `{revision}`, and missing here");
    Diagnostic::error(message).in_file(name).hint(format!(
        "the ledger only grows: bring it back with `git checkout {revision} -- {name}`, or merge \
         `{revision}` into this branch"
    ))
}

fn is_same_or_erased(before: &[u8], now: &[u8]) -> bool {
    before == now || digest::erased(now) == Some(digest::of_line(before))
}

fn address(settings: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(settings).ok()?;
    let table: toml::Table = toml::from_str(text).ok()?;
    table.get("base_url")?.as_str().map(str::to_owned)
}

const LEDGER: &str = "ledger";
