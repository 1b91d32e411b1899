//! Forgetting a person in the history of git, with the commands that `erase` prints.

use std::path::Path;
use std::process::{Command, Output};

use super::{Life, TABLE};
use crate::interop::{oracle, present};

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let tools = oracle().join(".venv/bin");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command.env("PATH", format!("{}:{path}", tools.display()));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_SYSTEM", "/dev/null");
    for of in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{of}_NAME"), "Somebody");
        command.env(format!("GIT_{of}_EMAIL"), "somebody@example.org");
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {told}");
    output
}

fn commit(life: &Life) {
    run(&life.0.root(), "git", &["add", "--all", "--force"]);
    let arguments = ["commit", "--quiet", "--message", "An act"];
    run(&life.0.root(), "git", &arguments);
}

/// Everything that any commit added, as text.
fn history(life: &Life) -> String {
    let arguments = ["log", "--all", "--patch", "--text"];
    let output = run(&life.0.root(), "git", &arguments);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_is_printed_takes_the_person_out_of_it_and_leaves_the_ledger_as_it_is() {
    let test = "what_is_printed_takes_the_person_out_of_it_and_leaves_the_ledger_as_it_is";
    if !present(&oracle().join(".venv/bin/git-filter-repo"), test) {
        return;
    }
    let life = Life::new();
    let root = life.0.root();
    run(&root, "git", &["init", "--quiet", "--initial-branch=main"]);
    // Tables are renamed, and stay in the history under every name that they had.
    life.0.write("awards/old.csv", &life.0.read(TABLE));
    commit(&life);
    std::fs::remove_file(root.join("awards/old.csv")).unwrap();
    commit(&life);
    let (ada, grace) = (life.id("Ada"), life.id("Grace"));
    for (stolen, next) in [("working", "second"), ("second", "third")] {
        life.0
            .succeed(&["key", "new", "--no-passphrase", "--label", next]);
        // Acts are dated in whole seconds: what was issued must lie before the second of the theft.
        std::thread::sleep(std::time::Duration::from_secs(1));
        let since = jiff::Timestamp::now().to_string();
        life.0
            .succeed(&["key", "compromise", "--yes", stolen, "--since", &since]);
        life.0.succeed(&["reissue", "--yes"]);
        life.build();
        commit(&life);
    }
    let before = history(&life);
    assert!(before.contains(r#"{"reissued":{"id":""#) && before.contains("Grace Hopper"));

    let told = life.0.succeed(&["erase", &ada, &grace, "--yes"]);
    // Asked again, it does not know any more when they were signed, nor which table had them.
    let again = life.0.succeed(&["erase", &ada, &grace, "--yes"]);
    for id in [&ada, &grace] {
        let path = format!("--path-glob '*awards/{}/{id}.*'", &id[..2]);
        for told in [&told, &again] {
            assert_eq!(told.matches(&path).count(), 1, "{told}");
        }
    }
    life.build();
    commit(&life);
    for told in [&told, &again] {
        forgotten(&Life(life.0.fork()), told, &before);
    }
}

/// Does what was told, and makes sure that the people are nowhere and everything else is as it was.
fn forgotten(life: &Life, told: &str, before: &str) {
    let ledger = |life: &Life| {
        let names = life.0.ledger_files();
        let texts = names.iter().map(|it| life.0.read(&format!("ledger/{it}")));
        texts.collect::<Vec<_>>()
    };
    let files = ledger(life);
    let table = life.0.read(TABLE);
    let from = told.find("  cat > ").unwrap();
    let to = told.find("Without `--force`").unwrap();
    let script: String = told[from..to]
        .lines()
        .map(|it| format!("{}\n", it.strip_prefix("  ").unwrap_or(it)))
        .collect();
    run(&life.0.root(), "sh", &["-ec", &script]);
    let after = history(life);
    for word in ["Grace Hopper", "Ada Lovelace", "grace@", "ada@"] {
        assert!(before.contains(word) && !after.contains(word), "{word}");
    }
    assert!(after.contains("Cleo, C."), "others are still there");
    assert_eq!(ledger(life), files);
    life.0.write(TABLE, &table);
    life.0.succeed(&["build"]);
    assert_eq!(life.0.plan()["new"], 0);
}

#[test]
fn what_is_printed_names_the_folder_as_the_repository_does() {
    let life = Life::new();
    let above = life.0.root().parent().unwrap().to_owned();
    run(&above, "git", &["init", "--quiet"]);
    let told = life.0.succeed(&["erase", &life.id("Grace"), "--yes"]);
    assert!(
        told.contains("--invert-paths --path site/awards/ "),
        "{told}"
    );
}
