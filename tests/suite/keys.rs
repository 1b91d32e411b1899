//! Keys: published vectors, strictness, and how a secret is kept on disk.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use accolade::proof::did;
use accolade::proof::key::{PublicKey, SecretKey};
use accolade::proof::key_file::{self, KeyFileError, Protection};
use zeroize::Zeroizing;

use crate::canonical::read_json;
use crate::spec;

fn hex(text: &str) -> Vec<u8> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes());
    bytes.expect("the vector is hexadecimal")
}

#[test]
fn of_the_edge_cases_of_ed25519_only_the_sound_one_is_accepted() {
    let Some(data) = spec::data("of_the_edge_cases_of_ed25519_only_the_sound_one_is_accepted")
    else {
        return;
    };
    let cases = read_json(&data.join("ed25519-speccheck/cases.json"));
    let cases = cases.as_array().expect("a list of cases");
    let accepts = |case: &serde_json::Value| {
        let member = |name: &str| hex(case[name].as_str().expect("hexadecimal digits"));
        let key = member("pub_key").try_into().expect("32 bytes");
        let signature = member("signature").try_into().expect("64 bytes");
        PublicKey::from_bytes(&key).is_ok_and(|key| key.verify(&member("message"), &signature))
    };
    let accepted: Vec<_> = (0..cases.len()).filter(|it| accepts(&cases[*it])).collect();
    assert_eq!(cases.len(), 12);
    assert_eq!(accepted, [3]);
}

#[test]
fn the_published_did_keys_are_those_of_their_seeds() {
    let Some(data) = spec::data("the_published_did_keys_are_those_of_their_seeds") else {
        return;
    };
    let vectors = read_json(&data.join("did-key/ed25519-x25519.json"));
    let vectors = vectors.as_object().expect("vectors by DID");
    assert_eq!(vectors.len(), 5);
    for (published, vector) in vectors {
        let seed = hex(vector["seed"].as_str().expect("a seed"));
        let key = SecretKey::from_seed(seed.try_into().expect("32 bytes")).public();
        assert_eq!(did::did_key(&key), *published);
        assert_eq!(did::parse_did_key(published), Ok(key));
        let method = &vector["didDocument"]["verificationMethod"][0]["id"];
        let method = method.as_str().expect("the key has an id");
        assert_eq!(did::verification_method(published, &key), method);
        assert_eq!(did::parse_did_key(method), Ok(key));
    }
}

#[test]
fn the_published_multikey_pairs_belong_together() {
    let Some(data) = spec::data("the_published_multikey_pairs_belong_together") else {
        return;
    };
    let pair = read_json(&data.join("vc-di-eddsa/keyPair.json"));
    let more = read_json(&data.join("vc-di-eddsa/proof-set-chain/multiKeyPairs.json"));
    let more = more.as_object().expect("pairs by name");
    assert!(more.len() >= 4);
    for pair in more.values().chain([&pair]) {
        let text = |name: &str| pair[name].as_str().expect("a Multikey");
        let secret = SecretKey::from_multikey(text("privateKeyMultibase")).expect("a secret key");
        assert_eq!(secret.public().to_multikey(), text("publicKeyMultibase"));
        assert!(PublicKey::from_multikey(text("privateKeyMultibase")).is_err());
        assert!(SecretKey::from_multikey(text("publicKeyMultibase")).is_err());
    }
}

const PASSPHRASE: &str = "pass phrase with spaces and é";

fn protected() -> Protection<'static> {
    Protection::Passphrase {
        passphrase: PASSPHRASE,
        salt: [1; 16],
        initialization_vector: [2; 16],
    }
}

fn answer(passphrase: &str) -> impl FnOnce() -> io::Result<Zeroizing<String>> {
    let passphrase = Zeroizing::new(passphrase.to_owned());
    move || Ok(passphrase)
}

fn never() -> io::Result<Zeroizing<String>> {
    Err(io::Error::other("nobody should be asked"))
}

#[test]
fn a_protected_key_reads_back_with_its_passphrase_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys/working.pem");
    let secret = SecretKey::from_seed([42; 32]);
    key_file::write_new(&path, &secret, &protected()).unwrap();

    let read = key_file::read(&path, Some(&secret.public()), answer(PASSPHRASE)).unwrap();
    assert_eq!(read.public(), secret.public());
    let wrong = key_file::read(&path, None, answer("something else"));
    assert!(
        matches!(wrong, Err(KeyFileError::WrongPassphrase)),
        "{wrong:?}"
    );
    let other = SecretKey::from_seed([43; 32]).public();
    let unexpected = key_file::read(&path, Some(&other), answer(PASSPHRASE));
    assert!(
        matches!(unexpected, Err(KeyFileError::OtherKey { .. })),
        "{unexpected:?}"
    );
}

#[test]
fn damage_is_not_mistaken_for_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    key_file::write_new(&path, &SecretKey::from_seed([42; 32]), &protected()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let block = text.find("-----\n").expect("the block starts") + 6;
    let end = text.rfind("\n-----END").expect("the block ends");
    for index in (block..end).step_by(7) {
        let mut damaged = text.clone().into_bytes();
        damaged[index] = if damaged[index] == b'B' { b'C' } else { b'B' };
        let damaged = String::from_utf8(damaged).unwrap();
        let refused = key_file::parse(&damaged, None, never);
        assert!(
            matches!(refused, Err(KeyFileError::Damaged { .. })),
            "{index}: {refused:?}"
        );
    }
    let cut = key_file::parse(&text[..end - 5], None, never);
    assert!(matches!(cut, Err(KeyFileError::Damaged { .. })), "{cut:?}");
}

#[test]
fn a_key_file_is_for_its_owner_alone_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/key.pem");
    let secret = SecretKey::from_seed([42; 32]);
    key_file::write_new(&path, &secret, &Protection::None).unwrap();
    let before = fs::read(&path).unwrap();

    let again = key_file::write_new(&path, &SecretKey::from_seed([1; 32]), &Protection::None);
    assert!(
        matches!(again, Err(KeyFileError::Exists { .. })),
        "{again:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    let read = key_file::read(&path, None, never).unwrap();
    assert_eq!(read.public(), secret.public());
    let absent = key_file::read(&folder.path().join("none.pem"), None, never);
    assert!(
        matches!(absent, Err(KeyFileError::Absent { .. })),
        "{absent:?}"
    );
    ensure_private(&path);
}

#[cfg(unix)]
fn ensure_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for exposed in [0o640, 0o604, 0o620] {
        fs::set_permissions(path, fs::Permissions::from_mode(exposed)).unwrap();
        let refused = key_file::read(path, None, never);
        assert!(
            matches!(refused, Err(KeyFileError::Exposed { .. })),
            "{refused:?}"
        );
    }
}

#[cfg(not(unix))]
fn ensure_private(_: &Path) {}

#[test]
fn neither_a_file_in_clear_nor_an_empty_passphrase_comes_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let protection = Protection::Passphrase {
        passphrase: "",
        salt: [1; 16],
        initialization_vector: [2; 16],
    };
    let refused = key_file::write_new(&path, &SecretKey::from_seed([42; 32]), &protection);
    assert!(
        matches!(refused, Err(KeyFileError::EmptyPassphrase)),
        "{refused:?}"
    );
    assert!(!path.exists());
}

#[test]
fn no_message_holds_a_secret() {
    let seed = [0xab; 32];
    let secret = SecretKey::from_seed(seed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    key_file::write_new(&path, &secret, &protected()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let plain = folder.path().join("plain.pem");
    key_file::write_new(&plain, &secret, &Protection::None).unwrap();
    let plain = fs::read_to_string(&plain).unwrap();
    let other = SecretKey::from_seed([1; 32]).public();
    let failures = [
        key_file::parse(&text, None, answer("hunter2")),
        key_file::parse(&text, Some(&other), answer(PASSPHRASE)),
        key_file::parse(&plain, Some(&other), never),
        key_file::parse(&plain.replace("PRIVATE", "PUBLIC"), None, never),
        key_file::write_new(&path, &secret, &protected()).map(|()| SecretKey::from_seed(seed)),
    ];
    for failure in failures {
        let error = failure.expect_err("each of them fails");
        let shown = format!("{error} {error:?}");
        for hidden in ["hunter2", PASSPHRASE, "abababab", "q6ur"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}

fn openssl(arguments: &[&str]) -> Option<std::process::Output> {
    let output = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    if output.is_err() {
        println!("skipped, openssl is not installed");
    }
    output.ok()
}

#[test]
fn openssl_reads_both_forms_and_finds_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let secret = SecretKey::from_seed([42; 32]);
    let words = format!("pass:{PASSPHRASE}");
    for (name, protection) in [("a.pem", protected()), ("b.pem", Protection::None)] {
        let path = folder.path().join(name);
        key_file::write_new(&path, &secret, &protection).unwrap();
        let path = path.to_str().unwrap();
        let Some(output) = openssl(&[
            "pkey", "-in", path, "-passin", &words, "-pubout", "-outform", "DER",
        ]) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        assert!(output.stdout.ends_with(secret.public().as_bytes()));
    }
}

#[test]
fn a_key_made_by_openssl_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.pem");
    let name = path.to_str().unwrap();
    let words = "pass:hunter2";
    for form in [
        vec!["genpkey", "-algorithm", "ed25519", "-out", name],
        vec![
            "genpkey",
            "-algorithm",
            "ed25519",
            "-aes256",
            "-pass",
            words,
            "-out",
            name,
        ],
    ] {
        let Some(output) = openssl(&form) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        let text = fs::read_to_string(&path).unwrap();
        let secret = key_file::parse(&text, None, answer("hunter2")).unwrap();
        let public = openssl(&[
            "pkey", "-in", name, "-passin", words, "-pubout", "-outform", "DER",
        ]);
        let public = public.expect("it ran before").stdout;
        assert!(public.ends_with(secret.public().as_bytes()));
    }
}
