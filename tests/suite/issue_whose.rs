//! Whose award a record is, where a table is no longer what it was; and whose name stands where.

use accolade::model::privacy::NameDisclosure;

use crate::issuing::{IssuingSite, told};

const TABLE: &str = "awards/2026-spring.csv";
const HEADER: &str = "badge,name,email,issued_on,id\n";

fn row(name: &str, email: &str, id: &str) -> String {
    format!("rust-101,{name},{email}@recipients.example,2026-05-02,{id}\n")
}

/// A site that has issued to Ada and Bob, at those addresses; with their ids.
fn issued(emails: [&str; 2]) -> (IssuingSite, [String; 2]) {
    let site = IssuingSite::new();
    let rows = row("Ada Lux", emails[0], "") + &row("Bob Noll", emails[1], "");
    site.write(TABLE, &(HEADER.to_owned() + &rows));
    let issued = site.issue();
    let id = |index: usize| issued["issued"][index]["id"].as_str().unwrap().to_owned();
    (site, [id(0), id(1)])
}

/// What `issue` says where the table has these rows.
fn said(site: &IssuingSite, rows: [String; 2]) -> String {
    site.write(TABLE, &(HEADER.to_owned() + &rows.concat()));
    told(&site.run(&["issue", "--dry-run"]))
}

#[test]
fn a_column_that_was_sorted_apart_is_told_and_no_good_award_is_taken_back() {
    let (site, [ada, bob]) = issued(["family", "family"]);
    let names = said(
        &site,
        [
            row("Bob Noll", "family", &ada),
            row("Ada Lux", "family", &bob),
        ],
    );
    let (apart, [one, two]) = issued(["ada", "bob"]);
    let emails = said(
        &apart,
        [row("Ada Lux", "bob", &one), row("Bob Noll", "ada", &two)],
    );
    let (whole, [first, second]) = issued(["ada", "bob"]);
    let ids = said(
        &whole,
        [
            row("Ada Lux", "ada", &second),
            row("Bob Noll", "bob", &first),
        ],
    );
    for (said, of, other) in [
        (&names, &ada, &bob),
        (&emails, &one, &two),
        (&ids, &second, &first),
    ] {
        let hint = format!(
            "hint: what it says now is what award `{other}` was issued with, whose record has changed, too: \
             was a column sorted apart from the others, or a row moved? put `{of}` and `{other}` back into \
             the rows of those who have them; `accolade replace` would take good awards back\n"
        );
        assert!(said.contains(&hint), "{said}");
        assert_eq!(said.matches("was a column sorted").count(), 2, "{said}");
        assert!(!said.contains("issues what the record says now"), "{said}");
    }
    // Nor does a list name the wrong one, or an act that cannot be taken back.
    let report = site.succeed(&["report"]);
    assert!(
        report.contains("Ada Lux (its record says Bob Noll)"),
        "{report}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&site.succeed(&["report", "--json"])).unwrap();
    let first = json
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == ada.as_str())
        .unwrap();
    assert_eq!(
        [&first["name"], &first["recorded_name"]],
        ["Ada Lux", "Bob Noll"]
    );
    let dry = site.succeed(&["revoke", &bob, "--reason", "By mistake", "--dry-run"]);
    assert!(dry.contains("Bob Noll (its record says Ada Lux)"), "{dry}");
    let erase = site.succeed(&["erase", &ada, "--dry-run"]);
    assert!(!erase.contains("the same person also has"), "{erase}");
    assert!(
        erase.contains("the same address, of the same person or another, has"),
        "{erase}"
    );
}

#[test]
fn a_row_of_somebody_else_with_an_old_id_is_told_as_that() {
    let (site, [ada, bob]) = issued(["ada", "bob"]);
    let said = said(
        &site,
        [row("Cleo Carr", "cleo", &ada), row("Bob Noll", "bob", &bob)],
    );
    let words = format!(
        "neither name nor address is that of award `{ada}`: is this record somebody else's?"
    );
    assert!(said.contains(&words), "{said}");
}

/// The award says too little to be sure, and the way to another one is named.
#[test]
fn an_award_recognised_by_its_address_alone_is_named() {
    for (privacy, name) in [
        (NameDisclosure::Initials, "Anna Lux"),
        (NameDisclosure::None, "Bob Noll"),
    ] {
        let site = IssuingSite::new();
        let settings = site.read("accolade.toml");
        let privacy = format!("{privacy:?}").to_lowercase();
        site.write(
            "accolade.toml",
            &format!("{settings}\n[privacy]\nnames = \"{privacy}\"\n"),
        );
        site.write(TABLE, &(HEADER.to_owned() + &row("Ada Lux", "family", "")));
        let ada = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
        site.write(TABLE, &(HEADER.to_owned() + &row(name, "family", "")));
        let expected = format!(
            "warning: by their e-mail addresses, as the awards do not tell whole names, records without an \
             `id` are taken for awards that were issued before: {TABLE}:2 for `{ada}`\n--> {TABLE}:2\n\
             hint: if one of them is of somebody else, who shares the address, add the record of whoever \
             has that award, with its `id`: each then has one\n"
        );
        for command in [&["issue", "--dry-run"][..], &["check"]] {
            let said = told(&site.run(command));
            assert!(said.contains(&expected), "{said}");
        }
        // As it says.
        let both = row("Ada Lux", "family", &ada) + &row(name, "family", "");
        site.write(TABLE, &(HEADER.to_owned() + &both));
        assert_eq!(site.issue()["new"], 1, "{name}");
        assert!(!told(&site.run(&["issue", "--dry-run"])).contains("by their e-mail addresses"));
    }
}

#[test]
fn a_name_that_is_to_stay_hidden_is_in_no_text_and_in_no_table_s_name() {
    let site = IssuingSite::new();
    let table = |name: &str, names: &str, narrative: &str| {
        format!(
            "badge,name,email,issued_on,names,narrative\n\
             rust-101,{name},ada@recipients.example,2026-05-02,{names},{narrative}\n"
        )
    };
    std::fs::remove_file(site.root().join(TABLE)).unwrap();
    let place = "awards/course.csv";
    site.write(place, &table("Ada Lux", "none", "Made by ADA LUX alone."));
    let refused = site.fail(&["issue", "--yes"], 1);
    let expected = "error: `narrative` holds the recipient's name, of which the award is to show less\n\
                    --> awards/course.csv:2\nhint: it would be published, and what is signed does not \
                    change: take the name out\n";
    assert!(refused.contains(expected), "{refused}");
    // A word alone may be another one.
    site.write(
        place,
        &table("Will Lux", "initials", "Will helped the others."),
    );
    let doubted = told(&site.run(&["issue", "--dry-run"]));
    let expected = "warning: `narrative` holds `Will`, a part of the recipient's name, of which the award is \
                    to show less\n--> awards/course.csv:2\n";
    assert!(doubted.contains(expected), "{doubted}");
    // Whoever may be named may be named anywhere, but in what outlasts an erasure.
    let shown = table("Ada Lux", "full", "Made by Ada Lux.");
    site.write(place, &shown);
    site.succeed(&["issue", "--dry-run"]);
    std::fs::remove_file(site.root().join(place)).unwrap();
    site.write("awards/Ada Lux.csv", &shown);
    let refused = site.fail(&["issue", "--yes"], 1);
    let expected = "error: the name of this table holds the name of a recipient\n--> awards/Ada Lux.csv\n\
                    hint: files of the ledger are named after tables, for ever, even once an award is \
                    erased: rename the file\n";
    assert!(refused.contains(expected), "{refused}");
}

#[test]
fn an_erasure_says_which_file_keeps_the_name() {
    let site = IssuingSite::new();
    std::fs::remove_file(site.root().join(TABLE)).unwrap();
    // One name is many words: nobody can know that it is one.
    site.write(
        "awards/Ada.csv",
        &(HEADER.to_owned() + &row("Ada", "ada", "")),
    );
    let id = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
    let file = site.ledger_files().remove(0);
    assert!(file.contains("-ada-"), "{file}");
    let said = site.succeed(&["erase", &id, "--yes"]);
    let expected = format!(
        "  the name of a file keeps that of the person, as the ledger names it: ledger/{file}\n"
    );
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn a_date_that_was_corrected_without_ids_is_told() {
    let (site, [ada, _]) = issued(["ada", "bob"]);
    let table = site.read(TABLE).replace("2026-05-02", "2026-05-03");
    let without: String = table
        .lines()
        .map(|it| it.rsplit_once(',').unwrap().0.to_owned() + ",\n")
        .collect();
    let without = without.replacen(",\n", ",id\n", 1);
    site.write(TABLE, &without);
    let said = told(&site.run(&["issue", "--dry-run"]));
    let expected = format!(
        "warning: this record would give a second `rust-101` to whoever has award `{ada}` of 2026-05-02, \
         whose record is gone, and 1 more are like it\n--> {TABLE}:2\n"
    );
    assert!(said.contains(&expected), "{said}");
    // With their records, they have it twice, and their author knows.
    site.write(
        "awards/before.csv",
        &table.replace("2026-05-03", "2026-05-02"),
    );
    let said = told(&site.run(&["issue", "--dry-run"]));
    assert!(!said.contains("a second"), "{said}");
}

#[test]
fn awards_that_show_more_than_is_allowed_now_are_told() {
    let (site, [ada, _]) = issued(["ada", "bob"]);
    let settings = site.read("accolade.toml");
    for privacy in [
        "names = \"none\"",
        "names = \"initials\"",
        "identity = \"none\"",
    ] {
        site.write(
            "accolade.toml",
            &format!("{settings}\n[privacy]\n{privacy}\n"),
        );
        let said = told(&site.run(&["issue", "--dry-run"]));
        let expected = format!(
            "warning: 2 of the awards that were issued show more of who earned them than `privacy` allows \
             now, award `{ada}` first\n--> {TABLE}:2\nhint: what was issued does not change: `accolade \
             replace {ada} --anyway` issues it anew, showing less, and takes the old one back; `accolade \
             erase` forgets one\n"
        );
        assert!(said.contains(&expected), "{privacy}: {said}");
    }
    site.succeed(&["replace", &ada, "--anyway", "--yes"]);
    let said = told(&site.run(&["issue", "--dry-run"]));
    assert!(said.contains("1 of the awards"), "{said}");
}

#[test]
fn a_result_that_does_not_earn_the_badge_is_told() {
    let site = IssuingSite::new();
    let badge = site.read("badges/rust-101/index.md");
    let results = "[[result]]\nid = \"score\"\nname = \"Score\"\ntype = \"Percent\"\nrequired_value = \"80\"\n\n\
                   [[result]]\nid = \"grade\"\nname = \"Grade\"\ntype = \"LetterGrade\"\n\
                   values = [\"C\", \"B\", \"A\"]\nrequired_value = \"B\"\n+++\n\nWrite";
    site.write(
        "badges/rust-101/index.md",
        &badge.replacen("+++\n\nWrite", results, 1),
    );
    let table = |result: &str| {
        format!(
            "badge,name,email,issued_on,result\nrust-101,Ada Lux,ada@recipients.example,2026-05-02,{result}\n"
        )
    };
    for (result, reached, of) in [
        ("score=8", "8", "score` is below `80"),
        ("grade=C", "C", "grade` is below `B"),
    ] {
        site.write(TABLE, &table(result));
        let said = told(&site.run(&["issue", "--dry-run"]));
        let expected = format!(
            "warning: the result `{reached}` of `{of}`, which `rust-101` requires\n--> {TABLE}:2\n"
        );
        assert!(said.contains(&expected), "{said}");
    }
    for result in ["score=80", "score=100", "grade=A"] {
        site.write(TABLE, &table(result));
        let said = told(&site.run(&["issue", "--dry-run"]));
        assert!(!said.contains("is below"), "{said}");
    }
}

#[test]
fn a_table_that_changes_while_somebody_is_asked_is_noticed() {
    let site = IssuingSite::new();
    let state = || accolade::content::records_state(&site.root()).unwrap();
    let before = state();
    before.ensure_same(&state()).unwrap();
    let table = site.read(TABLE);
    site.write(TABLE, &table.replace("Grace", "Gracia"));
    let told = before.ensure_same(&state()).unwrap_err().to_string();
    assert!(
        told.contains("this file was changed while `issue` asked; nothing was issued"),
        "{told}"
    );
    assert!(told.contains(TABLE), "{told}");
    site.write(TABLE, &table);
    site.write("awards/more.csv", "badge,name,email,issued_on\n");
    let told = before.ensure_same(&state()).unwrap_err().to_string();
    assert!(told.contains("awards/more.csv"), "{told}");
}

#[test]
fn an_address_that_was_corrected_without_an_id_is_told() {
    let (site, [ada, bob]) = issued(["ada", "bob"]);
    let said = said(
        &site,
        [row("ada lux", "lux", ""), row("Bob Noll", "bob", &bob)],
    );
    let expected = format!(
        "warning: this record would give a second `rust-101` of the same day to somebody of the same name as \
         whoever has award `{ada}`, whose record is gone\n--> {TABLE}:2\nhint: if the address was corrected, \
         write the id of the old award into the record's `id`, and `accolade replace` with that id takes the \
         old one back; if it is somebody else, nothing is wrong\n"
    );
    assert!(said.contains(&expected), "{said}");
    let table = site.read(TABLE).replace(
        "lux@recipients.example,2026-05-02,",
        &format!("lux@recipients.example,2026-05-02,{ada}"),
    );
    site.write(TABLE, &table);
    site.succeed(&["replace", &ada, "--yes"]);
    let said = told(&site.run(&["issue", "--dry-run"]));
    assert!(!said.contains("a second"), "{said}");
}

#[test]
fn awards_that_have_ended_already_are_told_before_they_are_signed() {
    let site = IssuingSite::new();
    let old = "rust-101,Ada Lux,ada@recipients.example,2019-05-02,2021-05-02\n\
               rust-101,Bob Noll,bob@recipients.example,2019-05-02,2099-05-02\n";
    let header = "badge,name,email,issued_on,expires_on\n";
    site.write(TABLE, &(header.to_owned() + old));
    let said = told(&site.run(&["issue", "--dry-run"]));
    let expected = format!(
        "warning: this award ended on 2021-05-02: it would be issued as one that expired\n--> {TABLE}:2\n"
    );
    assert!(said.contains(&expected), "{said}");
}
