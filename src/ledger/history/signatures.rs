//! What keys do to a history: who vouched for whom too late, and awards signed again.

use super::{Descent, Joining};
use crate::diagnostic::Diagnostic;
use crate::ledger::digest;
use crate::ledger::entry::Standing;
use crate::ledger::scan::Reissued;
use crate::model::award::AwardId;

impl Joining<'_> {
    /// Whoever has a compromised key can write it into a file of any date that follows any older
    /// file. So what it vouches for counts only where the act that withdrew it knew of it.
    pub(super) fn check_vouchers(&mut self, descent: &Descent) {
        let endings = self.trust.endings();
        let late = endings.late_vouchers(descent).into_iter().map(|it| {
            let (key, by) = (&it.id, &it.by);
            let error = format!(
                "`{by}`, which vouches for the key `{key}` here, is compromised, and the act that says \
                 so does not follow this file"
            );
            (it.place, error, LATE)
        });
        let aware = endings.aware(descent).into_iter();
        let wrong = late.chain(aware.map(|it| (it.place, it.error.clone(), STRANGE)));
        let wrong = wrong.map(|(place, error, hint)| {
            let message = format!("an entry of the ledger is wrong: {error}");
            let finding = Diagnostic::error(message);
            finding.in_file(self.shown(place)).hint(hint)
        });
        let wrong: Vec<_> = wrong.collect();
        self.findings.extend(wrong);
    }

    /// Hears of awards that were signed again, in the order of the files. A key that is not believed by
    /// then signs nothing again.
    pub(super) fn hear_reissues(&mut self, reissued: Vec<Reissued>) {
        for it in reissued {
            let signer = &it.reissue.signer;
            let why = match self.trust.find(signer) {
                Some(key) if key.state.is_trusted() => {
                    self.reissued.push(it);
                    continue;
                }
                Some(_) => "is compromised itself",
                None => "is not of this ledger",
            };
            let error = format!("the key `{signer}`, which signed it again, {why}");
            self.report(it.reissue.line, &error);
        }
    }

    /// Joins awards that were signed again to their first lines.
    pub(super) fn apply_reissues(&mut self) {
        for reissued in std::mem::take(&mut self.reissued) {
            let place = reissued.reissue.line;
            if let Err(error) = self.apply_reissue(reissued) {
                self.report(place, &error);
            }
        }
    }

    fn apply_reissue(&mut self, reissued: Reissued) -> Result<(), String> {
        let Reissued {
            id,
            claims,
            reissue,
        } = reissued;
        let award = self.awards.binary_search_by(|it| it.id.cmp(&id));
        let award = award.map_err(|_| format!("it names award `{id}`, which was never issued"))?;
        // Of an erased award nothing is left to compare with.
        if self.awards[award].standing != Standing::Erased {
            self.check_reissue(award, &claims, &id)?;
        } else if self.covered.contains(&reissue.digest) && !self.lingering.contains(&id) {
            self.lingering.push(id);
        }
        self.awards[award].reissues.push(reissue);
        Ok(())
    }

    /// Accounts for lines that an erasure takes away beside that of the award.
    pub(super) fn cover_reissues(&mut self, digests: &[String]) -> Result<(), String> {
        for text in digests {
            let digest = digest::from_hex(text).ok_or("`reissued` holds what is no digest")?;
            self.gone.remove(&digest);
            self.covered.insert(digest);
        }
        Ok(())
    }

    fn check_reissue(&self, award: usize, claims: &[u8; 32], id: &AwardId) -> Result<(), String> {
        let award = &self.awards[award];
        if award.claims != *claims {
            let first = self.shown(award.line);
            return Err(format!(
                "award `{id}` was signed again with other words than those of {first}: only its \
                 proof may change"
            ));
        }
        let before = award.reissues.iter().map(|it| &it.signer);
        let mut before = before.chain([&award.first_signer]);
        let is_withdrawn = |key: &str| {
            let key = self.trust.find(key);
            key.is_some_and(|it| !it.state.is_trusted())
        };
        if before.any(|it| is_withdrawn(it)) {
            return Ok(());
        }
        Err(format!(
            "award `{id}` was signed again, though the key that signed it is not compromised"
        ))
    }
}

/// Likewise, where an honest file and the one that withdrew a key did not know of each other.
const LATE: &str = "if the file is not yours, remove it and find out who added it; if it is, one of the \
                    two acts must follow the other: take the folder as it is published, in a fresh clone, \
                    and do there anew what it lacks, such as `accolade key compromise`";

/// What to do about a file that cannot be told from a thief's.
const STRANGE: &str = "if the file is not yours, remove it and find out who added it; if it is, take \
                       it back, and do the same anew with a key that may still sign";
