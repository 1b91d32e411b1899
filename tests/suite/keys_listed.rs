//! The keys that a site lists beside those of its ledger, through the program.

use std::fs;

use accolade::proof::key::{PublicKey, SecretKey};

use crate::issuing::{IssuingSite, told};

#[test]
fn a_key_that_signed_cannot_be_dropped_from_the_list() {
    let site = IssuingSite::new();
    site.issue();
    site.succeed(&["build"]);
    let published = site.read("public/.well-known/did.json");
    let list = site.read("keys.toml");
    let second = list.rfind("[[key]]").unwrap();
    let first = list.find("[[key]]").unwrap();
    let without_first = format!("{}{}", &list[..first], &list[second..]);
    let lost_first = identifier(&list[first..second]);
    let lost_second = identifier(&list[second..]);
    for (changed, lost) in [
        (without_first.as_str(), vec![lost_first]),
        (&list[..second], vec![lost_second]),
        ("", vec![lost_first, lost_second]),
    ] {
        site.write("keys.toml", changed);
        for command in [&["build"][..], &["issue", "--yes"], &["issue", "--dry-run"]] {
            let told = site.fail(command, 1);
            for id in &lost {
                assert!(
                    told.contains(&format!("no longer lists the key `{id}`")),
                    "{told}"
                );
            }
            assert!(told.contains("git restore keys.toml"), "{told}");
        }
    }
    fs::remove_file(site.root().join("keys.toml")).unwrap();
    assert!(site.fail(&["build"], 1).contains(lost_first));
    assert_eq!(site.read("public/.well-known/did.json"), published);
    site.write("keys.toml", &list);
    site.succeed(&["build"]);
}

#[test]
fn a_key_that_nobody_vouched_for_is_not_published() {
    let site = IssuingSite::new();
    site.succeed(&["build"]);
    site.issue();
    let list = site.read("keys.toml");
    for (state, way_out) in [
        ("retired", "remove its entry"),
        ("active", "accolade key vouch"),
    ] {
        let stranger = stranger(state);
        site.write("keys.toml", &format!("{list}{stranger}"));
        let told = site.fail(&["build"], 1);
        assert!(told.contains("the ledger does not vouch"), "{told}");
        assert!(told.contains(identifier(&stranger)), "{told}");
        assert!(told.contains(way_out), "{told}");
    }
}

#[test]
fn a_key_of_somebody_else_is_vouched_for_by_nothing_but_a_word_of_its_own() {
    let site = IssuingSite::new();
    let issued = site.issue();
    let award = issued["issued"][0]["id"].as_str().unwrap();
    let stranger = stranger("active");
    let id = identifier(&stranger);
    site.write(
        "keys.toml",
        &format!("{}{stranger}", site.read("keys.toml")),
    );
    site.write(
        "awards/late.csv",
        "badge,name,email,issued_on\nrust-101,Late,late@recipients.example,2026-05-04\n",
    );
    for command in [&["issue", "--yes"][..], &["issue", "--dry-run"], &["build"]] {
        let told = site.fail(command, 1);
        assert!(told.contains("the ledger does not vouch"), "{told}");
        assert!(
            told.contains(&format!("`accolade key vouch {id}`")),
            "{told}"
        );
    }
    // What cannot wait goes on, and vouches for nobody.
    site.succeed(&["revoke", award, "--reason", "Issued twice", "--yes"]);
    assert_eq!(site.key_list()[2]["in_ledger"], false);
    let shown = site.succeed(&["key", "vouch", id, "--dry-run"]);
    assert_eq!(
        shown,
        format!(
            "other ({id}) can sign badges in the name of badges.example.org from then on.\n\
             Nothing was written: this was a dry run.\n"
        )
    );
    let done = site.succeed(&["key", "vouch", "other", "--yes"]);
    assert!(
        done.contains(&format!("vouches for other ({id}), in ledger/")),
        "{done}"
    );
    assert_eq!(site.key_list()[2]["in_ledger"], true);
    let told = site.fail(&["key", "vouch", "other", "--yes"], 1);
    assert!(told.contains("knows the key other"), "{told}");
    site.succeed(&["issue", "--yes"]);
    site.succeed(&["build"]);
}

#[test]
fn before_anything_is_issued_nobody_needs_to_vouch() {
    let site = IssuingSite::new();
    let told = site.fail(&["key", "vouch", "backup", "--yes"], 1);
    assert!(told.contains("the first act lists every key"), "{told}");
}

#[test]
fn signing_with_the_backup_key_is_said() {
    let site = IssuingSite::new();
    let working = fs::read_dir(site.keys())
        .unwrap()
        .map(|it| it.unwrap().path());
    let mut working = working.filter(|it| it.to_string_lossy().contains("-working-"));
    fs::remove_file(working.next().unwrap()).unwrap();
    let output = site.run(&["issue", "--yes"]);
    assert!(output.status.success());
    assert!(told(&output).contains("note: signing with the backup key (backup)"));
}

fn stranger(state: &str) -> String {
    let id = SecretKey::from_seed([9; 32]).public().to_multikey();
    format!(
        "\n[[key]]\nid = \"{id}\"\nstate = \"{state}\"\nadded = 2026-05-02T10:00:00Z\nlabel = \"other\"\n"
    )
}

/// The id in an entry of `keys.toml`.
fn identifier(entry: &str) -> &str {
    let start = entry.find("z6Mk").unwrap();
    &entry[start..start + 48]
}

#[test]
fn an_id_that_was_mistyped_is_not_published() {
    let site = IssuingSite::new();
    let list = site.read("keys.toml");
    for label in ["working", "backup"] {
        let key = fs::read_dir(site.keys())
            .unwrap()
            .map(|it| it.unwrap().path());
        let mut key = key.filter(|it| it.to_string_lossy().contains(&format!("-{label}-")));
        let name = key
            .next()
            .unwrap()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let id = identifier(&name);
        let slips: Vec<_> = slips(id).collect();
        let is_key = |it: &&String| PublicKey::from_multikey(it).is_ok();
        let (keys, others): (Vec<_>, Vec<_>) = slips.iter().partition(is_key);
        let mistyped = keys[0];
        site.write("keys.toml", &list.replacen(id, mistyped, 1));
        let told = site.fail(&["issue", "--yes"], 1);
        assert_eq!(
            told,
            format!(
                "error: no key `{mistyped}` is on this computer, but one whose id differs from that in a few \
                 characters\n\
                 --> keys.toml\n\
                 hint: write `id = \"{id}\"`, as the file `{name}` has it\n\n"
            )
        );
        site.write("keys.toml", &list.replacen(id, others[0], 1));
        let told = site.fail(&["issue", "--yes"], 1);
        assert!(told.contains("so a character of it is wrong"), "{told}");
        assert!(!site.root().join("ledger").exists());
    }
    site.write("keys.toml", &list);
    site.succeed(&["issue", "--yes"]);
}

/// An id with one other character.
fn slips(id: &str) -> impl Iterator<Item = String> {
    let digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".chars();
    let (start, end) = (&id[..20], &id[21..]);
    let other = digits.filter(|it| !id[20..].starts_with(*it));
    other.map(move |it| format!("{start}{it}{end}"))
}
