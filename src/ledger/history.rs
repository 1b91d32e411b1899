//! Joining the files of a ledger: their order, and what all of them together say.

mod signatures;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::descent::Descent;
use super::digest::{self, LineDigest};
use super::entry::{Definition, Issued, LedgerKey, LinePlace, Standing, StatusPlace};
use super::frozen::{is_same_definition, read_definition};
use super::line::{self, DefinitionBody, ErasureBody, Line, MAX_LISTS};
use super::scan::{Contents, RESTORE, Reissued, Words};
use super::standings::{Change, Standings, award_id};
use super::storage::shown;
use super::trust::Trust;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// What all files together say.
#[derive(Default)]
pub(super) struct History {
    /// Ordered by slug, then as frozen.
    pub definitions: Vec<Definition>,
    /// Ordered by id.
    pub awards: Vec<Issued>,
    /// The newest of each number.
    pub status_lists: BTreeMap<u32, Box<RawValue>>,
    /// Erased awards whose lines are still there.
    pub lingering: Vec<AwardId>,
    pub keys: Vec<LedgerKey>,
    /// In which files keys were found to be in other hands.
    pub withdrawals: BTreeMap<String, usize>,
    /// The names that no other file names as parent, sorted.
    pub heads: Vec<String>,
    pub last_act: Option<Timestamp>,
    pub descent: Descent,
}

/// Joins files, each with its name.
///
/// # Errors
/// Every parent that is missing; else every finding at once: a clash of ids or status indexes, an
/// entry that speaks of something the ledger does not hold.
pub(super) fn join(
    files: Vec<(String, Contents)>,
    words: &mut Words,
) -> Result<History, Diagnostics> {
    missing_parents(&files).finish(())?;
    let mut joining = Joining::new(words, &files);
    let descent = Descent::of(&files);
    let order = descent.order(&joining.names);
    if order.len() < files.len() {
        joining.findings.push(Diagnostic::error(
            "files of the ledger name each other as parents in a circle",
        ));
    }
    let heads = descent.heads(&joining.names);
    let last_act = descent.last_made();
    let mut files: Vec<_> = files.into_iter().map(Some).collect();
    for number in order {
        let (name, contents) = files[number].take().expect("each file comes once");
        joining.add(number, &name, contents);
    }
    joining.check_vouchers(&descent);
    let mut history = joining.finish()?;
    (history.heads, history.last_act) = (heads, last_act);
    history.descent = descent;
    Ok(history)
}

struct Joining<'a> {
    words: &'a mut Words,
    /// By number of file.
    names: Vec<String>,
    /// When each was made.
    made: Vec<Timestamp>,
    awards: Vec<Issued>,
    definitions: Vec<Definition>,
    /// Where each was frozen first.
    frozen: Vec<LinePlace>,
    lists: BTreeMap<u32, Box<RawValue>>,
    trust: Trust,
    /// Lines replaced by their digest.
    gone: HashMap<LineDigest, LinePlace>,
    erasures: Vec<(LinePlace, ErasureBody)>,
    /// Erased awards whose lines are still there.
    lingering: Vec<AwardId>,
    changes: Vec<Change>,
    reissued: Vec<Reissued>,
    /// Lines by which awards were signed again that an erasure takes away.
    covered: HashSet<LineDigest>,
    findings: Diagnostics,
}

impl<'a> Joining<'a> {
    fn new(words: &'a mut Words, files: &[(String, Contents)]) -> Self {
        Self {
            words,
            names: files.iter().map(|(name, _)| name.clone()).collect(),
            made: files.iter().map(|(_, it)| it.header.made.get()).collect(),
            awards: Vec::new(),
            definitions: Vec::new(),
            frozen: Vec::new(),
            lists: BTreeMap::new(),
            trust: Trust::default(),
            gone: HashMap::new(),
            erasures: Vec::new(),
            lingering: Vec::new(),
            changes: Vec::new(),
            reissued: Vec::new(),
            covered: HashSet::new(),
            findings: Diagnostics::new(),
        }
    }

    fn add(&mut self, number: usize, name: &str, contents: Contents) {
        self.awards.extend(contents.issued);
        self.trust.begin(&contents.header, number);
        for other in contents.others {
            if let Err(error) = self.add_line(&other.bytes, other.digest, other.place) {
                let place = format!("{}:{}", shown(name), other.place.number);
                self.findings.push(
                    Diagnostic::error(format!("an entry of the ledger is wrong: {error}"))
                        .in_file(place),
                );
            }
        }
        self.hear_reissues(contents.reissued);
        if let Err(error) = self.trust.end() {
            self.findings.push(error.in_file(shown(name)));
        }
    }

    fn add_line(
        &mut self,
        bytes: &[u8],
        digest: LineDigest,
        place: LinePlace,
    ) -> Result<(), String> {
        match line::parse(bytes)? {
            Line::Issued(_) | Line::Reissued(_) => {
                Err("an award stands where none was read".to_owned())
            }
            Line::Definition(body) => self.add_definition(*body, place),
            Line::Revoked(body) => self.add_change(Change::revoked(place, body)),
            Line::Replaced(body) => self.add_change(Change::replaced(place, body)),
            Line::Renewed(body) => self.add_change(Change::renewed(place, &body)),
            Line::Erasure(body) => {
                self.erasures.push((place, body));
                Ok(())
            }
            Line::StatusList(body) if (1..=MAX_LISTS).contains(&body.number) => {
                self.lists.insert(body.number, body.credential.to_owned());
                Ok(())
            }
            Line::StatusList(body) => Err(format!("no status list has the number {}", body.number)),
            Line::Key(body) => self.trust.add(&body, place),
            Line::Erased(_) => {
                self.gone.insert(digest, place);
                Ok(())
            }
        }
    }

    fn add_definition(&mut self, body: DefinitionBody, place: LinePlace) -> Result<(), String> {
        let definition = read_definition(body, self.words)?;
        let same =
            |it: &&Definition| it.slug == definition.slug && it.version == definition.version;
        match self.definitions.iter().position(|it| same(&it)) {
            None => {
                self.definitions.push(definition);
                self.frozen.push(place);
            }
            Some(known) if is_same_definition(&self.definitions[known], &definition) => {}
            Some(known) => self
                .findings
                .push(self.frozen_twice(&definition, [self.frozen[known], place])),
        }
        Ok(())
    }

    fn frozen_twice(&self, definition: &Definition, mut places: [LinePlace; 2]) -> Diagnostic {
        places.sort_by_key(|it| (self.made[it.file], it.file, it.offset));
        let Definition { slug, version, .. } = definition;
        let [older, newer] = places.map(|it| shown(&self.names[it.file]));
        let message = format!(
            "version {version} of `{slug}` was frozen twice, with different content: first in {}",
            self.shown(places[0])
        );
        Diagnostic::error(message).in_file(self.shown(places[1])).hint(format!(
            "two people changed it and awarded it at once: run `accolade undo {newer}` where its award \
             records are, give the badge a new `version` if it is to stay changed, and `accolade issue` \
             again; if that file was published and the older one was not, take back `{older}` instead"
        ))
    }

    fn add_change(&mut self, change: Result<Change, String>) -> Result<(), String> {
        self.changes.push(change?);
        Ok(())
    }

    fn finish(mut self) -> Result<History, Diagnostics> {
        self.apply_erasures();
        self.awards.sort_unstable_by_key(|it| it.id);
        self.check_ids();
        self.check_status_places();
        self.check_lists();
        self.check_definitions();
        self.apply_changes();
        self.apply_reissues();
        // Stable: versions of one badge stay in the order in which they were frozen.
        self.definitions.sort_by(|a, b| a.slug.cmp(&b.slug));
        let (keys, withdrawals) = self.trust.finish();
        let history = History {
            definitions: self.definitions,
            awards: self.awards,
            status_lists: self.lists,
            lingering: self.lingering,
            keys,
            withdrawals,
            ..History::default()
        };
        self.findings.finish(history)
    }

    fn apply_erasures(&mut self) {
        let mut present: HashMap<LineDigest, usize> = HashMap::new();
        if !self.erasures.is_empty() {
            present = (0..)
                .zip(&self.awards)
                .map(|(i, it)| (it.digest, i))
                .collect();
        }
        for (place, body) in std::mem::take(&mut self.erasures) {
            match self.erased_award(place, &body, &present) {
                Ok(Some(award)) => self.awards.push(award),
                Ok(None) => {}
                Err(error) => self.report(place, &error),
            }
        }
        for place in std::mem::take(&mut self.gone).into_values() {
            self.report(place, "it was erased, but no act of the ledger says so");
        }
    }

    /// What remains of an erased award; `None` if its line is still there.
    fn erased_award(
        &mut self,
        place: LinePlace,
        body: &ErasureBody,
        present: &HashMap<LineDigest, usize>,
    ) -> Result<Option<Issued>, String> {
        let digest = digest::from_hex(&body.line).ok_or("`line` is no digest")?;
        let id = award_id(&body.id)?;
        if !body.status.is_possible() {
            return Err("there is no such place in a status list".to_owned());
        }
        self.cover_reissues(&body.reissued)?;
        if let Some(award) = present.get(&digest) {
            let award = &mut self.awards[*award];
            award.standing = Standing::Erased;
            award.ended_in = Some(place.file);
            self.lingering.push(award.id);
            let matches = award.id == id;
            return matches
                .then_some(None)
                .ok_or_else(|| "it names another award".to_owned());
        }
        if self.awards.iter().any(|it| it.digest == digest) {
            return Ok(None);
        }
        let line = self.gone.remove(&digest);
        let line = line.ok_or_else(|| format!("the ledger has no line `{}`", body.line))?;
        Ok(Some(Issued {
            id,
            slug: self.words.slug(&body.slug)?,
            version: self.words.version(&body.version)?,
            cohort: self.words.cohort("")?,
            issued_on: body.issued_on.get(),
            expires_on: None,
            end: None,
            language: None,
            has_recipient: false,
            status: StatusPlace {
                list: body.status.list,
                index: body.status.index,
            },
            digest,
            standing: Standing::Erased,
            ended_in: Some(place.file),
            follows: None,
            line,
            first_signer: self.words.key(""),
            claims: [0; 32],
            reissues: Vec::new(),
        }))
    }

    fn check_ids(&mut self) {
        let twice = self.awards.windows(2).filter(|it| it[0].id == it[1].id);
        let found: Vec<_> = twice.map(|it| (it[0].line, it[1].line, it[0].id)).collect();
        for (first, second, id) in found {
            let first = self.shown(first);
            self.report(
                second,
                &format!("award `{id}` was issued before, in {first}"),
            );
        }
    }

    fn check_status_places(&mut self) {
        let mut places: Vec<_> = (0..)
            .zip(&self.awards)
            .map(|(i, it)| (it.status, i))
            .collect();
        places.sort_unstable();
        let clashes = places.windows(2).filter(|it| it[0].0 == it[1].0);
        for (first, second) in clashes.map(|it| (it[0].1, it[1].1)) {
            let mut pair = [first, second].map(|it: usize| &self.awards[it]);
            pair.sort_by_key(|it| (self.made[it.line.file], it.line.file, it.line.offset));
            self.findings.push(self.clash(pair));
        }
    }

    /// Of two awards, the older first, that have the same bit.
    fn clash(&self, [older, newer]: [&Issued; 2]) -> Diagnostic {
        let StatusPlace { list, index } = newer.status;
        let places = [older, newer].map(|it| self.shown(it.line));
        let message = format!(
            "awards `{}` in {} and `{}` in {} share index {index} of status list {list}, so that \
             revoking one would revoke both",
            older.id, places[0], newer.id, places[1]
        );
        let [older, newer] = [older, newer].map(|it| shown(&self.names[it.line.file]));
        Diagnostic::error(message).in_file(&places[1]).hint(format!(
            "two people issued at once: run `accolade undo {newer}` where its award records are, and \
             `accolade issue` again; if that file was published and the older one was not, take back \
             `{older}` instead"
        ))
    }

    fn check_lists(&mut self) {
        let mut missing: BTreeMap<u32, LinePlace> = BTreeMap::new();
        for award in &self.awards {
            if !self.lists.contains_key(&award.status.list) {
                missing.entry(award.status.list).or_insert(award.line);
            }
        }
        for (list, place) in missing {
            self.report(
                place,
                &format!("the ledger does not hold status list {list}"),
            );
        }
    }

    fn check_definitions(&mut self) {
        let mut missing: BTreeMap<(&Slug, &Version), LinePlace> = BTreeMap::new();
        let mut last: Option<(&Slug, &Version)> = None;
        for award in &self.awards {
            let wanted = (&award.slug, &award.version);
            if last == Some(wanted) {
                continue;
            }
            last = Some(wanted);
            let is_it = |it: &Definition| (&it.slug, &it.version) == wanted;
            if !self.definitions.iter().any(is_it) {
                missing.entry(wanted).or_insert(award.line);
            }
        }
        let missing: Vec<_> = missing
            .into_iter()
            .map(|((slug, version), place)| (format!("version {version} of `{slug}`"), place))
            .collect();
        for (what, place) in missing {
            self.report(
                place,
                &format!("the ledger does not hold the definition of {what}"),
            );
        }
    }

    fn apply_changes(&mut self) {
        let changes = std::mem::take(&mut self.changes);
        for (place, error) in Standings(&mut self.awards).apply(changes) {
            self.report(place, &error);
        }
    }

    fn shown(&self, place: LinePlace) -> String {
        format!("{}:{}", shown(&self.names[place.file]), place.number)
    }

    fn report(&mut self, place: LinePlace, error: &str) {
        let finding = Diagnostic::error(format!("an entry of the ledger is wrong: {error}"));
        self.findings
            .push(finding.in_file(self.shown(place)).hint(RESTORE));
    }
}

/// A ledger with a hole is not joined at all: whatever hangs on a key, an award or a definition of the
/// missing file would be told as wrong, and bury the cause.
fn missing_parents(files: &[(String, Contents)]) -> Diagnostics {
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut findings = Diagnostics::new();
    for (name, contents) in files {
        let parents = contents.header.parents.iter();
        let gone = parents.filter(|it| !names.contains(it.as_str()));
        findings.extend(gone.map(|it| missing(it, name)));
    }
    findings
}

fn missing(parent: &str, name: &str) -> Diagnostic {
    let place = shown(parent);
    Diagnostic::error(format!(
        "the ledger lacks `{parent}`, which `{name}` follows"
    ))
    .in_file(format!("{}:1", shown(name)))
    .hint(format!(
        "bring it back with `git restore {place}` or from a copy; `git log --all -- {place}` names \
             the commits that had it"
    ))
}
