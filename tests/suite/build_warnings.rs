//! What `build` and `issue` say of things that are no mistake, or not yet.

use std::fs;

use crate::issuing::{IssuingSite, told};

const TABLE: &str = "awards/2026-spring.csv";

fn stderr(site: &IssuingSite, arguments: &[&str]) -> String {
    let output = site.run(arguments);
    assert!(output.status.success(), "{}", told(&output));
    told(&output)
}

#[test]
fn records_whose_awards_the_ledger_lacks_stop_a_build() {
    let site = IssuingSite::new();
    site.issue();
    site.succeed(&["build"]);
    let clone = site.fork();
    for gone in ["public", ".accolade"] {
        fs::remove_dir_all(clone.root().join(gone)).unwrap();
    }
    let file = format!("ledger/{}", clone.ledger_files()[0]);
    fs::remove_file(clone.root().join(&file)).unwrap();
    let told = clone.fail(&["build"], 1);
    let expected = "\
error: the ledger holds none of 3 awards that these records say were issued
--> awards/2026-spring.csv:2
hint: a file of `ledger/` is missing: bring it back from git, a backup or the computer where they were issued; it was perhaps never committed; if its act was taken back, `accolade undo` of the same file takes the ids out here, too, and `git log --diff-filter=D --name-only -- ledger` names it; a record that was never issued has no id
";
    assert!(told.starts_with(expected), "{told}");
    assert!(!clone.root().join("public/index.html").exists());
    // A machine that publishes has no records, and is asked nothing.
    fs::remove_dir_all(clone.root().join("awards")).unwrap();
    clone.write(&file, &site.read(&file));
    clone.succeed(&["build"]);
}

#[test]
fn a_build_says_how_many_records_wait_to_be_issued() {
    let site = IssuingSite::new();
    let issue = format!("accolade issue {}", site.root().display());
    let told = site.succeed(&["build"]);
    assert!(
        told.ends_with(&format!(
            "3 records in awards/ are not issued yet: {issue}\n"
        )),
        "{told}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&site.succeed(&["build", "--json"])).unwrap();
    assert_eq!(json["waiting"], 3);
    site.issue();
    let told = site.succeed(&["build"]);
    assert!(told.ends_with("unchanged\n"), "{told}");
    let more = site.read(TABLE) + "rust-101,Alan,alan@recipients.example,2026-05-04,\n";
    site.write(TABLE, &more);
    let told = site.succeed(&["build"]);
    assert!(
        told.ends_with(&format!("1 record in awards/ is not issued yet: {issue}\n")),
        "{told}"
    );
    site.write(TABLE, &more.replace(",id\n", ",ID,colour\n"));
    let told = stderr(&site, &["build"]);
    assert!(
        told.contains("not compared with the ledger") && told.contains(TABLE),
        "{told}"
    );
}

#[test]
fn a_badge_that_was_awarded_and_has_no_folder_any_more_is_told() {
    let site = IssuingSite::new();
    let badge = site.read("badges/rust-101/index.md");
    let dated = badge.replace("name =", "valid_for = \"2 years\"\nname =");
    site.write("badges/rust-101/index.md", &dated);
    site.issue();
    assert_eq!(stderr(&site, &["build"]), "");
    let folder = |name: &str| site.root().join("badges").join(name);
    fs::rename(folder("rust-101"), folder("rust")).unwrap();
    let expected = "\
warning: `rust-101` was awarded and has no folder any more; `rust` has the same content
--> badges/rust-101
hint: to the program that is another badge: rename `badges/rust` back to `badges/rust-101`, as what was issued keeps its address

";
    for arguments in [&["build"][..], &["issue", "--dry-run"], &["issue", "--yes"]] {
        // Nor is every record said to have lost the end that came from its badge.
        assert_eq!(stderr(&site, arguments), expected, "{arguments:?}");
    }
    fs::remove_dir_all(folder("rust")).unwrap();
    let expected = "\
warning: `rust-101` was awarded and has no folder any more
--> badges/rust-101
hint: its pages and its awards stay, but it cannot be awarded any more; bring the folder back if that was not meant

";
    assert_eq!(stderr(&site, &["build"]), expected);
}

#[test]
fn a_private_key_in_the_folder_is_told() {
    let site = IssuingSite::new();
    let key = fs::read_dir(site.keys())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    site.write("spare/key", &fs::read_to_string(key).unwrap());
    site.write(
        "cert.pem",
        "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n",
    );
    for arguments in [&["build"][..], &["issue", "--dry-run"]] {
        let told = stderr(&site, arguments);
        assert!(
            told.starts_with(
                "warning: this is a private key, and whoever gets the folder gets it\n--> spare/key\n"
            ),
            "{told}"
        );
        assert_eq!(told.matches("warning:").count(), 1, "{told}");
    }
}

#[test]
fn a_language_without_texts_and_a_picture_that_is_not_square_are_told() {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("languages = [\"pt-BR\", \"de-AT\"]\n{settings}"),
    );
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 400, 300);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[90; 400 * 300 * 3]).unwrap();
    writer.finish().unwrap();
    fs::remove_file(site.root().join("badges/rust-101/badge.svg")).unwrap();
    fs::write(site.root().join("badges/rust-101/badge.png"), png).unwrap();
    let told = stderr(&site, &["build"]);
    let expected = "\
warning: there are no texts in `pt-BR`: its pages speak `en`
--> accolade.toml
hint: there are texts in `de`, `en`, `es`, `fr`; others go to `themes/plain/texts/pt.toml`

warning: the picture of `rust-101` is not square: 400 by 300 pixels
--> badges/rust-101/index.md
hint: pages and wallets show badges in a square, some of them cut off or stretched

";
    assert_eq!(told, expected);
}

#[test]
fn text_that_is_not_drawn_in_the_font_of_its_author_is_told() {
    let site = IssuingSite::new();
    let picture = |inside: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">\
             <title>No text></title><rect width=\"100\" height=\"100\" fill=\"#246\"/>{inside}</svg>\n"
        )
    };
    site.write("badges/rust-101/badge.svg", &picture("<text/>"));
    assert_eq!(stderr(&site, &["build"]), "");
    let text = "<text x=\"10\" y=\"60\" font-family=\"Comic Sans MS\" fill=\"#fff\">Rust</text>";
    site.write("badges/rust-101/badge.svg", &picture(text));
    let expected = "\
warning: the text in the picture of `rust-101` is drawn in Inter, in whatever font it was made
--> badges/rust-101/index.md
hint: convert the text to paths in the drawing program, so that it looks the same everywhere

";
    assert_eq!(stderr(&site, &["build"]), expected);
}

#[test]
fn more_mistakes_than_are_looked_for_are_not_told_as_so_many() {
    let site = IssuingSite::new();
    let rows = |count: usize| {
        let row = "rust-101,,nobody,2026-05-02\n".repeat(count);
        format!("badge,name,email,issued_on\n{row}")
    };
    site.write(TABLE, &rows(7));
    let told = site.fail(&["issue", "--dry-run"], 1);
    assert!(told.ends_with("\n7 errors\n"), "{told}");
    site.write(TABLE, &rows(300));
    let told = site.fail(&["issue", "--dry-run"], 1);
    let end = "… and 50 more\n100 errors and perhaps more: so much is wrong that the rest was not looked at\n";
    assert!(told.ends_with(end), "{told}");
}

#[test]
fn a_folder_that_is_none_and_a_link_out_of_the_site_are_told_as_such() {
    let site = IssuingSite::new();
    let nowhere = site.root().join("nowhere");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_accolade"))
        .arg("build")
        .arg(&nowhere)
        .output()
        .unwrap();
    assert!(
        told(&output).contains("hint: name the folder of a site"),
        "{}",
        told(&output)
    );
    site.write("awards/~$2026.xlsx", "an open workbook");
    site.succeed(&["issue", "--dry-run"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", site.root().join("badges/etc")).unwrap();
        let told = site.fail(&["build"], 1);
        assert!(
            told.contains("a symbolic link leads out of the site's folder"),
            "{told}"
        );
    }
}

#[test]
fn an_address_in_a_badge_is_told_before_it_is_signed() {
    let site = IssuingSite::new();
    let badge = site.read("badges/rust-101/index.md");
    let lines = badge.lines().count();
    site.write(
        "badges/rust-101/index.md",
        &format!("{badge}\nQuestions? Write to petra@course.example.\n"),
    );
    let picture = site.read("badges/rust-101/badge.svg");
    let credited = format!("<!-- Icon: jane@design.example -->\n{picture}");
    site.write("badges/rust-101/badge.svg", &credited);
    let warning = |address: &str, place: &str| {
        format!(
            "warning: here is the e-mail address `{address}`, which every award of `rust-101` would publish\n\
             --> {place}\nhint: what is awarded does not change: take it out before; if it is an address \
             that everybody may know, name it in `accolade.toml`: in a comment is enough\n"
        )
    };
    let place = format!("badges/rust-101/index.md:{}", lines + 2);
    let warnings = [
        warning("p…@course.example", &place),
        warning("j…@design.example", "badges/rust-101/badge.svg:1"),
    ];
    for command in [&["issue", "--dry-run"][..], &["build"]] {
        let said = stderr(&site, command);
        for warning in &warnings {
            assert!(said.contains(warning), "{said}");
        }
    }
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("# Everybody may know petra@course.example and Jane@Design.example\n{settings}"),
    );
    assert!(!stderr(&site, &["issue", "--dry-run"]).contains("e-mail address"));
}

#[test]
fn a_badge_that_was_awarded_keeps_its_language_and_the_way_to_that_is_told() {
    let site = IssuingSite::new();
    site.issue();
    let settings = site.read("accolade.toml");
    site.write(
        "accolade.toml",
        &format!("languages = [\"de\", \"en\"]\n{settings}"),
    );
    let said = site.fail(&["build"], 1);
    let hint = "hint: write `language = \"en\"` into the badge's front matter";
    assert!(said.contains(hint), "{said}");
    let badge = site.read("badges/rust-101/index.md");
    site.write(
        "badges/rust-101/index.md",
        &badge.replacen("+++\n", "+++\nlanguage = \"en\"\n", 1),
    );
    site.succeed(&["build"]);
    // Nor does the time for which its awards hold change, which their page says.
    site.write("accolade.toml", &settings);
    site.write(
        "badges/rust-101/index.md",
        &badge.replacen("+++\n", "+++\nvalid_for = \"2 years\"\n", 1),
    );
    let said = site.fail(&["build"], 1);
    let words = "cannot change any more: `valid_for` was not given and is now \"2 years\"";
    assert!(said.contains(words), "{said}");
}

#[test]
fn a_theme_that_lets_search_engines_list_awards_is_told() {
    let site = IssuingSite::new();
    let settings = site.read("accolade.toml");
    let own = |listed: bool, name: &str, text: &str| {
        let site = site.fork();
        let privacy = format!("[privacy]\nlisted = {listed}\n");
        site.write(
            "accolade.toml",
            &format!("theme = \"ours\"\n{settings}\n{privacy}"),
        );
        site.write(&format!("themes/ours/templates/{name}"), text);
        stderr(&site, &["build"])
    };
    let bare = "<p>{{ site.issuer.name }}</p>\n";
    let frame = "{% block head %}{% endblock %}{% block main %}{% endblock %}{% block verification %}{% endblock %}\n";
    for (name, text) in [("award.html", bare), ("base.html", frame)] {
        let expected = format!(
            "warning: pages of awards, which are not listed, no longer ask search engines to leave them out\n\
             --> themes/ours/templates/{name}\n"
        );
        let said = own(false, name, text);
        assert!(said.contains(&expected), "{said}");
        assert!(!own(true, name, text).contains("search engines"));
    }
    let extended = "{% extends \"base.html\" %}\n{% block main %}{% endblock %}\n";
    assert!(!own(false, "award.html", extended).contains("search engines"));
    assert!(!own(false, "404.html", bare).contains("search engines"));
}
