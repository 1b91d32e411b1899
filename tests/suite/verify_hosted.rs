//! The Open Badges 2.0 documents in `tests/verdicts`.

use accolade::credential::open_badges_2;
use serde_json::Value;

use crate::samples::Sample;

pub fn documents() -> Vec<(&'static str, Value)> {
    let sample = Sample::rich();
    let publisher = sample.publisher();
    let hosted = sample.assertion();
    let mut other_recipient = hosted.clone();
    other_recipient["recipient"]["identity"] = format!("sha256${}", "0".repeat(64)).into();
    let mut other_date = hosted.clone();
    other_date["issuedOn"] = "2020-01-01T00:00:00Z".into();
    let mut elsewhere = hosted.clone();
    elsewhere["id"] = "https://evil.example/assertion.json".into();
    let mut revoked_in_full = hosted.clone();
    revoked_in_full["revoked"] = true.into();
    let revoked = open_badges_2::revoked_assertion(&publisher, &sample.id, Some("Issued twice."));
    let list = |entries| open_badges_2::revocation_list(&publisher, entries);
    vec![
        ("assertion.json", hosted),
        ("assertion-other-recipient.json", other_recipient),
        ("assertion-other-date.json", other_date),
        ("assertion-elsewhere.json", elsewhere),
        ("assertion-revoked.json", revoked),
        ("assertion-revoked-in-full.json", revoked_in_full),
        ("badge.json", sample.badge_class()),
        ("issuer.json", open_badges_2::issuer(&publisher)),
        ("revocations.json", list(Vec::new())),
        (
            "revocations-of-it.json",
            list(vec![(&sample.id, Some("Issued twice."))]),
        ),
    ]
}
