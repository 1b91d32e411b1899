//! Renewing awards that end: each gets a successor, and runs out itself.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Ledger;
use super::entry::{Issued, Standing};
use super::issue::{Difference, differences};
use super::line::{self, Instant, Line, RenewedBody};
use super::replace::check_badge;
use super::succession::{check_standing, first_awarded, record_of};
use super::writing::{Draft, Means, Minted, draw, ensure_ready};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::model::moment::{Moment, Validity};
use crate::model::record_edit::{RecordEdit, Successor};

/// What an act of renewing would do.
pub struct Plan<'a> {
    /// Ordered by id.
    pub renewals: Vec<Renewal<'a>>,
    now: Timestamp,
}

/// An award and its successor.
pub struct Renewal<'a> {
    pub old: &'a Issued,
    /// What its record says, with another start and end.
    pub award: Award,
    /// What its record says now and was not issued; the successor says it, and the old award does not.
    pub differences: Vec<Difference>,
    first_awarded: Moment,
    /// Whether the record must say when it ends, as its badge does not.
    is_end_stated: bool,
}

/// What an act of renewing did.
#[derive(Debug)]
pub struct Outcome {
    /// The new file's name within `ledger`.
    pub file: String,
    /// Old and new ids.
    pub renewed: Vec<(AwardId, AwardId)>,
}

impl Plan<'_> {
    /// Issues the successors, all in one act, and writes a record for each beside the old one.
    ///
    /// # Errors
    /// The key may not sign here, a document cannot be made, or the disk refuses.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<Outcome, Diagnostics> {
        let (lots, begun) = draw(ledger, self.renewals.len(), means.entropy)?;
        let ids = self.renewals.iter().map(|it| it.old.id);
        let renewed: Vec<_> = ids.zip(lots.iter().map(|it| it.id)).collect();
        let entry = |(old, new): &(AwardId, AwardId)| {
            line::write(&Line::Renewed(RenewedBody {
                id: old.to_string(),
                on: Instant::new(self.now),
                by: new.to_string(),
            }))
        };
        let pairs = self.renewals.iter().zip(lots);
        let minted = pairs.map(|(renewal, lot)| Minted {
            award: &renewal.award,
            lot,
            first_awarded: Some(renewal.first_awarded),
        });
        let edits = self.renewals.iter().zip(&renewed);
        let edits = edits.map(|(renewal, (_, new))| renewal.edit(*new));
        let draft = Draft {
            awards: minted.collect(),
            begun,
            entries: renewed.iter().map(entry).collect(),
            edits: edits.collect(),
            ..Draft::new("renewed", self.now)
        };
        let file = draft.write(root, catalog, ledger, means)?;
        Ok(Outcome { file, renewed })
    }
}

impl Renewal<'_> {
    fn edit(&self, id: AwardId) -> RecordEdit {
        let validity = self.award.validity;
        RecordEdit::Successor(Successor {
            after: self.old.id,
            id,
            version: self.award.version.clone(),
            issued_on: validity.issued_on().date(),
            expires_on: validity.expires_on().map(|it| it.date()),
            is_end_stated: self.is_end_stated,
        })
    }
}

/// The awards that end within so many days from now and have no successor that holds.
pub fn expiring(ledger: &Ledger, days: u32, now: Timestamp) -> Vec<&Issued> {
    let until = now.checked_add((i64::from(days) * 24).hours());
    let until = until.unwrap_or(Timestamp::MAX);
    let ends = |award: &&Issued| award.end.is_some_and(|it| it > now && it <= until);
    let awards = ledger.awards().iter().filter(ends);
    let goes_on_alone = |award: &&Issued| match award.standing {
        Standing::Valid => true,
        Standing::Renewed { .. } => ledger.in_place_of(award).is_none(),
        _ => false,
    };
    let mut found: Vec<_> = awards.filter(goes_on_alone).collect();
    found.sort_by_key(|it| (it.end, it.id));
    found
}

/// Says what the successors of the chosen awards would be.
///
/// A successor holds from today, so that it can be shown at once. It is of the badge's current version,
/// and ends `valid_for` after the end of the old one where that is still to come, so that who renews
/// early loses nothing; after today otherwise; or on `until`.
///
/// # Errors
/// What stands against any of them: it does not hold any more, does not end, has no record or one of
/// another badge, its badge is gone or does not say for how long.
pub fn plan<'a>(
    catalog: &Catalog,
    ledger: &'a Ledger,
    chosen: &[AwardId],
    records: &[Award],
    until: Option<Date>,
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    ensure_ready(catalog, ledger, now)?;
    let chosen: BTreeSet<_> = chosen.iter().collect();
    let mut plan = Plan {
        renewals: Vec::new(),
        now,
    };
    let mut findings = Diagnostics::new();
    for award in chosen.into_iter().filter_map(|it| ledger.award(it)) {
        match renewal(catalog, ledger, award, records, until, now) {
            Ok(renewal) => plan.renewals.push(renewal),
            Err(finding) => findings.push(finding),
        }
    }
    findings.finish(plan)
}

fn renewal<'a>(
    catalog: &Catalog,
    ledger: &Ledger,
    old: &'a Issued,
    records: &[Award],
    until: Option<Date>,
    now: Timestamp,
) -> Result<Renewal<'a>, Diagnostic> {
    check_standing(ledger, old, "renewed")?;
    let Some(old_end) = old.expires_on else {
        let message = format!(
            "award `{}` does not end, so there is nothing to renew",
            old.id
        );
        return Err(Diagnostic::error(message));
    };
    let record = record_of(old, records)?;
    check_badge(old, record)?;
    let Some(badge) = catalog.achievement(&old.slug) else {
        let message = format!(
            "award `{}` is of `{}`, which is not offered any more",
            old.id, old.slug
        );
        return Err(Diagnostic::error(message)
            .in_file(format!("badges/{}", old.slug))
            .hint("bring its definition back, or award another badge"));
    };
    let zone = &catalog.settings.time_zone;
    let start = today(now, zone)?;
    let from = Moment::on(old_end.max(start.date()), zone);
    let implied = badge.valid_for.and_then(|it| start.after(it, zone).ok());
    let end = match (until, badge.valid_for) {
        (Some(date), _) => Moment::on(date, zone),
        (None, Some(period)) => from.and_then(|it| it.after(period, zone)),
        (None, None) => {
            let message = format!(
                "`{}` does not say for how long an award of it holds",
                old.slug
            );
            return Err(Diagnostic::error(message)
                .in_file(format!("badges/{}/index.md", old.slug))
                .hint(
                    "say it there, as `valid_for = \"2 years\"`, or give the end with `--until`",
                ));
        }
    };
    let end = end.map_err(|error| {
        Diagnostic::error(format!("award `{}` cannot be renewed: {error}", old.id))
    })?;
    let validity = Validity::new(start, Some(end)).map_err(|error| {
        Diagnostic::error(format!(
            "the successor of `{}` ends too soon: {error}",
            old.id
        ))
    })?;
    if let Some(date) = until.filter(|it| *it <= old_end) {
        let message = format!(
            "the successor of `{}` would end on {date}, and it ends on {old_end} itself",
            old.id
        );
        return Err(Diagnostic::error(message).hint("give a later day with `--until`"));
    }
    let mut award = record.clone();
    award.id = None;
    award.version = badge.version.clone();
    award.validity = validity;
    Ok(Renewal {
        old,
        award,
        differences: differences(catalog, ledger, record, old)?,
        first_awarded: first_awarded(ledger, old, zone)?,
        is_end_stated: implied != Some(end),
    })
}

fn today(now: Timestamp, zone: &TimeZone) -> Result<Moment, Diagnostic> {
    let date = Moment::of(now, zone).date();
    Moment::on(date, zone)
        .map_err(|error| Diagnostic::error(format!("the clock cannot be right: {error}")))
}
