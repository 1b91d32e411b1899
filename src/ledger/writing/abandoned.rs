//! Badges that were awarded, and that the site defines no more.

use std::collections::BTreeMap;

use super::freeze::differences;
use crate::credential::Publisher;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::Definition;
use crate::model::achievement::Achievement;
use crate::model::catalog::Catalog;
use crate::model::slug::Slug;

impl Ledger {
    /// A warning of each badge that was awarded and is in no folder any more: it was renamed, which
    /// makes another badge of it, or deleted.
    pub fn abandoned(&self, catalog: &Catalog) -> Diagnostics {
        let mut gone: BTreeMap<&Slug, Vec<&Definition>> = BTreeMap::new();
        for definition in self.definitions() {
            if catalog.achievement(&definition.slug).is_none() {
                gone.entry(&definition.slug).or_default().push(definition);
            }
        }
        let mut warnings = Diagnostics::new();
        let gone = gone.into_iter();
        warnings.extend(gone.map(|(slug, versions)| warning(slug, heir(catalog, &versions))));
        warnings
    }
}

/// The badge of the site that has the content of one that is gone.
fn heir<'a>(catalog: &'a Catalog, versions: &[&Definition]) -> Option<&'a Achievement> {
    let publisher = Publisher::of(catalog);
    catalog.achievements.iter().find(|it| {
        versions.iter().any(|gone| {
            let named_alike = Achievement {
                slug: gone.slug.clone(),
                version: gone.version.clone(),
                ..(*it).clone()
            };
            differences(&publisher, &named_alike, gone).is_empty()
        })
    })
}

fn warning(slug: &Slug, heir: Option<&Achievement>) -> Diagnostic {
    let folder = format!("badges/{slug}");
    let gone = format!("`{slug}` was awarded and has no folder any more");
    match heir {
        Some(heir) => Diagnostic::warning(format!("{gone}; `{}` has the same content", heir.slug))
            .in_file(&folder)
            .hint(format!(
                "to the program that is another badge: rename `badges/{}` back to `{folder}`, as what \
                 was issued keeps its address",
                heir.slug
            )),
        None => Diagnostic::warning(gone).in_file(&folder).hint(
            "its pages and its awards stay, but it cannot be awarded any more; bring the folder back \
             if that was not meant",
        ),
    }
}
