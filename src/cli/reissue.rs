//! `accolade reissue`: from awards that a compromised key signed to ones that verify again.

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::affected::{doubts, places};
use super::output::{command, say};
use crate::ledger::Ledger;
use crate::ledger::reissue::{Plan, plan};

/// Sign again what a compromised key signed while it was in good hands
///
/// Takes the awards of ledger files that were there before the date given to `key compromise`, and
/// signs each again with a key that is believed: same id, same words, same place in the status list.
/// Others are listed, and left for you to look through; name their ids to sign them as well.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The site's folder, and awards that you looked through: the id of each, at least 4 characters
    /// of its start, or the address of its page
    #[arg(value_name = "FOLDER|AWARD")]
    words: Vec<String>,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade reissue my-badges

",
    act::variables!()
);

/// Runs the command.
///
/// # Errors
/// It was called wrongly, an award is not one of those, there is no key, or the disk refuses.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let (root, words) = act::folder_and_words(&arguments.words)?;
    let begun = Beginning::urgent(&root, manner)?;
    let (catalog, ledger) = (&begun.catalog, &begun.ledger);
    ledger.ensure_keys_listed(&catalog.keys)?;
    let plan = plan(ledger, &begun.named(&words)?, begun.now())?;
    let mut told = json(&plan, &begun);
    let is_left = !plan.doubtful.is_empty();
    if !manner.json {
        say(&shown(ledger, &plan))?;
    }
    if manner.dry_run || plan.is_empty() {
        return manner.end_early(&told, "Nothing to sign again.\n");
    }
    if !manner.goes_on(&question(&plan), "sign again")? {
        return say("Nothing was signed.\n");
    }
    let file = begun.act(manner, |means| {
        plan.carry_out(&root, catalog, ledger, means)
    })?;
    if manner.json {
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let mut text = format!("Signed again in ledger/{file}.\n");
    if is_left {
        text.push_str(&format!(
            "Of those left: `accolade revoke` what is not yours, and sign again what is, with\n\
             `{} ID…`.\n",
            command("reissue", &root)
        ));
    }
    say(&format!(
        "{text}{}Then tell the holders: files that they keep themselves no longer verify, and the pages\n\
         of their awards have the new ones.\n",
        begun.next_step()
    ))
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
        count => format!("Sign {} again", act::number(count)),
    }
}

fn json(plan: &Plan<'_>, begun: &Beginning) -> Value {
    let again = plan.again.iter();
    let again = again.map(|it| json!({ "id": it.id.as_str(), "page": begun.page(&it.id) }));
    let left = plan.doubtful.iter().map(|(it, _)| it.id.as_str());
    json!({
        "signed_again": again.collect::<Vec<_>>(),
        "left": left.collect::<Vec<_>>(),
        "status_lists": plan.lists,
    })
}
