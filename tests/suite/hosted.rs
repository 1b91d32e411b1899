//! Open Badges 2.0 documents, made from what was signed.

use accolade::credential::{identity, open_badges_2};
use accolade::model::address::BaseAddress;
use accolade::proof::canonical::canonicalize;
use serde_json::json;
use similar_asserts::assert_eq;

use crate::samples::{SALT, Sample};

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
            "narrative": "Build **three** programs.\n\n**Level:** Beginner\n\n**Hours:** 12.5\n\n**Assessment:** A project, reviewed by two\n\n**Sign-up:** <https://example.org/join>",
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
        "extensions:applyLink": "https://example.org/join",
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
    // A compact IRI: the context defines its prefix, not the whole name, and what is signed must be
    // defined by name. This is hosted, not signed.
    badge_class
        .as_object_mut()
        .unwrap()
        .shift_remove("extensions:applyLink");
    let publisher = sample.publisher();
    let revoked = open_badges_2::revoked_assertion(&publisher, &sample.id, Some("Issued twice"));
    let list = open_badges_2::revocation_list(&publisher, [(&sample.id, None)]);
    let issuer = open_badges_2::issuer(&publisher);
    for mut document in [sample.assertion(), badge_class, issuer, revoked, list] {
        document.as_object_mut().unwrap().shift_remove("@language");
        canonicalize(&document).unwrap_or_else(|error| panic!("{error}: {document:#}"));
        document["undefinedTerm"] = json!(1);
        assert!(canonicalize(&document).is_err());
    }
}
