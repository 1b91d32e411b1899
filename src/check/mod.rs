//! Whether a folder is fit to be published: everything that can be known without a key.
//!
//! In comes a content folder, with its ledger and the site it gives; out goes every finding at once,
//! each with the way out. Nothing is written, and no connection is opened but to a site that
//! [`live`] is asked to probe. Rules about badges are those of the stages before; here they are asked.

// What else holds the folder: git.
pub mod repository;

// The folder against itself.
mod absent;
mod credentials;
mod lists;
mod packed;
mod records;
mod tracked;

// The site that it gives.
mod links;
mod reference;
mod site;

// Against what it was, and against what is online.
pub mod base;
pub mod live;

use std::path::Path;

use jiff::Timestamp;

use crate::content;
use crate::credential::Publisher;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::{Ledger, undo};
use crate::model::catalog::Catalog;
use crate::site::Site;

use live::Target;
use repository::Repository;

/// What to check beyond the folder itself.
#[derive(Default)]
pub struct Options {
    /// A revision of git since which the ledger must only have grown.
    pub base: Option<String>,
    /// Where the site is deployed, and how much of it to compare.
    pub live: Option<Target>,
}

/// What was checked, and what was found.
#[derive(Debug, Default)]
pub struct Checked {
    pub awards: usize,
    pub badges: usize,
    /// Files of the site, made and looked through.
    pub files: usize,
    /// Files of the deployed site that were compared.
    pub probed: usize,
    /// Records that were not issued yet.
    pub new: usize,
    pub findings: Diagnostics,
}

/// Checks the folder `root`, all of it, at the time `now`.
///
/// # Errors
/// There is no such folder, or it is no site's.
pub fn check(root: &Path, options: &Options, now: Timestamp) -> Result<Checked, Diagnostics> {
    let settings = root.join(content::SETTINGS_FILE);
    let content = content::load_to_issue(root, now);
    let content = match content {
        Err(found) if !settings.is_file() => return Err(found),
        content => content,
    };
    let (repository, unasked) = match Repository::find(root) {
        Ok(repository) => (repository, None),
        Err(finding) => (None, Some(finding)),
    };
    let original = |name: &str| repository.as_ref()?.original(&format!("ledger/{name}"));
    let ledger = Ledger::open_proven(root, &original);
    let mut checked = Checked::default();
    match (&content, &ledger) {
        (Ok(catalog), Ok(ledger)) => checked.look_through(root, catalog, ledger, options, now),
        (Err(_), Ok(ledger)) => checked.findings.extend(credentials::check(ledger, None)),
        (_, Err(_)) => {}
    }
    let findings = &mut checked.findings;
    if options.live.is_some() && checked.files == 0 {
        let message = "the deployed site was not compared: none can be made of this folder";
        findings
            .push(Diagnostic::error(message).hint("mend what else is told here, and check again"));
    }
    findings.append(content.err().unwrap_or_default());
    findings.extend(unasked.map(|it| {
        let message = format!(
            "what git tracks could not be looked through: {}",
            it.message()
        );
        let hint = "without it, `check` cannot tell whether private files would be pushed";
        Diagnostic::warning(message).hint(hint)
    }));
    findings.extend(unfinished(root));
    findings.extend(unfinished_records(root));
    findings.extend(tracked::check(root, repository.as_ref()));
    findings.extend(private_keys_beside(root));
    match (&options.base, &ledger, &repository) {
        (Some(revision), ledger, _) => {
            findings.append(base::check(root, revision, ledger.as_ref().ok()));
        }
        (None, Ok(_), Some(repository)) => findings.extend(absent::check(repository)),
        _ => {}
    }
    findings.append(ledger.err().unwrap_or_default());
    // What a part of the site fails for may have been told before.
    checked.findings = findings.unique();
    Ok(checked)
}

impl Checked {
    /// What needs both a catalog and a ledger that are right in themselves.
    fn look_through(
        &mut self,
        root: &Path,
        catalog: &Catalog,
        ledger: &Ledger,
        options: &Options,
        now: Timestamp,
    ) {
        self.badges = catalog.achievements.len();
        self.awards = ledger.awards().len();
        let publisher = Publisher::of(catalog);
        let findings = &mut self.findings;
        let ahead = ledger.made_ahead(ledger.time_of_act(now));
        findings.extend(ahead.map(|it| it.told(Diagnostic::warning)));
        let keys = ledger.ensure_keys_vouched(&catalog.keys);
        let definitions = ledger.ensure_unchanged(catalog);
        if keys.is_ok() && definitions.is_ok() {
            self.new = records::check(root, catalog, ledger, now, findings);
        } else {
            findings.append(
                content::load_awards_as_of(root, catalog, now)
                    .err()
                    .unwrap_or_default(),
            );
        }
        findings.append(keys.err().unwrap_or_default());
        // To a site that moved, every document seems to be somebody else's.
        let is_home = ledger.ensure_at_home(&publisher).is_ok();
        let at_home = is_home.then_some(&publisher);
        findings.extend(credentials::check(ledger, at_home));
        findings.extend(at_home.iter().flat_map(|it| lists::check(ledger, it)));
        findings.extend(pictures(ledger));
        findings.extend(lingering(ledger));
        let public = root.join(PUBLIC);
        let kept = ledger.ensure_still_withdrawn(&public);
        findings.append(kept.err().unwrap_or_default());
        findings.extend(ledger.disagreements());
        if let Err(found) = definitions {
            // No site can be made of it, and that for these reasons.
            findings.append(found);
            return;
        }
        match Site::plan(root, catalog, ledger) {
            Ok(site) => {
                self.files = site::check(&site, &publisher, &public, findings);
                if let Some(target) = &options.live {
                    self.probed = live::check(&site, publisher.base(), ledger, target, findings);
                }
            }
            Err(found) => findings.append(found),
        }
    }
}

fn pictures(ledger: &Ledger) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for definition in ledger.definitions() {
        findings.extend(ledger.picture(&definition.png, "png").err());
        let svg = definition.svg.map(|it| ledger.picture(&it, "svg"));
        findings.extend(svg.and_then(Result::err));
    }
    findings
}

fn lingering(ledger: &Ledger) -> impl Iterator<Item = Diagnostic> {
    let awards = ledger.lingering().iter().filter_map(|it| ledger.award(it));
    awards.map(|award| {
        let id = award.id;
        Diagnostic::error(format!(
            "award `{id}` was erased, and its line is still there"
        ))
        .in_file(ledger.shown(award))
        .hint(format!("run `accolade erase {id}` again: it finishes that"))
    })
}

// What stands in the folders that git does not have is no less in wrong hands.
fn private_keys_beside(root: &Path) -> Vec<Diagnostic> {
    let told = |path: &String| {
        let reach = match path.split_once('/')?.0 {
            PUBLIC => "it is published with the site",
            content::AWARDS_FOLDER => "whoever gets the folder gets it",
            _ => return None,
        };
        let message = format!("this is a private key, and {reach}");
        Some(Diagnostic::error(message).in_file(path).hint(
            "move the file out of the folder; if anybody else may have seen it, retire it as compromised \
             with `accolade key compromise`",
        ))
    };
    content::private_keys(root)
        .iter()
        .filter_map(told)
        .collect()
}

fn unfinished(root: &Path) -> Option<Diagnostic> {
    match undo::interrupted(root) {
        Ok(undo) => undo.map(|it| it.unfinished()),
        Err(finding) => Some(finding),
    }
}

fn unfinished_records(root: &Path) -> Option<Diagnostic> {
    let name = content::unfinished_records(root)?;
    let message = "an interrupted command left a copy of award records, with names and addresses";
    let finding = Diagnostic::warning(message).in_file(name);
    Some(finding.hint("run `accolade issue`: any act removes it; or delete it"))
}

/// Where the built site is, unless it was put elsewhere.
const PUBLIC: &str = "public";
