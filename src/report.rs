//! Lists of what was issued, for the people who look after it.

use std::collections::HashMap;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::ledger::Ledger;
use crate::ledger::entry::{Issued, Standing};
use crate::ledger::person::Called;
use crate::ledger::renew;
use crate::model::award::{Award, AwardId};

/// An award in a list.
pub struct Row<'a> {
    pub award: &'a Issued,
    pub recipient: Called,
    /// Where its record stands.
    pub record: Option<String>,
    /// One word: what has become of it.
    pub standing: &'static str,
}

/// Every award, the oldest first.
pub fn awards<'a>(ledger: &'a Ledger, records: &'a [Award], now: Timestamp) -> Vec<Row<'a>> {
    let mut awards: Vec<_> = ledger.awards().iter().collect();
    awards.sort_by_key(|it| (it.issued_on, &it.cohort, it.line.file, it.line.offset));
    rows(ledger, awards, records, now)
}

/// The awards that end within so many days and have no successor that holds, the first to end first.
pub fn expiring<'a>(
    ledger: &'a Ledger,
    records: &'a [Award],
    days: u32,
    now: Timestamp,
) -> Vec<Row<'a>> {
    rows(ledger, renew::expiring(ledger, days, now), records, now)
}

fn rows<'a>(
    ledger: &Ledger,
    awards: Vec<&'a Issued>,
    records: &'a [Award],
    now: Timestamp,
) -> Vec<Row<'a>> {
    let known = records.iter().filter_map(|it| Some((it.id?, it)));
    let known: HashMap<AwardId, &Award> = known.collect();
    let row = |award: &'a Issued| {
        let record = known.get(&award.id);
        Row {
            award,
            recipient: ledger.called(award, record.copied()),
            record: record.map(|it| it.record.shown()),
            standing: standing(ledger, award, now),
        }
    };
    // Reading what awards say is most of the work.
    awards.into_par_iter().map(row).collect()
}

fn standing(ledger: &Ledger, award: &Issued, now: Timestamp) -> &'static str {
    let signer = ledger.key(award.signer());
    let is_believed = signer.is_none_or(|it| it.state.is_trusted());
    match award.standing {
        Standing::Revoked { .. } => "revoked",
        Standing::Replaced { .. } => "replaced",
        Standing::Erased => "erased",
        // Who checks it is told no more than that; until it is signed again.
        Standing::Renewed { .. } | Standing::Valid if !is_believed => "unconfirmed",
        Standing::Renewed { .. } if ledger.in_place_of(award).is_some() => "renewed",
        _ if award.end.is_some_and(|it| it <= now) => "expired",
        Standing::Renewed { .. } | Standing::Valid => "valid",
    }
}
