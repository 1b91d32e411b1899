//! `--base`: the ledger only grew.

use super::*;

fn more(site: &IssuingSite) {
    let name = "awards/2026-spring.csv";
    let row = "rust-101,Alan Turing,alan@recipients.example,2026-05-04,\n";
    site.write(name, &(site.read(name) + row));
    site.issue();
}

#[test]
fn a_ledger_that_grew_is_right() {
    let site = committed();
    more(&site);
    commit(&site, "More");
    site.succeed(&["check", "--base", "HEAD~1"]);
    site.succeed(&["check", "--base", "HEAD"]);
}

#[test]
fn what_was_there_and_is_gone_or_another_is_told() {
    let site = committed();
    more(&site);
    commit(&site, "More");
    // Without the last act, the ledger is sound in itself.
    let last = site
        .ledger_files()
        .into_iter()
        .find(|it| site.read(&format!("ledger/{it}")).contains("Alan Turing"));
    fs::remove_file(site.root().join("ledger").join(last.unwrap())).unwrap();
    fs::remove_file(site.root().join("awards/2026-spring.csv")).unwrap();
    finds(&site, "since-gone", &["check", "--base", "main"]);
}

#[test]
fn a_ledger_made_anew_is_told() {
    let site = committed();
    let name = ledger_file(&site);
    forge(&site, &name, |text| {
        text.replacen("Grace Hopper", "Grace Hooper", 1)
    });
    let said = said(&site, &["check", "--base", "HEAD"]);
    assert!(said.contains("is in `HEAD`, and missing here"), "{said}");
    assert!(
        said.contains("is not proven") && said.contains("2 errors"),
        "{said}"
    );
}

#[test]
fn keys_and_address_that_go_back_are_told() {
    let site = committed();
    let keys = site.read("keys.toml");
    site.write("keys.toml", &keys.replacen("\"active\"", "\"retired\"", 1));
    commit(&site, "A key retires");
    let (head, tail) = keys.split_at(keys.rfind("[[key]]").unwrap());
    assert!(tail.contains("backup"));
    site.write("keys.toml", head);
    edit(
        &site,
        "accolade.toml",
        "badges.example.org/",
        "example.org/badges/",
    );
    finds(&site, "since-keys", &["check", "--base", "HEAD"]);
}

#[test]
fn a_revision_that_git_does_not_know_is_told() {
    let site = committed();
    finds(&site, "since-nowhere", &["check", "--base", "origin/main"]);
    for hostile in ["--upload-pack=x", "", "HEAD:ledger", "-n"] {
        let argument = format!("--base={hostile}");
        let said = said(&site, &["check", &argument]);
        assert!(said.contains("git knows no revision"), "{said}");
    }
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    finds(&site, "since-without-git", &["check", "--base", "main"]);
}

#[test]
fn without_the_program_git_that_is_said() {
    let site = committed();
    let mut command = site.command(&["check", "--base", "main"]);
    let output = command.env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = told(&output);
    assert!(said.contains("the program `git` cannot be run"), "{said}");
    assert!(said.contains("hint: install git"), "{said}");
}
