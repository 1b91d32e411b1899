//! `accolade verify`, `extract` and `bake` as people and programs call them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::verify_made::{
    DID, baked, did_document, foreign, list, own, picture, sign, signed, signed_without_status,
};

/// A folder with a built site's documents in `public`, and files to verify.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("public/did.json", did_document(DID, &[own()]).to_string());
        let list = sign(&list(false, |_| ()), DID, own());
        folder.write("public/status/revocation-1.json", list.to_string());
        folder
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut process = Command::new(env!("CARGO_BIN_EXE_accolade"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(input).unwrap();
        process.wait_with_output().unwrap()
    }

    /// Verifies offline, with the folder `public` at hand.
    fn verify(&self, arguments: &[&str]) -> Output {
        let all = [
            &[
                "verify",
                "--offline",
                "--site",
                "public",
                "--at",
                "2026-06-01",
            ],
            arguments,
        ];
        self.run(&all.concat())
    }
}

fn stdout(output: &Output) -> String {
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn the_report_says_verdict_domain_facts_and_steps() {
    let folder = Folder::new();
    folder.write("badge.png", baked(&signed(|_| ()).to_string()));
    let output = folder.verify(&["badge.png", "--email", "ADA@example.org "]);
    assert_eq!(
        stdout(&output),
        "badge.png: Verified\n\
         \n\
         \x20 domain     org.github.io/repo\n\
         \x20 issuer     Example Makers\n\
         \x20 badge      Rust basics\n\
         \x20 recipient  Ada Lovelace\n\
         \x20 awarded    2026-05-02\n\
         \x20 expires    2028-05-02\n\
         \x20 id         https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.json\n\
         \n\
         \x20 format     pass         This is an Open Badges 3.0 credential, signed with eddsa-rdfc-2022.\n\
         \x20 signature  pass         The signature is right: nothing was changed since it was signed.\n\
         \x20 issuer     pass         The key belongs to org.github.io/repo.\n\
         \x20 dates      pass         It ends on 2028-05-02.\n\
         \x20 status     pass         The issuer’s signed list does not say that it was revoked.\n\
         \x20 recipient  pass         It was issued to this address, in lower case.\n"
    );
    assert_eq!(code(&output), 0);
}

#[test]
fn a_key_that_is_nobody_s_is_not_called_verified() {
    let folder = Folder::new();
    let alone = std::fs::read("tests/verdicts/key-alone.json").unwrap();
    folder.write("alone.json", alone);
    let said = stdout(&folder.verify(&["alone.json"]));
    let start = "alone.json: Signed by an unknown key\n\
         \n\
         \x20 domain     none: the issuer is known by a key alone\n\
         \x20 claims     Example Makers\n";
    assert!(said.starts_with(start), "{said}");
    assert!(
        said.contains("Its identifier is an address of org.github.io, which did not sign it."),
        "{said}"
    );
}

#[test]
fn an_address_is_understood_as_browsers_show_it_and_an_e_mail_address_has_an_at() {
    let folder = Folder::new();
    let said = stdout(&folder.verify(&["badges.example.org/awards/7f/7f3k.html?utm_source=x"]));
    assert!(
        said.contains("badges.example.org has not been asked."),
        "{said}"
    );
    let said = stdout(&folder.verify(&["badges.example"]));
    assert!(said.contains("It cannot be read"), "{said}");
    let output = folder.verify(&["badge.png", "--email", "Ada"]);
    assert_eq!(code(&output), 2);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains(
            "`--email Ada`: an e-mail address has an `@`; compare anything else with `--recipient`"
        ),
        "{said}"
    );
}

#[test]
fn the_exit_code_tells_verified_refused_and_unchecked_apart() {
    let folder = Folder::new();
    folder.write("good.json", signed(|_| ()).to_string());
    folder.write(
        "forged.json",
        sign(&signed_body(), DID, foreign()).to_string(),
    );
    folder.write("elsewhere.json", elsewhere().to_string());
    folder.write("text.txt", "hello");
    let code_of = |arguments: &[&str]| code(&folder.verify(arguments));
    assert_eq!(code_of(&["good.json"]), 0);
    assert_eq!(code_of(&["good.json", "--email", "bob@example.org"]), 1);
    assert_eq!(code_of(&["forged.json"]), 1);
    assert_eq!(code_of(&["elsewhere.json"]), 3);
    assert_eq!(code_of(&["text.txt"]), 3);
    assert_eq!(code_of(&["missing.json"]), 3);
    assert_eq!(code_of(&["good.json", "elsewhere.json"]), 3);
    assert_eq!(code_of(&["good.json", "elsewhere.json", "forged.json"]), 1);
    assert_eq!(code(&folder.run(&["verify"])), 2);
    assert_eq!(code_of(&["good.json", "--at", "yesterday"]), 2);
    assert_eq!(code_of(&["-", "-"]), 2);
    let unbuilt = ["verify", "--offline", "--site", "nowhere", "good.json"];
    assert_eq!(code(&folder.run(&unbuilt)), 1);
}

fn signed_body() -> Value {
    let mut document = signed(|_| ());
    document.as_object_mut().unwrap().shift_remove("proof");
    document
}

fn elsewhere() -> Value {
    let mut document = signed_body();
    document["issuer"]["id"] = "did:web:elsewhere.example".into();
    sign(&document, "did:web:elsewhere.example", own())
}

#[test]
fn programs_get_a_line_of_json_for_each_badge_in_their_order() {
    let folder = Folder::new();
    folder.write("good.json", signed(|_| ()).to_string());
    folder.write("bad.json", signed_body().to_string());
    let names: Vec<_> = (0..20)
        .map(|it| if it % 3 == 0 { "bad.json" } else { "good.json" })
        .collect();
    let output = folder.verify(&[&["--json"], &names[..]].concat());
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    let lines: Vec<Value> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|it| it["input"].as_str().unwrap())
        .collect();
    assert_eq!(told, names);
    assert_eq!(lines[1]["verdict"], "verified");
    assert_eq!(lines[1]["facts"]["domain"], "org.github.io/repo");
    assert_eq!(lines[1]["proofs"][0]["suite"], "eddsa-rdfc-2022");
    assert_eq!(lines[0]["verdict"], "not-verified");
    assert_eq!(lines[0]["facts"], Value::Null);
    let steps: Vec<_> = lines[0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["step"])
        .collect();
    assert_eq!(
        json!(steps),
        json!([
            "format",
            "signature",
            "issuer",
            "dates",
            "status",
            "recipient"
        ])
    );
    assert_eq!(
        lines[0]["steps"][1]["findings"][0]["id"],
        "refused.no-proof"
    );
}

#[test]
fn what_cannot_even_be_read_is_told_in_one_line() {
    let folder = Folder::new();
    let output = folder.run(&["verify", "--offline", "nothing.png"]);
    assert_eq!(code(&output), 3);
    let told = stdout(&output);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert_eq!(lines[0], "nothing.png: Cannot be checked here");
    assert!(
        lines[2].starts_with("  format     not-checked  It cannot be read: "),
        "{told}"
    );
    let output = folder.run(&["verify", "--offline", "--json", "nothing.png"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["steps"].as_array().unwrap().len(), 6);
}

#[test]
fn a_badge_is_read_from_standard_input() {
    let folder = Folder::new();
    let arguments = [
        "verify",
        "--offline",
        "--site",
        "public",
        "--at",
        "2026-06-01",
        "-",
    ];
    let output = folder.run_with(&arguments, signed(|_| ()).to_string().as_bytes());
    assert!(stdout(&output).starts_with("-: Verified\n"));
    assert_eq!(code(&output), 0);
}

#[test]
fn a_page_of_the_site_leads_to_its_credential() {
    let folder = Folder::new();
    let stem = "public/awards/ab/abcdefghijklmnopqrstuvwxyz";
    folder.write(&format!("{stem}.json"), signed(|_| ()).to_string());
    folder.write(
        &format!("{stem}.html"),
        "<!doctype html>\n<title>Rust basics</title>",
    );
    let address = "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.html";
    let output = folder.verify(&[address]);
    assert!(stdout(&output).starts_with(&format!("{address}: Verified\n")));
}

#[test]
fn an_erased_award_is_told_from_one_that_never_was() {
    let folder = Folder::new();
    let stem = "awards/ab/abcdefghijklmnopqrstuvwxyz";
    let address = format!("https://org.github.io/repo/{stem}");
    let page = "<!doctype html>\n<title>Erased</title>";
    folder.write(&format!("public/{stem}.html"), page);
    let left = json!({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion",
        "id": format!("{address}.assertion.json"), "revoked": true});
    folder.write(&format!("public/{stem}.assertion.json"), left.to_string());
    let said = "Erased by its issuer\n\n  format     not-checked  org.github.io erased this badge,";
    for ending in ["html", "json"] {
        let output = folder.verify(&[&format!("{address}.{ending}")]);
        let told = stdout(&output);
        assert!(told.contains(said), "{told}");
        assert_eq!(code(&output), 3);
    }
    // Another one's tombstone says nothing about it.
    let moved = left.to_string().replace("xyz.assertion", "xyy.assertion");
    folder.write(&format!("public/{stem}.assertion.json"), moved);
    let output = folder.verify(&[&format!("{address}.json")]);
    assert!(stdout(&output).contains("Cannot be checked here"));
}

#[test]
fn what_a_badge_says_cannot_command_a_terminal() {
    let folder = Folder::new();
    let document = signed(|it| {
        it["credentialSubject"]["achievement"]["name"] = "\u{1b}]0;x\u{7}\u{202e}Rust".into();
    });
    folder.write("badge.json", document.to_string());
    let text = stdout(&folder.verify(&["badge.json"]));
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    assert!(text.contains("Rust"));
}

#[test]
fn offline_no_socket_is_opened() {
    let folder = Folder::new();
    folder.write("good.json", elsewhere().to_string());
    let strace = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-o", "calls"])
        .arg(env!("CARGO_BIN_EXE_accolade"))
        .args([
            "verify",
            "--offline",
            "good.json",
            "https://example.org/badge.json",
        ])
        .current_dir(folder.0.path())
        .output();
    let Ok(output) = strace else {
        assert!(
            std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_none(),
            "strace is missing"
        );
        println!("offline_no_socket_is_opened: skipped, strace is not installed");
        return;
    };
    assert_eq!(
        code(&output),
        3,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8(folder.read("calls")).unwrap(), "");
}

#[test]
fn what_is_baked_is_extracted_as_it_was() {
    let folder = Folder::new();
    let text = signed_without_status().to_string();
    folder.write("artwork.png", picture());
    folder.write("badge.json", &text);
    let output = folder.run(&["bake", "artwork.png", "badge.json", "-o", "badge.png"]);
    assert_eq!(code(&output), 0, "{output:?}");
    assert_eq!(folder.read("badge.png"), baked(&text));
    assert_eq!(stdout(&folder.run(&["extract", "badge.png"])), text);
    assert_eq!(
        code(&folder.run(&["extract", "badge.png", "-o", "again.json"])),
        0
    );
    assert_eq!(folder.read("again.json"), text.as_bytes());
    assert_eq!(
        code(&folder.run(&["extract", "badge.png", "-o", "again.json"])),
        1
    );
    assert_eq!(
        code(&folder.run(&["bake", "artwork.png", "badge.json", "-o", "badge.png"])),
        1
    );
    assert_eq!(code(&folder.run(&["extract", "artwork.png"])), 1);
    assert_eq!(
        code(&folder.run(&["bake", "badge.json", "badge.json", "-o", "other.png"])),
        1
    );
    assert!(!folder.0.path().join("other.png").exists());
}

#[test]
fn a_picture_takes_one_badge_of_each_version() {
    let folder = Folder::new();
    let sample = crate::samples::Sample::rich();
    let (assertion, credential) = (sample.assertion().to_string(), signed(|_| ()).to_string());
    folder.write(
        "artwork.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>",
    );
    folder.write("assertion.json", &assertion);
    folder.write("credential.json", &credential);
    let files = [
        "artwork.svg",
        "assertion.json",
        "credential.json",
        "-o",
        "badge.svg",
    ];
    assert_eq!(code(&folder.run(&[&["bake"], &files[..]].concat())), 0);
    let extracted = |version| {
        let output = folder.run(&["extract", "badge.svg", "--open-badges", version]);
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert_eq!(extracted("2.0").to_string(), assertion);
    assert_eq!(extracted("3.0").to_string(), credential);
    let twice = [
        "bake",
        "artwork.svg",
        "assertion.json",
        "assertion.json",
        "-o",
        "twice.svg",
    ];
    assert_eq!(code(&folder.run(&twice)), 1);
    assert!(!Path::new("twice.svg").exists());
}
