//! What a person sees, and what a page may not do.

use accolade::model::address::WebAddress;
use accolade::model::award::{Award, Evidence};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure};
use jiff::tz::TimeZone;

use super::example;
use super::site::{Fixture, award, full, page, text};
use markup::{check_addresses, check_headings, check_silence, tags};

mod markup;
mod previews;

#[test]
fn an_award_s_page_answers_in_the_order_in_which_people_ask() {
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let page = text(&files, &page(&ids[0]));
    let body = &page[page.find("<main").unwrap()..];
    in_order(
        body,
        &[
            "Signed and published by",
            "badges.<wbr>example.<wbr>org",
            "Issued by",
            "Marlow Makerspace",
            "Awarded to",
            "Ada Lovelace 0",
            "<h1 data-proven=\"badge\">Laser Cutter Operator</h1>",
            "Earned on",
            "2 May 2026",
            "Expires on",
            "2 May 2028",
            "<dd class=\"state\">Valid before 2 May 2028</dd>",
            "What it certifies",
            "Sets up, runs",
            "Skills",
            "machine safety",
            "Certification",
            "Intermediate",
            "12.5 hours",
            "Credits",
            "Practical test with an instructor",
            "2 years",
            "MM-2026-0042",
            "What was done for it",
            "<em>material sheet</em>",
            "Practical test",
            "92",
            "out of 100 · at least 80 to pass",
            "Teaching",
            "Proficient",
            "What it takes to earn it",
            "<h3>How it is assessed</h3>",
            "Evidence",
            "https://videos.example.org/ada-at-the-laser",
            "birch plywood",
            "Standards it answers to",
            "11553-1",
            "Share it",
            "linkedin.com/profile/add",
            "Keep it",
            ".png",
            ".svg",
            ".json",
            ".assertion.json",
            "Check it yourself",
            "did:web:badges.example.org#z6Mk",
            "eddsa-rdfc-2022",
        ],
    );
}

#[test]
fn what_has_become_of_an_award_is_said_first() {
    let day = |text| Moment::parse(text, &TimeZone::UTC).unwrap();
    let mut ended = award("soldering", 2);
    ended.validity = Validity::new(day("2024-05-02"), Some(day("2026-05-02"))).unwrap();
    let (fixture, ids) = Fixture::with(&[award("soldering", 0), award("soldering", 1), ended]);
    let on = r#""on":"2026-11-19T12:00:00Z""#;
    fixture.act(&format!(
        r#"{{"revoked":{{"id":"{}",{on},"reason":"Issued <twice>"}}}}"#,
        ids[0]
    ));
    fixture.act(&format!(
        r#"{{"replaced":{{"id":"{}",{on},"reason":"","by":"{}"}}}}"#,
        ids[1], ids[2]
    ));
    let files = fixture.files();
    let revoked = text(&files, &page(&ids[0]));
    in_order(
        revoked,
        &[
            "This badge was revoked",
            "Marlow Makerspace revoked it on 20 November 2026.",
            "Issued &lt;twice&gt;",
            "Revoked</dd>",
        ],
    );
    assert!(!revoked.contains("Signed and published by") && !revoked.contains("Share it"));
    let replaced = text(&files, &page(&ids[1]));
    in_order(
        replaced,
        &[
            // What may say otherwise stands first, for those who hear the page.
            "data-headline=\"This badge was replaced\"",
            "This badge was replaced",
            &page(&ids[2]),
            "See the badge that replaced it",
        ],
    );
    assert!(!replaced.contains("Reason given"));
    let expired = text(&files, &page(&ids[2]));
    in_order(
        expired,
        &[
            "Signed and published by",
            "Expires on",
            "2 May 2026",
            "Expired</dd>",
        ],
    );
    assert!(!expired.contains("Share it"));
    for (id, reason) in [(&ids[0], Some("Issued <twice>")), (&ids[1], None)] {
        let stripped: serde_json::Value = serde_json::from_str(text(
            &files,
            &format!("awards/{}/{id}.assertion.json", id.shard()),
        ))
        .unwrap();
        let members = if reason.is_some() { 5 } else { 4 };
        assert_eq!(stripped.as_object().unwrap().len(), members);
        assert_eq!(stripped["revoked"], true);
        assert_eq!(stripped["revocationReason"].as_str(), reason);
        // Nothing lists a replaced award where awards are not listed: its page leads to one that holds.
        let is_listed = text(&files, "revocations.json").contains(id.as_str());
        assert_eq!(is_listed, reason.is_some());
    }
}

#[test]
fn a_holder_may_say_less_or_nothing() {
    let mut initials = award("soldering", 0);
    initials.names = NameDisclosure::Initials;
    let mut nobody = award("soldering", 1);
    nobody.names = NameDisclosure::None;
    nobody.identity = IdentityDisclosure::None;
    let (fixture, ids) = Fixture::with(&[initials, nobody]);
    let files = fixture.files();
    let page_of = |index: usize| text(&files, &page(&ids[index]));
    assert!(
        page_of(0).contains("<strong data-proven=\"recipient\" dir=\"auto\">A. L. 0.</strong>"),
        "{}",
        page_of(0)
    );
    assert!(page_of(1).contains("The holder keeps their name private"));
    assert!(!page_of(1).contains("assertion") && !page_of(1).contains("Lovelace"));
    let assertion = format!("awards/{}/{}.assertion.json", ids[1].shard(), ids[1]);
    assert!(!files.contains_key(&assertion));
}

#[test]
fn every_page_is_well_formed_and_links_only_to_what_exists() {
    let mut fixture = Fixture::new();
    fixture.catalog.settings.privacy.listed = true;
    fixture.issue(&[full(), award("repair-cafe", 1), award("soldering", 2)]);
    let files = fixture.files();
    let mut checked = 0;
    for path in files.keys().filter(|it| it.ends_with(".html")) {
        let tags = tags(path, text(&files, path));
        check_headings(path, &tags);
        assert_eq!(
            tags.iter().filter(|it| it.name == "main").count(),
            1,
            "{path}"
        );
        for tag in &tags {
            checked += check_addresses(path, tag, &files);
            check_silence(path, tag);
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn nothing_that_authors_or_records_say_becomes_active() {
    for payload in PAYLOADS {
        let mut fixture = Fixture::new();
        let badge = &mut fixture.catalog.achievements[2];
        for words in [&mut badge.name, &mut badge.description, &mut badge.criteria] {
            *words = payload.to_owned();
        }
        badge.tags = vec![payload.to_owned()];
        badge.level = Some(payload.to_owned());
        badge.assessment = Some(payload.to_owned());
        fixture.catalog.issuer.name = payload.to_owned();
        fixture.catalog.issuer.description = Some(payload.to_owned());
        let mut award = award("soldering", 0);
        award.recipient.name = Some(payload.to_owned());
        award.narrative = Some(payload.to_owned());
        award.license_number = Some(payload.to_owned());
        award.evidence = vec![Evidence {
            url: Some(
                WebAddress::new("https://example.org/?q=\"><script>alert(1)</script>").unwrap(),
            ),
            narrative: Some(payload.to_owned()),
        }];
        fixture.issue(&[award]);
        let ledger = fixture.ledger();
        let site = accolade::site::Site::plan(fixture.root(), &fixture.catalog, &ledger);
        let site = site.map_err(super::site::said).unwrap();
        for bundle in site.bundles() {
            let paths = site.paths(bundle);
            if !paths[0].ends_with(".html") && !paths[0].ends_with(".xml") {
                continue;
            }
            let mut made = Vec::new();
            site.render(bundle, &mut made)
                .map_err(|it| it.to_string())
                .unwrap();
            let markup = std::str::from_utf8(&made[0].bytes).unwrap();
            for tag in tags(&paths[0], markup) {
                check_silence(&paths[0], &tag);
            }
        }
    }
}

// Among them are awards that expired, and say first how they are renewed.
#[test]
fn the_headings_of_the_example_site_are_in_order() {
    let files = example::files(example::built()).into_iter();
    let pages: Vec<_> = files
        .filter(|it| it.extension().is_some_and(|it| it == "html"))
        .collect();
    for page in &pages {
        let path = page.display().to_string();
        check_headings(&path, &tags(&path, &std::fs::read_to_string(page).unwrap()));
    }
    let renewed = pages.iter().map(|it| std::fs::read_to_string(it).unwrap());
    assert!(
        renewed
            .into_iter()
            .any(|it| it.contains("<p class=\"title\" id=\"renewal-title\">"))
    );
}

#[test]
fn dates_stay_those_that_were_issued_whatever_the_time_zone_is() {
    let mut fixture = Fixture::new();
    fixture.catalog.settings.privacy.listed = true;
    let ids = fixture.issue(&[full()]);
    for zone in ["America/Los_Angeles", "Pacific/Kiritimati"] {
        fixture.catalog.settings.time_zone = TimeZone::get(zone).unwrap();
        let files = fixture.files();
        let award = text(&files, &page(&ids[0]));
        let dates = [
            "<time datetime=\"2026-05-02\">2 May 2026</time>",
            "<time datetime=\"2028-05-02\">2 May 2028</time>",
            "issueYear=2026&amp;issueMonth=5",
            "expirationYear=2028&amp;expirationMonth=5",
        ];
        for date in dates {
            assert!(award.contains(date), "{zone}: {date}: {award}");
        }
        let listing = text(&files, "badges/laser/awards_1.html");
        assert!(listing.contains(dates[0]), "{zone}: {listing}");
    }
}

#[test]
fn an_award_s_page_speaks_the_language_that_its_record_asks_for() {
    let language = |tag| Some(Language::new(tag).unwrap());
    let french = Award {
        language: language("fr"),
        ..full()
    };
    let unknown = Award {
        language: language("pl"),
        narrative: Some("Umie to.".to_owned()),
        ..award("laser", 1)
    };
    let (fixture, ids) = Fixture::with(&[french, unknown, award("laser", 2)]);
    let files = fixture.files();
    let award = text(&files, &page(&ids[0]));
    in_order(
        award,
        &[
            "<html lang=\"fr\"",
            "<h1 data-proven=\"badge\" lang=\"en\" dir=\"auto\">Laser Cutter Operator</h1>",
            "2 mai 2026",
            "<p class=\"lead\" lang=\"en\" dir=\"auto\" data-proven=\"description\">",
            "<div class=\"prose\">",
            "Ada rebuilt",
            "<div class=\"prose\" lang=\"en\" dir=\"auto\">",
            "Operators have shown",
        ],
    );
    let assertion = |number: usize| {
        let path = page(&ids[number]).replace(".html", ".assertion.json");
        let assertion: serde_json::Value = serde_json::from_str(text(&files, &path)).unwrap();
        assertion["@language"].clone()
    };
    assert_eq!(assertion(0), "fr");
    // There are no words in Polish: those of the badge's language stand in.
    let award = text(&files, &page(&ids[1]));
    in_order(
        award,
        &[
            "<html lang=\"en\"",
            "<h1 data-proven=\"badge\">Laser Cutter Operator</h1>",
            "<div class=\"prose\" lang=\"pl\" dir=\"auto\">",
            "Umie to.",
            "<div class=\"prose\">",
            "Operators have shown",
        ],
    );
    assert_eq!(assertion(1), "pl");
    assert!(text(&files, &page(&ids[2])).contains("<html lang=\"en\""));
    assert_eq!(assertion(2), "en");
}

#[test]
fn an_award_that_ends_is_not_called_valid_without_saying_until_when() {
    for (tag, label, state) in [
        ("en", "Expires on", "Valid before 2 May 2028"),
        ("fr", "Expire le", "Valable avant le 2 mai 2028"),
        ("de", "Läuft ab am", "Gültig vor dem 2. Mai 2028"),
        ("es", "Caduca el", "Válida antes del 2 de mayo de 2028"),
    ] {
        let mut fixture = Fixture::new();
        fixture.catalog.achievements[0].language = Language::new(tag).unwrap();
        let ids = fixture.issue(&[full()]);
        let files = fixture.files();
        let award = text(&files, &page(&ids[0]));
        in_order(
            award,
            &[
                &format!("<dt>{label}</dt><dd><time datetime=\"2028-05-02\">"),
                &format!("<dd class=\"state\">{state}</dd>"),
            ],
        );
    }
}

#[test]
fn what_an_author_wrote_in_another_language_is_marked_word_by_word() {
    let mut fixture = Fixture::new();
    let italian = Language::new("it").unwrap();
    let laser = fixture.catalog.achievements.iter_mut();
    let laser = laser.into_iter().find(|it| it.slug.as_str() == "laser");
    laser.unwrap().language = italian;
    let ids = fixture.issue(&[full()]);
    let files = fixture.files();
    let marked = " lang=\"it\" dir=\"auto\">";
    let page = text(&files, &page(&ids[0]));
    for words in [
        "Laser Cutter Operator</h1>",
        "Intermediate</dd>",
        "Practical test with an instructor</dd>",
        "Practical test</dt>",
        "92</strong>",
        "Proficient</strong>",
        "Safety of laser processing machines</a>",
        "ISO</span>",
    ] {
        assert!(
            page.contains(&format!("{marked}{words}")),
            "{words}:\n{page}"
        );
    }
    for words in [
        "Certification</dd>",
        "12.5 hours</dd>",
        "2 years</dd>",
        "MM-2026-0042</dd>",
    ] {
        assert!(page.contains(&format!("<dd>{words}")), "{words}:\n{page}");
    }
    let feed = text(&files, "feed.xml");
    assert!(feed.contains("<title xml:lang=\"it\">Laser Cutter Operator</title>"));
    assert!(
        feed.contains("<summary xml:lang=\"it\">Sets up, runs"),
        "{feed}"
    );
}

#[test]
fn an_award_keeps_the_name_of_its_issuer_when_that_is_renamed() {
    let (mut fixture, ids) = Fixture::with(&[full()]);
    fixture.catalog.issuer.name = "Marlow Workshops".to_owned();
    let files = fixture.files();
    let award = text(&files, &page(&ids[0]));
    in_order(
        award,
        &[
            "Laser Cutter Operator · Ada Lovelace 0 · Marlow Makerspace</title>",
            "<strong class=\"domain\">badges.<wbr>example.<wbr>org</strong>",
            "Issued by",
            ">Marlow Makerspace</a>",
        ],
    );
    assert!(text(&files, "index.html").contains("<h1>Marlow Workshops</h1>"));
}

fn in_order(text: &str, expected: &[&str]) {
    let mut rest = text;
    for part in expected {
        let at = rest.find(part);
        let at = at.unwrap_or_else(|| panic!("`{part}` is missing, or comes too early, in {text}"));
        rest = &rest[at + part.len()..];
    }
}

const PAYLOADS: [&str; 14] = [
    "<script>alert(1)</script>",
    "</title></script><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onfocus='alert(1)' autofocus='",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1) \"title\")",
    "![x](https://evil.example/a.png\"onerror=\"alert(1))",
    "<svg/onload=alert(1)><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
    "[x]: data:text/html,<script>alert(1)</script>\n\n[x]",
    "<javascript:alert(1)> <vbscript:x> <https://ok.example/>",
    "{{ site.base }}{% raw %}<b>{% endraw %}",
    "&lt;script&gt; &amp;#x6a; \u{2028}<!--",
    "```html\"><script>alert(1)</script>\nx\n```\n\n<style>@import '//evil.example'</style>",
];
