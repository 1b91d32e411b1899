//! The ledger: what was issued stays, and is told when it is not as it was.

pub mod bench;
mod damage;

use bench::*;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use accolade::ledger::Lock;
use accolade::ledger::issue::plan;
use accolade::model::achievement::Artwork;
use accolade::model::address::Email;
use accolade::model::award::AwardId;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure};
use accolade::model::slug::Version;
use accolade::proof::data_integrity::check;
use accolade::proof::key::SecretKey;
use jiff::tz::TimeZone;

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
    // Somebody's clock may be some minutes ahead: whoever acts next does so at the same moment.
    let ledger = bench.open().map_err(said).unwrap();
    for (clock, at) in [
        ("2026-11-14T09:45:00Z", "2026-11-14T10:00:00Z"),
        ("2026-11-14T09:44:59Z", "2026-11-14T09:44:59Z"),
        ("2026-11-14T10:00:01Z", "2026-11-14T10:00:01Z"),
    ] {
        let clock = clock.parse().unwrap();
        assert_eq!(ledger.time_of_act(clock), at.parse().unwrap());
    }
    bench.now = "2026-11-14T09:44:59Z".parse().unwrap();
    let errors = said(bench.issue(&awards).unwrap_err());
    assert!(
        errors.contains("the newest act was made 2026-11-14T10:00:00Z"),
        "{errors}"
    );
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
    let own = bench.issue(&cohort(2)).unwrap_err();
    let errors = [own, bench.issue_with(&cohort(2), 9).unwrap_err()].map(said);
    for errors in errors {
        assert!(errors.contains("the ledger does not vouch"), "{errors}");
    }
    bench.catalog.keys.0.pop();
    bench.issue(&cohort(2)).map_err(said).unwrap();
    assert_eq!(bench.open().map_err(said).unwrap().keys().len(), 2);
}

/// A child has the open files of its parent until it runs its own program.
#[test]
fn a_lock_that_was_given_back_is_free_although_children_are_started_meanwhile() {
    let bench = Bench::new();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                Command::new("true").status().unwrap();
            }
        });
        let refused = (0..2000).find_map(|_| Lock::take(bench.root()).err());
        is_done.store(true, Ordering::Relaxed);
        assert!(refused.is_none(), "{refused:?}");
    });
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
