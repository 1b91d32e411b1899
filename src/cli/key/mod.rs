//! `accolade key`: the keys of a site, one file per subcommand.

mod compromise;
mod list;
mod making;
mod new;
mod retire;
mod vouch;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::act::{self, Beginning, Manner};
use super::output::{command, say};
use super::{Failure, keyring};
use crate::content::keys::{self, KEYS_FILE};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::rotation::Rotation;
use crate::model::catalog::Catalog;
use crate::model::key::{Keys, ListedKey};
use crate::model::moment::Moment;
use crate::proof::key::SecretKey;

/// Make, list and end the keys that sign badges
#[derive(Debug, Args)]
pub struct KeyArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    New(new::NewArguments),
    Vouch(vouch::VouchArguments),
    List(list::ListArguments),
    Retire(retire::RetireArguments),
    Compromise(compromise::CompromiseArguments),
}

/// Runs `accolade key`.
///
/// # Errors
/// The site is not sound, there is no such key or none that may vouch, or the disk refuses.
pub fn run(arguments: &KeyArguments) -> Result<(), Failure> {
    match &arguments.command {
        KeyCommand::New(arguments) => new::run(arguments),
        KeyCommand::Vouch(arguments) => vouch::run(arguments),
        KeyCommand::List(arguments) => list::run(arguments),
        KeyCommand::Retire(arguments) => retire::run(arguments),
        KeyCommand::Compromise(arguments) => compromise::run(arguments),
    }
}

/// One key of a site, and how to act on it.
#[derive(Debug, Args)]
struct OneKey {
    /// The site's folder, and the key: what it is called, or the start of its id, as `accolade key
    /// list` shows them
    #[arg(value_name = "FOLDER|KEY")]
    words: Vec<String>,
    #[command(flatten)]
    manner: Manner,
}

impl OneKey {
    /// The folder, and what the key is called, given in any order.
    fn folder_and_name(&self) -> Result<(PathBuf, String), Failure> {
        let (root, names) = act::folder_and_words(&self.words)?;
        match <[String; 1]>::try_from(names) {
            Ok([name]) => Ok((root, name)),
            Err(names) if names.is_empty() => Err(Failure::Usage(
                "name the key; `accolade key list` lists them".to_owned(),
            )),
            Err(names) => Err(Failure::Usage(format!(
                "name one key, and the site's folder: `{}` is none",
                names.join("` is none, `")
            ))),
        }
    }
}

/// Makes sure that `keys.toml` and the ledger say the same of every key but this one, of which an
/// interrupted act may have left something to do. What is listed of it counts as the ledger knows it
/// from then on.
fn settle(begun: &mut Beginning, id: &str) -> Result<(), Diagnostics> {
    if let Some(known) = begun.ledger.key(id) {
        let listed = begun.catalog.keys.0.iter_mut();
        for key in listed.filter(|it| it.id == id) {
            key.state = known.state;
        }
    }
    begun.ledger.ensure_keys_listed(&begun.catalog.keys)
}

/// The listed keys that the ledger knows, and that can vouch for others.
fn known(begun: &Beginning) -> Keys {
    let mut keys = begun.catalog.keys.clone();
    keys.0.retain(|it| begun.ledger.key(&it.id).is_some());
    keys
}

/// What an act on the key `id` is to do; nothing where an interrupted one has just been finished, or but to
/// bring `keys.toml` up to the ledger, where the ledger knew it already and the file did not.
fn or_catch_up(
    begun: &Beginning,
    listed: &Keys,
    id: &str,
    rotation: Result<Rotation, Diagnostics>,
) -> Result<Option<Rotation>, Failure> {
    let state = |keys: &Keys| keys.find(id).map(|it| it.state);
    let states = (state(listed), state(&begun.catalog.keys));
    if let (Err(_), Some(act)) = (&rotation, &begun.finished) {
        let next = next_step(&begun.root);
        say(&format!("It is done, in ledger/{act}.\n{next}"))?;
        return Ok(None);
    }
    match (rotation, states) {
        (Err(_), (Some(listed), Some(known)))
            if listed.is_believed_more(known) && begun.lock.is_some() =>
        {
            keys::write(&begun.root, &begun.catalog.keys)?;
            say(&format!("Brought {} up to the ledger.\n", KEYS_FILE))?;
            Ok(None)
        }
        (rotation, _) => Ok(Some(rotation?)),
    }
}

/// Carries out what ends a key.
fn end(begun: &Beginning, manner: &Manner, rotation: Rotation) -> Result<Option<String>, Failure> {
    let catalog = &begun.catalog;
    let secret = match rotation.needs_voucher() {
        true => {
            let file = manner.key.as_deref();
            Some(keyring::secret_but(&catalog.keys, file, &rotation.key)?)
        }
        false => None,
    };
    carry_out(begun, secret, rotation)
}

/// Does what is to be done with a key; `secret` vouches for it, where somebody must.
fn carry_out(
    begun: &Beginning,
    secret: Option<SecretKey>,
    rotation: Rotation,
) -> Result<Option<String>, Failure> {
    let Beginning {
        root,
        catalog,
        ledger,
        ..
    } = begun;
    let write = |keys: &Keys| keys::write(root, keys);
    begun.act_with(secret, |means| {
        let done = rotation.carry_out(root, catalog, ledger, means, &write);
        done.map_err(unfinished)
    })
}

/// Which keys are left once one has ended: the backup key that takes its place, and that there is none.
fn left(root: &Path, rotation: &Rotation) -> String {
    let new = command("key new", root);
    match &rotation.promoted {
        Some(key) => format!(
            "{} signs from now on. Make a new backup key: `{new} --backup`.\n",
            shown(key)
        ),
        None if rotation.leaves_backup() => String::new(),
        None => format!("No backup key is left. Make one: `{new} --backup`.\n"),
    }
}

/// What to do next.
fn next_step(root: &Path) -> String {
    let build = command("build", root);
    format!("Commit {KEYS_FILE} and ledger/, and run `{build}` to publish.\n")
}

/// An instant in the site's time zone, with its offset: `2026-05-01T00:00:00+02:00`.
fn instant(instant: Timestamp, catalog: &Catalog) -> String {
    Moment::of(instant, &catalog.settings.time_zone).to_document()
}

/// The listed key that `text` names: its label, or at least [`MIN_PREFIX`] characters of its id. Of
/// several with one label, the one that may still sign.
fn named<'a>(keys: &'a Keys, text: &str) -> Result<&'a ListedKey, Diagnostic> {
    let is_it = |key: &&ListedKey| {
        key.label == text || text.len() >= MIN_PREFIX && key.id.starts_with(text)
    };
    let found: Vec<_> = keys.0.iter().filter(is_it).collect();
    let signing: Vec<_> = found
        .iter()
        .copied()
        .filter(|it| it.state.may_sign())
        .collect();
    match (&found[..], &signing[..]) {
        ([key], _) | (_, [key]) => Ok(key),
        ([], _) => {
            let labels = keys.0.iter().map(|it| format!("`{}`", it.label));
            let labels: Vec<_> = labels.collect();
            let message = format!("`keys.toml` lists no key that is called `{text}`");
            Err(Diagnostic::error(message)
                .in_file(KEYS_FILE)
                .expected(format!("{} or the start of an id", labels.join(", ")))
                .hint("`accolade key list` shows them"))
        }
        _ => {
            let ids = found.iter().map(|it| format!("`{}`", it.id));
            let ids: Vec<_> = ids.collect();
            let message = format!("`keys.toml` lists several keys that are called `{text}`");
            Err(Diagnostic::error(message)
                .in_file(KEYS_FILE)
                .expected(format!("the id of one: {}", ids.join(", "))))
        }
    }
}

/// A key for people: `working (z6Mk…)`.
fn shown(key: &ListedKey) -> String {
    match key.label.is_empty() {
        true => key.id.clone(),
        false => format!("{} ({})", key.label, key.id),
    }
}

/// Says how to end what was begun, if something was.
fn unfinished(mut findings: Diagnostics) -> Diagnostics {
    findings.push(
        Diagnostic::warning("the act on the key is not done")
            .hint("run the same command again: it ends what was begun, and does nothing twice"),
    );
    findings
}

/// `z6Mk`, with which all begin, and four more.
const MIN_PREFIX: usize = 8;
