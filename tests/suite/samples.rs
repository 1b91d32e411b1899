//! An award that says all, and one that says least.

use std::sync::Arc;

use accolade::credential::open_badges_2::{self, Hosted};
use accolade::credential::open_badges_3::{self, DocumentError, Issuance, StatusPlace};
use accolade::credential::{Facts, Publisher, Signed, identity};
use accolade::model::achievement::{Achievement, Alignment, Artwork, Decimal};
use accolade::model::address::{BaseAddress, Email, WebAddress};
use accolade::model::award::{Award, AwardId, Evidence, Recipient};
use accolade::model::catalog::Settings;
use accolade::model::issuer::{Issuer, Logo};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure};
use accolade::model::result::{AwardResult, Reached, ResultDescription, ResultLevel};
use accolade::model::slug::{Slug, Version};
use accolade::model::vocabulary::{AchievementType, AlignmentType, ResultType};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::workbench::{plain_achievement, plain_award, settings};

/// An award, its badge and its site; rich or minimal.
pub struct Sample {
    pub settings: Settings,
    pub issuer: Issuer,
    pub achievement: Achievement,
    pub award: Award,
    pub id: AwardId,
}

impl Sample {
    pub fn rich() -> Self {
        Self {
            settings: settings("https://org.github.io/repo/", TimeZone::UTC),
            issuer: Issuer {
                name: "Example Makers".into(),
                url: url("https://example.org/"),
                email: Email::new("badges@example.org").unwrap(),
                description: Some("A makerspace.".into()),
                image: Some(Logo::Svg(Arc::from(&b"<svg/>"[..]))),
            },
            achievement: rich_achievement(),
            award: rich_award(),
            id: AwardId::new("abcdefghijklmnopqrstuvwxyz").unwrap(),
        }
    }

    pub fn minimal() -> Self {
        let mut sample = Self::rich();
        sample.settings.base = BaseAddress::new("https://badges.example.org/").unwrap();
        sample.issuer.description = None;
        sample.issuer.image = None;
        sample.achievement = minimal_achievement();
        sample.award = Award {
            recipient: Recipient {
                name: None,
                email: Email::new("ada@example.org").unwrap(),
            },
            validity: Validity::new(moment("2026-05-02"), None).unwrap(),
            evidence: Vec::new(),
            narrative: None,
            results: Some(Vec::new()),
            license_number: None,
            names: NameDisclosure::None,
            identity: IdentityDisclosure::None,
            ..rich_award()
        };
        sample
    }

    pub fn publisher(&self) -> Publisher<'_> {
        Publisher {
            settings: &self.settings,
            issuer: &self.issuer,
        }
    }

    pub fn achievement(&self) -> Value {
        open_badges_3::achievement(&self.publisher(), &self.achievement)
    }

    pub fn credential(&self) -> Value {
        self.try_credential().expect("the sample is sound")
    }

    pub fn try_credential(&self) -> Result<Value, DocumentError> {
        let achievement = self.achievement();
        let issuance = Issuance {
            award: &self.award,
            id: &self.id,
            achievement: &achievement,
            salt: SALT,
            subject_uuid: [0x11; 16],
            status: StatusPlace {
                list: 1,
                index: 48_213,
            },
            first_awarded: None,
        };
        open_badges_3::credential(&self.publisher(), &issuance)
    }

    pub fn assertion(&self) -> Value {
        let credential = self.credential();
        let signed = Signed::of(&credential).unwrap();
        let achievement = &credential["credentialSubject"]["achievement"];
        let identity = identity::hash(&self.award.recipient.email, SALT);
        let hosted = Hosted {
            language: None,
            id: &self.id,
            slug: &self.achievement.slug,
            version: &self.achievement.version,
            facts: &Facts::read(&signed, achievement).unwrap(),
            identity: &identity,
            salt: SALT,
        };
        open_badges_2::assertion(&self.publisher(), &hosted)
    }

    pub fn badge_class(&self) -> Value {
        let achievement = &self.achievement;
        open_badges_2::badge_class(
            &self.publisher(),
            &achievement.slug,
            &achievement.version,
            &self.achievement(),
            achievement.signup_url.as_ref(),
        )
        .unwrap()
    }
}

pub const SALT: &str = "k3j9k3j9k3j9k3j9k3j9k3j9k3";

pub fn url(text: &str) -> WebAddress {
    WebAddress::new(text).unwrap()
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment::parse(text, &TimeZone::UTC).unwrap()
}

fn rich_achievement() -> Achievement {
    Achievement {
        slug: slug("rust-101"),
        version: Version::new("2").unwrap(),
        name: "Rust basics".into(),
        description: "Writes and tests small programs.".into(),
        criteria: "Build **three** programs.\n".into(),
        kind: AchievementType::new("Certificate").unwrap(),
        tags: vec!["rust".into(), "programming".into()],
        valid_for: None,
        signup_url: Some(url("https://example.org/join")),
        level: Some("Beginner".into()),
        hours: Some(Decimal::new(12.5).unwrap()),
        renewal: None,
        assessment: Some("A project,\nreviewed by two".into()),
        credits: Some(Decimal::new(2.0).unwrap()),
        language: Language::default(),
        alignments: vec![Alignment {
            name: "Programming".into(),
            url: url("https://example.org/framework#programming"),
            framework: Some("Example Framework".into()),
            code: Some("P1".into()),
            description: Some("Writes programs.".into()),
            kind: Some(AlignmentType::new("CFItem").unwrap()),
        }],
        results: rich_results(),
        artwork: Artwork::Svg(Arc::from(&b"<svg/>"[..])),
    }
}

fn rich_results() -> Vec<ResultDescription> {
    let level = |name: &str, points: &str| ResultLevel {
        slug: slug(&name.to_lowercase()),
        name: name.into(),
        description: Some(format!("{name} work")),
        points: Some(points.into()),
    };
    let plain = ResultDescription {
        slug: slug("score"),
        name: "Final score".into(),
        kind: ResultType::new("Percent").unwrap(),
        allowed_values: Vec::new(),
        required_value: Some("60".into()),
        minimum: Some("0".into()),
        maximum: Some("100".into()),
        levels: Vec::new(),
        required_level: None,
    };
    let rubric = ResultDescription {
        slug: slug("craft"),
        name: "Craft".into(),
        kind: ResultType::new("RubricCriterionLevel").unwrap(),
        required_value: None,
        minimum: None,
        maximum: None,
        levels: vec![level("Solid", "1"), level("Excellent", "2")],
        required_level: Some(slug("solid")),
        ..plain.clone()
    };
    let grade = ResultDescription {
        slug: slug("grade"),
        name: "Grade".into(),
        kind: ResultType::new("LetterGrade").unwrap(),
        allowed_values: vec!["C".into(), "B".into(), "A".into()],
        levels: Vec::new(),
        required_value: None,
        required_level: None,
        ..rubric.clone()
    };
    vec![plain, rubric, grade]
}

fn rich_award() -> Award {
    let result = |name, reached| AwardResult {
        description: slug(name),
        reached,
    };
    let issued_on = moment("2026-05-02");
    Award {
        version: Version::new("2").unwrap(),
        validity: Validity::new(moment("2026-05-02"), Some(moment("2028-05-02"))).unwrap(),
        evidence: vec![
            Evidence {
                url: Some(url("https://example.org/ada/project")),
                narrative: Some("A text adventure.".into()),
            },
            Evidence {
                url: None,
                narrative: Some("A talk.".into()),
            },
        ],
        narrative: Some("Led the *team*.".into()),
        results: Some(vec![
            result("score", Reached::Value("92".into())),
            result("craft", Reached::Level(slug("excellent"))),
        ]),
        license_number: Some("L-17".into()),
        ..plain_award("rust-101", "Ada Lovelace", "Ada@Example.org", issued_on, 0)
    }
}

fn minimal_achievement() -> Achievement {
    let picture = Artwork::Svg(Arc::from(&b"<svg/>"[..]));
    Achievement {
        description: "Came along.".into(),
        criteria: "Come along.".into(),
        ..plain_achievement("hello", "Hello", picture)
    }
}
