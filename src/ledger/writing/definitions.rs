//! The definitions of what is awarded: frozen before, or frozen by this act.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::freeze::freeze;
use super::means::Pictures;
use crate::credential::Publisher;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::line::DefinitionBody;
use crate::ledger::storage;
use crate::model::achievement::Achievement;
use crate::model::award::Award;
use crate::model::catalog::Catalog;
use crate::model::slug::{Slug, Version};

/// Every definition that is awarded: its frozen Achievement, and what freezes it if nothing has.
pub type Definitions = BTreeMap<(Slug, Version), (Value, Option<(DefinitionBody, Pictures)>)>;

/// The definitions of these awards, each of a version that is frozen or the author's own.
pub fn definitions<'a>(
    awards: impl Iterator<Item = &'a Award>,
    catalog: &Catalog,
    ledger: &Ledger,
    publisher: &Publisher<'_>,
    draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
) -> Result<Definitions, Diagnostics> {
    let mut definitions = Definitions::new();
    let mut findings = Diagnostics::new();
    for award in awards {
        let key = (award.badge.clone(), award.version.clone());
        if definitions.contains_key(&key) {
            continue;
        }
        let definition = match ledger.definition(&award.badge, &award.version) {
            Some(frozen) => Ok((frozen.achievement.clone(), None)),
            None => new_definition(catalog, publisher, award, draw),
        };
        match definition {
            Ok((achievement, freshly_frozen)) => {
                definitions.insert(key, (achievement, freshly_frozen));
            }
            Err(finding) => findings.push(finding),
        }
    }
    findings.finish(definitions)
}

fn new_definition(
    catalog: &Catalog,
    publisher: &Publisher<'_>,
    award: &Award,
    draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
) -> Result<(Value, Option<(DefinitionBody, Pictures)>), Diagnostic> {
    let achievement = catalog.achievement(&award.badge);
    let achievement = achievement.expect("a plan holds awards of known badges only");
    let pictures = draw(achievement)?;
    let body = freeze(publisher, achievement, &pictures);
    Ok((body.achievement.clone(), Some((body, pictures))))
}

/// Keeps the pictures of what is frozen, beside the files of the ledger.
pub fn keep_pictures(root: &Path, definitions: &Definitions) -> Result<(), Diagnostic> {
    let frozen = definitions.values().filter_map(|(_, it)| it.as_ref());
    frozen
        .into_iter()
        .try_for_each(|(_, pictures)| keep(root, pictures))
}

fn keep(root: &Path, pictures: &Pictures) -> Result<(), Diagnostic> {
    let folder = root.join(storage::FOLDER).join(storage::PICTURES);
    storage::make_folder(&folder)?;
    let svg = pictures.svg.iter().map(|bytes| (bytes, "svg"));
    for (bytes, extension) in svg.chain([(&pictures.png, "png")]) {
        let name = format!("{}.{extension}", HEXLOWER.encode(&Sha256::digest(bytes)));
        let is_there = std::fs::read(folder.join(&name)).is_ok_and(|it| it == *bytes);
        if !is_there {
            storage::write(&folder, &name, bytes, false)?;
        }
    }
    Ok(())
}
