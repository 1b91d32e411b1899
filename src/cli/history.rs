//! What the history of git still holds of erased awards, and how to take it out there.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::output::quoted;
use crate::content;
use crate::ledger::entry::{Issued, LinePlace};
use crate::ledger::erase::SignedAgain;
use crate::model::award::AwardId;

/// A line of the ledger that was erased.
pub struct ErasedLine {
    id: AwardId,
    /// How it began, which no other line does.
    start: String,
    digest: [u8; 32],
    /// The file of the ledger that held it.
    file: String,
}

impl ErasedLine {
    /// Every line of an award, in files of those names.
    pub fn of(award: &Issued, name: impl Fn(usize) -> String) -> Vec<Self> {
        let id = award.id;
        let issued = start_of_issued(id);
        let reissued = award.reissues.iter();
        let reissued = reissued.map(|it| start_of_reissued(id, it.on));
        let starts = std::iter::once(issued).chain(reissued);
        let line = |(start, (place, digest)): (_, (LinePlace, &[u8; 32]))| Self {
            id,
            start,
            digest: *digest,
            file: name(place.file),
        };
        starts.zip(award.lines()).map(line).collect()
    }

    /// The lines of an award that was erased before; `name` is that of the file that held the first, and
    /// `older` gives the bytes that a file of the ledger had in the history.
    pub fn gone(
        award: &Issued,
        name: &str,
        again: &[SignedAgain],
        older: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> Vec<Self> {
        let id = award.id;
        let issued = Self {
            id,
            start: start_of_issued(id),
            digest: award.digest,
            file: name.to_owned(),
        };
        // What no older version has need not be taken out of one.
        let again = again.iter().filter_map(|it| {
            let on = it.on(&older(&it.file)?)?;
            Some(Self {
                id,
                start: start_of_reissued(id, on),
                digest: it.digest,
                file: it.file.clone(),
            })
        });
        std::iter::once(issued).chain(again).collect()
    }
}

fn start_of_issued(id: AwardId) -> String {
    format!(r#"{{"issued":{{"id":"{id}","#)
}

fn start_of_reissued(id: AwardId, on: Timestamp) -> String {
    format!(r#"{{"reissued":{{"id":"{id}","on":"{on}","#)
}

/// Where erased awards were written down.
pub struct History {
    lines: Vec<ErasedLine>,
    /// Files of records.
    tables: BTreeSet<String>,
    /// The way from the top of the repository to the folder, with a `/` at its end.
    prefix: String,
}

impl History {
    pub fn new(lines: Vec<ErasedLine>, tables: BTreeSet<String>, prefix: String) -> Self {
        Self {
            lines,
            tables,
            prefix,
        }
    }

    /// The files of the content folder whose older versions hold what was erased.
    pub fn files(&self) -> Vec<String> {
        let ledger = self.lines.iter().map(|it| format!("ledger/{}", it.file));
        let ledger: BTreeSet<_> = ledger.collect();
        ledger.into_iter().chain(self.tables.clone()).collect()
    }

    /// What to tell, and what to do. Nothing of it is run from here.
    pub fn told(&self) -> String {
        let mut text =
            "If the folder is kept in git, its history still holds what was erased:\n".to_owned();
        for file in self.files() {
            let is_private = self.tables.contains(&file);
            let perhaps = if is_private {
                ", if it was ever committed"
            } else {
                ""
            };
            text += &format!("  {file}{perhaps}\n");
        }
        if self.tables.is_empty() {
            text += "  awards/, if it was ever committed\n";
        }
        text += "\
as do copies of the folder, a site that was committed once it was built, and the caches of hosts.
To take it out of the history, which changes that for everybody who works on it, get git-filter-repo,
which does not come with git (`pip install git-filter-repo`). Commit, keep a copy of the folder, then:
  cat > ../erased.txt <<'END'
";
        for line in &self.lines {
            let digest = HEXLOWER.encode(&line.digest);
            let start = line.start.replace('{', "\\{");
            // The digest in its place, so that the files of today stay what they are.
            text += &format!("regex:(?m)^{start}.*$==>{{\"erased\":\"{digest}\"}}\n");
        }
        text += "END\n  git filter-repo --force --replace-text ../erased.txt\n";
        // Tables are renamed and copied, and none belongs there. The folder is that of the repository: another
        // one of that name is none of ours.
        let tables = quoted(&format!("{}{}/", self.prefix, content::AWARDS_FOLDER));
        let awards: BTreeSet<_> = self.lines.iter().map(|it| it.id).collect();
        let awards = awards.iter();
        let awards = awards.map(|id| format!("--path-glob '*awards/{}/{id}.*'", id.shard()));
        let awards: Vec<_> = awards.collect();
        text += &format!(
            "  git filter-repo --force --invert-paths --path {tables} {}\n",
            awards.join(" ")
        );
        text += "\
Without `--force` they refuse any folder but a fresh clone. The last one forgets whole files in every
version, all tables of `awards` among them: put those back from the copy afterwards, and do not commit them.
If the built site is committed, build and commit it anew: `accolade build --verify`. Both forget the remote
`origin`. To push:
  git remote add origin ADDRESS
  git push --force --all origin
  git push --force --tags origin
and ask the host to drop what it keeps.
";
        text
    }
}
