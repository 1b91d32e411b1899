//! Two people who end keys, take awards back or issue to the same person at once, with real git.

use std::time::Duration;

use super::clash::Two;
use super::*;

/// What each does, and in which state the key then is; `EARLY` and `LATE` stand for instants.
struct Ends {
    ada: &'static str,
    grace: &'static str,
    state: &'static str,
    /// Whether the list of keys that git leaves believes the key more than the ledger does.
    lags: bool,
}

const RETIRE: &str = "key retire working --yes";
const OWN: &str = "key retire working --yes --key WORKING";
const EARLY: &str = "key compromise working --yes --since 2026-11-01";
const LATE: &str = "key compromise working --yes --since 2026-11-02";

const ALL: [Ends; 9] = [
    ends(RETIRE, RETIRE, "retired", false),
    ends(OWN, RETIRE, "retired", false),
    ends(OWN, OWN, "retired", false),
    ends(EARLY, EARLY, "compromised", false),
    ends(EARLY, LATE, "compromised", true),
    ends(LATE, EARLY, "compromised", false),
    ends(EARLY, RETIRE, "compromised", true),
    ends(EARLY, OWN, "compromised", true),
    ends(OWN, EARLY, "compromised", false),
];

const fn ends(ada: &'static str, grace: &'static str, state: &'static str, lags: bool) -> Ends {
    Ends {
        ada,
        grace,
        state,
        lags,
    }
}

fn run(two: &Two, who: &str, words: &str) -> String {
    let working = two.origin.key_file("working");
    let words = words.replace("WORKING", working.to_str().unwrap());
    let words: Vec<_> = words.split(' ').collect();
    two.succeed(who, &words)
}

/// The command in backticks with which a hint begins or that it names.
fn named_command(said: &str, start: &str) -> String {
    let at = said.find(start).unwrap_or_else(|| panic!("{said}"));
    let rest = &said[at + "accolade ".len()..];
    rest[..rest.find('`').unwrap()].to_owned()
}

#[test]
fn two_people_end_the_same_key_at_once_and_the_stricter_end_counts() {
    for case in ALL {
        let two = Two::new();
        run(&two, "ada", case.ada);
        two.commit("ada");
        // In the same second both would write the same file.
        std::thread::sleep(Duration::from_millis(1_100));
        run(&two, "grace", case.grace);
        two.commit("grace");
        two.merge_mine("grace", "ada");
        let (ada, grace) = (case.ada, case.grace);
        if case.lags {
            let said = two.fail("grace", &["build"]);
            assert!(
                said.contains("the ledger knows it as compromised"),
                "{said}"
            );
            let command = named_command(&said, "accolade key compromise");
            let said = two.succeed("grace", &command.split(' ').collect::<Vec<_>>());
            assert_eq!(said, "Brought keys.toml up to the ledger.\n");
        }
        let list = two.succeed("grace", &["key", "list", "--json"]);
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let [working, backup] = [&list["keys"][0], &list["keys"][1]];
        assert_eq!(working["state"], case.state, "{ada}, {grace}");
        assert_eq!(backup["state"], "active", "{ada}, {grace}");
        if [ada, grace].contains(&EARLY) {
            assert_eq!(working["since"], "2026-11-01T00:00:00Z", "{ada}, {grace}");
        }
        two.succeed("grace", &["build"]);
        two.issue("grace");
        two.succeed("grace", &["build"]);
        let checked = told(&two.run("grace", &["check"]));
        assert!(!checked.contains("error:"), "{ada}, {grace}: {checked}");
    }
}

fn acts(two: &Two, who: &str) -> impl Iterator<Item = String> {
    let files = fs::read_dir(two.path(who).join("ledger")).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.filter(|it| it.ends_with(".jsonl"))
}

/// The file of the ledger with that part in its name.
fn act(two: &Two, who: &str, part: &str) -> String {
    acts(two, who).find(|it| it.contains(part)).unwrap()
}

#[test]
fn a_retired_key_vouched_for_another_where_nobody_knew_of_it_and_nowhere_else() {
    let two = Two::new();
    run(&two, "ada", "key new --no-passphrase --label second");
    two.commit("ada");
    two.merge("grace", "ada");
    run(&two, "ada", "key retire backup --yes");
    two.commit("ada");
    std::thread::sleep(Duration::from_millis(1_100));
    let backup = two.origin.key_file("backup");
    let new = "key new --no-passphrase --label third --key";
    run(&two, "grace", &format!("{new} {}", backup.display()));
    two.commit("grace");
    // As if grace had known of it.
    let (retired, second) = (act(&two, "ada", "-retire-"), act(&two, "ada", "-key-"));
    let third = acts(&two, "grace");
    let mut third = third.filter(|it| it.contains("-key-") && *it != second);
    let third = third.next().unwrap();
    let text = two.read("grace", &format!("ledger/{third}"));
    let text = text.replace(&second, &retired);
    assert!(text.contains(&retired));
    let name = named_by_its_lines(&third, &text);
    let place = two.path("ada").join("ledger").join(name);
    fs::write(&place, text).unwrap();
    let said = two.fail("ada", &["build"]);
    assert!(said.contains("but is retired itself"), "{said}");
    fs::remove_file(place).unwrap();
    // As it was.
    two.merge("grace", "ada");
    let list = two.succeed("grace", &["key", "list"]);
    assert_eq!(list.matches("  active  ").count(), 3, "{list}");
    two.issue("grace");
    two.succeed("grace", &["build"]);
    two.succeed("grace", &["check"]);
}

fn first_award(two: &Two, who: &str) -> String {
    let ledger = Ledger::open(&two.path(who)).unwrap_or_else(|_| panic!("a sound ledger"));
    ledger.awards()[0].id.to_string()
}

#[test]
fn a_list_that_was_signed_while_somebody_ended_its_key_is_signed_anew_before_it_is_published() {
    let two = Two::new();
    two.succeed("ada", &["build"]);
    run(&two, "grace", EARLY);
    two.commit("grace");
    std::thread::sleep(Duration::from_millis(1_100));
    let id = first_award(&two, "ada");
    let revoke = ["revoke", "--yes", &id, "--reason", "By mistake"];
    two.succeed("ada", &revoke);
    two.commit("ada");
    two.merge("ada", "grace");
    let published = two.read("ada", "public/status/revocation-1.json");
    let key = two.origin.key_id("working");
    let expected = format!(
        "error: status list 1 is signed with the key `{key}`, which is compromised: nobody believes \
         it any more\n--> ledger\nhint: run `accolade issue`: any act signs the list anew, also \
         where there is nothing to issue\n\n"
    );
    assert_eq!(two.fail("ada", &["build"]), expected);
    let unchanged = two.read("ada", "public/status/revocation-1.json");
    assert!(published == unchanged, "nothing is published");
    let said = two.fail("ada", &["check"]);
    assert!(said.contains(&expected), "{said}");
    assert!(!said.contains("take it out"), "{said}");
    // Nothing else is there to issue.
    fs::remove_dir_all(two.path("ada").join("awards")).unwrap();
    let said = two.succeed("ada", &["issue", "--yes"]);
    assert!(
        said.contains("Signed the status list anew in ledger/"),
        "{said}"
    );
    two.succeed("ada", &["build"]);
    let list = two.read("ada", "public/status/revocation-1.json");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let method = list["proof"][0]["verificationMethod"].as_str().unwrap();
    assert!(method.ends_with(&two.origin.key_id("backup")), "{method}");
    let checked = told(&two.run("ada", &["check"]));
    assert!(!checked.contains("error:"), "{checked}");
}

#[test]
fn what_one_person_erased_and_another_signed_again_can_be_read_until_it_is_erased_again() {
    let two = Two::new();
    let ledger = Ledger::open(&two.path("ada")).unwrap_or_else(|_| panic!("a sound ledger"));
    let award = &ledger.awards()[0];
    let line = ledger.line(award).unwrap();
    let credential: serde_json::Value = serde_json::from_str(line.credential.get()).unwrap();
    let identifiers = credential["credentialSubject"]["identifier"].as_array();
    let is_name = |it: &&serde_json::Value| it["identityType"] == "name";
    let name = identifiers.unwrap().iter().find(is_name).unwrap();
    let name = name["identityHash"].as_str().unwrap();
    let holds_it =
        || acts(&two, "ada").any(|it| two.read("ada", &format!("ledger/{it}")).contains(name));
    let pause = || std::thread::sleep(Duration::from_millis(1_100));
    pause();
    let since = jiff::Timestamp::now();
    run(
        &two,
        "ada",
        &format!("key compromise working --yes --since {since}"),
    );
    two.commit("ada");
    two.merge("grace", "ada");
    run(&two, "ada", &format!("erase --yes {}", award.id));
    two.commit("ada");
    assert!(!holds_it());
    pause();
    run(&two, "grace", "reissue --yes");
    two.commit("grace");
    two.merge("ada", "grace");
    assert!(holds_it());
    let reissue = act(&two, "ada", "-reissue-");
    let message = format!(
        "error: award `{}` was erased, and can still be read where another person signed it again\n\
         --> ledger/{reissue}:",
        award.id
    );
    for command in ["check", "build"] {
        let said = two.fail("ada", &[command]);
        assert!(said.contains(&message), "{said}");
        let erase = named_command(&said, "accolade erase");
        assert_eq!(erase, format!("erase {}", award.id));
    }
    run(&two, "ada", &format!("erase --yes {}", award.id));
    assert!(!holds_it());
    two.commit("ada");
    two.succeed("ada", &["build"]);
    let checked = told(&two.run("ada", &["check"]));
    assert!(!checked.contains("error:"), "{checked}");
}

/// One person on both lists, who got the badge on that day.
fn both_have(two: &Two, row: &str) {
    for who in ["ada", "grace"] {
        let name = format!("awards/{who}.csv");
        let text = two.read(who, &name) + row;
        fs::write(two.path(who).join(name), text).unwrap();
    }
}

#[test]
fn one_badge_of_one_day_that_two_people_gave_to_one_person_is_told() {
    let two = Two::new();
    let records = "rust-101,Barbara Liskov,Barbara@Recipients.example,2026-05-05\n";
    both_have(&two, records);
    // Somebody else, and the same person on another day, are none.
    let more = "rust-101,Barbara Liskov,liskov@recipients.example,2026-05-05\n\
                rust-101,Barbara Liskov,barbara@recipients.example,2026-05-06\n";
    let text = two.read("ada", "awards/ada.csv") + more;
    fs::write(two.path("ada").join("awards/ada.csv"), text).unwrap();
    two.issue("ada");
    two.issue("grace");
    for who in ["ada", "grace"] {
        assert!(!told(&two.run(who, &["check"])).contains("more than once"));
    }
    two.merge("grace", "ada");
    // Whose act is the newer one depends on the second; either is right.
    let ledger = Ledger::open(&two.path("grace")).unwrap_or_else(|_| panic!("a sound ledger"));
    let is_it = |it: &&accolade::ledger::entry::Issued| it.issued_on.to_string() == "2026-05-05";
    let theirs = ledger.awards().iter().filter(is_it);
    let theirs: Vec<_> = theirs.filter(|it| *it.cohort == *"ada").collect();
    assert_eq!(theirs.len(), 2);
    for arguments in [&["check"][..], &["issue", "--yes"], &["issue", "--dry-run"]] {
        let said = told(&two.run("grace", arguments));
        let message =
            "warning: `rust-101` of 2026-05-05 was awarded to one person more than once: `";
        assert_eq!(said.matches(message).count(), 1, "{said}");
        assert_eq!(said.matches("more than once").count(), 1, "{said}");
        let own = ledger.awards().iter().filter(is_it);
        let own = own.filter(|it| *it.cohort == *"grace");
        let own: Vec<_> = own.map(|it| it.id.to_string()).collect();
        assert!(said.contains(&own[0]), "{said}");
        let other = theirs.iter().filter(|it| said.contains(it.id.as_str()));
        assert_eq!(other.count(), 1, "{said}");
    }
    let said = two.succeed("grace", &["build"]);
    assert!(!said.contains("more than once"), "{said}");
    let said = told(&two.run("grace", &["check"]));
    let at = said.find("accolade revoke ").unwrap() + "accolade revoke ".len();
    let id = &said[at..at + 26];
    two.succeed(
        "grace",
        &["revoke", "--yes", id, "--reason", "Issued twice"],
    );
    two.succeed("grace", &["build"]);
    let said = told(&two.run("grace", &["check"]));
    assert!(!said.contains("more than once"), "{said}");
}

#[test]
fn an_award_and_the_one_that_took_its_place_are_no_two_of_one_person() {
    let site = committed();
    let id = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let id = id.awards()[0].id.to_string();
    site.succeed(&["replace", "--yes", &id, "--anyway"]);
    let said = said(&site, &["check"]);
    assert!(!said.contains("more than once"), "{said}");
}

#[test]
fn what_was_published_as_taken_back_never_holds_again() {
    let site = committed();
    let ledger = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let ids: Vec<_> = ledger.awards().iter().map(|it| it.id.to_string()).collect();
    let before = site.ledger_files();
    site.succeed(&["revoke", "--yes", &ids[0], "--reason", "Issued twice"]);
    site.succeed(&["build"]);
    commit(&site, "Revoked");
    let list = site.read("public/status/revocation-1.json");
    let mut act = site.ledger_files();
    act.retain(|it| !before.contains(it));
    let act = format!("ledger/{}", act[0]);
    let text = site.read(&act);
    fs::remove_file(site.root().join(&act)).unwrap();
    finds(&site, "withdrawn-in-public", &["check"]);
    let told = site.fail(&["build"], 1);
    let expected = format!(
        "error: award `{}` was published as withdrawn, and the ledger does not say so any more\n",
        ids[0]
    );
    assert!(told.starts_with(&expected), "{told}");
    assert!(site.read("public/status/revocation-1.json") == list);
    site.fail(&["build", "--verify"], 1);
    // Without the built site, git alone knows.
    fs::remove_dir_all(site.root().join("public")).unwrap();
    finds(&site, "absent-in-ledger", &["check"]);
    // Where it was published, it cannot have been taken back.
    git(&site, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    finds(&site, "absent-and-published", &["check"]);
    git(&site, &["checkout", "--quiet", "HEAD", "--", &act]);
    assert_eq!(site.read(&act), text);
    site.succeed(&["build"]);
    assert!(site.read("public/status/revocation-1.json") == list);
    finds(&site, "nothing-built", &["check"]);
}
