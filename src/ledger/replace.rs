//! Replacing an award whose record was corrected: a new credential, and the old one taken back.

use std::path::Path;

use jiff::Timestamp;

use super::Ledger;
use super::entry::Issued;
use super::issue::{Difference, differences};
use super::line::{self, Instant, Line, ReplacedBody};
use super::succession::{check_standing, first_awarded, record_of};
use super::writing::{Draft, Means, Minted, draw, ensure_ready};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::model::moment::{Moment, Validity};
use crate::model::record_edit::RecordEdit;

/// What an act of replacing would do.
pub struct Plan<'a> {
    pub old: &'a Issued,
    /// The corrected award.
    pub award: Award,
    /// What its record says now and was not issued; none where it is replaced all the same.
    pub differences: Vec<Difference>,
    first_awarded: Option<Moment>,
    reason: String,
    now: Timestamp,
}

/// What an act of replacing did.
#[derive(Debug)]
pub struct Outcome {
    /// The new file's name within `ledger`.
    pub file: String,
    pub new: AwardId,
}

impl Plan<'_> {
    /// Issues the corrected award, takes the old one back, and gives the record its new id.
    ///
    /// # Errors
    /// The key may not sign here, the document cannot be made, or the disk refuses.
    pub fn carry_out(
        self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        means: Means<'_>,
    ) -> Result<Outcome, Diagnostics> {
        let (mut lots, begun) = draw(ledger, 1, means.entropy)?;
        let lot = lots.remove(0);
        let (from, to) = (self.old.id, lot.id);
        let entry = line::write(&Line::Replaced(ReplacedBody {
            id: from.to_string(),
            on: Instant::new(self.now),
            reason: self.reason,
            by: to.to_string(),
        }));
        let draft = Draft {
            awards: vec![Minted {
                award: &self.award,
                lot,
                first_awarded: self.first_awarded,
            }],
            begun,
            entries: vec![entry],
            withdrawn: vec![self.old.status],
            edits: vec![RecordEdit::NewId { from, to }],
            ..Draft::new("replaced", self.now)
        };
        let file = draft.write(root, catalog, ledger, means)?;
        Ok(Outcome { file, new: to })
    }
}

/// Compares the record of an award with what was issued, and says what its replacement would be.
///
/// It is of the version that was awarded. `anyway` replaces an award whose record says what it said.
///
/// # Errors
/// The award does not hold any more, has no record, its record was not corrected, or cannot be issued.
pub fn plan<'a>(
    catalog: &Catalog,
    ledger: &'a Ledger,
    old: &'a Issued,
    records: &[Award],
    reason: &str,
    anyway: bool,
    now: Timestamp,
) -> Result<Plan<'a>, Diagnostics> {
    ensure_ready(catalog, ledger, now)?;
    check_standing(ledger, old, "replaced")?;
    let record = record_of(old, records)?;
    check_badge(old, record)?;
    let mut award = record.clone();
    award.validity = validity(catalog, ledger, old, record)?;
    award.version = old.version.clone();
    if award.validity.issued_on().instant() > now {
        let date = award.validity.issued_on().date();
        let message = format!("this award is dated {date}, which is yet to come");
        return Err(Diagnostic::error(message)
            .in_file(record.record.shown())
            .into());
    }
    let differences = differences(catalog, ledger, &award, old)?;
    if differences.is_empty() && !anyway {
        let message = format!("the record of award `{}` says what was issued", old.id);
        return Err(Diagnostic::error(message)
            .in_file(record.record.shown())
            .hint("correct it there first; `--anyway` makes a new credential of the same")
            .into());
    }
    // A date that was wrong is corrected in all that is said of it.
    let is_same_day = award.validity.issued_on().date() == old.issued_on;
    let zone = &catalog.settings.time_zone;
    let first_awarded = match is_same_day {
        true => Some(first_awarded(ledger, old, zone)?),
        false => None,
    };
    Ok(Plan {
        old,
        award,
        differences,
        first_awarded,
        reason: reason.to_owned(),
        now,
    })
}

/// Makes sure that a record is still of the badge that was awarded.
///
/// # Errors
/// It is of another one.
pub(super) fn check_badge(old: &Issued, record: &Award) -> Result<(), Diagnostic> {
    if record.badge == old.slug {
        return Ok(());
    }
    let (id, was, now) = (&old.id, &old.slug, &record.badge);
    let message = format!("award `{id}` is of `{was}`, and its record now says `{now}`");
    Err(Diagnostic::error(message)
        .in_file(record.record.shown())
        .hint(format!(
            "another badge is no correction: `accolade revoke {id}`, take the id out of the record, \
             and run `accolade issue`"
        )))
}

// A record that gives no end ends as its badge says; that of the version that was awarded, not of one
// that came later.
fn validity(
    catalog: &Catalog,
    ledger: &Ledger,
    old: &Issued,
    record: &Award,
) -> Result<Validity, Diagnostic> {
    let zone = &catalog.settings.time_zone;
    let start = record.validity.issued_on();
    let end_after = |period| start.after(period, zone).ok();
    let current = catalog.achievement(&record.badge);
    let is_stated =
        record.validity.expires_on() != current.and_then(|it| it.valid_for).and_then(end_after);
    if record.version == old.version || is_stated {
        return Ok(record.validity);
    }
    let frozen = ledger.definition(&old.slug, &old.version);
    let end = frozen.and_then(|it| it.page.valid_for).and_then(end_after);
    Validity::new(start, end).map_err(|error| {
        Diagnostic::error(format!("the award ends too soon: {error}"))
            .in_file(record.record.shown())
    })
}
