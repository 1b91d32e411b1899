//! A content folder in memory and a ledger on disk, to act upon.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use accolade::diagnostic::Diagnostics;
use accolade::ledger::issue::{Means, Outcome, Pictures, plan};
use accolade::ledger::{Ledger, Lock};
use accolade::model::achievement::{Achievement, Artwork};
use accolade::model::address::{BaseAddress, Email, WebAddress};
use accolade::model::award::{Award, Recipient, RecordPlace};
use accolade::model::catalog::{Catalog, Settings};
use accolade::model::issuer::Issuer;
use accolade::model::key::{KeyState, Keys, ListedKey};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use accolade::model::slug::{Slug, Version};
use accolade::proof::key::SecretKey;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A content folder in memory, with a ledger on disk.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub catalog: Catalog,
    pub now: Timestamp,
    pub seed: Cell<u64>,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            catalog: catalog(),
            now: "2026-11-14T10:00:00Z".parse().unwrap(),
            seed: Cell::new(1),
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn issue(&self, awards: &[Award]) -> Result<Outcome, Diagnostics> {
        self.issue_with(awards, 1)
    }

    pub fn issue_with(&self, awards: &[Award], key: u8) -> Result<Outcome, Diagnostics> {
        let lock = Lock::take(self.root())?;
        let ledger = Ledger::open(self.root())?;
        let plan = plan(&self.catalog, awards, &ledger, self.now)?;
        if !plan.wrong.is_empty() {
            let mut wrong = Diagnostics::new();
            wrong.extend(plan.wrong);
            return Err(wrong);
        }
        // Different bytes in every act, the same in every run of a test.
        let mut state = self.seed.get();
        let outcome = plan.carry_out(
            self.root(),
            &self.catalog,
            &ledger,
            Means {
                lock: &lock,
                secret: Some(SecretKey::from_seed([key; 32])),
                entropy: &mut |bytes| {
                    for byte in bytes {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(99);
                        *byte = (state >> 56) as u8;
                    }
                    Ok(())
                },
                draw: &|_| {
                    Ok(Pictures {
                        png: b"a picture".to_vec(),
                        svg: Some(b"<svg/>".to_vec()),
                    })
                },
                write_ids: &mut |_| Ok(()),
                signed: &|_| (),
            },
        );
        self.seed.set(state ^ 0x5bd1_e995);
        outcome
    }

    pub fn open(&self) -> Result<Ledger, Diagnostics> {
        Ledger::open(self.root())
    }

    pub fn errors(&self) -> String {
        match self.open() {
            Ok(_) => String::new(),
            Err(findings) => said(findings),
        }
    }

    pub fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root().join("ledger")).unwrap();
        let paths = entries.map(|it| it.unwrap().path());
        let mut files: Vec<_> = paths.filter(|it| it.is_file()).collect();
        files.sort();
        files
    }

    /// A copy, as another person has it.
    pub fn fork(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.root(), folder.path());
        Self {
            folder,
            catalog: self.catalog.clone(),
            now: self.now,
            seed: Cell::new(self.seed.get() + 7),
        }
    }
}

pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn said(findings: Diagnostics) -> String {
    let findings = findings.sorted();
    let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
    findings.join("\n")
}

pub fn catalog() -> Catalog {
    let key = |seed: u8, state, label: &str| ListedKey {
        id: SecretKey::from_seed([seed; 32]).public().to_multikey(),
        state,
        added: "2026-11-01T00:00:00Z".parse().unwrap(),
        label: label.to_owned(),
    };
    Catalog {
        settings: Settings {
            base: BaseAddress::new("https://badges.example.org/").unwrap(),
            languages: vec![Language::default()],
            time_zone: TimeZone::UTC,
            theme: "plain".to_owned(),
            privacy: Privacy::default(),
        },
        issuer: Issuer {
            name: "Example Makers".to_owned(),
            url: WebAddress::new("https://example.org/").unwrap(),
            email: Email::new("badges@example.org").unwrap(),
            description: None,
            image: None,
        },
        achievements: vec![achievement("mentor"), achievement("rust-101")],
        keys: Keys(vec![
            key(1, KeyState::Active, "working"),
            key(2, KeyState::Backup, "backup"),
        ]),
    }
}

pub fn achievement(slug: &str) -> Achievement {
    Achievement {
        slug: Slug::new(slug).unwrap(),
        version: Version::default(),
        name: format!("The {slug} badge"),
        description: "For those who did it.".to_owned(),
        criteria: "Do it.".to_owned(),
        kind: Default::default(),
        tags: vec!["making".to_owned()],
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

pub fn award(number: usize) -> Award {
    let issued_on = Moment::parse("2026-05-02", &TimeZone::UTC).unwrap();
    Award {
        id: None,
        badge: Slug::new("rust-101").unwrap(),
        version: Version::default(),
        recipient: Recipient {
            name: Some(format!("Ada Number {number}")),
            email: Email::new(&format!("ada{number}@example.org")).unwrap(),
        },
        validity: Validity::new(issued_on, None).unwrap(),
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

pub fn cohort(count: usize) -> Vec<Award> {
    (0..count).map(award).collect()
}

/// As [`cohort`], with the file of records that it stands for.
pub fn recorded(bench: &Bench, awards: &[Award]) {
    for award in awards {
        let path = bench.root().join(&*award.record.file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "records").unwrap();
    }
}

pub fn begun(count: usize) -> Bench {
    let bench = Bench::new();
    let awards = cohort(count);
    recorded(&bench, &awards);
    bench.issue(&awards).map_err(said).unwrap();
    bench
}
