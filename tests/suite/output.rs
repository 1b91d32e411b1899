//! What commands write to stdout and stderr.

use std::fs::File;
use std::process::{Command, Stdio};

use crate::issuing::{IssuingSite, told};
use crate::project::Project;

#[test]
fn output_that_cannot_be_written_is_an_error_and_no_crash() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("skipped: this system has no /dev/full");
        return;
    };
    let site = IssuingSite::without_keys();
    site.write("export.csv", "Email\nada@recipients.example\n");
    let started = site.root().join("started");
    let export = site.root().join("export.csv");
    let (root, started) = (site.root(), started.to_str().unwrap().to_owned());
    let (root, export) = (root.to_str().unwrap(), export.to_str().unwrap());
    for words in [
        &["key", "new", "--no-passphrase", root][..],
        &["key", "list", root],
        &["key", "list", "--json", root],
        &["issue", "--dry-run", root],
        &["issue", "--yes", "--json", root],
        &["build", root],
        &["build", "--json", root],
        &[
            "init",
            &started,
            "--name",
            "A",
            "--url",
            "https://a.example/",
            "--email",
            "a@a.example",
        ],
        &[
            "import",
            export,
            root,
            "--badge",
            "rust-101",
            "--issued-on",
            "2026-05-02",
        ],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        site.prepare(&mut command);
        let output = command
            .args(words)
            .stdout(Stdio::from(full.try_clone().unwrap()))
            .stderr(Stdio::piped())
            .output();
        let output = output.unwrap();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{words:?}: {}",
            told(&output)
        );
        let told = told(&output);
        assert!(
            told.contains("cannot write the output"),
            "{words:?}: {told}"
        );
    }
}

/// Who cannot read what is told still gets the right exit code, and the act is done or not as it says.
#[test]
fn what_nobody_can_read_on_stderr_is_no_crash() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("skipped: this system has no /dev/full");
        return;
    };
    let site = IssuingSite::new();
    site.issue();
    let unread = |words: &[&str], code: i32| {
        let mut command = site.command(words);
        let command = command.env("ACCOLADE_KEY", "none");
        let output = command
            .stderr(Stdio::from(full.try_clone().unwrap()))
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    // A note, a finding, wrong usage, and a question that nobody sees.
    let built = unread(&["build"], 0);
    assert!(built.starts_with("Built "), "{built}");
    assert_eq!(unread(&["revoke", "aaaa", "--reason", "x", "--yes"], 1), "");
    assert_eq!(unread(&["issue", "--json"], 2), "");
    assert_eq!(unread(&["revoke"], 2), "");
    assert_eq!(site.ledger_files().len(), 1);
}

#[test]
fn the_next_step_names_the_folder_as_a_shell_takes_it() {
    let project = Project::empty().run([
        "init",
        "my badges",
        "--name",
        "A",
        "--url",
        "https://a.example/",
        "--email",
        "a@a.example",
    ]);
    let told = project.stdout_text();
    assert!(told.ends_with("accolade key new 'my badges'\n"), "{told}");
}

#[test]
fn new_keys_lead_to_issuing_in_that_folder() {
    let site = IssuingSite::without_keys();
    let told = site.succeed(&["key", "new", "--no-passphrase"]);
    let next = format!("Next: `accolade issue {}`.\n", site.root().display());
    assert!(told.ends_with(&next), "{told}");
}
