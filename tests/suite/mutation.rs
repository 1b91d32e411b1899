//! Makes documents that are nearly credentials, always the same ones.

use serde_json::{Map, Value, json};

/// Random numbers from a fixed seed (xorshift).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Changes one to three things in a document.
pub fn mutate(document: &mut Value, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        let source = any_part(document, chance);
        let pointer = any_pointer(document, chance);
        let target = document
            .pointer_mut(&pointer)
            .expect("the pointer was just found");
        change(target, source, chance);
    }
}

fn change(target: &mut Value, source: Value, chance: &mut Chance) {
    match target {
        Value::Object(members) if chance.below(5) > 0 => change_object(members, source, chance),
        Value::Array(items) if chance.below(4) > 0 => change_array(items, source, chance),
        scalar if chance.below(3) > 0 => *scalar = scalar_value(chance),
        other => *other = wrapped(other.take(), source, chance),
    }
}

fn change_object(members: &mut Map<String, Value>, source: Value, chance: &mut Chance) {
    let names: Vec<String> = members.keys().cloned().collect();
    let name = names
        .get(chance.below(names.len().max(1)))
        .cloned()
        .unwrap_or_default();
    match chance.below(7) {
        0 => {
            members.shift_remove(&name);
        }
        1 => {
            let value = members.shift_remove(&name).unwrap_or(Value::Null);
            members.insert((*chance.pick(NAMES)).to_owned(), value);
        }
        2 => {
            members.insert((*chance.pick(NAMES)).to_owned(), scalar_value(chance));
        }
        3 => {
            members.insert((*chance.pick(NAMES)).to_owned(), source);
        }
        4 => {
            members.insert("type".to_owned(), types(chance));
        }
        5 => {
            members.shift_remove("id");
        }
        _ => {
            members.insert("@context".to_owned(), contexts(chance));
        }
    }
}

fn types(chance: &mut Chance) -> Value {
    match chance.below(3) {
        0 => json!(chance.pick(TYPES)),
        1 => json!([chance.pick(TYPES)]),
        _ => json!([chance.pick(TYPES), chance.pick(TYPES)]),
    }
}

fn contexts(chance: &mut Chance) -> Value {
    match chance.below(4) {
        0 => json!(chance.pick(CONTEXTS)),
        1 => json!([chance.pick(CONTEXTS)]),
        _ => json!([chance.pick(CONTEXTS), chance.pick(CONTEXTS)]),
    }
}

fn change_array(items: &mut Vec<Value>, source: Value, chance: &mut Chance) {
    let index = chance.below(items.len().max(1));
    match chance.below(6) {
        0 => items.reverse(),
        1 => items.push(source),
        2 => items.push(scalar_value(chance)),
        3 if !items.is_empty() => {
            items.remove(index);
        }
        4 if !items.is_empty() => items.push(items[index].clone()),
        5 if !items.is_empty() => {
            let item = items.remove(index);
            items.insert(index, json!([item]));
        }
        _ => items.clear(),
    }
}

fn wrapped(value: Value, source: Value, chance: &mut Chance) -> Value {
    match chance.below(10) {
        0 => json!([value]),
        1 => json!({"@value": value}),
        2 => json!({"@value": value, "@language": "en"}),
        3 => json!({"@value": value, "@type": "xsd:x"}),
        4 => json!({"@value": value, "@type": "https://example.org/datatype"}),
        5 => json!({"id": value}),
        6 => json!({"@list": [value]}),
        7 => json!({"type": [chance.pick(TYPES)], "name": value}),
        8 => json!([value, source]),
        _ => source,
    }
}

fn scalar_value(chance: &mut Chance) -> Value {
    let text = json!(chance.pick(TEXTS));
    match chance.below(8) {
        0 => chance
            .pick(&[json!(true), json!(false), Value::Null])
            .clone(),
        // No exponents: `jsonld` writes 1e-7 as 0, against the standard.
        1 | 2 => chance
            .pick(&[
                json!(0),
                json!(1),
                json!(-17),
                json!(3.0),
                json!(4.5),
                json!(-0.25),
                json!(100.01),
                json!(8.3),
                json!(0.1),
                json!(123_456_789),
                json!(9_007_199_254_740_991_u64),
            ])
            .clone(),
        _ => text,
    }
}

/// A copy of anything in the document.
fn any_part(document: &Value, chance: &mut Chance) -> Value {
    let pointer = any_pointer(document, chance);
    let part = document
        .pointer(&pointer)
        .expect("the pointer was just found");
    part.clone()
}

fn any_pointer(document: &Value, chance: &mut Chance) -> String {
    let mut pointers = Vec::new();
    collect_pointers(document, String::new(), &mut pointers);
    chance.pick(&pointers).clone()
}

fn collect_pointers(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                collect_pointers(value, format!("{pointer}/{}", escape(name)), pointers);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect_pointers(value, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}

/// Names of members: terms of all scopes, keywords, and what should be refused.
const NAMES: &[&str] = &[
    "id",
    "type",
    "@id",
    "@type",
    "name",
    "description",
    "image",
    "issuer",
    "evidence",
    "proof",
    "creator",
    "achievement",
    "alignment",
    "result",
    "resultDescription",
    "criteria",
    "narrative",
    "identifier",
    "allowedValue",
    "rubricCriterionLevel",
    "tag",
    "url",
    "targetUrl",
    "endorsement",
    "otherIdentifier",
    "related",
    "creditsEarned",
    "creditsAvailable",
    "hashed",
    "validFrom",
    "awardedDate",
    "credentialSubject",
    "credentialStatus",
    "statusMessage",
    "statusReference",
    "proofPurpose",
    "assertionMethod",
    "controller",
    "parentOrg",
    "address",
    "geo",
    "source",
    "inLanguage",
    "version",
    "jti",
    "cnf",
    "kid",
    "jwk",
    "_sd",
    "aud",
    "exp",
    "...",
    "sec",
    "xsd",
    "cred",
    "status",
    "ttl",
    "encodedList",
    "verifiableCredential",
    "holder",
    "termsOfUse",
    "refreshService",
    "confidenceMethod",
    "jsonSchema",
    "unheardOf",
    "telephone",
    "issuanceDate",
    "schema:name",
    "https://schema.org/name",
    "@language",
    "@value",
    "@graph",
    "@index",
    "@list",
    "@set",
    "@reverse",
    "@nest",
    "@included",
    "@unknown",
    "",
    "sec:proofValue",
    "_:b0",
];

/// Names of types, defined or not.
const TYPES: &[&str] = &[
    "VerifiableCredential",
    "VerifiablePresentation",
    "OpenBadgeCredential",
    "AchievementCredential",
    "EndorsementCredential",
    "Achievement",
    "AchievementSubject",
    "Address",
    "Alignment",
    "Criteria",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Profile",
    "Related",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
    "EndorsementSubject",
    "BitstringStatusListEntry",
    "BitstringStatusList",
    "DataIntegrityProof",
    "JsonSchema",
    "Ed25519Signature2020",
    "1EdTechJsonSchemaValidator2019",
    "Assertion",
    "BadgeClass",
    "Undefined",
    "id",
    "https://example.org/types#Own",
    "xsd:type",
    "_:type",
];

/// URLs of contexts, one of them unknown.
const CONTEXTS: &[&str] = &[
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://www.w3.org/2018/credentials/v1",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/openbadges/v2",
    "https://example.org/unknown",
];

/// Strings. One emoji is among them, but no character from U+E000 to U+FFFF: between these two
/// `rdf-canonize` sorts by UTF-16, against the standard.
const TEXTS: &[&str] = &[
    "",
    " ",
    "plain",
    "é",
    "日本語",
    "🙂",
    "tab\there",
    "line\nend\r",
    "\"quoted\" \\ back",
    "\u{1}\u{7f}\u{85}",
    "id",
    "type",
    "@id",
    "@type",
    "@unknown",
    "name",
    "relative/path",
    "#x",
    "urn:x:1",
    "did:example:ebfeb1f712ebc6f1c276e12ec21",
    "https://example.org/a",
    "https://example.org/a b",
    "https://example.org/<>",
    "mailto:a@b.example",
    "_:b0",
    "_:b1",
    "xsd:date",
    "sec:key",
    "schema:name",
    "a:b",
    ":a",
    "a:",
    "assertionMethod",
    "Image",
    "https://badges.example.org/status/revocation-1.json",
    "2026-05-02T08:00:00Z",
    "data:image/png;base64,AA==",
];
