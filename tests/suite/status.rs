//! What stands beside credentials: the status list, the issuer's keys; and what pages read.

use accolade::credential::facts::ReachedFacts;
use accolade::credential::status_list::{self, Bitstring};
use accolade::credential::{AchievementFacts, Facts, Signed, did_document};
use accolade::model::key::{KeyState, Keys, ListedKey};
use jiff::Timestamp;
use serde_json::{Value, json};
use similar_asserts::assert_eq;

use crate::canonical::read_json;
use crate::samples::Sample;
use crate::spec;

#[test]
fn the_did_document_lists_every_key_and_trusts_those_it_should() {
    let states = [
        KeyState::Active,
        KeyState::Backup,
        KeyState::Retired,
        KeyState::Compromised {
            since: "2026-05-02T00:00:00Z".parse().unwrap(),
        },
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
    let mut withdrawn = method(3);
    withdrawn["revoked"] = json!("2026-05-02T00:00:00Z");
    let expected = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": "did:web:org.github.io:repo",
        "verificationMethod": [method(0), method(1), method(2), withdrawn],
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
    let signed = Signed::of(&revoked).unwrap();
    let facts = Facts::read(&signed, achievement(&revoked)).unwrap();
    assert_eq!(facts.status_index, Some(23));
}

#[test]
fn pages_read_back_what_was_written() {
    let credential = Sample::rich().credential();
    let signed = Signed::of(&credential).unwrap();
    let facts = Facts::read(&signed, achievement(&credential)).unwrap();
    assert_eq!(facts.recipient_name, Some("Ada Lovelace"));
    assert_eq!(facts.issuer_id, "did:web:org.github.io:repo");
    assert_eq!(facts.issuer_name, "Example Makers");
    assert_eq!(facts.issuer_url, Some("https://example.org/"));
    assert_eq!(facts.awarded, "2026-05-02T00:00:00Z");
    assert_eq!(facts.valid_until, Some("2028-05-02T00:00:00Z"));
    assert_eq!(facts.narrative, Some("Led the *team*."));
    assert_eq!(facts.license_number, Some("L-17"));
    assert_eq!(facts.status_index, Some(48_213));
    assert_eq!(facts.proof, None);
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
    let achievement = AchievementFacts::read(achievement(&credential)).unwrap();
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
    let error = refusal(&credential);
    assert!(error.contains("`https://example.org/x`"), "{error}");
    let mut credential = Sample::rich().credential();
    credential["validFrom"] = json!("2026-05-02");
    let error = refusal(&credential);
    assert!(error.contains("`validFrom`"), "{error}");
    let error = refusal(&json!({}));
    assert!(error.contains("`credentialSubject`"), "{error}");
}

#[test]
fn a_credential_may_name_one_thing_without_an_array() {
    let mut credential = Sample::rich().credential();
    let evidence = credential["evidence"][0].clone();
    credential["evidence"] = evidence;
    let text = credential.to_string();
    let signed = Signed::parse(&text).unwrap();
    let facts = Facts::read(&signed, achievement(&credential)).unwrap();
    assert_eq!(facts.evidence.len(), 1);
    assert_eq!(facts.evidence[0].narrative, Some("A text adventure."));
}

fn achievement(credential: &Value) -> &Value {
    &credential["credentialSubject"]["achievement"]
}

fn refusal(credential: &Value) -> String {
    let signed = Signed::of(credential).unwrap();
    let facts = Facts::read(&signed, achievement(credential));
    facts.unwrap_err().to_string()
}
