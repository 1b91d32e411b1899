//! Which files of a deployed site are compared: all that the site has once, and a few awards.

use crate::credential::places;
use crate::site::{Bundle, Site};

/// A sample that is the same for the same site.
pub(super) fn of<'a>(site: &'a Site<'_>) -> Vec<&'a Bundle> {
    let is_award = |it: &&Bundle| {
        let paths = site.paths(it);
        paths
            .first()
            .is_some_and(|it| places::award_of(it).is_some())
    };
    let (awards, others): (Vec<_>, Vec<_>) = site.bundles().iter().partition(is_award);
    let mut sample = spread(&others, MOST_PAGES);
    sample.extend(spread(&awards, MOST_AWARDS));
    sample
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

/// A site of twenty badges has all of them in the sample.
const MOST_PAGES: usize = 120;

/// Five files each.
const MOST_AWARDS: usize = 20;
