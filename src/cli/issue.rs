//! `accolade issue`: from award records to signed credentials in the ledger.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::failure::report;
use super::output::{self, command, say};
use super::{Failure, act, keyring, undo};
use crate::content;
use crate::credential::places;
use crate::diagnostic::Diagnostics;
use crate::ledger::intent::{self, Interrupted};
use crate::ledger::issue::{Changed, Outcome, Plan, plan};
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
    /// Print what was done as JSON; needs `--yes` or `--dry-run`
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
    let catalog = catalog(root)?;
    if arguments.dry_run {
        return show(arguments, &catalog);
    }
    let lock = Lock::take(root)?;
    undo::finish_interrupted(root, &lock)?;
    let ledger = act::finish_interrupted(root, ledger(root, &catalog)?)?;
    let awards = content::load_awards(root, &catalog)?;
    let plan = plan(&catalog, &awards, &ledger, act::now())?;
    let shown = shown(&plan);
    if !arguments.json {
        say(&shown)?;
    }
    warn(&plan);
    let plan = refuse_wrong(plan)?;
    if !plan.is_empty() && !arguments.yes && !confirm(&plan)? {
        return say("Nothing was issued.\n");
    }
    let before = counts(&plan);
    let outcome = carry_out(arguments, &catalog, &ledger, &lock, plan)?;
    say_done(arguments, &catalog, before, &outcome)
}

// Who mends one file should not come back to hear of the next: what is wrong anywhere is told at once.
fn catalog(root: &Path) -> Result<Catalog, Diagnostics> {
    content::load_to_issue(root).map_err(|mut found| {
        found.append(Ledger::open(root).err().unwrap_or_default());
        found
    })
}

fn ledger(root: &Path, catalog: &Catalog) -> Result<Ledger, Diagnostics> {
    Ledger::open(root).map_err(|mut found| {
        let awards = content::load_awards(root, catalog).err();
        found.append(awards.unwrap_or_default());
        found
    })
}

fn show(arguments: &IssueArguments, catalog: &Catalog) -> Result<(), Failure> {
    let root = &arguments.folder;
    if let Some(undo) = ledger::undo::interrupted(root)? {
        return Err(undo.unfinished().into());
    }
    let ledger = ledger(root, catalog)?;
    let mut awards = content::load_awards(root, catalog)?;
    if let Interrupted::Done(missing) = intent::interrupted(root, &ledger)? {
        give_ids(&mut awards, &missing);
    }
    let plan = plan(catalog, &awards, &ledger, act::now())?;
    if arguments.json {
        say(&format!("{:#}\n", counts(&plan)))?;
    } else {
        say(&shown(&plan))?;
    }
    warn(&plan);
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
    let means = Means {
        lock,
        secret,
        entropy: &mut act::random,
        draw: &act::pictures,
        edit_records: &mut |edits| content::edit_records(root, edits),
    };
    Ok(plan.carry_out(root, catalog, ledger, means)?)
}

/// Says which records differ from what was issued for them.
fn warn(plan: &Plan<'_>) {
    let mut warnings = Diagnostics::new();
    warnings.extend(plan.changed.iter().map(Changed::warning));
    report(warnings);
}

fn refuse_wrong(mut plan: Plan<'_>) -> Result<Plan<'_>, Failure> {
    let mut wrong = Diagnostics::new();
    wrong.extend(std::mem::take(&mut plan.wrong));
    Ok(wrong.finish(plan)?)
}

/// The plan for people: how many, then of which badge in which cohort.
fn shown(plan: &Plan<'_>) -> String {
    let (new, already, wrong) = (plan.new.len(), plan.already.len(), plan.wrong.len());
    let mut text = format!("{new} new, {already} already issued, {wrong} wrong");
    if !plan.changed.is_empty() {
        text.push_str(&format!(", {} changed since", plan.changed.len()));
    }
    text.push('\n');
    if !plan.lagging.is_empty() {
        text.push_str(act::LAGGING);
    }
    let groups = groups(plan);
    let width = groups.keys().map(|it| it.0.chars().count()).max();
    for ((cohort, badge, version), count) in &groups {
        let width = width.unwrap_or_default();
        text.push_str(&format!(
            "  {cohort:<width$}  {badge} {version}  {count} new\n"
        ));
    }
    for key in &plan.keys {
        let (id, label, state) = (&key.id, &key.label, key.state.as_str());
        text.push_str(&format!(
            "  a new key, which the ledger will vouch for: {id} ({label}, {state})\n"
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

fn counts(plan: &Plan<'_>) -> Value {
    let groups = groups(plan).into_iter().map(|((cohort, badge, version), count)| {
        json!({ "cohort": cohort, "badge": badge, "version": version, "new": count })
    });
    json!({
        "new": plan.new.len(),
        "already_issued": plan.already.len(),
        "changed": plan.changed.len(),
        "wrong": plan.wrong.len(),
        "new_keys": plan.keys.iter().map(|it| &it.id).collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
    })
}

fn say_done(
    arguments: &IssueArguments,
    catalog: &Catalog,
    mut counts: Value,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let page = |id: &AwardId| catalog.settings.base.join(&places::award_page(id));
    if arguments.json {
        let shown = |place: &RecordPlace| format!("{}:{}", place.file, place.line);
        let issued = outcome.issued.iter();
        let issued = issued.map(
            |(place, id)| json!({ "id": id.as_str(), "record": shown(place), "page": page(id) }),
        );
        counts["file"] = outcome
            .file
            .as_ref()
            .map(|it| format!("ledger/{it}"))
            .into();
        counts["issued"] = issued.collect();
        return say(&format!("{counts:#}\n"));
    }
    let Some(file) = &outcome.file else {
        return say("Nothing to issue.\n");
    };
    let build = command("build", &arguments.folder);
    let mut text = match outcome.issued.len() {
        0 if file.contains("-status-") => {
            format!("Signed the status list anew in ledger/{file}.\n")
        }
        0 => format!("Vouched for the new keys in ledger/{file}.\n"),
        count => format!("Issued {} in ledger/{file}.\n", act::number(count)),
    };
    for (place, id) in outcome.issued.iter().take(MAX_PAGES) {
        text.push_str(&format!("  {}:{}  {}\n", place.file, place.line, page(id)));
    }
    if let more @ 1.. = outcome.issued.len().saturating_sub(MAX_PAGES) {
        text.push_str(&format!(
            "  and {more} more; each record has its id now, and `--json` gives every address\n"
        ));
    }
    say(&format!("{text}Commit it, and run `{build}` to publish.\n"))
}

fn confirm(plan: &Plan<'_>) -> Result<bool, Failure> {
    let question = match plan.new.len() {
        0 if plan.keys.is_empty() => "Sign the status list anew".to_owned(),
        0 => "Vouch for these keys".to_owned(),
        count => format!("Issue {}", act::number(count)),
    };
    output::confirm(&question, "issue")
}
