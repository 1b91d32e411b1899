//! Addresses as people paste them.

use super::driver::Browser;
use super::site::{BASE, Shown, clock};

const NOW: &str = "2026-11-21T13:05:00Z";
#[test]
fn an_address_is_found_among_words_and_a_lone_one_stays_as_it_is() {
    let name = "an_address_is_found_among_words_and_a_lone_one_stays_as_it_is";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let shown = Shown::new();
    let mut page = browser.page(&clock(NOW), shown.alone());
    page.open(&format!("{BASE}verify/"));
    let own = Shown::page_of(&shown.good);
    let other = "https://other.example/badge?key=ab-";
    for (pasted, sought) in [
        (format!("Here it is: {own}. Yours, Ada"), "verified"),
        (format!("<{own}>"), "verified"),
        (other.to_owned(), "cannot-be-checked"),
    ] {
        page.evaluate(&format!(
            "document.documentElement.dataset.verdict = ''; document.forms[0].elements.text.value = {pasted:?}; \
             document.forms[0].requestSubmit()"
        ));
        assert_eq!(page.verdict(), sought, "{pasted}");
    }
    let said = page.text("document.querySelector('.said').innerText");
    assert!(said.contains(other), "{said}");
}
