//! The columns of an award table, and the names that people give them.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::diagnostic::{Diagnostic, nearest};

/// What a cell of a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Badge,
    Version,
    Name,
    Email,
    IssuedOn,
    ExpiresOn,
    Narrative,
    Result,
    LicenseNumber,
    Names,
    Identity,
    Language,
    Id,
    /// The n-th piece of evidence, counted from 1: its address.
    Evidence(usize),
    /// The n-th piece of evidence: what it shows.
    EvidenceText(usize),
}

impl Column {
    /// The column that a header cell names: `Issue Date`, `evidence_2`.
    pub fn parse(header: &str) -> Option<Self> {
        let key = normal(header);
        let (stem, number) = numbered(&key);
        let (column, ..) = TABLE
            .iter()
            .find(|(_, name, others)| *name == stem || others.contains(&stem))?;
        match (column, number) {
            (Self::Evidence(_), number) => Some(Self::Evidence(number.unwrap_or(1))),
            (Self::EvidenceText(_), number) => Some(Self::EvidenceText(number.unwrap_or(1))),
            (column, None) => Some(*column),
            (_, Some(_)) => None,
        }
    }

    /// Its own name, as in `issued_on`.
    pub fn name(self) -> String {
        let is_same = |it: &Self| std::mem::discriminant(it) == std::mem::discriminant(&self);
        let found = TABLE.iter().find(|(column, ..)| is_same(column));
        let name = found.map_or("", |(_, name, _)| *name);
        match self {
            Self::Evidence(n) | Self::EvidenceText(n) if n > 1 => format!("{name}_{n}"),
            _ => name.to_owned(),
        }
    }
}

/// What is wrong with a header cell that names no column.
pub(super) fn unknown(header: &str) -> Diagnostic {
    let names = TABLE.iter().map(|(_, name, _)| *name);
    let others = TABLE.iter().flat_map(|(.., others)| others.iter().copied());
    let finding = Diagnostic::error(format!("`{}` is not a known column", header.trim()));
    match nearest(&normal(header), names.chain(others)).and_then(Column::parse) {
        Some(near) => finding.hint(format!("did you mean `{}`?", near.name())),
        None => finding.hint(
            "have `accolade import` read the export of another program; otherwise delete the column, once \
             what it says stands in one that is known: a whole name in `name`, say",
        ),
    }
}

/// Lower case, with `_` for blanks and dashes: how headers are compared.
pub(crate) fn normal(header: &str) -> String {
    let header = header.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    // How forms mark what must be filled in.
    let header = header.trim_end_matches(['*', ':', ' ']);
    // A Mac may write an accent as a sign of its own.
    let header = ComposingNormalizerBorrowed::new_nfc().normalize(header);
    let words: Vec<_> = header
        .split(|it: char| it.is_whitespace() || matches!(it, '_' | '-' | '/'))
        .filter(|it| !it.is_empty())
        .collect();
    words.join("_")
}

fn numbered(key: &str) -> (&str, Option<usize>) {
    let parts = key.rsplit_once('_');
    let number = parts.and_then(|(stem, number)| Some((stem, number.parse().ok()?)));
    match number {
        Some((stem, number)) if number > 0 => (stem, Some(number)),
        _ => (key, None),
    }
}

/// Why a table needs addresses that are never published.
pub(crate) const WHY_ADDRESSES: &str = "an address tells apart people of one name, and finds what was \
    issued already; it is never published: at most a hash of it, and with `identity = \"none\"` not even that";

const TABLE: [(Column, &str, &[&str]); 15] = [
    (Column::Badge, "badge", &["badge_slug", "achievement"]),
    (Column::Version, "version", &["badge_version"]),
    (
        Column::Name,
        "name",
        &["full_name", "recipient_name", "recipient"],
    ),
    (
        Column::Email,
        "email",
        &[
            "e_mail",
            "mail",
            "email_address",
            "recipient_email",
            "e_mail_address",
        ],
    ),
    (
        Column::IssuedOn,
        "issued_on",
        &["issued", "issued_at", "issue_date", "date_issued", "date"],
    ),
    (
        Column::ExpiresOn,
        "expires_on",
        &[
            "expires",
            "expires_at",
            "expiry",
            "expiry_date",
            "expiration_date",
        ],
    ),
    (Column::Narrative, "narrative", &[]),
    (Column::Result, "result", &["results", "grade", "score"]),
    (
        Column::LicenseNumber,
        "license_number",
        &["licence_number", "license", "licence"],
    ),
    (Column::Names, "names", &[]),
    (Column::Identity, "identity", &[]),
    (Column::Language, "language", &["lang", "locale"]),
    (Column::Id, "id", &["award_id"]),
    (Column::Evidence(1), "evidence", &["evidence_url"]),
    (
        Column::EvidenceText(1),
        "evidence_text",
        &["evidence_narrative", "evidence_description"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_by_what_people_call_them() {
        assert_eq!(Column::parse("Issue Date"), Some(Column::IssuedOn));
        assert_eq!(Column::parse(" E-Mail "), Some(Column::Email));
        assert_eq!(Column::parse("evidence_2"), Some(Column::Evidence(2)));
        assert_eq!(
            Column::parse("Evidence Text 3"),
            Some(Column::EvidenceText(3))
        );
        assert_eq!(Column::parse("name_2"), None);
        assert_eq!(Column::parse("colour"), None);
        assert_eq!(Column::EvidenceText(2).name(), "evidence_text_2");
        let finding = unknown("isued on").to_string();
        assert!(finding.contains("did you mean `issued_on`?"), "{finding}");
    }
}
