//! Open Badges 3.0 credentials: complete, for an award that says all and one that says least.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use accolade::credential::open_badges_3::{self, DocumentError, Issuance, StatusPlace};
use accolade::credential::status_list::{self, Bitstring};
use accolade::credential::{identity, open_badges_2};
use accolade::model::language::Language;
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure};
use accolade::model::result::{AwardResult, Reached};
use accolade::proof::canonical::canonicalize;
use jiff::Timestamp;
use serde_json::{Value, json};
use similar_asserts::assert_eq;

use crate::samples::{SALT, Sample, moment, slug};
use crate::spec;

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
            "narrative": "Build **three** programs.\n\n**Level:** Beginner\n\n**Hours:** 12.5\n\n**Assessment:** A project, reviewed by two\n\n\
                    **Sign-up:** <https://example.org/join>",
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
        sample.award.results = Some(vec![AwardResult {
            description: slug(description),
            reached,
        }]);
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
        "**Niveau:** Beginner\n\n**Heures:** 12,5\n\n**Inscription:** <https://example.org/join>"
    );
    sample.achievement.signup_url = None;
    for (language, expected) in [
        ("es-MX", "**Nivel:** Beginner\n\n**Horas:** 12.5"),
        ("de-CH", "**Niveau:** Beginner\n\n**Stunden:** 12.5"),
        ("pl", "Beginner\n\n12,5 h"),
        ("ja", "Beginner\n\n12.5 h"),
    ] {
        sample.achievement.language = Language::new(language).unwrap();
        let criteria = &sample.achievement()["criteria"];
        assert_eq!(criteria["narrative"], expected, "{language}");
    }
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
