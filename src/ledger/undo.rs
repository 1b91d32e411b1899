//! Taking back an act that nobody published: its file leaves the ledger, as if it had never been.
//!
//! This is the one way in which a file leaves the ledger. Whether it was published is known outside
//! of the ledger; here it is made sure that nothing in the ledger builds on it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::entry::Issued;
use super::line::{self, Instant, Line};
use super::lock::Lock;
use super::reading;
use super::scan::{self, Contents, Unread, Words};
use super::{damage, digest, storage};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::model::award::{AwardId, AwardIdError};
use crate::model::key::KeyState;
use crate::model::record_edit::RecordEdit;

/// An act that can be taken back.
pub struct Undo {
    /// The name of its file within `ledger`.
    pub name: String,
    /// The awards that it issued.
    pub awards: Vec<AwardId>,
    /// Of those, the ones that replaced another, each with that other.
    pub replaced: HashMap<AwardId, AwardId>,
    /// Of those, the ones that renewed another, and have a record of their own.
    pub renewed: Vec<AwardId>,
    /// The status lists that it published, by number.
    pub lists: Vec<(u32, Box<RawValue>)>,
    /// The awards that it signed again, each with the key that did.
    pub reissued: Vec<(AwardId, Arc<str>)>,
    /// The keys that it added to a ledger that had others.
    pub keys: Vec<String>,
    /// The frozen pictures that its definitions name, as files within `ledger/pictures`.
    pictures: BTreeSet<String>,
    /// How many other entries it has: of keys, definitions, revocations.
    pub others: usize,
    /// What it did to awards, one line each.
    pub deeds: Vec<String>,
    /// Whether its file has left the ledger already, and only the records are left to do.
    pub has_left: bool,
}

impl Undo {
    /// Finds out whether the act with that file name may be taken back.
    ///
    /// # Errors
    /// There is no such file, another file follows it, it erased an award or ended the trust in a
    /// key, or a file of the ledger cannot be read.
    pub fn plan(root: &Path, name: &str) -> Result<Self, Diagnostics> {
        let folder = root.join(storage::FOLDER);
        let names = reading::names(&folder)?;
        if let Some(begun) = interrupted(root)?.filter(|it| it.name == name) {
            return Ok(begun);
        }
        if !names.iter().any(|it| it == name) {
            return Err(unknown(name, &names).into());
        }
        let mut words = Words::default();
        let mut findings = Diagnostics::new();
        let mut found = None;
        for other in &names {
            match scan::scan(&folder.join(other), other, 0, &mut words) {
                Ok(contents) if other == name => found = Some(contents),
                Ok(contents) if contents.header.parents.iter().any(|it| it == name) => {
                    findings.push(followed(name, other));
                }
                Ok(_) => {}
                Err(Unread::Wrong(finding)) => findings.push(finding),
                Err(Unread::Changed) => {
                    findings.push(damage::changed(&folder.join(other), other, &|_| None));
                }
            }
        }
        let contents = findings.finish(found)?;
        let contents = contents.expect("it is among the names, and was read");
        ensure_keys_stay(name, &contents)?;
        Ok(Self::of(name, contents)?)
    }

    /// The act of a file that was taken back elsewhere, given the bytes that it had: only the records
    /// here are left to do. `None` if they are not those of its name.
    ///
    /// # Errors
    /// The ledger still has that file.
    pub fn elsewhere(root: &Path, name: &str, bytes: &[u8]) -> Result<Option<Self>, Diagnostics> {
        let folder = root.join(storage::FOLDER);
        if reading::names(&folder)?.iter().any(|it| it == name) {
            return Err(Diagnostic::error(format!("the ledger still has `{name}`")).into());
        }
        let path = folder.join(name);
        let contents = scan::scan_bytes(bytes, &path, name, 0, &mut Words::default());
        let undo = contents.ok().map(|it| Self::of(name, it)).transpose()?;
        Ok(undo.map(|it| Self {
            has_left: true,
            ..it
        }))
    }

    fn of(name: &str, contents: Contents) -> Result<Self, Diagnostic> {
        let mut lists = Vec::new();
        let mut deeds: Vec<_> = contents.issued.iter().map(issuing).collect();
        let mut others = contents.reissued.len();
        let mut keys = Vec::new();
        let pictures = pictures(&contents);
        let (mut replaced, mut renewed) = (HashMap::new(), Vec::new());
        let wrong = |error: AwardIdError| {
            let message = format!("an entry of the ledger is wrong: {error}");
            Diagnostic::error(message).in_file(storage::shown(name))
        };
        let id = |text: &str| AwardId::new(text).map_err(wrong);
        for other in &contents.others {
            match line::parse(&other.bytes) {
                Ok(Line::Erasure(body)) => return Err(erased(name, &body.id)),
                Ok(Line::StatusList(body)) => {
                    lists.push((body.number, body.credential.to_owned()));
                }
                Ok(Line::Replaced(body)) => {
                    replaced.insert(id(&body.by)?, id(&body.id)?);
                    deeds.push(format!("replaced {} by {}", body.id, body.by));
                    others += 1;
                }
                Ok(Line::Renewed(body)) => {
                    renewed.push(id(&body.by)?);
                    deeds.push(format!("renewed {} by {}", body.id, body.by));
                    others += 1;
                }
                Ok(Line::Revoked(body)) => {
                    deeds.push(format!("revoked {}: {}", body.id, body.reason));
                    others += 1;
                }
                Ok(Line::Key(body)) => {
                    others += 1;
                    if !contents.header.parents.is_empty() {
                        keys.push(body.id);
                    }
                }
                _ => others += 1,
            }
        }
        let reissued = contents.reissued.iter();
        let reissued = reissued.map(|it| (it.id, it.reissue.signer.clone()));
        let reissued: Vec<_> = reissued.collect();
        deeds.extend(reissued.iter().map(|(id, _)| format!("signed {id} again")));
        Ok(Self {
            name: name.to_owned(),
            awards: contents.issued.iter().map(|it| it.id).collect(),
            replaced,
            renewed,
            lists,
            reissued,
            keys,
            pictures,
            others,
            deeds,
            has_left: false,
        })
    }

    /// What to tell where it was interrupted.
    pub fn unfinished(&self) -> Diagnostic {
        let place = storage::shown(&self.name);
        let message = format!("taking back `{place}` was interrupted: records still have its ids");
        Diagnostic::error(message).in_file(&place).hint(format!(
            "run `accolade undo {place}` again where the award records are: it finishes that"
        ))
    }

    /// The ids that leave the records, each with the one that comes back in its place, if one does.
    pub fn ids(&self) -> HashMap<AwardId, Option<AwardId>> {
        let stay = self.awards.iter().filter(|it| !self.renewed.contains(it));
        stay.map(|it| (*it, self.replaced.get(it).copied()))
            .collect()
    }

    /// The records that an act put beside others, and that leave with it.
    pub fn edits(&self) -> Vec<RecordEdit> {
        let renewed = self.renewed.iter().copied();
        renewed.map(RecordEdit::Remove).collect()
    }

    /// The frozen pictures that no other file of the ledger names, as files of the content folder: they
    /// leave with the act.
    ///
    /// # Errors
    /// The ledger's folder cannot be read.
    pub fn lone_pictures(&self, root: &Path) -> Result<Vec<String>, Diagnostics> {
        let mut lone = self.pictures.clone();
        let folder = root.join(storage::FOLDER);
        for name in reading::names(&folder)? {
            if lone.is_empty() || name == self.name {
                continue;
            }
            match scan::scan(&folder.join(&name), &name, 0, &mut Words::default()) {
                Ok(contents) => lone.retain(|it| !pictures(&contents).contains(it)),
                // Nobody knows what it names.
                Err(_) => lone.clear(),
            }
        }
        let shown = |it: String| storage::shown(&format!("{}/{it}", storage::PICTURES));
        Ok(lone.into_iter().map(shown).collect())
    }

    /// Takes the act back: out of the ledger, with its pictures, and with `take_out` its ids out of the
    /// records.
    ///
    /// Its file leaves the ledger in one step, and is kept aside until the records are done: from
    /// it, the next `undo` or `issue` finishes what was interrupted.
    ///
    /// # Errors
    /// The disk refuses, or `take_out` does.
    pub fn carry_out(
        &self,
        root: &Path,
        _lock: &Lock,
        take_out: &mut dyn FnMut() -> Result<(), Diagnostics>,
    ) -> Result<(), Diagnostics> {
        let private = storage::private_folder(root)?;
        let aside = private.join(format!("{ASIDE}{}", self.name));
        if !self.has_left {
            let folder = root.join(storage::FOLDER);
            let file = folder.join(&self.name);
            let moved = fs::rename(&file, &aside);
            moved.map_err(|error| storage::failed("take back", &file, &error))?;
            storage::sync_folder(&folder)?;
            storage::sync_folder(&private)?;
        }
        take_out()?;
        for picture in self.lone_pictures(root)? {
            remove(&root.join(picture))?;
        }
        Ok(remove(&aside)?)
    }
}

fn remove(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(storage::failed("remove", path, &error))
        }
        _ => Ok(()),
    }
}

fn issuing(award: &Issued) -> String {
    format!(
        "issued {}  {} {}  {}  {}",
        award.id, award.slug, award.version, award.cohort, award.issued_on
    )
}

/// The frozen pictures that definitions of a file name.
fn pictures(contents: &Contents) -> BTreeSet<String> {
    let lines = contents.others.iter();
    let bodies = lines.filter_map(|it| match line::parse(&it.bytes) {
        Ok(Line::Definition(body)) => Some(body),
        _ => None,
    });
    // Whoever wrote the file may have put a path in the place of a digest.
    let name = |hex: &str, ending: &str| {
        let digest = digest::from_hex(hex)?;
        Some(format!("{}.{ending}", digest::to_hex(&digest)))
    };
    let names = bodies.flat_map(|it| {
        let svg = it.svg.and_then(|it| name(&it, "svg"));
        [name(&it.png, "png"), svg]
    });
    names.flatten().collect()
}

/// An act whose taking back was interrupted after its file had left the ledger, if there is one.
///
/// # Errors
/// Its file cannot be read.
pub fn interrupted(root: &Path) -> Result<Option<Undo>, Diagnostic> {
    let private = root.join(storage::PRIVATE);
    let Ok(entries) = fs::read_dir(&private) else {
        return Ok(None);
    };
    let names = entries.flatten().map(|it| it.file_name());
    let mut names = names.filter_map(|it| it.to_str()?.strip_prefix(ASIDE).map(str::to_owned));
    let Some(name) = names.next() else {
        return Ok(None);
    };
    let aside = private.join(format!("{ASIDE}{name}"));
    let contents = scan::scan(&aside, &name, 0, &mut Words::default());
    let contents = contents.map_err(|unread| match unread {
        Unread::Wrong(finding) => finding,
        Unread::Changed => damage::changed(&aside, &name, &|_| None),
    })?;
    Ok(Some(Undo {
        has_left: true,
        ..Undo::of(&name, contents)?
    }))
}

fn unknown(name: &str, names: &[String]) -> Diagnostic {
    let finding = Diagnostic::error(format!("the ledger holds no file `{name}`"));
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => finding.hint(format!("is it `{}`?", storage::shown(near))),
        None => finding.hint("name a file of the folder `ledger`"),
    }
}

fn followed(name: &str, by: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "`{name}` cannot be taken back: `{by}` was made after it, and follows it"
    ))
    .in_file(format!("{}:1", storage::shown(by)))
    .hint(
        "acts are taken back from the newest to the older; what was published is revoked or \
         replaced instead",
    )
}

fn erased(name: &str, id: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "`{name}` cannot be taken back: it erased award `{id}`, which does not come back"
    ))
    .in_file(storage::shown(name))
    .hint("bring the whole ledger back from before, with `git restore` or from a copy")
}

/// `keys.toml` is written along with such an act, and would go on saying what the ledger no longer
/// does.
fn ensure_keys_stay(name: &str, contents: &Contents) -> Result<(), Diagnostic> {
    if contents.header.parents.is_empty() {
        return Ok(());
    }
    for other in &contents.others {
        let Ok(Line::Key(body)) = line::parse(&other.bytes) else {
            continue;
        };
        let (id, label, state) = (&body.id, &body.label, &body.state);
        let (why, hint) = match KeyState::parse(state, body.since.map(Instant::get)) {
            _ if body.break_glass => (
                format!("it adds the key `{id}` ({label}), for which no earlier key vouches"),
                "everybody is to know of that for ever; retire the key if it is not to be used",
            ),
            Ok(KeyState::Active | KeyState::Backup) => continue,
            _ => (
                format!("it says that the key `{id}` ({label}) is {state}, as `keys.toml` does"),
                "a key does not come back: make another one with `accolade key new`; or, if nobody \
                 else has that act yet, take back the commit of both, the act and `keys.toml`, with git",
            ),
        };
        let message = format!("`{name}` cannot be taken back: {why}");
        return Err(Diagnostic::error(message)
            .in_file(storage::shown(name))
            .hint(hint));
    }
    Ok(())
}

/// What the name of a file that has left the ledger starts with, within the private folder.
const ASIDE: &str = "undone-";
