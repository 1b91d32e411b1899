//! A content folder for one test, and the program run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder that holds a site.
pub struct Project {
    folder: tempfile::TempDir,
    output: Option<Output>,
}

impl Project {
    /// A folder without a file.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            folder,
            output: None,
        }
    }

    /// A site with one badge, `rust-101`, and no award.
    pub fn new() -> Self {
        Self::empty()
            .file("accolade.toml", SETTINGS)
            .file("badges/rust-101/index.md", BADGE)
    }

    /// The same with the award table `awards/spring.csv`.
    pub fn with_awards(table: &str) -> Self {
        Self::new().file("awards/spring.csv", table)
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A file's path.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("folders");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the program in the folder, with nothing to read on stdin.
    pub fn run<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        let output = Command::new(env!("CARGO_BIN_EXE_accolade"))
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .env_remove("RUST_BACKTRACE")
            .output();
        self.output = Some(output.expect("the program starts"));
        self
    }

    /// The exit code of the last run.
    pub fn code(self, expected: i32) -> Self {
        let code = self.last().status.code();
        assert_eq!(
            code,
            Some(expected),
            "\n{}{}",
            self.stdout_text(),
            self.stderr_text()
        );
        self
    }

    /// The whole of what the last run said on stdout.
    pub fn stdout(self, expected: &str) -> Self {
        similar_asserts::assert_eq!(self.stdout_text(), expected);
        self
    }

    /// The whole of what the last run said on stderr.
    pub fn stderr(self, expected: &str) -> Self {
        similar_asserts::assert_eq!(self.stderr_text(), expected);
        self
    }

    /// The whole of a file.
    pub fn holds(self, name: &str, expected: &str) -> Self {
        similar_asserts::assert_eq!(self.read(name), expected);
        self
    }

    /// A part of a file.
    pub fn contains(self, name: &str, part: &str) -> Self {
        let text = self.read(name);
        assert!(text.contains(part), "{name} has no {part:?}:\n{text}");
        self
    }

    /// That there is no such file.
    pub fn has_no(self, name: &str) -> Self {
        assert!(!self.path(name).exists(), "{name} is there");
        self
    }

    /// What the last run said on stdout.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.last().stdout).into_owned()
    }

    /// What the last run said on stderr.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.last().stderr).into_owned()
    }

    fn last(&self) -> &Output {
        self.output.as_ref().expect("the program ran")
    }
}

/// The settings of [`Project::new`].
pub const SETTINGS: &str = r#"base_url = "https://badges.example.org/"

[issuer]
name = "Example Makers"
url = "https://example.org/"
email = "badges@example.org"
"#;

/// The badge of [`Project::new`].
pub const BADGE: &str = r##"+++
name = "Rust 101"
description = "Writes small programs in Rust."

[artwork]
shape = "hexagon"
colour = "#2f6f4f"
text = "Rust"
+++
Finish the course.
"##;
