//! Fuzz targets: whatever stands at the door takes any bytes, without a panic.
//!
//! Each target starts from a corpus, the documents in `tests/verdicts` and the example site, and changes
//! them at random. Those of the content folder, of keys and of DID documents are in `fuzz_content.rs`.
//! `PROPTEST_CASES=100000 cargo test --release fuzz` looks longer; a failure is written to
//! `tests/suite/fuzz.proptest-regressions` and tried first from then on.

use std::path::Path;
use std::sync::LazyLock;

use accolade::baking::extract;
use accolade::credential::status_list::Bitstring;
use accolade::proof::canonical::canonicalize;
use accolade::proof::contexts::ContextSet;
use accolade::proof::jwt::{Jws, JwsKey};
use accolade::proof::{json_ld, strict_json};
use accolade::verify::Verifier;
use accolade::verify::fetch::Offline;
use accolade::verify::report::Verdict;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::verify_made::{baked, signed};

/// Files of the corpus with one of these endings.
fn corpus(endings: &[&str]) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.retain(|it| !it.ends_with("cases.json"));
    paths.sort();
    let is_wanted = |it: &&std::path::PathBuf| {
        endings
            .iter()
            .any(|end| it.to_string_lossy().ends_with(end))
    };
    paths
        .iter()
        .filter(is_wanted)
        .map(|it| std::fs::read(it).unwrap())
        .collect()
}

static DOCUMENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| corpus(&[".json"]));
static TOKENS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| corpus(&[".jwt"]));
static ALL: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut all = corpus(&[".json", ".jwt", ".png"]);
    all.push(svg());
    all
});

fn svg() -> Vec<u8> {
    let mut baked = Vec::new();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><g><circle r='1'/></g></svg>";
    accolade::baking::PreparedSvg::new(svg)
        .unwrap()
        .bake_into(&mut baked, None, Some(&signed(|_| ()).to_string()))
        .unwrap();
    baked
}

/// A change of some bytes.
#[derive(Clone, Debug)]
pub enum Edit {
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    /// Copies a part to another place.
    Repeat(Index, Index, usize),
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let words = proptest::sample::select(WORDS).prop_map(|it| it.as_bytes().to_vec());
    let bytes = prop_oneof![words, proptest::collection::vec(any::<u8>(), 1..8)];
    prop_oneof![
        (any::<Index>(), 1..=255_u8).prop_map(|(at, mask)| Edit::Flip(at, mask)),
        any::<Index>().prop_map(Edit::Cut),
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        (any::<Index>(), 1..64_usize).prop_map(|(at, count)| Edit::Remove(at, count)),
        (any::<Index>(), any::<Index>(), 1..400_usize)
            .prop_map(|(from, to, count)| Edit::Repeat(from, to, count)),
    ]
}

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "1e400",
    "-0",
    "\"@id\":",
    "\"@type\":",
    "\"@context\":",
    "\"@graph\":",
    "\"@list\":",
    "\"@value\":",
    "\"@set\":",
    "\"id\":\"_:b0\",",
    "\"type\":",
    "\"proof\":",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{10ffff}",
    "z",
    "u",
    ".",
    "=",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE",
    "&amp;",
    "xmlns:",
    "openbadges\0",
    "iTXt",
    "tEXt",
    "IEND",
];

pub fn apply(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match edit {
            Edit::Flip(at, mask) => bytes[at.index(length)] ^= mask,
            Edit::Cut(at) => bytes.truncate(at.index(length)),
            Edit::Insert(at, more) => {
                drop(bytes.splice(at.index(length)..at.index(length), more.iter().copied()))
            }
            Edit::Remove(at, count) => {
                let start = at.index(length);
                bytes.drain(start..(start + count).min(length));
            }
            Edit::Repeat(from, to, count) => {
                let start = from.index(length);
                let part = bytes[start..(start + count).min(length)].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, part);
            }
        }
    }
    bytes
}

pub fn changed(corpus: &'static LazyLock<Vec<Vec<u8>>>) -> impl Strategy<Value = Vec<u8>> {
    let edits = proptest::collection::vec(edit(), 0..6);
    (any::<Index>(), edits).prop_map(|(index, edits)| {
        let seed = corpus[index.index(corpus.len())].clone();
        apply(seed, &edits)
    })
}

/// A chunk of text with a right checksum, so that the changes get behind it.
fn with_text(content: &[u8]) -> Vec<u8> {
    let plain = crate::verify_made::picture();
    let checked = [b"iTXt", content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let crc = crc32fast::hash(&checked).to_be_bytes();
    [&plain[..33], &length, &checked, &crc, &plain[33..]].concat()
}

proptest! {
    #[test]
    fn json_ld_expansion_takes_any_document(bytes in changed(&DOCUMENTS)) {
        if let Ok(document) = strict_json::parse(&bytes) {
            let _ = json_ld::to_rdf(&document, ContextSet::embedded());
        }
    }

    #[test]
    fn canonicalization_takes_any_document_and_repeats_itself(bytes in changed(&DOCUMENTS)) {
        if let Ok(document) = strict_json::parse(&bytes) {
            prop_assert_eq!(canonicalize(&document), canonicalize(&document));
        }
    }

    #[test]
    fn pictures_of_any_bytes_are_extracted_or_refused(bytes in changed(&ALL)) {
        let _ = extract(&bytes);
    }

    #[test]
    fn text_chunks_of_any_content_are_extracted_or_refused(edits in proptest::collection::vec(edit(), 0..5)) {
        let content = [b"openbadgecredential\0\0\0\0\0", signed(|_| ()).to_string().as_bytes()].concat();
        let _ = extract(&with_text(&apply(content, &edits)));
    }

    #[test]
    fn drawings_of_any_text_are_extracted_or_refused(edits in proptest::collection::vec(edit(), 0..6)) {
        let _ = extract(&apply(svg(), &edits));
    }

    #[test]
    fn tokens_of_any_text_are_read_or_refused(bytes in changed(&TOKENS)) {
        if let Ok(jws) = str::from_utf8(&bytes).map_err(drop).and_then(|it| Jws::read(it).map_err(drop))
            && let Some(Ok(key)) = jws.key.as_ref().map(JwsKey::from_jwk)
        {
            let _ = jws.verify(&key);
        }
    }

    #[test]
    fn keys_of_any_text_are_read_or_refused(text in "[-A-Z \n]{0,40}[A-Za-z0-9+/=\n]{0,200}[-A-Z ]{0,40}", inner in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = JwsKey::from_pem(&text);
        let base64 = data_encoding::BASE64.encode(&inner);
        for label in ["PUBLIC KEY", "RSA PUBLIC KEY"] {
            let _ = JwsKey::from_pem(&format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----"));
        }
    }

    #[test]
    fn status_lists_of_any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), edits in proptest::collection::vec(edit(), 0..4)) {
        let _ = Bitstring::decode(&format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&bytes)));
        let text = apply(Bitstring::new().encode().into_bytes(), &edits);
        let _ = Bitstring::decode(&String::from_utf8_lossy(&text));
    }

    #[test]
    fn any_input_gets_a_report_and_nothing_changed_is_verified(bytes in changed(&ALL)) {
        let verifier = Verifier::new(&Offline, "2026-06-01T00:00:00Z".parse().unwrap(), None);
        let report = verifier.verify(&bytes);
        prop_assert_ne!(report.verdict, Verdict::Verified);
        prop_assert!(!report.sentence.to_string().is_empty());
        prop_assert!(report.to_json().to_string().len() < 100_000);
    }

    #[test]
    fn pictures_with_a_credential_in_them_come_apart_as_they_were_put_together(name in "\\PC{0,40}") {
        let document = signed(|it| it["credentialSubject"]["achievement"]["description"] = name.into());
        let found = extract(&baked(&document.to_string())).unwrap();
        prop_assert_eq!(found.len(), 1);
    }
}
