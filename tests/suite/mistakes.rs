//! Every mistake an author can make, told in full: a folder each below `tests/mistakes`.
//!
//! `ACCOLADE_BLESS=1` writes what is told now; read the difference before it is committed.

use std::path::Path;

use accolade::content;
use accolade::diagnostic::{Diagnostics, Severity};
use jiff::Timestamp;

#[test]
fn every_mistake_is_told_with_its_place_and_a_way_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let bless = std::env::var_os("ACCOLADE_BLESS").is_some();
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 30, "only {} mistakes", names.len());
    for name in names {
        let site = folder.join(&name);
        let told = told(&site);
        if bless {
            std::fs::write(site.join("message.txt"), &told).unwrap();
        }
        let expected = std::fs::read_to_string(site.join("message.txt")).unwrap_or_default();
        similar_asserts::assert_eq!(told, expected, "{}", name);
    }
}

fn told(site: &Path) -> String {
    let now: Timestamp = "2100-01-01T00:00:00Z".parse().unwrap();
    let found = match content::load_to_issue(site, now) {
        Ok(catalog) => content::load_awards_as_of(site, &catalog, now).err(),
        Err(found) => Some(found),
    };
    let findings = found.unwrap_or_else(Diagnostics::new).sorted();
    assert!(
        findings.iter().any(|it| it.severity() == Severity::Error),
        "{} is accepted",
        site.display()
    );
    let lines = findings.iter().map(|it| format!("{it}\n\n"));
    let told = lines.collect::<String>().trim_end().to_owned() + "\n";
    // The one message that names the folder itself.
    told.replace(&site.canonicalize().unwrap().display().to_string(), "…")
}
