//! What `issue` says of awards once they are issued: their addresses, and records that changed.

use crate::issuing::{IssuingSite, RECORDS, told};

const TABLE: &str = "awards/2026-spring.csv";

#[test]
fn the_address_of_each_page_is_said() {
    let site = IssuingSite::new();
    let more: String = (0..9)
        .map(|it| format!("rust-101,Person {it},person{it}@recipients.example,2026-05-04\n"))
        .collect();
    site.write(TABLE, &format!("{RECORDS}{more}"));
    let other = site.fork();
    let told = site.succeed(&["issue", "--yes"]);
    assert_eq!(
        told.matches("  https://badges.example.org/awards/").count(),
        10,
        "{told}"
    );
    let root = site.root();
    let list = format!("`accolade issue --dry-run --json {}`", root.display());
    assert!(
        told.contains(&format!("  and 2 more; {list} gives every address\n")),
        "{told}"
    );
    let issued = other.issue();
    let first = &issued["issued"][0];
    let id = first["id"].as_str().unwrap();
    let page = format!("awards/{}/{id}.html", &id[..2]);
    assert_eq!(first["page"], format!("https://badges.example.org/{page}"));
    assert_eq!(issued["issued"].as_array().unwrap().len(), 12);
    assert_eq!(issued["already"].as_array().unwrap().len(), 0);
    // Whenever it is asked, and also where a table came again without its ids.
    other.write(TABLE, &format!("{RECORDS}{more}"));
    assert_eq!(other.plan()["already"], issued["issued"]);
    let again = other.issue();
    assert_eq!(again["already"], issued["issued"]);
    assert_eq!(again["issued"].as_array().unwrap().len(), 0);
    other.succeed(&["build"]);
    assert!(other.root().join("public").join(page).is_file());
}

#[test]
fn a_record_that_was_corrected_after_issuing_is_told() {
    let site = IssuingSite::new();
    site.issue();
    let records = site.read(TABLE);
    assert_eq!(site.plan()["changed"], 0);
    for (from, to, said) in [
        (
            "Ada Lovelace",
            "Ada Byron",
            "issued as `Ada Lovelace`; the record now says `Ada Byron`",
        ),
        (
            "Ada Lovelace",
            "",
            "issued as `Ada Lovelace`; the record now says no name",
        ),
        (
            "ada@",
            "ada.byron@",
            "issued to another e-mail address; the record now says ada.byron@",
        ),
        (
            "2026-05-02",
            "2026-05-01",
            "issued on 2026-05-02; the record now says 2026-05-01",
        ),
    ] {
        let corrected = records.replacen(from, to, 1);
        assert_ne!(corrected, records);
        site.write(TABLE, &corrected);
        let output = site.run(&["issue", "--yes"]);
        assert!(output.status.success(), "{}", told(&output));
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            stdout.starts_with("0 new, 3 already issued, 0 wrong, 1 changed since\n"),
            "{stdout}"
        );
        let told = told(&output);
        assert!(told.contains(said), "{told}");
        assert!(told.contains("warning: this award was"), "{told}");
        assert!(told.contains(&format!("{TABLE}:2")), "{told}");
        assert_eq!(site.plan()["changed"], 1);
        assert_eq!(site.read(TABLE), corrected, "a record is its author's");
    }
    assert_eq!(site.ledger_files().len(), 1);
}

#[test]
fn an_end_evidence_or_text_that_came_later_is_told() {
    let site = IssuingSite::new();
    let columns = |row: &str| {
        format!(
            "badge,name,email,issued_on,expires_on,evidence,narrative,license_number,id\n\
             rust-101,Ada,ada@recipients.example,2026-05-02,{row}\n"
        )
    };
    site.write(
        TABLE,
        &columns("2028-05-02,https://example.org/work,Wrote it,7,"),
    );
    let issued = site.issue();
    let id = issued["issued"][0]["id"].as_str().unwrap();
    for (row, said) in [
        ("2028-05-02,https://example.org/work,Wrote it,7", ""),
        (
            "2028-05-01,https://example.org/work,Wrote it,7",
            "to end on 2028-05-02; the record now says that it ends on 2028-05-01",
        ),
        (
            ",https://example.org/work,Wrote it,7",
            "to end on 2028-05-02; the record now says no end",
        ),
        (
            "2028-05-02,,Wrote it,7",
            "with 1 piece of evidence; the record now says no evidence",
        ),
        (
            "2028-05-02,https://example.org/play,Wrote it,7",
            "with other evidence",
        ),
        (
            "2028-05-02,https://example.org/work,Read it,7",
            "with another narrative",
        ),
        (
            "2028-05-02,https://example.org/work,Wrote it,8",
            "with another licence number",
        ),
    ] {
        site.write(TABLE, &columns(&format!("{row},{id}")));
        let told = told(&site.run(&["issue", "--dry-run"]));
        assert!(told.contains(said), "{row}: {told}");
        assert_eq!(told.is_empty(), said.is_empty(), "{row}: {told}");
    }
}

#[test]
fn a_site_that_comes_to_show_less_or_moves_has_changed_no_record() {
    let site = IssuingSite::new();
    site.issue();
    let settings = site.read("accolade.toml");
    let private = format!("{settings}\n[privacy]\nnames = \"initials\"\nidentity = \"none\"\n");
    let moved = format!("time_zone = \"Pacific/Auckland\"\n{settings}");
    for changed in [private, moved] {
        site.write("accolade.toml", &changed);
        assert_eq!(site.plan()["changed"], 0, "{changed}");
    }
}

/// A family, or a club that gives its own address.
#[test]
fn two_people_with_one_address_each_get_their_own_award() {
    let site = IssuingSite::new();
    let header = "badge,name,email,issued_on,id\n";
    let row =
        |name: &str, id: &str| format!("rust-101,{name},one@recipients.example,2026-05-02,{id}\n");
    site.write(
        TABLE,
        &(header.to_owned() + &row("Ann One", "") + &row("Bob Two", "")),
    );
    let said = told(&site.run(&["issue", "--dry-run"]));
    assert_eq!(site.plan()["new"], 2);
    let question = format!(
        "warning: `Ann One` and `Bob Two` have one e-mail address, and get the same badge on the same \
         day\n--> {TABLE}:3\nhint: two people may share an address; if it is one, whose name is misspelt \
         here or at {TABLE}:2, delete one of the records before they are issued\n"
    );
    assert!(said.contains(&question), "{said}");
    // First one of them, then the other.
    site.write(TABLE, &(header.to_owned() + &row("Ann One", "")));
    let ann = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
    let both = header.to_owned() + &row("Ann One", &ann) + &row("Bob Two", "");
    site.write(TABLE, &(header.to_owned() + &row("Bob Two", "")));
    let refused = site.fail(&["issue", "--yes"], 1);
    let expected = format!(
        "error: this badge of that day was issued to this e-mail address before, as `Ann One`: award \
         `{ann}`\n--> {TABLE}:2\nhint: if it is the same person, write `{ann}` into the record's `id`, and \
         `accolade replace {ann}` corrects the name; if two people share the address, bring back the \
         record of `Ann One`, with its id: each then has an award\n"
    );
    assert!(refused.contains(&expected), "{refused}");
    assert!(!site.read(TABLE).contains(&ann));
    site.write(TABLE, &both);
    let issued = site.issue();
    assert_eq!(
        (&issued["new"], &issued["already_issued"]),
        (&1.into(), &1.into())
    );
    let bob = issued["issued"][0]["id"].as_str().unwrap();
    assert_eq!(
        site.read(TABLE),
        header.to_owned() + &row("Ann One", &ann) + &row("Bob Two", bob)
    );
    let said = told(&site.run(&["check"]));
    assert!(!said.contains("more than once"), "{said}");
    // Lists that are exported again bear no ids: each finds its own.
    site.write(
        TABLE,
        &(header.to_owned() + &row("BOB Two", "") + &row("Ann One", "")),
    );
    site.issue();
    let again = header.to_owned() + &row("BOB Two", bob) + &row("Ann One", &ann);
    assert_eq!(site.read(TABLE), again);
    // Who has a record of their own is not who another one was.
    for first in [["Carl Two", "Ann One"], ["Ann One", "Carl Two"]] {
        let rows = first.map(|it| row(it, "")).concat();
        site.write(TABLE, &(header.to_owned() + &rows));
        let refused = site.fail(&["issue", "--yes"], 1);
        let words = format!("address before, as `Bob Two`: award `{bob}`");
        assert!(refused.contains(&words), "{refused}");
        assert!(!refused.contains(&ann), "{refused}");
    }
    let three = ["Carl Two", "Bob Two", "Ann One"].map(|it| row(it, ""));
    site.write(TABLE, &(header.to_owned() + &three.concat()));
    assert_eq!(site.plan()["new"], 1);
}

/// Who is shown as initials, or not at all, is known by an id alone.
#[test]
fn a_record_never_gets_the_award_of_somebody_who_only_may_be_the_same() {
    let header = "badge,name,email,issued_on\n";
    let row = |name: &str, email: &str| format!("rust-101,{name},{email},2026-05-02\n");
    let (ada, anton) = (
        row("Ada Lovelace", "ada@recipients.example"),
        row("Anton Lux", "anton@recipients.example"),
    );
    let anna = row("Anna Lovelace", "ada@recipients.example");
    for (privacy, first, then) in [
        ("names = \"initials\"\nidentity = \"none\"\n", &ada, &anton),
        ("names = \"initials\"\n", &ada, &format!("{anna}{ada}")),
        ("names = \"none\"\n", &ada, &format!("{anna}{ada}")),
    ] {
        let site = IssuingSite::new();
        let settings = site.read("accolade.toml");
        site.write(
            "accolade.toml",
            &format!("{settings}\n[privacy]\n{privacy}"),
        );
        site.write(TABLE, &(header.to_owned() + first));
        site.issue();
        site.write(TABLE, &(header.to_owned() + then));
        let refused = site.fail(&["issue", "--yes"], 1);
        let words = "it cannot be told whether this record was issued before";
        assert!(refused.contains(words), "{privacy}: {refused}");
        assert!(!site.read(TABLE).contains(",id"), "{privacy}");
    }
}

#[test]
fn a_corrected_name_does_not_pass_on_to_whoever_bears_the_old_one() {
    let site = IssuingSite::new();
    let header = "badge,name,email,issued_on,id\n";
    let row =
        |name: &str, id: &str| format!("rust-101,{name},one@recipients.example,2026-05-02,{id}\n");
    site.write(TABLE, &(header.to_owned() + &row("Ada L", "")));
    let old = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
    site.write(TABLE, &(header.to_owned() + &row("Adele L", &old)));
    site.succeed(&["replace", &old, "--yes"]);
    let adele = site.read(TABLE);
    // Her sister joins.
    site.write(TABLE, &(adele.clone() + &row("Ada L", "")));
    assert_eq!(site.issue()["new"], 1);
    assert!(site.read(TABLE).starts_with(&adele));
}

#[test]
fn a_revoked_award_is_not_issued_again_and_the_way_to_a_new_one_is_told() {
    let site = IssuingSite::new();
    let header = "badge,name,email,issued_on,id\n";
    let row = |day: u32| format!("rust-101,Ada,ada@recipients.example,2026-05-0{day},\n");
    site.write(TABLE, &(header.to_owned() + &row(2)));
    let old = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
    site.succeed(&["revoke", &old, "--reason", "By mistake", "--yes"]);
    site.write(TABLE, &(header.to_owned() + &row(2)));
    let said = told(&site.run(&["issue", "--dry-run"]));
    let expected = format!(
        "warning: this record is that of award `{old}`, which was revoked\n--> {TABLE}:2\nhint: it stays \
         revoked; who earned the badge after all gets a new award, of another day, such as today\n"
    );
    assert!(said.contains(&expected), "{said}");
    site.write(TABLE, &(header.to_owned() + &row(3)));
    assert_eq!(site.issue()["new"], 1);
    // Whoever was erased is not issued again without a word.
    site.succeed(&["erase", &old, "--yes"]);
    site.write(TABLE, &(header.to_owned() + &row(2) + &row(3)));
    let said = told(&site.run(&["issue", "--dry-run"]));
    let expected = format!(
        "warning: an award of `rust-101` of 2026-05-02 was erased, and this record would issue one anew\n\
         --> {TABLE}:2\n"
    );
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn an_address_of_somebody_else_is_published_nowhere() {
    let site = IssuingSite::new();
    let rows = "badge,name,email,issued_on,narrative\n\
                rust-101,Ada,ada@recipients.example,2026-05-02,With Bob <Bob@Recipients.example>.\n\
                rust-101,Bob,bob@recipients.example,2026-05-02,\n";
    site.write(TABLE, rows);
    let refused = site.fail(&["issue", "--yes"], 1);
    let expected = format!(
        "error: `narrative` holds the e-mail address of another recipient\n--> {TABLE}:2\nhint: it would be \
         published, and what is signed does not change: take it out\n"
    );
    assert!(refused.contains(&expected), "{refused}");
    site.write(TABLE, &rows.replace("<Bob@Recipients.example>", ""));
    site.write(
        "awards/of bob@recipients.example.csv",
        &rows
            .replace(",narrative", "")
            .replace("05-02,With Bob <Bob@Recipients.example>.", "05-03")
            .replace("05-02,", "05-03"),
    );
    let refused = site.fail(&["issue", "--yes"], 1);
    assert!(
        refused.contains(
            "the name of this table holds the e-mail address of a recipient\n--> awards/of bob"
        ),
        "{refused}"
    );
}

#[test]
fn no_id_is_written_into_two_rows() {
    let site = IssuingSite::new();
    let header = "badge,name,email,issued_on,id\n";
    let row = |email: &str, id: &str| {
        format!("rust-101,Cem,{email}@recipients.example,2026-05-02,{id}\n")
    };
    site.write(TABLE, &(header.to_owned() + &row("one", "")));
    let id = site.issue()["issued"][0]["id"].as_str().unwrap().to_owned();
    // The address was corrected, and the list of before comes once more.
    site.write(
        TABLE,
        &(header.to_owned() + &row("two", &id) + &row("one", "")),
    );
    let refused = site.fail(&["issue", "--yes"], 1);
    let expected = format!(
        "error: this record is that of award `{id}`, which the one at {TABLE}:2 is already\n--> {TABLE}:3\n\
         hint: delete the one that is out of date\n"
    );
    assert!(refused.contains(&expected), "{refused}");
}
