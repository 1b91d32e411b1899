//! What is damaged, missing or hostile in a ledger is told, and a cache is never believed over it.

use super::bench::*;
use std::fs;
use std::path::{Path, PathBuf};

use accolade::ledger::{Ledger, digest};
use accolade::model::award::AwardId;
use proptest::prelude::*;

#[test]
fn two_awards_on_one_bit_are_an_error_that_names_both() {
    let mine = begun(1);
    let yours = mine.fork();
    yours.seed.set(mine.seed.get());
    // The same lots for both: the same id, too, so let one file speak of another id.
    let mine_name = mine
        .issue(&cohort(3)[1..2])
        .map_err(said)
        .unwrap()
        .file
        .unwrap();
    let yours_name = yours
        .issue(&cohort(3)[2..3])
        .map_err(said)
        .unwrap()
        .file
        .unwrap();
    let lines = fs::read_to_string(yours.root().join("ledger").join(yours_name)).unwrap();
    let id = mine.open().map_err(said).unwrap();
    let id = id
        .awards()
        .iter()
        .find(|it| lines.contains(it.id.as_str()))
        .unwrap()
        .id;
    let lines = lines.replace(id.as_str(), &"a".repeat(26));
    write_file(mine.root(), &lines);
    let errors = mine.errors();
    for part in [
        "share index",
        "revoking one would revoke both",
        &mine_name,
        id.as_str(),
    ] {
        assert!(errors.contains(part), "{errors}");
    }
}

#[test]
fn a_missing_file_is_named_by_the_one_that_follows_it() {
    let bench = begun(1);
    let first = bench.files().remove(0);
    bench.issue(&cohort(3)).map_err(said).unwrap();
    fs::remove_file(&first).unwrap();
    let errors = bench.errors();
    let name = first.file_name().unwrap().to_str().unwrap();
    assert!(
        errors.contains(&format!("the ledger lacks `{name}`")),
        "{errors}"
    );
    assert!(errors.contains("git restore"), "{errors}");
}

#[test]
fn a_change_of_any_byte_is_told_and_never_a_panic() {
    let bench = begun(2);
    let path = bench.files().remove(0);
    let whole = fs::read(&path).unwrap();
    // Every byte of the last award's line; a sample of the others.
    let tail = whole.len() - 3_000;
    for place in (0..tail).step_by(7).chain(tail..whole.len()) {
        let mut damaged = whole.clone();
        damaged[place] ^= [0x01, 0x20, 0x80][place % 3];
        fs::write(&path, &damaged).unwrap();
        assert!(bench.open().is_err(), "byte {place}");
    }
    for length in (0..whole.len()).step_by(101) {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(bench.open().is_err(), "cut to {length}");
    }
    fs::write(&path, [&whole[..], b"\n"].concat()).unwrap();
    assert!(bench.open().is_err());
    fs::write(&path, &whole).unwrap();
    assert_eq!(bench.errors(), "");
}

#[test]
fn an_erased_line_keeps_the_file_proven_and_the_bit_taken() {
    let bench = begun(2);
    let ledger = bench.open().map_err(said).unwrap();
    let gone = ledger.awards()[0].clone();
    let path = bench.files().remove(0);
    let text = fs::read_to_string(&path).unwrap();
    let line = text
        .lines()
        .find(|it| digest::of_line(it.as_bytes()) == gone.digest);
    let erased = String::from_utf8(digest::erasure(&gone.digest)).unwrap();
    let without = text.replace(line.unwrap(), &erased);
    fs::write(&path, &without).unwrap();
    let errors = bench.errors();
    assert!(errors.contains("no act of the ledger says so"), "{errors}");
    let parent = path.file_name().unwrap().to_str().unwrap();
    let act = format!(
        "{{\"accolade\":\"ledger/1\",\"parents\":[\"{parent}\"],\"made\":\"2026-11-14T11:00:00Z\"}}\n\
         {{\"erasure\":{{\"id\":\"{}\",\"slug\":\"rust-101\",\"version\":\"1\",\
         \"issued_on\":\"2026-05-02\",\"status\":{{\"list\":1,\"index\":{}}},\
         \"on\":\"2026-11-14T11:00:00Z\",\"line\":\"{}\"}}}}\n",
        gone.id,
        gone.status.index,
        digest::to_hex(&gone.digest)
    );
    write_file(bench.root(), &act);
    let ledger = bench.open().map_err(said).unwrap();
    let award = ledger.award(&gone.id).unwrap();
    assert_eq!(award.standing, accolade::ledger::entry::Standing::Erased);
    assert!(ledger.status_places().any(|it| it == gone.status));
    assert!(
        ledger
            .line(award)
            .unwrap_err()
            .to_string()
            .contains("erased")
    );
    // Before the line itself is replaced, it is spoken of no more either.
    fs::write(&path, &text).unwrap();
    let ledger = bench.open().map_err(said).unwrap();
    let award = ledger.award(&gone.id).unwrap();
    assert_eq!(award.standing, accolade::ledger::entry::Standing::Erased);
}

#[test]
fn a_revocation_and_a_replacement_are_heard() {
    use accolade::ledger::entry::Standing;
    let bench = begun(3);
    let ids: Vec<AwardId> = bench
        .open()
        .map_err(said)
        .unwrap()
        .awards()
        .iter()
        .map(|it| it.id)
        .collect();
    let parent = bench.files()[0]
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let act = |id: &str, by: &str| {
        format!(
            "{{\"accolade\":\"ledger/1\",\"parents\":[\"{parent}\"],\"made\":\"2026-11-14T11:00:00Z\"}}\n\
             {{\"revoked\":{{\"id\":\"{id}\",\"on\":\"2026-11-14T11:00:00Z\",\"reason\":\"Issued twice\"}}}}\n\
             {{\"replaced\":{{\"id\":\"{}\",\"on\":\"2026-11-14T11:00:00Z\",\"reason\":\"Name\",\"by\":\"{by}\"}}}}\n",
            ids[1]
        )
    };
    let path = write_file(bench.root(), &act(ids[0].as_str(), ids[2].as_str()));
    let ledger = bench.open().map_err(said).unwrap();
    assert!(
        matches!(&ledger.awards()[0].standing, Standing::Revoked { reason, .. } if reason == "Issued twice")
    );
    assert!(matches!(ledger.awards()[1].standing, Standing::Replaced { by, .. } if by == ids[2]));
    assert_eq!(ledger.awards()[2].standing, Standing::Valid);
    fs::remove_file(path).unwrap();
    write_file(bench.root(), &act(&"z".repeat(26), &"y".repeat(26)));
    let errors = bench.errors();
    assert_eq!(errors.matches("was never issued").count(), 2, "{errors}");
}

#[test]
fn a_cache_that_is_damaged_or_gone_changes_nothing() {
    let bench = begun(20);
    let index = bench.root().join(".accolade/ledger-index");
    // Files that were just written are not believed yet.
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let file = fs::File::options()
        .write(true)
        .open(&bench.files()[0])
        .unwrap();
    file.set_modified(past).unwrap();
    let first = shown(&bench.open().map_err(said).unwrap());
    let whole = fs::read(&index).unwrap();
    assert_eq!(shown(&bench.open().map_err(said).unwrap()), first);
    for place in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x40;
        fs::write(&index, damaged).unwrap();
        assert_eq!(
            shown(&bench.open().map_err(said).unwrap()),
            first,
            "byte {place}"
        );
    }
    fs::remove_dir_all(bench.root().join(".accolade")).unwrap();
    assert_eq!(shown(&bench.open().map_err(said).unwrap()), first);
}

#[test]
fn a_file_changed_behind_the_cache_is_told_when_it_is_asked_for() {
    let bench = begun(2);
    let path = bench.files().remove(0);
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let touch = || {
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(past).unwrap();
    };
    touch();
    bench.open().map_err(said).unwrap();
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("Ada Number 1", "Eve Number 1");
    fs::write(&path, text).unwrap();
    touch();
    let ledger = bench.open().map_err(said).unwrap();
    let lines: Vec<_> = ledger
        .awards()
        .iter()
        .map(|it| ledger.line(it).is_ok())
        .collect();
    assert_eq!(lines.iter().filter(|it| **it).count(), 1);
    assert!(Ledger::open_proven(bench.root(), &|_| None).is_err());
}

fn shown(ledger: &Ledger) -> String {
    format!(
        "{:?} {:?} {:?} {:?}",
        ledger.awards(),
        ledger.heads(),
        ledger.keys(),
        ledger.definitions()
    )
}

/// Writes a file of the ledger under the name that its lines give it.
fn write_file(root: &Path, text: &str) -> PathBuf {
    let mut file = digest::FileDigest::default();
    for line in text.lines() {
        file.add(&digest::of_line(line.as_bytes()));
    }
    let path = root.join(format!("ledger/2026-11-14-test-{}.jsonl", file.finish()));
    fs::write(&path, text).unwrap();
    path
}

const HEADER: &str = r#"{"accolade":"ledger/1","parents":[],"made":"2026-11-14T11:00:00Z"}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hostile_lines_with_a_right_digest_are_refused_without_a_panic(
        lines in prop::collection::vec(line(), 0..6),
        cache: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ledger")).unwrap();
        let text = format!("{HEADER}\n{}", lines.concat());
        write_file(folder.path(), &text);
        for _ in 0..=usize::from(cache) {
            if let Ok(ledger) = Ledger::open(folder.path()) {
                let empty = text.lines().skip(1).all(|it| it.contains("status_list"));
                prop_assert!(empty, "{text}");
                prop_assert!(ledger.awards().is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_for_a_ledger_file_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ledger")).unwrap();
        fs::write(folder.path().join("ledger/2026-11-14-a-0123456789abcdef.jsonl"), bytes).unwrap();
        prop_assert!(Ledger::open(folder.path()).is_err());
    }
}

/// A line that has the look of an entry.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("issued"),
        Just("revoked"),
        Just("replaced"),
        Just("reissued"),
        Just("renewed"),
        Just("erasure"),
        Just("definition"),
        Just("status_list"),
        Just("key"),
        Just("erased"),
        Just("id"),
        Just("a"),
    ];
    let value = prop_oneof![
        Just(r#"{"number":1,"credential":{}}"#.to_owned()),
        Just(r#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","on":"2026-11-14T11:00:00Z","reason":""}"#.to_owned()),
        Just(r#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","slug":"a","version":"1","cohort":"","issued_on":"2026-11-14","status":{"list":1,"index":1},"credential":{}}"#.to_owned()),
        Just(r#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","on":"2026-11-14T11:00:00Z","credential":{"proof":[{"verificationMethod":"a#b"}]}}"#.to_owned()),
        Just(r#"{"id":"z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH","state":"active","on":"2026-11-14T11:00:00Z","label":"","break_glass":true}"#.to_owned()),
        Just(format!("\"{}\"", "0".repeat(64))),
        Just("[".repeat(4_000)),
        "[\\PC]{0,40}",
    ];
    (word, value).prop_map(|(word, value)| format!("{{\"{word}\":{value}}}\n"))
}

#[test]
fn a_renamed_file_is_given_its_name_back() {
    let bench = begun(1);
    let first = bench.files().remove(0);
    let name = first.file_name().unwrap().to_str().unwrap();
    let other = first.with_file_name(name.replace(".jsonl", " (1).jsonl"));
    fs::copy(&first, &other).unwrap();
    let errors = bench.errors();
    let told =
        format!("it seems to be a copy of `{name}`, which is here, too: take it out of the folder");
    assert!(errors.contains(&told), "{errors}");
    fs::remove_file(&first).unwrap();
    let errors = bench.errors();
    let told = format!("files of the ledger keep the names they were given: rename it to `{name}`");
    assert!(errors.contains(&told), "{errors}");
}
