//! `accolade key list`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::instant;
use crate::cli::output::{command, say};
use crate::cli::{Failure, keyring};
use crate::content;
use crate::content::keys::KEYS_FILE;
use crate::ledger::Ledger;
use crate::ledger::entry::{KeyOrigin, LedgerKey};
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, ListedKey};
use crate::model::moment::Moment;

/// List the keys of a site, their states, and which private keys are on this computer
#[derive(Debug, Args)]
pub struct ListArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

/// Lists the keys.
///
/// # Errors
/// The site is not sound.
pub fn run(arguments: &ListArguments) -> Result<(), Failure> {
    let (catalog, _) = content::load_sound(&arguments.folder)?;
    let ledger = Ledger::open(&arguments.folder)?;
    let folder = keyring::folder().ok();
    let entries = catalog.keys.0.iter().map(|key| Entry {
        key,
        state: state(key, ledger.key(&key.id)),
        known: ledger.key(&key.id),
        file: folder
            .as_deref()
            .and_then(|it| keyring::find(it, &key.id))
            .map(|it| it.display().to_string()),
    });
    let entries: Vec<_> = entries.collect();
    if arguments.json {
        let keys: Vec<_> = entries.iter().map(Entry::json).collect();
        return say(&format!("{:#}\n", json!({ "keys": keys })));
    }
    if entries.is_empty() {
        let new = command("key new", &arguments.folder);
        return say(&format!("This site has no keys. `{new}` makes them.\n"));
    }
    let is_begun = !ledger.heads().is_empty();
    let text = entries.iter().map(|it| it.text(&catalog, is_begun));
    say(&text.collect::<String>())
}

/// The state of a key: where the list and the ledger part, the one in which it is believed less.
fn state(listed: &ListedKey, known: Option<&LedgerKey>) -> KeyState {
    match known.map(|it| it.state) {
        Some(known) if listed.state.is_believed_more(known) => known,
        _ => listed.state,
    }
}

/// A listed key, and what is known of it.
struct Entry<'a> {
    key: &'a ListedKey,
    state: KeyState,
    known: Option<&'a LedgerKey>,
    file: Option<String>,
}

impl Entry<'_> {
    fn text(&self, catalog: &Catalog, is_begun: bool) -> String {
        let day = |instant: Timestamp| Moment::of(instant, &catalog.settings.time_zone).date();
        let ListedKey { id, label, .. } = self.key;
        let state = self.state;
        let added = day(self.key.added);
        let mut text = format!("{id}  {:<11}  {added}  {label}\n", state.as_str());
        let mut add = |line: String| text.push_str(&format!("    {line}\n"));
        match self.known.map(|it| &it.origin) {
            None if !is_begun => {}
            None => add("the ledger does not vouch for it yet".to_owned()),
            Some(KeyOrigin::First) => {}
            Some(KeyOrigin::VouchedFor { by }) => add(format!("vouched for by {by}")),
            Some(KeyOrigin::BreakGlass) => {
                add("added with `--break-glass`: no earlier key vouched for it".to_owned());
            }
        }
        if state != self.key.state {
            let listed = self.key.state.as_str();
            add(format!(
                "`{KEYS_FILE}` calls it {listed}: `accolade check` says how to mend that"
            ));
        }
        if let Some(since) = state.since() {
            add(format!("in other hands since {}", instant(since, catalog)));
        } else if !state.may_sign()
            && let Some(known) = self.known
        {
            add(format!("since {}", day(known.changed)));
        }
        add(self
            .file
            .clone()
            .unwrap_or_else(|| "not on this computer".to_owned()));
        text
    }

    fn json(&self) -> serde_json::Value {
        let origin = self.known.map(|it| &it.origin);
        let by = origin.and_then(|it| match it {
            KeyOrigin::VouchedFor { by } => Some(by),
            KeyOrigin::First | KeyOrigin::BreakGlass => None,
        });
        json!({
            "id": self.key.id,
            "state": self.state.as_str(),
            "added": self.key.added.to_string(),
            "since": self.state.since().map(|it| it.to_string()),
            "label": self.key.label,
            "in_ledger": self.known.is_some(),
            "changed": self.known.map(|it| it.changed.to_string()),
            "vouched_by": by,
            "break_glass": origin == Some(&KeyOrigin::BreakGlass),
            "file": self.file,
        })
    }
}
