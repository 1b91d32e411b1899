//! `accolade renew`: gives awards that end a successor.

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Failure;
use super::act::{self, Beginning, Manner};
use super::days::Days;
use super::labels::Labels;
use super::output::say;
use crate::ledger::renew::{self, Plan, Renewal};
use crate::model::award::AwardId;

/// Renew awards that end
///
/// Each gets a successor, with an address of its own, that holds from today. It ends as its badge says
/// in `valid_for`: counted from the end of the old award where that is still to come, from today
/// otherwise. The old award runs out, and its page leads to the successor. The record of the successor
/// is written beside the old one.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The site's folder, and awards: the id of each, at least 4 characters of its start, or the
    /// address of its page
    #[arg(value_name = "FOLDER|AWARD")]
    words: Vec<String>,
    /// Every award that ends within so many days: `60d`
    #[arg(long, value_name = "DAYS")]
    expiring: Option<Days>,
    /// The day at whose start the successors end, instead of what the badge says
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Date>,
    #[command(flatten)]
    manner: Manner,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade renew my-badges --expiring 60d

",
    act::variables!()
);

/// Runs the command.
///
/// # Errors
/// It was called wrongly, an award cannot be renewed, there is no key, or the disk refuses.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manner = &arguments.manner;
    let (root, words) = act::folder_and_words(&arguments.words)?;
    if words.is_empty() && arguments.expiring.is_none() {
        let message = "name at least one award, or those that end soon: `--expiring 60d`";
        return Err(Failure::Usage(message.to_owned()));
    }
    let begun = Beginning::new(&root, manner)?;
    let (catalog, ledger, now) = (&begun.catalog, &begun.ledger, begun.now());
    let mut chosen = begun.named(&words)?;
    if let Some(Days(days)) = arguments.expiring {
        let expiring = renew::expiring(ledger, days, now);
        chosen.extend(expiring.iter().map(|it| it.id));
    }
    let records = begun.records()?;
    let plan = renew::plan(catalog, ledger, &chosen, &records, arguments.until, now)?;
    if !manner.json {
        say(&shown(&plan, &Labels::new(ledger, &records)))?;
    }
    let mut told = to_json(&plan);
    if manner.dry_run || plan.renewals.is_empty() {
        return manner.end_early(&told, "Nothing to renew.\n");
    }
    let count = act::number(plan.renewals.len());
    if !manner.goes_on(&format!("Renew {count}"), "renew")? {
        return say("Nothing was renewed.\n");
    }
    let outcome = begun.act(manner, |means| {
        plan.carry_out(&root, catalog, ledger, means)
    })?;
    let file = &outcome.file;
    if manner.json {
        let renewed = told["renewed"].as_array_mut().expect("made above");
        for (it, (_, new)) in renewed.iter_mut().zip(&outcome.renewed) {
            it["new"] = new.as_str().into();
            it["page"] = begun.page(new).into();
        }
        told["file"] = format!("ledger/{file}").into();
        return say(&format!("{told:#}\n"));
    }
    let line = |(old, new): &(AwardId, AwardId)| format!("  {old}  {}\n", begun.page(new));
    let pages = act::first_lines(outcome.renewed.iter().map(line));
    let next = begun.next_step();
    say(&format!("Renewed {count} in ledger/{file}.\n{pages}{next}"))
}

fn day(text: &str) -> Result<Date, String> {
    let date = text.parse::<Date>().ok();
    // Parsing takes other forms as well.
    let date = date.filter(|it| it.to_string() == text);
    date.ok_or_else(|| "expected a day such as `2027-12-31`".to_owned())
}

fn shown(plan: &Plan<'_>, labels: &Labels<'_>) -> String {
    let line = |it: &Renewal<'_>| {
        let (award, record) = (labels.of(it.old), it.award.record.shown());
        let (was, is) = ends(it);
        let version = match it.award.version == it.old.version {
            true => String::new(),
            false => format!(", of version {},", it.award.version),
        };
        let line = format!("  {award}  {record}  ends on {was}; its successor{version} on {is}\n");
        line + &changed(it)
    };
    let lines = act::first_lines(plan.renewals.iter().map(line));
    format!("{} to renew\n{lines}", plan.renewals.len())
}

/// What the successor will say and the old award does not.
fn changed(renewal: &Renewal<'_>) -> String {
    let lines = renewal.differences.iter().map(|it| {
        let (issued, now) = (&it.issued, &it.record);
        format!("    was issued {issued}; the record now says {now}, and so will its successor\n")
    });
    let text: String = lines.collect();
    match renewal.differences.is_empty() {
        true => text,
        false => {
            let id = &renewal.old.id;
            text + &format!(
                "    the old award keeps what was issued until it ends: if that is wrong, \
                 `accolade replace {id}` first, and renew the new one\n"
            )
        }
    }
}

fn ends(renewal: &Renewal<'_>) -> (String, String) {
    let old = renewal.old.expires_on.map(|it| it.to_string());
    let new = renewal.award.validity.expires_on();
    let new = new.map(|it| it.date().to_string());
    (old.unwrap_or_default(), new.unwrap_or_default())
}

fn to_json(plan: &Plan<'_>) -> Value {
    let renewed = plan.renewals.iter().map(|it| {
        let (was, is) = ends(it);
        let differences = it.differences.iter();
        let differences = differences.map(|it| json!({"issued": it.issued, "record": it.record}));
        json!({
            "old": it.old.id.as_str(),
            "badge": it.old.slug.as_str(),
            "version": it.award.version.as_str(),
            "record": it.award.record.shown(),
            "ended": was,
            "ends": is,
            "differences": differences.collect::<Vec<_>>(),
        })
    });
    json!({ "renewed": renewed.collect::<Vec<_>>() })
}
