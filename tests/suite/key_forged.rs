//! What a thief, or anybody else, writes into the ledger beside its owner: never signed again, never
//! believed.

use std::fs;

use crate::key_compromise::{Robbed, ids, made};
use crate::key_life::write_ledger_file;

#[test]
fn a_file_that_comes_in_later_with_an_older_date_is_not_signed_again() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    // The thief issues beside what is there, from the state after the first act.
    let thief = site.fork();
    let files = site.ledger_files();
    let (first, second) = match files[0].contains("2026-spring") {
        true => (&files[0], &files[1]),
        false => (&files[1], &files[0]),
    };
    fs::remove_file(thief.root().join(format!("ledger/{second}"))).unwrap();
    fs::remove_file(thief.root().join("awards/alan.csv")).unwrap();
    let forged = ids(&thief.award("mallory")).remove(0);
    let act = thief
        .ledger_files()
        .into_iter()
        .find(|it| it != first)
        .unwrap();
    let text = thief.read(&format!("ledger/{act}"));
    let made = format!("\"made\":\"{}\"", made(site, first));
    let start = text.find("\"made\":").unwrap();
    let text = format!("{}{made}{}", &text[..start], &text[start + made.len()..]);
    // Before the owner notices, and after.
    for late in [false, true] {
        let site = site.fork();
        let compromise = || {
            let since = &robbed.since;
            site.succeed(&["key", "compromise", "--yes", "working", "--since", since])
        };
        if late {
            compromise();
        }
        write_ledger_file(&site, &text);
        if !late {
            compromise();
        }
        let said = site.succeed(&["reissue", "--dry-run"]);
        assert!(said.starts_with("3 to sign again, 2 left\n"), "{said}");
        assert!(said.contains(&forged), "{said}");
        let reason = match late {
            true => "not known to the act that ended trust in the key".to_owned(),
            false => format!("ledger/{second}, made later, does not follow it"),
        };
        assert!(said.contains(&reason), "{said}");
    }
}

#[test]
fn a_stolen_key_vouches_for_nothing_in_a_file_that_nobody_saw() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    let thief = site.fork();
    thief.succeed(&["key", "new", "--no-passphrase", "--label", "thief"]);
    let act = thief
        .ledger_files()
        .into_iter()
        .find(|it| it.contains("-key-"))
        .unwrap();
    let text = thief.read(&format!("ledger/{act}"));
    let made = format!("\"made\":\"{}\"", made(site, &site.ledger_files()[0]));
    let start = text.find("\"made\":").unwrap();
    let text = format!("{}{made}{}", &text[..start], &text[start + made.len()..]);
    robbed.compromise();
    let file = write_ledger_file(site, &text);
    let told = site.fail(&["build"], 1);
    assert!(
        told.contains("is compromised, and the act that says so does not follow this file"),
        "{told}"
    );
    assert!(told.contains(&format!("--> ledger/{file}:2")), "{told}");
    assert!(
        told.contains("remove it and find out who added it"),
        "{told}"
    );
    // Or an honest one, by somebody who did not know.
    assert!(told.contains("in a fresh clone"), "{told}");
}

#[test]
fn what_is_signed_again_says_what_was_issued_letter_by_letter() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    robbed.compromise();
    site.succeed(&["reissue", "--yes"]);
    let act = site
        .ledger_files()
        .into_iter()
        .find(|it| it.contains("-reissue-"))
        .unwrap();
    let text = site.read(&format!("ledger/{act}"));
    fs::remove_file(site.root().join(format!("ledger/{act}"))).unwrap();
    let id = &robbed.early[0];
    for (from, to, why) in [
        (
            "\"Rust 101\"",
            "\"Rust 102\"",
            "was signed again with other words than those of ledger/",
        ),
        (
            "\"type\":[",
            "\"type\": [",
            "was signed again with other words than those of ledger/",
        ),
        (
            &site.key_id("backup"),
            "z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
            "which signed it again, is not of this ledger",
        ),
        (&site.key_id("backup"), &site.key_id("backup"), ""),
    ] {
        let forged = text.replace(from, to);
        let file = write_ledger_file(site, &forged);
        if why.is_empty() {
            site.succeed(&["build"]);
            continue;
        }
        let told = site.fail(&["build"], 1);
        assert!(told.contains(why), "{told}");
        assert!(told.contains(&format!("--> ledger/{file}:2")), "{told}");
        assert!(
            !why.contains("words") || told.contains(id.as_str()),
            "{told}"
        );
        fs::remove_file(site.root().join(format!("ledger/{file}"))).unwrap();
    }
}

#[test]
fn nothing_is_signed_again_while_its_key_is_believed() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    let said = site.succeed(&["reissue", "--yes"]);
    assert_eq!(said, "0 to sign again, 0 left\nNothing to sign again.\n");
    let told = site.fail(&["reissue", "--yes", &robbed.late], 1);
    assert!(
        told.contains("the key that signed it is not compromised"),
        "{told}"
    );
    let honest = site.fork();
    robbed.compromise();
    site.succeed(&["reissue", "--yes"]);
    let act = site
        .ledger_files()
        .into_iter()
        .find(|it| it.contains("-reissue-"))
        .unwrap();
    let text = site.read(&format!("ledger/{act}"));
    let compromise = site
        .ledger_files()
        .into_iter()
        .find(|it| it.contains("-compromise-"));
    let parents = honest
        .ledger_files()
        .into_iter()
        .find(|it| it.contains("-alan-"));
    write_ledger_file(
        &honest,
        &text.replace(&compromise.unwrap(), &parents.unwrap()),
    );
    let told = honest.fail(&["build"], 1);
    assert!(
        told.contains("though the key that signed it is not compromised"),
        "{told}"
    );
}
