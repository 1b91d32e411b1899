//! The ledger: what was issued stays, and is told when it is not as it was.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use accolade::diagnostic::Diagnostics;
use accolade::ledger::issue::{Means, Outcome, Pictures, plan};
use accolade::ledger::{Ledger, Lock, digest};
use accolade::model::achievement::{Achievement, Artwork};
use accolade::model::address::{BaseAddress, Email, WebAddress};
use accolade::model::award::{Award, AwardId, Recipient, RecordPlace};
use accolade::model::catalog::{Catalog, Settings};
use accolade::model::issuer::Issuer;
use accolade::model::key::{KeyState, Keys, ListedKey};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use accolade::model::slug::{Slug, Version};
use accolade::proof::data_integrity::check;
use accolade::proof::key::SecretKey;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// A content folder in memory, with a ledger on disk.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub catalog: Catalog,
    pub now: Timestamp,
    seed: Cell<u64>,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            catalog: catalog(),
            now: "2026-11-14T10:00:00Z".parse().unwrap(),
            seed: Cell::new(1),
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn issue(&self, awards: &[Award]) -> Result<Outcome, Diagnostics> {
        self.issue_with(awards, 1)
    }

    pub fn issue_with(&self, awards: &[Award], key: u8) -> Result<Outcome, Diagnostics> {
        let lock = Lock::take(self.root())?;
        let ledger = Ledger::open(self.root())?;
        let plan = plan(&self.catalog, awards, &ledger, self.now)?;
        if !plan.wrong.is_empty() {
            let mut wrong = Diagnostics::new();
            wrong.extend(plan.wrong);
            return Err(wrong);
        }
        // Different bytes in every act, the same in every run of a test.
        let mut state = self.seed.get();
        let outcome = plan.carry_out(
            self.root(),
            &self.catalog,
            &ledger,
            Means {
                lock: &lock,
                secret: Some(SecretKey::from_seed([key; 32])),
                entropy: &mut |bytes| {
                    for byte in bytes {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(99);
                        *byte = (state >> 56) as u8;
                    }
                    Ok(())
                },
                draw: &|_| {
                    Ok(Pictures {
                        png: b"a picture".to_vec(),
                        svg: Some(b"<svg/>".to_vec()),
                    })
                },
                write_ids: &mut |_| Ok(()),
            },
        );
        self.seed.set(state ^ 0x5bd1_e995);
        outcome
    }

    pub fn open(&self) -> Result<Ledger, Diagnostics> {
        Ledger::open(self.root())
    }

    pub fn errors(&self) -> String {
        match self.open() {
            Ok(_) => String::new(),
            Err(findings) => said(findings),
        }
    }

    pub fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root().join("ledger")).unwrap();
        let paths = entries.map(|it| it.unwrap().path());
        let mut files: Vec<_> = paths.filter(|it| it.is_file()).collect();
        files.sort();
        files
    }

    /// A copy, as another person has it.
    fn fork(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.root(), folder.path());
        Self {
            folder,
            catalog: self.catalog.clone(),
            now: self.now,
            seed: Cell::new(self.seed.get() + 7),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn said(findings: Diagnostics) -> String {
    let findings = findings.sorted();
    let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
    findings.join("\n")
}

fn catalog() -> Catalog {
    let key = |seed: u8, state, label: &str| ListedKey {
        id: SecretKey::from_seed([seed; 32]).public().to_multikey(),
        state,
        added: "2026-11-01T00:00:00Z".parse().unwrap(),
        label: label.to_owned(),
    };
    Catalog {
        settings: Settings {
            base: BaseAddress::new("https://badges.example.org/").unwrap(),
            languages: vec![Language::default()],
            time_zone: TimeZone::UTC,
            theme: "plain".to_owned(),
            privacy: Privacy::default(),
        },
        issuer: Issuer {
            name: "Example Makers".to_owned(),
            url: WebAddress::new("https://example.org/").unwrap(),
            email: Email::new("badges@example.org").unwrap(),
            description: None,
            image: None,
        },
        achievements: vec![achievement("mentor"), achievement("rust-101")],
        keys: Keys(vec![
            key(1, KeyState::Active, "working"),
            key(2, KeyState::Backup, "backup"),
        ]),
    }
}

fn achievement(slug: &str) -> Achievement {
    Achievement {
        slug: Slug::new(slug).unwrap(),
        version: Version::default(),
        name: format!("The {slug} badge"),
        description: "For those who did it.".to_owned(),
        criteria: "Do it.".to_owned(),
        kind: Default::default(),
        tags: vec!["making".to_owned()],
        valid_for: None,
        signup_url: None,
        level: None,
        hours: None,
        assessment: None,
        credits: None,
        language: Language::default(),
        alignments: Vec::new(),
        results: Vec::new(),
        artwork: Artwork::Svg(Arc::from(&b"<svg/>"[..])),
    }
}

pub fn award(number: usize) -> Award {
    let issued_on = Moment::parse("2026-05-02", &TimeZone::UTC).unwrap();
    Award {
        id: None,
        badge: Slug::new("rust-101").unwrap(),
        version: Version::default(),
        recipient: Recipient {
            name: Some(format!("Ada Number {number}")),
            email: Email::new(&format!("ada{number}@example.org")).unwrap(),
        },
        validity: Validity::new(issued_on, None).unwrap(),
        evidence: Vec::new(),
        narrative: None,
        results: Vec::new(),
        license_number: None,
        names: NameDisclosure::Full,
        identity: IdentityDisclosure::HashedEmail,
        language: None,
        record: RecordPlace {
            file: "awards/2026-spring.csv".into(),
            index: number,
            line: number + 2,
        },
    }
}

pub fn cohort(count: usize) -> Vec<Award> {
    (0..count).map(award).collect()
}

/// As [`cohort`], with the file of records that it stands for.
fn recorded(bench: &Bench, awards: &[Award]) {
    for award in awards {
        let path = bench.root().join(&*award.record.file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "records").unwrap();
    }
}

fn begun(count: usize) -> Bench {
    let bench = Bench::new();
    let awards = cohort(count);
    recorded(&bench, &awards);
    bench.issue(&awards).map_err(said).unwrap();
    bench
}

#[test]
fn what_was_issued_is_read_back_with_its_credential() {
    let bench = begun(3);
    let ledger = bench.open().map_err(said).unwrap();
    assert_eq!(ledger.awards().len(), 3);
    assert_eq!(ledger.keys().len(), 2);
    assert_eq!(ledger.status_lists().len(), 1);
    assert_eq!(ledger.last_act(), Some(bench.now));
    let list: serde_json::Value = serde_json::from_str(ledger.status_lists()[0].1.get()).unwrap();
    check(&list, 0, &SecretKey::from_seed([1; 32]).public()).unwrap();
    for award in ledger.awards() {
        let line = ledger.line(award).unwrap();
        let document: serde_json::Value = serde_json::from_str(line.credential.get()).unwrap();
        let url = format!(
            "https://badges.example.org/awards/{}/{}.json",
            award.id.shard(),
            award.id
        );
        assert_eq!(document["id"], url);
        check(&document, 0, &SecretKey::from_seed([1; 32]).public()).unwrap();
        assert_eq!(
            document["credentialStatus"]["statusListIndex"],
            award.status.index.to_string()
        );
        assert_eq!(&*award.cohort, "2026-spring");
        assert!(line.recipient.unwrap().salt.len() >= 16);
    }
    let definition = &ledger.definitions()[0];
    assert_eq!(
        ledger.picture(&definition.png, "png").unwrap(),
        b"a picture"
    );
    assert_eq!(
        ledger.picture(&definition.svg.unwrap(), "svg").unwrap(),
        b"<svg/>"
    );
}

#[test]
fn the_same_records_issue_nothing_twice_with_ids_or_without() {
    let bench = begun(5);
    let ledger = bench.open().map_err(said).unwrap();
    let mut awards = cohort(5);
    awards.reverse();
    let again = plan(&bench.catalog, &awards, &ledger, bench.now)
        .map_err(said)
        .unwrap();
    assert_eq!(
        (again.new.len(), again.already.len(), again.wrong.len()),
        (0, 5, 0)
    );
    assert_eq!(again.missing_ids().len(), 5);
    for (award, id) in again.missing_ids() {
        awards.iter_mut().find(|it| it.record == award).unwrap().id = Some(id);
    }
    let again = plan(&bench.catalog, &awards, &ledger, bench.now)
        .map_err(said)
        .unwrap();
    assert_eq!((again.already.len(), again.missing_ids().len()), (5, 0));
    assert_eq!(bench.files().len(), 1);
    assert!(bench.issue(&awards).map_err(said).unwrap().file.is_none());
    assert_eq!(bench.files().len(), 1);
}

#[test]
fn an_address_in_other_letters_is_the_same_person() {
    let bench = begun(1);
    let ledger = bench.open().map_err(said).unwrap();
    let mut awards = cohort(1);
    awards[0].recipient.email = Email::new("ADA0@Example.ORG").unwrap();
    let again = plan(&bench.catalog, &awards, &ledger, bench.now)
        .map_err(said)
        .unwrap();
    assert_eq!(again.already.len(), 1);
}

#[test]
fn an_award_that_names_nobody_is_not_issued_twice_unknowingly() {
    let bench = Bench::new();
    let mut awards = cohort(2);
    for award in &mut awards {
        award.identity = IdentityDisclosure::None;
        award.names = NameDisclosure::None;
    }
    recorded(&bench, &awards);
    let outcome = bench.issue(&awards).map_err(said).unwrap();
    let refused = said(bench.issue(&awards).unwrap_err());
    assert!(refused.contains("cannot be told whether"), "{refused}");
    // Where all the others bear their ids, a third one is new.
    for (award, (_, id)) in awards.iter_mut().zip(&outcome.issued) {
        award.id = Some(*id);
    }
    let mut third = award(3);
    (third.identity, third.names) = (IdentityDisclosure::None, NameDisclosure::None);
    awards.push(third);
    assert_eq!(bench.issue(&awards).map_err(said).unwrap().issued.len(), 1);
}

#[test]
fn no_address_of_a_recipient_is_in_the_ledger() {
    let bench = begun(4);
    let bytes = fs::read(&bench.files()[0]).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("Ada Number 3"));
    assert!(
        !text.to_lowercase().contains("ada3"),
        "an address is in clear"
    );
}

#[test]
fn every_award_has_a_bit_of_its_own() {
    let bench = begun(300);
    let ledger = bench.open().map_err(said).unwrap();
    let places: std::collections::HashSet<_> = ledger.status_places().collect();
    assert_eq!(places.len(), 300);
}

#[test]
fn two_people_who_issue_at_once_are_joined_by_the_next_act() {
    let mine = begun(2);
    let yours = mine.fork();
    let mut more = cohort(9);
    let mine_name = mine.issue(&more[..5]).map_err(said).unwrap().file.unwrap();
    let yours_name = yours
        .issue(&more[5..8])
        .map_err(said)
        .unwrap()
        .file
        .unwrap();
    fs::copy(
        yours.root().join("ledger").join(&yours_name),
        mine.root().join("ledger").join(&yours_name),
    )
    .unwrap();
    let ledger = mine.open().map_err(said).unwrap();
    assert_eq!(ledger.awards().len(), 8);
    let mut heads = [mine_name, yours_name];
    heads.sort();
    assert_eq!(ledger.heads(), heads);
    let next = mine
        .issue(&more.split_off(8))
        .map_err(said)
        .unwrap()
        .file
        .unwrap();
    let ledger = mine.open().map_err(said).unwrap();
    assert_eq!(ledger.heads(), std::slice::from_ref(&next));
    let text = fs::read_to_string(mine.root().join("ledger").join(next)).unwrap();
    let header: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(header["parents"], serde_json::json!(heads));
}

#[test]
fn two_people_may_both_make_the_first_act() {
    let (mine, yours) = (Bench::new(), Bench::new().fork());
    let awards = cohort(4);
    recorded(&mine, &awards);
    recorded(&yours, &awards);
    mine.issue(&awards[..2]).map_err(said).unwrap();
    yours.seed.set(77);
    yours.issue(&awards[2..]).map_err(said).unwrap();
    copy(&yours.root().join("ledger"), &mine.root().join("ledger"));
    assert_eq!(mine.errors(), "");
    assert_eq!(mine.open().map_err(said).unwrap().awards().len(), 4);
}

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
         \"issued_on\":\"2026-05-02T00:00:00Z\",\"status\":{{\"list\":1,\"index\":{}}},\
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
fn a_definition_that_was_awarded_is_frozen() {
    let mut bench = begun(1);
    assert!(bench.issue(&cohort(1)).is_ok());
    bench.catalog.achievements[1].criteria = "Do it twice.".to_owned();
    bench.catalog.achievements[1].artwork = Artwork::Svg(Arc::from(&b"<svg />"[..]));
    let errors = said(bench.issue(&cohort(1)).unwrap_err());
    for part in [
        "badges/rust-101/index.md",
        "`criteria` was",
        "its picture",
        "new `version`",
    ] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    // What was never awarded may change, and a new version is new.
    bench.catalog.achievements[0].name = "Another".to_owned();
    bench.catalog.achievements[1].version = Version::new("2").unwrap();
    assert!(
        bench
            .issue(&cohort(1))
            .map_err(said)
            .unwrap()
            .file
            .is_none()
    );
}

#[test]
fn a_clock_that_cannot_be_right_is_refused() {
    let mut bench = begun(1);
    let awards = cohort(2);
    bench.now = "2026-11-14T09:59:59Z".parse().unwrap();
    let errors = said(bench.issue(&awards).unwrap_err());
    assert!(errors.contains("newest act of the ledger"), "{errors}");
    let mut early = Bench::new();
    early.now = "2020-01-01T00:00:00Z".parse().unwrap();
    let errors = said(early.issue(&awards).unwrap_err());
    assert!(errors.contains("before this program was made"), "{errors}");
}

#[test]
fn an_award_of_tomorrow_is_not_issued_today() {
    let bench = Bench::new();
    let mut awards = cohort(1);
    let day = Moment::parse("2026-11-15", &TimeZone::UTC).unwrap();
    awards[0].validity = Validity::new(day, None).unwrap();
    let errors = said(bench.issue(&awards).unwrap_err());
    assert!(errors.contains("yet to come"), "{errors}");
    assert!(errors.contains("awards/2026-spring.csv:2"), "{errors}");
}

#[test]
fn an_id_that_was_never_issued_is_refused() {
    let bench = begun(1);
    let mut awards = cohort(2);
    awards[1].id = Some(AwardId::new(&"b".repeat(26)).unwrap());
    let errors = said(bench.issue(&awards).unwrap_err());
    assert!(errors.contains("the ledger holds no award"), "{errors}");
}

#[test]
fn a_key_of_somebody_else_signs_nothing() {
    let mut bench = begun(1);
    let errors = said(bench.issue_with(&cohort(2), 9).unwrap_err());
    assert!(errors.contains("does not list the key"), "{errors}");
    // Listing it in `keys.toml` is not enough: a listed key must vouch for it in the ledger.
    let mut stranger = bench.catalog.keys.0[0].clone();
    stranger.id = SecretKey::from_seed([9; 32]).public().to_multikey();
    bench.catalog.keys.0.push(stranger);
    let errors = said(bench.issue_with(&cohort(2), 9).unwrap_err());
    assert!(errors.contains("does not vouch for the key"), "{errors}");
    bench.issue(&cohort(2)).map_err(said).unwrap();
    bench.issue_with(&cohort(3), 9).map_err(said).unwrap();
    assert_eq!(bench.open().map_err(said).unwrap().keys().len(), 3);
}

#[test]
fn a_second_act_at_the_same_time_is_refused_at_once() {
    let bench = Bench::new();
    let lock = Lock::take(bench.root()).unwrap();
    let refused = Lock::take(bench.root()).unwrap_err().to_string();
    assert!(refused.contains("another accolade is at work"), "{refused}");
    drop(lock);
    Lock::take(bench.root()).unwrap();
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
    assert!(Ledger::open_proven(bench.root()).is_err());
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
        Just(r#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","slug":"a","version":"1","cohort":"","issued_on":"2026-11-14T11:00:00Z","status":{"list":1,"index":1},"credential":{}}"#.to_owned()),
        Just(format!("\"{}\"", "0".repeat(64))),
        Just("[".repeat(4_000)),
        "[\\PC]{0,40}",
    ];
    (word, value).prop_map(|(word, value)| format!("{{\"{word}\":{value}}}\n"))
}
