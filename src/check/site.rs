//! The site as it would be built: every reference is answered by a file, and what is in `public` is
//! that site.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::links::{Broken, Fault, Lead, Places};
use super::reference;
use crate::credential::{Publisher, places};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;
use crate::site::verification::PAGE_PATH as VERIFICATION;
use crate::site::{Bundle, File, Site};

/// Makes every file of the site and looks through it; gives how many there are.
pub(super) fn check(
    site: &Site<'_>,
    publisher: &Publisher<'_>,
    public: &Path,
    findings: &mut Diagnostics,
) -> usize {
    // Until those are mended, no build brings `public` up to the content.
    let is_refused = findings.has_errors();
    let paths = paths(site, findings);
    let count = paths.len();
    let places = Places::new(publisher.base().as_str(), paths);
    let public = public.is_dir().then(|| public.to_path_buf());
    let walk = Walk {
        site,
        places: &places,
        public: public.as_deref(),
    };
    let bundles = site.bundles().par_iter();
    let looked = bundles.fold(Looked::default, |mut looked, bundle| {
        walk.look_through(bundle, &mut looked);
        looked
    });
    let mut looked = looked.reduce(Looked::default, Looked::and);
    walk.find_anchors(&mut looked);
    findings.extend(looked.failed.drain(..));
    findings.extend(looked.broken.findings(&places));
    if let Some(public) = public {
        let found = extras(&public, &places);
        findings.extend(site.ensure_may_leave(&found).err());
        if !is_refused {
            findings.extend(differences(&looked, &found));
        }
        findings.extend(strangers(&found));
    }
    count
}

// The plan keeps authors' names apart; here every path is looked at, and as systems that know no
// upper and lower case see it.
fn paths(site: &Site<'_>, findings: &mut Diagnostics) -> HashSet<String> {
    let mut paths = HashSet::new();
    let mut folded = HashSet::new();
    for path in site.bundles().iter().flat_map(|it| site.paths(it)) {
        if !folded.insert(path.to_lowercase()) {
            let message =
                format!("two parts of the site would be at `{path}`, or in other letters");
            let hint = "give one of the badges or versions another name";
            findings.push(Diagnostic::error(message).hint(hint));
        }
        paths.insert(path);
    }
    paths
}

struct Walk<'a> {
    site: &'a Site<'a>,
    places: &'a Places,
    public: Option<&'a Path>,
}

/// What was seen in a part of the site.
#[derive(Default)]
struct Looked {
    /// Memory that is used again.
    files: Vec<File>,
    broken: Broken,
    /// References into other pages, not looked up yet.
    wanted: Broken,
    /// Files of `public` that have other bytes, or are not there.
    differ: Vec<String>,
    missing: Vec<String>,
    failed: Vec<Diagnostic>,
}

impl Looked {
    fn and(mut self, other: Self) -> Self {
        self.broken.append(other.broken);
        self.wanted.append(other.wanted);
        self.differ.extend(other.differ);
        self.missing.extend(other.missing);
        self.failed.extend(other.failed);
        self
    }
}

impl Walk<'_> {
    fn look_through(&self, bundle: &Bundle, looked: &mut Looked) {
        let mut files = std::mem::take(&mut looked.files);
        match self.site.render(bundle, &mut files) {
            Ok(()) => {
                for file in &files {
                    self.follow_all(file, looked);
                    self.compare(file, looked);
                }
            }
            Err(finding) => looked.failed.push(finding),
        }
        looked.files = files;
    }

    fn follow_all(&self, file: &File, looked: &mut Looked) {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            return;
        };
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        let base = self.places.base();
        match ending {
            "html" => self.follow_page(file, &reference::of_page(text, base), looked),
            "css" => {
                let from = self.places.address(&file.path);
                for reference in reference::of_style(text) {
                    self.follow(
                        &file.path,
                        self.places.follow(&from, reference),
                        reference,
                        looked,
                    );
                }
            }
            "json" | "xml" | "txt" => {
                let from = self.places.address(&file.path);
                for address in reference::addresses(text, base) {
                    // A place within a document of data is a name, and nothing to jump to.
                    let address = address.split('#').next().unwrap_or_default();
                    self.follow(
                        &file.path,
                        self.places.follow(&from, address),
                        address,
                        looked,
                    );
                }
            }
            _ => {}
        }
    }

    fn follow_page(&self, file: &File, page: &reference::Page<'_>, looked: &mut Looked) {
        let own = self.places.address(&file.path);
        let from = page.base.as_deref().and_then(|it| own.join(it).ok());
        let from = from.unwrap_or(own);
        for load in &page.loads {
            if self.places.is_foreign(&from, load) {
                let target = load.as_ref().to_owned();
                looked.broken.add(Fault::Foreign, target, &file.path);
            }
        }
        let award = places::award_of(&file.path);
        // An erased one has nothing that could be checked.
        let has_proof = award.is_some_and(|it| self.places.has(&places::credential(&it)));
        let checks_award = page.marks_award && page.has_script;
        let missing = [
            (Fault::Unchecked, has_proof && !checks_award),
            (Fault::Unbound, !page.has_policy),
        ];
        for (fault, _) in missing.into_iter().filter(|it| it.1) {
            looked.broken.add(fault, String::new(), &file.path);
        }
        for reference in &page.references {
            let lead = self.places.follow(&from, reference);
            match &lead {
                Lead::File(path, Some(anchor)) if *path == file.path => {
                    if !has_anchor(page, anchor) {
                        // Told once for all pages of a kind.
                        let target = format!("#{anchor}");
                        looked.broken.add(Fault::Anchor, target, &file.path);
                    }
                }
                _ => self.follow(&file.path, lead, reference, looked),
            }
        }
    }

    fn follow(&self, from: &str, lead: Lead, reference: &str, looked: &mut Looked) {
        match lead {
            Lead::Away | Lead::File(_, None) => {}
            Lead::File(path, Some(anchor)) => {
                // Only a page has places to jump to.
                if path.ends_with(".html") {
                    let target = format!("{path}#{anchor}");
                    looked.wanted.add(Fault::Anchor, target, from);
                }
            }
            Lead::Missing(path, true) => looked.broken.add(Fault::Missing, path, from),
            Lead::Missing(path, false) => looked.broken.add(Fault::MissingAddress, path, from),
            Lead::Outside => looked
                .broken
                .add(Fault::Outside, reference.to_owned(), from),
        }
    }

    fn find_anchors(&self, looked: &mut Looked) {
        let mut wanted = std::mem::take(&mut looked.wanted);
        if wanted.is_empty() {
            return;
        }
        let pages = wanted.targets().filter_map(|it| it.split_once('#'));
        let pages: HashSet<String> = pages.map(|(page, _)| page.to_owned()).collect();
        let mut found = HashSet::new();
        let mut files = Vec::new();
        for bundle in self.site.bundles() {
            let is_wanted = self.site.paths(bundle).iter().any(|it| pages.contains(it));
            // What cannot be made was told before.
            if !is_wanted || self.site.render(bundle, &mut files).is_err() {
                continue;
            }
            for file in files.iter().filter(|it| pages.contains(&it.path)) {
                let text = String::from_utf8_lossy(&file.bytes);
                let page = reference::of_page(&text, self.places.base());
                let anchors = page.anchors.iter().map(AsRef::as_ref).chain(["top"]);
                found.extend(anchors.map(|it| format!("{}#{it}", file.path)));
            }
        }
        wanted.retain(|it| !found.contains(it) && !self.is_award_to_verify(it));
        looked.broken.append(wanted);
    }

    /// Whether it is an award that the page which verifies is asked to look at: what stands behind the
    /// `#` there is no place, but read by its script.
    fn is_award_to_verify(&self, target: &str) -> bool {
        let id = target
            .strip_prefix(VERIFICATION)
            .and_then(|it| it.strip_prefix('#'));
        let id = id.and_then(|it| AwardId::new(it).ok());
        id.is_some_and(|it| self.places.has(&places::award_page(&it)))
    }

    fn compare(&self, file: &File, looked: &mut Looked) {
        let Some(public) = self.public else {
            return;
        };
        match std::fs::read(public.join(&file.path)) {
            Ok(bytes) if bytes == file.bytes => {}
            Ok(_) => looked.differ.push(file.path.clone()),
            Err(_) => looked.missing.push(file.path.clone()),
        }
    }
}

fn has_anchor(page: &reference::Page<'_>, anchor: &str) -> bool {
    anchor == "top" || page.anchors.iter().any(|it| it == anchor)
}

/// Files in `public` that the site does not have, sorted.
fn extras(public: &Path, places: &Places) -> Vec<String> {
    let found = walkdir::WalkDir::new(public).into_iter().flatten();
    let files = found.filter(|it| !it.file_type().is_dir());
    let names = files.filter_map(|it| relative(it.path().to_path_buf(), public));
    let names = names.filter(|it| !places.has(it));
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn relative(path: PathBuf, root: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let parts = inside.iter().map(|it| it.to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn differences(looked: &Looked, extras: &[String]) -> Option<Diagnostic> {
    let old: Vec<&String> = extras.iter().filter(|it| is_of_award(it)).collect();
    let first = |paths: &mut dyn Iterator<Item = &String>| {
        let (count, first) =
            paths.fold((0, None), |(count, first): (usize, Option<String>), it| {
                let first = first
                    .filter(|first| first <= it)
                    .unwrap_or_else(|| it.clone());
                (count + 1, Some(first))
            });
        first.map(|first| (count, first))
    };
    let parts = [
        ("differ", "differs", first(&mut looked.differ.iter())),
        (
            "are missing",
            "is missing",
            first(&mut looked.missing.iter()),
        ),
        ("are left over", "is left over", first(&mut old.into_iter())),
    ];
    let told = parts.into_iter().filter_map(|(many, one, found)| {
        Some(match found? {
            (1, first) => format!("`{first}` {one}"),
            (count, first) => format!("{count} files {many}, such as `{first}`"),
        })
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| {
        let message = format!(
            "`public` is not the site that is built now: {}",
            told.join("; ")
        );
        Diagnostic::error(message)
            .hint("run `accolade build --verify`, which writes what differs, and publish that")
    })
}

fn strangers(extras: &[String]) -> Option<Diagnostic> {
    let mut strangers = extras.iter().filter(|it| !is_of_award(it));
    let first = strangers.next()?;
    let more = match strangers.count() {
        0 => String::new(),
        1 => " and 1 more file".to_owned(),
        count => format!(" and {count} more files"),
    };
    let message =
        format!("no build makes `public/{first}`{more}, and it is published with the site");
    Some(Diagnostic::warning(message).hint("remove what you did not put there yourself"))
}

fn is_of_award(path: &str) -> bool {
    places::award_of(path).is_some()
}
