//! `accolade reissue`: from awards that a compromised key signed to ones that verify again.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::affected::{doubts, places};
use super::output::{command, say};
use super::{Failure, act, keyring};
use crate::content;
use crate::credential::places as addresses;
use crate::ledger::reissue::{Plan, plan};
use crate::ledger::{Ledger, Lock};
use crate::model::award::AwardId;
use crate::model::catalog::Catalog;

/// Sign again what a compromised key signed while it was in good hands
///
/// Takes the awards of ledger files that were there before the date given to `key compromise`, and
/// signs each again with a key that is believed: same id, same words, same place in the status list.
/// Others are listed, and left for you to look through; name their ids to sign them as well.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct ReissueArguments {
    /// The site's folder, and then the ids of awards that you looked through
    #[arg(value_name = "FOLDER | ID")]
    words: Vec<String>,
    /// Sign again without asking
    #[arg(long)]
    yes: bool,
    /// Show what would be signed and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what was done as JSON; needs `--yes` or `--dry-run`
    #[arg(long)]
    json: bool,
    /// The file of the private key, instead of the listed one in the usual folder
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade reissue my-badges

",
    act::variables!()
);

/// Runs `accolade reissue`.
///
/// # Errors
/// Something in the site is wrong, an id is not one of those, there is no key, or the disk refuses.
pub fn run(arguments: &ReissueArguments) -> Result<(), Failure> {
    if arguments.json && !arguments.yes && !arguments.dry_run {
        let message = "`--json` needs `--yes` or `--dry-run`";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (root, ids) = arguments.root_and_ids()?;
    let root = root.as_path();
    let catalog = content::load(root)?;
    let lock = match arguments.dry_run {
        true => None,
        false => Some(Lock::take(root)?),
    };
    let ledger = Ledger::open(root)?;
    if lock.is_some() {
        act::finish_interrupted(root, &ledger)?;
    }
    ledger.ensure_keys_listed(&catalog.keys)?;
    let plan = plan(&ledger, &ids, act::now())?;
    let told = json(&plan, &catalog);
    if !arguments.json {
        say(&shown(&ledger, &plan))?;
    }
    let file = match lock {
        None => return end(arguments, told),
        Some(_) if plan.is_empty() => return end(arguments, told),
        Some(lock) => {
            if !arguments.yes && !act::confirm(&question(&plan), "sign again")? {
                return say("Nothing was signed.\n");
            }
            let secret = keyring::secret(&catalog.keys, arguments.key.as_deref())?;
            let left = !plan.doubtful.is_empty();
            let done = plan.carry_out(root, &catalog, &ledger, &lock, Some(secret))?;
            (done, left)
        }
    };
    say_done(arguments, root, told, file)
}

impl ReissueArguments {
    /// The folder comes first, if it is given; what is no folder is an id.
    fn root_and_ids(&self) -> Result<(PathBuf, Vec<AwardId>), Failure> {
        let mut words = self.words.iter().peekable();
        let folder = words.next_if(|it| Path::new(it).is_dir());
        let root = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
        let ids = words.map(|it| {
            AwardId::new(it).map_err(|error| {
                Failure::Usage(format!("`{it}` is neither a folder nor an id: {error}"))
            })
        });
        Ok((root, ids.collect::<Result<_, _>>()?))
    }
}

fn end(arguments: &ReissueArguments, told: Value) -> Result<(), Failure> {
    match arguments.json {
        true => say(&format!("{told:#}\n")),
        false => Ok(()),
    }
}

fn shown(ledger: &Ledger, plan: &Plan<'_>) -> String {
    let again = plan.again.len();
    let mut text = format!("{again} to sign again, {} left\n", plan.doubtful.len());
    text.push_str(&places(ledger, plan.again.iter().copied()));
    if !plan.doubtful.is_empty() {
        text.push_str("Left for you to look through:\n");
        text.push_str(&doubts(ledger, &plan.doubtful));
    }
    text
}

fn question(plan: &Plan<'_>) -> String {
    match plan.again.len() {
        0 => "Sign the status lists again".to_owned(),
        1 => "Sign 1 award again".to_owned(),
        count => format!("Sign {count} awards again"),
    }
}

fn json(plan: &Plan<'_>, catalog: &Catalog) -> Value {
    let page = |id: &AwardId| catalog.settings.base.join(&addresses::award_page(id));
    let again = plan.again.iter();
    let again = again.map(|it| json!({ "id": it.id.as_str(), "page": page(&it.id) }));
    let left = plan.doubtful.iter().map(|(it, _)| it.id.as_str());
    json!({
        "signed_again": again.collect::<Vec<_>>(),
        "left": left.collect::<Vec<_>>(),
        "status_lists": plan.lists,
    })
}

fn say_done(
    arguments: &ReissueArguments,
    root: &Path,
    mut told: Value,
    (file, left): (Option<String>, bool),
) -> Result<(), Failure> {
    let file = file.unwrap_or_default();
    if arguments.json {
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let mut text = format!("Signed again in ledger/{file}.\n");
    if left {
        text.push_str(&format!(
            "Of those left: `accolade revoke` what is not yours, and sign again what is, with\n\
             `{} ID…`.\n",
            command("reissue", root)
        ));
    }
    let build = command("build", root);
    say(&format!(
        "{text}Commit it, and run `{build}` to publish. Then tell the holders: files that they keep\n\
         themselves no longer verify, and the pages of their awards have the new ones.\n"
    ))
}
