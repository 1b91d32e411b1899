//! Award pages: the verdict where the reader looks first, and what is asked for it.

use std::sync::Arc;

use data_encoding::BASE64;
use serde_json::json;

use super::driver::{Browser, Reply};
use super::site::{BASE, Shown, clock, unset};
use accolade::site::verification;

const NOW: &str = "2026-11-21T13:05:00Z";

#[test]
fn an_award_s_page_checks_itself_and_asks_nobody_but_its_site() {
    let name = "an_award_s_page_checks_itself_and_asks_nobody_but_its_site";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let address = Shown::page_of(&shown.good);
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&address);
    assert_eq!(page.verdict(), "verified");
    let said = page.text("document.querySelector('.checked').innerText");
    let lines: Vec<_> = said.split_whitespace().collect();
    let said = lines.join(" ");
    assert!(
        said.starts_with("Verified Checked in your browser on 21 November 2026 at "),
        "{said}"
    );
    let [script, more] = verification::scripts();
    let own = |path: &str| format!("{BASE}{path}");
    let stem = Shown::stem(&shown.good);
    let mut asked = page.requests.clone();
    asked.sort();
    asked.dedup();
    let mut expected = vec![
        address.clone(),
        own(&format!("{stem}.json")),
        own(&format!("{stem}.png")),
        own(".well-known/did.json"),
        own("issuer.svg"),
        own("status/revocation-1.json"),
        own("style.css"),
        own(&script.path),
    ];
    expected.sort();
    assert_eq!(asked, expected);
    assert!(!asked.contains(&own(&more.path)));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[test]
fn an_end_is_said_at_once_and_a_revocation_without_a_script() {
    let name = "an_end_is_said_at_once_and_a_revocation_without_a_script";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let site = shown.clone();
    let mut page = browser.page(&clock("2027-01-01T00:00:00Z"), move |address| {
        // The site answers with its page alone: the check does not come to an end.
        match address.ends_with(".json") {
            true => Reply::Silent,
            false => site.reply(address, BASE).unwrap(),
        }
    });
    page.open(&Shown::page_of(&shown.expired));
    page.wait_for("document.querySelector('.checked p')");
    let said = page.text("document.querySelector('.checked').innerText");
    assert!(said.contains("It expired on 1 December 2026."), "{said}");
    drop(page);

    let mut page = browser.page(&clock("2027-01-01T00:00:00Z"), shown.alone());
    page.open(&Shown::page_of(&shown.expired));
    assert_eq!(page.verdict(), "verified-with-warnings");
    let said = page.text("document.querySelector('.checked').innerText");
    assert!(
        said.contains("Genuine, but expired on 1 December 2026"),
        "{said}"
    );

    page.open(&Shown::page_of(&shown.revoked));
    assert_eq!(page.verdict(), "revoked");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);

    // Its page says of a replaced badge that it was replaced, although the list only knows it as revoked.
    let mut replaced = shown.clone();
    let path = format!("{}.html", Shown::stem(&shown.revoked));
    let html = String::from_utf8_lossy(&shown.files[&path]).into_owned();
    let headline = r#"data-standing="revoked" data-headline="It was replaced""#;
    let html = html.replace(r#"data-standing="revoked""#, headline);
    Arc::make_mut(&mut replaced.files).insert(path, html.into_bytes());
    page.answer(replaced.alone());
    page.open(&Shown::page_of(&shown.revoked));
    assert_eq!(page.verdict(), "revoked");
    let said = page.text("document.querySelector('.checked').innerText");
    assert!(said.starts_with("It was replaced"), "{said}");

    // The page knows before the list does.
    let mut stale = shown.clone();
    let list = serde_json::from_slice(&shown.files["status/revocation-1.json"]).unwrap();
    let list = unset(&list);
    Arc::make_mut(&mut stale.files).insert("status/revocation-1.json".into(), list);
    page.answer(stale.alone());
    page.open(&Shown::page_of(&shown.revoked));
    page.wait_for("document.querySelector('.checked').hidden");
    let said = page.text("document.querySelector('.verdict').innerText");
    assert!(
        said.contains("This badge was revoked") && !said.contains("Verified"),
        "{said}"
    );

    let off = json!({ "value": true });
    page.call("Emulation.setScriptExecutionDisabled", off);
    for (id, words) in [
        (shown.revoked, "This badge was revoked"),
        (shown.good, "How to check the signature"),
    ] {
        page.call("Page.navigate", json!({"url": Shown::page_of(&id)}));
        page.wait_for(&format!("document.body?.innerText.includes('{words}')"));
        std::thread::sleep(std::time::Duration::from_millis(300));
        let said = page.text("document.body.innerText");
        assert!(!said.contains("Checked in your browser"), "{said}");
    }
}

#[test]
fn a_page_does_not_take_the_credential_of_another_award_for_its_own() {
    let name = "a_page_does_not_take_the_credential_of_another_award_for_its_own";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let [json, html] = ["json", "html"].map(|it| format!("{}.{it}", Shown::stem(&shown.good)));
    let mut swapped = shown.clone();
    let other = shown.files[&format!("{}.json", Shown::stem(&shown.expired))].clone();
    Arc::make_mut(&mut swapped.files).insert(json.clone(), other);
    // Of an issuer that would have to be asked first.
    let mut foreign = shown.clone();
    let other = include_bytes!("../../verdicts/good.json").to_vec();
    Arc::make_mut(&mut foreign.files).insert(json, other);
    // The words of the page are not those that were signed.
    let mut renamed = shown.clone();
    let page = String::from_utf8_lossy(&shown.files[&html]).into_owned();
    let marked = r#"data-proven="recipient" dir="auto">"#;
    assert!(page.contains(marked), "{page}");
    let page = page.replace(marked, &format!("{marked}Mallory "));
    Arc::make_mut(&mut renamed.files).insert(html, page.into_bytes());
    for site in [swapped, foreign, renamed] {
        let mut page = browser.page(&clock(NOW), site.alone());
        page.open(&Shown::page_of(&shown.good));
        assert_eq!(page.verdict(), "not-verified");
        let said = page.text("document.querySelector('.verdict').innerText");
        let reason = "The signed file of this page says something else than the page shows.";
        assert!(
            said.starts_with("Not verified") && said.contains(reason),
            "{said}"
        );
        assert_eq!(page.text("document.title"), "Not verified");
        let label = "document.getElementById(document.querySelector('.verdict').getAttribute('aria-labelledby')).innerText";
        assert_eq!(page.text(label), "Not verified");
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

#[test]
fn a_page_whose_badge_was_changed_does_not_stay_calm() {
    let name = "a_page_whose_badge_was_changed_does_not_stay_calm";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let mut shown = Shown::new();
    let stem = Shown::stem(&shown.good);
    let credential = Arc::make_mut(&mut shown.files)
        .get_mut(&format!("{stem}.json"))
        .unwrap();
    let changed = String::from_utf8_lossy(credential).replace("Laser Cutter", "Laser Master");
    *credential = changed.into_bytes();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "not-verified");
    let said = page.text("document.querySelector('.checked').innerText");
    assert!(said.starts_with("Not verified"), "{said}");

    // It says why, and where to see all of it.
    assert!(
        said.contains("The signature does not fit: the badge was changed"),
        "{said}"
    );
    let link = page.text("document.querySelector('.checked a').href");
    assert_eq!(link, format!("{BASE}verify/#{}", shown.good));

    // Nothing else on it says otherwise.
    let said = page.text("document.querySelector('main').innerText");
    for words in [
        "Valid before",
        "Signed and published by",
        "Issued by",
        "Awarded to",
        "What it certifies",
        "State",
        "LinkedIn",
    ] {
        assert!(!said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("Laser Cutter"), "{said}");
    let picture = page.text("getComputedStyle(document.querySelector('.picture')).filter");
    assert_eq!(picture, "grayscale(1)");

    // Nor does paper.
    page.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    let said = page.text("document.querySelector('.verdict').innerText");
    assert!(
        said.contains("Not verified") && said.contains("Checked in your browser on"),
        "{said}"
    );
    page.call("Emulation.setEmulatedMedia", json!({"media": ""}));

    // Keys that the site does not list, and a list that is not there.
    let did = String::from_utf8_lossy(&shown.files[".well-known/did.json"]).into_owned();
    Arc::make_mut(&mut shown.files).insert(
        ".well-known/did.json".into(),
        did.replace("assertionMethod", "other").into_bytes(),
    );
    let fresh = Shown::new();
    Arc::make_mut(&mut shown.files).insert(
        format!("{stem}.json"),
        fresh.files[&format!("{stem}.json")].clone(),
    );
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "not-verified");
    Arc::make_mut(&mut shown.files).insert(".well-known/did.json".into(), did.into_bytes());
    let list = "status/revocation-1.json";
    let garbled = (
        b"{}".to_vec(),
        "revoked badges is not right: it has not the form of one.",
    );
    let missing =
        "There is nothing usable at https://badges.example.org/status/revocation-1.json (404).";
    Arc::make_mut(&mut shown.files).insert(list.into(), garbled.0);
    for words in [garbled.1, missing] {
        let mut page = browser.page(&clock(NOW), shown.alone());
        page.open(&Shown::page_of(&shown.good));
        assert_eq!(page.verdict(), "verified-with-warnings");
        let said = page.text("document.querySelector('.checked').innerText");
        assert!(said.contains(words), "{said}");
        Arc::make_mut(&mut shown.files).remove(list);
    }
}

#[test]
fn verdict_domain_badge_and_holder_are_on_the_first_screen_of_a_phone() {
    let name = "verdict_domain_badge_and_holder_are_on_the_first_screen_of_a_phone";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": true});
    page.call("Emulation.setDeviceMetricsOverride", phone);
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "verified");
    let places = "['.checked strong', '.domain', '.picture', '.recipient strong', 'h1']";
    let bottoms =
        format!("{places}.map((it) => document.querySelector(it).getBoundingClientRect().bottom)");
    let bottoms: Vec<f64> = serde_json::from_value(page.evaluate(&bottoms)).unwrap();
    assert!(bottoms.is_sorted() && bottoms[4] < 740.0, "{bottoms:?}");

    page.open(&format!("{BASE}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "verified");
    page.evaluate("new Promise((done) => setTimeout(done, 60))");
    let places = "['h2', '[data-fact=domain]', '[data-fact=badge]', '[data-fact=recipient]']";
    let bottoms = format!(
        "{places}.map((it) => document.querySelector('.report ' + it).getBoundingClientRect().bottom)"
    );
    let bottoms: Vec<f64> = serde_json::from_value(page.evaluate(&bottoms)).unwrap();
    assert!(bottoms.is_sorted() && bottoms[3] < 740.0, "{bottoms:?}");

    // However long a headline is, it stays beside its sign.
    let mut page = browser.page(&clock("2027-01-01T00:00:00Z"), shown.alone());
    let phone = json!({"width": 320, "height": 740, "deviceScaleFactor": 1, "mobile": true});
    page.call("Emulation.setDeviceMetricsOverride", phone);
    page.open(&Shown::page_of(&shown.expired));
    assert_eq!(page.verdict(), "verified-with-warnings");
    let indent = "document.querySelector('.checked strong').getBoundingClientRect().left
        - document.querySelector('.checked p').getBoundingClientRect().left";
    assert!(page.evaluate(indent).as_f64().unwrap() > 24.0);
}

#[test]
fn an_end_since_the_last_build_changes_what_the_page_says_of_itself() {
    let name = "an_end_since_the_last_build_changes_what_the_page_says_of_itself";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock("2026-11-30T23:59:59Z"), shown.alone());
    page.open(&Shown::page_of(&shown.expired));
    assert_eq!(page.verdict(), "verified");
    let state = "document.querySelector('.state').innerText";
    assert_eq!(page.text(state), "Valid before 1 December 2026");
    drop(page);
    let mut page = browser.page(&clock("2026-12-01T00:00:00Z"), shown.alone());
    page.open(&Shown::page_of(&shown.expired));
    assert_eq!(page.verdict(), "verified-with-warnings");
    assert_eq!(page.text(state), "Expired");
    let said = page.text("document.querySelector('main').innerText");
    for words in [
        "Valid before",
        "Add to LinkedIn",
        "How to check the signature",
    ] {
        assert!(!said.contains(words), "{words}: {said}");
    }
    assert_eq!(
        said.matches("Genuine, but expired on 1 December 2026")
            .count(),
        1
    );
    assert!(!said.contains("It expired on"), "{said}");
}

#[test]
fn a_theme_without_the_places_that_the_script_looks_for_is_checked_all_the_same() {
    let name = "a_theme_without_the_places_that_the_script_looks_for_is_checked_all_the_same";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let mut bare = Shown::new();
    let path = format!("{}.html", Shown::stem(&bare.expired));
    let html = String::from_utf8_lossy(&bare.files[&path]).into_owned();
    let (head, body) = html.split_once("<body>").unwrap();
    let place = &body[body.find("<div class=\"checked\"").unwrap()..];
    let place = &place[..place.find("</div>").unwrap()];
    let place = place
        .replace(" data-early=", " data-other=")
        .replace(" data-expired=", " data-x=");
    for around in [["", ""], ["<div class=\"award valid\">", "</div>"]] {
        let html = format!("{head}<body>{}{place}</div>{}", around[0], around[1]);
        Arc::make_mut(&mut bare.files).insert(path.clone(), html.into_bytes());
        let mut page = browser.page(&clock("2027-01-01T00:00:00Z"), bare.alone());
        page.open(&Shown::page_of(&bare.expired));
        assert_eq!(page.verdict(), "verified-with-warnings");
        let said = page.text("document.body.innerText");
        assert!(
            said.contains("Genuine, but expired on 1 December 2026"),
            "{said}"
        );
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

#[test]
fn an_erased_award_is_told_by_its_id() {
    let name = "an_erased_award_is_told_by_its_id";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let mut shown = Shown::new();
    let stem = Shown::stem(&shown.good);
    let files = Arc::make_mut(&mut shown.files);
    files.remove(&format!("{stem}.json"));
    let left = json!({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion",
        "id": format!("{BASE}{stem}.assertion.json"), "revoked": true});
    files.insert(
        format!("{stem}.assertion.json"),
        left.to_string().into_bytes(),
    );
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "cannot-be-checked");
    let said = page.text("document.querySelector('.report').innerText");
    assert!(
        said.starts_with("Erased by its issuer\n\nbadges.example.org erased this badge"),
        "{said}"
    );
}

#[test]
fn a_page_saved_without_its_second_script_says_what_it_lacks() {
    let name = "a_page_saved_without_its_second_script_says_what_it_lacks";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "verified");
    // As a browser saves it: the document as it stands, and the files that it loaded.
    let html = page.text("'<!doctype html>' + document.documentElement.outerHTML");
    drop(page);
    let folder = tempfile::tempdir().unwrap();
    let [script, _] = verification::scripts();
    let file = script.path.trim_start_matches("verify/");
    let html = html.replace(
        &format!("../{}", script.path),
        &format!("page_files/{file}"),
    );
    std::fs::create_dir(folder.path().join("page_files")).unwrap();
    std::fs::write(folder.path().join("page_files").join(file), &script.text).unwrap();
    std::fs::write(folder.path().join("page.html"), html).unwrap();
    let mut page = browser.page(&clock(NOW), |address| match address.starts_with("file:") {
        true => Reply::Outside,
        false => Reply::Unreachable,
    });
    page.open(&format!("file://{}/page.html", folder.path().display()));
    // What was found out before it was saved is not found out now.
    assert_eq!(page.text("document.querySelector('.report').innerText"), "");
    assert_eq!(page.text("document.documentElement.dataset.verdict"), "");
    page.drop_file(
        "badge.svg",
        &shown.files[&format!("{}.svg", Shown::stem(&shown.good))],
    );
    assert_eq!(page.verdict(), "cannot-be-checked");
    let said = page.text("document.querySelector('.report .reason').innerText");
    assert_eq!(
        said,
        format!(
            "This copy of the page lacks the part that this needs. Check it at {BASE}verify/ instead."
        )
    );
    let states = page.evaluate("document.querySelectorAll('.live, .away').length");
    assert_eq!(states, 2);
}

#[test]
fn an_award_prints_on_one_sheet_of_paper() {
    let name = "an_award_prints_on_one_sheet_of_paper";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    for id in [&shown.good, &shown.expired, &shown.revoked] {
        page.open(&Shown::page_of(id));
        page.verdict();
        let printed = page.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
        let printed = BASE64.decode(printed["data"].as_str().unwrap().as_bytes());
        let printed = String::from_utf8_lossy(&printed.unwrap()).into_owned();
        let count = |what: &str| printed.matches(what).count();
        assert_eq!(count("/Type /Page") - count("/Type /Pages"), 1, "{id}");
    }
}
