//! Tampering with a small ledger in ten thousand ways, in memory: all of it is found.

use std::path::Path;

use rayon::prelude::*;

use super::digest::{self, erasure, of_line, to_hex};
use super::history::{self, History};
use super::name::FileName;
use super::scan::{self, Unread, Words};
use crate::diagnostic::Diagnostics;

/// Files by name, parents first.
type Files = Vec<(String, Vec<u8>)>;

/// What [`super::reading`] does with the files of a folder.
fn read(files: &Files) -> Result<History, Diagnostics> {
    let mut words = Words::default();
    let mut findings = Diagnostics::new();
    let mut scanned = Vec::new();
    for (number, (name, bytes)) in files.iter().enumerate() {
        match scan::scan_bytes(&bytes[..], Path::new(name), name, number, &mut words) {
            Ok(contents) => scanned.push((name.clone(), contents)),
            Err(Unread::Wrong(finding)) => findings.push(finding),
            Err(Unread::Changed) => {
                findings.push(super::damage::changed(Path::new(name), name, &|_| None));
            }
        }
    }
    history::join(findings.finish(scanned)?, &mut words)
}

fn joined(lines: &[Vec<u8>]) -> Vec<u8> {
    lines
        .iter()
        .flat_map(|it| [&it[..], b"\n"].concat())
        .collect()
}

/// The name that a file with these bytes has.
fn named(label: &str, bytes: &[u8]) -> String {
    format!("{DAY}-{label}-{}.jsonl", digest::of_file(bytes))
}

fn file(label: &str, lines: &[Vec<u8>]) -> (String, Vec<u8>) {
    let bytes = joined(lines);
    (named(label, &bytes), bytes)
}

/// Two awards of the example site; then one of them is revoked, then the other erased.
fn small() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site/ledger");
    let names = std::fs::read_dir(&folder).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    let first = names.filter(|it| FileName::parse(it).is_some()).min();
    let text = std::fs::read_to_string(folder.join(first.unwrap())).unwrap();
    let of_badge =
        |it: &&str| !it.contains("\"slug\":") || it.contains("\"slug\":\"first-solder\"");
    let lines: Vec<&str> = text.lines().filter(of_badge).collect();
    let awards = lines.iter().filter(|it| it.starts_with("{\"issued\":"));
    let awards: Vec<serde_json::Value> = awards
        .take(2)
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let [revoked, erased] = [&awards[0]["issued"], &awards[1]["issued"]];
    let id = |award: &serde_json::Value| award["id"].as_str().unwrap().to_owned();
    let is_of = |line: &&&str, award| line.contains(&format!("\"id\":\"{}\"", id(award)));
    let is_other = |it: &&&str| !it.starts_with("{\"issued\":");
    let kept = lines
        .iter()
        .filter(|it| is_other(it) || is_of(it, revoked) || is_of(it, erased));
    let mut lines: Vec<Vec<u8>> = kept.map(|it| it.as_bytes().to_vec()).collect();
    let digest = of_line(lines.last().unwrap());
    *lines.last_mut().unwrap() = erasure(&digest);
    let issued = file("issued", &lines);
    let act = |label: &str, parent: &str, entry: serde_json::Value| {
        let header =
            format!("{{\"accolade\":\"ledger/1\",\"parents\":[\"{parent}\"],\"made\":\"{MADE}\"}}");
        file(
            label,
            &[header.into_bytes(), entry.to_string().into_bytes()],
        )
    };
    let entry = serde_json::json!({ "id": id(revoked), "on": MADE, "reason": "Issued twice" });
    let second = act(
        "revoked",
        &issued.0,
        serde_json::json!({ "revoked": entry }),
    );
    let entry = serde_json::json!({
        "id": id(erased), "slug": erased["slug"], "version": erased["version"],
        "issued_on": erased["issued_on"], "status": erased["status"], "on": MADE,
        "line": to_hex(&digest),
    });
    let third = act("erased", &second.0, serde_json::json!({ "erasure": entry }));
    vec![issued, second, third]
}

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }
}

/// Does one thing to the bytes of a file; gives its name.
fn tamper(bytes: &mut Vec<u8>, chance: &mut Chance) -> &'static str {
    let place = chance.below(bytes.len());
    let (other, next) = (chance.below(bytes.len()), (place + 1) % bytes.len());
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|it| *it == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (line, second) = (chance.below(lines.len()), chance.below(lines.len()));
    let deed = chance.below(DEEDS.len());
    match DEEDS[deed] {
        "a bit flipped" => bytes[place] ^= 1 << chance.below(8),
        "a byte set" => bytes[place] = chance.below(256) as u8,
        "a byte taken out" => _ = bytes.remove(place),
        "a byte put in" => bytes.insert(place, bytes[other]),
        "two bytes swapped" => bytes.swap(place, other),
        "two neighbours swapped" => bytes.swap(place, next),
        "a part taken out" => _ = bytes.drain(place.min(other)..place.max(other)),
        "the end cut off" => bytes.truncate(place),
        "a line break put in" => bytes.insert(place, b'\n'),
        deed => {
            match deed {
                "a line taken out" => _ = lines.remove(line),
                "a line repeated" => lines.insert(second, lines[line].clone()),
                "two lines swapped" => lines.swap(line, second),
                "a line erased" => {
                    let whole = lines[line].strip_suffix(b"\n").unwrap_or(&lines[line]);
                    lines[line] = [&erasure(&of_line(whole))[..], b"\n"].concat();
                }
                _ => unreachable!("every deed is above"),
            }
            *bytes = lines.concat();
        }
    }
    DEEDS[deed]
}

const DEEDS: [&str; 13] = [
    "a bit flipped",
    "a byte set",
    "a byte taken out",
    "a byte put in",
    "two bytes swapped",
    "two neighbours swapped",
    "a part taken out",
    "the end cut off",
    "a line break put in",
    "a line taken out",
    "a line repeated",
    "two lines swapped",
    "a line erased",
];

#[test]
fn ten_thousand_ways_to_tamper_are_all_found() {
    let files = small();
    assert_eq!(
        read(&files)
            .unwrap_or_else(|_| panic!("a sound ledger"))
            .awards
            .len(),
        2
    );
    (0..10_000_u64).into_par_iter().for_each(|number| {
        let chance = &mut Chance(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        chance.below(2);
        let (mut changed, which) = (files.clone(), chance.below(3));
        let deed = tamper(&mut changed[which].1, chance);
        // Two equal bytes may have been swapped.
        let is_harmless = changed[which].1 == files[which].1;
        let accepted = read(&changed).is_ok();
        assert_eq!(
            accepted, is_harmless,
            "{number}: {deed} in {}",
            files[which].0
        );
        if is_harmless {
            return;
        }
        // With the name that such a file has, the ones that follow it lack it. Nothing follows the
        // newest one: whatever it is made to say, it is another act, which `check --base` tells.
        let (name, bytes) = &mut changed[which];
        *name = named("other", bytes);
        let accepted = read(&changed).is_ok();
        assert!(
            !accepted || which == 2,
            "{number}: {deed} in {}, and renamed",
            files[which].0
        );
    });
}

const DAY: &str = "2026-11-26";
const MADE: &str = "2026-11-26T08:00:00Z";
