//! `accolade report`: lists what was issued.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Failure;
use super::act;
use super::days::Days;
use super::output::say;
use super::passed_over;
use crate::content;
use crate::credential::places;
use crate::ledger::Ledger;
use crate::model::award::Award;
use crate::model::catalog::Catalog;
use crate::report::{self, Row};

/// List what was issued, with the id of each award
///
/// Names come from the records in `awards/`, where those are at hand; from the awards themselves, as
/// far as they tell them, otherwise.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLE)]
pub struct Arguments {
    #[command(subcommand)]
    subject: Option<Subject>,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Subcommand)]
enum Subject {
    /// Every award, the oldest first
    Awards(ListArguments),
    /// Awards that end soon, the first to end first
    Expiring(ExpiringArguments),
}

#[derive(Debug, Args)]
struct ListArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ExpiringArguments {
    #[command(flatten)]
    list: ListArguments,
    /// How soon: in how many days
    #[arg(long, value_name = "DAYS", default_value = "60d")]
    within: Days,
}

const EXAMPLE: &str = "\
Example:
  $ accolade report expiring my-badges --within 60d";

/// Runs the command.
///
/// # Errors
/// Something in the site is wrong.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.subject {
        None => awards(&arguments.list),
        Some(Subject::Awards(list)) => awards(list),
        Some(Subject::Expiring(expiring)) => self::expiring(expiring),
    }
}

fn awards(arguments: &ListArguments) -> Result<(), Failure> {
    let (catalog, ledger, records) = read(&arguments.folder)?;
    let rows = report::awards(&ledger, &records, act::now());
    if arguments.json {
        return say(&format!("{:#}\n", to_json(&rows, &catalog, &ledger)));
    }
    if rows.is_empty() {
        return say("Nothing was issued yet.\n");
    }
    let head = ["id", "badge", "date", "standing", "cohort", "name"];
    let cells = rows.iter().map(|it| {
        let award = it.award;
        [
            award.id.to_string(),
            format!("{} {}", award.slug, award.version),
            award.issued_on.to_string(),
            it.standing.to_owned(),
            award.cohort.to_string(),
            it.recipient.shown().unwrap_or_else(|| "-".to_owned()),
        ]
    });
    say(&table(head, cells.collect()))
}

fn expiring(arguments: &ExpiringArguments) -> Result<(), Failure> {
    let list = &arguments.list;
    let (catalog, ledger, records) = read(&list.folder)?;
    let Days(days) = arguments.within;
    let rows = report::expiring(&ledger, &records, days, act::now());
    if list.json {
        return say(&format!("{:#}\n", to_json(&rows, &catalog, &ledger)));
    }
    if rows.is_empty() {
        return say(&format!("No award ends within {days} days.\n"));
    }
    let head = ["id", "badge", "ends", "name", "address"];
    let cells = rows.iter().map(|it| {
        let award = it.award;
        let ends = award.expires_on.map(|it| it.to_string());
        [
            award.id.to_string(),
            format!("{} {}", award.slug, award.version),
            ends.unwrap_or_default(),
            it.recipient.shown().unwrap_or_else(|| "-".to_owned()),
            page(it, &catalog),
        ]
    });
    say(&table(head, cells.collect()))
}

// What was issued is in the ledger, whatever is wrong in badges and records of today.
fn read(folder: &Path) -> Result<(Catalog, Ledger, Vec<Award>), Failure> {
    let (catalog, _) = content::load_sound(folder)?;
    let ledger = Ledger::open(folder)?;
    let (records, wrong) = content::load_sound_awards(folder, &catalog);
    passed_over::tell_records(&wrong);
    Ok((catalog, ledger, records))
}

fn page(row: &Row<'_>, catalog: &Catalog) -> String {
    catalog
        .settings
        .base
        .join(&places::award_page(&row.award.id))
}

fn to_json(rows: &[Row<'_>], catalog: &Catalog, ledger: &Ledger) -> Value {
    let awards = rows.iter().map(|it| {
        let award = it.award;
        json!({
            "id": award.id.as_str(),
            "badge": award.slug.as_str(),
            "version": award.version.as_str(),
            "name": it.recipient.name,
            "recorded_name": it.recipient.recorded,
            "issued_on": award.issued_on.to_string(),
            "expires_on": award.expires_on.map(|it| it.to_string()),
            "standing": it.standing,
            "successor": ledger.heir(award).map(|it| it.id.as_str()),
            "cohort": &*award.cohort,
            "record": it.record,
            "page": page(it, catalog),
        })
    });
    awards.collect()
}

/// Columns as wide as what stands in them; the last one ends where it ends.
fn table<const WIDTH: usize>(head: [&str; WIDTH], rows: Vec<[String; WIDTH]>) -> String {
    let head = head.map(str::to_owned);
    let all: Vec<_> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| all.iter().map(|it| it[column].chars().count()).max();
    let widths: Vec<_> = (0..WIDTH).map(|it| width(it).unwrap_or_default()).collect();
    let mut text = String::new();
    for row in &all {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, width)| format!("{cell:<width$}  "))
            .collect();
        text += line.trim_end();
        text.push('\n');
    }
    text
}
