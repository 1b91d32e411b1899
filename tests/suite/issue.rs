//! `issue`, through the program.

use std::fs;

use crate::issuing::{IssuingSite, RECORDS, told};

const TABLE: &str = "awards/2026-spring.csv";

#[test]
fn records_become_signed_awards_and_get_their_ids() {
    let site = IssuingSite::new();
    let plan = site.succeed(&["issue", "--dry-run"]);
    assert_eq!(
        plan,
        "3 new, 0 already issued, 0 wrong\n  2026-spring  rust-101 1  3 new\n\
         Nothing was written: this was a dry run.\n"
    );
    assert_eq!(site.read("awards/2026-spring.csv"), RECORDS);
    assert!(site.ledger_files().is_empty());
    let told = site.succeed(&["issue", "--yes"]);
    let files = site.ledger_files();
    assert_eq!(files.len(), 1);
    assert!(
        told.contains(&format!("Issued 3 awards in ledger/{}", files[0])),
        "{told}"
    );
    assert!(told.contains("`accolade build"), "{told}");
    let ledger = site.read(&format!("ledger/{}", files[0]));
    let records = site.read("awards/2026-spring.csv");
    for line in ledger.lines().filter(|it| it.starts_with(r#"{"issued""#)) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = line["issued"]["id"].as_str().unwrap();
        assert!(records.contains(id), "{records}");
        assert_eq!(
            line["issued"]["credential"]["proof"][0]["cryptosuite"],
            "eddsa-rdfc-2022"
        );
    }
    assert_eq!(ledger.matches(r#"{"issued""#).count(), 3);
}

#[test]
fn issuing_again_issues_nothing() {
    let site = IssuingSite::new();
    site.issue();
    let again = site.issue();
    assert_eq!(
        (&again["new"], &again["already_issued"]),
        (&0.into(), &3.into())
    );
    assert!(again["file"].is_null());
    assert_eq!(site.ledger_files().len(), 1);
    assert!(
        site.succeed(&["issue", "--yes"])
            .ends_with("Nothing to issue.\n")
    );
}

#[test]
fn the_same_cohort_exported_again_gets_its_old_ids_back() {
    let site = IssuingSite::new();
    site.issue();
    let with_ids = site.read("awards/2026-spring.csv");
    site.write("awards/2026-spring.csv", RECORDS);
    assert_eq!(site.plan()["new"], 0);
    site.issue();
    assert_eq!(site.read("awards/2026-spring.csv"), with_ids);
    assert_eq!(site.ledger_files().len(), 1);
}

#[test]
fn nobody_is_asked_where_there_is_no_terminal() {
    let site = IssuingSite::new();
    assert!(site.fail(&["issue"], 2).contains("--yes"));
    assert!(site.fail(&["issue", "--json"], 2).contains("--dry-run"));
    assert!(site.ledger_files().is_empty());
}

#[test]
fn a_wrong_record_keeps_all_others_from_being_issued() {
    let site = IssuingSite::new();
    let table = RECORDS.replace("issued_on\n", "issued_on,id\n");
    let table = table.replace("2026-05-02\n", "2026-05-02,\n");
    let unknown = "rust-101,Alan Turing,alan@recipients.example,2026-05-04,";
    let id = "a".repeat(26);
    site.write(
        TABLE,
        &format!("{}{unknown}{id}\n", table.replace("05-03\n", "05-03,\n")),
    );
    let output = site.run(&["issue", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        stdout.starts_with("3 new, 0 already issued, 1 wrong\n"),
        "{stdout}"
    );
    let told = told(&output);
    assert!(
        told.contains("the ledger holds no award") && told.contains("awards/2026-spring.csv:5"),
        "{told}"
    );
    assert!(site.ledger_files().is_empty());
}

#[test]
fn a_date_to_come_is_told_with_its_place_and_with_all_other_mistakes() {
    let site = IssuingSite::new();
    let early = "rust-101,Alan Turing,alan@recipients.example,8999-01-01\n";
    site.write(
        TABLE,
        &format!("{RECORDS}{early}rust-1O1,B,b@recipients.example,2026-05-02\n"),
    );
    let expected = "\
error: this award is dated 8999-01-01, which is yet to come
 --> awards/2026-spring.csv:5:46
  |
5 | rust-101,Alan Turing,alan@recipients.example,8999-01-01
  |                                              ^^^^^^^^^^
hint: issue it on that day, or later

error: no badge is called `rust-1O1`
";
    for arguments in [["issue", "--dry-run"], ["issue", "--yes"]] {
        let told = site.fail(&arguments, 1);
        assert!(told.starts_with(expected), "{told}");
        assert!(told.ends_with("2 errors\n"), "{told}");
    }
    assert!(site.ledger_files().is_empty());
}

#[test]
fn everything_wrong_in_the_folder_is_told_at_once() {
    let site = IssuingSite::new();
    site.issue();
    let file = format!("ledger/{}", site.ledger_files()[0]);
    let damaged = site.read(&file).replacen("credential", "credentiel", 1);
    site.write(&file, &damaged);
    let unknown = "badge,email,issued_on\nrust-1O1,ada@recipients.example,2026-05-02\n\
        mentor,ada@recipients.example,2026-05-02\n";
    site.write("awards/2026-autumn.csv", unknown);
    let of_ledger_and_awards = ["ledger/", "no badge is called `rust-1O1`"];
    for arguments in [["issue", "--dry-run"], ["issue", "--yes"]] {
        let told = site.fail(&arguments, 1);
        for part in of_ledger_and_awards {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
    let settings = site.read("accolade.toml");
    site.write("accolade.toml", &format!("theme = \"plian\"\n{settings}"));
    site.write("keys.toml", "[[key]]\nid = \"z6Mk\"\n");
    site.write("badges/mentor/index.md", "+++\nname = \"\"\n+++\n");
    let settings_too = [
        "there is no theme `plian`",
        "did you mean `plain`?",
        "`id` is not accepted",
        "the badge has no criteria",
    ];
    for arguments in [["issue", "--dry-run"], ["issue", "--yes"]] {
        let told = site.fail(&arguments, 1);
        for part in of_ledger_and_awards.iter().chain(&settings_too) {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("no badge is called `mentor`"), "{told}");
    }
}

#[test]
fn a_definition_that_was_awarded_asks_for_a_new_version() {
    let site = IssuingSite::new();
    site.issue();
    let badge = site.read("badges/rust-101/index.md");
    site.write(
        "badges/rust-101/index.md",
        &badge.replace("show it", "keep it"),
    );
    let told = site.fail(&["issue", "--yes"], 1);
    assert!(
        told.contains("cannot change any more: `criteria` was"),
        "{told}"
    );
    assert!(told.contains("give the badge a new `version`"), "{told}");
    let newer = badge
        .replace("show it", "keep it")
        .replace("name =", "version = \"2\"\nname =");
    site.write("badges/rust-101/index.md", &newer);
    assert_eq!(site.issue()["new"], 0);
    let more = site.read("awards/2026-spring.csv")
        + "rust-101,Alan Turing,alan@recipients.example,2026-05-04\n";
    let more = more.replace("2026-05-04\n", "2026-05-04,\n");
    site.write("awards/2026-spring.csv", &more);
    assert_eq!(site.issue()["groups"][0]["version"], "2");
}

#[test]
fn what_was_issued_keeps_its_address_and_another_base_url_is_refused() {
    let site = IssuingSite::new();
    site.issue();
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &settings.replace("badges.example.org/", "new.example.org/b/"),
    );
    let expected = "\
error: badges were issued at `https://badges.example.org/`, and `base_url` is now `https://new.example.org/b/`
--> accolade.toml
hint: what was issued keeps its address for ever: put `base_url = \"https://badges.example.org/\"` back
";
    let check = || {
        for command in [&["issue", "--dry-run"][..], &["build"]] {
            let told = site.fail(command, 1);
            assert!(told.starts_with(expected), "{told}");
            assert_eq!(told.matches("error:").count(), 1, "{told}");
        }
    };
    check();
    // A new version, or no badge at all, is no way round it.
    let badge = site.read("badges/rust-101/index.md");
    let newer = badge.replace("name =", "version = \"2\"\nname =");
    site.write("badges/rust-101/index.md", &newer);
    check();
    fs::remove_dir_all(site.root().join("badges/rust-101")).unwrap();
    fs::remove_file(site.root().join("awards/2026-spring.csv")).unwrap();
    check();
    site.write("accolade.toml", &settings);
    site.succeed(&["build"]);
}

#[test]
fn another_time_zone_issues_nothing_a_second_time() {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    let at = |zone: &str| format!("time_zone = \"{zone}\"\n{settings}");
    site.write("accolade.toml", &at("Pacific/Auckland"));
    site.issue();
    for zone in ["America/Los_Angeles", "Asia/Kolkata", "UTC"] {
        site.write("accolade.toml", &at(zone));
        site.write("awards/2026-spring.csv", RECORDS);
        let plan = site.plan();
        assert_eq!(
            (&plan["new"], &plan["already_issued"]),
            (&0.into(), &3.into()),
            "{zone}"
        );
    }
}

#[test]
fn no_address_and_no_secret_of_a_recipient_or_key_reaches_the_ledger() {
    let site = IssuingSite::new();
    site.issue();
    let secrets: Vec<String> = fs::read_dir(site.keys())
        .unwrap()
        .map(|it| fs::read_to_string(it.unwrap().path()).unwrap())
        .map(|it| {
            it.lines()
                .find(|it| it.starts_with("MC"))
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(secrets.len(), 2);
    let public = site.all_files();
    for path in public
        .iter()
        .filter(|it| !it.ends_with("awards/2026-spring.csv"))
    {
        let bytes = fs::read(path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("@recipients.example"), "{}", path.display());
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{}", path.display());
        }
    }
}

#[test]
fn without_a_key_it_says_how_to_get_one() {
    let site = IssuingSite::without_keys();
    let told = site.fail(&["issue", "--yes"], 1);
    assert!(told.contains("accolade key new"), "{told}");
    let site = IssuingSite::new();
    fs::remove_dir_all(site.keys()).unwrap();
    let told = site.fail(&["issue", "--yes"], 1);
    assert!(
        told.contains("none of the keys that `keys.toml` lists is in"),
        "{told}"
    );
    let other = IssuingSite::new();
    let key = fs::read_dir(other.keys())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let told = site.fail(&["issue", "--yes", "--key", key.to_str().unwrap()], 1);
    assert!(told.contains("does not list the key"), "{told}");
    assert!(site.ledger_files().is_empty());
}

#[test]
fn a_machine_may_be_given_the_key_itself() {
    let site = IssuingSite::new();
    let key = fs::read_dir(site.keys())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = fs::read_to_string(&key).unwrap();
    fs::remove_dir_all(site.keys()).unwrap();
    let output = site
        .command(&["issue", "--yes"])
        .env("ACCOLADE_KEY", text)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(site.ledger_files().len(), 1);
}

#[test]
fn of_two_at_once_one_works_and_the_other_says_so() {
    let site = IssuingSite::new();
    for _ in 0..8 {
        let site = site.fork();
        let start = || {
            let mut command = site.command(&["issue", "--yes"]);
            let pipe = || std::process::Stdio::piped();
            command.stdout(pipe()).stderr(pipe()).spawn().unwrap()
        };
        let both = [start(), start()];
        for child in both {
            let output = child.wait_with_output().unwrap();
            let busy = told(&output).contains("another accolade is at work");
            assert!(output.status.success() || busy, "{}", told(&output));
        }
        assert_eq!(site.ledger_files().len(), 1);
        assert_eq!(site.plan()["already_issued"], 3);
    }
}

#[test]
fn who_is_named_nowhere_without_having_asked_for_it_is_pointed_out() {
    let site = IssuingSite::new();
    site.write(
        "awards/2026-spring.csv",
        "badge,name,email,issued_on,names\n\
         rust-101,,ada@recipients.example,2026-05-02,\n\
         rust-101,,alan@recipients.example,2026-05-02,none\n\
         rust-101,,grace@recipients.example,2026-05-02,\n",
    );
    let said = told(&site.run(&["issue", "--dry-run"]));
    let expected = "warning: 2 records have no `name`, this one first, and an award cannot be given one later\n\
        --> awards/2026-spring.csv:2\n";
    assert!(said.contains(expected), "{said}");
    site.issue();
    let said = told(&site.run(&["issue", "--dry-run"]));
    assert!(!said.contains("no `name`"), "{said}");
}
