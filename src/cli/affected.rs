//! How awards are told that a compromised key signed.

use std::collections::BTreeMap;

use crate::ledger::Ledger;
use crate::ledger::entry::Issued;
use crate::ledger::reissue::{Doubt, served};

/// The files that awards stand in, a line for each.
pub fn places<'a>(ledger: &Ledger, awards: impl Iterator<Item = &'a Issued>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for award in awards {
        *counts
            .entry(ledger.file_name(served(award).file))
            .or_default() += 1;
    }
    let lines = counts.iter();
    lines
        .map(|(file, count)| format!("    ledger/{file}  {count}\n"))
        .collect()
}

/// Awards that must be looked through: each file with what speaks against it, and their ids.
pub fn doubts(ledger: &Ledger, doubtful: &[(&Issued, Doubt)]) -> String {
    let mut files: BTreeMap<&str, (Doubt, Vec<&Issued>)> = BTreeMap::new();
    for (award, doubt) in doubtful {
        let file = ledger.file_name(served(award).file);
        let (_, awards) = files.entry(file).or_insert((*doubt, Vec::new()));
        awards.push(award);
    }
    let mut text = String::new();
    for (file, (doubt, awards)) in &files {
        text.push_str(&format!("    ledger/{file}: {}\n", reason(ledger, *doubt)));
        for award in awards.iter().take(MAX_SHOWN) {
            let (slug, version, day) = (&award.slug, &award.version, award.issued_on);
            let name = ledger.person(award).name.unwrap_or_default();
            let line = format!("      {}  {slug} {version}  {day}  {name}", award.id);
            text.push_str(&format!("{}\n", line.trim_end()));
        }
        if let more @ 1.. = awards.len().saturating_sub(MAX_SHOWN) {
            text.push_str(&format!("      and {more} more; `--json` gives every id\n"));
        }
    }
    text
}

fn reason(ledger: &Ledger, doubt: Doubt) -> String {
    let name = |file: usize| format!("ledger/{}", ledger.file_name(file));
    match doubt {
        Doubt::After => "made on that date or later".to_owned(),
        Doubt::Unknown => "not known to the act that ended trust in the key".to_owned(),
        Doubt::Before { other } => {
            format!("says it is older than {}, which it follows", name(other))
        }
        Doubt::Unseen { by } => format!("{}, made later, does not follow it", name(by)),
    }
}

/// A class fits on the screen.
const MAX_SHOWN: usize = 10;
