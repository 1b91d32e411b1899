//! The verification page where it may be opened: at home, on a copy, over plain http, from a disk; and
//! with what people bring to it.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::json;

use super::driver::{Browser, Page, Reply};
use super::server::{Files, kind_of, serve};
use super::site::{BASE, Shown, clock};
use accolade::site::verification;

const NOW: &str = "2026-11-21T13:05:00Z";

#[test]
fn an_award_is_checked_by_its_id_and_no_other_address_is_made_of_one() {
    let name = "an_award_is_checked_by_its_id_and_no_other_address_is_made_of_one";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "verified");
    let said = page.text("document.querySelector('[data-verify-result]').innerText");
    for words in [
        "Laser Cutter Operator",
        "Ada Lovelace 0",
        "badges.example.org",
        "2 May 2026",
        "2 May 2028",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(page.text("document.activeElement.className"), "report");
    // Its name is the verdict, and it is not read out as a whole.
    let name = "document.getElementById(document.activeElement.getAttribute('aria-labelledby')).textContent";
    assert_eq!(page.text(name), "Verified");
    assert_eq!(
        page.evaluate("document.activeElement.closest('[aria-live], [role=status]')"),
        json!(null)
    );
    let before = page.requests.len();
    for hash in [
        "../../index",
        "a/b",
        "a%2fb",
        &"a".repeat(65),
        "https://evil.example/x",
        "",
        // The link that skips to the content.
        "main",
    ] {
        page.evaluate(&format!("location.hash = {}", json!(hash)));
        page.evaluate("new Promise((done) => setTimeout(done, 60))");
    }
    // Chromium asks for the icon anew with every change.
    let asked = page.requests[before..].iter();
    let asked: Vec<_> = asked.filter(|it| !it.ends_with("/issuer.svg")).collect();
    assert_eq!(asked, [""; 0]);
    assert_eq!(
        page.text("document.querySelector('#outcome').textContent"),
        "Verified"
    );
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[test]
fn every_form_that_a_badge_comes_in_can_be_dropped() {
    let name = "every_form_that_a_badge_comes_in_can_be_dropped";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let stem = Shown::stem(&shown.good);
    let file = |ending: &str| shown.files[&format!("{stem}.{ending}")].clone();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/"));
    let credential = file("json");
    let cases = [
        ("a.png", file("png"), "verified"),
        ("a.svg", file("svg"), "verified"),
        ("a.json", credential.clone(), "verified"),
        ("zlib.png", compressed(&credential), "verified"),
        (
            "a.txt",
            Shown::page_of(&shown.good).into_bytes(),
            "verified",
        ),
        ("2.0.json", file("assertion.json"), "verified"),
        ("cut.png", file("png")[..900].to_vec(), "cannot-be-checked"),
        (
            "b.png",
            shown.files["badges/laser/1/badge.png"].clone(),
            "cannot-be-checked",
        ),
        ("a.exe", b"MZ\x90\0".repeat(100), "cannot-be-checked"),
        (
            "a.html",
            b"<!doctype html><title>x</title>".to_vec(),
            "cannot-be-checked",
        ),
        ("empty", Vec::new(), "cannot-be-checked"),
    ];
    for (name, bytes, verdict) in cases {
        page.drop_file(name, &bytes);
        assert_eq!(page.verdict(), verdict, "{name}");
    }
    page.drop_file("a.json", &credential);
    assert_eq!(page.verdict(), "verified");
    choose_a_folder(&mut page);
    assert_eq!(page.verdict(), "cannot-be-checked");
    let said = page.text("document.querySelector('[data-verify-result]').innerText");
    assert!(said.contains("It cannot be read:"), "{said}");
    assert!(!said.contains("Ada"), "{said}");
    assert!(
        page.requests.iter().all(|it| it.starts_with(BASE)),
        "{:?}",
        page.requests
    );
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// Chooses a folder, as people do by mistake.
fn choose_a_folder(page: &mut Page<'_>) {
    page.evaluate("document.documentElement.dataset.verdict = ''");
    let folder = tempfile::tempdir().unwrap();
    let document = page.call("DOM.getDocument", json!({}));
    let form = json!({"nodeId": document["root"]["nodeId"], "selector": "#file"});
    let input = page.call("DOM.querySelector", form);
    let files = json!({"nodeId": input["nodeId"], "files": [folder.path()]});
    page.call("DOM.setFileInputFiles", files);
}

#[test]
fn the_holder_s_address_is_compared_and_goes_nowhere() {
    let name = "the_holder_s_address_is_compared_and_goes_nowhere";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "verified");
    for (email, verdict, words) in [
        ("Ada0@mail.example.net ", "verified", "in lower case"),
        ("bob@mail.example.net", "not-verified", "not this person’s"),
    ] {
        page.evaluate(&format!(
            "document.documentElement.dataset.verdict = ''; document.querySelector('#email').focus();
            document.querySelector('#email').value = {}",
            json!(email)
        ));
        page.press("Enter", 13);
        assert_eq!(page.verdict(), verdict);
        let said = page.text("document.querySelector('[data-verify-result]').innerText");
        assert!(said.contains(words), "{said}");
    }
    assert!(
        !page.requests.join(" ").contains("mail.example"),
        "{:?}",
        page.requests
    );
    assert_eq!(
        page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length"),
        0
    );
}

#[test]
fn the_page_is_worked_by_keyboard_and_fits_a_narrow_screen() {
    let name = "the_page_is_worked_by_keyboard_and_fits_a_narrow_screen";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    let narrow = json!({"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false});
    page.call("Emulation.setDeviceMetricsOverride", narrow);
    page.open(&format!("{BASE}verify/"));
    let mut focused = Vec::new();
    for _ in 0..8 {
        page.press("Tab", 9);
        focused.push(page.text("document.activeElement.id || document.activeElement.className || document.activeElement.localName"));
    }
    assert_eq!(
        focused,
        [
            "skip",
            "brand",
            "a",
            "a",
            "file",
            "text",
            "email",
            "button primary"
        ]
    );
    let address = format!("{BASE}{}.json", Shown::stem(&shown.good));
    page.evaluate(&format!(
        "document.querySelector('#text').value = {}",
        json!(address)
    ));
    page.press("Enter", 13);
    assert_eq!(page.verdict(), "verified");
    // The badge's own page is one step away, then the receipt.
    let stem = Shown::stem(&shown.good);
    for (element, said) in [
        ("href", format!("{BASE}{stem}.html")),
        ("textContent", "Print as a receipt".to_owned()),
    ] {
        page.press("Tab", 9);
        assert_eq!(
            page.text(&format!("document.activeElement.{element}")),
            said
        );
    }
    assert_eq!(
        page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        true
    );
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "verified");
    assert_eq!(
        page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        true
    );
}

#[test]
fn another_site_is_asked_only_after_a_click_that_says_what_it_learns() {
    let name = "another_site_is_asked_only_after_a_click_that_says_what_it_learns";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let made = |file: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verdicts/");
        std::fs::read(format!("{folder}{file}")).unwrap()
    };
    let site = shown.clone();
    let mut page = browser.page(&clock("2026-06-01T00:00:00Z"), move |address| {
        let body = match address {
            "https://org.github.io/repo/did.json" => made("did.json"),
            "https://org.github.io/repo/status/revocation-1.json" => made("list.json"),
            _ => return site.reply(address, BASE).unwrap_or(Reply::Unreachable),
        };
        let (status, kind) = (200, kind_of("json"));
        Reply::Found { status, kind, body }
    });
    page.open(&format!("{BASE}verify/"));
    page.drop_file("good.json", &made("good.json"));
    assert_eq!(page.verdict(), "cannot-be-checked");
    let said = page.text("document.querySelector('.ask').innerText");
    assert!(
        said.contains("org.github.io has to be asked") && said.contains("It then learns"),
        "{said}"
    );
    assert!(
        page.requests.iter().all(|it| it.starts_with(BASE)),
        "{:?}",
        page.requests
    );
    // Nothing is proven of it yet, so that it is named as it was given.
    assert_eq!(
        page.text("document.querySelector('.said').innerText.replace(/\\s+/g, ' ').trim()"),
        "What was given good.json"
    );
    let before = page.requests.len();
    page.evaluate("document.documentElement.dataset.verdict = ''; document.querySelector('.ask button').click()");
    assert_eq!(page.verdict(), "verified");
    let asked: Vec<_> = page.requests[before..].to_vec();
    let expected = [
        "https://org.github.io/repo/did.json",
        "https://org.github.io/repo/status/revocation-1.json",
    ];
    assert_eq!(asked, expected);
    // Another badge is another question.
    page.drop_file("suspension.json", &made("suspension.json"));
    assert_eq!(page.verdict(), "cannot-be-checked");
    assert_eq!(page.requests[before..], expected);
}

#[test]
fn a_copy_checks_its_own_badges_and_says_that_it_is_one() {
    let name = "a_copy_checks_its_own_badges_and_says_that_it_is_one";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let home = serve(Files::clone(&shown.files));
    let local = home.clone();
    let mut page = browser.page(&clock(NOW), move |address| {
        match address.starts_with(&local) {
            true => Reply::Outside,
            false => Reply::Unreachable,
        }
    });
    page.open(&format!("{home}verify/#{}", shown.good));
    assert_eq!(page.verdict(), "verified-with-warnings");
    let said = page.text("document.body.innerText");
    assert!(
        said.contains("This page is not at the address of its issuer"),
        "{said}"
    );
    assert!(
        said.contains("The key was read from this copy of the site"),
        "{said}"
    );
    // What the browser's own address line says may be pasted, too.
    let own_page = format!("{home}{}.html", Shown::stem(&shown.good));
    for pasted in [own_page.clone(), format!("{home}verify/#{}", shown.good)] {
        page.drop_file("address.txt", pasted.as_bytes());
        assert_eq!(page.verdict(), "verified-with-warnings", "{pasted}");
    }
    page.open(&own_page);
    assert_eq!(page.verdict(), "verified-with-warnings");
    let said = page.text("document.querySelector('.checked').innerText");
    assert!(said.contains("on a copy"), "{said}");
    assert!(
        page.requests.iter().all(|it| it.starts_with(&home)),
        "{:?}",
        page.requests
    );
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[test]
fn without_https_nothing_is_guessed() {
    let name = "without_https_nothing_is_guessed";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let plain = "http://plain.example/";
    let site = shown.clone();
    let mut page = browser.page(&clock(NOW), move |address| {
        site.reply(address, plain).unwrap_or(Reply::Unreachable)
    });
    page.open(&format!("{plain}verify/"));
    assert_eq!(page.verdict(), "cannot-be-checked");
    let said = page.text("document.querySelector('[data-verify-result]').innerText");
    assert!(said.contains("only on pages opened over https"), "{said}");
    page.open(&format!("{plain}{}.html", Shown::stem(&shown.good)));
    assert_eq!(page.verdict(), "cannot-be-checked");
}

#[test]
fn a_page_opened_from_a_disk_checks_dropped_files() {
    let name = "a_page_opened_from_a_disk_checks_dropped_files";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in shown.files.iter() {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let site = shown.clone();
    let mut page = browser.page(&clock(NOW), move |address| {
        match address.starts_with("file:") {
            true => Reply::Outside,
            false => site.reply(address, BASE).unwrap_or(Reply::Unreachable),
        }
    });
    page.open(&format!(
        "file://{}/verify/index.html",
        folder.path().display()
    ));
    for ending in ["json", "svg"] {
        let file = &shown.files[&format!("{}.{ending}", Shown::stem(&shown.good))];
        page.drop_file("badge", file);
        page.verdict();
    }
    // The signature is right; whose it is, only the issuer's site can say.
    assert_eq!(page.verdict(), "cannot-be-checked");
    let states = "[...document.querySelectorAll('.steps li')].map((it) => it.dataset.state).join()";
    assert_eq!(
        page.text(states),
        "pass,pass,not-checked,not-checked,not-checked,not-checked"
    );
    page.evaluate("document.documentElement.dataset.verdict = ''; document.querySelector('.ask button').click()");
    assert_eq!(page.verdict(), "verified");
}

#[test]
fn a_browser_without_ed25519_comes_to_the_same_verdicts() {
    let name = "a_browser_without_ed25519_comes_to_the_same_verdicts";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let old = "SubtleCrypto.prototype.importKey = async () => { throw new DOMException('', 'NotSupportedError'); };";
    let mut page = browser.page(&format!("{}{old}", clock(NOW)), shown.alone());
    page.open(&Shown::page_of(&shown.good));
    assert_eq!(page.verdict(), "verified");
    let more = format!("{BASE}{}", verification::scripts()[1].path);
    assert!(page.requests.contains(&more), "{:?}", page.requests);
    page.open(&format!("{BASE}verify/"));
    let stem = Shown::stem(&shown.good);
    let changed =
        String::from_utf8_lossy(&shown.files[&format!("{stem}.json")]).replace("Lovelace", "Byron");
    drop_and_expect(&mut page, changed.as_bytes(), "not-verified");
}

fn drop_and_expect(page: &mut Page<'_>, bytes: &[u8], verdict: &str) {
    page.drop_file("badge.json", bytes);
    assert_eq!(page.verdict(), verdict);
}

/// A picture of one point, whose text is compressed.
fn compressed(credential: &[u8]) -> Vec<u8> {
    let mut text = ZlibEncoder::new(
        b"openbadgecredential\0\x01\0\0\0".to_vec(),
        Compression::best(),
    );
    text.write_all(credential).unwrap();
    let text = text.finish().unwrap();
    let picture = crate::verify_made::picture();
    let mut chunk = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    let kind_and_text = [&b"iTXt"[..], &text].concat();
    chunk.extend_from_slice(&kind_and_text);
    chunk.extend_from_slice(&crc32fast::hash(&kind_and_text).to_be_bytes());
    // After the signature and IHDR.
    [&picture[..33], &chunk, &picture[33..]].concat()
}
