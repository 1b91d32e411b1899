//! The site that the browser is shown, and what it answers.

use std::sync::{Arc, OnceLock};

use super::driver::Reply;
use super::server::kind_of;
use crate::site::{Files, Fixture, award, full, page};
use crate::verify_made::sign;
use accolade::credential::status_list::Bitstring;
use accolade::model::award::AwardId;
use accolade::model::moment::{Moment, Validity};
use accolade::proof::key::SecretKey;
use jiff::tz::TimeZone;
use serde_json::Value;

pub const BASE: &str = "https://badges.example.org/";

/// Awards of every standing, and the built site.
#[derive(Clone)]
pub struct Shown {
    pub files: Arc<Files>,
    pub good: AwardId,
    pub revoked: AwardId,
    pub expired: AwardId,
}

impl Shown {
    /// Made once: its pictures are dear.
    pub fn new() -> Self {
        static SHOWN: OnceLock<Shown> = OnceLock::new();
        SHOWN.get_or_init(Self::make).clone()
    }

    fn make() -> Self {
        let day = |text| Moment::parse(text, &TimeZone::UTC).unwrap();
        let mut ending = award("soldering", 2);
        ending.validity = Validity::new(day("2026-05-02"), Some(day("2026-12-01"))).unwrap();
        let (fixture, ids) = Fixture::with(&[full(), award("soldering", 1), ending]);
        fixture.act(&format!(
            r#"{{"revoked":{{"id":"{}","on":"2026-11-19T12:00:00Z","reason":"Issued twice"}}}}"#,
            ids[1]
        ));
        let mut files = fixture.files();
        let list = with_bit(&files, &ids[1]);
        files.insert(LIST.to_owned(), list);
        let files = Arc::new(files);
        Self {
            good: ids[0],
            revoked: ids[1],
            expired: ids[2],
            files,
        }
    }

    /// What the site answers at any address that it is put at.
    pub fn reply(&self, address: &str, base: &str) -> Option<Reply> {
        let path = address.strip_prefix(base)?.split(['#', '?']).next()?;
        let index = format!("{path}index.html");
        let path = match path.is_empty() || path.ends_with('/') {
            true => index.as_str(),
            false => path,
        };
        let found = self.files.get(path);
        let body = found.cloned().unwrap_or_default();
        let (status, kind) = (if found.is_some() { 200 } else { 404 }, kind_of(path));
        Some(Reply::Found { status, kind, body })
    }

    /// The same where nobody else is there.
    pub fn alone(&self) -> impl Fn(&str) -> Reply + 'static {
        let shown = self.clone();
        move |address| shown.reply(address, BASE).unwrap_or(Reply::Unreachable)
    }

    pub fn page_of(id: &AwardId) -> String {
        format!("{BASE}{}", page(id))
    }

    pub fn stem(id: &AwardId) -> String {
        page(id).trim_end_matches(".html").to_owned()
    }
}

/// The list as it is once the issuer signed the revocation, too.
fn with_bit(files: &Files, id: &AwardId) -> Vec<u8> {
    let read = |path: &str| serde_json::from_slice::<Value>(&files[path]).unwrap();
    let entry = &read(&format!("{}.json", Shown::stem(id)))["credentialStatus"];
    let index = entry["statusListIndex"].as_str().unwrap().parse().unwrap();
    let list = read(LIST);
    let encoded = &list["credentialSubject"]["encodedList"];
    let mut bits = Bitstring::decode(encoded.as_str().unwrap()).unwrap();
    bits.set(index).unwrap();
    with_entries(&list, &bits)
}

/// The list with no badge revoked, signed.
pub fn unset(list: &Value) -> Vec<u8> {
    with_entries(list, &Bitstring::new())
}

/// The list with other entries, signed with the key that the fixture issues with.
fn with_entries(list: &Value, bits: &Bitstring) -> Vec<u8> {
    let mut list = list.clone();
    list["credentialSubject"]["encodedList"] = bits.encode().into();
    list.as_object_mut().unwrap().shift_remove("proof");
    let signed = sign(
        &list,
        "did:web:badges.example.org",
        SecretKey::from_seed([1; 32]),
    );
    signed.to_string().into_bytes()
}

const LIST: &str = "status/revocation-1.json";

/// A script that sets the clock of a page, from which `testNow` can be changed.
pub fn clock(now: &str) -> String {
    format!(
        "globalThis.testNow = Date.parse('{now}');
        globalThis.Date = class extends Date {{
            constructor(...parts) {{ super(...(parts.length ? parts : [testNow])); }}
            static now() {{ return testNow; }}
        }};"
    )
}
