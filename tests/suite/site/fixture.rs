//! A small content folder with a ledger, and its site in memory.

use std::collections::BTreeMap;
use std::fs;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use accolade::artwork::{Drawing, Icon, Level, Palette, Picture, Shape, draw};
use accolade::ledger::{Ledger, Pictures, digest};
use accolade::model::achievement::{Achievement, Alignment, Artwork, Decimal};
use accolade::model::address::{Email, WebAddress};
use accolade::model::award::{Award, AwardId, Evidence};
use accolade::model::catalog::Catalog;
use accolade::model::issuer::{Issuer, Logo};
use accolade::model::key::{KeyState, Keys};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Period, Validity};
use accolade::model::result::{AwardResult, Reached, ResultDescription, ResultLevel};
use accolade::model::slug::Slug;
use accolade::model::vocabulary::{AchievementType, ResultType};
use accolade::site::{Bundle, Site};
use jiff::tz::TimeZone;

use crate::workbench::{Workbench, listed, plain_achievement, plain_award, settings};

pub use crate::workbench::said;

pub type Files = BTreeMap<String, Vec<u8>>;

/// A workbench whose badges are drawn.
pub struct Fixture(Workbench);

impl Deref for Fixture {
    type Target = Workbench;

    fn deref(&self) -> &Workbench {
        &self.0
    }
}

impl DerefMut for Fixture {
    fn deref_mut(&mut self) -> &mut Workbench {
        &mut self.0
    }
}

impl Fixture {
    pub fn new() -> Self {
        Self(Workbench::new(catalog()))
    }

    pub fn with(awards: &[Award]) -> (Self, Vec<AwardId>) {
        let fixture = Self::new();
        let ids = fixture.issue(awards);
        (fixture, ids)
    }

    pub fn issue(&self, awards: &[Award]) -> Vec<AwardId> {
        self.record(awards);
        let outcome = self.issue_with(awards, 1, &|it| Ok(pictures(it)));
        let ids = outcome.map_err(said).unwrap().issued;
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
    let time_zone = TimeZone::get("Pacific/Auckland").unwrap();
    Catalog {
        settings: settings("https://badges.example.org/", time_zone),
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
        keys: Keys(vec![listed(1, KeyState::Active, "working")]),
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
        description: "For those who did it, and helped others to.".to_owned(),
        criteria: "Do it, *twice*.".to_owned(),
        tags: vec!["making".to_owned()],
        language: Language::new(language).unwrap(),
        ..plain_achievement(slug, name, Artwork::Drawn(Box::new(drawing)))
    }
}

pub fn award(badge: &str, number: usize) -> Award {
    let name = format!("Ada Lovelace {number}");
    let email = format!("ada{number}@mail.example.net");
    plain_award(badge, &name, &email, day("2026-05-02"), number)
}

fn day(text: &str) -> Moment {
    Moment::parse(text, &TimeZone::get("Pacific/Auckland").unwrap()).unwrap()
}

/// An award with everything an award can have.
pub fn full() -> Award {
    let slug = |text| Slug::new(text).unwrap();
    Award {
        validity: Validity::new(day("2026-05-02"), Some(day("2028-05-02"))).unwrap(),
        evidence: vec![Evidence {
            url: Some(WebAddress::new("https://videos.example.org/ada-at-the-laser").unwrap()),
            narrative: Some("A lamp of birch plywood, drawn and cut alone.".to_owned()),
        }],
        narrative: Some("Ada rebuilt the honeycomb bed and wrote the *material sheet*.".to_owned()),
        results: Some(vec![
            AwardResult {
                description: slug("test"),
                reached: Reached::Value("92".to_owned()),
            },
            AwardResult {
                description: slug("teaching"),
                reached: Reached::Level(slug("proficient")),
            },
        ]),
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

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\"#c2410c\"/><path d=\"M14 48V18l18 18 18-18v30\" fill=\"none\" stroke=\"#fff\" stroke-width=\"7\"/></svg>";
