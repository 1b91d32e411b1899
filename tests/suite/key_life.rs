//! The life of a key, through the program: another one, retired, lost, and all of them lost.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::issuing::{IssuingSite, told};

impl IssuingSite {
    /// The file of the private key with that label.
    pub fn key_file(&self, label: &str) -> PathBuf {
        let files = fs::read_dir(self.keys()).unwrap();
        let mut files = files.map(|it| it.unwrap().path());
        let label = format!("-{label}-z6Mk");
        let found = files.find(|it| it.to_string_lossy().contains(&label));
        found.unwrap_or_else(|| panic!("there is no key {label}"))
    }

    /// The file of the ledger with that part in its name.
    pub fn act(&self, part: &str) -> String {
        let files = self.ledger_files().into_iter();
        let mut found: Vec<_> = files.filter(|it| it.contains(part)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    pub fn lose(&self, label: &str) {
        fs::remove_file(self.key_file(label)).unwrap();
    }

    pub fn key_list(&self) -> Vec<Value> {
        let list: Value = serde_json::from_str(&self.succeed(&["key", "list", "--json"])).unwrap();
        list["keys"].as_array().unwrap().clone()
    }

    /// The id of the key with that label.
    pub fn key_id(&self, label: &str) -> String {
        let list = self.key_list();
        let key = list.iter().find(|it| it["label"] == label).unwrap();
        key["id"].as_str().unwrap().to_owned()
    }

    /// Issues one more award.
    pub fn award(&self, name: &str) -> Value {
        let table = format!(
            "badge,name,email,issued_on\nrust-101,{name},{name}@recipients.example,2026-05-04\n"
        );
        self.write(&format!("awards/{name}.csv"), &table);
        self.issue()
    }

    pub fn did_document(&self) -> Value {
        serde_json::from_str(&self.read("public/.well-known/did.json")).unwrap()
    }

    /// What `verify` says of every credential of the built site: path and verdict.
    pub fn verdicts(&self) -> Vec<(String, String)> {
        let files = crate::example::files(&self.root().join("public/awards")).into_iter();
        let credentials = files.filter(|it| {
            let name = it.to_string_lossy();
            name.ends_with(".json") && !name.ends_with(".assertion.json")
        });
        let public = self.root().join("public");
        let verdicts = credentials.map(|path| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_accolade"));
            command.args(["verify", "--offline", "--json", "--site"]);
            let output = command.arg(&public).arg(&path).output().unwrap();
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            let said = said.as_array().map_or(said.clone(), |it| it[0].clone());
            let name = path.strip_prefix(&public).unwrap().to_str().unwrap();
            (
                name.to_owned(),
                said["verdict"].as_str().unwrap().to_owned(),
            )
        });
        verdicts.collect()
    }
}

fn all_verified(site: &IssuingSite, count: usize) {
    let verdicts = site.verdicts();
    assert_eq!(verdicts.len(), count);
    for (path, verdict) in verdicts {
        assert_eq!(verdict, "verified", "{path}");
    }
}

#[test]
fn one_more_key_is_vouched_for_and_signs_when_the_first_is_retired() {
    let site = IssuingSite::new();
    site.issue();
    let said = site.succeed(&["key", "new", "--no-passphrase"]);
    let (first, second) = (site.key_id("working"), site.key_id("working-2"));
    let file = site.key_file("working-2");
    let act = site.ledger_files().pop().unwrap();
    assert_eq!(
        said,
        format!(
            "Made the key working-2 ({second}) and listed it in keys.toml:\n  {}\n\
             working ({first}) vouches for it, in ledger/{act}.\n\
             Back up the file.\n\
             Commit keys.toml and ledger/, and run `accolade build {}` to publish.\n",
            file.display(),
            site.root().display()
        )
    );
    site.succeed(&["build"]);
    let before = crate::example::files(&site.root().join("public"));
    let bytes: Vec<_> = before.iter().map(|it| fs::read(it).unwrap()).collect();
    let said = site.succeed(&["key", "retire", "--yes", "working"]);
    let act = site.act("-retire-");
    assert_eq!(
        said,
        format!(
            "Retired working ({first}) in ledger/{act}.\n\
             It signs no more; what it signed stays valid.\n\
             Commit keys.toml and ledger/, and run `accolade build {}` to publish.\n",
            site.root().display()
        )
    );
    site.succeed(&["build"]);
    // Not a byte of the site changes: the world need not know.
    for (path, bytes) in before.iter().zip(bytes) {
        assert!(fs::read(path).unwrap() == bytes, "{}", path.display());
    }
    let document = site.did_document();
    assert_eq!(document["assertionMethod"].as_array().unwrap().len(), 3);
    assert!(!document.to_string().contains("revoked"), "{document}");
    all_verified(&site, 3);
    let issued = site.award("alan");
    let id = issued["issued"][0]["id"].as_str().unwrap();
    site.succeed(&["build"]);
    let credential = site.read(&format!("public/awards/{}/{id}.json", &id[..2]));
    assert!(credential.contains(&second) && !credential.contains(&first));
    all_verified(&site, 4);
    let list = site.succeed(&["key", "list"]);
    assert!(list.contains(&format!("{first}  retired")), "{list}");
    assert!(list.contains(&format!("vouched for by {first}")), "{list}");
    assert_eq!(
        site.fail(&["key", "retire", "--yes", &first], 1),
        format!("error: the key `{first}` is retired already\n\n")
    );
}

#[test]
fn a_lost_key_is_retired_by_the_backup_which_takes_its_place() {
    let site = IssuingSite::new();
    site.issue();
    site.lose("working");
    let (first, backup) = (site.key_id("working"), site.key_id("backup"));
    let plan = site.succeed(&["key", "retire", "--dry-run", "working"]);
    let promotion = format!(
        "backup ({backup}) signs from now on. Make a new backup key: `accolade key new {} --backup`.\n",
        site.root().display()
    );
    assert_eq!(
        plan,
        format!(
            "Would retire working ({first}). It signs no more; what it signed stays valid.\n\
             {promotion}Nothing was written: this was a dry run.\n"
        )
    );
    assert_eq!(site.ledger_files().len(), 1);
    let said = site.succeed(&["key", "retire", "--yes", "working"]);
    assert!(said.contains(&promotion), "{said}");
    let states: Vec<_> = site
        .key_list()
        .iter()
        .map(|it| it["state"].clone())
        .collect();
    assert_eq!(states, ["retired", "active"]);
    let said = site.succeed(&["key", "new", "--no-passphrase", "--backup"]);
    assert!(
        said.contains("Then move it away from this computer"),
        "{said}"
    );
    assert_eq!(site.key_list()[2]["vouched_by"], backup.as_str());
    assert_eq!(site.key_list()[2]["state"], "backup");
    let issued = site.run(&["issue", "--yes"]);
    assert!(
        !told(&issued).contains("note: signing with the backup"),
        "{}",
        told(&issued)
    );
    site.award("alan");
    site.succeed(&["build"]);
    all_verified(&site, 4);
}

#[test]
fn when_all_keys_are_lost_the_glass_is_broken_and_the_site_says_so_for_ever() {
    let site = IssuingSite::new();
    site.issue();
    let early = site.fail(
        &["key", "new", "--no-passphrase", "--break-glass", "--yes"],
        1,
    );
    assert!(
        early.contains("no glass needs breaking: working ("),
        "{early}"
    );
    site.lose("working");
    site.lose("backup");
    let keys = site.keys().display().to_string();
    assert_eq!(
        site.fail(&["key", "new", "--no-passphrase"], 1),
        format!(
            "error: no listed key that may vouch for this is in `{keys}`\n\
             hint: put the file of the backup key there, or name it with `--key`; if every listed key is \
             lost, `accolade key new --break-glass` adds one that none vouches for\n\n"
        )
    );
    let asked = site.fail(&["key", "new", "--no-passphrase", "--break-glass"], 2);
    assert_eq!(
        asked,
        "error: nobody can be asked here; say `--yes` to break the glass\n"
    );
    assert_eq!(fs::read_dir(site.keys()).unwrap().count(), 0);
    let said = site.succeed(&["key", "new", "--no-passphrase", "--break-glass", "--yes"]);
    assert!(
        said.contains("No earlier key vouches for it, in ledger/"),
        "{said}"
    );
    let list = site.succeed(&["key", "list"]);
    let told = "added with `--break-glass`: no earlier key vouched for it";
    assert_eq!(list.matches(told).count(), 1, "{list}");
    let sentence = "this issuer added a key that no earlier key vouched for";
    for label in ["working", "backup"] {
        site.award(label);
        site.succeed(&["key", "retire", "--yes", label]);
        site.succeed(&["build"]);
        assert!(site.read("public/index.html").contains(sentence));
    }
    all_verified(&site, 5);
    assert_eq!(site.key_list()[2]["break_glass"], true);
    let last = site.fail(&["key", "retire", "--yes", "working-2"], 1);
    assert!(
        last.contains("is the last key of this site that can sign"),
        "{last}"
    );
    assert!(
        last.contains("make another one first, with `accolade key new`"),
        "{last}"
    );
}

#[test]
fn an_unvouched_key_in_the_ledger_is_accepted_in_no_other_form() {
    let site = IssuingSite::new();
    site.issue();
    site.lose("working");
    site.lose("backup");
    site.succeed(&["key", "new", "--no-passphrase", "--break-glass", "--yes"]);
    let act = site.act("-key-");
    let text = site.read(&format!("ledger/{act}"));
    fs::remove_file(site.root().join(format!("ledger/{act}"))).unwrap();
    for (from, to) in [
        (r#","break_glass":true"#, ""),
        (r#""state":"active""#, r#""state":"backup""#),
        (r#""state":"active""#, r#""state":"retired""#),
    ] {
        let forged = text.replacen(from, to, 1);
        assert_ne!(forged, text);
        let name = write_ledger_file(&site, &forged);
        let told = site.fail(&["build"], 1);
        assert!(told.contains("an entry of the ledger is wrong"), "{told}");
        assert!(told.contains(&format!("--> ledger/{name}:2")), "{told}");
        fs::remove_file(site.root().join(format!("ledger/{name}"))).unwrap();
    }
    write_ledger_file(&site, &text);
    site.succeed(&["build"]);
}

/// Writes lines as the file that their digest names; gives its name.
pub fn write_ledger_file(site: &IssuingSite, text: &str) -> String {
    use accolade::ledger::digest::{FileDigest, of_line};
    let mut digest = FileDigest::default();
    for line in text.lines() {
        digest.add(&of_line(line.as_bytes()));
    }
    let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let day = &header["made"].as_str().unwrap()[..10];
    let name = format!("{day}-forged-{}.jsonl", digest.finish());
    site.write(&format!("ledger/{name}"), text);
    name
}

#[test]
fn a_key_that_signed_nothing_is_taken_off_the_list() {
    let site = IssuingSite::new();
    let backup = site.key_id("backup");
    let said = site.succeed(&["key", "retire", "--yes", "backup"]);
    assert_eq!(
        said,
        format!("Took backup ({backup}) off the list: it never signed.\n")
    );
    assert_eq!(site.key_list().len(), 1);
    let said = site.succeed(&["key", "new", "--no-passphrase", "--label", "Anas stick"]);
    assert!(said.contains("Made the key Anas stick (z6Mk"), "{said}");
    assert!(said.contains("Commit keys.toml, and run"), "{said}");
    site.issue();
    site.succeed(&["build"]);
}

#[test]
fn a_key_is_named_by_its_label_or_the_start_of_its_id() {
    let site = IssuingSite::new();
    site.issue();
    let id = site.key_id("backup");
    site.succeed(&["key", "retire", "--dry-run", &id[..10]]);
    assert_eq!(
        site.fail(&["key", "retire", "--dry-run", "bakcup"], 1),
        "error: `keys.toml` lists no key that is called `bakcup`\n--> keys.toml\nexpected: `working`, \
         `backup` or the start of an id\nhint: `accolade key list` shows them\n\n"
    );
    assert_eq!(
        site.fail(&["key", "retire", "--dry-run"], 2),
        "error: name the key; `accolade key list` lists them\n"
    );
    assert_eq!(
        site.fail(&["key", "retire", "working", "backup"], 2),
        "error: name one key, and the site's folder: `working` is none, `backup` is none\n"
    );
    // Folder and key may change places, as those of awards may.
    let mut folder_first = Command::new(env!("CARGO_BIN_EXE_accolade"));
    site.prepare(&mut folder_first);
    folder_first.args(["key", "retire", "--dry-run"]);
    let output = folder_first
        .arg(site.root())
        .arg("backup")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let same = site.fail(&["key", "new", "--no-passphrase", "--label", "backup"], 1);
    assert!(
        same.contains("another key is called `backup` already"),
        "{same}"
    );
    let odd = site.fail(&["key", "new", "--no-passphrase", "--label", "a/b"], 2);
    assert!(odd.contains("`--label` takes letters, digits"), "{odd}");
    assert_eq!(fs::read_dir(site.keys()).unwrap().count(), 2);
}

#[test]
fn comments_in_the_list_of_keys_stay() {
    let site = IssuingSite::new();
    let list = site.read("keys.toml").replace(
        "label = \"working\"",
        "label = \"working\" # on the laptop of the workshop",
    );
    site.write("keys.toml", &list);
    site.issue();
    site.succeed(&["key", "new", "--no-passphrase"]);
    site.succeed(&["key", "retire", "--yes", "working"]);
    let changed = site.read("keys.toml");
    assert!(
        changed.contains("# on the laptop of the workshop"),
        "{changed}"
    );
    assert!(
        changed.starts_with("# The public keys of this site"),
        "{changed}"
    );
    assert_eq!(changed.matches("[[key]]").count(), 3);
    assert_eq!(changed.matches("state = \"retired\"").count(), 1);
}

#[test]
fn it_is_said_that_no_backup_key_is_left() {
    let site = IssuingSite::new();
    site.issue();
    let none = format!(
        "No backup key is left. Make one: `accolade key new {} --backup`.\n",
        site.root().display()
    );
    for manner in ["--dry-run", "--yes"] {
        let said = site.succeed(&["key", "retire", manner, "backup"]);
        assert!(said.contains(&none), "{said}");
    }
    site.succeed(&[
        "key",
        "new",
        "--no-passphrase",
        "--backup",
        "--label",
        "one",
    ]);
    site.succeed(&[
        "key",
        "new",
        "--no-passphrase",
        "--backup",
        "--label",
        "two",
    ]);
    let said = site.succeed(&["key", "retire", "--yes", "one"]);
    assert!(!said.contains("backup key"), "{said}");
    let said = site.succeed(&["key", "compromise", "--yes", "two", "--since", "2026-11-01"]);
    assert!(said.contains(&none), "{said}");
}

/// The day alone would be told as another one in another time zone.
#[test]
fn since_when_a_key_is_in_other_hands_is_told_as_an_instant() {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("time_zone = \"Europe/Paris\"\n{settings}"),
    );
    site.issue();
    for (since, shown) in [
        ("2026-11-01", "2026-11-01T00:00:00+01:00"),
        ("2026-10-31T23:30:00Z", "2026-11-01T00:30:00+01:00"),
    ] {
        let site = site.fork();
        let said = site.succeed(&["key", "compromise", "--yes", "backup", "--since", since]);
        assert!(
            said.contains(&format!("in other hands since {shown}:\n")),
            "{said}"
        );
        let list = site.succeed(&["key", "list"]);
        assert!(
            list.contains(&format!("in other hands since {shown}\n")),
            "{list}"
        );
    }
}
