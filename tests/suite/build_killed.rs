//! `accolade build` of a real site, killed at, or refused by the system, every step that changes a
//! file.
//!
//! What a build does where folders cannot be exchanged, or content changes once more, is tried
//! with a made-up site in `build_crash.rs`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::build_ground::{Tree, folder_in_memory, tree};
use crate::example::copy;
use crate::issuing::{IssuingSite, told};
use crate::steps::{Step, steps};

#[test]
fn a_kill_at_any_step_of_a_full_build_leaves_the_old_site_or_the_new_one() {
    let kept = AtomicUsize::new(0);
    let Some(count) = at_every_step(FULL, "signal=KILL", |attempt| {
        assert!(!attempt.output.status.success(), "{:?}", attempt.step);
        kept.fetch_add(usize::from(attempt.ensure_old_or_new()), Ordering::Relaxed);
    }) else {
        return;
    };
    // Both halves were met: steps before the exchange, and steps after it.
    let kept = kept.into_inner();
    assert!(kept > 0 && kept < count, "{kept} of {count}");
}

#[test]
fn a_kill_at_any_step_of_a_build_of_changes_leaves_whole_files_and_no_listing_of_what_is_not_there()
{
    at_every_step(CHANGED, "signal=KILL", |attempt| {
        assert!(!attempt.output.status.success(), "{:?}", attempt.step);
        attempt.ensure_files_are_whole_and_leaves_first();
    });
}

#[test]
fn a_refusal_at_any_step_of_a_full_build_is_told_and_one_whole_site_stays() {
    for error in ERRORS {
        at_every_step(FULL, error, |attempt| {
            attempt.ensure_told();
            attempt.ensure_old_or_new();
        });
    }
}

#[test]
fn a_refusal_at_any_step_of_a_build_of_changes_is_told_and_each_file_stays_whole() {
    for error in ERRORS {
        at_every_step(CHANGED, error, |attempt| {
            attempt.ensure_told();
            attempt.ensure_files_are_whole_and_leaves_first();
        });
    }
}

/// Builds the site of today over that of yesterday once for each step, met there by `fate`; looks
/// at what is left, and that the next build completes it. Gives the number of steps.
fn at_every_step(mode: &str, fate: &str, look: impl Fn(&Attempt) + Sync) -> Option<usize> {
    let story = Story::new();
    let is_whole = mode == FULL;
    let counted = story.ground(is_whole);
    let steps = steps(counted.path(), |command| {
        build(command, counted.path(), mode)
    })?;
    assert!(steps.len() >= LEAST_STEPS, "{steps:?}");
    let met = steps
        .iter()
        .filter(|it| fate != FULL_DISK || it.takes_room());
    let met: Vec<&Step> = met.collect();
    met.into_par_iter().for_each(|step| {
        let ground = story.ground(is_whole);
        let output = build(step.met_by(fate), ground.path(), mode);
        let found = tree(&ground.path().join("public"));
        let attempt = Attempt {
            story: &story,
            root: ground.path(),
            step,
            output,
            found,
        };
        look(&attempt);
        let is_killed = fate.starts_with("signal");
        attempt.ensure_next_build_completes(is_killed && !is_whole);
    });
    Some(steps.len())
}

/// A site as it was built yesterday, and its content of today.
struct Story {
    yesterday: tempfile::TempDir,
    today: tempfile::TempDir,
    old: Tree,
    new: Tree,
}

impl Story {
    /// Since yesterday an award and a badge have come, a badge that nobody earned has gone, and one
    /// has other criteria.
    fn new() -> Self {
        let site = IssuingSite::new();
        site.write("badges/welding/index.md", WELDING);
        site.issue();
        let yesterday = folder_in_memory();
        copy(&site.root(), yesterday.path());
        fs::remove_dir_all(site.root().join("badges/welding")).unwrap();
        site.write("badges/turning/index.md", &WELDING.replace("Weld", "Turn"));
        let records = site.read("awards/2026-spring.csv");
        site.write("awards/2026-spring.csv", &format!("{records}{NEW_RECORD}"));
        site.issue();
        let today = folder_in_memory();
        copy(&site.root(), today.path());
        succeed(yesterday.path());
        let old = tree(&yesterday.path().join("public"));
        let built = folder_in_memory();
        copy(today.path(), built.path());
        succeed(built.path());
        let new = tree(&built.path().join("public"));
        assert!(old.keys().any(|it| !new.contains_key(it)));
        assert!(new.keys().any(|it| !old.contains_key(it)));
        assert!(LISTINGS.iter().all(|it| old[*it] != new[*it]));
        Self {
            yesterday,
            today,
            old,
            new,
        }
    }

    /// The site of yesterday, with the content of today. A build of changes relies on the very folders
    /// that the one before left, so for that one the site is built there; one of the whole site does not,
    /// and a copy will do.
    fn ground(&self, may_be_copied: bool) -> tempfile::TempDir {
        let ground = folder_in_memory();
        copy(self.yesterday.path(), ground.path());
        if may_be_copied {
            for folder in ["public", ".accolade"] {
                copy(
                    &self.yesterday.path().join(folder),
                    &ground.path().join(folder),
                );
            }
        } else {
            succeed(ground.path());
        }
        for folder in ["badges", "ledger"] {
            fs::remove_dir_all(ground.path().join(folder)).unwrap();
        }
        copy(self.today.path(), ground.path());
        ground
    }
}

/// A build that was met by something, and what it left.
struct Attempt<'a> {
    story: &'a Story,
    root: &'a Path,
    step: &'a Step,
    output: Output,
    found: Tree,
}

impl Attempt<'_> {
    /// Says whether it is the old site.
    fn ensure_old_or_new(&self) -> bool {
        let is_old = self.found == self.story.old;
        assert!(is_old || self.found == self.story.new, "{:?}", self.step);
        is_old
    }

    fn ensure_files_are_whole_and_leaves_first(&self) {
        let (old, new) = (&self.story.old, &self.story.new);
        for (path, bytes) in &self.found {
            let known = [old.get(path), new.get(path)].contains(&Some(bytes));
            assert!(known, "{path} after {:?}", self.step);
        }
        // What a page or a list of the new site links to stands there before it does, and what one
        // of the old site links to goes after it went.
        let has_come = |path: &str| self.found.get(path) == new.get(path);
        for listing in LISTINGS {
            let listed = if has_come(listing) { new } else { old };
            let leaves = listed.keys().filter(|it| it.starts_with("awards/"));
            let badges = listed.keys().filter(|it| it.starts_with("badges/"));
            for path in leaves.chain(badges) {
                let is_there = self.found.contains_key(path);
                assert!(is_there, "{listing} without {path} after {:?}", self.step);
            }
        }
    }

    /// A build that fails says so and names a path; one that succeeds has built the new site.
    fn ensure_told(&self) {
        let said = told(&self.output);
        if self.output.status.success() {
            assert_eq!(self.found, self.story.new, "{:?}", self.step);
            // What can be done without may fail: the cache of the ledger; that an empty folder goes.
            let is_cache = self.step.text.contains(".accolade/");
            let is_spare = is_cache || self.step.call == "rmdir";
            assert!(is_spare, "{:?} failed in silence", self.step);
            return;
        }
        assert_eq!(
            self.output.status.code(),
            Some(1),
            "{:?}: {said}",
            self.step
        );
        assert!(said.contains("error: cannot "), "{:?}: {said}", self.step);
        let names_it = said.contains(self.root.to_str().unwrap());
        assert!(names_it, "{:?}: {said}", self.step);
    }

    fn ensure_next_build_completes(&self, has_nothing_left: bool) {
        succeed(self.root);
        let found = tree(&self.root.join("public"));
        assert_eq!(found, self.story.new, "{:?}", self.step);
        if has_nothing_left {
            let again = succeed(self.root);
            assert!(again.contains("\n0 written, 0 removed, "), "{again}");
        }
        for folder in [self.root, &self.root.join(".accolade")] {
            for entry in fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let left_over = name.contains(".accolade-") || name.ends_with("journal");
                assert!(!left_over, "{name} after {:?}", self.step);
            }
        }
    }
}

fn succeed(root: &Path) -> String {
    let output = build(Command::new("env"), root, CHANGED);
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Completes `command` with a build of `root` in one thread, so that its steps come in one order.
fn build(mut command: Command, root: &Path, mode: &str) -> Output {
    command.arg(env!("CARGO_BIN_EXE_accolade"));
    command.args(["build", "--jobs", "1"]);
    command.args(mode.split_whitespace());
    command.arg(root).env_remove("ACCOLADE_KEY");
    command.output().unwrap()
}

const FULL: &str = "--full";
const CHANGED: &str = "";

const FULL_DISK: &str = "error=ENOSPC";
const ERRORS: [&str; 2] = [FULL_DISK, "error=EIO"];

/// What lists others, and is another today.
const LISTINGS: [&str; 2] = ["catalog.json", "badges/index.html"];

/// Fewer would mean that the steps were not found.
const LEAST_STEPS: usize = 40;

const NEW_RECORD: &str = "rust-101,Barbara Liskov,barbara@recipients.example,2026-05-04\n";

const WELDING: &str = r#"+++
name = "Welding"
description = "Has welded two things into one."

[artwork]
shape = "circle"
palette = "ocean"
+++

Weld something.
"#;
