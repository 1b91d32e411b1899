//! `key`, through the program.

use std::fs;

use crate::issuing::{IssuingSite, told};

#[test]
fn a_new_site_gets_a_working_and_a_backup_key_outside_its_folder() {
    let site = IssuingSite::without_keys();
    let output = site
        .command(&["key", "new"])
        .env("ACCOLADE_PASSPHRASE", "correct horse")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    let list = site.read("keys.toml");
    let files: Vec<_> = fs::read_dir(site.keys())
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    assert_eq!(files.len(), 2);
    for path in &files {
        assert!(said.contains(path.to_str().unwrap()), "{said}");
        let text = fs::read_to_string(path).unwrap();
        assert!(
            text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            "{text}"
        );
        assert!(!list.contains("PRIVATE"));
    }
    assert!(!said.contains("correct horse") && !told_of(&output.stderr).contains("correct horse"));
    assert_eq!(list.matches("[[key]]").count(), 2);
    assert!(
        list.contains("state = \"active\"") && list.contains("state = \"backup\""),
        "{list}"
    );
    let told = site.fail(&["issue", "--yes"], 1);
    assert!(told.contains("ACCOLADE_PASSPHRASE"), "{told}");
    let issue = |passphrase: &str| {
        let mut command = site.command(&["issue", "--yes"]);
        command
            .env("ACCOLADE_PASSPHRASE", passphrase)
            .output()
            .unwrap()
    };
    let wrong = issue("wrong horse");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(told_of(&wrong.stderr).contains("the passphrase is wrong"));
    assert!(issue("correct horse").status.success());
}

fn told_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_list_says_which_private_keys_are_here() {
    let site = IssuingSite::new();
    let list: serde_json::Value =
        serde_json::from_str(&site.succeed(&["key", "list", "--json"])).unwrap();
    assert_eq!(list["keys"][0]["state"], "active");
    assert_eq!(list["keys"][1]["label"], "backup");
    let backup = list["keys"][1]["file"].as_str().unwrap();
    fs::remove_file(backup).unwrap();
    let text = site.succeed(&["key", "list"]);
    assert!(
        text.contains(list["keys"][0]["file"].as_str().unwrap()),
        "{text}"
    );
    assert_eq!(text.matches("not on this computer").count(), 1, "{text}");
}

#[test]
fn no_new_keys_are_made_where_those_of_the_ledger_are_missing() {
    let site = IssuingSite::new();
    site.issue();
    fs::remove_file(site.root().join("keys.toml")).unwrap();
    let told = site.fail(&["key", "new", "--no-passphrase"], 1);
    assert!(told.contains("git restore keys.toml"), "{told}");
    assert_eq!(fs::read_dir(site.keys()).unwrap().count(), 2);
}

#[test]
fn what_is_for_one_more_key_is_refused_where_there_is_none() {
    let site = IssuingSite::without_keys();
    for words in [
        &["--backup"][..],
        &["--break-glass", "--yes"],
        &["--label", "x"],
    ] {
        let mut all = vec!["key", "new", "--no-passphrase"];
        all.extend(words);
        let told = site.fail(&all, 2);
        assert!(told.contains("makes a working and a backup key"), "{told}");
    }
    assert!(!site.keys().exists());
}

#[test]
fn a_private_key_is_never_put_where_it_may_be_published() {
    let site = IssuingSite::without_keys();
    let refuse = |folder: &std::path::Path| {
        let mut command = site.command(&["key", "new", "--no-passphrase"]);
        let output = command.env("ACCOLADE_KEYS", folder).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        told(&output)
    };
    let told = refuse(&site.root().join("private/keys"));
    assert!(told.contains("inside the site's folder"), "{told}");
    let tree = tempfile::tempdir().unwrap();
    fs::create_dir(tree.path().join(".git")).unwrap();
    let told = refuse(&tree.path().join("a/b"));
    assert!(told.contains("is a git work tree"), "{told}");
    assert!(!site.root().join("keys.toml").exists());
}

#[test]
fn a_passphrase_is_asked_for_at_a_terminal_only() {
    let site = IssuingSite::without_keys();
    assert!(site.fail(&["key", "new"], 2).contains("--no-passphrase"));
    assert!(!site.keys().exists());
}

#[cfg(unix)]
#[test]
fn a_private_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let site = IssuingSite::new();
    for entry in fs::read_dir(site.keys()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let mode = fs::metadata(site.root().join("keys.toml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o400, 0o400);
    assert_ne!(mode & 0o044, 0);
}
