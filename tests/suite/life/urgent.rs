//! What must not wait: half-edited badges and records stop neither an act nor a list.

use super::{Life, TABLE};
use crate::issuing::told;

const BADGE: &str = "badges/first-aid/index.md";

/// A site where everything was issued, and then somebody left a badge of it changed, another one
/// begun, and records half-written.
fn half_edited() -> (Life, [String; 3]) {
    let life = Life::new();
    let ids = ["Ada", "Grace", "Cleo"].map(|it| life.id(it));
    let badge = life.0.read(BADGE);
    life.0.write(BADGE, &badge.replace("help", "the doctor"));
    life.0.write("badges/half/index.md", "+++\nname = \"Half");
    let records = life.0.read(TABLE);
    let ada = super::day(-340);
    let records = records.replace(
        &format!("ada@recipients.example,{ada}"),
        "ada@recipients.example,soon",
    );
    life.0.write(
        TABLE,
        &(records + "first-aid,Ann,ann@recipients.example,2026-05-02,,,,\n"),
    );
    (life, ids)
}

const BADGES: &str = "\
warning: something is wrong in this badge, and was passed over
--> badges/first-aid/index.md
hint: `accolade check` says what it is; `accolade build` publishes nothing until it is mended

warning: something is wrong in this badge, and was passed over
--> badges/half/index.md
hint: `accolade check` says what it is; `accolade build` publishes nothing until it is mended

";

const RECORDS: &str = "\
warning: something is wrong in these records; what cannot be read was passed over
--> awards/spring.csv
hint: `accolade issue --dry-run` says what it is

";

/// Runs a command that must succeed and warn, and gives what it wrote to stdout.
fn warned(life: &Life, arguments: &[&str], warnings: &str) -> String {
    let output = life.0.run(arguments);
    similar_asserts::assert_eq!(told(&output), warnings);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn awards_are_revoked_and_erased_whatever_is_half_edited() {
    let (life, [ada, grace, cleo]) = half_edited();
    let both = BADGES.to_owned() + RECORDS;
    let revoke = ["revoke", &grace, &cleo, "--reason", "Issued twice", "--yes"];
    let said = warned(&life, &revoke, &both);
    assert!(said.contains("Revoked 2 awards in ledger/"), "{said}");
    // A record that cannot be read is known by its id.
    let said = warned(&life, &["erase", &ada, "--yes"], &both);
    assert!(
        said.contains(&format!("  its record goes: {TABLE}:2\n")),
        "{said}"
    );
    assert!(!life.0.read(TABLE).contains("Lovelace"));
    assert!(life.0.read(TABLE).contains("Ann,ann@"), "all else stays");
    let listed = warned(&life, &["report", "--json"], RECORDS);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let standing = |id: &str| listed.iter().find(|it| it["id"] == id).unwrap()["standing"].clone();
    assert_eq!(
        [&ada, &grace, &cleo].map(|it| standing(it)),
        ["erased", "revoked", "revoked"]
    );
    // What publishes and what issues still wait.
    assert!(life.0.fail(&["build"], 1).contains("badges/half/index.md"));
    assert!(
        life.0
            .fail(&["issue", "--yes"], 1)
            .contains("badges/half/index.md")
    );
}

#[test]
fn a_key_is_ended_and_awards_are_signed_again_whatever_is_half_edited() {
    let (life, [ada, ..]) = half_edited();
    let since = super::day(-1);
    let act = ["key", "compromise", "working", "--since", &since, "--yes"];
    let said = warned(&life, &act, BADGES);
    assert!(said.contains("Ended all trust in working"), "{said}");
    let said = warned(&life, &["reissue", &ada, "--yes"], BADGES);
    assert!(said.contains("Signed again in ledger/"), "{said}");
    let keys = warned(&life, &["key", "list"], "");
    assert!(keys.contains("compromised"), "{keys}");
    assert!(accolade::ledger::Ledger::open_proven(&life.0.root(), &|_| None).is_ok());
    assert_eq!(
        life.listed().iter().filter(|it| it["id"] == *ada).count(),
        1
    );
}

/// The address and the keys of the site are what every act signs with.
#[test]
fn nothing_is_signed_for_a_site_whose_settings_cannot_be_read() {
    let (life, [_, grace, _]) = half_edited();
    let settings = life.0.read("accolade.toml");
    life.0
        .write("accolade.toml", &settings.replace("base_url", "base_uri"));
    let said = life
        .0
        .fail(&["revoke", &grace, "--reason", "Issued twice", "--yes"], 1);
    assert!(
        said.contains("base_uri") && !said.contains("badges/"),
        "{said}"
    );
    life.0.write(
        "accolade.toml",
        &settings.replace("badges.example", "other.example"),
    );
    let said = life
        .0
        .fail(&["revoke", &grace, "--reason", "Issued twice", "--yes"], 1);
    assert!(
        said.contains("what was issued keeps its address for ever"),
        "{said}"
    );
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
}
