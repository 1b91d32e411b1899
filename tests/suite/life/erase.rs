//! Forgetting a person.

use super::{Life, TABLE, TOML, changed, path, sorted};

/// Every file of the content folder and of the site that says one of these.
fn holding(life: &Life, words: &[&str]) -> Vec<String> {
    let files = life.0.all_files().into_iter().filter(|path| {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        words.iter().any(|it| text.contains(it))
    });
    let root = life.0.root();
    files
        .map(|it| it.strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn nothing_of_the_person_is_left_and_the_ledger_still_proves_itself() {
    let life = Life::new();
    let before = life.build();
    let id = life.id("Grace");
    let credential = life.file(&id, "json");
    let assertion: serde_json::Value =
        serde_json::from_str(&life.file(&id, "assertion.json")).unwrap();
    let hash = assertion
        .pointer("/recipient/identity")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    let words = ["Grace Hopper", "grace@", hash.as_str()];
    assert!(holding(&life, &words).len() > 4);
    let records = life.0.read(TABLE);
    let issued = life.0.ledger_files().remove(0);

    let stdout = life.0.succeed(&["erase", &id, "--yes"]);
    assert!(
        stdout.starts_with(&format!(
            "1 to erase, 0 erased before\n  {id}  Rust 101 (rust-101 1)  Grace Hopper\n  its record goes: {TABLE}:3\n\
             Erased 1 award, and said so in ledger/"
        )),
        "{stdout}"
    );
    assert!(
        stdout.contains(&format!(
            "still holds what was erased:\n  ledger/{issued}\n  {TABLE}, if it was ever committed\n"
        )),
        "{stdout}"
    );
    assert!(
        stdout.contains("git filter-repo --force --replace-text ../erased.txt\n"),
        "{stdout}"
    );
    let rest: String = records
        .lines()
        .filter(|it| !it.contains("Grace"))
        .map(|it| format!("{it}\n"))
        .collect();
    similar_asserts::assert_eq!(life.0.read(TABLE), rest);
    // The site that was built before is all that still speaks of her.
    assert!(
        holding(&life, &words)
            .iter()
            .all(|it| it.starts_with("public/"))
    );
    let after = life.build();
    assert_eq!(holding(&life, &words), Vec::<String>::new());
    let expected = sorted([
        path(&id, "html"),
        path(&id, "json"),
        path(&id, "assertion.json"),
        path(&id, "png"),
        path(&id, "svg"),
        "revocations.json".to_owned(),
        "status/revocation-1.json".to_owned(),
    ]);
    assert_eq!(changed(&before, &after), expected);
    for gone in ["json", "png", "svg"] {
        assert!(!after.contains_key(&path(&id, gone)), "{gone}");
    }
    let page = life.file(&id, "html");
    assert!(page.contains("This badge was erased"));
    assert!(page.contains("<title>Erased: ") && page.contains("content=\"Erased: Example Makers"));
    assert!(!page.contains("og:image"), "{page}");
    let url = format!("https://badges.example.org/{}", path(&id, "assertion.json"));
    let assertion: serde_json::Value =
        serde_json::from_str(&life.file(&id, "assertion.json")).unwrap();
    assert_eq!(
        assertion,
        serde_json::json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": url,
            "revoked": true,
        })
    );
    // Who kept a copy does not get it past a verifier.
    assert_eq!(life.verdict(&credential), "revoked");
    assert!(
        life.0.ledger_files().contains(&issued),
        "the file keeps its name"
    );
    assert!(accolade::ledger::Ledger::open_proven(&life.0.root(), &|_| None).is_ok());
    assert_eq!(life.standing(&id), "erased");
    assert_eq!(life.0.plan()["new"], 0);
    // Whoever lost what was printed is told again how to clean the history of git.
    let again = life.0.succeed(&["erase", &id, "--yes"]);
    assert!(
        again.starts_with(
            "0 to erase, 1 erased before\nNothing to erase.\n\nIf the folder is kept in git"
        ),
        "{again}"
    );
    let digest = life.0.read(&format!("ledger/{issued}"));
    let digest = digest
        .lines()
        .find_map(|it| it.strip_prefix("{\"erased\":\""))
        .unwrap();
    let digest = digest.strip_suffix("\"}").unwrap();
    assert!(
        again.contains(&format!(
            "regex:(?m)^\\{{\"issued\":\\{{\"id\":\"{id}\",.*$==>{{\"erased\":\"{digest}\"}}\n"
        )),
        "{again}"
    );
    assert!(
        again.contains(&format!(
            "  ledger/{issued}\n  awards/, if it was ever committed\n"
        )),
        "{again}"
    );
}

#[test]
fn awards_with_a_past_can_be_erased_and_no_link_dangles() {
    let life = Life::new();
    let (ada, cleo, ed, grace) = (
        life.id("Ada"),
        life.id("Cleo"),
        life.id("Ed"),
        life.id("Grace"),
    );
    life.0.succeed(&["renew", &ada, &ed, "--yes"]);
    life.0
        .write(TABLE, &life.0.read(TABLE).replace("Cleo, C.", "Cleo Carr"));
    life.0.succeed(&["replace", &cleo, "--yes"]);
    life.0
        .succeed(&["revoke", &grace, "--reason", "Issued twice", "--yes"]);
    let (new_ed, new_cleo) = (life.id("Ed"), life.id("Cleo"));
    // One renewed, one successor of a renewed, one replaced, one revoked; all in one act.
    let dry = life
        .0
        .succeed(&["erase", &ada, &new_ed, &cleo, &grace, "--dry-run"]);
    assert!(
        dry.contains("  this public reason stays in the ledger: Issued twice\n"),
        "{dry}"
    );
    // The record of what was replaced became that of what replaced it.
    assert!(!dry.contains("no record here bears"), "{dry}");
    assert!(
        dry.contains(&format!(
            "  the same person also has {}  First Aid (first-aid 1)  Ada Lovelace  {TABLE}:3, which stays\n",
            life.id("Ada")
        )),
        "{dry}"
    );
    // Links in the ledger tell it where no record of the chosen one is left.
    let dry_cleo = life.0.succeed(&["erase", &cleo, "--dry-run"]);
    let label = "First Aid (first-aid 1)  Cleo";
    let also = format!("  the same person also has {new_cleo}  {label} Carr  {TABLE}:");
    assert!(dry_cleo.contains(&also), "{dry_cleo}");
    let dry_cleo = life.0.succeed(&["erase", &new_cleo, "--dry-run"]);
    let also = format!("  the same person also has {cleo}  {label}, C., which stays\n");
    assert!(dry_cleo.contains(&also), "{dry_cleo}");
    life.0
        .succeed(&["erase", &ada, &new_ed, &cleo, &grace, "--yes"]);
    let site = life.build();
    for (page, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        if page.ends_with(".html") {
            for link in text.split("href=\"../../awards/").skip(1) {
                let target = format!("awards/{}", link.split('"').next().unwrap());
                assert!(site.contains_key(&target), "{page}: {target}");
            }
        }
    }
    assert!(
        !life.file(&new_cleo, "html").contains(&cleo),
        "no link to what is not there"
    );
    let old = life.file(&ed, "html");
    assert!(!old.contains(&new_ed), "it leads to nothing that is erased");
    assert!(life.file(&new_ed, "html").contains("This badge was erased"));
    let standing = [&ada, &new_ed, &cleo, &grace].map(|it| life.standing(it));
    assert_eq!(standing, ["erased"; 4]);
    assert_eq!(life.verdict(&life.file(&new_cleo, "json")), "verified");
    // What was corrected before it was erased is still of its own day.
    let page = life.file(&life.id("Ada"), "html");
    assert!(page.contains(&super::written(&super::day(-340))), "{page}");
}

#[test]
fn a_table_of_toml_goes_with_the_comment_above_it() {
    let life = Life::new();
    let records = life.0.read(TOML);
    life.0.succeed(&["erase", &life.id("Dan"), "--yes"]);
    let from = records.find("# Dan came twice").unwrap();
    let to = records.find("# Eve came once").unwrap();
    similar_asserts::assert_eq!(
        life.0.read(TOML),
        records[..from].to_owned() + &records[to..]
    );
    life.0.succeed(&["erase", &life.id("Eve"), "--yes"]);
    assert_eq!(life.0.read(TOML), records[..from]);
    assert_eq!(life.0.plan()["new"], 0);
}

/// As after a merge that brought the file back as it was.
#[test]
fn a_line_that_came_back_goes_with_the_next_act() {
    let life = Life::new();
    let id = life.id("Grace");
    let issued = format!("ledger/{}", life.0.ledger_files().remove(0));
    let whole = life.0.read(&issued);
    life.0.succeed(&["erase", &id, "--yes"]);
    let erased = life.0.read(&issued);
    life.0.write(&issued, &whole);
    assert_eq!(life.standing(&id), "erased");
    life.0.issue();
    assert_eq!(life.0.read(&issued), erased);
}

/// As after a merge with a branch that knew nothing of the erasure.
#[test]
fn a_record_that_came_back_is_told_and_goes_when_it_is_erased_again() {
    let life = Life::new();
    let (id, other) = (life.id("Grace"), life.id("Dan"));
    let whole = life.0.read(TABLE);
    life.0.succeed(&["erase", &id, "--yes"]);
    let erased = life.0.read(TABLE);
    life.0.write(TABLE, &whole);
    for command in ["check", "issue"] {
        let output = life
            .0
            .run(&[command, "--dry-run"][..1 + usize::from(command == "issue")]);
        let said = crate::issuing::told(&output);
        let message = format!("award `{id}` was erased, and its record is still here");
        assert!(
            said.contains(&message) && said.contains(&format!("{TABLE}:3")),
            "{command}: {said}"
        );
        assert!(said.contains(&format!("`accolade erase {id}`")), "{said}");
    }
    let files = life.0.ledger_files();
    let dry = life.0.succeed(&["erase", &id, "--dry-run"]);
    assert!(
        dry.contains(&format!("  its record goes: {TABLE}:3\n")),
        "{dry}"
    );
    assert_eq!(life.0.read(TABLE), whole);
    let said = life.0.succeed(&["erase", &id, "--yes"]);
    assert!(
        said.contains(
            "Removed 1 record of what was erased before.\n\nIf the folder is kept in git"
        ) && said.contains(&format!("  {TABLE}, if it was ever committed\n")),
        "{said}"
    );
    assert_eq!(life.0.read(TABLE), erased);
    assert_eq!(
        life.0.ledger_files(),
        files,
        "the ledger has nothing to add"
    );
    // Beside one that is erased for the first time, too.
    life.0.write(TABLE, &whole);
    life.0.succeed(&["erase", &id, &other, "--yes"]);
    assert_eq!(life.0.read(TABLE), erased);
    assert!(!life.0.read(TOML).contains("Dan Brown"));
}

/// Records of one cohort are somewhere else; what was issued tells whose awards those are.
#[test]
fn other_awards_are_found_by_what_they_say_of_the_person() {
    let life = Life::unissued();
    life.0.write(
        "awards/autumn.csv",
        "badge,name,email,issued_on\n\
         first-aid,G. Hopper,Grace@Recipients.example,2026-05-03\n\
         first-aid,grace hopper,other@recipients.example,2026-05-03\n\
         first-aid,Somebody Else,else@recipients.example,2026-05-03\n",
    );
    life.0.issue();
    let (grace, same, namesake) = (life.id("Grace"), life.id("G. Hopper"), life.id("grace h"));
    let records = life.0.read("awards/autumn.csv");
    std::fs::remove_file(life.0.root().join("awards/autumn.csv")).unwrap();
    let dry = life.0.succeed(&["erase", &grace, "--dry-run"]);
    let folder = life.0.root();
    let root = folder.display();
    similar_asserts::assert_eq!(
        dry,
        format!(
            "1 to erase, 0 erased before\n  {grace}  Rust 101 (rust-101 1)  Grace Hopper\n  \
             its record goes: {TABLE}:3\n  \
             the same address, of the same person or another, has {same}  First Aid (first-aid 1)  \
             G. Hopper, which stays\n  \
             the same name, of the same person or another, is on {namesake}  First Aid (first-aid 1)  \
             grace hopper, which stays\n  \
             to erase these, too, leave out whatever is another person's, then: \
             accolade erase {root} {same} {namesake}\n\
             Nothing was written: this was a dry run.\n"
        )
    );
    // The other way round: of the chosen one there is no record, and of the other there is.
    let dry = life.0.succeed(&["erase", &same, "--dry-run"]);
    let also = format!(
        "  the same address, of the same person or another, has {grace}  Rust 101 (rust-101 1)  Grace Hopper, which stays"
    );
    assert!(dry.contains(&also), "{dry}");
    let told = life.0.succeed(&["erase", &grace, "--yes", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["others"], serde_json::json!([]));
    assert_eq!(told["sharers"], serde_json::json!([same]));
    assert_eq!(told["namesakes"], serde_json::json!([namesake]));
    life.0.write("awards/autumn.csv", &records);
    assert_eq!(
        [&grace, &same, &namesake].map(|it| life.standing(it)),
        ["erased", "valid", "valid"]
    );
}

/// As `accolade erase … | head -1` does: what is told only once comes by the other way.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_does_not_take_the_history_along() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let life = Life::new();
    let grace = life.id("Grace");
    // The act waits for its key, so that the reader is gone before it ends.
    let pipe = life.0.keys().join("pipe.pem");
    assert!(
        Command::new("mkfifo")
            .args(["-m", "600"])
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut command = life
        .0
        .command(&["erase", &grace, "--yes", "--key", pipe.to_str().unwrap()]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let key = std::fs::read(life.0.key_file("working")).unwrap();
    std::fs::write(&pipe, key).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line, "1 to erase, 0 erased before\n");
    assert!(
        said.starts_with("Erased 1 award, and said so in ledger/"),
        "{said}"
    );
    assert!(
        said.contains("git filter-repo --force --replace-text"),
        "{said}"
    );
    assert!(said.contains("error: cannot write the output: "), "{said}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(life.standing(&grace), "erased");
}

#[test]
fn a_record_without_an_id_and_other_texts_that_name_the_person_are_told() {
    let life = Life::unissued();
    let table = life.0.read(TABLE);
    let header = table.lines().next().unwrap().to_owned();
    assert!(!header.contains("narrative"), "{header}");
    life.0.write(
        "awards/more.csv",
        "badge,name,email,issued_on,narrative\n\
         rust-101,Zoe Quint,zoe@recipients.example,2026-05-07,Worked with GRACE HOPPER on it.\n",
    );
    life.0.issue();
    let (id, zoe) = (life.id("Grace"), life.id("Zoe"));
    // Somebody else's copy of the table, from before it was issued.
    life.0.write(TABLE, &table);
    let line = 1 + table.lines().position(|it| it.contains("Grace")).unwrap();
    let said = life.0.succeed(&["erase", &id, "--yes"]);
    for expected in [
        format!(
            "  {TABLE}:{line} has no id and is very likely of the same award: delete it, or `accolade issue` \
             publishes it anew\n"
        ),
        format!(
            "  their name stands in {zoe}  Rust 101 (rust-101 1)  Zoe Quint, too, which stays\n"
        ),
    ] {
        assert!(said.contains(&expected), "{said}");
    }
}
