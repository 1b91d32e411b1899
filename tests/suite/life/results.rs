//! What a recipient reached, in a record that was issued already.

use serde_json::{Value, json};

use super::{Life, TABLE, day};
use crate::issuing::told;

const BADGE: &str = "badges/first-aid/index.md";

/// A badge that measures a score and a level, and one award with both.
fn measured() -> Life {
    let life = Life::unissued();
    let badge = life.0.read(BADGE);
    let (front, criteria) = badge.rsplit_once("+++").unwrap();
    life.0
        .write(BADGE, &format!("{front}{RESULTS}+++{criteria}"));
    life.0.write(
        TABLE,
        &format!(
            "badge,name,email,issued_on,result\n\
             first-aid,Ada Lovelace,ada@recipients.example,{},score=92; craft=good\n",
            day(-340)
        ),
    );
    life.0.issue();
    life
}

fn reached(life: &Life) -> Value {
    life.build();
    let credential = life.credential(&life.id("Ada"));
    let results = credential.pointer("/credentialSubject/result").unwrap();
    let results = results.as_array().unwrap().iter();
    let told = results.map(|it| json!([it["value"], it["achievedLevel"]]));
    told.collect()
}

fn whole() -> Value {
    let level = "https://badges.example.org/badges/first-aid/1/achievement.json#craft.good";
    json!([["92", null], [null, level]])
}

#[test]
fn a_record_that_says_what_was_issued_is_not_called_changed() {
    let life = measured();
    assert_eq!(life.0.plan()["changed"], 0);
    let records = life.0.read(TABLE);
    for other in ["score=91; craft=good", "score=92; craft=fair", "score=92"] {
        life.0
            .write(TABLE, &records.replace("score=92; craft=good", other));
        let said = told(&life.0.run(&["issue", "--dry-run"]));
        let expected = "this award was issued with other results; the record now says new ones";
        assert!(said.contains(expected), "{other}: {said}");
    }
}

#[test]
fn a_successor_has_the_results_of_its_record() {
    let life = measured();
    assert_eq!(reached(&life), whole());
    let records = life.0.read(TABLE);
    life.0
        .write(TABLE, &records.replace("Ada Lovelace", "Ada Byron"));
    life.0.succeed(&["replace", &life.id("Ada"), "--yes"]);
    assert_eq!(reached(&life), whole());
    life.0.succeed(&["renew", &life.id("Ada"), "--yes"]);
    let records = life.0.read(TABLE);
    let renewed = records.lines().last().unwrap().rsplit(',');
    let id = renewed.into_iter().find(|it| it.len() == 26).unwrap();
    life.build();
    let results = life.credential(id)["credentialSubject"]["result"].clone();
    assert_eq!(results[0]["value"], "92");
    assert_eq!(results.as_array().unwrap().len(), 2);
}

#[test]
fn results_that_the_badge_no_longer_measures_are_neither_changed_nor_lost() {
    let life = measured();
    let badge = life.0.read(BADGE);
    let newer = badge
        .replace("valid_for", "version = \"2\"\nvalid_for")
        .replace("id = \"craft\"", "id = \"skill\"");
    life.0.write(BADGE, &newer);
    assert_eq!(life.0.plan()["changed"], 0);
    let id = life.id("Ada");
    let records = life.0.read(TABLE);
    life.0
        .write(TABLE, &records.replace("Ada Lovelace", "Ada Byron"));
    for act in ["replace", "renew"] {
        similar_asserts::assert_eq!(
            life.0.fail(&[act, &id, "--yes"], 1),
            format!(
                "error: `first-aid` as it is defined today does not measure the `result` of this record\n\
                 --> {TABLE}:2\n\
                 hint: a new credential would be without it: write it as the badge's `[[result]]` has it\n\n"
            )
        );
    }
    assert_eq!(life.0.ledger_files().len(), 1, "nothing was written");
}

const RESULTS: &str = r#"
[[result]]
id = "score"
name = "Score"
type = "Percent"
min = "0"
max = "100"

[[result]]
id = "craft"
name = "Craft"
type = "RubricCriterionLevel"
level = [{ id = "fair", name = "Fair" }, { id = "good", name = "Good" }]
"#;
