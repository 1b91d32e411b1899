//! `accolade key vouch`.

use clap::Args;
use serde_json::json;

use super::{OneKey, carry_out, known, named, next_step, shown};
use crate::cli::act::Beginning;
use crate::cli::output::say;
use crate::cli::{Failure, act, keyring};
use crate::content::keys::KEYS_FILE;
use crate::diagnostic::Diagnostic;
use crate::ledger::rotation::Rotation;
use crate::model::key::ListedKey;

/// Vouch for a key that somebody else made and listed in `keys.toml`
///
/// For a second person who signs with a key of their own: they make it with `accolade key new` in a
/// folder of their own, and its entry is copied into the `keys.toml` of the site. Ask them for its id,
/// and not only the file: whoever has the key can sign badges in the name of the site.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct VouchArguments {
    #[command(flatten)]
    key: OneKey,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade key vouch my-badges z6MkpTHR

",
    act::variables!()
);

/// Vouches for a key.
///
/// # Errors
/// There is no such key, the ledger knows it already, none is here to vouch, or the disk refuses.
pub fn run(arguments: &VouchArguments) -> Result<(), Failure> {
    let manner = &arguments.key.manner;
    let (root, name) = arguments.key.folder_and_name()?;
    let begun = Beginning::urgent(&root, manner)?;
    let (catalog, ledger) = (&begun.catalog, &begun.ledger);
    let key = named(&catalog.keys, &name)?;
    ensure_new(&begun, key)?;
    ledger.ensure_keys_listed(&catalog.keys)?;
    let told = |act: Option<&str>| {
        let file = act.map(|it| format!("ledger/{it}"));
        json!({ "vouched_for": key.id, "file": file })
    };
    if !manner.json {
        let host = catalog.settings.base.host();
        say(&format!(
            "{} can sign badges in the name of {host} from then on.\n",
            shown(key)
        ))?;
    }
    if manner.dry_run {
        return manner.end_early(&told(None), "");
    }
    if !manner.goes_on(&format!("Vouch for {}", shown(key)), "vouch for it")? {
        return say("Nothing was changed.\n");
    }
    let secret = keyring::secret_to_vouch(&known(&begun), manner.key.as_deref())?;
    let by = catalog.keys.find(&secret.public().to_multikey());
    let rotation = Rotation::adding(&catalog.keys, ledger, key.clone(), begun.now())?;
    let act = carry_out(&begun, Some(secret), rotation)?;
    if manner.json {
        return say(&format!("{:#}\n", told(act.as_deref())));
    }
    let who = by.map_or_else(|| "The key".to_owned(), shown);
    let act = act.unwrap_or_default();
    say(&format!(
        "{who} vouches for {}, in ledger/{act}.\n{}",
        shown(key),
        next_step(&root)
    ))
}

fn ensure_new(begun: &Beginning, key: &ListedKey) -> Result<(), Diagnostic> {
    if begun.ledger.heads().is_empty() {
        let message = "nothing was issued yet: the first act lists every key of `keys.toml`";
        return Err(Diagnostic::error(message).in_file(KEYS_FILE));
    }
    match begun.ledger.key(&key.id) {
        Some(_) => {
            let message = format!("the ledger knows the key {} already", shown(key));
            Err(Diagnostic::error(message).in_file(KEYS_FILE))
        }
        None => Ok(()),
    }
}
