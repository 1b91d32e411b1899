//! What commands write to stdout.

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
