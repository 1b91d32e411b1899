//! What is asked and noted of a table as a whole.

use super::{MAX_FINDINGS, Table};
use crate::diagnostic::Diagnostic;
use crate::import::headers::Role;

impl Table<'_> {
    pub(super) fn note_decisions(&mut self, encoding: &str) {
        if encoding != "UTF-8" {
            self.notes.push(format!("the file was read as {encoding}"));
        }
        self.notes.extend(self.not_taken_over());
    }

    fn not_taken_over(&self) -> Option<String> {
        let columns = self.header.fields.iter().zip(&self.roles).enumerate();
        let is_own = |at: usize| self.own.iter().any(|it| it.0 == at);
        let unused = columns.filter(|(at, it)| it.1.is_none() && !is_own(*at));
        let names = unused.map(|(_, it)| it.0.value.trim());
        let names: Vec<_> = names
            .filter(|it| !it.is_empty())
            .map(|it| format!("`{it}`"))
            .collect();
        (!names.is_empty()).then(|| format!("not taken over: {}", names.join(", ")))
    }

    // One question for the table: without the column, no row has the date.
    pub(super) fn ask_for_issue_dates(&mut self) {
        let is_known = self.roles.contains(&Some(Role::IssuedOn));
        if is_known || self.options.issued_on.is_some() {
            return;
        }
        let unused = self.not_taken_over();
        let finding = Diagnostic::error("no column holds the issue date")
            .expected("one called `issued_on`, or as the platform calls it");
        let hint = "give one date for all rows with `--issued-on 2026-05-02`";
        let finding = match unused {
            Some(unused) => finding.hint(format!(
                "{unused}; rename the column of the date to `issued_on`, or {hint}"
            )),
            None => finding.hint(hint),
        };
        self.push(self.header.span.clone(), finding);
    }

    // A question for each badge, not for each row.
    pub(super) fn ask_for_foreign_badges(&mut self) {
        let foreign = std::mem::take(&mut self.foreign);
        for (text, (span, count)) in foreign.into_iter().take(MAX_FINDINGS) {
            let finding = match (text.as_str(), count) {
                ("", 1) => Diagnostic::error("the row names no badge"),
                ("", _) => Diagnostic::error(format!("{count} rows name no badge")),
                (_, 1) => Diagnostic::error(format!("which badge is `{text}` here?")),
                _ => Diagnostic::error(format!(
                    "which badge is `{text}` here? {count} rows name it"
                )),
            };
            let hint = match text.is_empty() {
                true => "say which one all rows are for: `--badge SLUG`".to_owned(),
                false => format!("say so with `--map '{text}=SLUG'`"),
            };
            self.push(span, finding.hint(hint));
        }
    }

    pub(super) fn note_skipped(&mut self, count: usize) {
        match count {
            0 => {}
            1 => self
                .notes
                .push("1 row without an e-mail address was left out".to_owned()),
            _ => self.notes.push(format!(
                "{count} rows without an e-mail address were left out"
            )),
        }
    }

    pub(super) fn ask_for_several_badges(&mut self) {
        if self.badges.len() < 2 {
            return;
        }
        let names: Vec<_> = self
            .badges
            .iter()
            .take(5)
            .map(|it| format!("`{it}`"))
            .collect();
        let message = format!("the table is for several badges: {}", names.join(", "));
        let finding = Diagnostic::error(message)
            .hint("give each with `--map 'THEIRS=SLUG'` in place of `--badge`");
        self.findings.push(finding.in_file(&self.source.name));
    }
}
