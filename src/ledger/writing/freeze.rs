//! Definitions that were awarded, and so cannot change.

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::credential::{Publisher, open_badges_3, places};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::Definition;
use crate::ledger::line::{DefinitionBody, PageBody};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::catalog::Catalog;

use super::altered::Altered;
use super::means::Pictures;

impl Ledger {
    /// Makes sure that what was issued still belongs to this site, and that no definition differs
    /// from what was awarded under its name and version.
    ///
    /// # Errors
    /// The site has another address; or every definition that differs, and in what.
    pub fn ensure_unchanged(&self, catalog: &Catalog) -> Result<(), Diagnostics> {
        self.ensure_at_home(&Publisher::of(catalog))?;
        self.altered_definitions(catalog).finish(())
    }

    /// Every definition that differs from what was awarded under its name and version, and in what.
    pub fn altered_definitions(&self, catalog: &Catalog) -> Diagnostics {
        let publisher = Publisher::of(catalog);
        let mut findings = Diagnostics::new();
        for achievement in &catalog.achievements {
            let frozen = self.definition(&achievement.slug, &achievement.version);
            let Some(frozen) = frozen else { continue };
            let differences = differences(&publisher, achievement, frozen);
            let differences = differences.iter();
            findings.extend(differences.map(|it| it.finding(self.root(), achievement)));
        }
        findings
    }

    /// Makes sure that what was issued belongs to the address that the site has.
    ///
    /// Asked first: to a site that moved, every definition seems changed, and a new version of each
    /// would make a site that none of its own documents belong to.
    ///
    /// # Errors
    /// The site has another address than it had.
    pub fn ensure_at_home(&self, publisher: &Publisher<'_>) -> Result<(), Diagnostic> {
        let definitions = self.definitions().iter().map(|it| {
            let id = it.achievement["id"].as_str().unwrap_or_default();
            (id.to_owned(), places::achievement(&it.slug, &it.version))
        });
        let lists = self.status_lists().into_iter().map(|(number, list)| {
            let Identified { id } = serde_json::from_str(list.get()).unwrap_or_default();
            (id, places::status_list(number))
        });
        let mut issued = definitions.chain(lists);
        match issued.find(|(id, place)| *id != publisher.url(place)) {
            Some((id, place)) => Err(moved(publisher, id.strip_suffix(&place).unwrap_or(&id))),
            None => Ok(()),
        }
    }
}

/// The part of a document that names it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Identified {
    id: String,
}

fn moved(publisher: &Publisher<'_>, before: &str) -> Diagnostic {
    let base = publisher.base();
    Diagnostic::error(format!(
        "badges were issued at `{before}`, and `base_url` is now `{base}`"
    ))
    .in_file(SETTINGS_FILE)
    .hint(format!(
        "what was issued keeps its address for ever: put `base_url = \"{before}\"` back"
    ))
}

/// The entry that freezes a definition.
pub(super) fn freeze(
    publisher: &Publisher<'_>,
    achievement: &Achievement,
    pictures: &Pictures,
) -> DefinitionBody {
    let digest = |bytes: &[u8]| HEXLOWER.encode(&Sha256::digest(bytes));
    DefinitionBody {
        slug: achievement.slug.to_string(),
        version: achievement.version.to_string(),
        png: digest(&pictures.png),
        svg: pictures.svg.as_deref().map(digest),
        artwork: HEXLOWER.encode(&artwork_digest(&achievement.artwork)),
        page: page(achievement),
        achievement: open_badges_3::achievement(publisher, achievement),
    }
}

fn page(achievement: &Achievement) -> PageBody {
    let hours = achievement.hours.map(|it| it.to_json());
    PageBody {
        criteria: achievement.criteria.clone(),
        level: achievement.level.clone(),
        hours: hours.and_then(|it| it.as_number().cloned()),
        assessment: achievement.assessment.clone(),
        signup_url: achievement.signup_url.as_ref().map(ToString::to_string),
        valid_for: achievement.valid_for.as_ref().map(ToString::to_string),
    }
}

/// What a picture is made from. A drawing counts by its words: another release of this program may
/// draw them a little differently, and that is no change of the author's.
fn artwork_digest(artwork: &Artwork) -> [u8; 32] {
    match artwork {
        Artwork::Svg(bytes) | Artwork::Png(bytes) => Sha256::digest(bytes).into(),
        Artwork::Drawn(drawing) => Sha256::digest(drawing.words()).into(),
    }
}

pub(super) fn differences(
    publisher: &Publisher<'_>,
    achievement: &Achievement,
    frozen: &Definition,
) -> Vec<Altered> {
    let now = open_badges_3::achievement(publisher, achievement);
    let mut differences = Altered::between(&frozen.achievement, &now);
    let periods = [&frozen.page.valid_for, &achievement.valid_for];
    if periods[0] != periods[1] {
        let [before, now] = periods.map(|it| it.as_ref().map(ToString::to_string));
        differences.push(Altered::valid_for(before, now));
    }
    if artwork_digest(&achievement.artwork) != frozen.artwork {
        differences.push(Altered::picture());
    }
    differences
}

/// Where the base address is set.
const SETTINGS_FILE: &str = "accolade.toml";
