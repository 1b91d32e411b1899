//! How soon an award's page shows its verdict, in Chromium, from a host on this machine.
//!
//! `cargo bench --bench page`. Each run is a fresh context with an empty cache. Printed is the median, from
//! the end of loading (`load`) and from when the script starts (all of the page is read).

#[path = "../suite/browser/driver.rs"]
#[allow(dead_code)]
mod driver;
#[path = "../suite/browser/server.rs"]
mod server;

use std::path::Path;
use std::process::Command;

use serde_json::json;

use driver::{Browser, Reply};
use server::{Files, serve};

const RUNS: usize = 15;

/// Notes when the verdict is there.
const WATCH: &str = "new MutationObserver(() => {
    if (document.documentElement.dataset.verdict) globalThis.seen ??= performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-verdict'] });";

fn main() {
    let Some(mut browser) = Browser::start("page") else {
        return;
    };
    let files = example_site();
    let page_of = |path: &&String| path.starts_with("awards/") && path.ends_with(".html");
    let award = files.keys().find(page_of).expect("an award").clone();
    let home = serve(files);
    let mut times: Vec<[f64; 3]> = Vec::new();
    for _ in 0..RUNS {
        let mut page = browser.page(WATCH, |_| Reply::Outside);
        page.call("Fetch.disable", json!({}));
        page.open(&format!("{home}{award}"));
        page.verdict();
        let measured = page.evaluate(
            "(([{ loadEventEnd, domInteractive }]) => [seen - loadEventEnd, seen - domInteractive, loadEventEnd])(
                performance.getEntriesByType('navigation'))",
        );
        times.push(serde_json::from_value(measured).expect("three times"));
    }
    let names = [
        "verdict after `load`",
        "verdict after the page was read",
        "`load` after the start",
    ];
    for (index, name) in names.iter().enumerate() {
        let mut all: Vec<f64> = times.iter().map(|it| it[index]).collect();
        all.sort_by(f64::total_cmp);
        println!(
            "{name}: {:.0} ms (median of {RUNS}, {:.0} to {:.0})",
            all[RUNS / 2],
            all[0],
            all[RUNS - 1]
        );
    }
}

fn example_site() -> Files {
    let folder = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let site = folder.path().join("site");
    let copied = Command::new("cp").arg("-r").args([&source, &site]).status();
    assert!(copied.is_ok_and(|it| it.success()));
    let built = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .arg("build")
        .arg(&site)
        .output()
        .expect("the program starts");
    assert!(built.status.success(), "{built:?}");
    let public = site.join("public");
    let files = walkdir::WalkDir::new(&public).into_iter().flatten();
    let files = files.filter(|it| it.file_type().is_file());
    let read = |it: walkdir::DirEntry| {
        let path = it
            .path()
            .strip_prefix(&public)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        (path, std::fs::read(it.path()).expect("a file"))
    };
    files.map(read).collect()
}
