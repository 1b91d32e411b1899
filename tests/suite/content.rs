//! Reading the content folder.

use accolade::content;
use accolade::diagnostic::Diagnostics;
use accolade::model::achievement::Artwork;
use accolade::model::award::{Award, AwardId, RecordPlace};
use accolade::model::privacy::NameDisclosure;
use accolade::model::result::Reached;
use proptest::prelude::*;

use crate::project::{Project, SETTINGS};

fn told(findings: Diagnostics) -> String {
    let findings = findings.sorted();
    findings.iter().map(|it| format!("{it}\n\n")).collect()
}

fn awards(project: &Project) -> Vec<Award> {
    let catalog = content::load(project.root()).unwrap_or_else(|it| panic!("{}", told(it)));
    content::load_awards(project.root(), &catalog).unwrap_or_else(|it| panic!("{}", told(it)))
}

fn refused(project: &Project) -> String {
    let catalog = content::load(project.root()).unwrap_or_else(|it| panic!("{}", told(it)));
    told(content::load_awards(project.root(), &catalog).expect_err("a mistake"))
}

fn id(letter: char) -> AwardId {
    AwardId::new(&letter.to_string().repeat(26)).unwrap()
}

const FULL_BADGE: &str = r##"+++
name = "Rust 101"
description = "Writes small programs in Rust."
version = 2
kind = "Certificate"
tags = ["rust", "programming", "rust"]
valid_for = "2 years"
signup_url = "https://example.org/courses"
level = "beginner"
hours = 12.5
assessment = "A project, reviewed by two mentors."
credits = 3
language = "fr"

[[alignment]]
name = "Programming"
url = "https://example.org/esco/1"
framework = "ESCO"
code = "S5.6"
description = "Writes code."
type = "ceterms:Credential"

[[result]]
id = "score"
name = "Final score"
type = "Percent"
min = 0
max = 100
required_value = "50"

[[result]]
id = "skill"
name = "Skill"
type = "RubricCriterionLevel"
required_level = "good"
[[result.level]]
id = "good"
name = "Good"
points = "1"
[[result.level]]
id = "great"
name = "Great"

[artwork]
shape = "hexagon"
palette = "forest"
icon = "star"
text = "Rust"
banner = "101"
stars = 3
+++

# How

Finish the course.
"##;

#[test]
fn every_key_of_a_site_and_a_badge_reaches_the_model() {
    let project = Project::new()
        .file("accolade.toml", r#"base_url = "https://org.example/repo/"
languages = ["en", "fr"]
time_zone = "Europe/Paris"
theme = "plain"
[issuer]
name = "Example Makers"
url = "https://example.org/"
email = "badges@example.org"
description = "A makerspace."
image = "logo.svg"
[privacy]
names = "initials"
identity = "none"
listed = true
"#)
        .file("logo.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="M8 8h48v48H8z"/></svg>"#)
        .file("badges/rust-101/index.md", FULL_BADGE);
    let catalog = content::load(project.root()).unwrap_or_else(|it| panic!("{}", told(it)));
    assert_eq!(catalog.settings.languages.len(), 2);
    assert_eq!(catalog.settings.time_zone.iana_name(), Some("Europe/Paris"));
    assert_eq!(catalog.settings.privacy.names, NameDisclosure::Initials);
    assert!(catalog.settings.privacy.listed);
    assert!(catalog.issuer.image.is_some());
    let badge = &catalog.achievements[0];
    assert_eq!(badge.version.as_str(), "2");
    assert_eq!(badge.tags, ["rust", "programming"]);
    assert_eq!(badge.hours.unwrap().to_string(), "12.5");
    assert_eq!(badge.credits.unwrap().to_string(), "3");
    assert_eq!(badge.language.as_str(), "fr");
    assert_eq!(badge.criteria, "# How\n\nFinish the course.");
    assert_eq!(badge.alignments[0].code.as_deref(), Some("S5.6"));
    assert_eq!(badge.results[0].maximum.as_deref(), Some("100"));
    assert_eq!(badge.results[1].levels.len(), 2);
    assert_eq!(
        badge.results[1].required_level.as_ref().unwrap().as_str(),
        "good"
    );
    assert!(matches!(&badge.artwork, Artwork::Drawn(it) if it.label == "Rust 101"));
    assert!(catalog.keys.0.is_empty());
}

#[test]
fn a_table_is_read_with_any_delimiter_column_order_and_common_headers() {
    let project = Project::with_awards(
        "\u{FEFF}Issue Date;E-Mail;Badge;Name;Evidence URL;Evidence Text;evidence_2\r\n\
         2026-05-02;Ada@Example.org;rust-101;\"Lovelace; Ada\";https://a.example/1 https://a.example/2;A\tpoem;https://a.example/3\r\n\
         ;;;;;;\r\n\
         2026-05-03;bob@example.org;rust-101;;;;\r\n",
    );
    let awards = awards(&project);
    assert_eq!(awards.len(), 2);
    assert_eq!(awards[0].recipient.name.as_deref(), Some("Lovelace; Ada"));
    assert_eq!(awards[0].recipient.email.as_str(), "Ada@Example.org");
    let urls: Vec<_> = awards[0]
        .evidence
        .iter()
        .map(|it| it.url.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "https://a.example/1",
            "https://a.example/2",
            "https://a.example/3"
        ]
    );
    assert_eq!(awards[0].evidence[0].narrative.as_deref(), Some("A poem"));
    assert_eq!(awards[1].record.line, 4);
    assert_eq!(awards[1].record.index, 1);
    assert_eq!(awards[1].record.cohort(), "spring");
    assert!(awards[1].recipient.name.is_none());
}

#[test]
fn records_in_toml_share_what_stands_above_them() {
    let project = Project::new()
        .file("badges/rust-101/index.md", FULL_BADGE)
        .file(
            "awards/autumn.toml",
            r#"badge = "rust-101"
issued_on = 2026-05-02

[[award]]
email = "ada@example.org"
result = { score = 92, skill = "great" }
evidence = [{ url = "https://a.example/1", text = "One" }, { text = "Two" }]

[[award]]
email = "bob@example.org"
issued_on = "2026-05-03T10:00:00+02:00"
expires_on = "never"
evidence = ["https://a.example/1", "https://a.example/2"]
result = "score=50"
names = "none"
"#,
        );
    let awards = awards(&project);
    assert_eq!(
        awards[0].validity.issued_on().date().to_string(),
        "2026-05-02"
    );
    assert_eq!(
        awards[0].validity.expires_on().unwrap().date().to_string(),
        "2028-05-02"
    );
    let results = awards[0].results.as_ref().unwrap();
    assert_eq!(results[0].reached, Reached::Value("92".into()));
    assert!(matches!(&results[1].reached, Reached::Level(it) if it.as_str() == "great"));
    assert_eq!(awards[0].evidence.len(), 2);
    assert_eq!(awards[0].evidence[1].narrative.as_deref(), Some("Two"));
    assert_eq!(awards[0].record.line, 4);
    assert!(awards[1].validity.expires_on().is_none());
    assert_eq!(awards[1].evidence.len(), 2);
    assert_eq!(awards[1].names, NameDisclosure::None);
    assert_eq!(awards[1].record.index, 1);
}

#[test]
fn an_award_may_say_less_than_the_site_and_never_more() {
    let project = Project::with_awards(
        "badge,email,issued_on,names\nrust-101,a@example.org,2026-05-02,full\n",
    )
    .file(
        "accolade.toml",
        format!("{SETTINGS}[privacy]\nnames = \"initials\"\n"),
    );
    assert!(refused(&project).contains("`full` says more than `[privacy]` of the site allows"));
}

#[test]
fn ids_are_written_into_a_table_and_nothing_else_changes() {
    let table = "\u{FEFF}badge;email;issued_on;narrative\r\n\
        rust-101;a@example.org;2026-05-02;\"one; \"\"two\"\"\r\nthree\"\r\n\
        \r\n\
        rust-101;b@example.org;2026-05-02\r\n\
        rust-101;\"c@example.org\";2026-05-02;";
    let project = Project::with_awards(table);
    let read = awards(&project);
    let ids = [
        (read[0].record.clone(), id('a')),
        (read[1].record.clone(), id('b')),
    ];
    content::write_ids(project.root(), &ids).unwrap();
    let expected = format!(
        "\u{FEFF}badge;email;issued_on;narrative;id\r\n\
        rust-101;a@example.org;2026-05-02;\"one; \"\"two\"\"\r\nthree\";{}\r\n\
        \r\n\
        rust-101;b@example.org;2026-05-02;;{}\r\n\
        rust-101;\"c@example.org\";2026-05-02;;",
        id('a'),
        id('b'),
    );
    let project = project.holds("awards/spring.csv", &expected);
    content::write_ids(project.root(), &ids).unwrap();
    let project = project.holds("awards/spring.csv", &expected);
    content::write_ids(project.root(), &[(read[2].record.clone(), id('c'))]).unwrap();
    let awards = awards(&project);
    assert_eq!(
        awards.iter().map(|it| it.id.unwrap()).collect::<Vec<_>>(),
        [id('a'), id('b'), id('c')]
    );
}

#[test]
fn ids_are_written_into_toml_and_comments_stay() {
    let project = Project::new().file(
        "awards/spring.toml",
        "# The spring course\r\nbadge = \"rust-101\"\r\n\r\n[[award]] # Ada\r\nemail = 'ada@example.org' # hers\r\n\
         issued_on = 2026-05-02\r\n\r\n[[award]]\r\nid = ''\r\nemail = \"b@example.org\"\r\nissued_on = 2026-05-02",
    );
    let read = awards(&project);
    let ids: Vec<_> = read
        .iter()
        .zip(['a', 'b'])
        .map(|(it, letter)| (it.record.clone(), id(letter)))
        .collect();
    content::write_ids(project.root(), &ids).unwrap();
    let project = project.holds(
        "awards/spring.toml",
        &format!(
            "# The spring course\r\nbadge = \"rust-101\"\r\n\r\n[[award]] # Ada\r\nid = \"{}\"\r\nemail = 'ada@example.org' # hers\r\n\
             issued_on = 2026-05-02\r\n\r\n[[award]]\r\nid = \"{}\"\r\nemail = \"b@example.org\"\r\nissued_on = 2026-05-02",
            id('a'), id('b'),
        ),
    );
    assert_eq!(awards(&project)[1].id, Some(id('b')));
}

#[test]
fn ids_are_written_into_inline_records() {
    let project = Project::new().file(
        "awards/spring.toml",
        "badge = \"rust-101\"\nissued_on = 2026-05-02\naward = [\n  { email = \"a@example.org\" },\n  { email = \"b@example.org\" },\n]\n",
    );
    let read = awards(&project);
    content::write_ids(project.root(), &[(read[1].record.clone(), id('b'))]).unwrap();
    let awards = awards(&project);
    assert_eq!((awards[0].id, awards[1].id), (None, Some(id('b'))));
}

#[test]
fn a_file_that_changed_in_between_gets_no_ids() {
    let table = "badge,email,issued_on,id\nrust-101,a@example.org,2026-05-02,\n";
    let project = Project::with_awards(table);
    let place = awards(&project)[0].record.clone();
    let inserted = "badge,email,issued_on,id\n\nrust-101,x@example.org,2026-05-02,\nrust-101,a@example.org,2026-05-02,\n";
    let taken = format!(
        "badge,email,issued_on,id\nrust-101,a@example.org,2026-05-02,{}\n",
        id('b')
    );
    for changed in [inserted, &taken, "badge,email,issued_on,id\n", ""] {
        let project = Project::with_awards(changed);
        let error = content::write_ids(project.root(), &[(place.clone(), id('a'))]).unwrap_err();
        assert!(told(error).contains("the file changed"), "{changed}");
        project.holds("awards/spring.csv", changed);
    }
    let beyond = RecordPlace { index: 7, ..place };
    assert!(content::write_ids(project.root(), &[(beyond, id('a'))]).is_err());
}

#[test]
fn a_hundred_thousand_records_are_accepted_and_one_more_is_not() {
    let row = |number| format!("rust-101,person{number}@example.org,2026-05-02\n");
    let mut table = "badge,email,issued_on\n".to_owned();
    table.extend((0..100_000).map(row));
    let project = Project::with_awards(&table);
    let read = awards(&project);
    assert_eq!(read.len(), 100_000);
    let ids: Vec<_> = read
        .iter()
        .enumerate()
        .map(|(number, it)| {
            let mut random = [0; 26];
            random[..8].copy_from_slice(&number.to_le_bytes().map(|it| it & 31));
            random[8..16].copy_from_slice(&number.to_le_bytes().map(|it| it >> 5));
            (it.record.clone(), AwardId::from_random(random))
        })
        .collect();
    content::write_ids(project.root(), &ids).unwrap();
    assert_eq!(awards(&project)[99_999].id, Some(ids[99_999].1));
    let project = Project::with_awards(&(table + &row(100_000)));
    assert!(refused(&project).contains("more than the 100000 records accepted"));
}

#[test]
fn the_mark_that_some_editors_put_first_is_no_mistake() {
    let marked = |text: &str| format!("\u{FEFF}{text}");
    let project = Project::new().file("accolade.toml", marked(SETTINGS)).file(
        "awards/spring.toml",
        marked(
            "[[award]]\nbadge = \"rust-101\"\nemail = \"a@example.org\"\nissued_on = 2026-05-02\n",
        ),
    );
    assert_eq!(awards(&project).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_folder_is_refused_and_one_within_is_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(
        outside.path().join("private.csv"),
        "badge,email,issued_on\n",
    )
    .unwrap();
    let project = Project::new().file(
        "spring.csv",
        "badge,email,issued_on\nrust-101,a@example.org,2026-05-02\n",
    );
    std::fs::create_dir(project.path("awards")).unwrap();
    std::os::unix::fs::symlink("../spring.csv", project.path("awards/spring.csv")).unwrap();
    let read = awards(&project);
    content::write_ids(project.root(), &[(read[0].record.clone(), id('a'))]).unwrap();
    assert!(project.read("spring.csv").contains(id('a').as_str()));
    std::os::unix::fs::symlink(
        outside.path().join("private.csv"),
        project.path("awards/x.csv"),
    )
    .unwrap();
    assert!(refused(&project).contains("a symbolic link leads out of the site's folder"));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read_whole() {
    let project = Project::new().file("keys.toml", "#".repeat(300 << 10));
    let error = told(content::load(project.root()).unwrap_err());
    assert!(
        error.contains("longer than the 256 KiB accepted"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_refused_without_waiting_for_it() {
    let project = Project::with_awards("badge,email,issued_on\n");
    let made = std::process::Command::new("mkfifo")
        .arg(project.path("awards/summer.csv"))
        .status();
    assert!(made.unwrap().success());
    let said = refused(&project);
    assert!(
        said.contains("it is not a file\n--> awards/summer.csv"),
        "{said}"
    );
}

#[test]
fn keys_are_read_as_they_are_written() {
    use accolade::model::key::{KeyState, Keys, ListedKey};
    let keys = Keys(vec![ListedKey {
        id: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2".into(),
        state: KeyState::Backup,
        added: "2026-05-02T09:30:00Z".parse().unwrap(),
        label: "the \"safe\" one".into(),
    }]);
    let project = Project::new().file("keys.toml", content::keys::render(&keys));
    let read = content::load(project.root())
        .unwrap_or_else(|it| panic!("{}", told(it)))
        .keys;
    assert_eq!(read.0, keys.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_bytes_in_any_file_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        text in "(\\+\\+\\+\n)?(\\[{1,3}(award|result|key|artwork|issuer)\\]{0,3}|[a-z_]{1,8} ?= ?[0-9\"'\\[{.-]*|[a-z@;,\"\n]{0,8}\n?|\\PC){0,12}(\n\\+\\+\\+\n)?\\PC{0,9}",
    ) {
        for content in [bytes.as_slice(), text.as_bytes()] {
            let project = Project::new();
            let catalog = content::load(project.root()).unwrap();
            let project = project
                .file("awards/a.csv", content)
                .file("awards/b.toml", content);
            let _ = content::load_awards(project.root(), &catalog).map_err(told);
            let project = project
                .file("accolade.toml", content)
                .file("keys.toml", content)
                .file("badges/rust-101/index.md", content);
            prop_assert!(content::load(project.root()).map_err(told).is_err());
        }
    }
}
