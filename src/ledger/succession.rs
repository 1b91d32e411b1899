//! What replacing and renewing have in common: a new award takes the place of an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::Ledger;
use super::entry::{Issued, Standing};
use crate::diagnostic::Diagnostic;
use crate::model::award::{Award, AwardId};
use crate::model::moment::Moment;

impl Ledger {
    /// Every award that some of these replaced or renewed, or that replaced or renewed them, however
    /// many steps away; without these themselves.
    pub fn related(&self, ids: &[AwardId]) -> BTreeSet<AwardId> {
        let mut neighbours: BTreeMap<AwardId, Vec<AwardId>> = BTreeMap::new();
        for award in self.awards() {
            if let Some(earlier) = award.follows {
                neighbours.entry(award.id).or_default().push(earlier.id);
                neighbours.entry(earlier.id).or_default().push(award.id);
            }
        }
        let mut found: BTreeSet<_> = ids.iter().copied().collect();
        let mut left = ids.to_vec();
        while let Some(id) = left.pop() {
            let next = neighbours.get(&id).into_iter().flatten();
            left.extend(next.filter(|it| found.insert(**it)));
        }
        found.retain(|it| !ids.contains(it));
        found
    }
}

/// The awards that took the place of each.
type Successors<'a> = BTreeMap<AwardId, Vec<&'a Issued>>;

impl Ledger {
    /// The award that whoever follows the address of this one should see: its successor, or where that
    /// one was taken back, the one that holds instead; none where nothing is left of it, nor for an award
    /// whose renewal was taken back, which goes on by itself.
    pub fn heir(&self, award: &Issued) -> Option<&Issued> {
        let named = self.award(award.standing.successor()?)?;
        let is_renewed = matches!(award.standing, Standing::Renewed { .. });
        if is_renewed && self.in_place_of(award).is_none() {
            return None;
        }
        if !matches!(named.standing, Standing::Revoked { .. } | Standing::Erased) {
            return Some(named);
        }
        let successors = self.successors();
        let claimants = successors.get(&award.id).into_iter().flatten();
        let mut holding = claimants.filter_map(|it| self.holding(it, &successors));
        let is_left = named.standing != Standing::Erased;
        holding.next().or(is_left.then_some(named))
    }

    /// The newest award that holds in the place of this one, however many steps away.
    pub fn in_place_of(&self, award: &Issued) -> Option<&Issued> {
        let mut newest = None;
        let mut next = award.standing.successor();
        for _ in 0..self.awards().len() {
            let Some(named) = next.and_then(|it| self.award(it)) else {
                break;
            };
            if !named.standing.is_withdrawn() {
                newest = Some(named);
            }
            next = named.standing.successor();
        }
        newest.or_else(|| {
            // Its entry names one of several.
            let successors = self.successors();
            let mut claimants = successors.get(&award.id).into_iter().flatten();
            claimants.find_map(|it| self.holding(it, &successors))
        })
    }

    /// Every award in whose place more than one stands now: two people replaced or renewed it at once.
    ///
    /// Each with the newest awards that hold, one for each of those that took its place, near or by way
    /// of others; the one whose act is older first.
    pub fn rivals(&self) -> Vec<(AwardId, Vec<&Issued>)> {
        let successors = self.successors();
        let several = successors.iter().filter(|(_, it)| it.len() > 1);
        let claims = several.map(|(id, claimants)| {
            let holding = claimants.iter();
            let holding = holding.filter_map(|it| self.holding(it, &successors));
            let mut holding: Vec<_> = holding.collect();
            holding.sort_by_key(|it| self.age(it));
            (*id, holding)
        });
        claims.filter(|(_, it)| it.len() > 1).collect()
    }

    /// Every award that one person revoked or erased while another one replaced or renewed it, and the
    /// award that holds in its place.
    pub fn survivors(&self) -> Vec<(&Issued, &Issued)> {
        let successors = self.successors();
        let mut found = Vec::new();
        for (id, claimants) in &successors {
            let Some((ended, act)) = self.award(id).and_then(|it| Some((it, it.ended_in?))) else {
                continue;
            };
            // Whoever ended it later knew what had taken its place.
            let known = self.descent().ancestors(act);
            let unknown = claimants.iter().filter(|it| !known.contains(&it.line.file));
            let holding = unknown.filter_map(|it| self.holding(it, &successors));
            found.extend(holding.map(|it| (ended, it)));
        }
        found
    }

    /// What to tell where people who acted at once do not agree on who holds a badge.
    pub fn disagreements(&self) -> Vec<Diagnostic> {
        let rivals = self.rivals().into_iter();
        let rivals = rivals.map(|(id, it)| self.rivalry(id, &it));
        let survivors = self.survivors().into_iter();
        let survivors = survivors.map(|(ended, it)| self.survival(ended, it));
        rivals.chain(survivors).chain(self.readable()).collect()
    }

    /// What to tell of erased awards that somebody signed again at the same time: what was to be
    /// forgotten stands in that line.
    fn readable(&self) -> impl Iterator<Item = Diagnostic> {
        let erased = self.awards().iter();
        let erased = erased.filter(|it| it.standing == Standing::Erased);
        // An erasure that knew of the line finishes by itself.
        let unknown = erased.filter(|it| !self.lingering().contains(&it.id));
        unknown.filter_map(|award| {
            let (id, line) = (award.id, award.reissues.last()?.line);
            let message = format!(
                "award `{id}` was erased, and can still be read where another person signed it again"
            );
            let hint = format!("run `accolade erase {id}` again: it takes that line out, too");
            let finding = Diagnostic::error(message).in_file(self.shown_place(line));
            Some(finding.hint(hint))
        })
    }

    fn successors(&self) -> Successors<'_> {
        let mut successors = Successors::new();
        for award in self.awards() {
            if let Some(earlier) = award.follows {
                successors.entry(earlier.id).or_default().push(award);
            }
        }
        let claims = successors.values_mut();
        claims.for_each(|it| it.sort_by_key(|it| self.age(it)));
        successors
    }

    fn age(&self, award: &Issued) -> (jiff::Timestamp, usize, AwardId) {
        let file = award.line.file;
        (self.descent().made(file), file, award.id)
    }

    /// The award that holds in the place of this one: the last in the line of its successors.
    fn holding<'a>(&self, award: &'a Issued, successors: &Successors<'a>) -> Option<&'a Issued> {
        let mut open = vec![award];
        let mut newest = None;
        // A ledger that somebody made up may go round in a circle.
        for _ in 0..self.awards().len() {
            let Some(next) = open.pop() else { break };
            if !next.standing.is_withdrawn() {
                newest = Some(next);
            }
            open.extend(successors.get(&next.id).into_iter().flatten());
        }
        newest
    }

    fn rivalry(&self, id: AwardId, rivals: &[&Issued]) -> Diagnostic {
        let ids: Vec<_> = rivals.iter().map(|it| format!("`{}`", it.id)).collect();
        let count = match ids.len() {
            2 => "two".to_owned(),
            count => count.to_string(),
        };
        let newest = rivals.last().expect("there are several");
        // Which of the acts was published, git may know: `undo` refuses those.
        let undo = |it: &&Issued| {
            let act = self.file_name(it.line.file);
            format!("`accolade undo ledger/{act}` takes back `{}`", it.id)
        };
        let undo: Vec<_> = rivals.iter().map(undo).collect();
        Diagnostic::error(format!(
            "award `{id}` has {count} successors: {}",
            ids.join(" and ")
        ))
        .in_file(self.shown(newest))
        .hint(format!(
            "two people replaced or renewed it at once, and one is enough. Where the act of one was never \
             published, it goes without a trace: {}. Otherwise revoke the one that is not meant, as with \
             `accolade revoke {} --reason 'Made twice'`",
            undo.join(", "),
            newest.id
        ))
    }

    fn survival(&self, ended: &Issued, survivor: &Issued) -> Diagnostic {
        let (id, act) = (survivor.id, self.file_name(survivor.line.file));
        let (done, to_do) = match ended.standing {
            Standing::Erased => ("erased", format!("accolade erase {id}")),
            _ => ("revoked", format!("accolade revoke {id} --reason …")),
        };
        Diagnostic::error(format!(
            "award `{}` was {done}, and `{id}`, which took its place at the same time, still holds",
            ended.id
        ))
        .in_file(self.shown(survivor))
        .hint(format!(
            "one person {done} it while another replaced or renewed it: run `{to_do}`; where that act \
             was never published, `accolade undo ledger/{act}` takes it back. A badge that was \
             earned all the same is issued anew, from a record without an id"
        ))
    }
}

/// Makes sure that an award holds and has no successor yet; `done` is what is to be done: `replaced`.
pub(super) fn check_standing(
    ledger: &Ledger,
    award: &Issued,
    done: &str,
) -> Result<(), Diagnostic> {
    let id = &award.id;
    let holding = ledger.in_place_of(award);
    let next = match holding {
        Some(heir) => format!("it is `{}` that can be {done} now", heir.id),
        None => format!("none holds in its place any more: {ANEW}"),
    };
    let refused = |why: String| Diagnostic::error(format!("award `{id}` {why}"));
    Err(match &award.standing {
        Standing::Valid => return Ok(()),
        // Its renewal was taken back.
        Standing::Renewed { .. } if holding.is_none() => return Ok(()),
        Standing::Renewed { by, .. } => {
            refused(format!("was renewed already, by `{by}`")).hint(next)
        }
        Standing::Replaced { by, .. } => {
            refused(format!("was replaced already, by `{by}`")).hint(next)
        }
        Standing::Revoked { .. } => refused(format!("was revoked and cannot be {done}"))
            .hint(format!("a revocation is final; {ANEW}")),
        Standing::Erased => refused(format!("was erased and cannot be {done}")),
    })
}

const ANEW: &str = "who earned the badge after all gets a new award: a record without an id and with another \
                    day, such as today, and `accolade issue`";

/// The record that an award was issued from, which bears its id, where a new one can be made of it.
pub(super) fn record_of<'a>(award: &Issued, records: &'a [Award]) -> Result<&'a Award, Diagnostic> {
    let found = records.iter().find(|it| it.id == Some(award.id));
    let record = found.ok_or_else(|| without_record(award, records))?;
    if record.results.is_some() {
        return Ok(record);
    }
    let message = format!(
        "`{}` as it is defined today does not measure the `result` of this record",
        record.badge
    );
    Err(Diagnostic::error(message)
        .in_file(record.record.shown())
        .hint("a new credential would be without it: write it as the badge's `[[result]]` has it"))
}

fn without_record(award: &Issued, records: &[Award]) -> Diagnostic {
    let id = &award.id;
    let finding = Diagnostic::error(format!("no record in `awards` bears the id `{id}`"));
    let hint = "a new credential is made from the record, which alone has the e-mail address";
    finding.hint(match records.iter().any(|it| it.id.is_none()) {
        true => format!(
            "{hint}; `accolade issue` writes ids into records that were issued and lack them"
        ),
        false => format!(
            "{hint}; bring back the file `awards/{}.csv` or `.toml`",
            award.cohort
        ),
    })
}

/// When an award was first given, as its credential says.
pub(super) fn first_awarded(
    ledger: &Ledger,
    award: &Issued,
    zone: &TimeZone,
) -> Result<Moment, Diagnostic> {
    #[derive(serde::Deserialize)]
    struct Dates {
        #[serde(rename = "awardedDate")]
        awarded: Option<String>,
        #[serde(rename = "validFrom")]
        valid_from: String,
    }
    let line = ledger.line(award)?;
    let damaged = |error: &dyn std::fmt::Display| {
        Diagnostic::error(format!(
            "the credential of award `{}` is damaged: {error}",
            award.id
        ))
    };
    let dates: Dates =
        serde_json::from_str(line.credential.get()).map_err(|error| damaged(&error))?;
    let awarded = dates.awarded.unwrap_or(dates.valid_from);
    // As it was written: in another time zone of the site, too, it stays the same day.
    Moment::parse(&awarded, zone).map_err(|error| damaged(&error))
}
