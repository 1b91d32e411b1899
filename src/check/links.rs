//! Where a reference leads: to a file of the site, out of it, or nowhere.

use std::collections::{BTreeMap, HashSet};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::diagnostic::Diagnostic;

/// The files of a site, as a web host answers for them.
pub(super) struct Places {
    base: Url,
    paths: HashSet<String>,
    /// The first folders of all paths: what is below them is the site's alone.
    tops: HashSet<String>,
}

/// Where a reference leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To another site, or to none.
    Away,
    /// To a file, and a place within it.
    File(String, Option<String>),
    /// To a file that the site does not have; whether it was named by a relative path.
    Missing(String, bool),
    /// Out of the site, by a relative path.
    Outside,
}

impl Places {
    /// Those of a site at that address.
    pub fn new(base: &str, paths: HashSet<String>) -> Self {
        let tops = paths.iter().filter_map(|it| it.split('/').next());
        Self {
            base: Url::parse(base).expect("a base address is a URL"),
            tops: tops.map(str::to_owned).collect(),
            paths,
        }
    }

    /// The address of the site.
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// The address of a file.
    pub fn address(&self, path: &str) -> Url {
        self.base.join(path).unwrap_or_else(|_| self.base.clone())
    }

    /// Follows a reference that stands at the address `from`.
    pub fn follow(&self, from: &Url, reference: &str) -> Lead {
        let reference = reference.trim();
        if is_of_another_kind(reference) {
            return Lead::Away;
        }
        let Ok(to) = from.join(reference) else {
            return Lead::Missing(reference.to_owned(), true);
        };
        let fragment = to.fragment().filter(|it| !it.is_empty());
        let fragment = fragment.map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned());
        if to.origin() != self.base.origin() {
            return Lead::Away;
        }
        let is_absolute = reference.contains("://");
        let Some(inside) = to.path().strip_prefix(self.base.path()) else {
            return if is_absolute {
                Lead::Away
            } else {
                Lead::Outside
            };
        };
        let named = percent_decode_str(inside).decode_utf8_lossy().into_owned();
        let path = match named.is_empty() || named.ends_with('/') {
            true => format!("{named}index.html"),
            false => named.clone(),
        };
        match self.has(&path) {
            true => Lead::File(path, fragment),
            false => Lead::Missing(named, !is_absolute),
        }
    }

    /// Whether what stands there at the address `from` is fetched from another host.
    pub fn is_foreign(&self, from: &Url, reference: &str) -> bool {
        let to = from.join(reference.trim());
        to.is_ok_and(|it| it.has_host() && it.origin() != self.base.origin())
    }

    /// Whether a missing file can be nobody's but the site's.
    fn is_own(&self, path: &str) -> bool {
        path.split('/')
            .next()
            .is_some_and(|it| self.tops.contains(it))
    }
}

// `mailto:`, `data:`, `tel:`; a colon behind a slash is part of a path.
fn is_of_another_kind(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    let is_scheme = !scheme.contains(['/', '?', '#']);
    is_scheme
        && !["http", "https"]
            .iter()
            .any(|it| scheme.eq_ignore_ascii_case(it))
}

/// References that lead nowhere, each told once however many files have it.
#[derive(Default)]
pub(super) struct Broken(BTreeMap<(Fault, String), (usize, String)>);

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Missing,
    /// The same, named by its whole address: another program may answer there.
    MissingAddress,
    Anchor,
    Outside,
    /// A browser would fetch it from another site.
    Foreign,
    /// A page that does not say what a browser may load for it.
    Unbound,
    /// A page of an award that does not check it.
    Unchecked,
}

impl Broken {
    /// Notes that the file `from` has it.
    pub fn add(&mut self, fault: Fault, target: String, from: &str) {
        let seen = self
            .0
            .entry((fault, target))
            .or_insert_with(|| (0, from.to_owned()));
        seen.0 += 1;
        if *from < *seen.1 {
            from.clone_into(&mut seen.1);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is referred to.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(_, target)| target.as_str())
    }

    /// Drops those whose target is not wanted.
    pub fn retain(&mut self, is_wanted: impl Fn(&str) -> bool) {
        self.0.retain(|(_, target), _| is_wanted(target));
    }

    /// Notes all of another.
    pub fn append(&mut self, other: Self) {
        for ((fault, target), (count, from)) in other.0 {
            self.add(fault, target.clone(), &from);
            let seen = self.0.get_mut(&(fault, target)).expect("it was added");
            seen.0 += count - 1;
        }
    }

    /// What to tell of them.
    pub fn findings(&self, places: &Places) -> Vec<Diagnostic> {
        let told = self.0.iter();
        told.map(|((fault, target), (count, from))| {
            let who_does = |one: &str, many: &str| match count {
                1 => format!("`{from}` {one}"),
                count => format!("{count} files {many}, `{from}` among them,"),
            };
            let who = who_does("refers", "refer");
            let themed = "look for it in your texts and in the templates of your theme; if it is in \
                          neither, accolade made a mistake: report it";
            match fault {
                Fault::MissingAddress if !places.is_own(target) => {
                    let address = places.address(target);
                    let message = format!("{who} to {address}, which this site does not have");
                    Diagnostic::warning(message)
                        .hint("if something else is published at that address, nothing is wrong")
                }
                Fault::Missing | Fault::MissingAddress => {
                    let message = format!("{who} to `{target}`, which the site does not have");
                    Diagnostic::error(message).hint(themed)
                }
                Fault::Anchor => {
                    let message = format!("{who} to `{target}`, and there is no such place in that page");
                    Diagnostic::error(message).hint(themed)
                }
                Fault::Foreign => {
                    let who = who_does("loads", "load");
                    let message = format!("{who} `{target}` from another site");
                    Diagnostic::error(message).hint(
                        "visitors would be told on to it, unless the policy in the head of the page keeps it out: take \
                         it out of the templates of your theme",
                    )
                }
                Fault::Unbound => {
                    let message = match count {
                        1 => format!("`{from}` lets a browser load anything"),
                        count => format!("{count} pages, `{from}` among them, let a browser load anything"),
                    };
                    Diagnostic::warning(message).hint(
                        "what keeps visitors from being told on to other sites is the line with \
                         `Content-Security-Policy` in the head of the built-in `base.html`: keep it in that of your \
                         theme",
                    )
                }
                Fault::Unchecked => {
                    let message = match count {
                        1 => format!("`{from}` does not check its award"),
                        count => format!("{count} pages, `{from}` among them, do not check their awards"),
                    };
                    Diagnostic::warning(message).hint(
                        "visitors see no verdict there: keep the element with `data-verify-award` and the script of \
                         the built-in `award.html` in that of your theme",
                    )
                }
                Fault::Outside => {
                    let message = format!("{who} to `{target}`, which leads out of the site");
                    Diagnostic::error(message)
                        .hint("write the whole address, or a path that stays in the site")
                }
            }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let paths = [
            "index.html",
            "badges/a/index.html",
            "badges/a/1/badge.png",
            "a b.html",
        ];
        Places::new(
            "https://org.github.io/repo/",
            paths.iter().map(|it| (*it).to_owned()).collect(),
        )
    }

    fn lead(from: &str, reference: &str) -> Lead {
        let places = places();
        places.follow(&places.address(from), reference)
    }

    #[test]
    fn references_lead_where_a_browser_goes() {
        let file = |path: &str| Lead::File(path.to_owned(), None);
        assert_eq!(
            lead("badges/a/index.html", "1/badge.png"),
            file("badges/a/1/badge.png")
        );
        assert_eq!(lead("badges/a/index.html", "../../"), file("index.html"));
        assert_eq!(
            lead("index.html", "/repo/badges/a/"),
            file("badges/a/index.html")
        );
        assert_eq!(lead("index.html", "a%20b.html?x=1"), file("a b.html"));
        assert_eq!(
            lead("index.html", "https://org.github.io/repo/badges/a/#x"),
            Lead::File("badges/a/index.html".into(), Some("x".into()))
        );
        assert_eq!(
            lead("badges/a/index.html", "#é"),
            Lead::File("badges/a/index.html".into(), Some("é".into()))
        );
        for away in [
            "mailto:a@b.c",
            "data:image/png;base64,x",
            "https://example.org/",
            "//example.org/x",
            "https://org.github.io/other/",
        ] {
            assert_eq!(lead("index.html", away), Lead::Away, "{away}");
        }
        let places = places();
        let from = places.address("index.html");
        for foreign in [
            "//example.org/x",
            "http://org.github.io/repo/x",
            "https://example.org/",
        ] {
            assert!(places.is_foreign(&from, foreign), "{foreign}");
        }
        for own in [
            "x.png",
            "https://org.github.io/logo.png",
            "data:image/png;base64,x",
        ] {
            assert!(!places.is_foreign(&from, own), "{own}");
        }
        assert_eq!(lead("index.html", "../x"), Lead::Outside);
        assert_eq!(lead("index.html", "/x"), Lead::Outside);
        assert_eq!(
            lead("index.html", "Index.html"),
            Lead::Missing("Index.html".into(), true)
        );
        assert_eq!(
            lead("index.html", "badges/a"),
            Lead::Missing("badges/a".into(), true)
        );
    }
}
