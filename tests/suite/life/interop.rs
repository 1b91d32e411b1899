//! After every act, independent stacks see the new state of a rebuilt site, and of nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::Life;
use crate::build_ground::{Tree, tree};
use crate::example::{self, BASE};
use crate::interop::{json_lines, judge, oracle, present};
use crate::issuing::IssuingSite;

/// What independent stacks say, by path: of a credential, and of an assertion.
#[derive(Debug, Default, Clone, PartialEq)]
struct Verdicts {
    /// Whether the proof holds and no bit is set.
    credentials: BTreeMap<String, bool>,
    assertions: BTreeMap<String, bool>,
}

#[test]
fn valid_stays_valid_and_what_was_taken_back_is_refused() {
    let life = example_made_anew();
    let mut site = life.build();
    let Some(mut verdicts) = ask(&life, &site) else {
        return;
    };
    assert_eq!(verdicts.credentials.len(), 30);
    assert!(verdicts.credentials.values().all(|it| *it));
    // The others have ended, and that validator takes no other day for today.
    assert!(verdicts.assertions.values().filter(|it| **it).count() > 20);

    let mut ids = vec![life.id("Hanna")];
    life.0
        .succeed(&["revoke", &ids[0], "--reason", "Issued twice", "--yes"]);
    step(&life, &mut site, &mut verdicts, &ids[..1], &[]);

    let old = life.id("Elif");
    let table = life.0.read("awards/2025-spring.csv");
    let table = table.replace("Elif Demir,elif.demir@", "Elif Aydin,elif.aydin@");
    life.0.write("awards/2025-spring.csv", &table);
    life.0.succeed(&["replace", &old, "--yes"]);
    step(
        &life,
        &mut site,
        &mut verdicts,
        std::slice::from_ref(&old),
        &[life.id("Elif")],
    );

    let priya = life.id("Priya");
    life.0.succeed(&["renew", &priya, "--yes"]);
    step(&life, &mut site, &mut verdicts, &[], &[life.id("Priya")]);
    assert!(verdicts.credentials[&super::path(&priya, "json")]);

    // Also those that were corrected, renewed or taken back before.
    ids.extend([life.id("Ruben"), old, priya]);
    let arguments = [
        &["erase", "--yes"],
        &ids.iter().map(String::as_str).collect::<Vec<_>>()[..],
    ];
    life.0.succeed(&arguments.concat());
    step(&life, &mut site, &mut verdicts, &ids, &[]);
}

/// Builds and asks again: these awards are refused now, those are new and valid, and of all others
/// neither a verdict nor a byte of what is signed has changed.
fn step(life: &Life, site: &mut Tree, verdicts: &mut Verdicts, refused: &[String], new: &[String]) {
    let now = life.build();
    // Who kept a copy of what was erased asks with that.
    let copies = site.iter().filter(|(path, _)| is_credential(path));
    let mut with_copies: Tree = copies
        .map(|(path, it)| (path.clone(), it.clone()))
        .collect();
    with_copies.extend(now);
    for (path, bytes) in site.iter().filter(|(path, _)| is_credential(path)) {
        assert_eq!(&with_copies[path], bytes, "{path}");
    }
    for id in refused {
        verdicts.credentials.insert(super::path(id, "json"), false);
        verdicts
            .assertions
            .insert(super::path(id, "assertion.json"), false);
    }
    for id in new {
        verdicts.credentials.insert(super::path(id, "json"), true);
        verdicts
            .assertions
            .insert(super::path(id, "assertion.json"), true);
    }
    let asked = ask(life, &with_copies).expect("they are there");
    similar_asserts::assert_eq!(&asked, verdicts);
    *site = with_copies;
}

fn is_credential(path: &str) -> bool {
    path.starts_with("awards/") && path.ends_with(".json") && !path.ends_with(".assertion.json")
}

fn ask(life: &Life, site: &Tree) -> Option<Verdicts> {
    let python = oracle().join(".venv/bin/python");
    let test = "every act is seen by others";
    let validator = oracle().join(".venv/lib");
    if !present(&python, test) || !present(&validator, test) {
        return None;
    }
    let folder = life.0.root().parent().unwrap().join("asked");
    let _ = fs::remove_dir_all(&folder);
    for (path, bytes) in site {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut verdicts = Verdicts::default();
    for verdict in judge(&folder, test)? {
        let path = verdict["path"].as_str().unwrap().to_owned();
        assert_eq!(verdict["verified"], true, "{verdict}");
        if path.starts_with("awards/") {
            let is_good = verdict["revoked"] == false;
            verdicts.credentials.insert(path, is_good);
        }
    }
    let assertions = site.keys().filter(|it| it.ends_with(".assertion.json"));
    let mut command = Command::new(python);
    command
        .arg(oracle().join("verify-assertions.py"))
        .args([&folder, Path::new(BASE)])
        .args(assertions);
    for verdict in json_lines(command) {
        let path = verdict["path"].as_str().unwrap().to_owned();
        let is_good = verdict["valid"] == Value::Bool(true);
        verdicts.assertions.insert(path, is_good);
    }
    Some(verdicts)
}

/// As `tests/example/make` makes it, with keys of this test.
fn example_made_anew() -> Life {
    let site = IssuingSite::without_keys();
    fs::remove_dir_all(site.root()).unwrap();
    let (example, made) = (example::repository().join("example-site"), site.root());
    let records = example::repository().join("tests/example");
    fs::create_dir_all(made.join("awards")).unwrap();
    for file in ["accolade.toml", "logo.svg"] {
        fs::copy(example.join(file), made.join(file)).unwrap();
    }
    example::copy(&example.join("badges"), &made.join("badges"));
    example::copy(&records.join("before"), &made);
    site.succeed(&["key", "new", "--no-passphrase"]);
    for (file, _) in tree(&records.join("awards")) {
        fs::copy(
            records.join("awards").join(&file),
            made.join("awards").join(&file),
        )
        .unwrap();
        site.issue();
        example::copy(&example.join("badges"), &made.join("badges"));
    }
    Life(site)
}
