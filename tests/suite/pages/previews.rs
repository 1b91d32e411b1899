//! What is seen of a page before it is opened: in chats, feeds and search engines.

use accolade::model::moment::{Moment, Validity};
use jiff::tz::TimeZone;

use crate::site::{Fixture, award, full, page, text};

#[test]
fn previews_find_their_tags_in_the_page_itself() {
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let path = page(&ids[0]);
    let page = text(&files, &path);
    for expected in [
        "<meta property=\"og:title\" content=\"Laser Cutter Operator · Ada Lovelace 0\">",
        "<meta property=\"og:image\" content=\"https://badges.example.org/badges/laser/1/card.png\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        &format!("<link rel=\"canonical\" href=\"https://badges.example.org/{path}\">"),
        &format!(
            "<link rel=\"alternate\" type=\"application/ld+json\" title=\"Credential (JSON)\" href=\"{}.json\">",
            ids[0]
        ),
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    let badge = text(&files, "badges/laser/index.html");
    let (_, script) = badge
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(script.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(schema["@type"], "EducationalOccupationalCredential");
    assert_eq!(schema["validFor"], "P2Y");
}

#[test]
fn a_preview_of_what_no_longer_holds_says_so_first_and_shows_no_badge() {
    let day = |text| Moment::parse(text, &TimeZone::UTC).unwrap();
    let mut ended = award("soldering", 2);
    ended.validity = Validity::new(day("2024-05-02"), Some(day("2026-05-02"))).unwrap();
    let (fixture, ids) = Fixture::with(&[award("soldering", 0), award("soldering", 1), ended]);
    let on = r#""on":"2026-11-19T12:00:00Z""#;
    fixture.act(&format!(
        r#"{{"revoked":{{"id":"{}",{on},"reason":"Issued twice"}}}}"#,
        ids[0]
    ));
    fixture.act(&format!(
        r#"{{"replaced":{{"id":"{}",{on},"reason":"","by":"{}"}}}}"#,
        ids[1], ids[2]
    ));
    let files = fixture.files();
    for (id, state, told) in [
        (
            &ids[0],
            "Revoked",
            "Marlow Makerspace revoked it on 20 November 2026.",
        ),
        (
            &ids[1],
            "Replaced",
            "Marlow Makerspace replaced it with a newer one on 20 November 2026.",
        ),
        (&ids[2], "Expired", "2 May 2026 · "),
    ] {
        let page = text(&files, &page(id));
        for start in [
            format!("<title>{state}: "),
            format!("<meta property=\"og:title\" content=\"{state}: "),
            format!("<meta name=\"description\" content=\"{state}: {told}"),
            format!("<meta property=\"og:description\" content=\"{state}: {told}"),
            "<meta name=\"twitter:card\" content=\"summary\">".to_owned(),
        ] {
            assert!(page.contains(&start), "{start}: {page}");
        }
        assert!(
            !page.contains("og:image") && !page.contains("card.png"),
            "{page}"
        );
    }
    let revoked = text(&files, &page(&ids[0]));
    assert!(revoked.contains("Please do not rely on it.\">"));
}
