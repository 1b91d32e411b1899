//! Acts that say something of keys.

use super::*;

#[test]
fn what_ended_the_trust_in_a_key_or_broke_the_glass_is_not_taken_back() {
    let (site, _) = issued();
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    let before = site.ledger_files();
    let other = site.fork();
    let retired = |site: &IssuingSite, arguments: &[&str]| {
        site.succeed(arguments);
        let files = site.ledger_files();
        files.into_iter().find(|it| !before.contains(it)).unwrap()
    };
    let file = retired(&site, &["key", "retire", "--yes", "second"]);
    let said = site.fail(&["undo", "--yes", &file], 1);
    assert!(
        said.contains("(second) is retired, as `keys.toml` does")
            && said.contains("`accolade key new`"),
        "{said}"
    );
    assert!(site.ledger_files().contains(&file));
    for key in fs::read_dir(other.keys()).unwrap() {
        fs::remove_file(key.unwrap().path()).unwrap();
    }
    let glass = ["key", "new", "--no-passphrase", "--break-glass", "--yes"];
    let file = retired(&other, &glass);
    let said = other.fail(&["undo", "--yes", &file], 1);
    assert!(said.contains("for which no earlier key vouches"), "{said}");
    assert!(other.ledger_files().contains(&file));
}

#[test]
fn keys_and_new_signatures_that_the_built_site_shows_are_not_taken_back() {
    let (site, first) = issued();
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    let files = site.ledger_files();
    let added = files.into_iter().find(|it| *it != first).unwrap();
    site.succeed(&["undo", "--dry-run", &added]);
    site.succeed(&["build"]);
    let said = site.fail(&["undo", "--yes", &added], 1);
    assert!(said.contains("did.json"), "{said}");
    // Acts are dated in whole seconds: what was issued must lie before the second of the theft.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let since = jiff::Timestamp::now().to_string();
    site.succeed(&["key", "compromise", "--yes", "working", "--since", &since]);
    site.succeed(&["build"]);
    let built = site.fork();
    for site in [&site, &built] {
        site.succeed(&["reissue", "--yes"]);
    }
    built.succeed(&["build"]);
    let file = act(&built, "-reissue-");
    let said = built.fail(&["undo", "--yes", &file], 1);
    assert!(
        said.contains("it is in the built site, as `public/awards/"),
        "{said}"
    );
    site.succeed(&["undo", "--yes", &act(&site, "-reissue-")]);
}

/// `keys.toml` goes on listing it; either way to agree is named, and works.
#[test]
fn what_is_left_to_do_of_a_key_that_an_act_added_is_said() {
    let (site, first) = issued();
    site.succeed(&["key", "new", "--no-passphrase", "--label", "second"]);
    let added = site
        .ledger_files()
        .into_iter()
        .find(|it| *it != first)
        .unwrap();
    let said = site.succeed(&["undo", "--yes", &added]);
    let id = site.key_id("second");
    let root = site.root().display().to_string();
    assert!(
        said.ends_with(&format!(
            "Took back ledger/{added}.\nkeys.toml still lists the key {id}, which that act added: \
             `accolade key vouch {id} {root}` lets another one vouch for it again, and \
             `accolade key retire {id} {root}` takes it off the list.\n"
        )),
        "{said}"
    );
    let other = site.fork();
    site.succeed(&["key", "vouch", "--yes", &id]);
    other.succeed(&["key", "retire", "--yes", &id]);
    for site in [&site, &other] {
        site.succeed(&["build"]);
        site.succeed(&["check"]);
    }
}
