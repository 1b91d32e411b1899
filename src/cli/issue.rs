//! `accolade issue`: from award records to signed credentials in the ledger.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::failure::report;
use super::output::{self, command, say};
use super::progress::Bar;
use super::{Failure, act, keyring};
use crate::content;
use crate::credential::places;
use crate::diagnostic::Diagnostics;
use crate::ledger::erase::records_left;
use crate::ledger::intent::{self, Interrupted};
use crate::ledger::issue::{Outcome, Plan, plan};
use crate::ledger::{self, Ledger, Lock, Means};
use crate::model::award::{Award, AwardId, RecordPlace};
use crate::model::catalog::Catalog;
use crate::model::record_edit::RecordEdit;

/// Sign the awards that were not issued yet
///
/// Reads `awards/`, shows what is new, asks, and writes the signed credentials into `ledger/`. Each
/// record is given an id, so that it is never issued twice. What was issued never changes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct IssueArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Issue without asking
    #[arg(long)]
    yes: bool,
    /// Show what would be issued and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what was done, and the address of every award, as JSON; needs `--yes` or `--dry-run`
    #[arg(long)]
    json: bool,
    /// The file of the private key, instead of the listed one in the usual folder
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// A class fits on the screen.
const MAX_PAGES: usize = 10;

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade issue my-badges

",
    act::variables!()
);

/// Runs `accolade issue`.
///
/// # Errors
/// Something in the site is wrong, there is no key, or the disk refuses.
pub fn run(arguments: &IssueArguments) -> Result<(), Failure> {
    if arguments.json && !arguments.yes && !arguments.dry_run {
        return Err(Failure::Usage(
            "`--json` needs `--yes` or `--dry-run`".to_owned(),
        ));
    }
    let root = &arguments.folder;
    let now = act::now();
    let catalog = catalog(root, now)?;
    if arguments.dry_run {
        return show(arguments, &catalog, now);
    }
    let lock = Lock::take(root)?;
    act::finish_begun(root, &lock)?;
    let ledger = act::finish_interrupted(root, ledger(root, &catalog, now)?)?;
    let before = content::records_state(root)?;
    let awards = content::load_awards_as_of(root, &catalog, now)?;
    let plan = plan(&catalog, &awards, &ledger, ledger.time_of_act(now))?;
    let shown = shown(&plan);
    if !arguments.json {
        say(&shown)?;
    }
    warn(root, &catalog, &ledger, &awards, &plan)?;
    let plan = refuse_wrong(plan)?;
    if !plan.is_empty() && !arguments.yes && !confirm(&plan)? {
        return say("Nothing was issued.\n");
    }
    before.ensure_same(&content::records_state(root)?)?;
    let planned = to_json(&catalog, &plan);
    let outcome = carry_out(arguments, &catalog, &ledger, &lock, plan)?;
    say_done(arguments, &catalog, planned, &outcome)
}

// Who mends one file should not come back to hear of the next: what is wrong anywhere is told at once.
fn catalog(root: &Path, now: Timestamp) -> Result<Catalog, Diagnostics> {
    content::load_to_issue(root, now).map_err(|mut found| {
        found.append(Ledger::open(root).err().unwrap_or_default());
        found
    })
}

fn ledger(root: &Path, catalog: &Catalog, now: Timestamp) -> Result<Ledger, Diagnostics> {
    Ledger::open(root).map_err(|mut found| {
        let awards = content::load_awards_as_of(root, catalog, now).err();
        found.append(awards.unwrap_or_default());
        found
    })
}

fn show(arguments: &IssueArguments, catalog: &Catalog, now: Timestamp) -> Result<(), Failure> {
    let root = &arguments.folder;
    if let Some(undo) = ledger::undo::interrupted(root)? {
        return Err(undo.unfinished().into());
    }
    let ledger = ledger(root, catalog, now)?;
    let mut awards = content::load_awards_as_of(root, catalog, now)?;
    if let Interrupted::Done(missing) = intent::interrupted(root, &ledger)? {
        give_ids(&mut awards, &missing);
    }
    let plan = plan(catalog, &awards, &ledger, ledger.time_of_act(now))?;
    if arguments.json {
        say(&format!("{:#}\n", to_json(catalog, &plan)))?;
    } else {
        say(&(shown(&plan) + act::NOTHING_WRITTEN))?;
    }
    warn(root, catalog, &ledger, &awards, &plan)?;
    refuse_wrong(plan).map(|_| ())
}

/// Gives records the ids that an interrupted `issue` did not come to write.
fn give_ids(awards: &mut [Award], missing: &[RecordEdit]) {
    let missing: HashMap<_, _> = missing
        .iter()
        .filter_map(|edit| match edit {
            RecordEdit::Id(place, id) => Some(((&*place.file, place.index), *id)),
            _ => None,
        })
        .collect();
    for award in awards.iter_mut().filter(|it| it.id.is_none()) {
        let place = (&*award.record.file, award.record.index);
        award.id = missing.get(&place).copied();
    }
}

fn carry_out(
    arguments: &IssueArguments,
    catalog: &Catalog,
    ledger: &Ledger,
    lock: &Lock,
    plan: Plan<'_>,
) -> Result<Outcome, Failure> {
    let root = &arguments.folder;
    let secret = match plan.is_empty() {
        true => None,
        false => Some(keyring::secret(&catalog.keys, arguments.key.as_deref())?),
    };
    let bar = Bar::new("signing");
    let means = Means {
        lock,
        secret,
        entropy: &mut act::random,
        draw: &act::pictures,
        edit_records: &mut |edits| content::edit_records(root, edits),
        signed: &|count| bar.add(count),
    };
    bar.begin(plan.new.len());
    let outcome = plan.carry_out(root, catalog, ledger, means);
    bar.clear();
    Ok(outcome?)
}

/// Says which records differ from what was issued for them, and what else should be looked at.
fn warn(
    root: &Path,
    catalog: &Catalog,
    ledger: &Ledger,
    awards: &[Award],
    plan: &Plan<'_>,
) -> Result<(), Failure> {
    let mut warnings = content::doubts(root, catalog)?;
    warnings.append(ledger.abandoned(catalog));
    warnings.extend(records_left(ledger, awards));
    warnings.extend(ledger.repeats(awards));
    warnings.extend(plan.doubts(catalog, ledger, awards));
    report(warnings);
    Ok(())
}

fn refuse_wrong(mut plan: Plan<'_>) -> Result<Plan<'_>, Failure> {
    let mut wrong = Diagnostics::new();
    wrong.extend(std::mem::take(&mut plan.wrong));
    Ok(wrong.finish(plan)?)
}

/// The plan for people: how many, then of which badge in which cohort.
fn shown(plan: &Plan<'_>) -> String {
    let (new, already, wrong) = (plan.new.len(), plan.already.len(), plan.wrong_records);
    let mut text = format!("{new} new, {already} already issued, {wrong} wrong");
    if !plan.changed.is_empty() {
        text.push_str(&format!(", {} changed since", plan.changed.len()));
    }
    text.push('\n');
    if !plan.lagging.is_empty() {
        text.push_str(act::LAGGING);
    }
    match plan.missing_ids().len() {
        0 => {}
        1 => text.push_str("  1 record lacks the id of its award, and is given it\n"),
        count => text.push_str(&format!(
            "  {count} records lack the ids of their awards, and are given them\n"
        )),
    }
    let groups = groups(plan);
    let width = groups.keys().map(|it| it.0.chars().count()).max();
    for ((cohort, badge, version), count) in &groups {
        let width = width.unwrap_or_default();
        text.push_str(&format!(
            "  {cohort:<width$}  {badge} {version}  {count} new\n"
        ));
    }
    text
}

fn groups<'a>(plan: &Plan<'a>) -> BTreeMap<(&'a str, &'a str, &'a str), usize> {
    let mut groups = BTreeMap::new();
    for award in &plan.new {
        let award: &'a Award = award;
        let key = (
            award.record.cohort(),
            award.badge.as_str(),
            award.version.as_str(),
        );
        *groups.entry(key).or_default() += 1;
    }
    groups
}

fn to_json(catalog: &Catalog, plan: &Plan<'_>) -> Value {
    let groups = groups(plan).into_iter().map(|((cohort, badge, version), count)| {
        json!({ "cohort": cohort, "badge": badge, "version": version, "new": count })
    });
    let already = plan.already.iter();
    let already = already.map(|(award, id)| placed(catalog, &award.record, id));
    json!({
        "new": plan.new.len(),
        "already_issued": plan.already.len(),
        "changed": plan.changed.len(),
        "wrong": plan.wrong_records,
        "groups": groups.collect::<Vec<_>>(),
        "already": already.collect::<Vec<_>>(),
    })
}

/// An issued record: which award it is, and where people find it.
fn placed(catalog: &Catalog, place: &RecordPlace, id: &AwardId) -> Value {
    json!({ "id": id.as_str(), "record": place.shown(), "page": page(catalog, id) })
}

fn page(catalog: &Catalog, id: &AwardId) -> String {
    catalog.settings.base.join(&places::award_page(id))
}

fn say_done(
    arguments: &IssueArguments,
    catalog: &Catalog,
    mut planned: Value,
    outcome: &Outcome,
) -> Result<(), Failure> {
    if arguments.json {
        let issued = outcome.issued.iter();
        let issued = issued.map(|(place, id)| placed(catalog, place, id));
        planned["file"] = outcome
            .file
            .as_ref()
            .map(|it| format!("ledger/{it}"))
            .into();
        planned["issued"] = issued.collect();
        return say(&format!("{planned:#}\n"));
    }
    let Some(file) = &outcome.file else {
        return say("Nothing to issue.\n");
    };
    let build = command("build", &arguments.folder);
    let mut text = match outcome.issued.len() {
        0 => format!("Signed the status list anew in ledger/{file}.\n"),
        count => format!("Issued {} in ledger/{file}.\n", act::number(count)),
    };
    for (place, id) in outcome.issued.iter().take(MAX_PAGES) {
        text.push_str(&format!("  {}  {}\n", place.shown(), page(catalog, id)));
    }
    if let more @ 1.. = outcome.issued.len().saturating_sub(MAX_PAGES) {
        let list = command("issue --dry-run --json", &arguments.folder);
        text.push_str(&format!(
            "  and {more} more; `{list}` gives every address\n"
        ));
    }
    say(&format!("{text}Commit it, and run `{build}` to publish.\n"))
}

fn confirm(plan: &Plan<'_>) -> Result<bool, Failure> {
    let question = match plan.new.len() {
        0 => "Sign the status list anew".to_owned(),
        count => format!("Issue {}", act::number(count)),
    };
    output::confirm(&question, "issue")
}
