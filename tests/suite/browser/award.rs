//! Award pages: the verdict where the reader looks first, and what is asked for it.

use std::sync::Arc;

use serde_json::json;

use super::driver::{Browser, Reply};
use super::site::{BASE, Shown, clock};
use crate::verify_made::sign;
use accolade::credential::status_list::Bitstring;
use accolade::proof::key::SecretKey;
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
        std::thread::sleep(std::time::Duration::from_millis(300));
        let said = page.text("document.body.innerText");
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("Checked in your browser"), "{said}");
    }
}

/// The list with no badge revoked, signed.
fn unset(list: &serde_json::Value) -> Vec<u8> {
    let mut list = list.clone();
    list["credentialSubject"]["encodedList"] = Bitstring::new().encode().into();
    list.as_object_mut().unwrap().shift_remove("proof");
    let signed = sign(
        &list,
        "did:web:badges.example.org",
        SecretKey::from_seed([1; 32]),
    );
    signed.to_string().into_bytes()
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
    Arc::make_mut(&mut shown.files).remove("status/revocation-1.json");
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "verified-with-warnings");
}
