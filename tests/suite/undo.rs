//! `accolade undo`: an act that nobody published leaves the ledger, whatever interrupts that.

mod keys;

use std::fs;

use crate::crash::{met, steps_of};
use crate::issuing::{IssuingSite, RECORDS, told};
use crate::steps::Step;

/// A site whose only act can be taken back, and the name of its file.
fn issued() -> (IssuingSite, String) {
    let site = IssuingSite::new();
    site.write(
        "awards/more.toml",
        "badge = \"rust-101\"\nissued_on = 2026-05-02\n\n[[award]] # the first\nemail = \"alan@recipients.example\"\n",
    );
    site.issue();
    let file = site.ledger_files().remove(0);
    (site, file)
}

#[test]
fn the_records_are_as_they_were_but_for_an_empty_column() {
    let (site, file) = issued();
    let toml = site.read("awards/more.toml");
    assert!(toml.contains("id = "), "{toml}");
    site.succeed(&["undo", "--yes", &file]);
    assert_eq!(
        site.read("awards/2026-spring.csv"),
        RECORDS
            .replace("issued_on\n", "issued_on,id\n")
            .replace("-02\n", "-02,\n")
            .replace("-03\n", "-03,\n")
    );
    let line = toml.lines().find(|it| it.starts_with("id = ")).unwrap();
    assert_eq!(
        site.read("awards/more.toml"),
        toml.replace(&format!("{line}\n"), "")
    );
    assert!(site.ledger_files().is_empty());
    assert_eq!(site.plan()["new"], 4);
    let ids = |site: &IssuingSite| site.issue()["issued"].to_string();
    assert!(
        !ids(&site).contains(line.split('"').nth(1).unwrap()),
        "new awards have new ids"
    );
    site.succeed(&["check"]);
}

/// The newest file of the ledger whose name holds `label`.
fn act(site: &IssuingSite, label: &str) -> String {
    let files = site.ledger_files();
    files.into_iter().find(|it| it.contains(label)).unwrap()
}

#[test]
fn what_replaced_or_renewed_an_award_leaves_its_record_as_it_was() {
    let (site, _) = issued();
    let table = site.read("awards/2026-spring.csv");
    let id = table
        .lines()
        .nth(2)
        .unwrap()
        .rsplit(',')
        .next()
        .unwrap()
        .to_owned();
    site.write(
        "awards/2026-spring.csv",
        &table.replace("Grace Hopper", "Grace B. M. Hopper"),
    );
    let corrected = site.read("awards/2026-spring.csv");
    site.succeed(&["replace", "--yes", &id, "--reason", "A name"]);
    assert_ne!(site.read("awards/2026-spring.csv"), corrected);
    let replaced = act(&site, "-replaced-");
    let said = site.succeed(&["undo", "--yes", &replaced]);
    let new = said.split("issued ").nth(1).unwrap()[..26].to_owned();
    assert!(
        said.starts_with(&format!(
            "ledger/{replaced}: 1 award, 2 other entries\n  issued {new}  rust-101 1  2026-spring  2026-05-02\n  \
             replaced {id} by {new}\n"
        )),
        "{said}"
    );
    let next = |name: &str| {
        let folder = site.root();
        format!(
            ".jsonl. What went before holds as it did; `accolade {name} {}` with its id makes a successor \
             again, unless it has another.\n",
            folder.display()
        )
    };
    assert!(said.ends_with(&next("replace")), "{said}");
    assert_eq!(site.plan()["new"], 0);
    assert!(
        said.contains("1 record gets back the id that it had"),
        "{said}"
    );
    assert_eq!(site.read("awards/2026-spring.csv"), corrected);
    // A revocation has no record to change.
    site.succeed(&["revoke", "--yes", &id, "--reason", "Issued twice"]);
    let said = site.succeed(&["undo", "--yes", &act(&site, "-revoked-")]);
    assert!(
        said.contains(&format!("  revoked {id}: Issued twice\n")),
        "{said}"
    );
    site.succeed(&["check"]);
    assert_eq!(site.plan()["already_issued"], 4);
}

#[test]
fn the_record_of_a_renewal_goes_with_it() {
    let site = IssuingSite::new();
    let records = "badge,name,email,issued_on,expires_on\n\
                   rust-101,Ada Lovelace,ada@recipients.example,2026-05-02,2098-05-02\n";
    site.write("awards/2026-spring.csv", records);
    site.issue();
    let before = site.read("awards/2026-spring.csv");
    let id = before.trim().rsplit(',').next().unwrap().to_owned();
    site.succeed(&["renew", "--yes", &id, "--until", "2099-05-02"]);
    assert_ne!(site.read("awards/2026-spring.csv"), before);
    let said = site.succeed(&["undo", "--yes", &act(&site, "-renewed-")]);
    let next = "` with its id makes a successor again, unless it has another.\n";
    assert!(
        said.contains("accolade renew ") && said.ends_with(next),
        "{said}"
    );
    assert!(
        said.contains("1 record of a renewed award taken out again"),
        "{said}"
    );
    assert_eq!(site.read("awards/2026-spring.csv"), before);
    site.succeed(&["check"]);
}

#[test]
fn what_erased_an_award_does_not_come_back() {
    let (site, _) = issued();
    let table = site.read("awards/2026-spring.csv");
    let id = table
        .lines()
        .nth(2)
        .unwrap()
        .rsplit(',')
        .next()
        .unwrap()
        .to_owned();
    site.succeed(&["erase", "--yes", &id]);
    let said = site.fail(&["undo", "--yes", &act(&site, "-erased-")], 1);
    assert!(
        said.contains(&format!("it erased award `{id}`, which does not come back")),
        "{said}"
    );
}

#[test]
fn what_a_site_in_another_folder_shows_is_not_taken_back() {
    let (site, file) = issued();
    let elsewhere = site.root().with_file_name("www");
    let shown = elsewhere.display().to_string();
    site.succeed(&["build", "--output", &shown]);
    let said = site.fail(&["undo", "--yes", &file], 1);
    let expected = format!("it is in the built site, as `{shown}/awards/");
    assert!(said.contains(&expected), "{said}");
    fs::remove_dir_all(&elsewhere).unwrap();
    site.succeed(&["undo", "--yes", &file]);
}

#[test]
fn a_dry_run_changes_nothing_and_a_folder_that_is_no_site_is_refused() {
    let (site, file) = issued();
    let before = contents(&site);
    let said = site.succeed(&["undo", "--dry-run", &file]);
    assert!(
        said.contains("  awards/2026-spring.csv\n  awards/more.toml\n  ledger/pictures/")
            && said.ends_with(
                " goes: nothing else shows it\n4 records lose their ids\n\
                 Nothing was written: this was a dry run.\n"
            ),
        "{said}"
    );
    assert_eq!(contents(&site), before);
    fs::remove_file(site.root().join("accolade.toml")).unwrap();
    let said = site.fail(&["undo", "--yes", &file], 1);
    assert!(said.contains("accolade.toml"), "{said}");
}

#[test]
fn a_ledger_that_is_damaged_is_left_as_it_is() {
    let (site, file) = issued();
    let name = format!("ledger/{file}");
    site.write(
        &name,
        &site.read(&name).replace("Grace Hopper", "Grace Hooper"),
    );
    let said = site.fail(&["undo", "--yes", &file], 1);
    assert!(
        said.contains("was changed") && said.contains(":7"),
        "{said}"
    );
    assert!(site.root().join(name).exists());
}

#[test]
fn a_kill_at_any_step_leaves_the_act_absent_or_complete_and_is_finished() {
    let (site, file) = issued();
    let arguments = ["undo", "--yes", &file];
    let Some(steps) = steps_of(&site, &arguments) else {
        return;
    };
    assert!(steps.len() > 10, "{steps:?}");
    let mut gone = 0;
    for (number, step) in steps.iter().enumerate() {
        let site = site.fork();
        let output = met(&site, step, "signal=KILL", &arguments);
        assert!(!output.status.success(), "{step:?} was not reached");
        let is_gone = site.ledger_files().is_empty();
        gone += usize::from(is_gone);
        // Told until it is finished, and never by a look that changes nothing.
        if is_gone
            && site
                .root()
                .join(".accolade")
                .join(format!("undone-{file}"))
                .exists()
        {
            for look in [&["check"][..], &["issue", "--dry-run"]] {
                let said = site.fail(look, 1);
                assert!(
                    said.contains("was interrupted: records still have its ids"),
                    "{step:?}: {said}"
                );
            }
        }
        // Either command finishes it.
        if number % 2 == 0 {
            finish_by_undo(&site, &file, step);
        }
        check_issued_anew(&site, &file, is_gone || number % 2 == 0, step);
    }
    assert!(gone > 0 && gone < steps.len(), "{gone} of {}", steps.len());
    println!(
        "killed at {} steps, {gone} of them after the act was gone",
        steps.len()
    );
}

#[test]
fn a_disk_that_refuses_any_step_is_told_and_does_no_harm() {
    let (site, file) = issued();
    let arguments = ["undo", "--yes", &file];
    let Some(steps) = steps_of(&site, &arguments) else {
        return;
    };
    for error in ["ENOSPC", "EIO"] {
        for step in &steps {
            let site = site.fork();
            let output = met(&site, step, &format!("error={error}"), &arguments);
            let said = told(&output);
            let is_gone = site.ledger_files().is_empty();
            if output.status.success() {
                // The lock's own file holds nothing.
                assert!(
                    step.text.contains(".accolade"),
                    "{step:?} failed in silence"
                );
            } else {
                assert_eq!(output.status.code(), Some(1), "{step:?}: {said}");
                let names_a_path =
                    said.contains(site.root().to_str().unwrap()) || said.contains("awards/");
                assert!(names_a_path, "{step:?}: {said}");
            }
            check_issued_anew(&site, &file, is_gone, step);
        }
    }
}

fn finish_by_undo(site: &IssuingSite, file: &str, step: &Step) {
    let output = site.run(&["undo", "--yes", file]);
    // What was done as a whole is not there to be taken back.
    let is_done = told(&output).contains("the ledger holds no file");
    assert!(
        output.status.success() || is_done,
        "{step:?}: {}",
        told(&output)
    );
}

/// The next `issue` has four awards to issue if the act is gone, and none if it is not.
fn check_issued_anew(site: &IssuingSite, file: &str, is_gone: bool, step: &Step) {
    let new = site.issue()["new"].as_u64().unwrap();
    assert_eq!(new, if is_gone { 4 } else { 0 }, "{step:?}");
    assert_eq!(site.ledger_files() == [file], !is_gone, "{step:?}");
    let plan = site.plan();
    assert_eq!(plan["already_issued"], 4, "{step:?}");
    for path in site.all_files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_left_over = name.starts_with("undone-") || name.starts_with(".tmp");
        // A killed program cannot take its temporary file away; it is hidden, and no record.
        assert!(
            !is_left_over || name.starts_with(".tmp"),
            "{step:?} left {}",
            path.display()
        );
    }
}

fn contents(site: &IssuingSite) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = site.all_files();
    files.retain(|it| !it.ends_with(".accolade/ledger-lock"));
    files.sort();
    files
        .into_iter()
        .map(|it| (it.clone(), fs::read(it).unwrap()))
        .collect()
}

#[test]
fn pictures_that_nothing_else_shows_leave_with_the_act() {
    let (site, first) = issued();
    let pictures = |site: &IssuingSite| {
        let entries = fs::read_dir(site.root().join("ledger/pictures")).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = pictures(&site);
    assert_eq!(before.len(), 2);
    // A second badge with the same artwork, and a third with its own.
    let badge = site.read("badges/rust-101/index.md");
    let artwork = site.read("badges/rust-101/badge.svg");
    site.write(
        "badges/rust-201/index.md",
        &badge.replace("Rust 101", "Rust 201"),
    );
    site.write("badges/rust-201/badge.svg", &artwork);
    site.write(
        "badges/rust-301/index.md",
        &badge.replace("Rust 101", "Rust 301"),
    );
    site.write(
        "badges/rust-301/badge.svg",
        &artwork.replace("#a33", "#3a3"),
    );
    site.write(
        "awards/late.csv",
        "badge,name,email,issued_on\n\
         rust-201,Alonzo,alonzo@recipients.example,2026-05-02\n\
         rust-301,Alonzo,alonzo@recipients.example,2026-05-02\n",
    );
    let mut files = site.issue();
    let late = files["file"].take().as_str().unwrap().to_owned();
    assert_eq!(pictures(&site).len(), 4);
    let dry = site.succeed(&["undo", "--dry-run", &late]);
    assert_eq!(
        dry.matches(" goes: nothing else shows it\n").count(),
        2,
        "{dry}"
    );
    assert_eq!(pictures(&site).len(), 4);
    site.succeed(&["undo", "--yes", &late]);
    assert_eq!(pictures(&site), before);
    site.succeed(&["check"]);
    site.issue();
    site.succeed(&["build"]);
    site.succeed(&["check"]);
    assert!(site.ledger_files().contains(&first));
}
