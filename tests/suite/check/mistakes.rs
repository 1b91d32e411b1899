//! What is wrong in the content, in the ledger, or between the two.

use super::*;

#[test]
fn an_edited_line_of_the_ledger_is_told_with_what_it_was() {
    let site = committed();
    edit(&site, &ledger_file(&site), "Grace Hopper", "Grace Hooper");
    finds(&site, "line-edited", &["check"]);
    // That it was committed changes nothing.
    commit(&site, "A correction");
    finds(&site, "line-edited", &["check"]);
}

#[test]
fn a_line_more_or_less_is_told() {
    let site = committed();
    let name = ledger_file(&site);
    let text = site.read(&name);
    let lines: Vec<&str> = text.lines().collect();
    let without = [&lines[..4], &lines[5..]].concat().join("\n") + "\n";
    site.write(&name, &without);
    finds(&site, "line-taken-out", &["check"]);
    site.write(&name, &format!("{text}{}\n", lines[4]));
    finds(&site, "line-added", &["check"]);
    site.write(&name, &(lines[..5].join("\n") + "\n"));
    finds(&site, "line-missing", &["check"]);
}

#[test]
fn without_git_a_line_that_contradicts_its_proof_is_told() {
    let site = committed();
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    edit(&site, &ledger_file(&site), "Grace Hopper", "Grace Hooper");
    finds(&site, "line-unproven", &["check"]);
}

#[test]
fn a_missing_file_of_the_ledger_is_told() {
    let site = committed();
    let first = ledger_file(&site);
    let second = format!(
        "{}rust-101,Alan Turing,alan@recipients.example,2026-05-04,\n",
        site.read("awards/2026-spring.csv")
    );
    site.write("awards/2026-spring.csv", &second);
    site.issue();
    fs::remove_file(site.root().join(first)).unwrap();
    finds(&site, "file-missing", &["check"]);
}

/// What hangs on it, such as the key that it listed, is not told as wrong beside it.
#[test]
fn a_missing_file_is_told_without_what_follows_from_it() {
    let site = committed();
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    let lost = format!("ledger/{}", site.act("-key-"));
    site.succeed(&["key", "retire", "--yes", "working"]);
    site.succeed(&["key", "new", "--no-passphrase", "--label", "third"]);
    site.award("alan");
    commit(&site, "More keys");
    fs::remove_file(site.root().join(lost)).unwrap();
    finds(&site, "file-missing-with-its-keys", &["check"]);
    let said = site.fail(&["build"], 1);
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

#[test]
fn a_key_that_signed_and_is_listed_no_more_is_told() {
    let site = committed();
    let text = site.read("keys.toml");
    let second = text.rfind("[[key]]").unwrap();
    let first = text.find("[[key]]").unwrap();
    site.write(
        "keys.toml",
        &format!("{}{}", &text[..first], &text[second..]),
    );
    finds(&site, "key-dropped", &["check"]);
}

#[test]
fn a_key_that_nobody_vouched_for_is_told() {
    let site = committed();
    let stranger = accolade::proof::key::SecretKey::from_seed([9; 32]).public();
    let entry = format!(
        "\n[[key]]\nid = \"{}\"\nstate = \"active\"\nadded = 2026-11-14T10:00:00Z\nlabel = \"mine\"\n",
        stranger.to_multikey()
    );
    site.write("keys.toml", &(site.read("keys.toml") + &entry));
    finds(&site, "key-unvouched", &["check"]);
}

#[test]
fn another_address_is_told() {
    let site = committed();
    edit(
        &site,
        "accolade.toml",
        "badges.example.org/",
        "example.org/badges/",
    );
    finds(&site, "address-changed", &["check"]);
}

#[test]
fn a_changed_definition_is_told_field_by_field() {
    let site = committed();
    let name = "badges/rust-101/index.md";
    edit(&site, name, "Rust 101", "Rust 102");
    edit(&site, name, "first program", "first large program");
    edit(
        &site,
        name,
        "+++\n\nWrite",
        "tags = [\"rust\"]\n+++\n\nWrite",
    );
    edit(&site, name, "and show it", "and explain it");
    edit(&site, "badges/rust-101/badge.svg", "#a33", "#3a3");
    finds(&site, "definition-changed", &["check"]);
    // With a new version, all of that is well.
    edit(&site, name, "tags =", "version = \"2\"\ntags =");
    finds(&site, "definition-anew", &["check"]);
}

#[test]
fn a_frozen_picture_that_is_gone_or_another_is_told() {
    let site = committed();
    let pictures = fs::read_dir(site.root().join("ledger/pictures")).unwrap();
    for picture in pictures {
        let path = picture.unwrap().path();
        match path.extension().unwrap() == "png" {
            true => fs::remove_file(path).unwrap(),
            false => fs::write(path, "<svg/>").unwrap(),
        }
    }
    finds(&site, "pictures", &["check"]);
}

#[test]
fn a_credential_that_says_something_else_than_its_entry_is_told() {
    let site = committed();
    // One award bears the id of none, one another place in the list, one another day.
    forge(&site, &ledger_file(&site), |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let count = lines.len();
        let index = |line: &str| {
            let at = line.find("\"index\":").unwrap() + 8;
            let end = at + line[at..].find('}').unwrap();
            at..end
        };
        let place = index(&lines[count - 1]);
        let other = match &lines[count - 1][place.clone()] {
            "1" => "2",
            _ => "1",
        };
        lines[count - 1].replace_range(place, other);
        let line = lines[count - 2].replacen(
            "\"issued_on\":\"2026-05-02\"",
            "\"issued_on\":\"2025-05-02\"",
            1,
        );
        lines[count - 2] = line;
        let start = lines[count - 3].find("\"id\":\"").unwrap() + 6;
        lines[count - 3].replace_range(start..start + 26, &"a".repeat(26));
        lines.join("\n") + "\n"
    });
    let said = said(&site, &["check"]);
    for part in [
        "`id` is `https://badges.example.org/awards/",
        "`statusListIndex` is",
        "`validFrom` is `2026-05-02T00:00:00Z`, and the entry asks for `2025-05-02`",
        "find out who added this file",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains("[exit code 1]"));
}

#[test]
fn a_credential_whose_proof_does_not_hold_is_told() {
    let site = committed();
    forge(&site, &ledger_file(&site), |text| {
        text.replacen("Grace Hopper", "Grace Hooper", 1)
    });
    commit(&site, "Forged");
    finds(&site, "proof-wrong", &["check"]);
}

#[test]
fn a_credential_of_a_key_that_the_ledger_does_not_know_is_told() {
    let site = committed();
    let other = IssuingSite::new();
    other.issue();
    let (own, foreign) = (ledger_file(&site), ledger_file(&other));
    let foreign = other.read(&foreign);
    let last = foreign.lines().last().unwrap().to_owned();
    // Somebody else's key, this site's address: only the key tells.
    forge(&site, &own, |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.pop();
        lines.push(&last);
        lines.join("\n") + "\n"
    });
    commit(&site, "Forged");
    finds(&site, "key-unknown", &["check"]);
}

#[test]
fn a_list_that_does_not_say_what_the_ledger_says_is_told() {
    let site = committed();
    let ledger = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let first = ledger.awards().iter().min_by_key(|it| it.line.number);
    let id = first.unwrap().id;
    let entry = format!(
        r#"{{"revoked":{{"id":"{id}","on":"2026-11-14T11:00:00Z","reason":"Issued twice"}}}}"#
    );
    add_act(&site, &[entry]);
    finds(&site, "list-lacks-a-revocation", &["check"]);
}

#[test]
fn everything_is_told_at_once() {
    let site = committed();
    edit(&site, "accolade.toml", "name =", "nane =");
    edit(&site, &ledger_file(&site), "Grace Hopper", "Grace Hooper");
    site.write("notes.txt", "ask ada@recipients.example\n");
    finds(&site, "everything", &["check", "--base", "nowhere"]);
}

#[test]
fn records_are_compared_with_what_was_issued() {
    let site = committed();
    let name = "awards/2026-spring.csv";
    edit(&site, name, "Ada Lovelace", "Ada Byron");
    let said = said(&site, &["check"]);
    assert!(said.contains("the record now says `Ada Byron`"), "{said}");
    assert!(
        said.contains("[exit code 0]") && said.contains("1 warning"),
        "{said}"
    );
    let more = "rust-101,Alan Turing,alan@recipients.example,2026-05-04,\n\
                rust-101,Alonzo Church,alonzo@recipients.example,2199-05-04,\n";
    site.write(name, &(site.read(name) + more));
    finds(&site, "records", &["check"]);
}
