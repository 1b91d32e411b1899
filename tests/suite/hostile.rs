//! Input that is made to harm: it ends in a clear answer, within bounded memory and time.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use accolade::baking::PreparedPng;
use data_encoding::BASE64URL_NOPAD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::samples::Sample;
use crate::verify_made::{DID, did_document, own, picture, signed};

/// Address space, in KiB: all that a process maps, libraries and stacks of threads included.
const MAX_MEMORY: u32 = 320 << 10;

/// The bar, and what it takes to start a process on a busy machine.
const MAX_TIME: Duration = Duration::from_secs(2);

/// Verifies standard input with little memory; the answer must come in time.
fn verify(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("did.json"),
        did_document(DID, &[own()]).to_string(),
    )
    .unwrap();
    let program = env!("CARGO_BIN_EXE_accolade");
    let started = Instant::now();
    let mut process = Command::new("sh")
        .arg("-c")
        .arg(format!(
            "ulimit -v {MAX_MEMORY} && exec \"$0\" verify --json --offline --site \"$1\" -"
        ))
        .arg(program)
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It stops reading once it has seen enough.
    let _ = write(&mut process.stdin.take().unwrap());
    let output = process.wait_with_output().unwrap();
    let elapsed = started.elapsed();
    assert!(elapsed < MAX_TIME, "{elapsed:?}");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The ids of what is said about an input that is not verified.
fn refused(bytes: &[u8]) -> Vec<String> {
    said(&verify(|input| input.write_all(bytes)))
}

fn said(output: &Output) -> Vec<String> {
    assert!(
        [1, 3].contains(&output.status.code().unwrap()),
        "{output:?}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["facts"], Value::Null);
    let steps = report["steps"].as_array().unwrap();
    let findings = steps
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap());
    findings
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

fn says(bytes: &[u8], id: &str) {
    let said = refused(bytes);
    assert!(said.iter().any(|it| it == id), "{said:?}");
}

#[test]
fn a_line_of_a_gigabyte_is_not_read_to_its_end() {
    for start in ["", "{\"id\":\"", "<svg ", "\u{89}PNG\r\n"] {
        let output = verify(|input| {
            input.write_all(start.as_bytes())?;
            let block = vec![b'a'; 1 << 20];
            (0..1024).try_for_each(|_| input.write_all(&block))
        });
        assert_eq!(said(&output)[0], "format.unreadable", "{start}");
    }
}

#[test]
fn a_file_of_a_gigabyte_is_not_read_to_its_end() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(1 << 30).unwrap();
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .args(["verify", "--offline", "--json"])
        .arg(file.path())
        .output()
        .unwrap();
    assert_eq!(said(&output)[0], "format.unreadable");
    assert!(started.elapsed() < MAX_TIME);
}

#[test]
fn documents_nested_without_end_are_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"proof\":[", "]}")] {
        let text = format!(
            "{{\"a\":{}1{}}}",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        assert!(!refused(text.as_bytes()).is_empty());
        let text = format!("{{\"a\":{}1{}}}", open.repeat(20_000), close.repeat(20_000));
        says(text.as_bytes(), "refused.json");
        // Just what the parser takes, and the vocabulary does not.
        let mut inner = json!({"type": ["Profile"], "id": "urn:uuid:1"});
        for _ in 0..30 {
            inner = json!({"type": ["Profile"], "id": "urn:uuid:1", "parentOrg": inner});
        }
        for _ in 0..20 {
            inner = json!([inner]);
        }
        let mut document = signed(|_| ());
        document["issuer"]["parentOrg"] = inner;
        assert!(!refused(document.to_string().as_bytes()).is_empty());
    }
}

#[test]
fn svg_nested_without_end_is_refused() {
    let text = format!(
        "<svg xmlns='http://www.w3.org/2000/svg'>{}",
        "<g>".repeat(300_000)
    );
    assert!(!refused(text.as_bytes()).is_empty());
    let text = format!("{text}{}</svg>", "</g>".repeat(300_000));
    assert!(!refused(text.as_bytes()).is_empty());
}

#[test]
fn a_name_that_occurs_twice_is_refused_anywhere() {
    let text = signed(|_| ()).to_string();
    let twice = text.replacen("\"name\":", "\"name\":\"Another\",\"name\":", 1);
    says(twice.as_bytes(), "refused.json");
    let twice = text.replacen(
        "\"proofValue\":",
        "\"proofValue\":\"z1\",\"proofValue\":",
        1,
    );
    says(twice.as_bytes(), "refused.json");
}

fn zeros(length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..length >> 20 {
        encoder.write_all(&vec![b'0'; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

fn with_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut png = Vec::new();
    let plain = picture();
    PreparedPng::new(&plain).unwrap();
    png.extend_from_slice(&plain[..33]);
    png.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
    let checked = [kind, content].concat();
    png.extend_from_slice(&checked);
    png.extend_from_slice(&crc32fast::hash(&checked).to_be_bytes());
    png.extend_from_slice(&plain[33..]);
    png
}

#[test]
fn compressed_text_that_inflates_to_a_gigabyte_is_refused() {
    let content = [b"openbadgecredential\0\x01\0\0\0", &zeros(1 << 30)[..]].concat();
    says(&with_chunk(b"iTXt", &content), "refused.too-large");
}

#[test]
fn a_picture_of_a_million_chunks_is_refused() {
    let plain = picture();
    let mut png = plain[..33].to_vec();
    for _ in 0..1_000_000 {
        png.extend_from_slice(&[0, 0, 0, 0, b'p', b'r', b'V', b't', 0x8d, 0x24, 0x1c, 0x5a]);
    }
    png.extend_from_slice(&plain[33..]);
    says(&png, "refused.damaged-picture");
}

#[test]
fn a_document_that_is_hard_to_canonicalize_is_refused() {
    // Alike blank nodes: each could stand for any other.
    let mut document = signed(|_| ());
    let alike: Vec<Value> = (0..2_000).map(|_| json!({"type": ["Evidence"]})).collect();
    document["evidence"] = alike.into();
    assert!(!refused(document.to_string().as_bytes()).is_empty());
}

#[test]
fn crowds_of_everything_are_refused() {
    let mut document = Sample::rich().credential();
    let proof = signed(|_| ())["proof"][0].clone();
    document["proof"] = vec![proof; 1_000].into();
    says(document.to_string().as_bytes(), "refused.too-much");

    let mut document = signed(|_| ());
    document["@context"] = vec!["https://www.w3.org/ns/credentials/v2"; 20_000].into();
    assert!(!refused(document.to_string().as_bytes()).is_empty());

    let mut document = signed(|_| ());
    let one = document["proof"][0].clone();
    document["proof"] = vec![one; 16].into();
    document["evidence"] = vec![json!({"type": ["Evidence"]}); 20_000].into();
    assert!(!refused(document.to_string().as_bytes()).is_empty());

    let mut document = signed(|_| ());
    document["proof"][0]["proofValue"] = format!("z{}", "1".repeat(500_000)).into();
    says(document.to_string().as_bytes(), "refused.malformed-proof");

    let mut document = signed(|_| ());
    document["proof"][0]["verificationMethod"] =
        format!("did:key:z6Mk{}", "z".repeat(500_000)).into();
    says(document.to_string().as_bytes(), "refused.wrong-key");

    let endorsement = signed(|_| ());
    let mut document = signed(|_| ());
    document["endorsement"] = vec![endorsement; 100].into();
    assert!(!refused(document.to_string().as_bytes()).is_empty());
}

#[test]
fn tokens_of_all_sorts_of_nonsense_are_refused() {
    let part = |it: &str| BASE64URL_NOPAD.encode(it.as_bytes());
    let deep = "[".repeat(100_000);
    let header = r#"{"alg":"RS256","jwk":{"kty":"RSA","e":"AQAB","n":""#;
    let huge_key = format!("{header}{}\"}}}}", "_".repeat(400_000));
    for (header, payload) in [
        (r#"{"alg":"RS256"}"#, deep.as_str()),
        (deep.as_str(), "{}"),
        (r#"{"alg":"RS256","alg":"none"}"#, "{}"),
        (huge_key.as_str(), &signed(|_| ()).to_string()),
    ] {
        let text = format!("{}.{}.AAAA", part(header), part(payload));
        assert!(!refused(text.as_bytes()).is_empty());
    }
    assert!(!refused(format!("{0}.{0}.{0}", "A".repeat(300_000)).as_bytes()).is_empty());
}

#[test]
fn a_file_that_never_ends_is_left() {
    if !Path::new("/dev/zero").exists() {
        return;
    }
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .args(["verify", "--offline", "--json", "/dev/zero"])
        .output()
        .unwrap();
    assert_eq!(said(&output)[0], "format.unreadable");
    assert!(started.elapsed() < MAX_TIME);
}
