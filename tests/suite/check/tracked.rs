//! What others would come to see with the repository.

use std::io::Write;

use super::*;

fn secret() -> String {
    // In two parts, so that no tool takes this file for a key.
    let dashes = "-----";
    format!(
        "{dashes}BEGIN PRIVATE KEY{dashes}\nMC4CAQAwBQYDK2VwBCIEIA\n{dashes}END PRIVATE KEY{dashes}\n"
    )
}

#[test]
fn records_keys_and_addresses_that_git_tracks_are_told() {
    let site = committed();
    git(&site, &["add", "--force", "awards"]);
    site.write("keys/mine.pem", &secret());
    site.write(
        "members.txt",
        "Ada <ada@recipients.example>\nGrace <grace@recipients.example>\n",
    );
    edit(
        &site,
        "badges/rust-101/index.md",
        "+++\nname",
        "+++\n# by ada@recipients.example\nname",
    );
    git(&site, &["add", "keys", "members.txt"]);
    finds(&site, "tracked", &["check"]);
}

#[test]
fn what_the_next_commit_would_take_along_is_told() {
    let site = committed();
    site.write(".gitignore", "/public/\n");
    site.write("spare.txt", &format!("z3u2{}\n", "e".repeat(44)));
    finds(&site, "to-be-tracked", &["check"]);
}

#[test]
fn an_address_of_the_organisation_is_no_secret() {
    let site = committed();
    site.write(
        "CONTACT.md",
        "Write to Badges@example.org or workshop@example.org.\n",
    );
    let said = super::said(&site, &["check"]);
    assert!(
        said.contains("w…@example.org") && !said.contains("b…@"),
        "{said}"
    );
    let settings = format!(
        "# also public: workshop@example.org\n{}",
        site.read("accolade.toml")
    );
    site.write("accolade.toml", &settings);
    site.succeed(&["check"]);
}

#[test]
fn without_git_everything_but_the_private_folders_is_looked_through() {
    let site = committed();
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    site.write("members.txt", "Ada <ada@recipients.example>\n");
    finds(&site, "without-git", &["check"]);
}

#[test]
fn what_an_interrupted_act_left_must_not_be_committed() {
    let site = committed();
    site.write("ledger/.unfinished", "{\"issued\":{}}\n");
    let said = super::said(&site, &["check"]);
    assert!(
        said.contains("error: the next `git add` would take along what an interrupted act left half done\n--> ledger/.unfinished"),
        "{said}"
    );
    super::git(&site, &["add", "--force", "ledger/.unfinished"]);
    let said = super::said(&site, &["check"]);
    assert!(
        said.contains("error: git tracks what an interrupted act left half done")
            && said.contains("`git rm --cached ledger/.unfinished`"),
        "{said}"
    );
}

/// An archive with one file, deflated, as office programs write them.
fn archive(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let name = b"xl/sharedStrings.xml";
    // Lengths that are only known at the end stand behind the file, and not here.
    let mut bytes = b"PK\x03\x04\x14\0\x08\0\x08\0".to_vec();
    bytes.extend([0; 16]);
    bytes.extend([name.len() as u8, 0, 0, 0]);
    bytes.extend(name);
    bytes.extend(packed.finish().unwrap());
    bytes.extend(b"PK\x07\x08");
    bytes
}

fn put(site: &IssuingSite, name: &str, bytes: &[u8]) {
    fs::write(site.root().join(name), bytes).unwrap();
}

#[test]
fn tables_that_are_no_plain_text_are_looked_through_as_well() {
    let site = committed();
    let table = "name,email\r\nAda,ada@recipients.example\r\nGrace,grace@recipients.example\r\n";
    let wide = |order: fn(u16) -> [u8; 2]| {
        let units = std::iter::once(0xfeff).chain(table.encode_utf16());
        units.flat_map(order).collect::<Vec<_>>()
    };
    put(&site, "little.csv", &wide(u16::to_le_bytes));
    put(&site, "big.csv", &wide(u16::to_be_bytes));
    let shared = "<sst><si><t>Ada</t></si><si><t>ada@recipients.example</t></si></sst>";
    put(&site, "members.xlsx", &archive(shared));
    let mut damaged = archive(shared);
    damaged.truncate(damaged.len() - 8);
    put(&site, "damaged.ods", &damaged);
    put(&site, "empty.xlsx", b"PK\x03\x04");
    git(&site, &["add", "."]);
    finds(&site, "tables", &["check"]);
}
