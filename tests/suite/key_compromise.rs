//! A key in other hands, through the program: ended, what it signed told as such, and signed again.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::issuing::{IssuingSite, told};

/// A site that issued three awards, and a fourth a second later.
pub struct Robbed {
    pub site: IssuingSite,
    /// Between the two acts.
    pub since: String,
    pub early: Vec<String>,
    pub late: String,
}

impl Robbed {
    pub fn new() -> Self {
        let site = IssuingSite::new();
        let early = ids(&site.issue());
        let since = made(&site, &site.ledger_files()[0]);
        let since = since
            .checked_add(jiff::SignedDuration::from_secs(1))
            .unwrap();
        std::thread::sleep(Duration::from_millis(1_100));
        let late = ids(&site.award("alan")).remove(0);
        Self {
            site,
            since: since.to_string(),
            early,
            late,
        }
    }

    pub fn compromise(&self) -> String {
        let words = [
            "key",
            "compromise",
            "--yes",
            "working",
            "--since",
            &self.since,
        ];
        self.site.succeed(&words)
    }

    /// Every file of the built site, with its bytes.
    pub fn built(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.site.succeed(&["build"]);
        let files = crate::example::files(&self.site.root().join("public")).into_iter();
        files
            .map(|it| (it.clone(), fs::read(it).unwrap()))
            .collect()
    }

    fn page(&self, id: &str) -> String {
        self.site
            .read(&format!("public/awards/{}/{id}.html", &id[..2]))
    }
}

/// The ids of what was issued.
pub fn ids(outcome: &Value) -> Vec<String> {
    let issued = outcome["issued"].as_array().unwrap().iter();
    issued
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

/// When a file of the ledger was made, as it says.
pub fn made(site: &IssuingSite, file: &str) -> jiff::Timestamp {
    let text = site.read(&format!("ledger/{file}"));
    let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    header["made"].as_str().unwrap().parse().unwrap()
}

/// The names of the files that differ.
pub fn changed(
    before: &BTreeMap<PathBuf, Vec<u8>>,
    after: &BTreeMap<PathBuf, Vec<u8>>,
) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|it| before.get(*it) != after.get(*it));
    differ
        .map(|it| it.file_name().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_a_stolen_key_signed_is_not_believed_until_it_is_signed_again() {
    let robbed = Robbed::new();
    let Robbed {
        site,
        since,
        early,
        late,
    } = &robbed;
    let before = robbed.built();
    let working = site.key_id("working");
    let files = site.ledger_files();
    let said = robbed.compromise();
    let act = site.act("-compromise-");
    let (first, second) = match files[0].contains("2026-spring") {
        true => (&files[0], &files[1]),
        false => (&files[1], &files[0]),
    };
    let root = site.root().display().to_string();
    assert_eq!(
        said,
        format!(
            "working ({working}), in other hands since {since}:\n  \
             3 of the awards it signed stand in files made before that\n    \
             ledger/{first}  3\n  \
             1 do not, and must be looked through\n    \
             ledger/{second}: made on that date or later\n      \
             {late}  rust-101 1  2026-05-04  alan\n  \
             1 status list will be signed anew\n\
             Ended all trust in working ({working}) in ledger/{act}.\n\
             backup ({}) signs from now on. Make a new backup key: `accolade key new {root} --backup`.\n\
             Look through the awards named above: revoke what is not yours, with `accolade revoke`.\n\
             `accolade reissue {root}` signs again what stood there before; until then the pages of these awards\n\
             say that they cannot be confirmed.\n\
             Commit keys.toml and ledger/, and run `accolade build {root}` to publish.\n",
            site.key_id("backup")
        )
    );
    let ended = robbed.built();
    let document = site.did_document();
    let trusted = document["assertionMethod"].to_string();
    assert!(!trusted.contains(&working), "{document}");
    let entry = &document["verificationMethod"][0];
    assert_eq!(entry["publicKeyMultibase"], working.as_str());
    assert_eq!(entry["revoked"], since.as_str());
    for (path, verdict) in site.verdicts() {
        assert_eq!(verdict, "not-verified", "{path}");
    }
    for id in early.iter().chain([late]) {
        let page = robbed.page(id);
        assert!(
            page.contains("The signature of this badge no longer counts"),
            "{page}"
        );
        assert!(page.contains("Cannot be confirmed"), "{page}");
        assert!(page.contains("class=\"award unproven\""), "{page}");
        assert!(page.contains("<title>Cannot be confirmed: "), "{page}");
        assert!(!page.contains("og:image"), "{page}");
        assert!(
            !page.contains("id=\"share\"") && !page.contains("id=\"download\""),
            "{page}"
        );
    }
    // Their pages, and what the world is told of keys; not a credential.
    for name in changed(&before, &ended) {
        let is_page = name.ends_with(".html");
        let is_told = ["did.json", "revocation-1.json"].contains(&name.as_str());
        assert!(is_page || is_told, "{name}");
    }
    assert!(
        site.read("public/index.html")
            .contains("Others may have used one of this issuer")
    );
    sign_again(&robbed, &ended);
}

fn sign_again(robbed: &Robbed, ended: &BTreeMap<PathBuf, Vec<u8>>) {
    let Robbed {
        site, early, late, ..
    } = robbed;
    let plan: Value =
        serde_json::from_str(&site.succeed(&["reissue", "--dry-run", "--json"])).unwrap();
    assert_eq!(plan["left"], serde_json::json!([late]));
    assert_eq!(plan["signed_again"].as_array().unwrap().len(), 3);
    let said = site.succeed(&["reissue", "--yes"]);
    assert!(said.starts_with("3 to sign again, 1 left\n"), "{said}");
    assert!(said.contains("Left for you to look through:\n"), "{said}");
    assert!(said.contains("Signed again in ledger/"), "{said}");
    assert!(said.contains(" ID…`"), "{said}");
    let listed: Value = serde_json::from_str(&site.succeed(&["report", "--json"])).unwrap();
    for award in listed.as_array().unwrap() {
        let is_late = award["id"] == late.as_str();
        assert_eq!(award["standing"] == "unconfirmed", is_late, "{award}");
    }
    let again = robbed.built();
    for (path, verdict) in site.verdicts() {
        let expected = match path.contains(late.as_str()) {
            true => "not-verified",
            false => "verified",
        };
        assert_eq!(verdict, expected, "{path}");
    }
    for (path, old) in ended {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_of_early = early.iter().any(|it| name.starts_with(it.as_str()));
        if name.ends_with(".json") && is_of_early && !name.ends_with(".assertion.json") {
            let [old, new] = [old, &again[path]].map(|it| serde_json::from_slice(it).unwrap());
            same_claims(old, new);
        }
    }
    for name in changed(ended, &again) {
        let id = name.split('.').next().unwrap();
        let is_assertion = name.ends_with(".assertion.json");
        let is_of_early = early.iter().any(|it| it == id) && !is_assertion;
        assert!(is_of_early, "{name}");
    }
    for id in early {
        let page = robbed.page(id);
        assert!(page.contains("class=\"award valid\""), "{page}");
        assert!(page.contains("It was signed again on"), "{page}");
    }
    assert!(
        site.fail(&["reissue", "--yes", &early[0]], 1)
            .contains("that was done already")
    );
    assert_eq!(
        site.fail(&["reissue", "--yes", "aaaa"], 1).lines().next(),
        Some("error: the ledger holds no award `aaaa`")
    );
    // What is left is looked through by a person, who is told which it is.
    let said = site.run(&["check"]);
    let said = crate::issuing::told(&said);
    assert!(
        said.contains(&format!(
            "look through them: `accolade reissue {late}` signs"
        )),
        "{said}"
    );
    // What is not the issuer's is taken back, and needs no further look.
    let other = site.fork();
    other.succeed(&["revoke", "--yes", late, "--reason", "Not ours"]);
    let said = other.succeed(&["reissue", "--yes"]);
    assert_eq!(said, "0 to sign again, 0 left\nNothing to sign again.\n");
    assert!(
        other
            .fail(&["reissue", "--yes", late], 1)
            .contains("it was taken back")
    );
    other.succeed(&["build"]);
    assert!(!other.succeed(&["check"]).contains("compromised"));
    // What was looked through is signed by its id.
    let said = site.succeed(&["reissue", "--yes", late]);
    assert!(said.starts_with("1 to sign again, 0 left\n"), "{said}");
    site.succeed(&["build"]);
    for (path, verdict) in site.verdicts() {
        assert_eq!(verdict, "verified", "{path}");
    }
    let said = site.succeed(&["reissue", "--yes"]);
    assert_eq!(said, "0 to sign again, 0 left\nNothing to sign again.\n");
    assert!(
        site.read("public/index.html")
            .contains("Others may have used one of this issuer")
    );
}

fn same_claims(mut old: Value, mut new: Value) {
    assert_ne!(old["proof"], new["proof"]);
    for document in [&mut old, &mut new] {
        document.as_object_mut().unwrap().remove("proof");
    }
    assert_eq!(old, new);
}

#[test]
fn a_compromise_is_told_by_another_key_and_has_a_date() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    let compromise = |since: &str| {
        site.fail(
            &["key", "compromise", "--yes", "working", "--since", since],
            1,
        )
    };
    let day = "`--since 2026-13-01`: ";
    let wrong = [
        "key",
        "compromise",
        "--yes",
        "working",
        "--since",
        "2026-13-01",
    ];
    assert!(site.fail(&wrong, 2).contains(day));
    assert!(compromise("2999-01-01").contains("which is yet to come"));
    let backup = site.key_file("backup");
    let away = backup.with_extension("away");
    fs::rename(&backup, &away).unwrap();
    let told_so = compromise(&robbed.since);
    assert!(
        told_so.contains("no listed key that may vouch for this is in"),
        "{told_so}"
    );
    let working = site.key_file("working");
    let own = site.fail(
        &[
            "key",
            "compromise",
            "--yes",
            "working",
            "--since",
            &robbed.since,
            "--key",
            working.to_str().unwrap(),
        ],
        1,
    );
    assert!(
        own.contains("a compromised key cannot say so of itself"),
        "{own}"
    );
    fs::rename(&away, &backup).unwrap();
    assert_eq!(site.ledger_files().len(), 2);
    robbed.compromise();
    assert!(compromise(&robbed.since).contains("is compromised since"));
    let earlier = [
        "key",
        "compromise",
        "--yes",
        "working",
        "--since",
        "2026-01-01",
    ];
    let said = site.succeed(&earlier);
    assert!(
        said.contains("0 of the awards it signed stand in files made before that"),
        "{said}"
    );
    assert!(
        said.contains("4 do not, and must be looked through"),
        "{said}"
    );
    site.succeed(&["build"]);
    assert_eq!(
        site.did_document()["verificationMethod"][0]["revoked"],
        "2026-01-01T00:00:00Z"
    );
    let said = site.succeed(&["reissue", "--dry-run"]);
    assert!(said.starts_with("0 to sign again, 4 left\n"), "{said}");
}

#[test]
fn a_key_that_the_stolen_one_vouched_for_is_named() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    site.succeed(&["key", "new", "--no-passphrase", "--label", "strange"]);
    let said = robbed.compromise();
    let id = site.key_id("strange");
    assert!(
        said.contains(&format!(
            "it vouched for the key strange ({id}) since then: if that is not yours, end it too"
        )),
        "{said}"
    );
}

#[test]
fn an_award_that_was_signed_again_is_erased_in_both_its_lines() {
    let robbed = Robbed::new();
    let site = &robbed.site;
    robbed.compromise();
    site.succeed(&["reissue", "--yes"]);
    let id = &robbed.early[0];
    site.succeed(&["erase", "--yes", id]);
    for file in site.ledger_files() {
        let text = site.read(&format!("ledger/{file}"));
        let lines = text.lines().filter(|it| it.contains(id.as_str()));
        let mut lines = lines.filter(|it| !it.starts_with("{\"erasure\""));
        assert_eq!(lines.next(), None, "{file}");
    }
    site.succeed(&["build"]);
    assert!(robbed.page(id).contains("class=\"award erased\""));
    assert_eq!(site.verdicts().len(), 3);
    let output = site.run(&["erase", "--yes", id]);
    assert!(output.status.success(), "{}", told(&output));
}
