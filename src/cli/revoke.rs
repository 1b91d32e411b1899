//! `accolade revoke`: takes awards back.

use clap::Args;
use serde_json::json;

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::output::say;
use crate::ledger::entry::{Issued, Standing};
use crate::ledger::revoke::{self, Plan};

/// Revoke awards, for good
///
/// Their pages stay, and say when and why they were revoked. Verifiers learn of it from the status
/// list, and from the assertions of Open Badges 2.0. A revocation cannot be undone.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The site's folder, and awards: the id of each, at least 4 characters of its start, or the
    /// address of its page
    #[arg(value_name = "FOLDER|AWARD")]
    words: Vec<String>,
    /// Every award of a cohort: of the file of that name in `awards/`
    #[arg(long)]
    cohort: Option<String>,
    /// Why, in words that everybody may read
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade revoke my-badges 7f3kqd --reason 'Issued twice'

",
    act::variables!()
);

/// Runs the command.
///
/// # Errors
/// It was called wrongly, an award is not known, there is no key, or the disk refuses.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let reason = act::reason(&arguments.reason)?;
    let (root, words) = act::folder_and_words(&arguments.words)?;
    if words.is_empty() && arguments.cohort.is_none() {
        let message =
            "name at least one award, or a whole `--cohort`; `accolade report` lists them";
        return Err(Failure::Usage(message.to_owned()));
    }
    let begun = Beginning::new(&root, manner)?;
    let mut chosen = begun.named(&words)?;
    if let Some(cohort) = &arguments.cohort {
        chosen.extend(revoke::cohort(&begun.ledger, cohort)?);
    }
    let (catalog, ledger) = (&begun.catalog, &begun.ledger);
    let plan = revoke::plan(catalog, ledger, &chosen, &reason, act::now())?;
    let mut told = json!({
        "revoked": plan.awards.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "already": plan.already.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "reason": reason,
    });
    if !manner.json {
        say(&shown(&plan, &reason))?;
    }
    let revoked = plan.awards.len();
    let count = act::number(revoked);
    if manner.dry_run || plan.is_empty() {
        return match manner.json {
            true => say(&format!("{told:#}\n")),
            false if manner.dry_run => Ok(()),
            false => say("Nothing to revoke.\n"),
        };
    }
    let question = match revoked {
        0 => "Sign the status list anew".to_owned(),
        _ => format!("Revoke {count} for good"),
    };
    if !manner.yes && !act::confirm(&question, "revoke")? {
        return say("Nothing was revoked.\n");
    }
    let file = begun.act(manner, |means| {
        plan.carry_out(&root, catalog, ledger, means)
    })?;
    if manner.json {
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let next = begun.next_step();
    let done = match revoked {
        0 => "Signed the status list anew".to_owned(),
        _ => format!("Revoked {count}"),
    };
    say(&format!("{done} in ledger/{file}.\n{next}"))
}

fn shown(plan: &Plan<'_>, reason: &str) -> String {
    let (count, already) = (plan.awards.len(), plan.already.len());
    let mut text = format!("{count} to revoke, {already} no longer valid anyway\n");
    text += &act::first_lines(plan.awards.iter().map(|it| line(it)));
    text += &act::first_lines(plan.already.iter().map(|it| skipped(it)));
    if !plan.lagging.is_empty() {
        text += act::LAGGING;
    }
    if count > 0 {
        text += &format!("For everybody to read: {reason}\n");
    }
    text
}

fn line(award: &Issued) -> String {
    let Issued {
        id, slug, version, ..
    } = award;
    let (cohort, day) = (&award.cohort, award.issued_on);
    format!("  {id}  {slug} {version}  {cohort}  {day}\n")
}

fn skipped(award: &Issued) -> String {
    let day = |on: &jiff::Timestamp| on.strftime("%F").to_string();
    let why = match &award.standing {
        Standing::Revoked { on, .. } => format!("was revoked on {}", day(on)),
        Standing::Replaced { on, by, .. } => format!("was replaced on {}, by {by}", day(on)),
        Standing::Erased => "was erased".to_owned(),
        Standing::Valid | Standing::Renewed { .. } => return String::new(),
    };
    format!("  {}  {why}\n", award.id)
}
