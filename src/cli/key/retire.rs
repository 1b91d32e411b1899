//! `accolade key retire`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{end, named, or_catch_up, promotion, settle, shown};
use crate::cli::act::{Beginning, Manner};
use crate::cli::output::say;
use crate::cli::{Failure, act};
use crate::ledger::rotation::Rotation;

/// Retire a key: it signs no more, and what it signed stays valid
///
/// For a key that was lost, or whose owner leaves and has not kept a copy. It stays listed for ever,
/// so that the badges it signed go on verifying. Where no other key is left to work with, the backup
/// key takes its place. If others may have the key, use `key compromise`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct RetireArguments {
    /// What the key is called, or the start of its id, as `accolade key list` shows them
    #[arg(value_name = "KEY")]
    name: String,
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade key retire working my-badges

",
    act::variables!()
);

/// Retires a key.
///
/// # Errors
/// There is no such key, it is the last that can sign, none is here to vouch, or the disk refuses.
pub fn run(arguments: &RetireArguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let mut begun = Beginning::new(&arguments.folder, manner)?;
    let listed = begun.catalog.keys.clone();
    let id = named(&listed, &arguments.name)?.id.clone();
    settle(&mut begun, &id)?;
    let rotation = Rotation::retiring(&begun.catalog.keys, &begun.ledger, &id, act::now());
    let Some(rotation) = or_catch_up(&begun, &listed, &id, rotation)? else {
        return Ok(());
    };
    let (key, promoted) = (rotation.key.clone(), rotation.promoted.clone());
    let mut told = json!({
        "retired": key.id,
        "promoted": promoted.as_ref().map(|it| &it.id),
    });
    let promotion = promotion(&begun.root, promoted.as_ref());
    if manner.dry_run {
        return match manner.json {
            true => say(&format!("{told:#}\n")),
            false => say(&format!(
                "Would retire {}. {STAYS}\n{promotion}",
                shown(&key)
            )),
        };
    }
    let question = format!("Retire {}", shown(&key));
    if !manner.yes && !act::confirm(&question, "retire it")? {
        return say("Nothing was changed.\n");
    }
    let act = end(&begun, manner, rotation)?;
    if manner.json {
        told["file"] = act.map(|it| format!("ledger/{it}")).into();
        return say(&format!("{told:#}\n"));
    }
    let Some(act) = act else {
        return say(&format!(
            "Took {} off the list: it never signed.\n",
            shown(&key)
        ));
    };
    let next = begun.next_step();
    say(&format!(
        "Retired {} in ledger/{act}.\n{STAYS}\n{promotion}{next}",
        shown(&key)
    ))
}

const STAYS: &str = "It signs no more; what it signed stays valid.";
