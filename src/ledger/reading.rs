//! Opening the ledger: every file read, its digest proven, its history joined.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::damage::{self, Originals};
use super::descent::Descent;
use super::digest::{self, LineDigest};
use super::entry::{
    Definition, HashedRecipient, Issued, IssuedLine, LedgerKey, LinePlace, Reissue, Standing,
    StatusPlace,
};
use super::history::{self, History};
use super::index::{self, Index, Stamp};
use super::line::{self, Line};
use super::name::{ENDING, FileName};
use super::scan::{self, Contents, RESTORE, Unread, Words};
use super::storage;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// All that was issued from a content folder.
pub struct Ledger {
    root: PathBuf,
    files: Vec<LedgerFile>,
    history: History,
}

/// A file of the ledger, kept open so that lines can be read from many threads.
struct LedgerFile {
    name: String,
    path: PathBuf,
    /// `None` beyond [`MAX_OPEN`] files: those are opened for each line.
    handle: Option<File>,
}

impl Ledger {
    /// Reads and proves `root/ledger`; an absent folder is an empty ledger.
    ///
    /// A file that was proven before, and has the size and the time of change that it had then, is
    /// taken from a cache in `root/.accolade`.
    ///
    /// # Errors
    /// Every finding at once: a damaged or missing file, a clash of ids or status indexes.
    pub fn open(root: &Path) -> Result<Self, Diagnostics> {
        let index = Index::open(root);
        let mut words = Words::default();
        let (files, read) = read_files(root, &index, &mut words, &|_| None)?;
        let is_new = read.iter().any(|it| !it.is_cached) || !index.covers(read.len());
        if is_new && !read.is_empty() {
            save_index(root, &files, &read);
        }
        Self::join(root, files, read, &mut words)
    }

    /// Like [`Ledger::open`], but trusts no cache and writes none: every byte is proven now.
    ///
    /// `originals` may know the bytes that a file was committed with, by its name; from them it is
    /// told which line of a changed file was edited.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_proven(root: &Path, originals: &Originals<'_>) -> Result<Self, Diagnostics> {
        let mut words = Words::default();
        let (files, read) = read_files(root, &Index::none(), &mut words, originals)?;
        Self::join(root, files, read, &mut words)
    }

    fn join(
        root: &Path,
        files: Vec<LedgerFile>,
        read: Vec<Read>,
        words: &mut Words,
    ) -> Result<Self, Diagnostics> {
        let names = files.iter().map(|it| it.name.clone());
        let contents = read.into_iter().map(|it| it.contents);
        let history = history::join(names.zip(contents).collect(), words)?;
        let root = root.to_path_buf();
        Ok(Self {
            root,
            files,
            history,
        })
    }

    /// Frozen definitions, ordered by slug, then in the order in which they were frozen.
    pub fn definitions(&self) -> &[Definition] {
        &self.history.definitions
    }

    /// The frozen definition of that name and version.
    pub fn definition(&self, slug: &Slug, version: &Version) -> Option<&Definition> {
        let mut definitions = self.history.definitions.iter();
        definitions.find(|it| it.slug == *slug && it.version == *version)
    }

    /// Every issued award, ordered by id.
    pub fn awards(&self) -> &[Issued] {
        &self.history.awards
    }

    /// The award of that id.
    pub fn award(&self, id: &AwardId) -> Option<&Issued> {
        let awards = &self.history.awards;
        let found = awards.binary_search_by(|it| it.id.cmp(id));
        found.ok().map(|index| &awards[index])
    }

    /// The day on which an award was earned: that of the first one, where it renews an earlier one.
    pub fn earned_on(&self, award: &Issued) -> Date {
        let mut first = award;
        // A ledger that somebody made up may go round in a circle.
        for _ in 0..self.awards().len() {
            let Some(follows) = first.follows else { break };
            let Some(earlier) = self.award(&follows.id) else {
                break;
            };
            // One with another day was replaced because of it.
            if !follows.is_renewed && earlier.issued_on != first.issued_on {
                break;
            }
            first = earlier;
        }
        first.issued_on
    }

    /// The award that stands for this one now, after however many corrections; itself if none.
    pub fn replacement_of(&self, id: AwardId) -> AwardId {
        let mut newest = id;
        for _ in 0..self.awards().len() {
            match self.award(&newest).map(|it| &it.standing) {
                Some(Standing::Replaced { by, .. }) => newest = *by,
                _ => break,
            }
        }
        newest
    }

    /// Erased awards whose lines are still there: the erasure was interrupted, or a copy of the file
    /// was brought back.
    pub fn lingering(&self) -> &[AwardId] {
        &self.history.lingering
    }

    /// Reads the line of an award; safe to call from many threads at once.
    ///
    /// # Errors
    /// The file cannot be read, or the line is no longer what was proven, or was erased.
    pub fn line(&self, award: &Issued) -> Result<IssuedLine, Diagnostic> {
        let bytes = self.line_bytes(award, award.line, &award.digest)?;
        let wrong = |error: String| self.wrong_line(award, award.line, &error);
        match line::parse(&bytes).map_err(wrong)? {
            Line::Issued(body) => Ok(IssuedLine {
                credential: match award.reissues.last() {
                    Some(newest) => self.signed_again(award, newest)?,
                    None => body.credential.to_owned(),
                },
                recipient: body.recipient.map(|it| HashedRecipient {
                    identity: it.identity.into_owned(),
                    salt: it.salt.into_owned(),
                }),
            }),
            _ => Err(wrong("it was erased".to_owned())),
        }
    }

    fn signed_again(&self, award: &Issued, how: &Reissue) -> Result<Box<RawValue>, Diagnostic> {
        let bytes = self.line_bytes(award, how.line, &how.digest)?;
        let wrong = |error: String| self.wrong_line(award, how.line, &error);
        match line::parse(&bytes).map_err(wrong)? {
            Line::Reissued(body) => Ok(body.credential.to_owned()),
            _ => Err(wrong("it was erased".to_owned())),
        }
    }

    fn line_bytes(
        &self,
        award: &Issued,
        place: LinePlace,
        digest: &LineDigest,
    ) -> Result<Vec<u8>, Diagnostic> {
        let file = &self.files[place.file];
        let (offset, length) = (place.offset, place.length as usize);
        let read = match &file.handle {
            Some(handle) => storage::read_at(handle, offset, length),
            None => {
                File::open(&file.path).and_then(|handle| storage::read_at(&handle, offset, length))
            }
        };
        let bytes = read.map_err(|error| storage::failed("read", &file.path, &error))?;
        if digest::of_line(&bytes) == *digest {
            return Ok(bytes);
        }
        let message = format!("the line of award `{}` was changed", award.id);
        Err(Diagnostic::error(message)
            .in_file(self.shown_place(place))
            .hint(RESTORE))
    }

    fn wrong_line(&self, award: &Issued, place: LinePlace, error: &str) -> Diagnostic {
        let message = format!("the line of award `{}` is wrong: {error}", award.id);
        Diagnostic::error(message).in_file(self.shown_place(place))
    }

    /// Where the line of an award stands, for messages: `ledger/2026-….jsonl:7`.
    pub fn shown(&self, award: &Issued) -> String {
        self.shown_place(award.line)
    }

    pub(super) fn shown_place(&self, place: LinePlace) -> String {
        let name = &self.files[place.file].name;
        format!("{}:{}", storage::shown(name), place.number)
    }

    /// The bytes of a frozen picture, proven by its digest.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn picture(&self, digest: &[u8; 32], extension: &str) -> Result<Vec<u8>, Diagnostic> {
        let name = format!("{}.{extension}", digest::to_hex(digest));
        let shown = storage::shown(&format!("{}/{name}", storage::PICTURES));
        let path = self.root.join(&shown);
        let bytes = fs::read(&path).map_err(|error| {
            let message = format!("cannot read the frozen picture `{shown}`: {error}");
            Diagnostic::error(message).in_file(&shown).hint(RESTORE)
        })?;
        if Sha256::digest(&bytes)[..] == digest[..] {
            return Ok(bytes);
        }
        let message = format!("the frozen picture `{shown}` was changed");
        Err(Diagnostic::error(message).in_file(shown).hint(RESTORE))
    }

    /// The newest signed status lists: number (from 1) and the document's bytes as published.
    pub fn status_lists(&self) -> Vec<(u32, Box<RawValue>)> {
        let lists = self.history.status_lists.iter();
        lists
            .map(|(number, list)| (*number, list.clone()))
            .collect()
    }

    /// Every bit of the status lists that is in use, for ever: those of revoked and erased awards too.
    pub fn status_places(&self) -> impl Iterator<Item = StatusPlace> {
        self.history.awards.iter().map(|it| it.status)
    }

    /// The keys that the ledger vouches for, in the order in which they were added.
    pub fn keys(&self) -> &[LedgerKey] {
        &self.history.keys
    }

    /// The key of that id, if the ledger vouches for it.
    pub fn key(&self, id: &str) -> Option<&LedgerKey> {
        self.keys().iter().find(|it| it.id == id)
    }

    /// The file whose act found a key to be in other hands, by number.
    pub(super) fn withdrawal(&self, id: &str) -> Option<usize> {
        self.history.withdrawals.get(id).copied()
    }

    /// Which file follows which; files are numbered as in [`LinePlace`].
    pub fn descent(&self) -> &Descent {
        &self.history.descent
    }

    /// The name of a file, by its number.
    pub fn file_name(&self, file: usize) -> &str {
        &self.files[file].name
    }

    /// When the last act was made; the clock of everything that is built.
    pub fn last_act(&self) -> Option<Timestamp> {
        self.history.last_act
    }

    /// The names of the files that no other names as parent, sorted: the next act's parents.
    pub fn heads(&self) -> &[String] {
        &self.history.heads
    }

    /// The content folder that it is a part of.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it holds a file of that name.
    pub fn has_file(&self, name: &str) -> bool {
        self.files.iter().any(|it| it.name == name)
    }

    /// Tells one state of the ledger from every other.
    pub fn fingerprint(&self) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        for head in &self.history.heads {
            hasher.update(head.as_bytes());
            hasher.update(b"\n");
        }
        let hash = hasher.finalize();
        let (first, _) = hash.as_bytes().split_at(16);
        first.try_into().expect("16 of 32 bytes")
    }
}

/// A file as it was read.
struct Read {
    contents: Contents,
    /// The state it was in, where the system tells.
    state: Option<Stamp>,
    is_cached: bool,
}

fn read_files(
    root: &Path,
    index: &Index,
    words: &mut Words,
    originals: &Originals<'_>,
) -> Result<(Vec<LedgerFile>, Vec<Read>), Diagnostics> {
    let folder = root.join(storage::FOLDER);
    let (mut files, mut read) = (Vec::new(), Vec::new());
    let mut findings = Diagnostics::new();
    for name in names(&folder)? {
        let path = folder.join(&name);
        match read_file(&path, &name, files.len(), index, words) {
            Ok((handle, contents)) => {
                let handle = (files.len() < MAX_OPEN).then_some(handle);
                files.push(LedgerFile { name, path, handle });
                read.push(contents);
            }
            Err(Unread::Changed) => findings.push(damage::changed(&path, &name, originals)),
            Err(Unread::Wrong(finding)) => findings.push(finding),
        }
    }
    findings.finish((files, read))
}

fn read_file(
    path: &Path,
    name: &str,
    number: usize,
    index: &Index,
    words: &mut Words,
) -> Result<(File, Read), Unread> {
    let handle = File::open(path).map_err(|error| storage::failed("read", path, &error))?;
    let state = Stamp::of(&handle);
    let cached = index.contents(name, &handle, number, words);
    let is_cached = cached.is_some();
    let contents = match cached {
        Some(contents) => contents,
        None => scan::scan(path, name, number, words)?,
    };
    let read = Read {
        contents,
        state,
        is_cached,
    };
    Ok((handle, read))
}

fn save_index(root: &Path, files: &[LedgerFile], read: &[Read]) {
    let known = files.iter().zip(read);
    let known = known.filter_map(|(file, it)| Some((file.name.as_str(), it.state?, &it.contents)));
    index::save(root, known);
}

/// The names of the files in the ledger's folder, sorted.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, Diagnostics> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(storage::failed("read", folder, &error).into()),
    };
    let mut names = Vec::new();
    let mut findings = Diagnostics::new();
    for entry in entries {
        let entry = entry.map_err(|error| storage::failed("read", folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !name.ends_with(ENDING) {
            continue;
        }
        let is_file = entry.file_type().is_ok_and(|it| it.is_file());
        if is_file && FileName::parse(&name).is_some() {
            names.push(name);
        } else {
            findings.push(no_ledger_file(folder, &name));
        }
    }
    names.sort();
    findings.finish(names)
}

// Browsers and file managers write ` (1)` or ` - Copy` behind a name.
fn no_ledger_file(folder: &Path, name: &str) -> Diagnostic {
    let given = FileName::at_start(name).map(|it| it.to_string());
    let hint = match given {
        Some(given) if folder.join(&given).exists() => {
            format!(
                "it seems to be a copy of `{given}`, which is here, too: take it out of the folder"
            )
        }
        Some(given) => {
            format!("files of the ledger keep the names they were given: rename it to `{given}`")
        }
        None => {
            "files of the ledger keep the names they were given; take this one out of the folder"
                .to_owned()
        }
    };
    Diagnostic::error(format!("`{name}` is no file that accolade wrote"))
        .in_file(storage::shown(name))
        .hint(hint)
}

/// Below what systems let a program have open at once.
const MAX_OPEN: usize = 200;
