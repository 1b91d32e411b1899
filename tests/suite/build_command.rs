//! `accolade build`, run as its users run it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::build_ground::tree;

#[test]
fn it_says_what_was_built_and_the_second_time_that_nothing_changed() {
    let site = Content::new();
    let first = said(&site.run(&["build"]));
    assert!(first.contains("public: 1 badge, 0 awards, "), "{first}");
    assert!(
        first.contains(" written, 0 removed, 0 unchanged\n"),
        "{first}"
    );
    let second = said(&site.run(&["build"]));
    assert!(second.contains("\n0 written, 0 removed, "), "{second}");
}

#[test]
fn its_json_counts_what_is_on_disk() {
    let site = Content::new();
    let output = site.run(&["build", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = tree(&site.0.path().join("public"));
    assert_eq!(found["files"], files.len());
    assert_eq!(found["written"], files.len());
    let bytes: usize = files.values().map(Vec::len).sum();
    assert_eq!(found["bytes"], bytes);
    assert_eq!(found["badges"], 1);
}

#[test]
fn a_key_in_the_environment_is_not_needed_and_that_is_said() {
    let site = Content::new();
    let mut command = site.command(&["build"]);
    let output = command.env("ACCOLADE_KEY", "a secret").output().unwrap();
    let note = String::from_utf8(output.stderr).unwrap();
    assert!(
        note.contains("needs no key") && !note.contains("a secret"),
        "{note}"
    );
    assert!(output.status.success());
}

#[test]
fn a_folder_that_is_no_site_is_refused_and_nothing_is_written_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(PROGRAM)
        .arg("build")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("accolade.toml"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let wrong = Command::new(PROGRAM)
        .args(["build", "--jobs", "0"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn it_opens_no_socket() {
    let site = Content::new();
    let log = site.0.path().join("sockets");
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-qq", "-e", "trace=%network", "-o"])
        .arg(&log);
    let Ok(output) = strace.arg(PROGRAM).arg("build").arg(site.0.path()).output() else {
        println!("skipped: strace is not on this machine");
        return;
    };
    assert!(output.status.success());
    // Two ends of a pipe within the program are none of its connections.
    let log = fs::read_to_string(log).unwrap();
    let calls: Vec<&str> = log.lines().filter(|it| it.contains('(')).collect();
    assert_eq!(calls, [""; 0]);
}

#[test]
fn clock_zone_language_threads_and_place_change_no_byte() {
    let mut trees = Vec::new();
    for (zone, language, threads) in [
        ("UTC", "C", "1"),
        ("Pacific/Auckland", "tr_TR.UTF-8", "2"),
        ("America/St_Johns", "de_DE.UTF-8", "16"),
    ] {
        let site = Content::new();
        let mut command = site.command(&["build", "--jobs", threads]);
        let output = command
            .env("TZ", zone)
            .env("LC_ALL", language)
            .env_remove("HOME")
            .output();
        assert!(output.unwrap().status.success());
        trees.push(tree(&site.0.path().join("public")));
    }
    assert!(trees[0].len() > 5);
    assert!(trees.iter().all(|it| *it == trees[0]));
}

/// A content folder with one badge.
struct Content(tempfile::TempDir);

impl Content {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "accolade.toml", SETTINGS);
        write(folder.path(), "badges/first/index.md", BADGE);
        Self(folder)
    }

    /// The program with these words, and the folder behind them.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(words).arg(self.0.path());
        command.env_remove("ACCOLADE_KEY");
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        let output = self.command(words).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_accolade");

const SETTINGS: &str = r#"base_url = "https://badges.example.org/"

[issuer]
name = "Example Makers"
url = "https://example.org/"
email = "badges@example.org"
"#;

const BADGE: &str = r#"+++
name = "First badge"
description = "Earned by everybody who tries."

[artwork]
shape = "hexagon"
palette = "ocean"
+++

Try it.
"#;
