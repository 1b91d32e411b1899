//! Definitions that were awarded, and so cannot change.

use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::credential::{Publisher, open_badges_3, places};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::Definition;
use crate::ledger::line::{DefinitionBody, PageBody};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::catalog::Catalog;

use super::means::Pictures;

impl Ledger {
    /// Makes sure that what was issued still belongs to this site, and that no definition differs
    /// from what was awarded under its name and version.
    ///
    /// # Errors
    /// The site has another address; or every definition that differs, and in what.
    pub fn ensure_unchanged(&self, catalog: &Catalog) -> Result<(), Diagnostics> {
        let publisher = Publisher::of(catalog);
        self.ensure_at_home(&publisher)?;
        let mut findings = Diagnostics::new();
        for achievement in &catalog.achievements {
            let frozen = self.definition(&achievement.slug, &achievement.version);
            let Some(frozen) = frozen else { continue };
            let differences = differences(&publisher, achievement, frozen);
            if !differences.is_empty() {
                findings.push(changed(achievement, &differences));
            }
        }
        findings.finish(())
    }

    // Asked first: to a site that moved, every definition seems changed, and a new version of each
    // would make a site that none of its own documents belong to.
    fn ensure_at_home(&self, publisher: &Publisher<'_>) -> Result<(), Diagnostic> {
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

/// The names of what differs: `name`, `criteria`, `picture`.
fn differences(
    publisher: &Publisher<'_>,
    achievement: &Achievement,
    frozen: &Definition,
) -> Vec<String> {
    let now = open_badges_3::achievement(publisher, achievement);
    let mut differences = Vec::new();
    if now != frozen.achievement {
        differences.extend(different_members(&frozen.achievement, &now));
    }
    if artwork_digest(&achievement.artwork) != frozen.artwork {
        differences.push("its picture".to_owned());
    }
    differences
}

fn different_members(before: &Value, now: &Value) -> Vec<String> {
    let names = [before, now].into_iter().filter_map(Value::as_object);
    let mut names: Vec<&String> = names.flat_map(|it| it.keys()).collect();
    names.sort();
    names.dedup();
    let different = names.into_iter().filter(|it| before.get(it) != now.get(it));
    different
        .map(|name| difference(name, before.get(name), now.get(name)))
        .collect()
}

fn difference(name: &str, before: Option<&Value>, now: Option<&Value>) -> String {
    match (before, now) {
        (Some(before), Some(now)) => {
            let (before, now) = apart(&before.to_string(), &now.to_string());
            format!("`{name}` was {before} and is now {now}")
        }
        (Some(_), None) => format!("`{name}` is no longer given"),
        (None, _) => format!("`{name}` was not given"),
    }
}

/// Two texts that differ, each cut down to the place where they do.
fn apart(before: &str, now: &str) -> (String, String) {
    let same = before
        .chars()
        .zip(now.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = same.saturating_sub(SHOWN_BEFORE);
    let cut = |text: &str| {
        let shown: String = text.chars().skip(from).take(SHOWN).collect();
        let left = if from > 0 { "…" } else { "" };
        let right = if text.chars().count() > from + SHOWN {
            "…"
        } else {
            ""
        };
        format!("{left}{shown}{right}")
    };
    (cut(before), cut(now))
}

fn changed(achievement: &Achievement, differences: &[String]) -> Diagnostic {
    let Achievement { slug, version, .. } = achievement;
    let message = format!(
        "version `{version}` of `{slug}` was awarded and cannot change any more: {}",
        differences.join("; ")
    );
    Diagnostic::error(message)
        .in_file(format!("badges/{slug}/index.md"))
        .hint("give it a new `version`, or bring back what was awarded; the old version keeps its page")
}

/// Where the base address is set.
const SETTINGS_FILE: &str = "accolade.toml";

/// Characters of a changed text that are shown, and how many of them before the change.
const SHOWN: usize = 60;
const SHOWN_BEFORE: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_shown_where_it_is() {
        let before = serde_json::json!({"name": "a".repeat(99), "gone": 1, "same": [1]});
        let now = serde_json::json!({"name": "a".repeat(98) + "b", "new": 1, "same": [1]});
        let found = different_members(&before, &now);
        assert_eq!(found[0], "`gone` is no longer given");
        assert!(found[1].starts_with("`name` was …aaa"), "{}", found[1]);
        assert!(found[1].ends_with("ab\""), "{}", found[1]);
        assert_eq!(found[2], "`new` was not given");
        assert_eq!(found.len(), 3);
    }
}
