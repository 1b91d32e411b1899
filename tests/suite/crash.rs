//! `issue` interrupted anywhere: killed at, or refused by the system, every step that changes a file.
//!
//! Needs `strace`; without it the tests say that they skip.

use std::process::{Command, Output};

use crate::issuing::{IssuingSite, told};
use crate::steps::{Step, steps};

const ISSUE: [&str; 2] = ["issue", "--yes"];

#[test]
fn a_kill_at_any_step_leaves_the_act_absent_or_complete_and_the_next_issue_ends_it() {
    kill_at_every_step(&IssuingSite::new());
}

/// Then nothing but the note of the interrupted act tells which id belongs to which record.
#[test]
fn a_kill_at_any_step_does_no_harm_where_credentials_name_nobody() {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    let privacy = "\n[privacy]\nnames = \"none\"\nidentity = \"none\"\n";
    site.write("accolade.toml", &(settings + privacy));
    kill_at_every_step(&site);
}

fn kill_at_every_step(site: &IssuingSite) {
    let Some(steps) = steps_of(site, &ISSUE) else {
        return;
    };
    assert!(steps.len() > 20, "{steps:?}");
    let mut done_when_killed = 0;
    for step in &steps {
        let site = site.fork();
        let output = met(&site, step, "signal=KILL", &ISSUE);
        assert!(!output.status.success(), "{step:?} was not reached");
        let files = site.ledger_files().len();
        assert!(files <= 1, "{step:?}");
        done_when_killed += files;
        let plan = site.plan();
        let expected = if files == 1 { (0, 3) } else { (3, 0) };
        assert_eq!(
            (&plan["new"], &plan["already_issued"]),
            (&expected.0.into(), &expected.1.into()),
            "{step:?}"
        );
        check_completed(&site, step);
    }
    // Both halves were met: steps before the act, and steps after it.
    assert!(done_when_killed > 0 && done_when_killed < steps.len());
    println!(
        "killed at {} steps, {done_when_killed} of them after the act",
        steps.len()
    );
}

#[test]
fn a_full_disk_at_any_step_is_told_and_does_no_harm() {
    refuse_every_step("ENOSPC");
}

#[test]
fn a_broken_disk_at_any_step_is_told_and_does_no_harm() {
    refuse_every_step("EIO");
}

fn refuse_every_step(error: &str) {
    let site = IssuingSite::new();
    let Some(steps) = steps_of(&site, &ISSUE) else {
        return;
    };
    let mut told_of = 0;
    for step in &steps {
        let site = site.fork();
        let output = met(&site, step, &format!("error={error}"), &ISSUE);
        let said = told(&output);
        if output.status.success() {
            // What can be done without, the cache of the ledger, may fail.
            assert!(
                step.text.contains(".accolade"),
                "{step:?} failed in silence"
            );
        } else {
            told_of += 1;
            assert_eq!(output.status.code(), Some(1), "{step:?}: {said}");
            assert!(names_a_path(&site, &said), "{step:?}: {said}");
        }
        check_completed(&site, step);
    }
    assert!(told_of * 2 > steps.len(), "{told_of} of {}", steps.len());
}

pub fn names_a_path(site: &IssuingSite, said: &str) -> bool {
    said.contains(site.root().to_str().unwrap()) || said.contains("awards/2026-spring.csv")
}

/// The next `issue` ends what was begun: every record issued once, and nothing left behind.
fn check_completed(site: &IssuingSite, step: &Step) {
    site.issue();
    let files = site.ledger_files();
    assert_eq!(files.len(), 1, "{step:?}");
    let ledger = site.read(&format!("ledger/{}", files[0]));
    let records = site.read("awards/2026-spring.csv");
    let issued = ledger.lines().filter(|it| it.starts_with(r#"{"issued""#));
    let ids: Vec<String> = issued
        .map(|it| it.split('"').nth(5).unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 3, "{step:?}");
    assert!(
        ids.iter().all(|it| records.contains(it.as_str())),
        "{step:?}: {records}"
    );
    let plan = site.plan();
    assert_eq!(
        (&plan["new"], &plan["already_issued"]),
        (&0.into(), &3.into()),
        "{step:?}"
    );
    for path in site.all_files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let left_over = name == ".unfinished" || name == "interrupted-act.json";
        assert!(!left_over, "{step:?} left {}", path.display());
    }
    let records = std::fs::read_dir(site.root().join("awards")).unwrap();
    assert_eq!(records.count(), 1, "{step:?} left a copy of the records");
}

/// Every step of a command that changes a file of the site; `None` where nothing can be traced.
pub fn steps_of(site: &IssuingSite, arguments: &[&str]) -> Option<Vec<Step>> {
    let counted = site.fork();
    steps(&counted.root(), |command| {
        with_program(&counted, command, arguments)
    })
}

/// Runs a command that is met by `fate` at one of its steps.
pub fn met(site: &IssuingSite, step: &Step, fate: &str, arguments: &[&str]) -> Output {
    with_program(site, step.met_by(fate), arguments)
}

fn with_program(site: &IssuingSite, mut command: Command, arguments: &[&str]) -> Output {
    site.prepare(&mut command);
    command.arg(env!("CARGO_BIN_EXE_accolade"));
    command.args(arguments).arg(site.root());
    command.output().unwrap()
}
