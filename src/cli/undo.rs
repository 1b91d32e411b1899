//! `accolade undo`.

use std::path::Path;

use clap::Args;

use super::Failure;
use super::act::{NOTHING_WRITTEN, first_lines, folder_and_words};
use super::output::{command, confirm, counted, say, tell};
use crate::build;
use crate::check::repository::Repository;
use crate::content::{self, Withdrawal};
use crate::credential::places;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Lock;
use crate::ledger::undo::{Undo, interrupted};

/// Take back an act that was never published
///
/// Removes one file of the ledger, and the frozen pictures that no other names, and takes its ids out
/// of the award records, so that the next `issue` issues them anew. Meant for two people who issued at
/// once and drew the same place in a status list, or gave an award two successors.
///
/// Where somebody else has taken it back and git has brought that here, it takes the ids out of the
/// records that are here.
///
/// Refused where another file of the ledger follows it, where a built site shows what it did, and where a
/// branch that was pushed has it, or whatever `--base` names; and where it ended the trust in a key.
/// Whether it was uploaded from another computer, only you can know: what was published is revoked or
/// replaced, not taken back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct UndoArguments {
    /// The site's folder, and the act, as the file it is in: `ledger/….jsonl`
    #[arg(value_name = "FOLDER|FILE", required = true)]
    words: Vec<String>,

    /// The revision of git that is published, instead of every branch that was pushed
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Take it back without asking
    #[arg(long)]
    yes: bool,

    /// Show what would be taken back and change nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLE: &str = "\
Example:
  $ accolade undo ledger/2026-05-14-2026-spring-0123456789abcdef.jsonl";

/// Runs `accolade undo`.
///
/// # Errors
/// It may not be taken back, or the disk refuses.
pub fn run(arguments: &UndoArguments) -> Result<(), Failure> {
    let (root, files) = folder_and_words(&arguments.words)?;
    let root = &root;
    let name = file_name(&files)?;
    let base = arguments.base.as_deref();
    // Only a folder that is a site's; its mistakes are no reason to keep a ledger that clashes.
    if !root.join(content::SETTINGS_FILE).is_file() {
        content::load(root)?;
    }
    if arguments.dry_run {
        let (undo, withdrawal) = plan(root, base, &name)?;
        return say(&(shown(root, &undo, &withdrawal)? + NOTHING_WRITTEN));
    }
    let lock = Lock::take(root)?;
    let (undo, withdrawal) = plan(root, base, &name)?;
    say(&shown(root, &undo, &withdrawal)?)?;
    if !arguments.yes && !confirm("Take it back", "take it back")? {
        return say("Nothing was taken back.\n");
    }
    undo.carry_out(root, &lock, &mut || take_out(root, &undo, &withdrawal))?;
    let (next, keys) = (what_is_next(root, &undo), keys_left(root, &undo));
    say(&format!("Took back ledger/{name}.{next}\n{keys}"))
}

/// Finishes what was interrupted after the file had left the ledger. The caller holds the lock.
///
/// # Errors
/// The records cannot be read or written.
pub fn finish_interrupted(root: &Path, lock: &Lock) -> Result<(), Failure> {
    if let Some(undo) = interrupted(root)? {
        tell("The last `undo` was interrupted; finishing it.");
        let withdrawal = content::find_ids(root, &undo.ids())?;
        undo.carry_out(root, lock, &mut || take_out(root, &undo, &withdrawal))?;
    }
    Ok(())
}

fn take_out(root: &Path, undo: &Undo, withdrawal: &Withdrawal) -> Result<(), Diagnostics> {
    withdrawal.write()?;
    content::edit_records(root, &undo.edits())
}

fn file_name(files: &[String]) -> Result<String, Failure> {
    let [file] = files else {
        return Err(Failure::Usage(
            "name one file of the ledger, and the site's folder".to_owned(),
        ));
    };
    let name = Path::new(file).file_name().and_then(|it| it.to_str());
    let name = name.filter(|it| it.ends_with(".jsonl"));
    name.map(str::to_owned).ok_or_else(|| {
        Failure::Usage(format!(
            "`{file}` is no file of the ledger: they end with `.jsonl`"
        ))
    })
}

fn plan(root: &Path, base: Option<&str>, name: &str) -> Result<(Undo, Withdrawal), Failure> {
    let undo = match Undo::plan(root, name) {
        Ok(undo) => undo,
        // Taken back by somebody else: the records here still have its ids.
        Err(found) => elsewhere(root, name).ok_or(found)?,
    };
    if !undo.has_left {
        ensure_not_built(root, &undo)?;
        ensure_not_pushed(root, base, &undo)?;
    }
    let withdrawal = content::find_ids(root, &undo.ids())?;
    Ok((undo, withdrawal))
}

fn elsewhere(root: &Path, name: &str) -> Option<Undo> {
    let bytes = Repository::find(root)
        .ok()??
        .original(&format!("ledger/{name}"))?;
    Undo::elsewhere(root, name, &bytes).ok()?
}

fn ensure_not_built(root: &Path, undo: &Undo) -> Result<(), Diagnostic> {
    let mut built = build::outputs(root).into_iter();
    let Some((site, place)) = built.find_map(|it| shown_in(&it, undo).map(|place| (it, place)))
    else {
        return Ok(());
    };
    let site = site.strip_prefix(root).unwrap_or(&site).display();
    let name = &undo.name;
    Err(Diagnostic::error(format!(
        "`{name}` may have been published: it is in the built site, as `{site}/{place}`"
    ))
    .in_file(format!("ledger/{name}"))
    .hint(format!(
        "what was online is revoked or replaced instead; if none of it ever was, delete `{site}` and \
         try again"
    )))
}

/// The place of a built site at which an act shows, if it does.
fn shown_in(public: &Path, undo: &Undo) -> Option<String> {
    let built = undo.awards.iter().map(places::award_page);
    let mut built = built.filter(|it| public.join(it).exists());
    let lists = undo.lists.iter();
    let mut lists = lists.map(|(number, list)| (places::status_list(*number), list.get()));
    let has_list = |(place, list): &(String, &str)| {
        std::fs::read(public.join(place)).is_ok_and(|it| it == list.as_bytes())
    };
    let has = |place: &str, word: &str| {
        std::fs::read_to_string(public.join(place)).is_ok_and(|it| it.contains(word))
    };
    let again = undo.reissued.iter();
    let again = again.map(|(id, signer)| (places::credential(id), signer));
    let mut again = again.filter(|(place, signer)| has(place, signer));
    let documents = places::DID_DOCUMENTS.iter();
    let mut documents = documents.filter(|it| undo.keys.iter().any(|key| has(it, key)));
    built
        .next()
        .or_else(|| Some(lists.find(has_list)?.0))
        .or_else(|| Some(again.next()?.0))
        .or_else(|| Some((*documents.next()?).to_owned()))
}

fn ensure_not_pushed(root: &Path, base: Option<&str>, undo: &Undo) -> Result<(), Diagnostic> {
    let name = &undo.name;
    let file = format!("ledger/{name}");
    let published = match base {
        Some(base) => {
            let repository = Repository::open(root)?;
            let commit = repository.commit(base)?;
            let names = repository.names(&commit, &file)?;
            (!names.is_empty()).then(|| base.to_owned())
        }
        None => match Repository::find(root)? {
            Some(repository) => repository.pushed_with(&file)?,
            None => None,
        },
    };
    let Some(revision) = published else {
        return Ok(());
    };
    Err(
        Diagnostic::error(format!("`{name}` was published: it is in `{revision}`"))
            .in_file(file)
            .hint("what was published is revoked or replaced, not taken back"),
    )
}

fn shown(root: &Path, undo: &Undo, withdrawal: &Withdrawal) -> Result<String, Diagnostics> {
    let (name, awards) = (&undo.name, undo.awards.len());
    let others = undo.others + undo.lists.len();
    let mut what = vec![counted(awards, "award")];
    match others {
        0 => {}
        1 => what.push("1 other entry".to_owned()),
        count => what.push(format!("{count} other entries")),
    }
    let mut text = format!("ledger/{name}: {}\n", what.join(", "));
    text += &first_lines(undo.deeds.iter().map(|it| format!("  {it}\n")));
    for file in withdrawal.files() {
        text.push_str(&format!("  {file}\n"));
    }
    for picture in undo.lone_pictures(root)? {
        text.push_str(&format!("  {picture} goes: nothing else shows it\n"));
    }
    Ok(text + &what_becomes_of_records(undo, withdrawal.records))
}

/// What becomes of the awards: a successor is made again by what made it, not by `issue`.
fn what_is_next(root: &Path, undo: &Undo) -> String {
    let again = |name: &str| {
        let command = command(name, root);
        format!(
            " What went before holds as it did; `{command}` with its id makes a successor again, unless it has \
             another."
        )
    };
    match (undo.awards.len(), undo.replaced.len(), undo.renewed.len()) {
        (0, ..) => String::new(),
        (_, 0, 0) => format!(" Run `{}` to issue anew.", command("issue", root)),
        (_, 0, _) => again("renew"),
        _ => again("replace"),
    }
}

/// What to do about keys that `keys.toml` still lists.
fn keys_left(root: &Path, undo: &Undo) -> String {
    let left = undo.keys.iter().map(|id| {
        format!(
            "keys.toml still lists the key {id}, which that act added: `{}` lets another one vouch for it \
             again, and `{}` takes it off the list.\n",
            command(&format!("key vouch {id}"), root),
            command(&format!("key retire {id}"), root)
        )
    });
    left.collect()
}

fn what_becomes_of_records(undo: &Undo, records: usize) -> String {
    let (replaced, renewed) = (undo.replaced.len(), undo.renewed.len());
    let mut text = match (undo.awards.len() - renewed, records) {
        (0, _) => String::new(),
        (_, 0) => "No award record here has one of its ids. Where they are, run the same `undo`.\n"
            .to_owned(),
        (_, 1) if replaced > 0 => "1 record gets back the id that it had\n".to_owned(),
        (_, 1) => "1 record loses its id\n".to_owned(),
        _ => format!("{records} records lose their ids\n"),
    };
    if renewed > 0 {
        let records = counted(renewed, "record");
        text.push_str(&format!("{records} of a renewed award taken out again\n"));
    }
    text
}
