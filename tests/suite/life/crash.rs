//! The acts on awards interrupted anywhere: killed at, or refused by the system, every step that
//! changes a file. Needs `strace`; without it the tests say that they skip.

use accolade::ledger::Ledger;

use super::{Life, TABLE};
use crate::crash::{met, names_a_path, steps_of};
use crate::issuing::told;
use crate::steps::Step;

#[test]
fn a_revocation_is_there_or_not() {
    interrupt("revoke", &["--reason", "Issued twice"], "revoked", 6);
}

#[test]
fn a_replacement_is_there_or_not() {
    interrupt("replace", &["--anyway"], "replaced", 7);
}

#[test]
fn a_renewal_is_there_or_not() {
    interrupt("renew", &[], "renewed", 7);
}

#[test]
fn an_erasure_is_there_or_not() {
    interrupt("erase", &[], "erased", 6);
}

/// Kills, and then lets the disk fail, at every step of an act on Ada's award.
fn interrupt(act: &str, options: &[&str], standing: &str, awards: usize) {
    let life = Life::new();
    let id = life.id("Ada");
    let arguments = [&[act, &id, "--yes"], options].concat();
    let Some(steps) = steps_of(&life.0, &arguments) else {
        return;
    };
    let mut done = 0;
    for (step, fault) in steps
        .iter()
        .flat_map(|it| [(it, "signal=KILL"), (it, "error=EIO")])
    {
        let life = Life(life.0.fork());
        let output = met(&life.0, step, fault, &arguments);
        let said = told(&output);
        if output.status.success() {
            // What can be done without, the cache of the ledger, may fail.
            assert!(
                fault != "signal=KILL" && step.text.contains(".accolade"),
                "{step:?}"
            );
        } else if fault != "signal=KILL" {
            assert_eq!(output.status.code(), Some(1), "{step:?}: {said}");
            assert!(
                names_a_path(&life.0, &said) || said.contains("awards/"),
                "{step:?}: {said}"
            );
        }
        let before = life.standing(&id);
        assert!(
            before == "valid" || before == standing,
            "{step:?}: {before}"
        );
        done += usize::from(before == standing);
        // Whatever comes next finishes it, and issues nothing.
        assert_eq!(life.0.issue()["new"], 0, "{step:?}");
        assert_eq!(life.standing(&id), before, "{step:?}");
        if before == "valid" {
            life.0.succeed(&arguments);
        }
        check(&life, &id, standing, awards, step);
    }
    assert!(done > 0 && done < 2 * steps.len(), "both halves were met");
    println!(
        "{act}: interrupted at {} steps, {done} times after the act",
        steps.len()
    );
}

fn check(life: &Life, id: &str, standing: &str, awards: usize, step: &Step) {
    let listed = life.listed();
    assert_eq!(listed.len(), awards, "{step:?}");
    let award = listed.iter().find(|it| it["id"] == id).unwrap();
    assert_eq!(award["standing"], standing, "{step:?}");
    assert_eq!(life.0.ledger_files().len(), 2, "{step:?}");
    let ledger = Ledger::open_proven(&life.0.root(), &|_| None)
        .map_err(|_| "damaged")
        .unwrap();
    assert!(ledger.lagging_lists().unwrap().is_empty(), "{step:?}");
    assert!(ledger.lingering().is_empty(), "{step:?}");
    let records = life.0.read(TABLE);
    let ids: Vec<_> = records.lines().filter(|it| it.contains("Ada")).collect();
    let is_old_there = records.contains(id);
    match standing {
        "revoked" => assert!(ids.len() == 1 && is_old_there, "{step:?}: {records}"),
        "replaced" => assert!(
            ids.len() == 1
                && !is_old_there
                && records.contains(award["successor"].as_str().unwrap()),
            "{step:?}: {records}"
        ),
        "renewed" => assert!(
            ids.len() == 2
                && is_old_there
                && records.contains(award["successor"].as_str().unwrap()),
            "{step:?}: {records}"
        ),
        _ => {}
    }
    for path in life.0.all_files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let left_over = name == ".unfinished" || name == "interrupted-act.json";
        assert!(!left_over, "{step:?} left {}", path.display());
        if standing == "erased" {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            let is_named = text.contains("Ada Lovelace") || text.contains("ada@");
            assert!(!is_named, "{step:?}: {}", path.display());
        }
    }
}
