//! Correcting awards.

use super::{Life, TABLE, changed, path, sorted};
use crate::issuing::told;

#[test]
fn a_corrected_award_gets_an_address_of_its_own_and_the_old_one_leads_there() {
    let life = Life::new();
    let before = life.build();
    let old = life.id("Cleo");
    let credential = life.credential(&old);
    let corrected = life.0.read(TABLE).replace("Cleo, C.", "Cleo, \"\"D\"\"");
    life.0.write(TABLE, &corrected);
    let said = told(&life.0.run(&["issue", "--dry-run"]));
    assert!(
        said.contains(&format!(
            "`accolade replace {old}` issues what the record says now"
        )),
        "{said}"
    );

    let stdout = life.0.succeed(&[
        "replace",
        &old[..8],
        "--reason",
        "The name was misspelt",
        "--yes",
    ]);
    assert!(
        stdout.starts_with(&format!(
            "1 to replace\n  {old}  First Aid (first-aid 1)  Cleo, C. (its record says Cleo, \"D\")  {TABLE}:4\n  \
             was issued as `Cleo, C.`; the record now says `Cleo, \"D\"`\n\
             For everybody to read: The name was misspelt\nReplaced it in ledger/"
        )),
        "{stdout}"
    );
    let new = life.id("Cleo");
    assert_ne!(old, new);
    assert!(stdout.contains(&format!(
        "  https://badges.example.org/{}\n",
        path(&new, "html")
    )));
    // No other byte of the records changed.
    assert_eq!(life.0.read(TABLE), corrected.replace(&old, &new));
    assert_eq!(life.0.plan()["already_issued"], 6);
    assert_eq!(life.0.plan()["changed"], 0);

    let after = life.build();
    let expected = sorted([
        path(&old, "html"),
        path(&old, "assertion.json"),
        path(&old, "png"),
        path(&new, "html"),
        path(&new, "json"),
        path(&new, "assertion.json"),
        path(&new, "png"),
        path(&new, "svg"),
        "status/revocation-1.json".to_owned(),
    ]);
    // Where awards are not listed, no list leads to this one's successor.
    assert_eq!(changed(&before, &after), expected);
    let page = life.file(&old, "html");
    assert!(page.contains("This badge was replaced") && page.contains("The name was misspelt"));
    assert!(page.contains(&format!(
        "class=\"button\" href=\"../../{}\"",
        path(&new, "html")
    )));
    assert!(
        !page.contains("Cleo, &quot;D"),
        "the old page says nothing new of the holder"
    );
    assert!(
        life.file(&new, "html")
            .contains(&format!("href=\"../../{}\"", path(&old, "html")))
    );
    let successor = life.credential(&new);
    for same in ["awardedDate", "validFrom", "validUntil"] {
        assert_eq!(successor[same], credential[same], "{same}");
    }
    assert_ne!(
        successor["credentialStatus"],
        credential["credentialStatus"]
    );
    let salt = "/credentialSubject/identifier/0/salt";
    assert_ne!(successor.pointer(salt), credential.pointer(salt));
    assert_eq!(life.verdict(&life.file(&old, "json")), "revoked");
    assert_eq!(life.verdict(&life.file(&new, "json")), "verified");
}

#[test]
fn a_corrected_day_is_corrected_in_all_that_is_said_of_it() {
    let life = Life::new();
    life.0.write(
        TABLE,
        &life.0.read(TABLE).replace("2026-05-02", "2026-05-01"),
    );
    life.0.succeed(&["replace", &life.id("Grace"), "--yes"]);
    life.build();
    let new = life.credential(&life.id("Grace"));
    assert_eq!(new["awardedDate"], "2026-05-01T00:00:00Z");
    assert_eq!(new["validFrom"], "2026-05-01T00:00:00Z");
    let page = life.file(&life.id("Grace"), "html");
    assert!(
        page.contains("1 May 2026") && !page.contains("2 May 2026"),
        "{page}"
    );
}

#[test]
fn an_award_stays_of_the_version_that_was_earned_and_ends_as_that_says() {
    let life = Life::new();
    let badge = life.0.read("badges/first-aid/index.md");
    let badge = badge.replace(
        "valid_for = \"1 year\"",
        "version = \"2\"\nvalid_for = \"3 years\"",
    );
    life.0.write("badges/first-aid/index.md", &badge);
    let old = life.id("Cleo");
    life.0
        .write(TABLE, &life.0.read(TABLE).replace("cleo@", "cleopatra@"));
    life.build();
    let until = life.credential(&old)["validUntil"].clone();
    life.0.succeed(&["replace", &old, "--yes"]);
    life.build();
    let new = life.credential(&life.id("Cleo"));
    assert_eq!(new["validUntil"], until);
    let achievement = new.pointer("/credentialSubject/achievement/id").unwrap();
    assert_eq!(
        achievement,
        "https://badges.example.org/badges/first-aid/1/achievement.json"
    );
}

#[test]
fn the_same_list_exported_again_finds_the_corrected_award() {
    let life = Life::new();
    let exported = life.0.read(TABLE);
    let old = life.id("Cleo");
    life.0
        .write(TABLE, &exported.replace("Cleo, C.", "Cleo Carr"));
    life.0.succeed(&["replace", &old, "--yes"]);
    let new = life.id("Cleo");
    let without: String = exported
        .lines()
        .map(|it| it.rsplit_once(',').unwrap().0.to_owned() + "\n")
        .collect();
    life.0.write(TABLE, &without);
    let plan = life.0.issue();
    assert_eq!(
        (&plan["new"], &plan["already_issued"]),
        (&0.into(), &6.into())
    );
    assert!(life.0.read(TABLE).contains(&new));
}

#[test]
fn mistakes_are_told_with_a_way_out() {
    let life = Life::new();
    let id = life.id("Grace");
    let fail = |arguments: &[&str], code: i32| {
        let arguments: Vec<_> = ["replace"].iter().chain(arguments).copied().collect();
        life.0.fail(&arguments, code)
    };
    similar_asserts::assert_eq!(
        fail(&[&id, "--yes"], 1),
        format!(
            "error: the record of award `{id}` says what was issued\n--> {TABLE}:3\n\
             hint: correct it there first; `--anyway` makes a new credential of the same\n\n"
        )
    );
    let records = life.0.read(TABLE);
    life.0.write(TABLE, &records.replace(&id, ""));
    let said = fail(&[&id, "--yes"], 1);
    assert!(
        said.contains(&format!("no record in `awards` bears the id `{id}`")),
        "{said}"
    );
    assert!(
        said.contains("`accolade issue` writes ids into records"),
        "{said}"
    );
    life.0
        .write(TABLE, &records.replace("rust-101,Grace", "first-aid,Grace"));
    let said = fail(&[&id, "--yes"], 1);
    assert!(
        said.contains("is of `rust-101`, and its record now says `first-aid`"),
        "{said}"
    );
    assert!(said.contains(&format!("`accolade revoke {id}`")), "{said}");
    life.0.write(TABLE, &records);
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
    life.0.succeed(&["replace", &id, "--anyway", "--yes"]);
    let new = life.id("Grace");
    similar_asserts::assert_eq!(
        fail(&[&id, "--yes"], 1),
        format!(
            "error: award `{id}` was replaced already, by `{new}`\n\
             hint: it is `{new}` that can be replaced now\n\n"
        )
    );
    life.0
        .succeed(&["revoke", &new, "--reason", "Issued twice", "--yes"]);
    let said = fail(&[&new, "--yes"], 1);
    assert!(
        said.contains("was revoked and cannot be replaced"),
        "{said}"
    );
    assert_eq!(
        fail(&[&id, &new, "--yes"], 2),
        "error: name one award; `accolade report` lists them\n"
    );
}
