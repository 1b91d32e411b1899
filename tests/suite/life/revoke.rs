//! Taking awards back.

use super::{Life, TABLE, changed, day, path, sorted};
use crate::issuing::told;

#[test]
fn a_revoked_award_keeps_a_page_that_says_so_and_nothing_else_changes() {
    let life = Life::new();
    let before = life.build();
    let id = life.id("Grace");
    let credential = life.file(&id, "json");
    let stdout = life
        .0
        .succeed(&["revoke", &id[..6], "--reason", "Issued twice", "--yes"]);
    let files = life.0.ledger_files();
    let file = files.iter().find(|it| it.contains("-revoked-")).unwrap();
    let root = life.0.root();
    similar_asserts::assert_eq!(
        stdout,
        format!(
            "1 to revoke, 0 no longer valid anyway\n  {id}  rust-101 1  spring  2026-05-02\n\
             For everybody to read: Issued twice\nRevoked 1 award in ledger/{file}.\n\
             Commit it, and run `accolade build {}` to publish.\n",
            root.display()
        )
    );
    let after = life.build();
    let expected = sorted([
        path(&id, "html"),
        path(&id, "assertion.json"),
        path(&id, "png"),
        "revocations.json".to_owned(),
        "status/revocation-1.json".to_owned(),
    ]);
    assert_eq!(changed(&before, &after), expected);

    let page = life.file(&id, "html");
    let head = page.split("class=\"sheet\"").next().unwrap();
    assert!(head.contains("This badge was revoked"), "{head}");
    assert!(head.contains("<q>Issued twice</q>"), "{head}");
    for invitation in [
        "linkedin.com",
        " download",
        "class=\"copy\"",
        "rel=\"alternate\" type=\"application/ld+json\"",
    ] {
        assert!(!page.contains(invitation), "{invitation}");
    }
    let assertion = life.file(&id, "assertion.json");
    let url = format!("https://badges.example.org/{}", path(&id, "assertion.json"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&assertion).unwrap(),
        serde_json::json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": url,
            "revoked": true,
            "revocationReason": "Issued twice",
        })
    );
    let list = life.0.read("public/revocations.json");
    assert!(
        list.contains(&url) && list.contains("Issued twice"),
        "{list}"
    );
    assert_eq!(life.verdict(&credential), "revoked");
    assert_eq!(
        life.verdict(&life.file(&life.id("Cleo"), "json")),
        "verified"
    );
}

#[test]
fn a_whole_cohort_goes_in_one_act_and_what_is_gone_already_is_said() {
    let life = Life::new();
    let id = life.id("Grace");
    let url = format!("https://badges.example.org/{}", path(&id, "html"));
    life.0
        .succeed(&["revoke", &url, "--reason", "Issued twice", "--yes"]);
    let dry = life
        .0
        .succeed(&["revoke", "--cohort", "spring", "--reason", "x", "--dry-run"]);
    assert!(
        dry.starts_with("3 to revoke, 1 no longer valid anyway\n"),
        "{dry}"
    );
    assert!(
        dry.contains(&format!("  {id}  was revoked on {}\n", day(0))),
        "{dry}"
    );
    assert_eq!(life.0.ledger_files().len(), 2);
    let done = life.0.succeed(&[
        "revoke",
        "--cohort",
        "spring",
        "--reason",
        "The exam was void",
        "--yes",
        "--json",
    ]);
    let done: serde_json::Value = serde_json::from_str(&done).unwrap();
    assert_eq!(done["revoked"].as_array().unwrap().len(), 3);
    assert_eq!(done["already"], serde_json::json!([id]));
    assert_eq!(life.0.ledger_files().len(), 3);
    let again = life
        .0
        .succeed(&["revoke", "--cohort", "spring", "--reason", "x", "--yes"]);
    assert!(again.ends_with("Nothing to revoke.\n"), "{again}");
    assert_eq!(life.0.ledger_files().len(), 3);
    assert_eq!(life.standing(&life.id("Dan")), "valid");
    // Who was revoked is not issued again by the same records.
    assert_eq!(life.0.plan()["new"], 0);
}

#[test]
fn mistakes_are_told_with_a_way_out() {
    let life = Life::new();
    let id = life.id("Grace");
    let reason = ["--reason", "Issued twice", "--yes"];
    let fail = |arguments: &[&str], code: i32| {
        let arguments: Vec<_> = ["revoke"].iter().chain(arguments).copied().collect();
        life.0.fail(&arguments, code)
    };
    let other = if id.starts_with('a') { "b" } else { "a" };
    let wrong = id.replacen(|_| true, other, 1);
    similar_asserts::assert_eq!(
        fail(&[&[wrong.as_str()], &reason[..]].concat(), 1),
        format!(
            "error: the ledger holds no award `{wrong}`\n\
             hint: is it `{id}`? `accolade report` lists every award with its id\n\n"
        )
    );
    similar_asserts::assert_eq!(
        fail(&[&["abc"], &reason[..]].concat(), 1),
        "error: `abc` is too short to name an award\n\
         hint: give at least 4 characters of its id; `accolade report` lists every award with its id\n\n"
    );
    similar_asserts::assert_eq!(
        fail(&[&["--cohort", "sprang"], &reason[..]].concat(), 1),
        "error: nothing was issued from a cohort `sprang`\nhint: did you mean `spring`?\n\n"
    );
    assert_eq!(
        fail(&reason, 2),
        "error: name at least one award, or a whole `--cohort`; `accolade report` lists them\n"
    );
    for (text, why) in [
        (
            "mail grace@recipients.example.",
            "it holds the e-mail address `grace@recipients.example`",
        ),
        ("two\nlines", "it has more than one line"),
        ("\u{7}", "it holds the control character U+0007"),
        (" ", "it is empty"),
    ] {
        assert_eq!(
            fail(&[&id, "--reason", text, "--yes"], 2),
            format!(
                "error: `--reason` cannot be published: {why}; everybody can read it on the award's page\n"
            )
        );
    }
    assert_eq!(
        fail(&[&id, "--reason", "Issued twice"], 2),
        "error: nobody can be asked here; say `--yes` to revoke, or `--dry-run` to look only\n"
    );
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
}

/// Each signed the status list without what the other knew; git merges the two files.
#[test]
fn what_two_people_took_back_at_once_is_joined_by_the_next_act() {
    let life = Life::new();
    let (one, two) = (life.id("Grace"), life.id("Cleo"));
    life.build();
    let credentials = [&one, &two].map(|it| life.file(it, "json"));
    let other = Life(life.0.fork());
    life.0
        .succeed(&["revoke", &one, "--reason", "One", "--yes"]);
    other
        .0
        .succeed(&["revoke", &two, "--reason", "Two", "--yes"]);
    for file in other.0.ledger_files() {
        let name = format!("ledger/{file}");
        life.0.write(&name, &other.0.read(&name));
    }
    let output = life.0.run(&["build"]);
    let said = told(&output);
    assert!(said.contains("status list 1 does not say yet"), "{said}");
    life.0
        .succeed(&["revoke", &two, "--reason", "Two", "--yes"]);
    let output = life.0.run(&["build"]);
    assert_eq!(told(&output), "");
    for credential in credentials {
        assert_eq!(life.verdict(&credential), "revoked");
    }
    // Any act does it, such as one that issues.
    let records = other.0.read(TABLE);
    for file in life.0.ledger_files() {
        let name = format!("ledger/{file}");
        if file.contains("-revoked-") && !life.0.read(&name).contains("\"revoked\"") {
            std::fs::remove_file(life.0.root().join(name)).unwrap();
        }
    }
    life.0.write(
        TABLE,
        &(records + &format!("rust-101,New One,new@recipients.example,{},\n", day(-1))),
    );
    life.0.issue();
    assert_eq!(told(&life.0.run(&["build"])), "");
}
