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
            "1 to revoke, 0 no longer valid anyway\n  {id}  Rust 101 (rust-101 1)  Grace Hopper  spring  2026-05-02\n\
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
        dry.contains(&format!(
            "  {id}  Rust 101 (rust-101 1)  Grace Hopper  was revoked on {}\n",
            day(0)
        )) && dry.ends_with("Nothing was written: this was a dry run.\n"),
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
        (
            "mail grace (at) recipients [dot] example",
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
    // The newest list does not revoke the one, and nobody is told that it holds again.
    let said = life.0.fail(&["build"], 1);
    similar_asserts::assert_eq!(
        said,
        "error: status list 1 does not say of all that was taken back that it was: two people took \
         awards back at once, and each signed the list without what the other knew\n\
         --> ledger\n\
         hint: run `accolade issue`: any act signs the list anew, also where there is nothing to \
         issue\n\n"
    );
    for credential in &credentials {
        assert_eq!(life.verdict(credential), "verified");
    }
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

/// A reason stays in the ledger whatever becomes of the award, so it is asked for twice.
#[test]
fn a_reason_that_names_the_recipient_is_published_on_purpose_alone() {
    let life = Life::new();
    let (grace, cleo) = (life.id("Grace"), life.id("Cleo"));
    let reason = ["--reason", "Asked for by Mrs Hopper", "--yes"];
    let named = |id: &str, part: &str| {
        format!(
            "error: the reason holds `{part}`, of the name of the recipient of award `{id}`, and stays \
             public for ever, even once the award is erased\n\
             hint: leave the name out: the award's page says whose it was, as far as it may; \
             `--name-in-reason` publishes it all the same\n\n"
        )
    };
    let said = life.0.fail(&[&["revoke", &grace], &reason[..]].concat(), 1);
    similar_asserts::assert_eq!(said, named(&grace, "Hopper"));
    // Of a cohort, it may be anybody's; of another award, it is nobody's.
    let said = life.0.fail(
        &[&["revoke", "--cohort", "spring"], &reason[..]].concat(),
        1,
    );
    similar_asserts::assert_eq!(said, named(&grace, "Hopper"));
    let dry = [
        "revoke",
        &cleo,
        "--reason",
        "Asked for by Mrs Hopper",
        "--dry-run",
    ];
    life.0.succeed(&dry);
    // The credential tells the name where no record does, and the record what was corrected.
    let records = life.0.read(TABLE);
    std::fs::remove_file(life.0.root().join(TABLE)).unwrap();
    let said = life.0.fail(&[&["revoke", &grace], &reason[..]].concat(), 1);
    similar_asserts::assert_eq!(said, named(&grace, "Hopper"));
    life.0
        .write(TABLE, &records.replace("Cleo, C.", "Cleo Carr"));
    for (text, part) in [
        ("cleo carr, not C.", "Cleo Carr"),
        ("It was Cleo's wish", "Cleo"),
    ] {
        let said = life
            .0
            .fail(&["replace", &cleo, "--reason", text, "--yes"], 1);
        similar_asserts::assert_eq!(said, named(&cleo, part));
    }
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
    life.0
        .succeed(&[&["revoke", &grace, "--name-in-reason"], &reason[..]].concat());
    life.0.succeed(&[
        "replace",
        &cleo,
        "--reason",
        "Cleo's wish",
        "--yes",
        "--name-in-reason",
    ]);
    life.build();
    assert!(
        life.file(&grace, "html")
            .contains("Asked for by Mrs Hopper")
    );
    let said = life
        .0
        .fail(&["replace", &cleo, "--name-in-reason", "--yes"], 2);
    assert!(said.contains("--reason <TEXT>"), "{said}");
}

#[test]
fn a_name_and_an_address_are_found_however_they_are_written() {
    let life = Life::new();
    let grace = life.id("Grace");
    let records = life.0.read(TABLE);
    for (text, part, what) in [
        ("Asked for by HÔPPER", "HÔPPER", "name"),
        ("Asked for by Hop\u{200B}per", "Hopper", "name"),
        (
            "ask grace AT recipients dot example",
            "grace AT recipients dot example",
            "e-mail address",
        ),
        (
            "ask grace at recipients.example.",
            "grace at recipients.example",
            "e-mail address",
        ),
    ] {
        let act = ["revoke", &grace, "--reason", text, "--yes"];
        let hint = match what {
            "name" => {
                "leave the name out: the award's page says whose it was, as far as it may; \
                 `--name-in-reason` publishes it all the same"
            }
            _ => "leave the address out",
        };
        let expected = format!(
            "error: the reason holds `{part}`, of the {what} of the recipient of award `{grace}`, and stays \
             public for ever, even once the award is erased\nhint: {hint}\n\n"
        );
        similar_asserts::assert_eq!(life.0.fail(&act, 1), expected);
        // The credential tells it, too.
        std::fs::remove_file(life.0.root().join(TABLE)).unwrap();
        similar_asserts::assert_eq!(life.0.fail(&act, 1), expected);
        life.0.write(TABLE, &records);
    }
    let text = "Given at recipients.example by mistake";
    life.0
        .succeed(&["revoke", &grace, "--reason", text, "--yes"]);
}

/// Where pages say less of a name, the record still tells it.
#[test]
fn a_reason_does_not_say_the_name_that_the_page_keeps() {
    let life = Life::unissued();
    let settings = life.0.read("accolade.toml");
    life.0.write(
        "accolade.toml",
        &(settings + "\n[privacy]\nnames = \"none\"\n"),
    );
    life.0.issue();
    let id = life.id("Grace");
    let reason = ["--reason", "Grace Hopper left", "--yes"];
    let said = life.0.fail(&[&["revoke", &id], &reason[..]].concat(), 1);
    assert!(said.contains("the reason holds `Grace Hopper`"), "{said}");
    // Where the records are not, nobody knows.
    let elsewhere = life.0.fork();
    std::fs::remove_dir_all(elsewhere.root().join("awards")).unwrap();
    let dry = [
        &["revoke", &id][..],
        &["--reason", "Grace Hopper left", "--dry-run"],
    ]
    .concat();
    let said = told(&elsewhere.run(&dry));
    let expected = "warning: the reason could not be compared with the names of 1 of these people: their \
                    records are not here\n";
    assert!(said.contains(expected), "{said}");
    let known = [
        &["revoke", &id][..],
        &["--reason", "Issued twice", "--dry-run"],
    ]
    .concat();
    assert!(!told(&life.0.run(&known)).contains("could not be compared"));
}

#[test]
fn the_address_of_another_site_names_none_of_its_awards() {
    let life = Life::new();
    let id = life.id("Grace");
    let elsewhere = format!("https://badges.example.com/{}", path(&id, "html"));
    for command in ["revoke", "erase", "renew", "replace"] {
        let reason: &[&str] = match command {
            "revoke" => &["--reason", "Issued twice"],
            _ => &[],
        };
        similar_asserts::assert_eq!(
            life.0
                .fail(&[&[command, &elsewhere, "--yes"], reason].concat(), 1),
            format!(
                "error: `{elsewhere}` is the address of another site: those of this one start with \
                 `https://badges.example.org/`\n\
                 hint: give the id alone if that award is meant; `accolade report` lists every award \
                 with its id\n\n"
            )
        );
    }
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
}

#[test]
fn every_act_that_only_looks_ends_by_saying_so() {
    let life = Life::new();
    let (grace, ada, cleo) = (life.id("Grace"), life.id("Ada"), life.id("Cleo"));
    life.0
        .write(TABLE, &life.0.read(TABLE).replace("Cleo, C.", "Cleo Carr"));
    let file = life.0.ledger_files().remove(0);
    for act in [
        &["issue"][..],
        &["revoke", &grace, "--reason", "Issued twice"],
        &["replace", &cleo],
        &["renew", &ada],
        &["erase", &grace],
        &["reissue"],
        &["undo", &file],
        &["key", "retire", "backup"],
        &["key", "compromise", "backup", "--since", "2026-11-01"],
    ] {
        let said = life.0.succeed(&[act, &["--dry-run"]].concat());
        let end = "\nNothing was written: this was a dry run.\n";
        assert!(said.ends_with(end), "{act:?}: {said}");
    }
    assert_eq!(life.0.ledger_files(), [file]);
}
