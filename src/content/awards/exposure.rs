//! E-mail addresses of other recipients in what is published of one.

use std::collections::{BTreeSet, HashSet};

use percent_encoding::percent_decode_str;

use super::columns::Column;
use crate::diagnostic::Diagnostic;
use crate::model::award::Award;

/// What to tell of records that are still to be issued, and of tables that are: what is signed does not
/// change any more. A recipient's own address is told where the record is read.
pub(super) fn of_addresses(awards: &[Award]) -> Vec<Diagnostic> {
    let new = || awards.iter().filter(|it| it.id.is_none());
    let has_any = |it: &Award| texts(it).iter().any(|(_, text)| may_hold(text));
    if !new().any(|it| has_any(it) || may_hold(&it.record.file)) {
        return Vec::new();
    }
    let known = awards.iter().map(|it| it.recipient.email.folded());
    let known: HashSet<String> = known.collect();
    let tables: BTreeSet<_> = new().map(|it| &*it.record.file).collect();
    let tables = tables.into_iter().filter(|it| holds(stem(it), &known));
    let tables = tables.map(|it| {
        Diagnostic::error("the name of this table holds the e-mail address of a recipient")
            .in_file(it)
            .hint("the name of a table is published with its awards: rename the file")
    });
    let records = new().flat_map(|award| {
        let texts = texts(award).into_iter();
        let holding = texts.filter(|(_, text)| holds(text, &known));
        holding.map(|(column, _)| {
            let name = column.name();
            Diagnostic::error(format!(
                "`{name}` holds the e-mail address of another recipient"
            ))
            .in_file(award.record.shown())
            .hint("it would be published, and what is signed does not change: take it out")
        })
    });
    tables.chain(records).collect()
}

/// What is published as it stands.
fn texts(award: &Award) -> Vec<(Column, &str)> {
    let narrative = award.narrative.as_deref();
    let license = award.license_number.as_deref();
    let evidence = award.evidence.iter().flat_map(|it| {
        let url = it.url.as_ref().map(|it| (Column::Evidence(1), it.as_str()));
        let text = it.narrative.as_deref();
        [url, text.map(|it| (Column::EvidenceText(1), it))]
    });
    let others = [
        narrative.map(|it| (Column::Narrative, it)),
        license.map(|it| (Column::LicenseNumber, it)),
    ];
    others.into_iter().chain(evidence).flatten().collect()
}

fn may_hold(text: &str) -> bool {
    text.contains('@') || text.contains("%40")
}

fn holds(text: &str, known: &HashSet<String>) -> bool {
    if !may_hold(text) {
        return false;
    }
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let texts = [text, &*decoded];
    let mut ways = texts
        .iter()
        .flat_map(|it| [(it, BETWEEN), (it, BETWEEN_AND_WITHIN)]);
    ways.any(|(text, between)| {
        let words = text.split(|it: char| it.is_whitespace() || between.contains(it));
        let mut words = words.map(|it| it.trim_matches(['.', '*', '_']).to_lowercase());
        words.any(|it| known.contains(&it))
    })
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |it| it.0)
}

/// What an address ends at in a text.
const BETWEEN: &str = "<>()[]\",;:\\“”„»«";
/// Likewise in an address of the web, though some addresses hold these.
const BETWEEN_AND_WITHIN: &str = "<>()[]{}\"'`,;:/|\\?&=!#“”„»«";
