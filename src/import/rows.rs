//! The rows of an exported table, under our own names.

mod evidence;
mod names;
mod naming;
mod questions;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use names::Naming;

use super::headers::{OWN, Platform, Role, normalised, own_columns, platform, role};
use super::{Imported, ImportedRow, Options};
use crate::content::awards::columns::{Column, WHY_ADDRESSES};
use crate::content::awards::table::PUT_HEADERS;
use crate::content::awards::validity::counted_as;
use crate::content::limits::{MAX_COLUMNS, MAX_RECORDS};
use crate::content::sheet::{Field, Row, Rows, SheetError, delimiter, formula};
use crate::content::text::{NARRATIVE, clean};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::model::address::{Email, EmailError};
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::model::written_date::{DateOrder, WrittenDate};

pub(super) fn read(
    name: &str,
    text: String,
    encoding: &'static str,
    options: &Options,
) -> Result<Imported, Diagnostics> {
    let source = Arc::new(Source {
        name: name.to_owned(),
        text,
    });
    let mut table = Table::open(&source, options)?;
    table.note_decisions(encoding);
    table.ask_for_issue_dates();
    table.ask_for_second_columns();
    table.order = table.date_order();
    table.naming = table.naming();
    table.ask_for_parts_that_are_whole();
    table.ask_for_names_not_taken_over();
    let mut rows = Vec::with_capacity(table.rows.len());
    let (mut skipped, mut is_cut) = (Vec::new(), false);
    for row in std::mem::take(&mut table.rows) {
        if table.findings.len() >= MAX_FINDINGS {
            is_cut = true;
            break;
        }
        if table.has_surplus(&row) {
            continue;
        }
        if options.skip_without_email && !table.has_email(&row) {
            skipped.push(row.line);
            continue;
        }
        rows.push(table.row(&row));
    }
    table.note_turned(&rows);
    table.note_skipped(&skipped);
    if rows.is_empty() && table.findings.is_empty() {
        table.refuse_to_be_empty();
    }
    table.ask_for_foreign_badges();
    table.ask_for_several_badges();
    let mut findings = Diagnostics::new();
    findings.extend(table.findings);
    if is_cut {
        findings.cut();
    }
    findings.finish(Imported {
        platform: table.platform.name,
        rows,
        notes: table.notes,
    })
}

struct Table<'a> {
    source: &'a Arc<Source>,
    options: &'a Options,
    platform: &'static Platform,
    header: Row<'a>,
    roles: Vec<Option<Role>>,
    /// The columns of a table of our own that no platform has.
    own: Vec<(usize, Column)>,
    rows: Vec<Row<'a>>,
    order: Option<DateOrder>,
    naming: Naming,
    notes: Vec<String>,
    findings: Vec<Diagnostic>,
    badges: BTreeSet<String>,
    /// Badges that are none of ours, or no name at all: where each stands first, and in how many rows.
    foreign: BTreeMap<String, (Range<usize>, usize)>,
}

impl<'a> Table<'a> {
    fn open(source: &'a Arc<Source>, options: &'a Options) -> Result<Self, Diagnostic> {
        let refuse = |error: SheetError| error.finding().at(source, error.span());
        let mut all = Rows::new(&source.text, delimiter(&source.text));
        let header = all.next().transpose().map_err(refuse)?;
        let header =
            header.ok_or_else(|| Diagnostic::error("the table is empty").in_file(&source.name))?;
        if header.fields.len() > MAX_COLUMNS {
            let message = format!("the table has more than {MAX_COLUMNS} columns");
            return Err(Diagnostic::error(message).at(source, header.span));
        }
        let rows: Vec<_> = all
            .take(MAX_RECORDS + 1)
            .collect::<Result<_, _>>()
            .map_err(refuse)?;
        if rows.len() > MAX_RECORDS {
            let message = format!("the table has more than the {MAX_RECORDS} rows accepted");
            return Err(Diagnostic::error(message)
                .in_file(&source.name)
                .hint("split the file"));
        }
        let headers = normalised(header.fields.iter().map(|it| it.value.as_ref()));
        let roles: Vec<_> = headers.iter().map(|it| role(it)).collect();
        if !roles.contains(&Some(Role::Email)) {
            let finding = Diagnostic::error("no column holds e-mail addresses")
                .at(source, header.span.clone());
            let finding = finding.expected("one called `email`, or as the platform calls it");
            let has_address = |it: &Field<'_>| Email::new(&it.value).is_ok();
            return Err(match line_of_headers(&rows) {
                Some(line) => finding.hint(format!(
                    "the headers seem to stand in line {line}: delete the lines above it"
                )),
                None if header.fields.iter().any(has_address) => finding.hint(PUT_HEADERS),
                None => finding.hint(WHY_ADDRESSES),
            });
        }
        let platform = platform(&headers);
        Ok(Self {
            source,
            options,
            platform,
            own: match platform.name {
                OWN => own_columns(&headers),
                _ => Vec::new(),
            },
            header,
            roles,
            rows,
            order: None,
            naming: Naming::Whole,
            notes: Vec::new(),
            findings: Vec::new(),
            badges: BTreeSet::new(),
            foreign: BTreeMap::new(),
        })
    }

    fn push(&mut self, span: Range<usize>, finding: Diagnostic) {
        self.findings.push(finding.at(self.source, span));
    }

    fn columns(&self, wanted: Role) -> Vec<usize> {
        let roles = self.roles.iter().enumerate();
        roles
            .filter(|it| *it.1 == Some(wanted))
            .map(|it| it.0)
            .collect()
    }

    fn fields<'r>(&self, row: &'r Row<'a>, role: Role) -> Vec<&'r Field<'a>> {
        let columns = self.columns(role).into_iter();
        let fields = columns.filter_map(|it| row.fields.get(it));
        fields.filter(|it| !it.value.trim().is_empty()).collect()
    }

    // One date that can only be read in one way decides for the whole table, as one program wrote it.
    fn date_order(&mut self) -> Option<DateOrder> {
        if self.options.date_order.is_some() {
            return self.options.date_order;
        }
        let mut orders = Vec::new();
        let mut doubtful = None;
        for row in &self.rows {
            for role in [Role::IssuedOn, Role::ExpiresOn] {
                for field in self.fields(row, role) {
                    let Some(written) = WrittenDate::parse(&field.value) else {
                        continue;
                    };
                    match written.order() {
                        Some(order) if !orders.contains(&order) => orders.push(order),
                        None if !written.is_clear() && doubtful.is_none() => {
                            doubtful = Some((field.span.clone(), field.value.trim().to_owned()));
                        }
                        _ => {}
                    }
                }
            }
        }
        let (span, text) = doubtful?;
        let sure = match orders.as_slice() {
            [order] => Some(*order),
            [] => self.platform.date_order,
            _ => None,
        };
        match sure {
            Some(order) => {
                let meaning = match order {
                    DateOrder::DayFirst => "the day",
                    DateOrder::MonthFirst => "the month",
                };
                self.notes.push(format!(
                    "dates such as `{text}` were read with {meaning} first"
                ));
                Some(order)
            }
            None => {
                let finding = Diagnostic::error(format!("`{text}` can be read in two ways"))
                    .hint("say which is meant: `--date-format day-first` or `month-first`");
                self.push(span, finding);
                // One question is enough: the dates themselves are read either way.
                Some(DateOrder::DayFirst)
            }
        }
    }

    fn row(&mut self, row: &Row<'a>) -> ImportedRow {
        for (field, role) in row.fields.iter().zip(self.roles.clone()) {
            if let (Some(finding), Some(_)) = (formula(&field.value), role) {
                self.push(field.span.clone(), finding);
            }
        }
        ImportedRow {
            badge: self.badge(row),
            name: self.name(row),
            email: self.email(row),
            issued_on: self.issued_on(row),
            expires_on: self.date(row, Role::ExpiresOn).unwrap_or_default(),
            evidence: self.evidence(row),
            narrative: self.text(row, Role::Narrative),
            license_number: self.text(row, Role::LicenseNumber),
            language: self.language(row),
            own: self.own(row),
        }
    }

    // Of a table of our own nothing is lost: without its id, a record would be issued again.
    fn own(&mut self, row: &Row<'a>) -> Vec<(String, String)> {
        let columns = self.own.iter().map(|(at, column)| (*at, column.name()));
        let cells = columns.map(|(at, name)| (name, row.fields.get(at).cloned()));
        let cells: Vec<_> = cells.collect();
        let cells = cells.into_iter();
        let cells =
            cells.map(|(name, it)| (name, it.map_or_else(String::new, |it| self.clean(&it))));
        cells.collect()
    }

    fn text(&mut self, row: &Row<'a>, role: Role) -> String {
        let Some(field) = self.fields(row, role).first().copied().cloned() else {
            return String::new();
        };
        self.clean(&field)
    }

    fn clean(&mut self, field: &Field<'a>) -> String {
        clean(&field.value, NARRATIVE).unwrap_or_else(|error| {
            let message = format!("the text cannot be published: {error}");
            self.push(field.span.clone(), Diagnostic::error(message));
            String::new()
        })
    }

    fn badge(&mut self, row: &Row<'a>) -> String {
        let field = self.fields(row, Role::Badge).first().copied().cloned();
        let text = field.as_ref().map_or("", |it| it.value.trim());
        if let Some(slug) = self.options.badge_map.get(text) {
            return slug.to_string();
        }
        if let Some(slug) = &self.options.badge {
            self.badges.insert(text.to_owned());
            return slug.to_string();
        }
        if let Ok(slug) = Slug::new(text) {
            return slug.to_string();
        }
        let span = field.as_ref().map_or(&row.span, |it| &it.span);
        let foreign = self.foreign.entry(text.to_owned());
        foreign.or_insert_with(|| (span.clone(), 0)).1 += 1;
        String::new()
    }

    // Its cells may stand below the wrong headers, so that nothing else of it is read.
    fn has_surplus(&mut self, row: &Row<'a>) -> bool {
        let (count, headers) = (row.fields.len(), self.roles.len());
        let mut surplus = row.fields.iter().skip(headers);
        let Some(field) = surplus.find(|it| !it.value.trim().is_empty()) else {
            return false;
        };
        let message = format!("the row has {count} fields, and the header {headers}");
        let hint = "put a text that holds the delimiter between double quotes";
        self.push(field.span.clone(), Diagnostic::error(message).hint(hint));
        true
    }

    fn has_email(&self, row: &Row<'a>) -> bool {
        let fields = self.fields(row, Role::Email);
        let field = fields.first();
        field.is_some_and(|it| Email::new(&it.value).is_ok() || is_meant_as_one(&it.value))
    }

    fn email(&mut self, row: &Row<'a>) -> String {
        let Some(field) = self.fields(row, Role::Email).first().copied().cloned() else {
            let finding = Diagnostic::error("the row has no e-mail address");
            self.push(row.span.clone(), finding.hint(WITHOUT_EMAIL));
            return String::new();
        };
        match Email::new(&field.value) {
            Ok(email) => lower_domain(email.as_str()),
            Err(error) => {
                let message = format!("`{}` is no e-mail address: {error}", field.value.trim());
                let finding = match error {
                    EmailError::Link | EmailError::Invisible { .. } => Diagnostic::error(message),
                    _ if is_meant_as_one(&field.value) => Diagnostic::error(message)
                        .hint("correct it in the table, and import that again"),
                    EmailError::Form | EmailError::Domain { .. } => {
                        Diagnostic::error(message).hint(WITHOUT_EMAIL)
                    }
                };
                self.push(field.span.clone(), finding);
                String::new()
            }
        }
    }

    fn issued_on(&mut self, row: &Row<'a>) -> String {
        let date = self.date(row, Role::IssuedOn);
        if let Some(date) = date.or_else(|| self.options.issued_on.clone()) {
            return date;
        }
        if !self.roles.contains(&Some(Role::IssuedOn)) {
            return String::new();
        }
        let finding = Diagnostic::error("the row has no issue date")
            .hint("give one for all such rows: `--issued-on 2026-05-02`");
        self.push(row.span.clone(), finding);
        String::new()
    }

    // `None`: there is no date. An empty text: there is one, it is wrong, and that is noted.
    fn date(&mut self, row: &Row<'a>, role: Role) -> Option<String> {
        let field = self.fields(row, role).first().copied().cloned()?;
        let text = field.value.trim();
        if text == "-" {
            return None;
        }
        let date = WrittenDate::parse(text).and_then(|it| {
            // Without doubt in the table, every date shows its own order or reads the same in both.
            let order = self.order.or(it.order()).unwrap_or(DateOrder::DayFirst);
            it.resolve(order)
        });
        match date {
            Some(date) => Some(date.to_string()),
            None => {
                let finding = Diagnostic::error(format!("`{text}` is no date"))
                    .expected("a date such as `2026-05-02`");
                let finding = match WrittenDate::counted(text) {
                    Some(day) => finding.hint(counted_as(day)),
                    None => finding,
                };
                self.push(field.span.clone(), finding);
                Some(String::new())
            }
        }
    }

    fn language(&mut self, row: &Row<'a>) -> String {
        let text = self.text(row, Role::Language).replace('_', "-");
        match Language::new(&text) {
            Ok(language) => language.to_string(),
            Err(_) => String::new(),
        }
    }
}

// Whoever has an address that is mistyped is not left out as one who has none.
fn is_meant_as_one(text: &str) -> bool {
    text.trim().find('@').is_some_and(|it| it > 0)
}

/// The line of the first row that looks like headers, where a title stands above them.
fn line_of_headers(rows: &[Row<'_>]) -> Option<usize> {
    let mut first = rows.iter().take(MAX_TITLE_LINES);
    let row = first.find(|row| {
        let headers = normalised(row.fields.iter().map(|it| it.value.as_ref()));
        headers.iter().any(|it| role(it) == Some(Role::Email))
    });
    row.map(|it| it.line)
}

// The part before the `@` may tell cases apart; the domain never does.
fn lower_domain(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", domain.to_lowercase()),
        None => email.to_owned(),
    }
}

/// For rows that name their recipient by a telephone number, a page or not at all.
const WITHOUT_EMAIL: &str =
    "a recipient is known by an e-mail address; leave such rows out with `--skip-without-email`";
/// A title, a date, an empty line.
const MAX_TITLE_LINES: usize = 10;

/// A wrong column must not bury the first finding.
const MAX_FINDINGS: usize = 100;
