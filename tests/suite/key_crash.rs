//! Acts on keys interrupted anywhere: killed at, or refused by the system, every step that changes a
//! file. Afterwards the act is absent or complete, or the next command ends it; and no listed key is
//! without its private half.
//!
//! Needs `strace`; without it the tests say that they skip.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::issuing::{IssuingSite, told};
use crate::key_compromise::Robbed;
use crate::steps::{Step, steps};

#[test]
fn one_more_key_is_made_whole_or_not_at_all() {
    let site = IssuingSite::new();
    site.issue();
    let words = ["key", "new", "--no-passphrase", "--label", "spare"];
    at_every_step(&site, &words, |site, step| {
        let again = site.run(&words);
        // It was done, but for a word of it; or it is ended now, and nothing is made a second time.
        let said = told(&again);
        let is_done = said.contains("another key is called `spare` already");
        assert!(again.status.success() || is_done, "{step:?}: {said}");
        let keys = site.key_list();
        assert_eq!(keys.len(), 3, "{step:?}");
        for key in &keys {
            assert_eq!(key["in_ledger"], true, "{step:?}");
            let file = key["file"].as_str().unwrap_or_else(|| panic!("{step:?}"));
            let text = fs::read_to_string(file).unwrap();
            assert!(
                text.trim_end().ends_with("-----END PRIVATE KEY-----"),
                "{step:?}"
            );
        }
        assert_eq!(acts(site, "-key-"), 1, "{step:?}");
    });
}

#[test]
fn a_key_is_retired_whole_or_not_at_all() {
    let site = IssuingSite::new();
    site.issue();
    let words = ["key", "retire", "--yes", "working"];
    at_every_step(&site, &words, |site, step| {
        finish(site, &words, "is retired already", step);
        let states: Vec<_> = site
            .key_list()
            .iter()
            .map(|it| it["state"].clone())
            .collect();
        assert_eq!(states, ["retired", "active"], "{step:?}");
        assert_eq!(acts(site, "-retire-"), 1, "{step:?}");
    });
}

#[test]
fn a_key_is_compromised_whole_or_not_at_all() {
    let robbed = Robbed::new();
    let words = [
        "key",
        "compromise",
        "--yes",
        "working",
        "--since",
        &robbed.since,
    ];
    at_every_step(&robbed.site, &words, |site, step| {
        finish(site, &words, "is compromised since", step);
        let states: Vec<_> = site
            .key_list()
            .iter()
            .map(|it| it["state"].clone())
            .collect();
        assert_eq!(states, ["compromised", "active"], "{step:?}");
        assert_eq!(acts(site, "-compromise-"), 1, "{step:?}");
    });
}

#[test]
fn awards_are_signed_again_whole_or_not_at_all() {
    let robbed = Robbed::new();
    robbed.compromise();
    let words = ["reissue", "--yes"];
    at_every_step(&robbed.site, &words, |site, step| {
        site.succeed(&words);
        assert_eq!(acts(site, "-reissue-"), 1, "{step:?}");
        let left = site.succeed(&["reissue", "--dry-run", "--json"]);
        let left: Value = serde_json::from_str(&left).unwrap();
        assert_eq!(left["signed_again"], serde_json::json!([]), "{step:?}");
    });
}

/// Runs the same command again, which ends what was begun; or says that nothing was left to do.
fn finish(site: &IssuingSite, words: &[&str], already: &str, step: &Step) {
    let state = site.run(&["issue", "--dry-run"]);
    let again = site.run(words);
    let said = told(&again);
    assert!(
        again.status.success() || said.contains(already),
        "{step:?}: {said}"
    );
    // Whoever meets what was begun, without knowing of it, is told what ends it.
    if !state.status.success() {
        let said = told(&state);
        assert!(
            said.contains("an act on a key was interrupted")
                && said.contains("run `accolade issue`: it finishes that"),
            "{step:?}: {said}"
        );
        assert!(again.status.success(), "{step:?}: {said}");
    }
}

fn acts(site: &IssuingSite, label: &str) -> usize {
    let files = site.ledger_files().into_iter();
    files.filter(|it| it.contains(label)).count()
}

/// Lets the act be killed at, and refused by a full disk, every step that changes a file.
fn at_every_step(site: &IssuingSite, words: &[&str], check: impl Fn(&IssuingSite, &Step)) {
    let counted = site.fork();
    let folder = counted.root().parent().unwrap().to_path_buf();
    let Some(steps) = steps(&folder, |command| complete(&counted, command, words)) else {
        return;
    };
    for step in &steps {
        for fate in ["signal=KILL", "error=ENOSPC"] {
            let site = site.fork();
            let output = complete(&site, step.met_by(fate), words);
            let said = told(&output);
            assert!(!said.contains("panicked"), "{step:?}: {said}");
            if fate == "signal=KILL" {
                assert!(!output.status.success(), "{step:?} was not reached");
            } else if output.status.success() {
                // What can be done without, the cache of the ledger, may fail.
                assert!(
                    step.text.contains(".accolade"),
                    "{step:?} failed in silence"
                );
            } else {
                assert_eq!(output.status.code(), Some(1), "{step:?}: {said}");
                let folder = site.root().parent().unwrap().display().to_string();
                assert!(said.contains(&folder), "{step:?}: {said}");
            }
            no_secret_is_in(&site, step);
            any_act_ends_it(&site, step);
            check(&site, step);
            no_secret_is_in(&site, step);
            site.succeed(&["issue", "--dry-run"]);
        }
    }
    println!(
        "{words:?}: {} steps, each with a kill and a full disk",
        steps.len()
    );
}

/// Whoever goes on without knowing of it finds the act absent or complete.
fn any_act_ends_it(site: &IssuingSite, step: &Step) {
    let site = site.fork();
    site.succeed(&["issue", "--yes"]);
    site.succeed(&["build"]);
    let said = told(&site.run(&["check"]));
    assert!(!said.contains("interrupted"), "{step:?}: {said}");
    assert!(!said.contains("keys.toml"), "{step:?}: {said}");
}

fn complete(site: &IssuingSite, mut command: Command, words: &[&str]) -> Output {
    site.prepare(&mut command);
    command.arg(env!("CARGO_BIN_EXE_accolade")).args(words);
    command.arg(site.root()).output().unwrap()
}

fn no_secret_is_in(site: &IssuingSite, step: &Step) {
    for path in site.all_files() {
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("PRIVATE KEY"),
            "{step:?}: {}",
            path.display()
        );
    }
}
