//! One table for the program and the page: every case of `tests/verdicts`, in the browser.

use accolade::verify::fetch::Fetch;
use accolade::verify::sentence::Sentence;
use jiff::civil::Date;
use serde_json::{Value, json};
use url::Url;

use super::driver::{Browser, Page, Reply};
use super::server::kind_of;
use super::site::{BASE, Shown, clock};
use crate::spec;
use crate::verify::{answers, content, needs_samples, report, table};

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
        for (ours, theirs) in sentences(&mut page)
            .iter()
            .zip(&report(case, &table, &samples).steps)
        {
            let theirs: Vec<_> = theirs.sentences.iter().map(as_on_the_page).collect();
            if *ours != theirs {
                wrong.push(format!(
                    "{}\n  says {ours:?}\n  not {theirs:?}",
                    case["name"]
                ));
            }
        }
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

/// What is said of each step.
fn sentences(page: &mut Page<'_>) -> Vec<Vec<String>> {
    let said = page.evaluate(
        "[...document.querySelectorAll('.steps li')].map((step) =>
            [...step.querySelectorAll('span')].map((one) => one.textContent))",
    );
    let said: Vec<Vec<String>> = serde_json::from_value(said).unwrap();
    let steps = said.iter();
    steps
        .map(|it| it.iter().map(|it| in_common(it.trim())).collect())
        .collect()
}

/// A sentence of the program, with days as the page writes them.
fn as_on_the_page(sentence: &Sentence) -> String {
    let text = sentence.to_string();
    let words = text.split(' ').map(|word| {
        let day: Result<Date, _> = word.trim_end_matches(['.', ',']).parse();
        match day {
            Ok(day) if word.len() <= "2026-05-02.".len() => {
                day.strftime("%-d %B %Y").to_string() + &word[10..]
            }
            _ => word.to_owned(),
        }
    });
    in_common(&words.collect::<Vec<_>>().join(" "))
}

/// What both say: why nobody answers, and how a text is no JSON, each says in its own words. The page
/// asks nobody where the answer cannot change the verdict.
fn in_common(sentence: &str) -> String {
    let own = [
        "could not be reached",
        "has not been asked",
        "not JSON as it should be",
    ];
    let found = own
        .iter()
        .find_map(|it| Some((sentence.split_once(it)?.0, it)));
    match found {
        Some((before, words)) if *words != own[1] => format!("{before}{words}"),
        Some((before, _)) => format!("{before}{}", own[0]),
        None => sentence.to_owned(),
    }
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
