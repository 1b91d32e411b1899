//! What was published stays, or the program says what is missing.

use std::fs;

use crate::build_ground::tree;
use crate::issuing::{IssuingSite, RECORDS};

fn twice_issued() -> IssuingSite {
    let site = IssuingSite::new();
    site.issue();
    let table = format!("{RECORDS}rust-101,Alan Turing,alan@recipients.example,2026-05-04\n");
    site.write("awards/2026-spring.csv", &table);
    site.issue();
    assert_eq!(site.ledger_files().len(), 2);
    site.succeed(&["build"]);
    // As in a clone, which has no records that would tell what was issued.
    fs::remove_dir_all(site.root().join("awards")).unwrap();
    site
}

#[test]
fn a_missing_ledger_file_removes_no_published_award() {
    let site = twice_issued();
    let before = tree(&site.root().join("public"));
    let files = site.ledger_files();
    let path = |name: &String| site.root().join("ledger").join(name);
    let read = |name: &String| fs::read_to_string(path(name)).unwrap();
    let is_last = |name: &&String| {
        !read(name)
            .lines()
            .next()
            .unwrap()
            .contains("\"parents\":[]")
    };
    let last = files.iter().find(is_last).unwrap();
    let texts: Vec<String> = files.iter().map(read).collect();
    for (gone, said) in [
        (vec![last], "was published and is not in the ledger"),
        (
            files.iter().collect(),
            "and 3 more were published and are not in the ledger",
        ),
    ] {
        let there = gone.into_iter().filter(|it| path(it).exists());
        there.for_each(|name| fs::remove_file(path(name)).unwrap());
        for mode in [&["build"][..], &["build", "--verify"], &["build", "--full"]] {
            let told = site.fail(mode, 1);
            assert!(
                told.contains(said) && told.contains("git restore ledger"),
                "{told}"
            );
            assert!(tree(&site.root().join("public")) == before, "{mode:?}");
        }
    }
    // The same where the notes of the last build are gone.
    fs::remove_dir_all(site.root().join(".accolade")).unwrap();
    assert!(site.fail(&["build"], 1).contains("not in the ledger"));
    assert!(tree(&site.root().join("public")) == before);
    for (name, text) in files.iter().zip(texts) {
        fs::write(path(name), text).unwrap();
    }
    site.succeed(&["build"]);
    assert!(tree(&site.root().join("public")) == before);
}

#[test]
fn awards_that_were_never_online_go_with_the_built_site() {
    let site = twice_issued();
    fs::remove_dir_all(site.root().join("ledger")).unwrap();
    assert!(site.fail(&["build"], 1).contains("delete the built site"));
    fs::remove_dir_all(site.root().join("public")).unwrap();
    site.succeed(&["build"]);
    assert!(!site.root().join("public/awards").exists());
}

#[test]
fn converted_line_ends_of_the_ledger_are_told_as_such() {
    let site = twice_issued();
    let name = &site.ledger_files()[0];
    let path = site.root().join("ledger").join(name);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    let told = site.fail(&["build"], 1);
    assert!(
        told.contains("were converted to those of Windows"),
        "{told}"
    );
    assert!(told.contains("/ledger/** -text"), "{told}");
    assert!(
        told.contains(&format!("git restore ledger/{name}")),
        "{told}"
    );
    let edited = text
        .replace('\n', "\r\n")
        .replacen("issued_on", "issued_in", 1);
    fs::write(&path, edited).unwrap();
    assert!(site.fail(&["build"], 1).contains("was changed"));
}
