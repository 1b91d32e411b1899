//! Lists of what was issued.

use super::{Life, TABLE, TOML, day};

#[test]
fn every_award_is_listed_with_its_id_and_what_has_become_of_it() {
    let life = Life::new();
    let grace = life.id("Grace");
    life.0
        .succeed(&["revoke", &grace, "--reason", "Issued twice", "--yes"]);
    let table = life.0.succeed(&["report"]);
    assert_eq!(table, life.0.succeed(&["report", "awards"]));
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 7);
    assert_eq!(
        lines[0].split_whitespace().collect::<Vec<_>>(),
        ["id", "badge", "date", "standing", "cohort", "name"]
    );
    assert!(
        lines
            .iter()
            .any(|it| it.starts_with(&grace) && it.contains("rust-101 1   2026-05-02  revoked")),
        "{table}"
    );
    assert!(
        lines[1].contains("expired   spring  Ed Late"),
        "the oldest comes first: {table}"
    );
    // Awards themselves tell names, as far as everybody may know them.
    std::fs::remove_file(life.0.root().join(TABLE)).unwrap();
    std::fs::remove_file(life.0.root().join(TOML)).unwrap();
    let listed = life.listed();
    assert_eq!(listed.len(), 6);
    assert!(listed.iter().all(|it| it["record"].is_null()));
    let names: Vec<_> = listed.iter().map(|it| it["name"].as_str()).collect();
    for name in ["Ada Lovelace", "Grace Hopper", "Cleo, C.", "Eve Moore"] {
        assert!(names.contains(&Some(name)), "{names:?}");
    }
}

#[test]
fn those_that_end_soon_are_listed_with_their_addresses() {
    let life = Life::new();
    let (ada, dan) = (life.id("Ada"), life.id("Dan"));
    let expiring = |within: &str| -> Vec<String> {
        let listed = life
            .0
            .succeed(&["report", "expiring", "--within", within, "--json"]);
        let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
        listed
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(expiring("1d"), Vec::<String>::new());
    let mut soon = vec![ada.clone(), dan];
    soon.sort();
    assert_eq!(expiring("60d"), soon);
    assert_eq!(expiring("60"), soon);
    assert_eq!(expiring("40w").len(), 3);
    let table = life.0.succeed(&["report", "expiring"]);
    let row = table.lines().find(|it| it.starts_with(&ada)).unwrap();
    assert!(
        row.contains("Ada Lovelace  https://badges.example.org/awards/"),
        "{table}"
    );
    life.0.succeed(&["renew", "--expiring", "60d", "--yes"]);
    assert_eq!(
        life.0.succeed(&["report", "expiring"]),
        "No award ends within 60 days.\n"
    );
    let said = life.0.fail(&["report", "expiring", "--within", &day(3)], 2);
    assert!(
        said.contains("write a number of days, such as `60d`"),
        "{said}"
    );
}
