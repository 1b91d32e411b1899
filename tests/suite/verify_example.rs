//! Everything that the example site publishes about its awards, checked by `accolade verify`.

use std::collections::BTreeMap;
use std::process::Command;

use jiff::Timestamp;
use serde_json::Value;

use crate::example::{built, files};

/// The only reservation that there is: some awards have expired since.
#[test]
fn every_picture_and_document_of_the_example_site_is_verified_and_only_what_expired_is_warned_of() {
    let site = built();
    let mut published = files(&site.join("awards"));
    published.retain(|it| it.extension().is_none_or(|it| it != "html"));
    let ends: BTreeMap<String, Timestamp> = published.iter().filter_map(end).collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command.args(["verify", "--json", "--offline", "--at", &AT.to_string()]);
    command.arg("--site").arg(site).args(&published);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let reports = String::from_utf8(output.stdout).unwrap();
    let mut expired = 0;
    for (file, report) in published.iter().zip(reports.lines()) {
        let report: Value = serde_json::from_str(report).unwrap();
        assert_eq!(report["input"], file.to_str().unwrap());
        let has_ended = ends.get(&id(file)).is_some_and(|it| *it <= AT);
        expired += usize::from(has_ended);
        let expected = ["verified", "verified-with-warnings"][usize::from(has_ended)];
        assert_eq!(report["verdict"], expected, "{report:#}");
        for step in report["steps"].as_array().unwrap() {
            let result = match step["step"].as_str() {
                Some("recipient") => "not-checked",
                Some("dates") if has_ended => "warn",
                _ => "pass",
            };
            assert_eq!(step["result"], result, "{report:#}");
        }
    }
    assert_eq!(reports.lines().count(), published.len());
    assert!(published.len() > 90, "{}", published.len());
    // Two awards: the picture in both forms or one, the credential, the assertion.
    assert!((6..=8).contains(&expired), "{expired}");
}

/// The award's id and its end, of the file that is its credential.
fn end(file: &std::path::PathBuf) -> Option<(String, Timestamp)> {
    let bytes = std::fs::read(file).ok()?;
    let document: Value = serde_json::from_slice(&bytes).ok()?;
    let end = document.get("validUntil")?.as_str()?.parse().unwrap();
    Some((id(file), end))
}

fn id(file: &std::path::Path) -> String {
    let name = file.file_name().unwrap().to_str().unwrap();
    name.split('.').next().unwrap().to_owned()
}

/// A day after the last act of the example, 2026-11-27T00:00:00Z.
const AT: Timestamp = Timestamp::constant(1_795_737_600, 0);
