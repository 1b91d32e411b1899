//! What is asked and noted of a table as a whole.

use super::{MAX_FINDINGS, Table};
use crate::content::sheet::Field;
use crate::diagnostic::Diagnostic;
use crate::import::ImportedRow;
use crate::import::headers::Role;
use crate::model::slug::Slug;
use crate::model::words::are_same;

/// What a record has once, in the words of a question.
const READ_ONCE: [(Role, &str); 12] = [
    (Role::FullName, "names"),
    (Role::TurnedName, "names"),
    (Role::Name, "names"),
    (Role::FirstName, "first names"),
    (Role::MiddleName, "middle names"),
    (Role::LastName, "family names"),
    (Role::Email, "e-mail addresses"),
    (Role::IssuedOn, "issue dates"),
    (Role::ExpiresOn, "dates of the end"),
    (Role::Narrative, "narratives"),
    (Role::LicenseNumber, "licence numbers"),
    (Role::Language, "languages"),
];

/// What stands behind a name and a comma, and is none.
const TITLES: [&str; 10] = [
    "Jr", "Sr", "II", "III", "IV", "PhD", "Ph.D", "MD", "M.D", "Esq",
];

/// The lines that a note names.
const MAX_NAMED: usize = 10;

fn is_same(left: &Field<'_>, right: &Field<'_>) -> bool {
    left.value.trim().to_lowercase() == right.value.trim().to_lowercase()
}

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
            let hint = match (text.is_empty(), self.slugs_of(&text).as_slice()) {
                (true, _) => self.badge_of_no_column(),
                (false, [slug]) => {
                    format!("that is the name of `{slug}`: say `--map '{text}={slug}'`")
                }
                (false, [first, second, ..]) => format!(
                    "`{first}` and `{second}` have that name: say which is meant, such as `--map \
                     '{text}={first}'`"
                ),
                (false, []) => format!(
                    "say so with `--map '{text}=SLUG'`, where SLUG is what the badge's folder is called"
                ),
            };
            self.push(span, finding.hint(hint));
        }
    }

    // Two columns may say the same, or one what the other leaves out: asked is where they differ.
    pub(super) fn ask_for_second_columns(&mut self) {
        for (role, what) in READ_ONCE {
            let differing = self.rows.iter().find_map(|row| {
                let fields = self.fields(row, role);
                let second = fields.iter().find(|it| !is_same(it, fields[0]))?;
                Some((row.line, fields[0].value.clone(), (*second).clone()))
            });
            let Some((line, first, second)) = differing else {
                continue;
            };
            let columns = self.columns(role).into_iter();
            let headers: Vec<_> = columns
                .map(|it| format!("`{}`", self.header.fields[it].value.trim()))
                .collect();
            let message = format!(
                "{} hold {what}, and line {line} has `{}` and `{}`",
                headers.join(" and "),
                first.trim(),
                second.value.trim()
            );
            let hint =
                "keep the column that is meant, and delete the other or give it another name";
            self.push(second.span, Diagnostic::error(message).hint(hint));
        }
    }

    fn slugs_of(&self, title: &str) -> Vec<&'_ Slug> {
        let badges = self.options.titles.iter();
        let meant = badges.filter(|(_, it)| are_same(it, title));
        meant.map(|it| &it.0).collect()
    }

    // People who were at two courses in one table must not get one badge for both.
    fn badge_of_no_column(&self) -> String {
        let hint = "say which one all rows are for: `--badge SLUG`";
        match self.not_taken_over() {
            Some(unused) => {
                format!("{unused}; rename the column that names the badge to `badge`, or {hint}")
            }
            None => hint.to_owned(),
        }
    }

    // `King, Jr.` is as people write it; `King, Martin` is as lists do.
    pub(super) fn note_turned(&mut self, rows: &[ImportedRow]) {
        if self.roles.contains(&Some(Role::TurnedName)) {
            return;
        }
        let is_turned = |it: &&ImportedRow| {
            let behind = it.name.split_once(',').map(|it| it.1.trim());
            behind
                .is_some_and(|it| !TITLES.contains(&it.trim_end_matches('.')) && !it.contains(','))
        };
        if let Some(row) = rows.iter().find(is_turned) {
            self.notes.push(format!(
                "names such as `{}` are shown as they stand; if the family name is before the comma in all of \
                 them, call the column `Last name, First name` and import the table again",
                row.name
            ));
        }
    }

    pub(super) fn note_skipped(&mut self, lines: &[usize]) {
        let (first, more) = lines.split_at(lines.len().min(MAX_NAMED));
        let first: Vec<_> = first.iter().map(ToString::to_string).collect();
        let first = first.join(", ");
        let note = match (lines.len(), more.len()) {
            (0, _) => return,
            (1, _) => format!("1 row without an e-mail address was left out: line {first}"),
            (count, 0) => {
                format!("{count} rows without an e-mail address were left out: lines {first}")
            }
            (count, more) => format!(
                "{count} rows without an e-mail address were left out: lines {first} and {more} more"
            ),
        };
        self.notes.push(note);
    }

    pub(super) fn refuse_to_be_empty(&mut self) {
        let message = match self
            .notes
            .last()
            .filter(|_| self.options.skip_without_email)
        {
            Some(note) => format!("no row is left: {note}"),
            None => "the table has no row below its headers".to_owned(),
        };
        self.findings
            .push(Diagnostic::error(message).in_file(&self.source.name));
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
