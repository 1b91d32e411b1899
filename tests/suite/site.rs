//! The site: every page, document and picture, planned and made in memory.

mod fixture;

use accolade::model::address::BaseAddress;
use accolade::model::slug::Version;
use accolade::site::verification;

pub use fixture::*;

#[test]
fn a_site_has_every_file_that_hosts_people_and_programs_ask_for() {
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let id = ids[0];
    let shard = format!("awards/{}", id.shard());
    let [script, more] = verification::scripts();
    let expected = [
        ".nojekyll",
        ".well-known/did.json",
        "404.html",
        "_headers",
        &format!("{shard}/{id}.assertion.json"),
        &format!("{shard}/{id}.html"),
        &format!("{shard}/{id}.json"),
        &format!("{shard}/{id}.png"),
        &format!("{shard}/{id}.svg"),
        "badges/index.html",
        "badges/laser/1/achievement.json",
        "badges/laser/1/badge.json",
        "badges/laser/1/badge.png",
        "badges/laser/1/badge.svg",
        "badges/laser/1/card.png",
        "badges/laser/1/index.html",
        "badges/laser/index.html",
        "badges/repair-cafe/1/achievement.json",
        "badges/repair-cafe/1/badge.json",
        "badges/repair-cafe/1/badge.png",
        "badges/repair-cafe/1/badge.svg",
        "badges/repair-cafe/1/card.png",
        "badges/repair-cafe/1/index.html",
        "badges/repair-cafe/index.html",
        "badges/soldering/1/achievement.json",
        "badges/soldering/1/badge.json",
        "badges/soldering/1/badge.png",
        "badges/soldering/1/badge.svg",
        "badges/soldering/1/card.png",
        "badges/soldering/1/index.html",
        "badges/soldering/index.html",
        "catalog.json",
        "feed.xml",
        "index.html",
        "issuer.json",
        "issuer.svg",
        "revocations.json",
        "robots.txt",
        "sitemap.xml",
        "status/revocation-1.json",
        "style.css",
        "verify/index.html",
        &more.path,
        &script.path,
    ];
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn the_ledger_s_documents_are_served_byte_for_byte() {
    let (fixture, ids) = Fixture::with(&[full(), award("soldering", 1)]);
    let (files, ledger) = (fixture.files(), fixture.ledger());
    for id in &ids {
        let line = ledger.line(ledger.award(id).unwrap()).unwrap();
        let path = format!("awards/{}/{id}.json", id.shard());
        assert_eq!(text(&files, &path), line.credential.get());
        let json: serde_json::Value = serde_json::from_str(line.credential.get()).unwrap();
        assert_eq!(json["id"], format!("https://badges.example.org/{path}"));
    }
    let (number, list) = &ledger.status_lists()[0];
    assert_eq!(
        text(&files, &format!("status/revocation-{number}.json")),
        list.get()
    );
}

#[test]
fn pictures_carry_the_documents_that_are_served_beside_them() {
    use accolade::baking::extract;
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let stem = format!("awards/{}/{}", ids[0].shard(), ids[0]);
    for ending in ["png", "svg"] {
        let found = format!(
            "{:?}",
            extract(&files[&format!("{stem}.{ending}")]).unwrap()
        );
        assert!(found.contains("OpenBadgeCredential"), "{found}");
        assert_eq!(found.contains("HostedBadge"), ending == "png", "{found}");
    }
}

#[test]
fn two_plans_of_the_same_things_are_the_same_to_the_byte() {
    let (fixture, _) = Fixture::with(&[full(), award("repair-cafe", 1)]);
    assert_eq!(fixture.fingerprints(), fixture.fingerprints());
    assert!(fixture.files() == fixture.files());
}

#[test]
fn an_act_changes_the_fingerprints_of_what_it_touches_alone() {
    let (fixture, ids) = Fixture::with(&[award("soldering", 0), award("soldering", 1)]);
    let before = fixture.fingerprints();
    fixture.act(&format!(
        r#"{{"revoked":{{"id":"{}","on":"2026-11-20T10:00:00Z","reason":"Issued twice"}}}}"#,
        ids[0]
    ));
    let after = fixture.fingerprints();
    let changed = before
        .iter()
        .filter(|(path, print)| after.get(*path) != Some(print));
    let changed: Vec<_> = changed
        .map(|(path, _)| path.split(' ').next().unwrap())
        .collect();
    let page = page(&ids[0]);
    let mut expected = vec![page.as_str(), "revocations.json"];
    expected.sort_unstable();
    assert_eq!(changed, expected);
}

#[test]
fn a_change_of_style_touches_no_document_and_no_picture() {
    let (fixture, _) = Fixture::with(&[award("soldering", 0)]);
    let before = fixture.fingerprints();
    fixture.write("themes/plain/style.css", "body { color: black }");
    let after = fixture.fingerprints();
    for (path, print) in &before {
        let is_page = [
            ".html",
            ".xml",
            ".css",
            ".txt",
            "catalog.json",
            "_headers",
            ".nojekyll",
        ];
        let first = path.split(' ').next().unwrap();
        let is_page = is_page.iter().any(|it| first.ends_with(it)) && first != "sitemap.xml";
        assert_eq!(after[path] != *print, is_page, "{path}");
    }
    assert_eq!(text(&fixture.files(), "style.css"), "body { color: black }");
}

#[test]
fn an_older_version_keeps_its_page_and_says_that_a_newer_exists() {
    let (mut fixture, _) = Fixture::with(&[award("soldering", 0)]);
    let badge = &mut fixture.catalog.achievements[2];
    badge.version = Version::new("2").unwrap();
    badge.criteria = "Solder it *thrice*.".to_owned();
    let files = fixture.files();
    let old = text(&files, "badges/soldering/1/index.html");
    assert!(old.contains("This is version 1 of the badge. A newer version exists"));
    assert!(old.contains("<em>twice</em>") && !old.contains("thrice"));
    let new = text(&files, "badges/soldering/index.html");
    assert!(new.contains("<em>thrice</em>") && !new.contains("A newer version exists"));
    assert!(new.contains("href=\"../../badges/soldering/1/\""));
    assert!(new.contains(
        "<link rel=\"canonical\" href=\"https://badges.example.org/badges/soldering/\">"
    ));
}

#[test]
fn a_changed_definition_that_was_awarded_stops_the_plan() {
    let (mut fixture, _) = Fixture::with(&[award("soldering", 0)]);
    fixture.catalog.achievements[2].description = "Something else.".to_owned();
    assert!(
        fixture.findings().contains("soldering"),
        "{}",
        fixture.findings()
    );
}

#[test]
fn awards_are_unlisted_unless_the_site_lists_them() {
    let (mut fixture, ids) = Fixture::with(&[award("soldering", 0)]);
    let path = page(&ids[0]);
    let files = fixture.files();
    assert!(text(&files, &path).contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(text(&files, "_headers").contains("/awards/*\n  X-Robots-Tag: noindex"));
    for (other, bytes) in &files {
        let is_own = other.starts_with("awards/");
        let names = String::from_utf8_lossy(bytes).contains(ids[0].as_str());
        assert!(is_own || !names, "{other} names an unlisted award");
    }
    fixture.catalog.settings.privacy.listed = true;
    let files = fixture.files();
    assert!(!text(&files, &path).contains("noindex"));
    assert!(text(&files, "badges/soldering/awards_1.html").contains("Ada Lovelace 0"));
    assert!(text(&files, "badges/soldering/index.html").contains("1 award<"));
    assert!(text(&files, "sitemap.xml").contains(&path));
}

#[test]
fn no_address_of_a_recipient_is_in_any_file() {
    let (fixture, _) = Fixture::with(&[full(), award("repair-cafe", 1)]);
    for (path, bytes) in fixture.files() {
        let bytes = bytes.to_ascii_lowercase();
        let found = bytes.windows(16).any(|it| it == b"mail.example.net");
        assert!(!found, "{path}");
    }
}

#[test]
fn a_site_below_a_folder_has_its_keys_and_its_missing_page_there() {
    let (mut fixture, _) = Fixture::with(&[]);
    fixture.catalog.settings.base = BaseAddress::new("https://org.example.io/repo/").unwrap();
    let files = fixture.files();
    assert!(files.contains_key("did.json"));
    assert!(text(&files, "404.html").contains("href=\"/repo/style.css\""));
    assert!(text(&files, "_headers").contains("/repo/awards/*"));
}

#[test]
fn an_empty_catalogue_is_a_site_too() {
    let mut fixture = Fixture::new();
    fixture.catalog.achievements.clear();
    fixture.catalog.issuer.image = None;
    let files = fixture.files();
    assert!(text(&files, "index.html").contains("There are no badges here yet."));
    assert!(text(&files, "index.html").contains("href=\"favicon.svg\""));
    assert!(files.contains_key("favicon.svg"));
}
