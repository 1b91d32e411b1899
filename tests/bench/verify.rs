//! How fast badges are verified, against `@digitalbazaar/vc` on the same files in one run.
//!
//! `cargo bench --bench verify`; the comparison needs `tests/oracle/install` and Node.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use accolade::credential::status_list::Bitstring;
use accolade::proof::data_integrity::Signer;
use accolade::proof::key::SecretKey;
use serde_json::{Value, json};

const FILES: usize = 1_000;
const RUNS: usize = 40;
const DID: &str = "did:web:org.github.io:repo";
const SITE: &str = "https://org.github.io/repo/";
const NOW: &str = "2026-06-01";

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let files = write_site(folder.path());
    let one = alone(folder.path(), &files[0]);
    println!("one credential, whole process, offline: {one:.1?} (median of {RUNS}, wall clock)");
    let own = own_cpu(folder.path(), &files);
    println!(
        "{FILES} files: {own:.1?} of CPU, {:.0} a second per core",
        rate(own)
    );
    // Its own way is to check the list again for each credential; leaving the list out favours it.
    for (what, list) in [
        ("with status", "public/status/revocation-1.json"),
        ("without status", "-"),
    ] {
        let Some(other) = peer_cpu(folder.path(), list, &files) else {
            println!("@digitalbazaar/vc is not installed: run tests/oracle/install");
            return;
        };
        let ratio = other.as_secs_f64() / own.as_secs_f64();
        let rate = rate(other);
        println!(
            "@digitalbazaar/vc, {what}: {other:.1?} of CPU, {rate:.0} a second per core, ratio {ratio:.1}"
        );
    }
}

fn rate(cpu: Duration) -> f64 {
    FILES as f64 / cpu.as_secs_f64()
}

/// A built site with what verification needs, and the credentials beside it.
fn write_site(root: &Path) -> Vec<PathBuf> {
    let secret = SecretKey::from_seed([7; 32]);
    let public = secret.public();
    let method = format!("{DID}#{public}");
    let signer = Signer::new(
        secret,
        &method,
        "2026-05-02T10:00:00Z".parse().expect("a time"),
    );
    let write = |name: String, document: &Value| {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(&path, document.to_string()).expect("the file is written");
        path
    };
    let keys = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": DID,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": DID,
            "publicKeyMultibase": public.to_string()}],
        "assertionMethod": [method],
    });
    write("public/did.json".into(), &keys);
    let list = signer.sign(&list()).expect("the list can be signed");
    write("public/status/revocation-1.json".into(), &list);
    let signed = (0..FILES).map(|index| {
        let document = signer
            .sign(&credential(index))
            .expect("the credential can be signed");
        write(format!("files/{index}.json"), &document)
    });
    signed.collect()
}

fn list() -> Value {
    let id = format!("{SITE}status/revocation-1.json");
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {"id": format!("{id}#list"), "type": "BitstringStatusList",
            "statusPurpose": "revocation", "encodedList": Bitstring::new().encode()},
    })
}

fn credential(index: usize) -> Value {
    let id = format!("{SITE}awards/{index:026}.json");
    let list = format!("{SITE}status/revocation-1.json");
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Rust basics",
        "issuer": {"id": DID, "type": ["Profile"], "name": "Example Makers",
            "url": "https://example.org/", "email": "badges@example.org"},
        "validFrom": "2026-05-01T00:00:00Z",
        "validUntil": "2028-05-01T00:00:00Z",
        "awardedDate": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": true, "identityType": "emailAddress",
                    "identityHash": format!("sha256${index:064x}"), "salt": format!("{index:026}")},
                {"type": "IdentityObject", "hashed": false, "identityType": "name",
                    "identityHash": format!("Recipient {index}")},
            ],
            "achievement": {
                "id": format!("{SITE}badges/rust-101/1/achievement.json"),
                "type": ["Achievement"], "achievementType": "Certificate",
                "name": "Rust basics", "description": "Writes and tests small programs.",
                "criteria": {"id": format!("{SITE}badges/rust-101/1/"), "narrative": "Build three programs."},
                "image": {"id": format!("{SITE}badges/rust-101/1/badge.svg"), "type": "Image"},
                "tag": ["rust", "programming"],
            },
        },
        "credentialStatus": {"id": format!("{list}#{index}"), "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation", "statusListIndex": index.to_string(),
            "statusListCredential": list},
    })
}

fn verify(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command.current_dir(root).args([
        "verify",
        "--offline",
        "--json",
        "--site",
        "public",
        "--at",
        NOW,
    ]);
    command
}

fn alone(root: &Path, file: &Path) -> Duration {
    let run = |_| {
        let started = Instant::now();
        let output = verify(root).arg(file).output().expect("accolade runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        started.elapsed()
    };
    let mut times: Vec<_> = (0..RUNS).map(run).collect();
    times.sort();
    times[RUNS / 2]
}

/// The CPU time of the whole process, start and all, as the shell measures it.
fn own_cpu(root: &Path, files: &[PathBuf]) -> Duration {
    let output = Command::new("bash")
        .current_dir(root)
        .args(["-c", "TIMEFORMAT='%U %S'; time \"$@\" >reports", "verify"])
        .arg(env!("CARGO_BIN_EXE_accolade"))
        .args([
            "verify",
            "--offline",
            "--json",
            "--site",
            "public",
            "--at",
            NOW,
        ])
        .args(files)
        .output()
        .expect("bash runs");
    assert!(output.status.success(), "every file is verified");
    let reports = std::fs::read_to_string(root.join("reports")).expect("the reports are there");
    assert_eq!(reports.matches("\"verdict\":\"verified\"").count(), FILES);
    let text = String::from_utf8_lossy(&output.stderr);
    let seconds = text
        .split_whitespace()
        .map(|it| it.parse::<f64>().expect("seconds"));
    Duration::from_secs_f64(seconds.sum())
}

/// The CPU time of verifying alone, without the start of Node.
fn peer_cpu(root: &Path, list: &str, files: &[PathBuf]) -> Option<Duration> {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    if !oracle.join("node_modules/@digitalbazaar/vc").is_dir() {
        return None;
    }
    let output = Command::new("node")
        .arg(oracle.join("verify-files.mjs"))
        .current_dir(root)
        .args(["public/did.json", list])
        .args(files)
        .output()
        .ok()?;
    let answer: Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
    assert_eq!(answer["verified"], FILES, "{answer}");
    Some(Duration::from_secs_f64(
        answer["milliseconds"].as_f64()? / 1000.0,
    ))
}
