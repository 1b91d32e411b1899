//! Which files of a deployed site are compared: all that the site has once, and a few awards.

use crate::credential::places;
use crate::site::{Bundle, Site};

/// A sample that is the same for the same site: what there is once, and some of what there are many of.
pub(super) fn of<'a>(site: &'a Site<'_>) -> Vec<&'a Bundle> {
    let (mut once, mut badges, mut awards) = (Vec::new(), Vec::new(), Vec::new());
    for bundle in site.bundles() {
        let paths = site.paths(bundle);
        match paths.first() {
            Some(path) if places::award_of(path).is_some() => awards.push(bundle),
            Some(path) if path.starts_with("badges/") => badges.push(bundle),
            _ => once.push(bundle),
        }
    }
    once.extend(spread(&badges, MOST_OF_BADGES));
    once.extend(spread(&awards, MOST_AWARDS));
    once
}

/// At most `most` of them, from everywhere in the list, the first and the last among them.
fn spread<'a>(bundles: &[&'a Bundle], most: usize) -> Vec<&'a Bundle> {
    if bundles.len() <= most {
        return bundles.to_vec();
    }
    let last = bundles.len() - 1;
    (0..most)
        .map(|it| bundles[it * last / (most - 1)])
        .collect()
}

/// A site of twenty badges has all of them in the sample: pages, documents, pictures.
const MOST_OF_BADGES: usize = 100;

/// Five files each.
const MOST_AWARDS: usize = 20;
