//! One table for the program and the page: every case of `tests/verdicts`, in the browser.

use accolade::verify::fetch::Fetch;
use serde_json::{Value, json};
use url::Url;

use super::driver::{Browser, Page, Reply};
use super::server::kind_of;
use super::site::{BASE, Shown, clock};
use crate::spec;
use crate::verify::{answers, content, needs_samples, table};

#[test]
fn every_case_of_the_table_gets_its_verdict_in_the_browser() {
    let name = "every_case_of_the_table_gets_its_verdict_in_the_browser";
    let Some(mut browser) = Browser::start(name) else {
        return;
    };
    let samples = spec::data(name).map(|it| it.join("samples"));
    let (shown, table) = (Shown::new(), table());
    let mut page = browser.page(&clock("2026-06-01T00:00:00Z"), shown.alone());
    page.open(&format!("{BASE}verify/"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in table["cases"].as_array().unwrap() {
        if samples.is_none() && needs_samples(case) {
            continue;
        }
        let samples = samples.clone().unwrap_or_default();
        let answers = answers(case, &table, &samples);
        let site = shown.clone();
        page.answer(move |address| match site.reply(address, BASE) {
            Some(reply) => reply,
            None => elsewhere(&answers, address),
        });
        let now = case["at"].as_str().or(table["now"].as_str()).unwrap();
        let found = outcome(
            &mut page,
            &content(&case["input"], &table, &samples),
            case,
            now,
        );
        let expected = json!({ "verdict": case["verdict"], "steps": steps(case) });
        count += 1;
        if found != expected {
            let said = page.text("document.querySelector('[data-verify-result]').innerText");
            wrong.push(format!(
                "{}\n  is {found}\n  not {expected}\n{said}",
                case["name"]
            ));
        }
        // Nothing of one case may answer for the next.
        page.answer(shown.alone());
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

fn elsewhere(answers: &impl Fetch, address: &str) -> Reply {
    match answers.fetch(&Url::parse(address).unwrap()) {
        Ok(answer) => Reply::Found {
            status: answer.status,
            kind: kind_of("json"),
            body: answer.body,
        },
        Err(_) => Reply::Unreachable,
    }
}

fn steps(case: &Value) -> Value {
    let names = [
        "format",
        "signature",
        "issuer",
        "dates",
        "status",
        "recipient",
    ];
    names
        .iter()
        .map(|name| case["steps"][name].clone())
        .collect()
}

/// Drops what the case brings, agrees to every question, and reads what the page says.
fn outcome(page: &mut Page<'_>, input: &[u8], case: &Value, now: &str) -> Value {
    let email = json!(case["email"].as_str().unwrap_or_default());
    page.evaluate(&format!(
        "testNow = Date.parse('{now}'); document.querySelector('#email').value = {email};"
    ));
    page.drop_file("badge", input);
    let mut verdict = page.verdict();
    for _ in 0..12 {
        let asked = page.evaluate(
            "(() => { const ask = document.querySelector('.ask button');
                if (ask) { document.documentElement.dataset.verdict = ''; ask.click(); }
                return Boolean(ask); })()",
        );
        if asked != true {
            break;
        }
        verdict = page.verdict();
    }
    let states = page
        .evaluate("[...document.querySelectorAll('.steps li')].map((step) => step.dataset.state)");
    json!({ "verdict": verdict, "steps": states })
}
