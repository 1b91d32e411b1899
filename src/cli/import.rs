//! `accolade import`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::output::{self, command, say};
use crate::content::{self, AWARDS_FOLDER};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::import::{self, DateOrder, Imported, Options};
use crate::model::catalog::Catalog;
use crate::model::slug::Slug;
use crate::model::words::are_same;

/// Take over award records from another platform's export
///
/// Reads the tables of Canvas Credentials, Credly, Accredible, Badgr, Open Educational Badges and
/// geobadges, and any other table with a column of e-mail addresses. Writes a new award table, to be
/// looked over; nothing is issued.
#[derive(Args)]
#[command(after_help = "Example:\n  $ accolade import canvas-export.csv --badge rust-101")]
pub struct Arguments {
    /// The exported table
    file: PathBuf,
    /// The folder of the site
    #[arg(default_value = ".")]
    site: PathBuf,
    /// The badge that all rows are for
    #[arg(long, value_name = "SLUG")]
    badge: Option<String>,
    /// Which badge the table means by a name of its own; may be given several times
    #[arg(long = "map", value_name = "THEIRS=SLUG")]
    maps: Vec<String>,
    /// How dates such as 02/05/2026 are meant
    #[arg(long, value_name = "ORDER", value_parser = DateOrder::NAMES)]
    date_format: Option<String>,
    /// The issue date of rows that have none
    #[arg(long, value_name = "DATE")]
    issued_on: Option<String>,
    /// Leave out rows that have no e-mail address, and say how many
    #[arg(long)]
    skip_without_email: bool,
    /// The name of the new table, without ending; by default that of the file
    #[arg(long, value_name = "NAME")]
    cohort: Option<String>,
}

/// Writes the new award table.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let cohort = cohort(&arguments)?;
    let catalog = content::load(&arguments.site)?;
    let options = options(&arguments, &catalog)?;
    let name = arguments.file.display().to_string();
    let target = format!("{AWARDS_FOLDER}/{cohort}.csv");
    let bytes = bytes(&arguments.file)?;
    ensure_elsewhere(&arguments.file, &arguments.site.join(&target))?;
    let imported = import::read(&name, &bytes, &options);
    let imported = ensure_known(&catalog, &options, imported, &name)?;
    write(&arguments.site, &target, &import::to_csv(&imported.rows))?;
    tell(&imported, &target, &arguments.site)?;
    warn(&arguments.site, &catalog, &target);
    Ok(())
}

fn options(arguments: &Arguments, catalog: &Catalog) -> Result<Options, Failure> {
    let slug = |text: &str| {
        Slug::new(text).map_err(|error| {
            let named = catalog.achievements.iter();
            let named = named.filter(|it| are_same(&it.name, text));
            let named: Vec<_> = named.map(|it| format!("`{}`", it.slug)).collect();
            usage(match named.is_empty() {
                true => format!("`{text}` names no badge: {error}"),
                false => format!(
                    "`{text}` is the name of {}: say what its folder is called",
                    named.join(" and of ")
                ),
            })
        })
    };
    let mut options = Options {
        badge: arguments.badge.as_deref().map(slug).transpose()?,
        date_order: arguments.date_format.as_deref().and_then(DateOrder::parse),
        skip_without_email: arguments.skip_without_email,
        titles: catalog
            .achievements
            .iter()
            .map(|it| (it.slug.clone(), it.name.clone()))
            .collect(),
        ..Options::default()
    };
    for map in &arguments.maps {
        let parts = map.rsplit_once('=');
        let (theirs, ours) = parts.ok_or_else(|| usage(format!("`--map {map}` has no `=`")))?;
        options.badge_map.insert(theirs.to_owned(), slug(ours)?);
    }
    if let Some(text) = &arguments.issued_on {
        let zone = jiff::tz::TimeZone::UTC;
        crate::model::moment::Moment::parse(text, &zone)
            .map_err(|error| usage(format!("--issued-on is not accepted: {error}")))?;
        options.issued_on = Some(text.clone());
    }
    Ok(options)
}

fn usage(message: String) -> Failure {
    Failure::Usage(message)
}

fn cohort(arguments: &Arguments) -> Result<String, Failure> {
    let stem = arguments
        .file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let name = arguments.cohort.as_deref().unwrap_or(&stem);
    let dashed: String = name
        .to_lowercase()
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .collect();
    let words: Vec<_> = dashed.split('-').filter(|it| !it.is_empty()).collect();
    let cohort = words.join("-");
    match Slug::new(&cohort) {
        Ok(slug) => Ok(slug.to_string()),
        Err(error) => Err(usage(format!(
            "`{name}` cannot name the table: {error}; give `--cohort`"
        ))),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = content::MAX_AWARD_FILE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    let cannot =
        |error| Diagnostic::error(format!("the file cannot be read: {error}")).in_file(path);
    read.map_err(cannot)?;
    Ok(bytes)
}

// All at once: badges that the command names and the site has not, and what is wrong in the table.
fn ensure_known(
    catalog: &Catalog,
    options: &Options,
    imported: Result<Imported, Diagnostics>,
    name: &str,
) -> Result<Imported, Diagnostics> {
    let known: Vec<_> = catalog
        .achievements
        .iter()
        .map(|it| it.slug.as_str())
        .collect();
    let asked: BTreeSet<_> = options
        .badge
        .iter()
        .chain(options.badge_map.values())
        .map(Slug::as_str)
        .collect();
    let mut unknown: BTreeMap<&str, usize> = asked.iter().map(|it| (*it, 0)).collect();
    for row in imported.iter().flat_map(|it| &it.rows) {
        *unknown.entry(&row.badge).or_default() += 1;
    }
    unknown.retain(|badge, _| !known.contains(badge));
    let mut findings = Diagnostics::new();
    findings.extend(unknown.iter().map(|(badge, count)| {
        let finding = Diagnostic::error(format!("no badge is called `{badge}`")).in_file(name);
        match nearest(badge, known.iter().copied()) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None if asked.contains(badge) => finding.hint(format!(
                "a new badge starts as the file `badges/{badge}/index.md`"
            )),
            None => finding.hint(format!(
                "say which badge it is here with `--map '{badge}=SLUG'`; rows that name it: {count}"
            )),
        }
    }));
    match imported {
        Ok(imported) => findings.finish(imported),
        Err(found) => {
            findings.append(found);
            Err(findings)
        }
    }
}

// What cannot be read as a table would stay one of the site's, beside the one that is made of it.
fn ensure_elsewhere(file: &Path, target: &Path) -> Result<(), Diagnostic> {
    let folder = |it: &Path| it.parent().and_then(|it| it.canonicalize().ok());
    if folder(file).is_none() || folder(file) != folder(target) {
        return Ok(());
    }
    let message = format!("this file is in `{AWARDS_FOLDER}/` itself");
    Err(Diagnostic::error(message).in_file(file).hint(format!(
        "move it out of `{AWARDS_FOLDER}/`, then import it from there: what stays there is read as a \
         table, too"
    )))
}

fn write(site: &Path, target: &str, text: &str) -> Result<(), Diagnostic> {
    let path = site.join(target);
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::error("the table exists already")
            .in_file(target)
            .hint("nothing is overwritten: give another name with `--cohort`"),
        _ => Diagnostic::error(format!("the table cannot be written: {error}")).in_file(target),
    };
    fs::create_dir_all(site.join(AWARDS_FOLDER)).map_err(cannot)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(cannot)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Half a table must not be taken for a whole one.
        let _ = fs::remove_file(&path);
        cannot(error)
    })
}

fn tell(imported: &Imported, target: &str, site: &Path) -> Result<(), Failure> {
    let count = imported.rows.len();
    let records = if count == 1 { "record" } else { "records" };
    let origin = match imported.is_own() {
        true => "a table of accolade's own".to_owned(),
        false => format!("an export from {}", imported.platform),
    };
    let notes = imported.notes.iter();
    let notes: String = notes.map(|it| format!("  {it}\n")).collect();
    let issue = command("issue", site);
    say(&format!(
        "Read {count} {records} of {origin}\n{notes}\
         Wrote {target}. Look it over, then run `{issue}`\n"
    ))
}

// A person who was given the badge before, say: better heard now than when all is to be issued.
fn warn(site: &Path, catalog: &Catalog, target: &str) {
    let found = content::load_awards_as_of(site, catalog, super::act::now()).err();
    let findings = found.unwrap_or_default().sorted().into_iter();
    let mut of_target = Diagnostics::new();
    of_target.extend(findings.filter(|it| it.to_string().contains(target)));
    if !of_target.is_empty() {
        output::tell("`accolade issue` will refuse what it finds in the table:\n");
        super::failure::report(of_target);
    }
}
