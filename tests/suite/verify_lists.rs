//! The lists of revoked credentials in `tests/verdicts`, right and wrong.

use std::io::Write;

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::verify_made::{DID, foreign, list, own, sign};

pub fn documents() -> Vec<(&'static str, Value)> {
    let own_list = |revoked, change: fn(&mut Value)| sign(&list(revoked, change), DID, own());
    let suspension =
        |it: &mut Value| it["credentialSubject"]["statusPurpose"] = "suspension".into();
    vec![
        ("list.json", own_list(false, |_| ())),
        ("list-revoked.json", own_list(true, |_| ())),
        ("list-suspended.json", own_list(true, suspension)),
        ("list-other-purpose.json", own_list(false, suspension)),
        (
            "list-expired.json",
            own_list(false, |it| it["validUntil"] = "2026-05-20T00:00:00Z".into()),
        ),
        (
            "list-early.json",
            own_list(false, |it| it["validFrom"] = "2026-07-01T00:00:00Z".into()),
        ),
        (
            "list-other-id.json",
            own_list(false, |it| {
                it["id"] = "https://org.github.io/repo/2.json".into()
            }),
        ),
        (
            "list-other-issuer.json",
            sign(
                &list(false, |it| it["issuer"] = "did:web:endorser.example".into()),
                "did:web:endorser.example",
                foreign(),
            ),
        ),
        (
            "list-forged.json",
            sign(&list(false, |_| ()), DID, foreign()),
        ),
        ("list-unsigned.json", list(false, |_| ())),
        (
            "list-short.json",
            own_list(false, |it| {
                it["credentialSubject"]["encodedList"] =
                    "uH4sIAAAAAAAA_2NgGAWjYBSMglEwCkbBKBgFo2AUjIJRMApGwSgYBcMXAADRcIWwAAQAAA".into()
            }),
        ),
        (
            "list-garbage.json",
            own_list(false, |it| {
                it["credentialSubject"]["encodedList"] = "uAAAA".into()
            }),
        ),
        (
            "list-bomb.json",
            own_list(false, |it| {
                it["credentialSubject"]["encodedList"] = bomb().into()
            }),
        ),
    ]
}

/// 64 MiB of nothing, in 64 KiB.
fn bomb() -> String {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        gzip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    format!("u{}", BASE64URL_NOPAD.encode(&gzip.finish().unwrap()))
}
