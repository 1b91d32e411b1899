//! A record as its author wrote it becomes an award, or every mistake in it is noted.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::Ground;
use super::columns::Column;
use super::reached;
use crate::content::document::{Document, Placed, alternatives, unknown_word};
use crate::content::limits::MAX_EVIDENCE;
use crate::content::links;
use crate::content::text::{LABEL, NAME, NARRATIVE, Shape};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::achievement::Achievement;
use crate::model::address::{Email, WebAddress};
use crate::model::award::{Award, AwardId, Evidence, Recipient, RecordPlace};
use crate::model::language::Language;
use crate::model::privacy::{IdentityDisclosure, NameDisclosure};
use crate::model::slug::{Slug, Version};
use crate::model::words::are_same;

/// A cell of a record.
pub(super) type Cell<'a> = Placed<Cow<'a, str>>;

/// The cells of a record; blank ones are absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Record<'a> {
    pub cells: Vec<(Column, Cell<'a>)>,
    /// To point at where a cell is missing.
    pub span: Range<usize>,
}

impl<'a> Record<'a> {
    /// The cell of that column.
    pub fn cell(&self, column: Column) -> Option<&Cell<'a>> {
        self.cells.iter().find(|it| it.0 == column).map(|it| &it.1)
    }
}

/// Reads the records of one file.
pub(super) struct Reader<'a> {
    pub catalog: &'a Ground<'a>,
    pub document: &'a Document,
}

impl Reader<'_> {
    /// The award of `record`; `None` where something is wrong, which is noted in the document.
    pub fn award(&self, record: &Record<'_>, place: RecordPlace) -> Option<Award> {
        let id = self.optional(record, Column::Id, AwardId::new);
        let is_issued = record.cell(Column::Id).is_some();
        let badge = self.badge(record, is_issued);
        let achievement = badge.as_ref().and_then(|it| self.catalog.achievement(it));
        let version = self.version(record, achievement, is_issued);
        let recipient = self.recipient(record);
        let is_silent = self.keeps_silent(record, recipient.as_ref());
        let validity = self.validity(record, achievement);
        let evidence = self.evidence(record);
        let narrative = self.text(record, Column::Narrative, NARRATIVE);
        let license_number = self.text(record, Column::LicenseNumber, LABEL);
        let results = reached::read(self.document, record, achievement, is_issued);
        let names = self.names(record, is_issued);
        let identity = self.identity(record, is_issued);
        let language = self.optional(record, Column::Language, Language::new);
        is_silent.then_some(Award {
            id: id?,
            badge: badge?,
            version: version?,
            recipient: recipient?,
            validity: validity?,
            evidence: evidence?,
            narrative: narrative?,
            results: results?,
            license_number: license_number?,
            names: names?,
            identity: identity?,
            language: language?,
            record: place,
        })
    }

    pub(super) fn required<'r, 'c>(
        &self,
        record: &'r Record<'c>,
        column: Column,
    ) -> Option<&'r Cell<'c>> {
        let cell = record.cell(column);
        if cell.is_none() {
            let finding = Diagnostic::error(format!("the record has no `{}`", column.name()));
            let finding = match column {
                Column::Email => finding.hint(NO_ADDRESS),
                _ => finding,
            };
            self.document.push(record.span.clone(), finding);
        }
        cell
    }

    // The outer `None`: the cell is wrong, and that is noted. The inner one: there is no cell.
    fn optional<T, E: std::fmt::Display>(
        &self,
        record: &Record<'_>,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        let Some(cell) = record.cell(column) else {
            return Some(None);
        };
        self.parsed(column, cell, parse).map(Some)
    }

    fn parsed<T, E: std::fmt::Display>(
        &self,
        column: Column,
        cell: &Cell<'_>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let refuse = |error| {
            let message = format!("`{}` is not accepted: {error}", column.name());
            let finding = Diagnostic::error(message);
            let finding = match column {
                Column::Id => finding.hint(DAMAGED_ID),
                _ => finding,
            };
            self.document.push(cell.span.clone(), finding);
        };
        parse(cell.value.trim()).map_err(refuse).ok()
    }

    fn text(&self, record: &Record<'_>, column: Column, shape: Shape) -> Option<Option<String>> {
        let Some(cell) = record.cell(column) else {
            return Some(None);
        };
        self.clean(column, cell, shape).map(Some)
    }

    fn clean(&self, column: Column, cell: &Cell<'_>, shape: Shape) -> Option<String> {
        let text = Placed {
            value: cell.value.as_ref(),
            span: cell.span.clone(),
        };
        if shape == NARRATIVE {
            links::ensure_whole(self.document, &text);
        }
        self.document.clean(&column.name(), &text, shape)
    }

    fn badge(&self, record: &Record<'_>, is_issued: bool) -> Option<Slug> {
        let cell = self.required(record, Column::Badge)?;
        let text = cell.value.trim();
        let slug = Slug::new(text).ok();
        let is_known = |it: &Slug| is_issued || self.catalog.has(it);
        if let Some(slug) = slug.filter(is_known) {
            return Some(slug);
        }
        let known: Vec<_> = self
            .catalog
            .achievements
            .iter()
            .map(|it| it.slug.as_str())
            .collect();
        let message = format!("no badge is called `{text}`");
        let named = self.catalog.achievements.iter();
        let named: Vec<_> = named
            .filter(|it| are_same(&it.name, text))
            .map(|it| it.slug.as_str())
            .collect();
        let finding = match (named.as_slice(), nearest(text, known.iter().copied())) {
            ([], None) if Slug::new(text).is_ok() => unknown_word(message, text, &known).hint(
                format!("a new badge starts as the file `badges/{text}/index.md`"),
            ),
            ([], None) => unknown_word(message, text, &known)
                .hint("a record says what the folder of its badge is called, below `badges/`"),
            ([], Some(_)) => unknown_word(message, text, &known),
            (named, _) => Diagnostic::error(message).hint(format!(
                "that is the name of {}: a record says what its folder is called",
                alternatives(named).unwrap_or_default()
            )),
        };
        self.document.push(cell.span.clone(), finding);
        None
    }

    fn version(
        &self,
        record: &Record<'_>,
        achievement: Option<&Achievement>,
        is_issued: bool,
    ) -> Option<Version> {
        let asked = self.optional(record, Column::Version, Version::new)?;
        let Some(defined) = achievement.map(|it| &it.version) else {
            return Some(asked.unwrap_or_default());
        };
        let Some(asked) = asked else {
            return Some(defined.clone());
        };
        if asked == *defined || is_issued {
            return Some(asked);
        }
        let finding = Diagnostic::error(format!("the badge has no version `{asked}` to award now"))
            .expected(format!("`{defined}`, that of its definition"));
        let cell = record.cell(Column::Version)?;
        self.document.push(cell.span.clone(), finding);
        None
    }

    fn recipient(&self, record: &Record<'_>) -> Option<Recipient> {
        let name = self.text(record, Column::Name, NAME);
        let cell = self.required(record, Column::Email)?;
        let email = self.parsed(Column::Email, cell, Email::new);
        Some(Recipient {
            name: name?,
            email: email?,
        })
    }

    // All other cells are published, or may be: an address in one of them would be for all to read,
    // where the credential holds but a hash of it.
    fn keeps_silent(&self, record: &Record<'_>, recipient: Option<&Recipient>) -> bool {
        let Some(recipient) = recipient else {
            return true;
        };
        let address = recipient.email.folded();
        let mut is_silent = true;
        for (column, cell) in &record.cells {
            let message = match column {
                Column::Email => continue,
                Column::Name if Email::new(&cell.value).is_ok() => {
                    "`name` is an e-mail address".to_owned()
                }
                _ if holds(&cell.value, &address) => {
                    format!("`{}` holds the recipient's e-mail address", column.name())
                }
                _ => continue,
            };
            let finding = Diagnostic::error(message)
                .hint("it would be published; the address belongs to `email` alone, where only a hash of it is");
            self.document.push(cell.span.clone(), finding);
            is_silent = false;
        }
        is_silent
    }

    fn evidence(&self, record: &Record<'_>) -> Option<Vec<Evidence>> {
        let mut numbers: Vec<_> = record
            .cells
            .iter()
            .filter_map(|it| evidence_number(it.0))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut evidence = Vec::new();
        for number in numbers {
            let text = self.text(record, Column::EvidenceText(number), NARRATIVE)?;
            let urls = self.addresses(record, Column::Evidence(number))?;
            let mut urls = urls.into_iter();
            // Where a cell holds several addresses, the text belongs to the first.
            evidence.push(Evidence {
                url: urls.next(),
                narrative: text,
            });
            evidence.extend(urls.map(|url| Evidence {
                url: Some(url),
                narrative: None,
            }));
        }
        if evidence.len() > MAX_EVIDENCE {
            let message = format!(
                "the record has {} pieces of evidence, more than {MAX_EVIDENCE}",
                evidence.len()
            );
            self.document
                .push(record.span.clone(), Diagnostic::error(message));
            return None;
        }
        Some(evidence)
    }

    fn addresses(&self, record: &Record<'_>, column: Column) -> Option<Vec<WebAddress>> {
        let Some(cell) = record.cell(column) else {
            return Some(Vec::new());
        };
        let parts = cell.value.split(|it: char| it.is_whitespace() || it == '|');
        if let Some(sign) = parts.clone().find_map(separated_by) {
            let message = format!("`{}` separates addresses with `{sign}`", column.name());
            let hint = format!(
                "write a space or `|` between them; a `{sign}` within an address is `%{:02X}`",
                u32::from(sign)
            );
            let finding = Diagnostic::error(message).hint(hint);
            self.document.push(cell.span.clone(), finding);
            return None;
        }
        let parts = parts.filter(|it| !it.is_empty());
        let addresses: Result<Vec<_>, _> = parts.clone().map(WebAddress::new).collect();
        let refuse = |error| {
            let message = format!("`{}` is no web address: {error}", column.name());
            let whole = parts.map(|it| WebAddress::new(it).ok().or_else(|| WebAddress::mended(it)));
            let whole: Option<Vec<_>> = whole.map(|it| Some(it?.to_string())).collect();
            let hint = match whole {
                Some(whole) => format!("write `{}`", whole.join(" ")),
                None => "what the evidence shows goes to `evidence_text`".to_owned(),
            };
            self.document
                .push(cell.span.clone(), Diagnostic::error(message).hint(hint));
        };
        addresses.map_err(refuse).ok()
    }

    fn names(&self, record: &Record<'_>, is_issued: bool) -> Option<NameDisclosure> {
        let (site, known) = (self.catalog.privacy.names, NameDisclosure::NAMES);
        let asked = self.word(record, Column::Names, &known, NameDisclosure::parse)?;
        self.no_more_than(record, Column::Names, site, asked, is_issued)
    }

    fn identity(&self, record: &Record<'_>, is_issued: bool) -> Option<IdentityDisclosure> {
        let (site, known) = (self.catalog.privacy.identity, IdentityDisclosure::NAMES);
        let asked = self.word(record, Column::Identity, &known, IdentityDisclosure::parse)?;
        self.no_more_than(record, Column::Identity, site, asked, is_issued)
    }

    fn word<T>(
        &self,
        record: &Record<'_>,
        column: Column,
        known: &[&str],
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(cell) = record.cell(column) else {
            return Some(None);
        };
        let text = cell.value.trim();
        let parsed = parse(text);
        if parsed.is_none() {
            let message = format!("`{text}` is not a known word for `{}`", column.name());
            self.document
                .push(cell.span.clone(), unknown_word(message, text, known));
        }
        parsed.map(Some)
    }

    // A record that is issued already keeps what it was issued with, even when the site later
    // says less.
    fn no_more_than<T: Ord + Copy>(
        &self,
        record: &Record<'_>,
        column: Column,
        site: T,
        asked: Option<T>,
        is_issued: bool,
    ) -> Option<T> {
        match asked {
            Some(asked) if asked < site && !is_issued => {
                let cell = record.cell(column)?;
                let word = cell.value.trim();
                let message = format!("`{word}` says more than `[privacy]` of the site allows");
                let finding = Diagnostic::error(message)
                    .hint("an award may say less than the site, never more");
                self.document.push(cell.span.clone(), finding);
                None
            }
            Some(asked) => Some(asked.max(site)),
            None => Some(site),
        }
    }
}

/// Whether `text` holds `address`, which is in lower case, in whatever letters or as part of a web
/// address that writes some of them as `%40`.
fn holds(text: &str, address: &str) -> bool {
    let has = |text: &str| text.contains('@') && text.to_lowercase().contains(address);
    has(text) || (text.contains('%') && has(&percent_decode_str(text).decode_utf8_lossy()))
}

/// The sign by which a text that begins with an address is parted from what follows it, where that is none
/// of those that part addresses.
fn separated_by(text: &str) -> Option<char> {
    let is_next = |rest: &str| rest.is_empty() || rest.starts_with("http");
    let mut signs = text
        .char_indices()
        .filter(|(_, it)| [',', ';'].contains(it));
    let found = signs.find(|(at, _)| is_next(&text[at + 1..]));
    found.filter(|_| text.contains("://")).map(|(_, it)| it)
}

fn evidence_number(column: Column) -> Option<usize> {
    match column {
        Column::Evidence(number) | Column::EvidenceText(number) => Some(number),
        _ => None,
    }
}

/// The names of the required columns that are not among `columns`.
pub(super) fn missing(columns: &[Column]) -> Option<String> {
    let required = [Column::Badge, Column::Email, Column::IssuedOn];
    let missing = required.iter().filter(|it| !columns.contains(it));
    let names: Vec<_> = missing.map(|it| it.name()).collect();
    alternatives(&names.iter().map(String::as_str).collect::<Vec<_>>())
        .map(|it| it.replace(" or ", " and "))
}

const NO_ADDRESS: &str = "each award belongs to an address, of which no more than a hash is published; for \
                          somebody without one write that of a parent, say: several people may share one";
const DAMAGED_ID: &str = "`issue` writes ids; one that was damaged can be left empty, as records are \
                          recognised by badge, date and recipient, too";
