//! Two people whose branches git cannot merge on its own, and what the program says to do then.

use super::clash::Two;
use super::*;

/// Brings another's branch into one's own, where git says that one must settle something.
fn merge_with_conflict(two: &Two, into: &str, from: &str) {
    let place = two.path(into);
    let from_path = two.path(from);
    git_in(
        &place,
        &["fetch", "--quiet", from_path.to_str().unwrap(), from],
    );
    let mut command = Command::new("git");
    command
        .current_dir(&place)
        .args(["-c", "user.name=Somebody"]);
    command.args(["-c", "user.email=somebody@example.org"]);
    let output = command.args(["merge", "--no-edit", "FETCH_HEAD"]).output();
    let said = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(said.contains("CONFLICT"), "{said}");
}

/// What messages say to do.
fn keep_one_side(two: &Two, who: &str, place: &str) {
    let folder = two.path(who);
    git_in(&folder, &["checkout", "--quiet", "--ours", place]);
    git_in(&folder, &["add", place]);
    git_in(&folder, &["commit", "--quiet", "--no-edit"]);
}

#[test]
fn two_people_erase_neighbours_and_the_message_says_how_to_join_that() {
    let two = Two::new();
    let file = ledger_file(&two.origin);
    let lines = two.origin.read(&file);
    let mut ids: Vec<String> = lines
        .lines()
        .filter_map(|it| Some(it.strip_prefix("{\"issued\":{\"id\":\"")?[..26].to_owned()))
        .collect();
    ids.truncate(2);
    for (who, id) in ["ada", "grace"].iter().zip(&ids) {
        two.succeed(who, &["erase", id, "--yes"]);
        two.commit(who);
    }
    merge_with_conflict(&two, "grace", "ada");
    let at = two.read("grace", &file);
    let at = at
        .lines()
        .position(|it| it.starts_with("<<<<<<< "))
        .unwrap()
        + 1;
    let name = file.strip_prefix("ledger/").unwrap();
    let mut sorted = ids.clone();
    sorted.sort();
    let both = sorted.join(" ");
    let expected = format!(
        "error: git left a conflict in `{name}`\n--> {file}:{at}\n\
         hint: keep one side whole, whichever: `git checkout --ours {file}`, `git add {file}`, and commit; \
         then `accolade erase {both}` takes out again what came back with that side, and `accolade issue` \
         signs the status list anew\n\n"
    );
    for command in ["build", "check", "report"] {
        let said = two.fail("grace", &[command]);
        assert!(said.contains(&expected), "{command}: {said}");
        assert!(!said.contains("git restore"), "{said}");
    }
    keep_one_side(&two, "grace", &file);
    let said = two.fail("grace", &["check"]);
    assert!(
        said.contains("was erased, and its line is still there"),
        "{said}"
    );
    let output = two.run("grace", &["erase", &sorted[0], &sorted[1], "--yes"]);
    assert_eq!(
        told(&output),
        "Took what the ledger still held of 1 erased award out of it: commit that, too. `accolade erase` with \
         the same ids says what the history of git still holds.\n"
    );
    assert!(output.status.success());
    let said = two.fail("grace", &["build"]);
    assert!(said.contains("accolade issue"), "{said}");
    two.issue("grace");
    two.succeed("grace", &["check", "--base", "origin/main"]);
    two.succeed("grace", &["build"]);
    let text = two.read("grace", &file);
    assert_eq!(text.matches("{\"erased\":").count(), 2);
}

#[test]
fn two_people_add_a_key_and_the_entry_that_is_missing_is_given_whole() {
    let two = Two::new();
    for who in ["ada", "grace"] {
        two.succeed(who, &["key", "new", "--no-passphrase", "--label", who]);
        two.commit(who);
    }
    merge_with_conflict(&two, "grace", "ada");
    for command in [
        &["build"][..],
        &["check"],
        &["key", "list"],
        &["issue", "--yes"],
    ] {
        let said = two.fail("grace", command);
        assert!(
            said.starts_with("error: git left a conflict in this file\n  --> keys.toml:"),
            "{said}"
        );
        assert!(
            said.contains(
                "hint: keep one side whole, whichever: `git checkout --ours keys.toml`, \
                 `git add keys.toml`, and commit; `accolade check` then gives the entries that are missing\n"
            ),
            "{said}"
        );
    }
    let all = two.read("ada", "keys.toml");
    keep_one_side(&two, "grace", "keys.toml");
    let entry = &all[all.rfind("[[key]]").unwrap()..];
    assert!(entry.contains("label = \"ada\""), "{entry}");
    let said = two.fail("grace", &["check"]);
    let expected = format!(
        "hint: bring its entry back, with `git restore keys.toml` or at the end of the file:\n{entry}"
    );
    assert!(said.contains(&expected), "{said}");
    let kept = two.read("grace", "keys.toml");
    fs::write(two.path("grace").join("keys.toml"), kept + "\n" + entry).unwrap();
    two.commit("grace");
    two.succeed("grace", &["check", "--base", "origin/main"]);
    two.issue("grace");
    two.succeed("grace", &["build"]);
}

#[test]
fn records_in_which_git_left_a_conflict_are_told_as_that() {
    let site = committed();
    let name = "awards/2026-spring.csv";
    let records = site.read(name);
    site.write(
        name,
        &format!("{records}<<<<<<< HEAD\n=======\n>>>>>>> ada\n"),
    );
    let line = records.lines().count() + 1;
    let expected = format!(
        "error: git left a conflict in this file\n --> {name}:{line}:1\n  |\n{line} | <<<<<<< HEAD\n  \
         | ^^^^^^^^^^^^\n\
         hint: settle it: keep what is right of both sides, and delete the lines that git put in\n\n"
    );
    similar_asserts::assert_eq!(site.fail(&["issue", "--yes"], 1), expected);
    site.write(name, &records);
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("{settings}<<<<<<< HEAD\n=======\n>>>>>>> ada\n"),
    );
    let said = site.fail(&["build"], 1);
    assert!(
        said.starts_with("error: git left a conflict in this file\n"),
        "{said}"
    );
}

#[test]
fn two_people_award_a_version_with_different_content_and_the_message_says_how_to_settle_it() {
    let two = Two::new();
    let badge = "badges/rust-101/index.md";
    let text = two.read("ada", badge);
    let mut files = Vec::new();
    for who in ["ada", "grace"] {
        let described = format!("description = \"As {who} says.\"\nversion = \"2\"");
        let line = text
            .lines()
            .find(|it| it.starts_with("description"))
            .unwrap();
        fs::write(two.path(who).join(badge), text.replace(line, &described)).unwrap();
        files.push(two.issue(who));
        // So that one of them is the newer.
        std::thread::sleep(std::time::Duration::from_millis(1_100));
    }
    merge_with_conflict(&two, "grace", "ada");
    keep_one_side(&two, "grace", badge);
    let place = |file: &str| {
        let text = two.read("grace", file);
        let at = text
            .lines()
            .position(|it| it.starts_with("{\"definition\""))
            .unwrap()
            + 1;
        format!("{file}:{at}")
    };
    let (older, newer) = (&files[0], &files[1]);
    let expected = format!(
        "error: version 2 of `rust-101` was frozen twice, with different content: first in {}\n--> {}\n\
         hint: two people changed it and awarded it at once: run `accolade undo {newer}` where its award \
         records are, give the badge a new `version` if it is to stay changed, and `accolade issue` again; \
         if that file was published and the older one was not, take back `{older}` instead\n\n",
        place(older),
        place(newer)
    );
    for command in ["build", "check", "report"] {
        let said = two.fail("grace", &[command]);
        assert!(said.contains(&expected), "{command}: {said}");
    }
    two.succeed("grace", &["undo", newer, "--yes"]);
    let text = two
        .read("grace", badge)
        .replace("version = \"2\"", "version = \"3\"");
    fs::write(two.path("grace").join(badge), text).unwrap();
    two.issue("grace");
    two.succeed("grace", &["check", "--base", "origin/main"]);
    two.succeed("grace", &["build"]);
}
