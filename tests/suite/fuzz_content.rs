//! Fuzz targets of what stands in a content folder, and of keys and DID documents: any bytes are read
//! or refused, without a panic. How to run them is said in `fuzz.rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use accolade::diagnostic::Diagnostics;
use accolade::import;
use accolade::ledger::{Ledger, digest};
use accolade::model::catalog::Catalog;
use accolade::proof::key_file;
use accolade::verify::Verifier;
use accolade::verify::fetch::{Answer, Fetch, FetchError};
use accolade::verify::report::Verdict;
use accolade::{content, proof};
use jiff::civil::Date;
use proptest::prelude::*;
use url::Url;
use zeroize::Zeroizing;

use crate::build_ground::folder_in_memory;
use crate::fuzz::{Edit, apply, changed, edit};
use crate::verify_made::{did_document, own, signed_without_status};

static SETTINGS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![example("accolade.toml")]);
static KEY_LISTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![example("keys.toml")]);
static DEFINITIONS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let names = ["first-solder", "laser-cutter", "workshop-mentor"];
    names
        .map(|it| example(&format!("badges/{it}/index.md")))
        .into()
});
static TABLES: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| ["2023-autumn.csv", "2025-spring.csv"].map(records).into());
static LISTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![records("2026-printemps.toml")]);
static EXPORTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let canvas = "Badge Class ID,Identifier,First Name,Last Name,Narrative,Evidence Narrative,Evidence URL,\
        Issue Date,Expiration Date\nX,a@example.org,Grace,Hopper,,\"A \"\"tandem\"\"\",https://example.org/a,2026-05-09,\n";
    vec![canvas.into(), records("2025-spring.csv")]
});
/// The act of the example that has no parents, cut behind its first award.
static ACTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let files = fs::read_dir(repository("example-site/ledger")).unwrap();
    let texts = files.filter_map(|it| fs::read_to_string(it.unwrap().path()).ok());
    let first = texts.into_iter().find(|it| it.contains(r#""parents":[]"#));
    let mut lines: Vec<String> = first.unwrap().lines().map(str::to_owned).collect();
    let issued = lines.iter().position(|it| it.starts_with(r#"{"issued""#));
    lines.truncate(issued.unwrap() + 1);
    vec![(lines.join("\n") + "\n").into_bytes()]
});
static DID_DOCUMENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let document = did_document("did:web:org.github.io:repo", &[own()]);
    vec![document.to_string().into_bytes()]
});
static KEY_FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let encrypted = key_file::Protection::Passphrase {
        passphrase: PASSPHRASE,
        salt: [7; 16],
        initialization_vector: [9; 16],
    };
    let written = |name: &str, protection: &key_file::Protection<'_>| {
        let path = folder.path().join(name);
        key_file::write_new(&path, &own(), protection).unwrap();
        fs::read(path).unwrap()
    };
    let encrypted = written("encrypted.pem", &encrypted);
    // Each try of a passphrase takes as long as it should; fuzzing is about what surrounds it.
    vec![written("plain.pem", &key_file::Protection::None), encrypted]
});

/// Behind every door there is something: what is not changed is accepted.
#[test]
fn the_corpus_of_the_content_folder_is_accepted() {
    for definition in &*DEFINITIONS {
        let found = load("badges/laser-cutter/index.md", definition);
        assert_eq!(found.unwrap().achievements.len(), 1);
    }
    load("accolade.toml", &SETTINGS[0]).unwrap();
    assert_eq!(load("keys.toml", &KEY_LISTS[0]).unwrap().keys.0.len(), 2);
    for (ending, records) in [("csv", &TABLES[1]), ("toml", &LISTS[0])] {
        let found = load_awards(ending, records).map_err(said).unwrap();
        assert!(found > 0);
    }
    assert_eq!(open(&ACTS[0]).map_err(said).unwrap(), 1);
    assert!(import::read("a.csv", &EXPORTS[0], &options()).is_ok());
    assert_eq!(judged(&DID_DOCUMENTS[0]), Verdict::Verified);
    for file in &*KEY_FILES {
        let text = str::from_utf8(file).unwrap();
        let read = key_file::parse(text, None, || Ok(Zeroizing::new(PASSPHRASE.into())));
        assert_eq!(read.unwrap().public(), own().public());
    }
}

proptest! {
    #[test]
    fn front_matter_of_any_bytes_is_read_or_refused(bytes in changed(&DEFINITIONS)) {
        ensure_placed(load("badges/laser-cutter/index.md", &bytes))?;
    }

    #[test]
    fn settings_of_any_bytes_are_read_or_refused(bytes in changed(&SETTINGS)) {
        ensure_placed(load("accolade.toml", &bytes))?;
    }

    #[test]
    fn lists_of_keys_of_any_bytes_are_read_or_refused(bytes in changed(&KEY_LISTS)) {
        ensure_placed(load("keys.toml", &bytes))?;
    }

    #[test]
    fn tables_of_any_bytes_are_read_or_refused(bytes in changed(&TABLES)) {
        ensure_placed(load_awards("csv", &bytes))?;
    }

    #[test]
    fn lists_of_records_of_any_bytes_are_read_or_refused(bytes in changed(&LISTS)) {
        ensure_placed(load_awards("toml", &bytes))?;
    }

    #[test]
    fn exports_of_any_bytes_are_read_or_refused(bytes in changed(&EXPORTS)) {
        ensure_placed(import::read("export.csv", &bytes, &options()))?;
    }

    #[test]
    fn acts_of_any_bytes_are_read_or_refused(bytes in changed(&ACTS)) {
        ensure_placed(open(&bytes))?;
    }

    #[test]
    fn keys_of_an_issuer_of_any_bytes_are_read_or_refused(bytes in changed(&DID_DOCUMENTS)) {
        judged(&bytes);
        if let Ok(text) = str::from_utf8(&bytes) {
            let _ = proof::did::DidWeb::parse(text);
            let _ = proof::did::parse_did_key(text);
        }
    }

    #[test]
    fn dids_of_any_text_are_read_or_refused(text in "did:(web|key):[a-zA-Z0-9.:%#_-]{0,80}|\\PC{0,60}") {
        let _ = proof::did::DidWeb::parse(&text);
        let _ = proof::did::parse_did_key(&text);
    }
}

proptest! {
    // A passphrase is tried in most cases, which takes as long as it should.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 16))]
    #[test]
    fn encrypted_keys_of_any_bytes_give_their_key_or_none(edits in edits()) {
        ensure_key(KEY_FILES[1].clone(), &edits)?;
    }
}

proptest! {
    #[test]
    fn key_files_of_any_bytes_are_read_or_refused(edits in edits()) {
        let _ = key_file::parse(&changed_text(KEY_FILES[0].clone(), &edits), None, no_passphrase);
        let _ = key_file::parse(&changed_text(KEY_FILES[1].clone(), &edits), None, no_passphrase);
    }
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    proptest::collection::vec(edit(), 0..6)
}

fn changed_text(file: Vec<u8>, edits: &[Edit]) -> String {
    String::from_utf8_lossy(&apply(file, edits)).into_owned()
}

/// A damaged file of an encrypted key never gives another one.
fn ensure_key(file: Vec<u8>, edits: &[Edit]) -> Result<(), TestCaseError> {
    let text = changed_text(file, edits);
    let read = key_file::parse(&text, Some(&own().public()), || {
        Ok(Zeroizing::new(PASSPHRASE.into()))
    });
    if let Ok(secret) = read {
        prop_assert_eq!(secret.public(), own().public());
    }
    Ok(())
}

fn no_passphrase() -> std::io::Result<Zeroizing<String>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Every mistake has a place; a message can be made of each.
fn ensure_placed<T>(outcome: Result<T, Diagnostics>) -> Result<(), TestCaseError> {
    let Err(found) = outcome else {
        return Ok(());
    };
    prop_assert!(!found.is_empty());
    for finding in found.sorted() {
        let text = finding.to_string();
        prop_assert!(text.contains("--> "), "{}", text);
    }
    Ok(())
}

/// A site in which `path` holds `bytes`, and all else is right.
fn site(path: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = folder_in_memory();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("accolade.toml", &SETTINGS[0]);
    write("logo.svg", &example("logo.svg"));
    write("keys.toml", &KEY_LISTS[0]);
    write("badges/laser-cutter/index.md", &DEFINITIONS[1]);
    write(path, bytes);
    folder
}

fn load(path: &str, bytes: &[u8]) -> Result<Catalog, Diagnostics> {
    content::load(site(path, bytes).path())
}

fn load_awards(ending: &str, bytes: &[u8]) -> Result<usize, Diagnostics> {
    static CATALOG: LazyLock<Catalog> =
        LazyLock::new(|| content::load(&repository("example-site")).unwrap());
    let site = site(&format!("awards/records.{ending}"), bytes);
    content::load_awards(site.path(), &CATALOG).map(|it| it.len())
}

/// Opens a ledger of one act whose name is right, so that what it holds is looked at.
fn open(bytes: &[u8]) -> Result<usize, Diagnostics> {
    let mut file = digest::FileDigest::default();
    for line in bytes
        .strip_suffix(b"\n")
        .unwrap_or(bytes)
        .split(|it| *it == b'\n')
    {
        file.add(&digest::of_line(line));
    }
    let text = String::from_utf8_lossy(bytes);
    let made = text.split_once("\"made\":\"").map(|(_, rest)| rest);
    let day = made
        .and_then(|it| it.get(..10))
        .filter(|it| it.parse::<Date>().is_ok());
    let name = format!(
        "ledger/{}-act-{}.jsonl",
        day.unwrap_or("2026-11-23"),
        file.finish()
    );
    let site = site(&name, bytes);
    Ledger::open(site.path()).map(|it| it.awards().len())
}

/// What is said of a good badge whose issuer answers with these bytes.
fn judged(did_document: &[u8]) -> Verdict {
    struct Always<'a>(&'a [u8]);
    impl Fetch for Always<'_> {
        fn fetch(&self, _: &Url) -> Result<Answer, FetchError> {
            Ok(Answer {
                status: 200,
                body: self.0.to_vec(),
            })
        }
    }
    static BADGE: LazyLock<Vec<u8>> =
        LazyLock::new(|| signed_without_status().to_string().into_bytes());
    let answers = Always(did_document);
    let verifier = Verifier::new(&answers, "2026-06-01T00:00:00Z".parse().unwrap(), None);
    verifier.verify(&BADGE).verdict
}

fn options() -> import::Options {
    import::Options {
        badge: Some(accolade::model::slug::Slug::new("laser-cutter").unwrap()),
        ..import::Options::default()
    }
}

fn said(found: Diagnostics) -> String {
    let found = found.sorted();
    found.iter().map(|it| format!("{it}\n")).collect()
}

fn example(name: &str) -> Vec<u8> {
    fs::read(repository("example-site").join(name)).unwrap()
}

fn records(name: &str) -> Vec<u8> {
    fs::read(repository("tests/example/awards").join(name)).unwrap()
}

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

const PASSPHRASE: &str = "correct horse";
