//! `accolade revoke`: takes awards back.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::failure::report;
use super::labels::Labels;
use super::output::say;
use crate::ledger::Ledger;
use crate::ledger::entry::{Issued, Standing};
use crate::ledger::revoke::{self, Plan};
use crate::model::award::AwardId;
use crate::model::moment::Moment;

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
    /// Let the reason hold the recipient's name, which then stays public for ever
    #[arg(long, requires = "reason")]
    name_in_reason: bool,
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
    let begun = Beginning::urgent(&root, manner)?;
    let mut chosen = begun.named(&words)?;
    if let Some(cohort) = &arguments.cohort {
        chosen.extend(revoke::cohort(&begun.ledger, cohort)?);
    }
    let (catalog, ledger, records) = (&begun.catalog, &begun.ledger, begun.records_at_hand());
    let plan = revoke::plan(catalog, ledger, &chosen, &reason, begun.now())?;
    if !arguments.name_in_reason {
        ledger.ensure_names_nobody(&reason, &plan.awards, &records)?;
        if let Some(doubt) = ledger.not_compared(&reason, &plan.awards, &records) {
            report(doubt.into());
        }
    }
    let left = left_holding(&plan, ledger);
    let mut told = json!({
        "revoked": plan.awards.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "already": plan.already.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "holding": left.iter().map(AwardId::as_str).collect::<Vec<_>>(),
        "reason": reason,
    });
    if !manner.json {
        say(&shown(
            &plan,
            &left,
            &Labels::new(ledger, &records),
            &reason,
            &catalog.settings.time_zone,
        ))?;
    }
    let revoked = plan.awards.len();
    let count = act::number(revoked);
    if manner.dry_run || plan.is_empty() {
        return manner.end_early(&told, "Nothing to revoke.\n");
    }
    let question = match revoked {
        0 => "Sign the status list anew".to_owned(),
        _ => format!("Revoke {count} for good"),
    };
    if !manner.goes_on(&question, "revoke")? {
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

/// What goes on holding of the chains that the awards belong to, of what renewed or replaced another.
fn left_holding(plan: &Plan<'_>, ledger: &Ledger) -> Vec<AwardId> {
    let chosen = plan.awards.iter().chain(&plan.already);
    let chosen: Vec<_> = chosen.map(|it| it.id).collect();
    let holds = |id: &AwardId| {
        let award = ledger.award(id);
        award.is_some_and(|it| !it.standing.is_withdrawn())
    };
    let related = ledger.related(&chosen).into_iter();
    related.filter(holds).collect()
}

fn shown(
    plan: &Plan<'_>,
    left: &[AwardId],
    labels: &Labels<'_>,
    reason: &str,
    zone: &TimeZone,
) -> String {
    let (count, already) = (plan.awards.len(), plan.already.len());
    let mut text = format!("{count} to revoke, {already} no longer valid anyway\n");
    let line = |award: &&Issued| {
        let (cohort, day) = (&award.cohort, award.issued_on);
        format!("  {}  {cohort}  {day}\n", labels.of(award))
    };
    text += &act::first_lines(plan.awards.iter().map(line));
    let holding = |id: &AwardId| {
        let award = labels.of_id(id);
        format!(
            "  {award}, which took its place or which it renews, goes on holding, unless it is revoked, too\n"
        )
    };
    text += &act::first_lines(left.iter().map(holding));
    let skipped = |award: &&Issued| format!("  {}  {}\n", labels.of(award), fate(award, zone));
    text += &act::first_lines(plan.already.iter().map(skipped));
    if !plan.lagging.is_empty() {
        text += act::LAGGING;
    }
    if count > 0 {
        text += &format!("For everybody to read: {reason}\n");
    }
    text
}

/// What has become of one that holds no longer.
fn fate(award: &Issued, zone: &TimeZone) -> String {
    let day = |on: &Timestamp| Moment::of(*on, zone).date();
    match &award.standing {
        Standing::Revoked { on, .. } => format!("was revoked on {}", day(on)),
        Standing::Replaced { on, by, .. } => format!("was replaced on {}, by {by}", day(on)),
        Standing::Erased => "was erased".to_owned(),
        Standing::Valid | Standing::Renewed { .. } => String::new(),
    }
}
