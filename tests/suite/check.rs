//! `accolade check`: every finding, told in full, one file each in `tests/findings`.
//!
//! `ACCOLADE_BLESS=1` writes what is told now; read the difference before it is committed. What
//! differs from run to run, ids, file names and keys, stands as `ID1`, `FILE1`, `KEY1`.

mod at_once;
mod base;
mod clash;
mod conflict;
mod history;
mod life;
mod live;
mod mistakes;
mod site;
mod tracked;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use accolade::ledger::Ledger;

use crate::issuing::{IssuingSite, told};

/// A site with three awards, in a repository of git.
static COMMITTED: LazyLock<IssuingSite> = LazyLock::new(|| {
    let site = IssuingSite::new();
    site.write(".gitignore", "/awards/\n/public/\n/.accolade/\n");
    site.write(".gitattributes", "/ledger/** -text\n");
    site.issue();
    git(&site, &["init", "--quiet", "--initial-branch=main"]);
    commit(&site, "The first awards");
    site
});

fn committed() -> IssuingSite {
    COMMITTED.fork()
}

/// Runs git in the folder of a site, as nobody in particular.
fn git(site: &IssuingSite, arguments: &[&str]) -> String {
    git_in(&site.root(), arguments)
}

fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .args([
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.org",
        ])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn commit(site: &IssuingSite, message: &str) {
    git(site, &["add", "--all"]);
    git(site, &["commit", "--quiet", "--message", message]);
}

/// Replaces a part of a file, which must be there.
fn edit(site: &IssuingSite, name: &str, from: &str, to: &str) {
    let text = site.read(name);
    assert!(text.contains(from), "{name} has no {from}: {text}");
    site.write(name, &text.replacen(from, to, 1));
}

/// The only file of the ledger.
fn ledger_file(site: &IssuingSite) -> String {
    format!("ledger/{}", site.ledger_files()[0])
}

/// Changes a ledger file and gives it the name that its lines have then, as somebody would who
/// knows how.
fn forge(site: &IssuingSite, name: &str, change: impl Fn(String) -> String) -> String {
    let text = change(site.read(name));
    let forged = named_by_its_lines(name, &text);
    fs::remove_file(site.root().join(name)).unwrap();
    site.write(&forged, &text);
    forged
}

/// The name that a ledger file of these lines has, after that of another.
fn named_by_its_lines(name: &str, text: &str) -> String {
    use accolade::ledger::digest::{FileDigest, of_line};
    let mut digest = FileDigest::default();
    text.lines()
        .for_each(|it| digest.add(&of_line(it.as_bytes())));
    let stem = name.rsplit_once('-').unwrap().0;
    format!("{stem}-{}.jsonl", digest.finish())
}

/// Adds an act with these entries, which follows all that there is.
fn add_act(site: &IssuingSite, entries: &[String]) -> String {
    let ledger = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let parents = serde_json::to_string(ledger.heads()).unwrap();
    let made = ledger.last_act().unwrap();
    let day = made.to_string()[..10].to_owned();
    let header = format!(r#"{{"accolade":"ledger/1","parents":{parents},"made":"{made}"}}"#);
    let name = format!("ledger/{day}-act-0000000000000000.jsonl");
    let text = format!("{header}\n{}\n", entries.join("\n"));
    site.write(&name, &text);
    forge(site, &name, |text| text)
}

/// Checks a site, and compares all that is said, on stderr and then on stdout, with the file of
/// that name.
fn finds(site: &IssuingSite, name: &str, arguments: &[&str]) {
    let said = said(site, arguments);
    let path = findings_folder().join(format!("{name}.txt"));
    if std::env::var_os("ACCOLADE_BLESS").is_some() {
        fs::write(&path, &said).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    similar_asserts::assert_eq!(said, expected, "{}", name);
}

fn findings_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")
}

/// The same words in every run, with the exit code first.
fn said(site: &IssuingSite, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    site.prepare(&mut command);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command
        .current_dir(site.root())
        .args(arguments)
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    let all = format!(
        "$ accolade {}\n[exit code {code}]\n{}{}",
        arguments.join(" "),
        told(&output),
        String::from_utf8_lossy(&output.stdout)
    );
    steady(site, all)
}

fn steady(site: &IssuingSite, mut text: String) -> String {
    text = text.replace(site.root().to_str().unwrap(), "SITE");
    text = numbered(&text, "FILE", |it| {
        it.len() > 28 && it.ends_with(".jsonl") && it.starts_with("20")
    });
    text = numbered(&text, "KEY", |it| it.len() == 48 && it.starts_with("z6Mk"));
    text = numbered(&text, "HASH", |it| {
        it.len() >= 32 && it.bytes().all(|it| it.is_ascii_hexdigit())
    });
    let text = numbered(&text, "ID", |it| {
        it.len() == 26 && it.bytes().all(|it| matches!(it, b'a'..=b'z' | b'2'..=b'7'))
    });
    // The folder of an award, and its place in a list.
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut line = match line.starts_with("added = ") {
            true => "added = TIME".to_owned(),
            false => line.to_owned(),
        };
        for (before, after) in [
            ("awards/", "/ID"),
            ("index ", " of status"),
            ("Index` is `", "`"),
            ("asks for `", "`"),
        ] {
            let Some(start) = line.find(before).map(|it| it + before.len()) else {
                continue;
            };
            let Some(length) = line[start..].find(after) else {
                continue;
            };
            let is_number = line[start..start + length]
                .bytes()
                .all(|it| it.is_ascii_digit());
            if length > 0 && (is_number || length == 2 && before == "awards/") {
                line.replace_range(start..start + length, "…");
            }
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

/// Gives words of a kind numbers, in the order in which they come.
fn numbered(text: &str, kind: &str, is_one: impl Fn(&str) -> bool) -> String {
    let is_part = |it: char| it.is_ascii_alphanumeric() || kind == "FILE" && "-.".contains(it);
    let mut known: Vec<String> = Vec::new();
    let mut steady = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if is_one(word) {
            let number = known.iter().position(|it| it == word).unwrap_or_else(|| {
                known.push(word.to_owned());
                known.len() - 1
            });
            steady.push_str(&format!("{kind}{}", number + 1));
        } else {
            steady.push_str(word);
        }
        let next = after.chars().next();
        steady.extend(next);
        rest = &after[next.map_or(0, char::len_utf8)..];
    }
    steady
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let site = committed();
    finds(&site, "nothing", &["check"]);
    site.succeed(&["build"]);
    finds(&site, "nothing-built", &["check"]);
    finds(&site, "nothing-since", &["check", "--base", "HEAD"]);
}

#[test]
fn nothing_is_written_and_no_connection_is_opened() {
    let site = committed();
    let before = contents(&site);
    site.succeed(&["check"]);
    assert_eq!(contents(&site), before);
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-e", "trace=socket,connect", "-o"])
        .arg(log.path());
    strace.arg(env!("CARGO_BIN_EXE_accolade"));
    let traced = strace
        .args(["check", "--base", "HEAD"])
        .arg(site.root())
        .output();
    match traced {
        Ok(output) if output.status.success() => {
            let log = fs::read_to_string(log.path()).unwrap();
            assert!(!log.contains("AF_INET"), "{log}");
        }
        _ => println!("skipped: strace cannot trace on this machine"),
    }
}

fn contents(site: &IssuingSite) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = site.all_files();
    files.sort();
    let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
    files.into_iter().map(read).collect()
}

#[test]
fn a_program_reads_the_findings_as_json() {
    let site = committed();
    edit(
        &site,
        "badges/rust-101/index.md",
        "first program",
        "last program",
    );
    let output = site.run(&["check", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["errors"], &found["awards"]), (&1.into(), &3.into()));
    let finding = &found["findings"][0];
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["file"], "badges/rust-101/index.md");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&3.into(), &1.into())
    );
    assert!(finding["hint"].as_str().unwrap().contains("new `version`"));
    assert!(told(&output).is_empty(), "{}", told(&output));
}

#[test]
fn a_folder_that_is_no_site_is_told_and_wrong_usage_is_2() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command
            .arg("check")
            .args(arguments)
            .current_dir(folder.path());
        command.output().unwrap()
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("accolade.toml"), "{}", told(&output));
    for wrong in [
        &["--all"][..],
        &["--live", "ftp://example.org/"],
        &["--live", "my-badges"],
    ] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
