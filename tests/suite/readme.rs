//! Every command and sample file of the README works as shown.
//!
//! Blocks marked `console` are run in order in one folder: a line after `$ ` is a command, the lines
//! below it are its complete output, in which `…` stands for anything within a line, and on a line
//! of its own at the end for any number of lines. A block whose
//! mark names a path is that file's content, written before the commands that follow. A block
//! marked `text` is a message that one of `tests/mistakes` gets.

use std::path::Path;
use std::process::{Command, Output};

use accolade::artwork::{Icon, Palette, Shape};
use accolade::model::vocabulary::{ACHIEVEMENT_TYPES, ALIGNMENT_TYPES, RESULT_TYPES};

use crate::example;

#[test]
fn every_console_session_of_the_readme_runs_and_prints_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    example::copy(
        &example::repository().join("example-site"),
        &root.join("example-site"),
    );
    let mut commands = 0;
    for block in blocks(&readme()) {
        if let Some(path) = block.file() {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), &block.text).unwrap();
        } else if block.mark == "console" {
            commands += run_session(root, &block.text);
        }
    }
    assert!(commands >= 5, "the README shows a session");
}

#[test]
fn every_message_of_the_readme_is_one_that_a_mistake_gets() {
    let mistakes = example::files(&example::repository().join("tests/mistakes"));
    let messages = mistakes.iter().filter(|file| file.ends_with("message.txt"));
    let messages: Vec<_> = messages
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let shown = blocks(&readme())
        .into_iter()
        .filter(|block| block.mark == "text");
    for block in shown {
        let is_told = messages.iter().any(|message| message.contains(&block.text));
        assert!(is_told, "{}", block.text);
    }
}

#[test]
fn the_command_that_builds_the_example_is_the_one_that_the_tests_run() {
    let text = readme();
    assert!(text.contains("cargo run --release -- build example-site\n"));
    assert!(text.contains("tests/run\n"));
    assert!(example::built().join("index.html").is_file());
}

#[test]
fn the_program_installs_with_the_command_of_the_readme() {
    assert!(readme().contains("cargo install --path .\n"));
    let folder = tempfile::tempdir().unwrap();
    // The test's own build is used again, so that nothing is compiled twice.
    let target = Path::new(env!("CARGO_BIN_EXE_accolade"))
        .ancestors()
        .nth(2)
        .unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["install", "--locked", "--offline", "--path"])
        .arg(example::repository())
        .arg("--root")
        .arg(folder.path())
        .arg("--target-dir")
        .arg(target)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(folder.path().join("bin/accolade").is_file());
}

#[test]
fn the_readme_lists_every_word_that_the_program_knows() {
    let shapes: Vec<_> = Shape::names().collect();
    let palettes: Vec<_> = Palette::names().collect();
    let icons: Vec<_> = Icon::names().collect();
    assert!(!shapes.is_empty() && !palettes.is_empty() && !icons.is_empty());
    let text = readme();
    for (key, words) in [
        ("`shape`", shapes.as_slice()),
        ("`palette`", &palettes),
        ("`icon`", &icons),
        ("`kind`", &ACHIEVEMENT_TYPES),
        ("`type` of an `[[alignment]]`", &ALIGNMENT_TYPES),
        ("`type` of a `[[result]]`", &RESULT_TYPES),
    ] {
        let row = text
            .lines()
            .find_map(|it| it.strip_prefix(&format!("| {key} | ")))
            .unwrap_or_else(|| panic!("the README has no row for {key}"));
        let row = row.trim_end_matches(" |").split(", or ").next().unwrap();
        let mut listed: Vec<_> = row.split(", ").map(|it| it.trim_matches('`')).collect();
        let mut words = words.to_vec();
        listed.sort_unstable();
        words.sort_unstable();
        assert_eq!(listed, words, "{key}");
    }
}

struct Block {
    mark: String,
    text: String,
}

impl Block {
    /// The file that the block shows, if it does: the word after the language.
    fn file(&self) -> Option<&str> {
        self.mark.split_once(' ').map(|(_, path)| path)
    }
}

fn readme() -> String {
    std::fs::read_to_string(example::repository().join("README.md")).unwrap()
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(mark) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = body.join("\n") + "\n";
        blocks.push(Block {
            mark: mark.to_owned(),
            text,
        });
    }
    blocks
}

fn run_session(root: &Path, text: &str) -> usize {
    let mut commands = 0;
    for part in format!("\n{text}").split("\n$ ").skip(1) {
        let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
        let output = run(root, command);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "`{command}` works: {said}{wrong}");
        if !shown.trim().is_empty() {
            let all = format!("{said}{wrong}");
            assert!(
                matches(shown.trim_end(), all.trim_end()),
                "`{command}` prints:\n{all}"
            );
        }
        commands += 1;
    }
    commands
}

fn run(root: &Path, command: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_accolade")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", command])
        .current_dir(root)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("ACCOLADE_KEYS", root.join("keys"))
        .env("ACCOLADE_PASSPHRASE", "a passphrase for the test alone")
        .output()
        .unwrap()
}

/// Whether each shown line matches the one printed; `…` stands for anything, and as the last line
/// for any number of lines.
fn matches(shown: &str, printed: &str) -> bool {
    if let Some(start) = shown.strip_suffix("\n…") {
        let lines: Vec<_> = printed.lines().take(start.lines().count()).collect();
        return matches(start, &lines.join("\n"));
    }
    let (shown, printed): (Vec<_>, Vec<_>) = (shown.lines().collect(), printed.lines().collect());
    shown.len() == printed.len() && shown.iter().zip(printed).all(|(a, b)| line_matches(a, b))
}

fn line_matches(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    let pieces: Vec<_> = shown.split('…').collect();
    for (index, piece) in pieces.iter().enumerate() {
        let found = if index == 0 {
            rest.starts_with(piece).then_some(0)
        } else {
            rest.find(piece)
        };
        let Some(at) = found else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty() || shown.ends_with('…')
}
