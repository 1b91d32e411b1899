//! Two people who issue at once, with real git: how that goes well, and how it is mended if not.

use super::*;

/// Two people, each with a copy of the same repository, the same key, and records of their own.
pub(super) struct Two {
    pub folder: tempfile::TempDir,
    pub origin: IssuingSite,
}

impl Two {
    pub fn new() -> Self {
        let two = Self {
            folder: tempfile::tempdir().unwrap(),
            origin: committed(),
        };
        two.clone_for(
            "ada",
            "rust-101,Alan Turing,alan@recipients.example,2026-05-04",
        );
        two.clone_for(
            "grace",
            "rust-101,Alonzo Church,alonzo@recipients.example,2026-05-04",
        );
        two
    }

    pub fn clone_for(&self, who: &str, record: &str) {
        let place = self.path(who);
        let from = self.origin.root();
        let arguments = [
            "clone",
            "--quiet",
            from.to_str().unwrap(),
            place.to_str().unwrap(),
        ];
        git_in(self.folder.path(), &arguments);
        git_in(&place, &["switch", "--quiet", "--create", who]);
        fs::create_dir(place.join("awards")).unwrap();
        let records = format!("badge,name,email,issued_on\n{record}\n");
        fs::write(place.join(format!("awards/{who}.csv")), records).unwrap();
    }

    pub fn path(&self, who: &str) -> PathBuf {
        self.folder.path().join(who)
    }

    pub fn run(&self, who: &str, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        self.origin.prepare(&mut command);
        command.current_dir(self.path(who)).args(arguments);
        command.output().unwrap()
    }

    pub fn succeed(&self, who: &str, arguments: &[&str]) -> String {
        let output = self.run(who, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn fail(&self, who: &str, arguments: &[&str]) -> String {
        let output = self.run(who, arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}",
            told(&output)
        );
        told(&output)
    }

    /// Issues, and commits the new file of the ledger, whose name it gives.
    pub fn issue(&self, who: &str) -> String {
        let said = self.succeed(who, &["issue", "--yes", "--json"]);
        let done: serde_json::Value = serde_json::from_str(&said).unwrap();
        self.commit(who);
        done["file"].as_str().unwrap().to_owned()
    }

    pub fn commit(&self, who: &str) {
        git_in(&self.path(who), &["add", "--all"]);
        git_in(
            &self.path(who),
            &["commit", "--quiet", "--message", "Issued"],
        );
    }

    /// Brings another's branch into one's own, as git itself does it.
    pub fn merge(&self, into: &str, from: &str) {
        self.merge_with(into, from, &[]);
    }

    /// The same, with one's own side of whatever is in conflict.
    pub fn merge_mine(&self, into: &str, from: &str) {
        self.merge_with(into, from, &["-X", "ours"]);
    }

    fn merge_with(&self, into: &str, from: &str, options: &[&str]) {
        let place = self.path(into);
        git_in(
            &place,
            &["fetch", "--quiet", self.path(from).to_str().unwrap(), from],
        );
        let merge = ["merge", "--quiet", "--no-edit", "FETCH_HEAD"];
        git_in(&place, &[&merge[..], options].concat());
    }

    pub fn read(&self, who: &str, name: &str) -> String {
        fs::read_to_string(self.path(who).join(name)).unwrap()
    }
}

/// Gives the awards of one file the places in the list that those of another have, signed as they
/// are: what chance does once in a long while.
fn clashing(two: &Two, who: &str, file: &str, with: &str) -> String {
    use accolade::proof::data_integrity::Signer;
    use accolade::proof::key_file;
    let other = two.read("ada", with);
    let place = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry["issued"]["status"]["index"].as_u64()
    };
    let index = other.lines().find_map(place).unwrap();
    let keys = fs::read_dir(two.origin.keys()).unwrap();
    let listed = two.read(who, "keys.toml");
    let method = |it: &accolade::proof::key::SecretKey| it.public().to_multikey();
    let secrets = keys.map(|it| {
        let nobody = || Err(std::io::ErrorKind::NotFound.into());
        key_file::read(&it.unwrap().path(), None, nobody).unwrap()
    });
    let mut secrets = secrets;
    let secret = secrets.find(|it| {
        let id = method(it);
        let at = listed.find(&id).unwrap();
        listed[at..].starts_with(&format!("{id}\"\nstate = \"active\""))
    });
    let secret = secret.unwrap();
    let id = format!("did:web:badges.example.org#{}", method(&secret));
    let made = "2026-11-14T10:00:00Z".parse().unwrap();
    let signer = Signer::new(secret, &id, made);
    let mut lines = Vec::new();
    for line in two.read(who, file).lines() {
        let mut entry: serde_json::Value = serde_json::from_str(line).unwrap();
        if entry.get("issued").is_some() {
            entry["issued"]["status"]["index"] = index.into();
            let mut credential = entry["issued"]["credential"].take();
            credential.as_object_mut().unwrap().remove("proof");
            let status = &mut credential["credentialStatus"];
            let list = status["statusListCredential"].as_str().unwrap();
            status["id"] = format!("{list}#{index}").into();
            status["statusListIndex"] = index.to_string().into();
            entry["issued"]["credential"] = signer.sign(&credential).unwrap();
            lines.push(entry.to_string());
        } else {
            lines.push(line.to_owned());
        }
    }
    use accolade::ledger::digest::{FileDigest, of_line};
    let mut digest = FileDigest::default();
    lines
        .iter()
        .for_each(|it| digest.add(&of_line(it.as_bytes())));
    let renamed = format!(
        "{}-{}.jsonl",
        file.rsplit_once('-').unwrap().0,
        digest.finish()
    );
    let place = two.path(who);
    fs::remove_file(place.join(file)).unwrap();
    fs::write(place.join(&renamed), lines.join("\n") + "\n").unwrap();
    git_in(&place, &["add", "--all"]);
    git_in(&place, &["commit", "--quiet", "--amend", "--no-edit"]);
    renamed
}

#[test]
fn two_people_issue_at_once_and_git_joins_what_they_did() {
    let two = Two::new();
    let (ada, grace) = (two.issue("ada"), two.issue("grace"));
    two.merge("grace", "ada");
    let said = two.succeed("grace", &["check", "--base", "origin/main"]);
    assert!(said.starts_with("Checked 5 awards, 1 badge, "), "{said}");
    two.succeed("grace", &["check", "--base", "grace~1"]);
    // The next act follows both.
    let more = "rust-101,Barbara Liskov,barbara@recipients.example,2026-05-04,\n";
    let records = two.read("grace", "awards/grace.csv") + more;
    fs::write(two.path("grace").join("awards/grace.csv"), records).unwrap();
    let next = two.issue("grace");
    let text = two.read("grace", &next);
    let header: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let mut heads = [ada, grace].map(|it| it.trim_start_matches("ledger/").to_owned());
    heads.sort();
    assert_eq!(header["parents"], serde_json::json!(heads));
    two.succeed("grace", &["check", "--base", "origin/main"]);
    two.succeed("grace", &["build"]);
    // And the first one takes all of it over.
    two.merge("ada", "grace");
    let said = two.succeed("ada", &["check"]);
    assert!(said.starts_with("Checked 6 awards"), "{said}");
}

#[test]
fn a_clash_is_found_before_anything_is_published_and_mended_with_the_command_that_is_named() {
    let two = Two::new();
    let (ada, grace) = (two.issue("ada"), two.issue("grace"));
    let before = two.read("grace", "awards/grace.csv");
    let grace = clashing(&two, "grace", &grace, &ada);
    two.succeed("grace", &["check"]);
    two.merge("grace", "ada");
    // Of two acts of the same second, either is the newer.
    for command in [&["check"][..], &["issue", "--yes"], &["build"]] {
        let said = two.fail("grace", command);
        assert!(
            said.contains("so that revoking one would revoke both"),
            "{said}"
        );
        assert!(said.contains("accolade undo ledger/"), "{said}");
        assert!(said.contains(&grace) && said.contains(&ada), "{said}");
    }
    assert!(!two.path("grace").join("public").exists());
    let table = two.read("grace", "awards/grace.csv");
    let id = table.trim_end().rsplit(',').next().unwrap().to_owned();
    let said = two.succeed("grace", &["undo", &grace, "--dry-run"]);
    let expected = format!(
        "{grace}: 1 award\n  issued {id}  rust-101 1  grace  2026-05-04\n  awards/grace.csv\n1 record loses \
         its id\n"
    );
    assert_eq!(
        said,
        expected.clone() + "Nothing was written: this was a dry run.\n"
    );
    assert_eq!(two.read("grace", "awards/grace.csv"), before);
    let said = two.succeed("grace", &["undo", &grace, "--yes"]);
    let done = format!("Took back {grace}. Run `accolade issue` to issue anew.\n");
    assert_eq!(said, expected + &done);
    // Every other byte of the records is as it was; the column stays.
    let without = two.read("grace", "awards/grace.csv");
    assert_eq!(
        without,
        "badge,name,email,issued_on,id\nrust-101,Alonzo Church,alonzo@recipients.example,2026-05-04,\n"
    );
    assert!(
        two.succeed("grace", &["check"])
            .contains("1 record not issued yet")
    );
    two.issue("grace");
    let said = two.succeed("grace", &["check", "--base", "origin/main"]);
    assert!(said.starts_with("Checked 5 awards"), "{said}");
    two.succeed("grace", &["build"]);
}

#[test]
fn a_branch_of_any_name_that_was_pushed_is_published() {
    let site = committed();
    let act = ledger_file(&site);
    git(&site, &["switch", "--quiet", "--create", "trunk"]);
    site.succeed(&["undo", "--dry-run", &act]);
    // What a push leaves, and no clone.
    git(&site, &["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    let said = site.fail(&["undo", "--yes", &act], 1);
    assert!(said.contains("it is in `origin/trunk`"), "{said}");
    // Whatever the other repository is called, and although a first branch of it lacks the act.
    git(&site, &["update-ref", "-d", "refs/remotes/origin/trunk"]);
    git(&site, &["switch", "--quiet", "--orphan", "bare"]);
    git(
        &site,
        &["commit", "--quiet", "--allow-empty", "-m", "Nothing"],
    );
    git(&site, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    git(&site, &["switch", "--quiet", "trunk"]);
    git(&site, &["update-ref", "refs/remotes/github/live", "HEAD"]);
    let said = site.fail(&["undo", "--yes", &act], 1);
    assert!(said.contains("it is in `github/live`"), "{said}");
}

#[test]
fn where_git_cannot_be_asked_nothing_is_taken_back_and_that_is_said() {
    let site = committed();
    let act = ledger_file(&site);
    let without_git = |words: &[&str]| {
        let mut command = site.command(words);
        command.env("PATH", site.root().join("nothing"));
        command.output().unwrap()
    };
    let undone = without_git(&["undo", "--yes", &act]);
    let said = told(&undone);
    assert_eq!(undone.status.code(), Some(1), "{said}");
    assert!(said.contains("the program `git` cannot be run"), "{said}");
    assert!(site.root().join("ledger").join(&act).exists() || site.root().join(&act).exists());
    let checked = told(&without_git(&["check"]));
    assert!(
        checked.contains(
            "warning: what git tracks could not be looked through: the program `git` cannot be run"
        ),
        "{checked}"
    );
}

#[test]
fn what_was_published_or_is_followed_is_not_taken_back() {
    let two = Two::new();
    let first = ledger_file(&two.origin);
    let undo = |arguments: &[&str]| two.fail("ada", &[&["undo", "--yes"], arguments].concat());
    let said = undo(&[&first]);
    assert!(said.contains("it is in `origin/HEAD`"), "{said}");
    let ada = two.issue("ada");
    let said = undo(&[&first]);
    assert!(
        said.contains("cannot be taken back")
            && said.contains("acts are taken back from the newest"),
        "{said}"
    );
    let said = undo(&[&ada, "--base", "ada"]);
    assert!(said.contains("it is in `ada`"), "{said}");
    two.succeed("ada", &["build"]);
    let said = undo(&[&ada]);
    assert!(
        said.contains("may have been published") && said.contains("delete `public`"),
        "{said}"
    );
    fs::remove_dir_all(two.path("ada").join("public")).unwrap();
    let said = undo(&[&ada.replace("ada-", "adb-")]);
    assert!(said.contains(&format!("is it `{ada}`?")), "{said}");
    two.succeed("ada", &["undo", "--yes", &ada]);
    // Nobody is asked where nobody is there, and another file is no act.
    let ada = two.issue("ada");
    assert_eq!(two.run("ada", &["undo", &ada]).status.code(), Some(2));
    assert_eq!(
        two.run("ada", &["undo", "keys.toml"]).status.code(),
        Some(2)
    );
    assert!(two.path("ada").join(&ada).exists());
}

#[test]
fn an_act_that_somebody_else_took_back_leaves_the_records_here_with_the_same_command() {
    let two = Two::new();
    let more = "rust-101,Barbara Liskov,barbara@recipients.example,2026-05-05\n\
                rust-101,Donald Knuth,donald@recipients.example,2026-05-05\n";
    let records = two.read("grace", "awards/grace.csv") + more;
    fs::write(two.path("grace").join("awards/grace.csv"), records).unwrap();
    let grace = two.issue("grace");
    two.merge("ada", "grace");
    let said = two.succeed("ada", &["undo", &grace, "--yes"]);
    assert!(
        said.contains("Where they are, run the same `undo`."),
        "{said}"
    );
    two.commit("ada");
    two.merge("grace", "ada");
    // Of many records, as of one.
    for command in [&["issue", "--yes"][..], &["build"], &["check"]] {
        let said = two.fail("grace", command);
        let way_out = "if its act was taken back, `accolade undo` of the same file";
        assert_eq!(said.matches(way_out).count(), 1, "{said}");
        assert!(said.contains("holds none of 3 awards"), "{said}");
    }
    let said = two.succeed("grace", &["undo", &grace, "--yes"]);
    assert!(said.contains("3 records lose their ids"), "{said}");
    two.issue("grace");
    two.succeed("grace", &["check"]);
}
