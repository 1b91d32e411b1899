//! A small site that issues through the program, with its private keys beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::workbench::copy;

/// A site in a temporary folder.
pub struct IssuingSite {
    folder: tempfile::TempDir,
}

impl IssuingSite {
    /// With one badge, three records, and no keys.
    pub fn without_keys() -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        site.write("accolade.toml", SETTINGS);
        site.write("badges/rust-101/index.md", BADGE);
        site.write("badges/rust-101/badge.svg", PICTURE);
        site.write("awards/2026-spring.csv", RECORDS);
        site
    }

    /// The same with keys.
    pub fn new() -> Self {
        let site = Self::without_keys();
        site.succeed(&["key", "new", "--no-passphrase"]);
        site
    }

    /// A copy of everything, keys included.
    pub fn fork(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        Self { folder }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// The folder of private keys.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).unwrap()
    }

    /// The program, with the site's folder last.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        self.prepare(&mut command);
        command.args(arguments).arg(self.root());
        command
    }

    /// Gives a command the environment of this site.
    pub fn prepare(&self, command: &mut Command) {
        command
            .env("ACCOLADE_KEYS", self.keys())
            .env_remove("ACCOLADE_KEY")
            .env_remove("ACCOLADE_PASSPHRASE")
            .stdin(std::process::Stdio::null());
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and gives what it wrote to stdout.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail with `code`, and gives what it wrote to stderr.
    pub fn fail(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        told(&output)
    }

    pub fn issue(&self) -> Value {
        serde_json::from_str(&self.succeed(&["issue", "--yes", "--json"])).unwrap()
    }

    pub fn plan(&self) -> Value {
        serde_json::from_str(&self.succeed(&["issue", "--dry-run", "--json"])).unwrap()
    }

    /// The names of the ledger's files, sorted.
    pub fn ledger_files(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root().join("ledger")) else {
            return Vec::new();
        };
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|it| it.ends_with(".jsonl")).collect();
        names.sort();
        names
    }

    /// Every file below the site, by its path.
    pub fn all_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        walk(&self.root(), &mut files);
        files
    }
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

const SETTINGS: &str = r#"base_url = "https://badges.example.org/"

[issuer]
name = "Example Makers"
url = "https://example.org/"
email = "badges@example.org"
"#;

const BADGE: &str = r#"+++
name = "Rust 101"
description = "Has written a first program in Rust."
+++

Write a program, and show it.
"#;

const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><title>Rust 101</title><circle cx="32" cy="32" r="30" fill="#a33"/></svg>
"##;

pub const RECORDS: &str = "\
badge,name,email,issued_on
rust-101,Ada Lovelace,ada@recipients.example,2026-05-02
rust-101,Grace Hopper,grace@recipients.example,2026-05-02
rust-101,Edsger Dijkstra,edsger@recipients.example,2026-05-03
";
