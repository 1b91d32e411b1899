//! Histories of several people, and what is done to them behind their backs: all of it is found,
//! and nothing else.

use accolade::check::base::still_has;
use accolade::ledger::Ledger;
use accolade::ledger::digest::{FileDigest, erasure, of_line};
use proptest::prelude::*;

use crate::ledger::bench::{Bench, begun, cohort, copy, recorded, said};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files of a ledger, by name.
type Files = BTreeMap<String, String>;

/// What a person does next.
#[derive(Clone, Debug)]
enum Step {
    /// Issues so many awards.
    Issue(usize, usize),
    /// Takes over what another has.
    Merge(usize, usize),
}

fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
    let step = |people: usize| {
        prop_oneof![
            3 => (0..people, 1..3_usize).prop_map(|(who, count)| Step::Issue(who, count)),
            2 => (0..people, 0..people).prop_map(|(into, from)| Step::Merge(into, from)),
        ]
    };
    (2..=4_usize)
        .prop_flat_map(move |people| (Just(people), prop::collection::vec(step(people), 2..9)))
}

/// Lets people issue and merge; gives the first one, who has taken over everything at the end.
fn lived(people: usize, steps: &[Step]) -> Bench {
    let first = begun(1);
    let mut everybody: Vec<Bench> = vec![first];
    for number in 1..people {
        let other = everybody[0].fork();
        other.seed.set(1_000 * number as u64 + 5);
        everybody.push(other);
    }
    // A record of its own for every award, so that nobody awards the same twice.
    let all = cohort(64);
    recorded(&everybody[0], &all);
    let mut used = 1;
    for step in steps {
        match *step {
            Step::Issue(who, count) => {
                let awards = &all[used..used + count];
                used += count;
                recorded(&everybody[who], awards);
                everybody[who].issue(awards).map_err(said).unwrap();
            }
            // A file copied onto itself would be emptied.
            Step::Merge(into, from) if into == from => {}
            Step::Merge(into, from) => merge(&everybody[from], &everybody[into]),
        }
    }
    for number in 1..people {
        merge(&everybody[number], &everybody[0]);
    }
    everybody.swap_remove(0)
}

fn merge(from: &Bench, into: &Bench) {
    let target = into.root().join("ledger");
    copy(&from.root().join("ledger"), &target);
}

fn files(root: &Path) -> Files {
    let entries = fs::read_dir(root.join("ledger"))
        .unwrap()
        .map(|it| it.unwrap());
    let files = entries.filter(|it| it.file_type().unwrap().is_file());
    let read = |it: fs::DirEntry| {
        let name = it.file_name().into_string().unwrap();
        (name, fs::read_to_string(it.path()).unwrap())
    };
    files.map(read).collect()
}

fn write(root: &Path, files: &Files) {
    let folder = root.join("ledger");
    for (name, _) in self::files(root) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Something that nobody may do, done to one file, line or byte that numbers name.
#[derive(Clone, Copy, Debug)]
enum Deed {
    RemoveFile,
    RemoveLine,
    Swap,
    Repeat,
    Edit,
    Erase,
    /// The same with the name that the lines have then.
    RemoveLineAndRename,
    EditAndRename,
}

const DEEDS: [Deed; 8] = [
    Deed::RemoveFile,
    Deed::RemoveLine,
    Deed::Swap,
    Deed::Repeat,
    Deed::Edit,
    Deed::Erase,
    Deed::RemoveLineAndRename,
    Deed::EditAndRename,
];

/// `None` if there is nothing to do it to.
fn done(files: &Files, deed: Deed, place: usize, byte: usize) -> Option<Files> {
    let mut files = files.clone();
    let name = files.keys().nth(place % files.len())?.clone();
    let text = files.remove(&name)?;
    if matches!(deed, Deed::RemoveFile) {
        return Some(files);
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = byte % lines.len();
    match deed {
        Deed::RemoveFile => unreachable!(),
        Deed::RemoveLine | Deed::RemoveLineAndRename => _ = lines.remove(line),
        Deed::Swap => {
            let other = (line + 1) % lines.len();
            lines.swap(line, other);
        }
        Deed::Repeat => lines.insert(line, lines[line].clone()),
        Deed::Edit | Deed::EditAndRename => {
            // One letter or digit becomes another.
            let at = byte % lines[line].len();
            let found = lines[line][at..].find(|it: char| it.is_ascii_alphanumeric())? + at;
            let other = if lines[line][found..].starts_with('b') {
                "c"
            } else {
                "b"
            };
            lines[line].replace_range(found..=found, other);
        }
        Deed::Erase => {
            lines[line] = String::from_utf8(erasure(&of_line(lines[line].as_bytes()))).unwrap();
        }
    }
    let text = lines.join("\n") + "\n";
    let name = match deed {
        Deed::RemoveLineAndRename | Deed::EditAndRename => renamed(&name, &text),
        _ => name,
    };
    files.insert(name, text);
    Some(files)
}

fn renamed(name: &str, text: &str) -> String {
    let mut digest = FileDigest::default();
    text.lines()
        .for_each(|it| digest.add(&of_line(it.as_bytes())));
    format!(
        "{}-{}.jsonl",
        name.rsplit_once('-').unwrap().0,
        digest.finish()
    )
}

/// Whether anything is found, given the ledger of the base.
fn is_found(bench: &Bench, base: &Files) -> bool {
    let has = |(name, text): (&String, &String)| {
        let name = format!("ledger/{name}");
        still_has(bench.root(), &name, text.as_bytes(), "main").is_ok()
    };
    Ledger::open_proven(bench.root(), &|_| None).is_err() || !base.iter().all(has)
}

/// Erases the award with that number, with the act that says so.
fn erase(bench: &Bench, number: usize) {
    let ledger = bench.open().map_err(said).unwrap();
    let award = ledger.awards()[number % ledger.awards().len()].clone();
    let line = String::from_utf8(erasure(&award.digest)).unwrap();
    let act = serde_json::json!({ "erasure": {
        "id": award.id.as_str(), "slug": award.slug.as_str(), "version": award.version.as_str(),
        "issued_on": award.issued_on.to_string(),
        "status": { "list": award.status.list, "index": award.status.index },
        "on": "2026-11-14T11:00:00Z",
        "line": accolade::ledger::digest::to_hex(&award.digest),
    }});
    let parents = serde_json::to_string(ledger.heads()).unwrap();
    let header =
        format!(r#"{{"accolade":"ledger/1","parents":{parents},"made":"2026-11-14T11:00:00Z"}}"#);
    let text = format!("{header}\n{act}\n");
    let mut all = files(bench.root());
    for text in all.values_mut() {
        let lines = text
            .lines()
            .map(|it| match of_line(it.as_bytes()) == award.digest {
                true => line.as_str(),
                false => it,
            });
        *text = lines.collect::<Vec<_>>().join("\n") + "\n";
    }
    all.insert(renamed("2026-11-14-erase-0", &text), text);
    write(bench.root(), &all);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_deed_is_found_and_nothing_else(
        (people, steps) in steps(),
        deeds in prop::collection::vec((any::<prop::sample::Index>(), any::<usize>(), any::<usize>()), 16),
    ) {
        let bench = lived(people, &steps);
        let base = files(bench.root());
        prop_assert!(!is_found(&bench, &base), "{}", bench.errors());
        for (deed, place, byte) in deeds {
            let deed = *deed.get(&DEEDS);
            let Some(changed) = done(&base, deed, place, byte) else { continue };
            if changed == base {
                continue;
            }
            write(bench.root(), &changed);
            prop_assert!(is_found(&bench, &base), "{deed:?} {place} {byte}");
        }
        // The next act follows all that there is, and that is growth.
        write(bench.root(), &base);
        recorded(&bench, &cohort(64)[63..]);
        bench.issue(&cohort(64)[63..]).map_err(said).unwrap();
        prop_assert!(!is_found(&bench, &base));
        erase(&bench, people);
        prop_assert!(!is_found(&bench, &base), "{}", bench.errors());
        prop_assert_eq!(bench.open().map_err(said).unwrap().heads().len(), 1);
    }
}
