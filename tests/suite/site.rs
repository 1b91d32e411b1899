//! The site: every page, document and picture, planned and made in memory.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use accolade::artwork::{Drawing, Icon, Level, Palette, Picture, Shape, draw};
use accolade::diagnostic::Diagnostics;
use accolade::ledger::issue::{Means, Pictures, plan};
use accolade::ledger::{Ledger, Lock, digest};
use accolade::model::achievement::{Achievement, Alignment, Artwork, Decimal};
use accolade::model::address::{BaseAddress, Email, WebAddress};
use accolade::model::award::{Award, AwardId, Evidence, Recipient, RecordPlace};
use accolade::model::catalog::{Catalog, Settings};
use accolade::model::issuer::{Issuer, Logo};
use accolade::model::key::{KeyState, Keys, ListedKey};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Period, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use accolade::model::result::{AwardResult, Reached, ResultDescription, ResultLevel};
use accolade::model::slug::{Slug, Version};
use accolade::model::vocabulary::{AchievementType, ResultType};
use accolade::proof::key::SecretKey;
use accolade::site::{Bundle, Site};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub type Files = BTreeMap<String, Vec<u8>>;

/// A content folder in memory, with a ledger on disk.
pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub catalog: Catalog,
    pub now: Timestamp,
    seed: Cell<u64>,
}

impl Fixture {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            catalog: catalog(),
            now: "2026-11-14T10:00:00Z".parse().unwrap(),
            seed: Cell::new(1),
        }
    }

    pub fn with(awards: &[Award]) -> (Self, Vec<AwardId>) {
        let fixture = Self::new();
        let ids = fixture.issue(awards);
        (fixture, ids)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn issue(&self, awards: &[Award]) -> Vec<AwardId> {
        for award in awards {
            let path = self.root().join(&*award.record.file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "records").unwrap();
        }
        let lock = Lock::take(self.root())
            .map_err(|it| said(it.into()))
            .unwrap();
        let ledger = self.ledger();
        let plan = plan(&self.catalog, awards, &ledger, self.now)
            .map_err(said)
            .unwrap();
        assert!(plan.wrong.is_empty(), "{:?}", plan.wrong);
        let mut state = self.seed.get();
        let means = Means {
            lock: &lock,
            secret: SecretKey::from_seed([1; 32]).into(),
            entropy: &mut |bytes| {
                for byte in bytes {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(99);
                    *byte = (state >> 56) as u8;
                }
                Ok(())
            },
            draw: &|achievement| Ok(pictures(achievement)),
            write_ids: &mut |_| Ok(()),
        };
        let outcome = plan.carry_out(self.root(), &self.catalog, &ledger, means);
        let ids = outcome.map_err(said).unwrap().issued;
        self.seed.set(state ^ 0x5bd1_e995);
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// Adds an act of one entry, as the program writes it.
    pub fn act(&self, entry: &str) {
        let ledger = self.ledger();
        let parents = serde_json::to_string(ledger.heads()).unwrap();
        let header = format!(
            r#"{{"accolade":"ledger/1","parents":{parents},"made":"2026-11-20T10:00:00Z"}}"#
        );
        let mut file = digest::FileDigest::default();
        for line in [header.as_str(), entry] {
            file.add(&digest::of_line(line.as_bytes()));
        }
        let name = format!("2026-11-20-act-{}.jsonl", file.finish());
        fs::write(
            self.root().join("ledger").join(name),
            format!("{header}\n{entry}\n"),
        )
        .unwrap();
    }

    pub fn ledger(&self) -> Ledger {
        Ledger::open(self.root()).map_err(said).unwrap()
    }

    /// The whole site.
    pub fn files(&self) -> Files {
        let ledger = self.ledger();
        let site = Site::plan(self.root(), &self.catalog, &ledger)
            .map_err(said)
            .unwrap();
        let mut files = Files::new();
        for bundle in site.bundles() {
            let mut made = Vec::new();
            site.render(bundle, &mut made)
                .map_err(|it| it.to_string())
                .unwrap();
            let paths: Vec<_> = made.iter().map(|it| it.path.clone()).collect();
            assert_eq!(paths, site.paths(bundle), "paths are those that are made");
            for file in made {
                let path = file.path.clone();
                assert!(
                    files.insert(file.path, file.bytes).is_none(),
                    "{path} is made twice"
                );
            }
        }
        files
    }

    /// What planning the site finds wrong.
    pub fn findings(&self) -> String {
        let ledger = self.ledger();
        match Site::plan(self.root(), &self.catalog, &ledger) {
            Ok(_) => String::new(),
            Err(findings) => said(findings),
        }
    }

    /// Paths and fingerprints of everything.
    pub fn fingerprints(&self) -> BTreeMap<String, [u8; 16]> {
        let ledger = self.ledger();
        let site = Site::plan(self.root(), &self.catalog, &ledger)
            .map_err(said)
            .unwrap();
        let named = |it: &Bundle| (site.paths(it).join(" "), it.fingerprint);
        site.bundles().iter().map(named).collect()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

pub fn said(findings: Diagnostics) -> String {
    let findings = findings.sorted();
    let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
    findings.join("\n")
}

fn pictures(achievement: &Achievement) -> Pictures {
    let Artwork::Drawn(drawing) = &achievement.artwork else {
        panic!("the fixture's badges are drawn");
    };
    let picture: Picture = draw(drawing).unwrap();
    Pictures {
        png: picture.png().to_vec(),
        svg: picture.svg().map(|it| it.bytes().to_vec()),
    }
}

pub fn catalog() -> Catalog {
    let key = ListedKey {
        id: SecretKey::from_seed([1; 32]).public().to_multikey(),
        state: KeyState::Active,
        added: "2026-11-01T00:00:00Z".parse().unwrap(),
        label: "working".to_owned(),
    };
    Catalog {
        settings: Settings {
            base: BaseAddress::new("https://badges.example.org/").unwrap(),
            languages: vec![Language::default()],
            time_zone: TimeZone::get("Pacific/Auckland").unwrap(),
            theme: "plain".to_owned(),
            privacy: Privacy::default(),
        },
        issuer: Issuer {
            name: "Marlow Makerspace".to_owned(),
            url: WebAddress::new("https://makers.example.org/").unwrap(),
            email: Email::new("badges@example.org").unwrap(),
            description: Some(
                "A community workshop where people learn to make, mend and teach.".to_owned(),
            ),
            image: Some(Logo::Svg(Arc::from(LOGO.as_bytes()))),
        },
        achievements: vec![
            laser(),
            drawn(
                "repair-cafe",
                "Animateur du Repair Café",
                "fr",
                Shape::Hexagon,
                "teal",
            ),
            drawn("soldering", "Soldering", "en", Shape::Shield, "plum"),
        ],
        keys: Keys(vec![key]),
    }
}

fn laser() -> Achievement {
    let address = |text| WebAddress::new(text).unwrap();
    let slug = |text: &str| Slug::new(text).unwrap();
    let mut badge = drawn(
        "laser",
        "Laser Cutter Operator",
        "en",
        Shape::Rosette,
        "ocean",
    );
    badge.description = "Sets up, runs and looks after the laser cutter safely and without supervision, and teaches newcomers the first steps.".to_owned();
    badge.criteria = "Operators have shown that they can:\n\n- name the hazards of the machine and the materials that must never go in\n- prepare a drawing, set power and speed, and focus the lens\n- clean the optics and write the log book\n\n## How it is assessed\n\nA **practical test** of ninety minutes with an instructor.".to_owned();
    badge.kind = AchievementType::new("Certification").unwrap();
    badge.tags = ["laser cutting", "machine safety", "vector drawing"]
        .map(str::to_owned)
        .into();
    badge.valid_for = Some(Period::parse("2 years").unwrap());
    badge.signup_url = Some(address("https://makers.example.org/laser"));
    badge.level = Some("Intermediate".to_owned());
    badge.hours = Some(Decimal::new(12.5).unwrap());
    badge.assessment = Some("Practical test with an instructor".to_owned());
    badge.credits = Some(Decimal::new(2.0).unwrap());
    badge.alignments = vec![Alignment {
        name: "Safety of laser processing machines".to_owned(),
        url: address("https://standards.example.org/11553"),
        framework: Some("ISO".to_owned()),
        code: Some("11553-1".to_owned()),
        description: Some("Requirements for machines that process with lasers.".to_owned()),
        kind: None,
    }];
    let level = |name: &str, text: &str| ResultLevel {
        slug: Slug::new(&name.to_lowercase()).unwrap(),
        name: name.to_owned(),
        description: Some(text.to_owned()),
        points: None,
    };
    let result = |name: &str, kind, title: &str| ResultDescription {
        slug: slug(name),
        name: title.to_owned(),
        kind: ResultType::new(kind).unwrap(),
        allowed_values: Vec::new(),
        required_value: None,
        minimum: None,
        maximum: None,
        levels: Vec::new(),
        required_level: None,
    };
    badge.results = vec![
        ResultDescription {
            minimum: Some("0".to_owned()),
            maximum: Some("100".to_owned()),
            required_value: Some("80".to_owned()),
            ..result("test", "RawScore", "Practical test")
        },
        ResultDescription {
            levels: vec![
                level("Beginning", "Explains the rules when asked."),
                level("Proficient", "Leads a first session with help."),
            ],
            required_level: Some(slug("proficient")),
            ..result("teaching", "RubricCriterionLevel", "Teaching")
        },
    ];
    badge
}

pub fn drawn(slug: &str, name: &str, language: &str, shape: Shape, palette: &str) -> Achievement {
    let palette = Palette::parse(palette)
        .unwrap_or_else(|| Palette::parse(Palette::names().next().unwrap()).unwrap());
    let drawing = Drawing {
        shape,
        palette,
        icon: Icon::parse("star"),
        text: String::new(),
        banner: slug.to_owned(),
        level: Level::new(2).unwrap(),
        label: name.to_owned(),
    };
    Achievement {
        slug: Slug::new(slug).unwrap(),
        version: Version::default(),
        name: name.to_owned(),
        description: "For those who did it, and helped others to.".to_owned(),
        criteria: "Do it, *twice*.".to_owned(),
        kind: AchievementType::default(),
        tags: vec!["making".to_owned()],
        valid_for: None,
        signup_url: None,
        level: None,
        hours: None,
        assessment: None,
        credits: None,
        language: Language::new(language).unwrap(),
        alignments: Vec::new(),
        results: Vec::new(),
        artwork: Artwork::Drawn(Box::new(drawing)),
    }
}

pub fn award(badge: &str, number: usize) -> Award {
    let day = |text| Moment::parse(text, &TimeZone::get("Pacific/Auckland").unwrap()).unwrap();
    Award {
        id: None,
        badge: Slug::new(badge).unwrap(),
        version: Version::default(),
        recipient: Recipient {
            name: Some(format!("Ada Lovelace {number}")),
            email: Email::new(&format!("ada{number}@mail.example.net")).unwrap(),
        },
        validity: Validity::new(day("2026-05-02"), None).unwrap(),
        evidence: Vec::new(),
        narrative: None,
        results: Vec::new(),
        license_number: None,
        names: NameDisclosure::Full,
        identity: IdentityDisclosure::HashedEmail,
        language: None,
        record: RecordPlace {
            file: "awards/2026-spring.csv".into(),
            index: number,
            line: number + 2,
        },
    }
}

/// An award with everything an award can have.
pub fn full() -> Award {
    let day = |text| Moment::parse(text, &TimeZone::get("Pacific/Auckland").unwrap()).unwrap();
    let slug = |text| Slug::new(text).unwrap();
    Award {
        validity: Validity::new(day("2026-05-02"), Some(day("2028-05-02"))).unwrap(),
        evidence: vec![Evidence {
            url: Some(WebAddress::new("https://videos.example.org/ada-at-the-laser").unwrap()),
            narrative: Some("A lamp of birch plywood, drawn and cut alone.".to_owned()),
        }],
        narrative: Some("Ada rebuilt the honeycomb bed and wrote the *material sheet*.".to_owned()),
        results: vec![
            AwardResult {
                description: slug("test"),
                reached: Reached::Value("92".to_owned()),
            },
            AwardResult {
                description: slug("teaching"),
                reached: Reached::Level(slug("proficient")),
            },
        ],
        license_number: Some("MM-2026-0042".to_owned()),
        ..award("laser", 0)
    }
}

pub fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files
        .get(path)
        .unwrap_or_else(|| panic!("there is no `{path}`"));
    std::str::from_utf8(bytes).unwrap()
}

pub fn page(id: &AwardId) -> String {
    format!("awards/{}/{id}.html", id.shard())
}

#[test]
fn a_site_has_every_file_that_hosts_people_and_programs_ask_for() {
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let id = ids[0];
    let shard = format!("awards/{}", id.shard());
    let expected = [
        ".nojekyll",
        ".well-known/did.json",
        "404.html",
        "_headers",
        &format!("{shard}/{id}.assertion.json"),
        &format!("{shard}/{id}.html"),
        &format!("{shard}/{id}.json"),
        &format!("{shard}/{id}.png"),
        &format!("{shard}/{id}.svg"),
        "badges/index.html",
        "badges/laser/1/achievement.json",
        "badges/laser/1/badge.json",
        "badges/laser/1/badge.png",
        "badges/laser/1/badge.svg",
        "badges/laser/1/card.png",
        "badges/laser/1/index.html",
        "badges/laser/index.html",
        "badges/repair-cafe/1/achievement.json",
        "badges/repair-cafe/1/badge.json",
        "badges/repair-cafe/1/badge.png",
        "badges/repair-cafe/1/badge.svg",
        "badges/repair-cafe/1/card.png",
        "badges/repair-cafe/1/index.html",
        "badges/repair-cafe/index.html",
        "badges/soldering/1/achievement.json",
        "badges/soldering/1/badge.json",
        "badges/soldering/1/badge.png",
        "badges/soldering/1/badge.svg",
        "badges/soldering/1/card.png",
        "badges/soldering/1/index.html",
        "badges/soldering/index.html",
        "catalog.json",
        "feed.xml",
        "index.html",
        "issuer.json",
        "issuer.svg",
        "revocations.json",
        "robots.txt",
        "sitemap.xml",
        "status/revocation-1.json",
        "style.css",
    ];
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn the_ledger_s_documents_are_served_byte_for_byte() {
    let (fixture, ids) = Fixture::with(&[full(), award("soldering", 1)]);
    let (files, ledger) = (fixture.files(), fixture.ledger());
    for id in &ids {
        let line = ledger.line(ledger.award(id).unwrap()).unwrap();
        let path = format!("awards/{}/{id}.json", id.shard());
        assert_eq!(text(&files, &path), line.credential.get());
        let json: serde_json::Value = serde_json::from_str(line.credential.get()).unwrap();
        assert_eq!(json["id"], format!("https://badges.example.org/{path}"));
    }
    let (number, list) = &ledger.status_lists()[0];
    assert_eq!(
        text(&files, &format!("status/revocation-{number}.json")),
        list.get()
    );
}

#[test]
fn pictures_carry_the_documents_that_are_served_beside_them() {
    use accolade::baking::extract;
    let (fixture, ids) = Fixture::with(&[full()]);
    let files = fixture.files();
    let stem = format!("awards/{}/{}", ids[0].shard(), ids[0]);
    for ending in ["png", "svg"] {
        let found = format!(
            "{:?}",
            extract(&files[&format!("{stem}.{ending}")]).unwrap()
        );
        assert!(found.contains("OpenBadgeCredential"), "{found}");
        assert_eq!(found.contains("HostedBadge"), ending == "png", "{found}");
    }
}

#[test]
fn two_plans_of_the_same_things_are_the_same_to_the_byte() {
    let (fixture, _) = Fixture::with(&[full(), award("repair-cafe", 1)]);
    assert_eq!(fixture.fingerprints(), fixture.fingerprints());
    assert!(fixture.files() == fixture.files());
}

#[test]
fn an_act_changes_the_fingerprints_of_what_it_touches_alone() {
    let (fixture, ids) = Fixture::with(&[award("soldering", 0), award("soldering", 1)]);
    let before = fixture.fingerprints();
    fixture.act(&format!(
        r#"{{"revoked":{{"id":"{}","on":"2026-11-20T10:00:00Z","reason":"Issued twice"}}}}"#,
        ids[0]
    ));
    let after = fixture.fingerprints();
    let changed = before
        .iter()
        .filter(|(path, print)| after.get(*path) != Some(print));
    let changed: Vec<_> = changed
        .map(|(path, _)| path.split(' ').next().unwrap())
        .collect();
    let page = page(&ids[0]);
    let mut expected = vec![page.as_str(), "feed.xml", "revocations.json"];
    expected.sort_unstable();
    assert_eq!(changed, expected);
}

#[test]
fn a_change_of_style_touches_no_document_and_no_picture() {
    let (fixture, _) = Fixture::with(&[award("soldering", 0)]);
    let before = fixture.fingerprints();
    fixture.write("themes/plain/style.css", "body { color: black }");
    let after = fixture.fingerprints();
    for (path, print) in &before {
        let is_page = [
            ".html",
            ".xml",
            ".css",
            ".txt",
            "catalog.json",
            "_headers",
            ".nojekyll",
        ];
        let first = path.split(' ').next().unwrap();
        let is_page = is_page.iter().any(|it| first.ends_with(it)) && first != "sitemap.xml";
        assert_eq!(after[path] != *print, is_page, "{path}");
    }
    assert_eq!(text(&fixture.files(), "style.css"), "body { color: black }");
}

#[test]
fn an_older_version_keeps_its_page_and_says_that_a_newer_exists() {
    let (mut fixture, _) = Fixture::with(&[award("soldering", 0)]);
    let badge = &mut fixture.catalog.achievements[2];
    badge.version = Version::new("2").unwrap();
    badge.criteria = "Solder it *thrice*.".to_owned();
    let files = fixture.files();
    let old = text(&files, "badges/soldering/1/index.html");
    assert!(old.contains("This is version 1 of the badge. A newer version exists"));
    assert!(old.contains("<em>twice</em>") && !old.contains("thrice"));
    let new = text(&files, "badges/soldering/index.html");
    assert!(new.contains("<em>thrice</em>") && !new.contains("A newer version exists"));
    assert!(new.contains("href=\"../../badges/soldering/1/\""));
    assert!(new.contains(
        "<link rel=\"canonical\" href=\"https://badges.example.org/badges/soldering/\">"
    ));
}

#[test]
fn a_changed_definition_that_was_awarded_stops_the_plan() {
    let (mut fixture, _) = Fixture::with(&[award("soldering", 0)]);
    fixture.catalog.achievements[2].description = "Something else.".to_owned();
    assert!(
        fixture.findings().contains("soldering"),
        "{}",
        fixture.findings()
    );
}

#[test]
fn awards_are_unlisted_unless_the_site_lists_them() {
    let (mut fixture, ids) = Fixture::with(&[award("soldering", 0)]);
    let path = page(&ids[0]);
    let files = fixture.files();
    assert!(text(&files, &path).contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(text(&files, "_headers").contains("/awards/*\n  X-Robots-Tag: noindex"));
    for (other, bytes) in &files {
        let is_own = other.starts_with("awards/");
        let names = String::from_utf8_lossy(bytes).contains(ids[0].as_str());
        assert!(is_own || !names, "{other} names an unlisted award");
    }
    fixture.catalog.settings.privacy.listed = true;
    let files = fixture.files();
    assert!(!text(&files, &path).contains("noindex"));
    assert!(text(&files, "badges/soldering/awards_1.html").contains("Ada Lovelace 0"));
    assert!(text(&files, "badges/soldering/index.html").contains("1 award<"));
    assert!(text(&files, "sitemap.xml").contains(&path));
}

#[test]
fn no_address_of_a_recipient_is_in_any_file() {
    let (fixture, _) = Fixture::with(&[full(), award("repair-cafe", 1)]);
    for (path, bytes) in fixture.files() {
        let bytes = bytes.to_ascii_lowercase();
        let found = bytes.windows(16).any(|it| it == b"mail.example.net");
        assert!(!found, "{path}");
    }
}

#[test]
fn a_site_below_a_folder_has_its_keys_and_its_missing_page_there() {
    let (mut fixture, _) = Fixture::with(&[]);
    fixture.catalog.settings.base = BaseAddress::new("https://org.example.io/repo/").unwrap();
    let files = fixture.files();
    assert!(files.contains_key("did.json"));
    assert!(text(&files, "404.html").contains("href=\"/repo/style.css\""));
    assert!(text(&files, "_headers").contains("/repo/awards/*"));
}

#[test]
fn an_empty_catalogue_is_a_site_too() {
    let mut fixture = Fixture::new();
    fixture.catalog.achievements.clear();
    fixture.catalog.issuer.image = None;
    let files = fixture.files();
    assert!(text(&files, "index.html").contains("There are no badges here yet."));
    assert!(text(&files, "index.html").contains("href=\"favicon.svg\""));
    assert!(files.contains_key("favicon.svg"));
}

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\"#c2410c\"/><path d=\"M14 48V18l18 18 18-18v30\" fill=\"none\" stroke=\"#fff\" stroke-width=\"7\"/></svg>";
