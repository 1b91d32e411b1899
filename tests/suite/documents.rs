//! Open Badges 3.0 and 2.0 documents: complete, for an award that says all and one that says least.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use accolade::credential::open_badges_2::{self, Hosted};
use accolade::credential::open_badges_3::{self, DocumentError, Issuance, StatusPlace};
use accolade::credential::status_list::{self, Bitstring};
use accolade::credential::{Facts, Publisher, did_document, identity};
use accolade::model::achievement::{Achievement, Alignment, Artwork, Decimal};
use accolade::model::address::{BaseAddress, Email, WebAddress};
use accolade::model::award::{Award, AwardId, Evidence, Recipient, RecordPlace};
use accolade::model::catalog::Settings;
use accolade::model::issuer::{Issuer, Logo};
use accolade::model::key::{KeyState, Keys, ListedKey};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use accolade::model::result::{AwardResult, Reached, ResultDescription, ResultLevel};
use accolade::model::slug::{Slug, Version};
use accolade::model::vocabulary::{AchievementType, AlignmentType, ResultType};
use accolade::proof::canonical::{canonicalize, canonicalize_with};
use accolade::proof::contexts::{self, ContextSet, Strictness};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use similar_asserts::assert_eq;

use crate::canonical::read_json;
use crate::spec;

/// An award, its badge and its site; rich or minimal.
pub struct Sample {
    settings: Settings,
    issuer: Issuer,
    achievement: Achievement,
    award: Award,
    id: AwardId,
}

impl Sample {
    pub fn rich() -> Self {
        Self {
            settings: settings("https://org.github.io/repo/"),
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
            results: Vec::new(),
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

    fn try_credential(&self) -> Result<Value, DocumentError> {
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

    fn assertion(&self) -> Value {
        let credential = self.credential();
        let identity = identity::hash(&self.award.recipient.email, SALT);
        let hosted = Hosted {
            id: &self.id,
            slug: &self.achievement.slug,
            version: &self.achievement.version,
            credential: &credential,
            identity: &identity,
            salt: SALT,
        };
        open_badges_2::assertion(&self.publisher(), &hosted).unwrap()
    }

    fn badge_class(&self) -> Value {
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

const SALT: &str = "k3j9k3j9k3j9k3j9k3j9k3j9k3";

fn settings(base: &str) -> Settings {
    Settings {
        base: BaseAddress::new(base).unwrap(),
        languages: vec![Language::default()],
        time_zone: TimeZone::UTC,
        theme: "plain".into(),
        privacy: Privacy::default(),
    }
}

fn url(text: &str) -> WebAddress {
    WebAddress::new(text).unwrap()
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn moment(text: &str) -> Moment {
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
    Award {
        id: None,
        badge: slug("rust-101"),
        version: Version::new("2").unwrap(),
        recipient: Recipient {
            name: Some("Ada Lovelace".into()),
            email: Email::new("Ada@Example.org").unwrap(),
        },
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
        results: vec![
            result("score", Reached::Value("92".into())),
            result("craft", Reached::Level(slug("excellent"))),
        ],
        license_number: Some("L-17".into()),
        names: NameDisclosure::Full,
        identity: IdentityDisclosure::HashedEmail,
        language: None,
        record: RecordPlace {
            file: "awards/2026-spring.csv".into(),
            index: 0,
            line: 2,
        },
    }
}

fn minimal_achievement() -> Achievement {
    Achievement {
        slug: slug("hello"),
        version: Version::default(),
        name: "Hello".into(),
        description: "Came along.".into(),
        criteria: "Come along.".into(),
        kind: AchievementType::default(),
        tags: Vec::new(),
        valid_for: None,
        signup_url: None,
        level: None,
        hours: None,
        assessment: None,
        credits: None,
        language: Language::default(),
        alignments: Vec::new(),
        results: Vec::new(),
        artwork: Artwork::Svg(Arc::from(&b"<svg/>"[..])),
    }
}

fn expected_rich_achievement() -> Value {
    let id = "https://org.github.io/repo/badges/rust-101/2/achievement.json";
    json!({
        "id": id,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": "Rust basics",
        "description": "Writes and tests small programs.",
        "criteria": {
            "id": "https://org.github.io/repo/badges/rust-101/2/",
            "narrative": "Build **three** programs.\n\n- **Level:** Beginner\n- **Hours:** 12.5\n- **Assessment:** A project, reviewed by two",
        },
        "image": {
            "id": "https://org.github.io/repo/badges/rust-101/2/badge.png",
            "type": "Image",
            "caption": "Rust basics",
        },
        "tag": ["rust", "programming"],
        "alignment": [{
            "type": ["Alignment"],
            "targetName": "Programming",
            "targetUrl": "https://example.org/framework#programming",
            "targetFramework": "Example Framework",
            "targetCode": "P1",
            "targetDescription": "Writes programs.",
            "targetType": "CFItem",
        }],
        "resultDescription": [
            {
                "id": format!("{id}#score"),
                "type": ["ResultDescription"],
                "name": "Final score",
                "resultType": "Percent",
                "requiredValue": "60",
                "valueMin": "0",
                "valueMax": "100",
            },
            {
                "id": format!("{id}#craft"),
                "type": ["ResultDescription"],
                "name": "Craft",
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": [
                    {
                        "id": format!("{id}#craft.solid"),
                        "type": ["RubricCriterionLevel"],
                        "name": "Solid",
                        "description": "Solid work",
                        "points": "1",
                    },
                    {
                        "id": format!("{id}#craft.excellent"),
                        "type": ["RubricCriterionLevel"],
                        "name": "Excellent",
                        "description": "Excellent work",
                        "points": "2",
                    },
                ],
                "requiredLevel": format!("{id}#craft.solid"),
            },
            {
                "id": format!("{id}#grade"),
                "type": ["ResultDescription"],
                "name": "Grade",
                "resultType": "LetterGrade",
                "allowedValue": ["C", "B", "A"],
            },
        ],
        "creditsAvailable": 2,
        "inLanguage": "en",
        "version": "2",
    })
}

#[test]
fn a_rich_award_says_all_that_it_may() {
    let id = "https://org.github.io/repo/badges/rust-101/2/achievement.json";
    let expected = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Rust basics",
        "issuer": {
            "id": "did:web:org.github.io:repo",
            "type": ["Profile"],
            "name": "Example Makers",
            "url": "https://example.org/",
            "email": "badges@example.org",
            "description": "A makerspace.",
            "image": {"id": "https://org.github.io/repo/issuer.svg", "type": "Image"},
        },
        "validFrom": "2026-05-02T00:00:00Z",
        "validUntil": "2028-05-02T00:00:00Z",
        "awardedDate": "2026-05-02T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": true,
                    "identityHash": identity::hash_text("ada@example.org", SALT),
                    "identityType": "emailAddress",
                    "salt": SALT,
                },
                {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityHash": "Ada Lovelace",
                    "identityType": "name",
                },
            ],
            "licenseNumber": "L-17",
            "narrative": "Led the *team*.",
            "result": [
                {"type": ["Result"], "resultDescription": format!("{id}#score"), "value": "92"},
                {
                    "type": ["Result"],
                    "resultDescription": format!("{id}#craft"),
                    "achievedLevel": format!("{id}#craft.excellent"),
                },
            ],
            "achievement": expected_rich_achievement(),
        },
        "evidence": [
            {
                "id": "https://example.org/ada/project",
                "type": ["Evidence"],
                "narrative": "A text adventure.",
            },
            {"type": ["Evidence"], "narrative": "A talk."},
        ],
        "credentialStatus": {
            "id": "https://org.github.io/repo/status/revocation-1.json#48213",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "48213",
            "statusListCredential": "https://org.github.io/repo/status/revocation-1.json",
        },
    });
    let credential = Sample::rich().credential();
    assert_eq!(credential, expected);
    assert_eq!(
        credential.to_string(),
        Sample::rich().credential().to_string()
    );
}

#[test]
fn a_minimal_award_says_nothing_of_its_recipient_and_nothing_empty() {
    let id = "https://badges.example.org/badges/hello/1/achievement.json";
    let expected = json!({
        "@context": open_badges_3::CONTEXTS,
        "id": "https://badges.example.org/awards/ab/abcdefghijklmnopqrstuvwxyz.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Hello",
        "issuer": {
            "id": "did:web:badges.example.org",
            "type": ["Profile"],
            "name": "Example Makers",
            "url": "https://example.org/",
            "email": "badges@example.org",
        },
        "validFrom": "2026-05-02T00:00:00Z",
        "awardedDate": "2026-05-02T00:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:11111111-1111-4111-9111-111111111111",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": id,
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": "Hello",
                "description": "Came along.",
                "criteria": {
                    "id": "https://badges.example.org/badges/hello/1/",
                    "narrative": "Come along.",
                },
                "image": {
                    "id": "https://badges.example.org/badges/hello/1/badge.png",
                    "type": "Image",
                    "caption": "Hello",
                },
                "inLanguage": "en",
                "version": "1",
            },
        },
        "credentialStatus": {
            "id": "https://badges.example.org/status/revocation-1.json#48213",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "48213",
            "statusListCredential": "https://badges.example.org/status/revocation-1.json",
        },
    });
    assert_eq!(Sample::minimal().credential(), expected);
}

#[test]
fn each_award_may_say_less_of_its_recipient() {
    let subject = |names, identity| {
        let mut sample = Sample::rich();
        sample.award.names = names;
        sample.award.identity = identity;
        sample.credential()["credentialSubject"].clone()
    };
    let hashed = IdentityDisclosure::HashedEmail;
    let initials = subject(NameDisclosure::Initials, hashed);
    assert_eq!(initials["identifier"][1]["identityHash"], "A. L.");
    let unnamed = subject(NameDisclosure::None, hashed);
    assert_eq!(unnamed["identifier"].as_array().map(Vec::len), Some(1));
    assert_eq!(unnamed["identifier"][0]["identityType"], "emailAddress");
    let name_only = subject(NameDisclosure::Full, IdentityDisclosure::None);
    assert_eq!(name_only["identifier"].as_array().map(Vec::len), Some(1));
    assert_eq!(name_only["identifier"][0]["identityType"], "name");
    assert_eq!(name_only.get("id"), None);
    for shown in [initials, unnamed, name_only] {
        assert!(
            !shown.to_string().to_lowercase().contains("ada@"),
            "{shown}"
        );
    }
}

#[test]
fn results_name_what_the_badge_describes_or_the_award_is_refused() {
    let with = |description: &str, reached| {
        let mut sample = Sample::rich();
        sample.award.results = vec![AwardResult {
            description: slug(description),
            reached,
        }];
        sample.try_credential()
    };
    let unknown = with("speed", Reached::Value("1".into()));
    let name = "speed".to_owned();
    assert_eq!(unknown, Err(DocumentError::UnknownResult { name }));
    let level = with("craft", Reached::Level(slug("perfect")));
    let expected = DocumentError::UnknownLevel {
        result: "craft".into(),
        level: "perfect".into(),
    };
    assert_eq!(level, Err(expected));
    let status = with("score", Reached::Status("Completed".into())).unwrap();
    assert_eq!(
        status["credentialSubject"]["result"][0]["status"],
        "Completed"
    );
}

#[test]
fn a_replacement_keeps_the_day_of_the_award() {
    let sample = Sample::rich();
    let achievement = sample.achievement();
    let issuance = Issuance {
        award: &sample.award,
        id: &sample.id,
        achievement: &achievement,
        salt: SALT,
        subject_uuid: [0; 16],
        status: StatusPlace { list: 2, index: 0 },
        first_awarded: Some(moment("2024-01-31")),
    };
    let credential = open_badges_3::credential(&sample.publisher(), &issuance).unwrap();
    assert_eq!(credential["awardedDate"], "2024-01-31T00:00:00Z");
    assert_eq!(credential["validFrom"], "2026-05-02T00:00:00Z");
    let list = "https://org.github.io/repo/status/revocation-2.json";
    assert_eq!(credential["credentialStatus"]["statusListCredential"], list);
}

#[test]
fn facts_about_a_badge_follow_its_criteria_in_its_language() {
    let mut sample = Sample::rich();
    sample.achievement.language = Language::new("fr-CA").unwrap();
    sample.achievement.criteria = String::new();
    sample.achievement.assessment = None;
    let criteria = &sample.achievement()["criteria"];
    assert_eq!(
        criteria["narrative"],
        "- **Niveau:** Beginner\n- **Heures:** 12.5"
    );
    sample.achievement.level = None;
    sample.achievement.hours = None;
    assert_eq!(sample.achievement()["criteria"].get("narrative"), None);
}

#[test]
fn every_document_of_3_0_means_something_in_each_of_its_members() {
    for sample in [Sample::rich(), Sample::minimal()] {
        let bits = Bitstring::new();
        let list = status_list::document(&sample.publisher(), 1, &bits, Timestamp::UNIX_EPOCH);
        let achievement = open_badges_3::published_achievement(&sample.achievement());
        for document in [sample.credential(), list, achievement] {
            canonicalize(&document).unwrap_or_else(|error| panic!("{error}: {document:#}"));
            ensure_nothing_empty(&document);
        }
    }
}

fn ensure_nothing_empty(value: &Value) {
    match value {
        Value::Null => panic!("null"),
        Value::Number(number) => assert!(!number.to_string().ends_with(".0"), "{number}"),
        Value::Array(items) => {
            assert!(!items.is_empty());
            items.iter().for_each(ensure_nothing_empty);
        }
        Value::Object(members) => {
            assert!(!members.is_empty());
            members.values().for_each(ensure_nothing_empty);
        }
        Value::String(text) => assert!(!text.is_empty()),
        Value::Bool(_) => {}
    }
}

/// What the published schema says to each document; `None` where it cannot be asked.
fn ask_schema(test: &str, documents: &[Value]) -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let schema = "schemas/ob30/ob_v3p0_achievementcredential_schema.json";
    let schema = spec::data(test)?.join(schema);
    let present = folder.join("node_modules/ajv").is_dir();
    let required = std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_some_and(|it| it == "1");
    assert!(present || !required, "{test}: run `npm ci` in tests/oracle");
    if !present {
        println!("{test}: skipped, `npm ci` was not run in tests/oracle");
        return None;
    }
    let mut node = Command::new("node")
        .arg("schema.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed");
    let mut input = node.stdin.take().expect("the input is piped");
    writeln!(input, "{}", schema.display()).expect("node reads");
    for document in documents {
        writeln!(input, "{document}").expect("node reads");
    }
    drop(input);
    let output = node.wait_with_output().expect("node ends");
    let output = String::from_utf8(output.stdout).expect("node writes text");
    let answers = output
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    Some(answers.collect())
}

#[test]
fn the_published_schema_accepts_every_credential_and_refuses_broken_ones() {
    let test = "the_published_schema_accepts_every_credential_and_refuses_broken_ones";
    let rich = Sample::rich().credential();
    let broken = |pointer: &str, value: Value| {
        let mut document = rich.clone();
        *document.pointer_mut(pointer).expect("the member is there") = value;
        document
    };
    let documents = [
        rich.clone(),
        Sample::minimal().credential(),
        broken(
            "/credentialSubject/achievement/image",
            json!("https://example.org/a.png"),
        ),
        broken("/credentialStatus", json!([])),
        broken(
            "/credentialSubject/identifier/0/identityType",
            json!("email"),
        ),
    ];
    let Some(answers) = ask_schema(test, &documents) else {
        return;
    };
    assert_eq!(
        answers[..2],
        [json!({"valid": true}), json!({"valid": true})]
    );
    for answer in &answers[2..] {
        assert!(answer["errors"].is_array(), "{answer}");
    }
    assert_eq!(answers.len(), documents.len());
}

#[test]
fn the_issuer_of_2_0_vouches_for_its_own_folder_only() {
    let expected = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": "https://org.github.io/repo/issuer.json",
        "@language": "en",
        "name": "Example Makers",
        "url": "https://example.org/",
        "email": "badges@example.org",
        "description": "A makerspace.",
        "image": "https://org.github.io/repo/issuer.svg",
        "verification": {
            "type": "VerificationObject",
            "allowedOrigins": "org.github.io",
            "startsWith": "https://org.github.io/repo/",
        },
        "revocationList": "https://org.github.io/repo/revocations.json",
    });
    let mut sample = Sample::rich();
    assert_eq!(open_badges_2::issuer(&sample.publisher()), expected);
    for base in ["http://localhost:8000/", "https://example.org:8443/"] {
        sample.settings.base = BaseAddress::new(base).unwrap();
        let verification = &open_badges_2::issuer(&sample.publisher())["verification"];
        let expected = json!({"type": "VerificationObject", "startsWith": base});
        assert_eq!(*verification, expected);
    }
}

#[test]
fn a_badge_class_says_what_the_frozen_achievement_says() {
    let expected = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": "https://org.github.io/repo/badges/rust-101/2/badge.json",
        "@language": "en",
        "version": "2",
        "name": "Rust basics",
        "description": "Writes and tests small programs.",
        "image": "https://org.github.io/repo/badges/rust-101/2/badge.png",
        "criteria": {
            "id": "https://org.github.io/repo/badges/rust-101/2/",
            "narrative": "Build **three** programs.\n\n- **Level:** Beginner\n- **Hours:** 12.5\n- **Assessment:** A project, reviewed by two",
        },
        "issuer": "https://org.github.io/repo/issuer.json",
        "alignment": [{
            "targetName": "Programming",
            "targetUrl": "https://example.org/framework#programming",
            "targetFramework": "Example Framework",
            "targetCode": "P1",
            "targetDescription": "Writes programs.",
        }],
        "tags": ["rust", "programming"],
        "extensions:ApplyLink": {
            "@context": "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json",
            "type": ["Extension", "extensions:ApplyLink"],
            "url": "https://example.org/join",
        },
    });
    assert_eq!(Sample::rich().badge_class(), expected);
    let minimal = Sample::minimal().badge_class();
    let members: Vec<_> = minimal.as_object().unwrap().keys().collect();
    let expected = [
        "@context",
        "type",
        "id",
        "@language",
        "version",
        "name",
        "description",
        "image",
        "criteria",
        "issuer",
    ];
    assert_eq!(members, expected);
}

#[test]
fn an_assertion_says_what_the_signed_credential_says() {
    let expected = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.assertion.json",
        "@language": "en",
        "recipient": {
            "type": "email",
            "hashed": true,
            "salt": SALT,
            "identity": identity::hash_text("ada@example.org", SALT),
        },
        "badge": "https://org.github.io/repo/badges/rust-101/2/badge.json",
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-05-02T00:00:00Z",
        "expires": "2028-05-02T00:00:00Z",
        "image": "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.png",
        "evidence": [
            {
                "type": "Evidence",
                "id": "https://example.org/ada/project",
                "narrative": "A text adventure.",
            },
            {"type": "Evidence", "narrative": "A talk."},
        ],
        "narrative": "Led the *team*.",
    });
    let sample = Sample::rich();
    let assertion = sample.assertion();
    assert_eq!(assertion, expected);
    let scope = &open_badges_2::issuer(&sample.publisher())["verification"]["startsWith"];
    let id = assertion["id"].as_str().unwrap();
    assert!(id.starts_with(scope.as_str().unwrap()));
}

#[test]
fn a_revoked_assertion_is_stripped_and_listed() {
    let sample = Sample::rich();
    let publisher = sample.publisher();
    let id = "https://org.github.io/repo/awards/ab/abcdefghijklmnopqrstuvwxyz.assertion.json";
    let expected = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": id,
        "revoked": true,
        "revocationReason": "Issued twice",
    });
    let revoked = open_badges_2::revoked_assertion(&publisher, &sample.id, Some("Issued twice"));
    assert_eq!(revoked, expected);
    let silent = open_badges_2::revoked_assertion(&publisher, &sample.id, None);
    assert_eq!(silent.as_object().map(serde_json::Map::len), Some(4));
    let list = open_badges_2::revocation_list(&publisher, [(&sample.id, Some("Issued twice"))]);
    let expected = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "RevocationList",
        "id": "https://org.github.io/repo/revocations.json",
        "issuer": "https://org.github.io/repo/issuer.json",
        "revokedAssertions": [
            {"id": id, "revoked": true, "revocationReason": "Issued twice"},
        ],
    });
    assert_eq!(list, expected);
    let nothing = open_badges_2::revocation_list(&publisher, []);
    assert_eq!(nothing["revokedAssertions"], json!([]));
}

#[test]
fn no_member_of_2_0_is_unknown_to_its_context() {
    let sample = Sample::rich();
    let mut badge_class = sample.badge_class();
    // Its meaning comes from a context of its own, which is checked by its shape above.
    badge_class
        .as_object_mut()
        .unwrap()
        .shift_remove("extensions:ApplyLink");
    let publisher = sample.publisher();
    let revoked = open_badges_2::revoked_assertion(&publisher, &sample.id, Some("Issued twice"));
    let list = open_badges_2::revocation_list(&publisher, [(&sample.id, None)]);
    let issuer = open_badges_2::issuer(&publisher);
    let contexts = ContextSet::new(Strictness::Strict);
    for mut document in [sample.assertion(), badge_class, issuer, revoked, list] {
        document.as_object_mut().unwrap().shift_remove("@language");
        canonicalize_with(&document, &contexts)
            .unwrap_or_else(|error| panic!("{error}: {document:#}"));
        document["undefinedTerm"] = json!(1);
        assert!(canonicalize_with(&document, &contexts).is_err());
    }
    assert!(contexts.knows(contexts::OPEN_BADGES_2_0));
}

#[test]
fn the_did_document_lists_every_key_and_trusts_those_it_should() {
    let states = [
        KeyState::Active,
        KeyState::Backup,
        KeyState::Retired,
        KeyState::Compromised,
    ];
    let key = |(index, state): (usize, &KeyState)| ListedKey {
        id: format!("z6Mk{index}"),
        state: *state,
        added: Timestamp::UNIX_EPOCH,
        label: "key".into(),
    };
    let keys = Keys(states.iter().enumerate().map(key).collect());
    let method = |index: usize| {
        json!({
            "id": format!("did:web:org.github.io:repo#z6Mk{index}"),
            "type": "Multikey",
            "controller": "did:web:org.github.io:repo",
            "publicKeyMultibase": format!("z6Mk{index}"),
        })
    };
    let expected = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": "did:web:org.github.io:repo",
        "verificationMethod": [method(0), method(1), method(2), method(3)],
        "assertionMethod": [
            "did:web:org.github.io:repo#z6Mk0",
            "did:web:org.github.io:repo#z6Mk1",
            "did:web:org.github.io:repo#z6Mk2",
        ],
    });
    assert_eq!(did_document(&Sample::rich().publisher(), &keys), expected);
}

#[test]
fn revoking_one_credential_flips_one_bit_of_the_list() {
    let sample = Sample::rich();
    let mut bits = Bitstring::new();
    bits.set(48_213).unwrap();
    let made: Timestamp = "2026-06-01T12:30:45.678Z".parse().unwrap();
    let list = status_list::document(&sample.publisher(), 1, &bits, made);
    let id = "https://org.github.io/repo/status/revocation-1.json";
    let expected = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:org.github.io:repo",
        "validFrom": "2026-06-01T12:30:45Z",
        "credentialSubject": {
            "id": format!("{id}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bits.encode(),
        },
    });
    assert_eq!(list, expected);
    let text = list["credentialSubject"]["encodedList"].as_str().unwrap();
    let read = Bitstring::decode(text).unwrap();
    let set: Vec<_> = (0..read.entries())
        .filter(|it| read.get(*it) == Some(true))
        .collect();
    assert_eq!(set, [48_213]);
}

#[test]
fn the_published_status_list_revokes_entry_23_alone() {
    let Some(data) = spec::data("the_published_status_list_revokes_entry_23_alone") else {
        return;
    };
    let folder = data.join("samples/ob30/bit-string-list");
    let list = read_json(&folder.join("testlist"));
    let text = list["credentialSubject"]["encodedList"].as_str().unwrap();
    let bits = Bitstring::decode(text).unwrap();
    let set: Vec<_> = (0..bits.entries())
        .filter(|it| bits.get(*it) == Some(true))
        .collect();
    assert_eq!((bits.entries(), set), (131_072, vec![23]));
    let revoked = read_json(&folder.join("credential-status-revoked.json"));
    assert_eq!(Facts::read(&revoked).unwrap().status_index, Some(23));
}

#[test]
fn pages_read_back_what_was_written() {
    use accolade::credential::facts::ReachedFacts;

    let credential = Sample::rich().credential();
    let facts = Facts::read(&credential).unwrap();
    assert_eq!(facts.recipient_name, Some("Ada Lovelace"));
    assert_eq!(facts.issuer_id, "did:web:org.github.io:repo");
    assert_eq!(facts.issuer_name, "Example Makers");
    assert_eq!(facts.issuer_url, Some("https://example.org/"));
    assert_eq!(facts.awarded.to_string(), "2026-05-02T00:00:00Z");
    let ends = facts.valid_until.map(|it| it.to_string());
    assert_eq!(ends.as_deref(), Some("2028-05-02T00:00:00Z"));
    assert_eq!(facts.narrative, Some("Led the *team*."));
    assert_eq!(facts.license_number, Some("L-17"));
    assert_eq!(facts.status_index, Some(48_213));
    assert_eq!(facts.key_id, None);
    let evidence: Vec<_> = facts
        .evidence
        .iter()
        .map(|it| (it.url, it.narrative))
        .collect();
    assert_eq!(
        evidence,
        [
            (
                Some("https://example.org/ada/project"),
                Some("A text adventure.")
            ),
            (None, Some("A talk.")),
        ]
    );
    let reached: Vec<_> = facts
        .results
        .iter()
        .map(|it| (it.name, it.reached, it.required))
        .collect();
    assert_eq!(
        reached,
        [
            ("Final score", ReachedFacts::Value("92"), Some("60")),
            ("Craft", ReachedFacts::Level("Excellent"), Some("Solid")),
        ]
    );
    let achievement = facts.achievement;
    assert_eq!(achievement.name, "Rust basics");
    assert_eq!(achievement.kind, Some("Certificate"));
    assert_eq!(achievement.tags, ["rust", "programming"]);
    assert_eq!(achievement.credits, Some(2.0));
    assert_eq!(achievement.language, Some("en"));
    assert_eq!(achievement.alignments[0].code, Some("P1"));
    assert_eq!(achievement.results[1].levels[0].name, "Solid");
    assert_eq!(achievement.results[2].allowed_values, ["C", "B", "A"]);
}

#[test]
fn pages_say_what_a_credential_lacks() {
    let mut credential = Sample::rich().credential();
    credential["credentialSubject"]["result"][0]["resultDescription"] =
        json!("https://example.org/x");
    let error = Facts::read(&credential).unwrap_err().to_string();
    assert!(error.contains("`https://example.org/x`"), "{error}");
    let mut credential = Sample::rich().credential();
    credential["validFrom"] = json!("2026-05-02");
    let error = Facts::read(&credential).unwrap_err().to_string();
    assert!(error.contains("`validFrom`"), "{error}");
    assert!(Facts::read(&json!({})).is_err());
}

#[test]
fn every_id_is_the_address_of_a_file_that_ends_in_json() {
    let sample = Sample::rich();
    let publisher = sample.publisher();
    let ids = [
        sample.credential()["id"].clone(),
        sample.achievement()["id"].clone(),
        sample.assertion()["id"].clone(),
        sample.badge_class()["id"].clone(),
        open_badges_2::issuer(&publisher)["id"].clone(),
        open_badges_2::revocation_list(&publisher, [])["id"].clone(),
        status_list::document(&publisher, 1, &Bitstring::new(), Timestamp::UNIX_EPOCH)["id"]
            .clone(),
    ];
    let ids: HashSet<_> = ids.iter().filter_map(Value::as_str).collect();
    assert_eq!(ids.len(), 7);
    for id in ids {
        assert!(id.starts_with("https://org.github.io/repo/"), "{id}");
        assert!(id.ends_with(".json"), "{id}");
    }
}
