//! The dates of a record.

use jiff::civil::Date;

use super::Kind;
use super::columns::Column;
use super::record::{Cell, Reader, Record};
use crate::diagnostic::Diagnostic;
use crate::model::achievement::Achievement;
use crate::model::moment::{Moment, MomentError, Validity};
use crate::model::written_date::WrittenDate;

impl Reader<'_> {
    // A spreadsheet writes dates as its country does; what is meant is said in our form.
    fn moment(&self, column: Column, cell: &Cell<'_>) -> Option<Moment> {
        let refuse = |error| {
            let message = format!("`{}` is not accepted: {error}", column.name());
            let finding = Diagnostic::error(message);
            let meant = WrittenDate::parse(&cell.value).filter(|_| error == MomentError::Form);
            let readings = meant.map(WrittenDate::readings).unwrap_or_default();
            let finding = match how_to_write(&readings) {
                Some(hint) if self.is_table() => {
                    finding.hint(format!("{hint}, or let `accolade import` read the table"))
                }
                Some(hint) => finding.hint(hint),
                None => match WrittenDate::counted(&cell.value) {
                    Some(day) => finding.hint(counted_as(day)),
                    None => finding,
                },
            };
            self.document.push(cell.span.clone(), finding);
        };
        let moment = Moment::parse(cell.value.trim(), &self.catalog.time_zone);
        moment.map_err(refuse).ok()
    }

    // What was issued was issued, whatever the clock says now.
    fn has_come(&self, record: &Record<'_>, issued_on: Moment) -> bool {
        let is_issued = record.cell(Column::Id).is_some();
        let is_early = self.catalog.now.is_some_and(|it| issued_on.instant() > it);
        let has_come = is_issued || !is_early;
        if let (false, Some(cell)) = (has_come, record.cell(Column::IssuedOn)) {
            let message = format!(
                "this award is dated {}, which is yet to come",
                issued_on.date()
            );
            let finding = Diagnostic::error(message).hint("issue it on that day, or later");
            self.document.push(cell.span.clone(), finding);
        }
        has_come
    }

    fn is_table(&self) -> bool {
        Kind::of(&self.document.source.name) == Some(Kind::Table)
    }

    /// When the award of `record` holds; `None` where a date is wrong, which is noted.
    pub fn validity(
        &self,
        record: &Record<'_>,
        achievement: Option<&Achievement>,
    ) -> Option<Validity> {
        let zone = &self.catalog.time_zone;
        let cell = self.required(record, Column::IssuedOn);
        let issued_on = cell.and_then(|it| self.moment(Column::IssuedOn, it));
        let issued_on = issued_on.filter(|it| self.has_come(record, *it));
        let expiry_cell = record.cell(Column::ExpiresOn);
        let expires_on = match expiry_cell {
            Some(cell) if cell.value.trim() == NEVER => None,
            Some(cell) => Some(self.moment(Column::ExpiresOn, cell)?),
            None => match (issued_on, achievement.and_then(|it| it.valid_for)) {
                (Some(issued_on), Some(period)) => issued_on.after(period, zone).ok(),
                _ => None,
            },
        };
        let refuse = |error| {
            let span = expiry_cell
                .or(cell)
                .map_or(record.span.clone(), |it| it.span.clone());
            self.document.push(
                span,
                Diagnostic::error(format!("the award ends too soon: {error}")),
            );
        };
        Validity::new(issued_on?, expires_on).map_err(refuse).ok()
    }
}

fn how_to_write(readings: &[Date]) -> Option<String> {
    match readings {
        [day] => Some(format!("write `{day}`")),
        [day_first, month_first] => Some(format!(
            "write `{day_first}` if the day stands first, `{month_first}` if the month does"
        )),
        _ => None,
    }
}

/// What to do about the day that a spreadsheet saved as a number.
pub fn counted_as(day: Date) -> String {
    format!("a spreadsheet counts {day} so: format the column as a date there, and save it again")
}

/// Written as `expires_on` where a badge has `valid_for` but this award of it does not end.
const NEVER: &str = "never";
