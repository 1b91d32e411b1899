//! What becomes of awards and keys leaves a folder that is right, at every step.

use super::*;

fn ids(site: &IssuingSite) -> Vec<String> {
    let ledger = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let mut awards: Vec<_> = ledger.awards().iter().collect();
    awards.sort_by_key(|it| (it.line.file, it.line.number));
    awards.iter().map(|it| it.id.to_string()).collect()
}

fn is_right(site: &IssuingSite) {
    site.succeed(&["build"]);
    let said = site.succeed(&["check", "--base", "main"]);
    assert!(said.contains("nothing is wrong\n"), "{said}");
}

#[test]
fn revoked_replaced_and_erased_awards_are_right_and_the_ledger_has_only_grown() {
    let site = committed();
    let ids = ids(&site);
    site.succeed(&["revoke", "--yes", &ids[0], "--reason", "Issued twice"]);
    is_right(&site);
    edit(
        &site,
        "awards/2026-spring.csv",
        "Grace Hopper",
        "Grace B. M. Hopper",
    );
    site.succeed(&["replace", "--yes", &ids[1], "--reason", "A name"]);
    is_right(&site);
    site.succeed(&["erase", "--yes", &ids[2]]);
    is_right(&site);
    site.succeed(&["check"]);
}

#[test]
fn an_erased_line_that_is_brought_back_is_told() {
    let site = committed();
    let name = ledger_file(&site);
    let before = site.read(&name);
    site.succeed(&["erase", "--yes", &ids(&site)[1]]);
    site.write(&name, &before);
    finds(&site, "line-lingers", &["check"]);
}

#[test]
fn a_copy_of_records_that_an_interrupted_act_left_is_told_until_the_next_act_removes_it() {
    let site = committed();
    site.write(
        "awards/.unfinished",
        "Ada Lovelace,ada@recipients.example\n",
    );
    let expected = "warning: an interrupted command left a copy of award records, with names and \
                    addresses\n--> awards/.unfinished\nhint: run `accolade issue`: any act removes it; or \
                    delete it\n";
    let said = said(&site, &["check"]);
    assert!(said.contains(expected), "{said}");
    site.issue();
    assert!(!site.root().join("awards/.unfinished").exists());
}

#[test]
fn keys_that_come_and_go_are_right_and_what_nobody_believes_is_told() {
    let site = committed();
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    is_right(&site);
    site.succeed(&["key", "retire", "--yes", "backup"]);
    is_right(&site);
    let ago = [
        "key",
        "compromise",
        "--yes",
        "working",
        "--since",
        "2099-01-01",
    ];
    let refused = site.run(&ago);
    assert!(!refused.status.success());
    // Acts are dated by the second, and what is of that second itself is in doubt.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let since = jiff::Timestamp::now().to_string();
    site.succeed(&["key", "compromise", "--yes", "working", "--since", &since]);
    site.succeed(&["build"]);
    finds(&site, "key-compromised", &["check"]);
    site.succeed(&["reissue", "--yes"]);
    is_right(&site);
}

#[test]
fn two_people_who_revoke_at_once_are_told_what_signs_a_list_of_both() {
    let site = committed();
    let other = site.fork();
    let ids = ids(&site);
    site.succeed(&["revoke", "--yes", &ids[0], "--reason", "Issued twice"]);
    other.succeed(&["revoke", "--yes", &ids[1], "--reason", "By mistake"]);
    for name in other.ledger_files() {
        let text = other.read(&format!("ledger/{name}"));
        site.write(&format!("ledger/{name}"), &text);
    }
    let said = said(&site, &["check"]);
    assert!(
        said.contains("is no longer valid in the ledger, and status list 1 does not"),
        "{said}"
    );
    assert!(said.contains("such as `accolade issue`"), "{said}");
    site.succeed(&["issue", "--yes"]);
    is_right(&site);
}

#[test]
fn a_key_that_came_without_an_earlier_one_is_told_until_it_is_taken_over() {
    let site = committed();
    for file in fs::read_dir(site.keys()).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    site.succeed(&["key", "new", "--no-passphrase", "--break-glass", "--yes"]);
    finds(&site, "since-glass-broken", &["check", "--base", "main"]);
    commit(&site, "The keys are lost");
    site.succeed(&["check", "--base", "main"]);
}

#[test]
fn two_people_who_correct_an_award_at_once_are_told_of_both_successors() {
    let site = committed();
    let ids = ids(&site);
    edit(
        &site,
        "awards/2026-spring.csv",
        "Grace Hopper",
        "Grace B. M. Hopper",
    );
    let other = site.fork();
    site.succeed(&["replace", "--yes", &ids[1], "--reason", "A name"]);
    other.succeed(&["replace", "--yes", &ids[1], "--reason", "A name"]);
    is_right(&site);
    take_over(&site, &other);
    site.succeed(&["issue", "--yes"]);
    let said = said(&site, &["check"]);
    assert!(said.contains("has two successors: `"), "{said}");
    let ledger = Ledger::open(&site.root()).unwrap_or_else(|_| panic!("a sound ledger"));
    let successors = ledger.awards().iter().filter(|it| it.follows.is_some());
    let successors: Vec<_> = successors.map(|it| it.id.to_string()).collect();
    assert_eq!(successors.len(), 2);
    // Either of them can go.
    for id in &successors {
        let site = site.fork();
        site.succeed(&["revoke", "--yes", id, "--reason", "Corrected twice"]);
        site.succeed(&["build"]);
        site.succeed(&["check"]);
    }
}

/// What a fork did comes over, as git merges it.
fn take_over(site: &IssuingSite, other: &IssuingSite) {
    for name in other.ledger_files() {
        let text = other.read(&format!("ledger/{name}"));
        site.write(&format!("ledger/{name}"), &text);
    }
}

#[test]
fn a_successor_by_way_of_another_is_a_rival_too_and_nothing_is_built_until_one_is_left() {
    let table = "awards/2026-spring.csv";
    let site = committed();
    let first = ids(&site)[1].clone();
    let other = site.fork();
    let correct = |site: &IssuingSite, from: &str, to: &str, id: &str| {
        edit(site, table, from, to);
        let said = site.succeed(&["replace", "--yes", "--json", id]);
        let done: serde_json::Value = serde_json::from_str(&said).unwrap();
        let text = |name: &str| done[name].as_str().unwrap().to_owned();
        (text("new"), text("file"))
    };
    let (between, _) = correct(&site, "Grace Hopper", "Grace Murray", &first);
    let (near, _) = correct(&site, "Grace Murray", "Grace Brewster", &between);
    let (far, act) = correct(&other, "Grace Hopper", "Grace Hooper", &first);
    let unmerged = site.fork();
    take_over(&site, &other);
    site.succeed(&["issue", "--yes"]);
    finds(&site, "successors", &["check"]);
    let said = site.fail(&["build"], 1);
    assert!(
        said.contains(&format!("award `{first}` has two successors: `")),
        "{said}"
    );
    assert!(said.contains(&near) && said.contains(&far), "{said}");
    assert!(
        said.contains("`accolade revoke ") && said.contains("`accolade undo "),
        "{said}"
    );
    assert!(!site.root().join("public").exists(), "nothing is published");
    // Either of them can go, or the act that nobody published.
    for id in [&near, &far] {
        let site = site.fork();
        site.succeed(&["revoke", "--yes", id, "--reason", "Made twice"]);
        is_right(&site);
    }
    take_over(&unmerged, &other);
    unmerged.fail(&["build"], 1);
    unmerged.succeed(&["undo", "--yes", &act]);
    is_right(&unmerged);
    // Two steps on from one of them, and from what it was replaced by, are no rivals.
    let other = unmerged.fork();
    correct(&unmerged, "Grace Brewster", "Grace M", &near);
    is_right(&unmerged);
    correct(&other, "Grace Brewster", "Grace B", &near);
    take_over(&unmerged, &other);
    let said = unmerged.fail(&["build"], 1);
    assert_eq!(said.matches(" successors: ").count(), 1, "{said}");
    assert!(said.contains(&format!("award `{near}` has two")), "{said}");
}

/// Two sites: in one, an award was ended by `ending`; in the other it was replaced at the same time.
/// Joined, as far as the next act can.
fn ended_and_replaced(ending: &[&str]) -> (IssuingSite, String) {
    let site = committed();
    let id = ids(&site)[1].clone();
    let other = site.fork();
    let ending: Vec<_> = [ending, &["--yes", &id]].concat();
    site.succeed(&ending);
    let table = "awards/2026-spring.csv";
    edit(&other, table, "Grace Hopper", "Grace B. M. Hopper");
    let said = other.succeed(&["replace", "--yes", "--json", &id]);
    let done: serde_json::Value = serde_json::from_str(&said).unwrap();
    take_over(&site, &other);
    site.write(table, &other.read(table));
    site.succeed(&["issue", "--yes"]);
    (site, done["new"].as_str().unwrap().to_owned())
}

#[test]
fn what_holds_in_the_place_of_a_revoked_award_is_published_by_nobody_until_it_is_settled() {
    let (site, survivor) = ended_and_replaced(&["revoke", "--reason", "Never came"]);
    finds(&site, "survivor-of-a-revocation", &["check"]);
    let said = site.fail(&["build"], 1);
    assert!(
        said.contains(&format!("`accolade revoke {survivor} ")),
        "{said}"
    );
    assert!(!site.root().join("public").exists(), "nothing is published");
    site.succeed(&["revoke", "--yes", &survivor, "--reason", "Never came"]);
    is_right(&site);
}

#[test]
fn who_was_forgotten_is_not_published_anew_under_another_name() {
    let (site, survivor) = ended_and_replaced(&["erase"]);
    finds(&site, "survivor-of-an-erasure", &["check"]);
    let said = site.fail(&["build"], 1);
    assert!(
        said.contains(&format!("run `accolade erase {survivor}`")),
        "{said}"
    );
    site.succeed(&["erase", "--yes", &survivor]);
    is_right(&site);
}

#[test]
fn an_award_that_is_erased_after_it_was_replaced_leaves_its_successor() {
    let site = committed();
    let id = ids(&site)[1].clone();
    let heir = replaced(&site, &id);
    site.succeed(&["erase", "--yes", &id]);
    is_right(&site);
    let page = format!("public/awards/{}/{heir}.html", &heir[..2]);
    assert!(site.read(&page).contains("award valid"));
}

/// Replaces an award by one that says the same; gives its id.
fn replaced(site: &IssuingSite, id: &str) -> String {
    let said = site.succeed(&["replace", "--yes", "--anyway", "--json", id]);
    let done: serde_json::Value = serde_json::from_str(&said).unwrap();
    done["new"].as_str().unwrap().to_owned()
}

#[test]
fn the_old_address_leads_to_the_successor_that_holds() {
    let site = committed();
    let id = ids(&site)[1].clone();
    let other = site.fork();
    let successors = [replaced(&site, &id), replaced(&other, &id)];
    take_over(&site, &other);
    site.succeed(&["issue", "--yes"]);
    let page = |site: &IssuingSite, id: &str| {
        is_right(site);
        site.read(&format!("public/awards/{}/{id}.html", &id[..2]))
    };
    for (gone, left) in [(0, 1), (1, 0)] {
        let (gone, left) = (&successors[gone], &successors[left]);
        for ending in [&["revoke", "--reason", "Made twice"][..], &["erase"]] {
            let site = site.fork();
            site.succeed(&[ending, &["--yes", gone]].concat());
            let page = page(&site, &id);
            assert!(
                page.contains(&format!("{left}.html\">See")),
                "{ending:?} {page}"
            );
            assert!(!page.contains(gone.as_str()), "{ending:?} {page}");
        }
    }
    // One step further: what it led to is gone, and what that one led to holds.
    site.succeed(&["revoke", "--yes", &successors[1], "--reason", "Made twice"]);
    let next = replaced(&site, &successors[0]);
    site.succeed(&["erase", "--yes", &successors[0]]);
    let before = page(&site, &id);
    assert!(before.contains(&format!("{next}.html\">See")), "{before}");
    site.succeed(&["erase", "--yes", &next, &successors[1]]);
    let after = page(&site, &id);
    assert!(
        after.contains("This badge was replaced") && !after.contains("class=\"button\""),
        "{after}"
    );
}
