//! Reading one ledger file: every line hashed, the file's digest proven, awards kept in brief.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::brief::Brief;
use super::digest::{self, FileDigest, LineDigest};
use super::entry::{Issued, LinePlace, Reissue, Standing, StatusPlace};
use super::line::{self, Day, FORM, Header, IssuedBody, Line, ReissuedBody};
use super::line_ends;
use super::name::{FileName, day};
use super::storage;
use crate::diagnostic::Diagnostic;
use crate::model::award::AwardId;
use crate::model::language::Language;
use crate::model::slug::{Slug, Version};

/// What a ledger file holds.
#[derive(Debug, Clone)]
pub(super) struct Contents {
    pub header: Header,
    pub issued: Vec<Issued>,
    pub reissued: Vec<Reissued>,
    /// Every other line but the first, in order; erased ones included.
    pub others: Vec<OtherLine>,
}

/// An award signed again, by a line of its own.
#[derive(Debug, Clone)]
pub(super) struct Reissued {
    pub id: AwardId,
    /// BLAKE3 of its credential without the proof.
    pub claims: [u8; 32],
    pub reissue: Reissue,
}

/// A line that is no award: kept whole, as there are few.
#[derive(Debug, Clone)]
pub(super) struct OtherLine {
    pub place: LinePlace,
    pub digest: LineDigest,
    pub bytes: Vec<u8>,
}

/// Texts that repeat from line to line, each kept once.
#[derive(Default)]
pub(super) struct Words {
    slugs: HashMap<String, Slug>,
    versions: HashMap<String, Version>,
    languages: HashMap<String, Language>,
    cohorts: HashMap<String, Arc<str>>,
    keys: HashMap<String, Arc<str>>,
}

impl Words {
    pub fn slug(&mut self, text: &str) -> Result<Slug, String> {
        keep(&mut self.slugs, text, |text| {
            Slug::new(text).map_err(|error| format!("`slug`: {error}"))
        })
    }

    pub fn version(&mut self, text: &str) -> Result<Version, String> {
        keep(&mut self.versions, text, |text| {
            Version::new(text).map_err(|error| format!("`version`: {error}"))
        })
    }

    pub fn language(&mut self, text: &str) -> Result<Language, String> {
        keep(&mut self.languages, text, |text| {
            Language::new(text).map_err(|error| format!("`language`: {error}"))
        })
    }

    pub fn key(&mut self, text: &str) -> Arc<str> {
        let kept: Result<_, String> = keep(&mut self.keys, text, |text| Ok(text.into()));
        kept.unwrap_or_default()
    }

    pub fn cohort(&mut self, text: &str) -> Result<Arc<str>, String> {
        keep(&mut self.cohorts, text, |text| {
            if text.len() <= MAX_COHORT_LENGTH && !text.contains(char::is_control) {
                Ok(text.into())
            } else {
                Err("`cohort` is too long or holds a control character".to_owned())
            }
        })
    }
}

fn keep<T: Clone>(
    kept: &mut HashMap<String, T>,
    text: &str,
    make: impl Fn(&str) -> Result<T, String>,
) -> Result<T, String> {
    if let Some(found) = kept.get(text) {
        return Ok(found.clone());
    }
    let made = make(text)?;
    kept.insert(text.to_owned(), made.clone());
    Ok(made)
}

/// Why a file could not be taken for what its name says.
pub(super) enum Unread {
    /// Its lines no longer have the digest in its name.
    Changed,
    /// Anything else.
    Wrong(Diagnostic),
}

impl From<Diagnostic> for Unread {
    fn from(finding: Diagnostic) -> Self {
        Self::Wrong(finding)
    }
}

/// Reads the file number `number` of the ledger and proves its digest.
///
/// # Errors
/// The file cannot be read, is too large, is not what its name says, or has a line that this
/// program does not understand.
pub(super) fn scan(
    path: &Path,
    name: &str,
    number: usize,
    words: &mut Words,
) -> Result<Contents, Unread> {
    let file = File::open(path).map_err(|error| storage::failed("read", path, &error))?;
    scan_bytes(file, path, name, number, words)
}

/// As [`scan`], of bytes that are, or were, the file at `path`.
pub(super) fn scan_bytes(
    bytes: impl Read,
    path: &Path,
    name: &str,
    number: usize,
    words: &mut Words,
) -> Result<Contents, Unread> {
    let mut scanner = Scanner::new(name, number, words);
    let mut file = bytes.take(MAX_FILE_LENGTH + 1);
    let mut block = Vec::new();
    loop {
        let wanted = BLOCK_LENGTH as u64;
        let read = file.by_ref().take(wanted).read_to_end(&mut block);
        let read = read.map_err(|error| storage::failed("read", path, &error))?;
        let whole = block
            .iter()
            .rposition(|it| *it == b'\n')
            .map_or(0, |it| it + 1);
        if block.len() - whole > MAX_LINE_LENGTH {
            let error = format!("it is longer than {MAX_LINE_LENGTH} bytes");
            return Err(scanner.wrong_line(&error).into());
        }
        scanner.add(&block[..whole])?;
        block.drain(..whole);
        if read == 0 {
            break;
        }
    }
    scanner.finish(block.is_empty(), path)
}

struct Scanner<'a> {
    name: &'a str,
    number: usize,
    words: &'a mut Words,
    offset: u64,
    line: u32,
    digest: FileDigest,
    header: Option<Header>,
    /// The first line that is not understood. Said only if the digest is right: a damaged file is
    /// told as one, and not by what the damage happened to hit.
    wrong: Option<Diagnostic>,
    issued: Vec<Issued>,
    reissued: Vec<Reissued>,
    others: Vec<OtherLine>,
}

impl<'a> Scanner<'a> {
    fn new(name: &'a str, number: usize, words: &'a mut Words) -> Self {
        Self {
            name,
            number,
            words,
            offset: 0,
            line: 0,
            digest: FileDigest::default(),
            header: None,
            wrong: None,
            issued: Vec::new(),
            reissued: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Adds whole lines.
    fn add(&mut self, block: &[u8]) -> Result<(), Diagnostic> {
        let lines: Vec<&[u8]> = block.split_inclusive(|it| *it == b'\n').collect();
        let read: Vec<_> = lines
            .par_iter()
            .with_min_len(16)
            .map(|line| {
                let line = &line[..line.len() - 1];
                (line, digest::of_line(line), line::parse(line))
            })
            .collect();
        for (line, digest, parsed) in read {
            self.line += 1;
            if u64::from(self.line) > MAX_LINES || line.len() > MAX_LINE_LENGTH {
                return Err(self.too_large());
            }
            self.digest.add(&digest);
            self.keep(line, digest, parsed);
            self.offset += line.len() as u64 + 1;
            if self.offset > MAX_FILE_LENGTH {
                return Err(self.too_large());
            }
        }
        Ok(())
    }

    fn keep(&mut self, line: &[u8], digest: LineDigest, parsed: Result<Line<'_>, String>) {
        let kept = match parsed {
            _ if self.line == 1 => self.keep_header(line),
            Ok(Line::Issued(body)) => self.keep_issued(line, digest, &body),
            Ok(Line::Reissued(body)) => self.keep_reissued(line, digest, &body),
            Ok(Line::Erased(_)) if digest::erased(line).is_none() => {
                Err("an erased line is written differently".to_owned())
            }
            Ok(_) => {
                let place = self.place(line);
                let bytes = line.to_vec();
                self.others.push(OtherLine {
                    place,
                    digest,
                    bytes,
                });
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let (Err(error), None) = (kept, &self.wrong) {
            self.wrong = Some(self.wrong_line(&error));
        }
    }

    fn keep_header(&mut self, line: &[u8]) -> Result<(), String> {
        let header: Header = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if header.accolade != FORM {
            let form = &header.accolade;
            return Err(format!(
                "its form is `{form}`, and this program reads `{FORM}`"
            ));
        }
        if !header.parents.is_sorted_by(|a, b| a < b) || header.parents.len() > MAX_PARENTS {
            return Err("its parents are not in order".to_owned());
        }
        self.header = Some(header);
        Ok(())
    }

    fn keep_issued(
        &mut self,
        line: &[u8],
        digest: LineDigest,
        body: &IssuedBody<'_>,
    ) -> Result<(), String> {
        if !body.status.is_possible() {
            return Err("there is no such place in a status list".to_owned());
        }
        let Brief {
            end,
            signer,
            claims,
        } = Brief::of(body.credential)?;
        if end.is_some() != body.expires_on.is_some() {
            return Err("`expires_on` and the credential do not agree".to_owned());
        }
        let language = body.language.as_deref();
        let language = language.map(|it| self.words.language(it)).transpose()?;
        self.issued.push(Issued {
            id: AwardId::new(&body.id).map_err(|error| error.to_string())?,
            slug: self.words.slug(&body.slug)?,
            version: self.words.version(&body.version)?,
            cohort: self.words.cohort(&body.cohort)?,
            issued_on: body.issued_on.get(),
            expires_on: body.expires_on.map(Day::get),
            end,
            language,
            has_recipient: body.recipient.is_some(),
            status: StatusPlace {
                list: body.status.list,
                index: body.status.index,
            },
            digest,
            standing: Standing::Valid,
            ended_in: None,
            follows: None,
            line: self.place(line),
            first_signer: self.words.key(&signer),
            claims,
            reissues: Vec::new(),
        });
        Ok(())
    }

    fn keep_reissued(
        &mut self,
        line: &[u8],
        digest: LineDigest,
        body: &ReissuedBody<'_>,
    ) -> Result<(), String> {
        let brief = Brief::of(body.credential)?;
        self.reissued.push(Reissued {
            id: AwardId::new(&body.id).map_err(|error| error.to_string())?,
            claims: brief.claims,
            reissue: Reissue {
                on: body.on.get(),
                signer: self.words.key(&brief.signer),
                digest,
                line: self.place(line),
            },
        });
        Ok(())
    }

    fn place(&self, line: &[u8]) -> LinePlace {
        LinePlace {
            file: self.number,
            offset: self.offset,
            length: u32::try_from(line.len()).expect("a line is shorter than a mebibyte"),
            number: self.line,
        }
    }

    fn finish(self, ends_whole: bool, path: &Path) -> Result<Contents, Unread> {
        let name = FileName::parse(self.name);
        let digest = self.digest.finish();
        if !ends_whole || name.as_ref().is_none_or(|it| it.digest != digest) {
            return Err(match line_ends::are_converted(path, self.name) {
                true => Unread::Wrong(line_ends::converted(self.name)),
                false => Unread::Changed,
            });
        }
        if let Some(wrong) = self.wrong {
            return Err(wrong.into());
        }
        let header = self.header.ok_or(Unread::Changed)?;
        if name.is_some_and(|it| it.date != day(header.made.get())) {
            let message = format!("`{}` was renamed: its date is another", self.name);
            return Err(Diagnostic::error(message)
                .in_file(storage::shown(self.name))
                .hint(RESTORE)
                .into());
        }
        Ok(Contents {
            header,
            issued: self.issued,
            reissued: self.reissued,
            others: self.others,
        })
    }

    fn wrong_line(&self, error: &str) -> Diagnostic {
        let place = format!("{}:{}", storage::shown(self.name), self.line.max(1));
        Diagnostic::error(format!(
            "this line of the ledger is not understood: {error}"
        ))
        .in_file(place)
        .hint("was it written by a newer accolade? then use that one")
    }

    fn too_large(&self) -> Diagnostic {
        let message = format!(
            "`{}` is larger than a ledger file may be: {MAX_LINES} lines of {MAX_LINE_LENGTH} \
             bytes, {MAX_FILE_LENGTH} bytes in all",
            self.name
        );
        Diagnostic::error(message).in_file(storage::shown(self.name))
    }
}

/// What to do about a ledger file that is not as it was written.
pub(super) const RESTORE: &str = "files of the ledger are never edited; bring it back as it was, with `git restore` or from a copy";

/// A credential with much evidence is some 30 KB, a status list 22 KB at most.
pub(super) const MAX_LINE_LENGTH: usize = 1 << 20;

/// An act of 100,000 awards is 350 MB.
const MAX_FILE_LENGTH: u64 = 4 << 30;

/// Ten times the largest act that was measured.
const MAX_LINES: u64 = 1_000_000;

/// A file names the heads it saw: one, or as many as people who issued at once.
const MAX_PARENTS: usize = 10_000;

/// The longest file name there is.
const MAX_COHORT_LENGTH: usize = 255;

/// Long enough to keep all cores busy, short enough to stay out of the memory figure.
const BLOCK_LENGTH: usize = 8 << 20;
