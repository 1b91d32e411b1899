//! `accolade key retire`.

use clap::Args;
use serde_json::json;

use super::{OneKey, end, left, named, next_step, or_catch_up, settle, shown};
use crate::cli::act::Beginning;
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
    #[command(flatten)]
    key: OneKey,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade key retire my-badges working

",
    act::variables!()
);

/// Retires a key.
///
/// # Errors
/// There is no such key, it is the last that can sign, none is here to vouch, or the disk refuses.
pub fn run(arguments: &RetireArguments) -> Result<(), Failure> {
    let manner = &arguments.key.manner;
    let (root, name) = arguments.key.folder_and_name()?;
    let mut begun = Beginning::urgent(&root, manner)?;
    let listed = begun.catalog.keys.clone();
    let id = named(&listed, &name)?.id.clone();
    settle(&mut begun, &id)?;
    let rotation = Rotation::retiring(&begun.catalog.keys, &begun.ledger, &id, begun.now());
    let Some(rotation) = or_catch_up(&begun, &listed, &id, rotation)? else {
        return Ok(());
    };
    let (key, left) = (rotation.key.clone(), left(&begun.root, &rotation));
    let mut told = json!({
        "retired": key.id,
        "promoted": rotation.promoted.as_ref().map(|it| &it.id),
    });
    if manner.dry_run {
        if !manner.json {
            say(&format!("Would retire {}. {STAYS}\n{left}", shown(&key)))?;
        }
        return manner.end_early(&told, "");
    }
    let question = format!("Retire {}", shown(&key));
    if !manner.goes_on(&question, "retire it")? {
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
    let next = next_step(&begun.root);
    say(&format!(
        "Retired {} in ledger/{act}.\n{STAYS}\n{left}{next}",
        shown(&key)
    ))
}

const STAYS: &str = "It signs no more; what it signed stays valid.";
