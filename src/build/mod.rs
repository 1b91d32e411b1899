//! Brings artifacts to disk: only what changed, all or nothing.
//!
//! In comes a plan of bundles, each with its paths, a fingerprint and a way to make its bytes; out
//! goes a folder that any web host can serve. Nothing here knows a page type, reads a clock, needs
//! a key or opens a connection.

mod disk;
mod exchange;
mod footprint;
mod journal;
mod lock;
mod manifest;
mod merge;
mod options;
mod output;
mod publish;
mod source;
mod stage;
mod stamp;
mod summary;
mod survey;

use std::path::{Path, PathBuf};

pub use lock::Lock;
pub use options::{Mode, Options, Progress};
pub use output::{Landmark, PRIVATE_FOLDER, Places};
pub use publish::publish;
pub use source::Source;
pub use summary::Summary;

use self::manifest::Manifest;
use crate::content;
use crate::diagnostic::Diagnostics;
use crate::ledger::Ledger;
use crate::site::Site;

/// What was built, in the author's terms.
#[derive(Debug)]
pub struct Built {
    /// Badge definitions, each counted once however many versions it has.
    pub badges: usize,
    /// Issued awards, whatever became of them.
    pub awards: usize,
    /// Records without an id, where the records are at hand: not issued yet.
    pub waiting: usize,
    /// What is no mistake, and still not as the author will want it.
    pub warnings: Diagnostics,
    pub summary: Summary,
}

/// The folders that sites were built into from that content, as far as this computer knows: `public`, and
/// those that `--output` named.
pub fn outputs(root: &Path) -> Vec<PathBuf> {
    let notes = std::fs::read_dir(root.join(PRIVATE_FOLDER)).into_iter();
    let notes = notes.flatten().flatten().map(|it| it.path());
    let manifests = notes.filter(|it| it.extension().is_some_and(|it| it == "manifest"));
    let read = manifests.filter_map(|it| Manifest::read(&it).ok()?);
    let named = read.map(|it| it.output).filter(|it| !it.is_empty());
    let public = std::iter::once("public".to_owned());
    public.chain(named).map(|it| root.join(it)).collect()
}

/// Builds the site below `root` into `output`: files, model, ledger, plan, disk.
///
/// # Errors
/// Every mistake in the content; a ledger that was tampered with, or lacks what records say was issued; keys that are not the ledger's;
/// a status list that lags behind, is not believed or says less than the published one; two awards that took the place of one; another build that is running;
/// an output that is not the site's; a disk that is full. The old site stays.
pub fn build(
    root: &Path,
    output: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Built, Diagnostics> {
    // Before the lock, so that nothing is written into a folder that is no site's.
    let mut catalog = content::load(root)?;
    let _lock = Lock::take(&root.join(PRIVATE_FOLDER), options.wait)?;
    if options.wait {
        // It may have changed while this build waited.
        catalog = content::load(root)?;
    }
    let places = Places::resolve(root, output)?;
    let (ledger, records) = rayon::join(|| Ledger::open(root), || content::record_ids(root));
    let ledger = ledger?;
    ledger.ensure_keys_vouched(&catalog.keys)?;
    let records = records?;
    ledger.ensure_holds(&records.issued)?;
    ensure_agreed(&ledger)?;
    ledger.ensure_still_withdrawn(&places.output)?;
    let site = Site::plan(root, &catalog, &ledger)?;
    let landmark = Landmark {
        path: PROFILE,
        id: catalog.settings.base.join(PROFILE),
    };
    let mut warnings = content::doubts(root, &catalog)?;
    warnings.append(ledger.abandoned(&catalog));
    warnings.append(site.untranslated());
    warnings.extend(site.open_to_search());
    warnings.append(records.unread);
    let summary = publish(&site, &places, &landmark, options, progress)?;
    Ok(Built {
        badges: catalog.achievements.len(),
        awards: ledger.awards().len(),
        waiting: records.waiting,
        warnings,
        summary,
    })
}

/// Makes sure that what several people did at once is settled, before anybody is told of it.
fn ensure_agreed(ledger: &Ledger) -> Result<(), Diagnostics> {
    let mut findings = ledger.ensure_lists_current().err().unwrap_or_default();
    findings.extend(ledger.disagreements());
    findings.finish(())
}

/// The issuer's profile: the one file known here by name, as it tells whose a site is.
const PROFILE: &str = "issuer.json";
