//! What the history of git still holds of erased awards, and how to take it out there.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;

use super::output::quoted;
use crate::model::award::AwardId;

/// Where erased awards were written down.
pub struct History {
    /// Id, digest of the line, and the file of the ledger that held it.
    lines: Vec<(AwardId, [u8; 32], String)>,
    /// Files of records.
    tables: BTreeSet<String>,
}

impl History {
    pub fn new(lines: Vec<(AwardId, [u8; 32], String)>, tables: BTreeSet<String>) -> Self {
        Self { lines, tables }
    }

    /// The files of the content folder whose older versions hold what was erased.
    pub fn files(&self) -> Vec<String> {
        let ledger = self.lines.iter().map(|(.., it)| format!("ledger/{it}"));
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
        text += "\
as do copies of the folder, a site that was committed once it was built, and the caches of hosts.
To take it out of the history, which changes that for everybody who works on it, commit, then:
  cat > ../erased.txt <<'END'
";
        for (id, digest, _) in &self.lines {
            let digest = HEXLOWER.encode(digest);
            // The digest in its place, so that the files of today stay what they are.
            text += &format!(
                "regex:(?m)^\\{{\"issued\":\\{{\"id\":\"{id}\",.*$==>{{\"erased\":\"{digest}\"}}\n"
            );
        }
        text += "END\n  git filter-repo --replace-text ../erased.txt\n";
        let tables = self
            .tables
            .iter()
            .map(|it| format!("--path {}", quoted(it)));
        let awards = self
            .lines
            .iter()
            .map(|(id, ..)| format!("--path-glob '*awards/{}/{id}.*'", id.shard()));
        let paths: Vec<_> = tables.chain(awards).collect();
        text += &format!("  git filter-repo --invert-paths {}\n", paths.join(" "));
        text += "\
The last one forgets older versions of whole files; keep a copy of those in `awards`, put it back
afterwards, and do not commit it. Push with `--force`, and ask the host to drop what it keeps.
";
        text
    }
}
