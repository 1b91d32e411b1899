//! `accolade key retire`.

use std::path::PathBuf;

use clap::Args;

use super::{Site, end, named, or_catch_up, promotion, shown};
use crate::cli::output::{command, say};
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
    /// Retire it without asking
    #[arg(long)]
    yes: bool,
    /// Show what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The file of the private key that vouches, instead of a listed one in the usual folder
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
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
    let root = &arguments.folder;
    let mut site = Site::open(root)?;
    let listed = site.catalog.keys.clone();
    let id = named(&listed, &arguments.name)?.id.clone();
    site.settle(&id)?;
    let rotation = Rotation::retiring(&site.catalog.keys, &site.ledger, &id, act::now());
    let Some(rotation) = or_catch_up(root, &site, &listed, &id, rotation)? else {
        return Ok(());
    };
    let (key, promoted) = (rotation.key.clone(), rotation.promoted.clone());
    let stays = "It signs no more; what it signed stays valid.";
    let promotion = promotion(root, promoted.as_ref());
    if arguments.dry_run {
        return say(&format!(
            "Would retire {}. {stays}\n{promotion}",
            shown(&key)
        ));
    }
    if !arguments.yes && !act::confirm(&format!("Retire {}", shown(&key)), "retire it")? {
        return say("Nothing was changed.\n");
    }
    let Some(act) = end(root, &site, rotation, arguments.key.as_deref())? else {
        return say(&format!(
            "Took {} off the list: it never signed.\n",
            shown(&key)
        ));
    };
    let build = command("build", root);
    say(&format!(
        "Retired {} in ledger/{act}.\n{stays}\n{promotion}\
         Commit keys.toml and ledger/, and run `{build}` to publish.\n",
        shown(&key)
    ))
}
