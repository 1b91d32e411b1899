//! `accolade replace`: issues a corrected award in the place of one that was wrong.

use clap::Args;
use serde_json::json;

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::labels::Labels;
use super::output::{command, say};
use crate::ledger::replace::{self, Plan};

/// Replace an award whose record was corrected
///
/// Correct the record in `awards/` first: a name, an e-mail address, a date. A new credential is made
/// of it, with an address of its own; the old one is revoked, and its page leads to the new one. The
/// day on which the badge was earned stays, unless it is what was corrected.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The site's folder, and the award: its id, at least 4 characters of its start, or the address of
    /// its page
    #[arg(value_name = "FOLDER|AWARD", required = true)]
    words: Vec<String>,
    /// Why, in words that everybody may read
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Let the reason hold the recipient's name, which then stays public for ever
    #[arg(long, requires = "reason")]
    name_in_reason: bool,
    /// Replace it even where the record says what was issued
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade replace my-badges 7f3kqd --reason 'The name was misspelt'

",
    act::variables!()
);

/// Runs the command.
///
/// # Errors
/// It was called wrongly, the award cannot be replaced, there is no key, or the disk refuses.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let reason = arguments.reason.as_deref().map(act::reason).transpose()?;
    let reason = reason.unwrap_or_default();
    let (root, words) = act::folder_and_words(&arguments.words)?;
    if words.len() != 1 {
        let message = "name one award; `accolade report` lists them";
        return Err(Failure::Usage(message.to_owned()));
    }
    let begun = Beginning::new(&root, manner)?;
    let old = begun.named(&words)?[0];
    let records = begun.records()?;
    let (catalog, ledger) = (&begun.catalog, &begun.ledger);
    let award = ledger.award(&old).expect("it was named");
    let (anyway, now) = (arguments.anyway, begun.now());
    let plan = replace::plan(catalog, ledger, award, &records, &reason, anyway, now)?;
    if !arguments.name_in_reason {
        ledger.ensure_names_nobody(&reason, &[award], &records)?;
    }
    let differences = plan.differences.iter();
    let differences = differences.map(|it| json!({"issued": it.issued, "record": it.record}));
    let mut told = json!({
        "old": old.as_str(),
        "record": plan.award.record.shown(),
        "differences": differences.collect::<Vec<_>>(),
        "reason": reason,
    });
    if !manner.json {
        say(&shown(&plan, &Labels::new(ledger, &records), &reason))?;
    }
    if manner.dry_run {
        return manner.end_early(&told, "");
    }
    if !manner.goes_on("Replace it for good", "replace it")? {
        return say("Nothing was replaced.\n");
    }
    let outcome = begun.act(manner, |means| {
        plan.carry_out(&root, catalog, ledger, means)
    })?;
    let (file, new) = (&outcome.file, &outcome.new);
    let page = begun.page(new);
    if manner.json {
        told["new"] = new.as_str().into();
        told["page"] = page.into();
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let next = begun.next_step();
    let erase = command("erase", &root);
    say(&format!(
        "Replaced it in ledger/{file}; the old page will lead to the new one.\n  {page}\n\
         It goes on showing what was wrong; `{erase} {old}` takes that away, and the link with it.\n{next}"
    ))
}

fn shown(plan: &Plan<'_>, labels: &Labels<'_>, reason: &str) -> String {
    let (award, record) = (labels.of(plan.old), plan.award.record.shown());
    let mut text = format!("1 to replace\n  {award}  {record}\n");
    for it in &plan.differences {
        let (issued, now) = (&it.issued, &it.record);
        text += &format!("  was issued {issued}; the record now says {now}\n");
    }
    if plan.differences.is_empty() {
        text += "  the record says what was issued\n";
    }
    if !reason.is_empty() {
        text += &format!("For everybody to read: {reason}\n");
    }
    text
}
