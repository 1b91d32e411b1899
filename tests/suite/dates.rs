//! A day is the same day everywhere: in both documents, on pages, and where they are verified.

use serde_json::Value;

use crate::issuing::IssuingSite;

const RECORDS: &str = "\
badge,name,email,issued_on,expires_on
rust-101,Ada Lovelace,ada@recipients.example,2026-05-02,2026-12-02
";

fn berlin() -> IssuingSite {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("time_zone = \"Europe/Berlin\"\n{settings}"),
    );
    site.write("awards/2026-spring.csv", RECORDS);
    site
}

#[test]
fn a_document_gives_midnight_at_the_site_with_its_offset() {
    let site = berlin();
    let issued = site.issue();
    site.succeed(&["build"]);
    let id = issued["issued"][0]["id"].as_str().unwrap();
    let stem = format!("public/awards/{}/{id}", &id[..2]);
    let read = |ending: &str| -> Value {
        serde_json::from_str(&site.read(&format!("{stem}{ending}"))).unwrap()
    };
    let (credential, assertion) = (read(".json"), read(".assertion.json"));
    for (document, member, expected) in [
        (&credential, "validFrom", "2026-05-02T00:00:00+02:00"),
        (&credential, "awardedDate", "2026-05-02T00:00:00+02:00"),
        (&credential, "validUntil", "2026-12-02T00:00:00+01:00"),
        (&assertion, "issuedOn", "2026-05-02T00:00:00+02:00"),
        (&assertion, "expires", "2026-12-02T00:00:00+01:00"),
    ] {
        assert_eq!(document[member], expected, "{member}");
    }
    let created = credential["proof"][0]["created"].as_str().unwrap();
    assert!(created.ends_with('Z'), "{created}");
    // What was issued is read back, and nothing seems to have changed since.
    let plan = site.plan();
    assert_eq!(
        (&plan["already_issued"], &plan["changed"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn who_verifies_is_told_the_day_that_the_document_writes() {
    let site = berlin();
    let issued = site.issue();
    site.succeed(&["build"]);
    let id = issued["issued"][0]["id"].as_str().unwrap();
    let public = site.root().join("public");
    let file = public.join(format!("awards/{}/{id}.json", &id[..2]));
    let verify = |at: &str, more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_accolade"));
        site.prepare(&mut command);
        command.args(["verify", "--offline", "--at", at, "--site"]);
        let output = command.arg(&public).arg(&file).args(more).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    // Before the end only where the site is.
    let told = verify("2026-12-01T22:59:59Z", &[]);
    for part in [
        "  awarded    2026-05-02\n",
        "  expires    2026-12-02\n",
        "It ends on 2026-12-02.",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = verify("2026-12-01T23:00:00Z", &[]);
    assert!(
        told.contains("Genuine, but expired on 2026-12-02"),
        "{told}"
    );
    let told = verify("2026-05-01T21:00:00Z", &[]);
    assert!(told.contains("not valid before 2026-05-02"), "{told}");
    let report: Value = serde_json::from_str(&verify("2026-06-01", &["--json"])).unwrap();
    assert_eq!(report["facts"]["issued"], "2026-05-02T00:00:00+02:00");
    assert_eq!(report["facts"]["expires"], "2026-12-02T00:00:00+01:00");
}
