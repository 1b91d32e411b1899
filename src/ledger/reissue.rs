//! Signing again what a compromised key signed while it was in good hands.
//!
//! A [`Survey`] sorts the awards that such keys signed by the files they stand in: those that
//! were there before the key was in other hands, and those that somebody must look through. Whoever
//! has the key can write any date into a file; what they cannot do is to have it followed by files
//! that were written before theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use super::Ledger;
use super::entry::{Issued, LinePlace, Standing};
use super::writing::{Draft, Means, check_clock};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;
use crate::model::catalog::Catalog;

/// The awards that keys signed which are not believed any more.
#[derive(Default)]
pub struct Survey<'a> {
    /// Those of files that were there before, in the order in which they were issued.
    pub sound: Vec<&'a Issued>,
    /// The others, likewise, each with what speaks against its file.
    pub doubtful: Vec<(&'a Issued, Doubt)>,
}

/// Why a file of the ledger may not have been there before a key was in other hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It says itself that it was made on that date or later.
    After,
    /// It is none of those that the act which withdrew the key knew of.
    Unknown,
    /// It says that it was made before a file that it follows.
    Before { other: usize },
    /// A file that was made later does not follow it.
    Unseen { by: usize },
}

impl<'a> Survey<'a> {
    /// Of what one key signed, if it was in other hands since then. An act that says so, and that
    /// is not in the ledger yet, would know all of it.
    pub fn of(ledger: &'a Ledger, key: &str, since: Timestamp) -> Self {
        let mut survey = Self::default();
        survey.add(ledger, key, since);
        survey
    }

    /// Of what all compromised keys of a ledger signed.
    pub fn of_all(ledger: &'a Ledger) -> Self {
        let mut survey = Self::default();
        for key in ledger.keys() {
            if let Some(since) = key.state.since() {
                survey.add(ledger, &key.id, since);
            }
        }
        survey
    }

    /// How many awards there are.
    pub fn count(&self) -> usize {
        self.sound.len() + self.doubtful.len()
    }

    fn add(&mut self, ledger: &'a Ledger, key: &str, since: Timestamp) {
        let mut dating = Dating::new(ledger, key, since);
        let mut affected: Vec<&Issued> = ledger.awards().iter().collect();
        affected.retain(|it| **it.signer() == *key && it.standing != Standing::Erased);
        affected.sort_by_key(|it| (ledger.file_name(served(it).file), served(it).number));
        for award in affected {
            match dating.doubt(served(award).file) {
                None => self.sound.push(award),
                // What was taken back needs nobody to look at it any more.
                Some(_) if award.standing.is_withdrawn() => {}
                Some(doubt) => self.doubtful.push((award, doubt)),
            }
        }
    }
}

/// Where the line lies that is served: the first, or that by which it was signed again last.
pub fn served(award: &Issued) -> LinePlace {
    award.reissues.last().map_or(award.line, |it| it.line)
}

/// Whether files were there before a date.
struct Dating<'a> {
    ledger: &'a Ledger,
    since: Timestamp,
    /// The files that the act which withdrew the key knew of.
    known: BTreeSet<usize>,
    doubts: BTreeMap<usize, Option<Doubt>>,
}

impl<'a> Dating<'a> {
    fn new(ledger: &'a Ledger, key: &str, since: Timestamp) -> Self {
        let descent = ledger.descent();
        let known = match ledger.withdrawal(key) {
            Some(act) => descent.ancestors(act),
            None => (0..descent.count()).collect(),
        };
        Self {
            ledger,
            since,
            known,
            doubts: BTreeMap::new(),
        }
    }

    fn doubt(&mut self, file: usize) -> Option<Doubt> {
        if let Some(doubt) = self.doubts.get(&file) {
            return *doubt;
        }
        let doubt = self.find_doubt(file);
        self.doubts.insert(file, doubt);
        doubt
    }

    fn find_doubt(&self, file: usize) -> Option<Doubt> {
        let descent = self.ledger.descent();
        let made = descent.made(file);
        if made >= self.since {
            return Some(Doubt::After);
        }
        if !self.known.contains(&file) {
            return Some(Doubt::Unknown);
        }
        let mut before = descent.ancestors(file).into_iter();
        if let Some(other) = before.find(|it| descent.made(*it) > made) {
            return Some(Doubt::Before { other });
        }
        let after = descent.descendants(file);
        let mut later = self.known.iter().filter(|it| descent.made(**it) > made);
        let unseen = later.find(|it| !after.contains(it));
        unseen.map(|it| Doubt::Unseen { by: *it })
    }
}

/// What an act of signing again would do.
pub struct Plan<'a> {
    /// In the order in which they were issued.
    pub again: Vec<&'a Issued>,
    /// Left for somebody to look through.
    pub doubtful: Vec<(&'a Issued, Doubt)>,
    /// The status lists that are signed again.
    pub lists: BTreeSet<u32>,
    now: Timestamp,
}

/// Plans to sign again what is sound, or exactly the awards of `ids`, which somebody looked through.
///
/// # Errors
/// The clock cannot be right, or one of `ids` is no award that a compromised key signed.
pub fn plan<'a>(
    ledger: &'a Ledger,
    ids: &[AwardId],
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    check_clock(ledger, now)?;
    let Survey { sound, doubtful } = Survey::of_all(ledger);
    let mut plan = Plan {
        again: sound,
        doubtful,
        lists: ledger.distrusted_lists()?,
        now,
    };
    if !ids.is_empty() {
        plan.choose(ledger, ids)?;
    }
    Ok(plan)
}

impl<'a> Plan<'a> {
    /// Whether there is nothing to sign.
    pub fn is_empty(&self) -> bool {
        self.again.is_empty() && self.lists.is_empty()
    }

    /// Signs again; gives the name of the ledger's new file.
    ///
    /// # Errors
    /// The key may not sign here, or the disk refuses; then nothing has changed.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<String, Diagnostics> {
        let draft = Draft {
            again: self.again,
            signed_again: self.lists,
            ..Draft::new("reissue", self.now)
        };
        draft.write(root, catalog, ledger, means)
    }

    fn choose(&mut self, ledger: &'a Ledger, ids: &[AwardId]) -> Result<(), Diagnostics> {
        let wanted: BTreeSet<AwardId> = ids.iter().copied().collect();
        let doubtful = std::mem::take(&mut self.doubtful);
        let (chosen, left): (Vec<_>, Vec<_>) = doubtful
            .into_iter()
            .partition(|(award, _)| wanted.contains(&award.id));
        self.again.retain(|it| wanted.contains(&it.id));
        self.again
            .extend(chosen.into_iter().map(|(award, _)| award));
        self.doubtful = left;
        let mut findings = Diagnostics::new();
        for id in &wanted {
            if !self.again.iter().any(|it| it.id == *id) {
                findings.push(not_affected(ledger, id));
            }
        }
        findings.finish(())
    }
}

fn not_affected(ledger: &Ledger, id: &AwardId) -> Diagnostic {
    let why = match ledger.award(id) {
        None => "it was never issued",
        Some(it) if it.standing == Standing::Erased => "it was erased",
        Some(it) if !it.reissues.is_empty() => "that was done already",
        Some(it) if it.standing.is_withdrawn() => "it was taken back",
        Some(_) => "the key that signed it is not compromised",
    };
    Diagnostic::error(format!("award `{id}` cannot be signed again: {why}"))
}
