//! The steps that every award goes through, one by one.

use std::hint::black_box;
use std::time::Duration;

use accolade::artwork;
use accolade::baking::PreparedPng;
use accolade::content;
use accolade::ledger::Ledger;
use accolade::proof::canonical::canonicalize;
use accolade::proof::data_integrity::{self, Signer};
use accolade::site::{Order, Site};
use serde_json::Value;

use super::measure::per_call;
use super::report::Report;
use super::{generate, report};

/// Measures canonicalizing, signing, checking, baking, rendering and drawing.
pub fn measure(report: &mut Report) {
    let names = ["canonicalize", "sign", "verify", "bake", "render", "card"];
    if !names.iter().any(|it| report.wants(it)) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    generate::site(folder.path(), AWARDS);
    let ledger = Ledger::open(folder.path()).expect("the ledger is right");
    let lines = ledger
        .awards()
        .iter()
        .map(|it| ledger.line(it).expect("a line"));
    let texts: Vec<String> = lines.map(|it| it.credential.get().to_owned()).collect();
    documents(report, &texts);
    bake(report, &ledger, &texts);
    render(report, folder.path(), &ledger);
    card(report, &ledger);
}

fn documents(report: &mut Report, texts: &[String]) {
    let proven: Vec<Value> = texts.iter().map(|it| parse(it)).collect();
    let mut unsigned = proven.clone();
    for document in &mut unsigned {
        document.as_object_mut().expect("an object").remove("proof");
    }
    let mut next = 0..;
    let mut pick = |_| next.next().expect("it has no end") % texts.len();
    if report.wants("canonicalize") {
        let took = per_call(|| drop(black_box(canonicalize(&unsigned[pick(())]))));
        report.note("canonicalize a credential", &report::time(took));
    }
    if report.wants("sign") {
        let created = "2026-06-01T10:00:00Z".parse().expect("an instant");
        let method = "did:web:badges.example.org#key";
        let signer = Signer::new(generate::key(), method, created);
        let took = per_call(|| {
            signer.sign(&unsigned[pick(())]).expect("it can be signed");
        });
        report.at_most(
            "sign: canonicalize and sign a credential",
            took,
            PER_CREDENTIAL,
        );
    }
    if report.wants("verify") {
        let public = generate::key().public();
        let took = per_call(|| {
            let document = parse(&texts[pick(())]);
            data_integrity::check(&document, 0, &public).expect("it is proven");
        });
        report.note("verify: parse and check a credential", &report::time(took));
    }
}

fn bake(report: &mut Report, ledger: &Ledger, texts: &[String]) {
    if !report.wants("bake") {
        return;
    }
    let definition = &ledger.definitions()[0];
    let picture = ledger.picture(&definition.png, "png").expect("a picture");
    let prepared = PreparedPng::new(&picture).expect("it is right");
    let mut baked = Vec::new();
    let took = per_call(|| {
        prepared
            .bake_into(&mut baked, None, Some(&texts[0]))
            .expect("it fits");
    });
    report.note("bake a credential into a PNG", &report::time(took));
}

fn render(report: &mut Report, root: &std::path::Path, ledger: &Ledger) {
    if !report.wants("render") {
        return;
    }
    let catalog = content::load(root).expect("the content is right");
    let site = Site::plan(root, &catalog, ledger).expect("a plan");
    let awards: Vec<_> = site
        .bundles()
        .iter()
        .filter(|it| it.order == Order::Leaf)
        .collect();
    let awards = &awards[..AWARDS.min(awards.len())];
    let (mut files, mut next) = (Vec::new(), 0..);
    let took = per_call(|| {
        let bundle = awards[next.next().expect("it has no end") % awards.len()];
        site.render(bundle, &mut files).expect("it can be made");
    });
    report.note("render all files of an award", &report::time(took));
}

/// What a badge costs beside its awards.
fn card(report: &mut Report, ledger: &Ledger) {
    if !report.wants("card") {
        return;
    }
    let definition = &ledger.definitions()[0];
    let picture = ledger.picture(&definition.png, "png").expect("a picture");
    let took = per_call(|| {
        let card = artwork::card(&picture, "A skill", "Example Makers", "example.org");
        black_box(card.expect("it is right"));
    });
    report.note("draw the card of a badge", &report::time(took));
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Enough that caches do not answer for one document alone.
const AWARDS: usize = 200;

/// 15,000 a second on one core.
const PER_CREDENTIAL: Duration = Duration::from_nanos(66_667);
