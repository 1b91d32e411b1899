//! Makes a content folder of believable size and issues it with a throw-away key.

use std::fs;
use std::path::Path;

use accolade::artwork::{self, Picture};
use accolade::diagnostic::{Diagnostic, Diagnostics};
use accolade::ledger::issue::plan;
use accolade::ledger::{Ledger, Lock, Means, Pictures};
use accolade::model::achievement::{Achievement, Artwork};
use accolade::model::address::{Email, WebAddress};
use accolade::model::award::{Award, Evidence, Recipient, RecordPlace};
use accolade::model::catalog::Catalog;
use accolade::model::key::{KeyState, Keys, ListedKey};
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure};
use accolade::model::slug::{Slug, Version};
use accolade::proof::key::SecretKey;
use jiff::tz::TimeZone;

/// A content folder with `count` issued awards.
pub fn site(root: &Path, count: usize) {
    content(root);
    let catalog = accolade::content::load(root)
        .map_err(said)
        .expect("the content is right");
    issue(root, &catalog, &records(0, count));
}

/// Issues one award more.
pub fn add_one(root: &Path, count: usize) {
    let catalog = accolade::content::load(root)
        .map_err(said)
        .expect("the content is right");
    issue(root, &catalog, &records(count, 1));
}

/// Settings, key list and badges.
pub fn content(root: &Path) {
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("accolade.toml", SETTINGS);
    write("keys.toml", &accolade::content::keys::render(&keys()));
    for number in 0..BADGES {
        let text = BADGE.replace("NUMBER", &number.to_string());
        write(&format!("badges/skill-{number}/index.md"), &text);
    }
}

/// Adds rows to the records of the content folder, as their author would have them.
fn write_records(root: &Path, awards: &[Award]) {
    let path = root.join(RECORDS);
    fs::create_dir_all(root.join("awards")).expect("a folder");
    let mut text = fs::read_to_string(&path).unwrap_or_else(|_| COLUMNS.to_owned());
    for award in awards {
        let (recipient, validity) = (&award.recipient, &award.validity);
        let date = |moment: Moment| moment.date().to_string();
        let cells = [
            award.badge.to_string(),
            recipient.name.clone().unwrap_or_default(),
            recipient.email.as_str().to_owned(),
            date(validity.issued_on()),
            validity.expires_on().map(date).unwrap_or_default(),
            award
                .evidence
                .iter()
                .flat_map(|it| &it.url)
                .map(ToString::to_string)
                .collect(),
            award
                .narrative
                .as_ref()
                .map(|it| format!("\"{it}\""))
                .unwrap_or_default(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    fs::write(path, text).expect("a file");
}

/// Award records: all have a name, some an expiry, a narrative or evidence.
pub fn records(first: usize, count: usize) -> Vec<Award> {
    (first..first + count).map(record).collect()
}

fn record(number: usize) -> Award {
    let moment = |text: &str| Moment::parse(text, &TimeZone::UTC).expect("a date");
    let issued_on = moment(&format!(
        "2026-{:02}-{:02}",
        1 + number % 5,
        1 + number % 28
    ));
    let expires_on = number.is_multiple_of(4).then(|| moment("2029-01-01"));
    let evidence = Evidence {
        url: WebAddress::new(&format!("https://example.org/work/{number}")).ok(),
        narrative: None,
    };
    let narrative = "Built a *small workbench* and wrote down how, so that others can repeat it.";
    Award {
        id: None,
        badge: Slug::new(&format!("skill-{}", number % BADGES)).expect("a slug"),
        version: Version::default(),
        recipient: Recipient {
            name: Some(format!("Recipient Number {number}")),
            email: Email::new(&format!("recipient{number}@example.org")).expect("an address"),
        },
        validity: Validity::new(issued_on, expires_on).expect("it expires later"),
        evidence: Vec::from_iter(number.is_multiple_of(3).then_some(evidence)),
        narrative: number.is_multiple_of(2).then(|| narrative.to_owned()),
        results: Some(Vec::new()),
        license_number: None,
        names: NameDisclosure::Full,
        identity: IdentityDisclosure::HashedEmail,
        language: None,
        record: RecordPlace {
            file: RECORDS.into(),
            index: number,
            line: number + 2,
        },
    }
}

/// Signs awards and writes them into the ledger: all of `issue` but the reading of records.
pub fn issue(root: &Path, catalog: &Catalog, awards: &[Award]) {
    write_records(root, awards);
    let lock = Lock::take(root).expect("nobody else is here");
    let ledger = Ledger::open(root)
        .map_err(said)
        .expect("the ledger is right");
    let now = jiff::Timestamp::now();
    let plan = plan(catalog, awards, &ledger, now)
        .map_err(said)
        .expect("a plan");
    let mut random = blake3::Hasher::new()
        .update(&awards[0].record.index.to_le_bytes())
        .finalize_xof();
    let means = Means {
        lock: &lock,
        secret: Some(key()),
        // A site of one size has the same addresses in every run.
        entropy: &mut |bytes| {
            random.fill(bytes);
            Ok(())
        },
        draw: &pictures,
        edit_records: &mut |_| Ok(()),
        signed: &|_| (),
    };
    let outcome = plan.carry_out(root, catalog, &ledger, means);
    let outcome = outcome.map_err(said).expect("the awards are right");
    assert_eq!(outcome.issued.len(), awards.len());
}

/// What a throw-away key is: known to everybody who reads this.
pub fn key() -> SecretKey {
    SecretKey::from_seed(*b"a key that everybody knows: 32 B")
}

fn keys() -> Keys {
    Keys(vec![ListedKey {
        id: key().public().to_multikey(),
        state: KeyState::Active,
        added: "2026-01-01T00:00:00Z".parse().expect("an instant"),
        label: "benchmark".into(),
    }])
}

fn pictures(achievement: &Achievement) -> Result<Pictures, Diagnostic> {
    let picture = match &achievement.artwork {
        Artwork::Svg(bytes) => artwork::check_svg(bytes).and_then(Picture::from_svg),
        Artwork::Png(bytes) => artwork::check_png(bytes).map(Picture::from_png),
        Artwork::Drawn(drawing) => artwork::draw(drawing),
    };
    let picture = picture.map_err(|error| Diagnostic::error(error.to_string()))?;
    Ok(Pictures {
        png: picture.png().to_vec(),
        svg: picture.svg().map(|it| it.bytes().to_vec()),
    })
}

fn said(findings: Diagnostics) -> String {
    let findings = findings.sorted();
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    findings.join("\n")
}

const RECORDS: &str = "awards/generated.csv";

const COLUMNS: &str = "badge,name,email,issued_on,expires_on,evidence,narrative\n";

/// As many badges as a middle-sized issuer has.
const BADGES: usize = 20;

const SETTINGS: &str = r#"base_url = "https://badges.example.org/"

[issuer]
name = "Example Makers"
url = "https://example.org/"
email = "badges@example.org"
description = "A workshop that exists to be measured."
"#;

const BADGE: &str = r#"+++
name = "Skill number NUMBER"
description = "Can do what skill number NUMBER asks for, alone and in a group."
tags = ["skill", "number"]

[[alignment]]
name = "Framework entry NUMBER"
url = "https://example.org/framework/NUMBER"
framework = "Example framework"

[artwork]
shape = "hexagon"
palette = "ocean"
+++

To earn this badge:

- do the work **carefully**,
- write down how it was done,
- and show it to [two others](https://example.org/others).
"#;
