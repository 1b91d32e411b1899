//! A content folder in memory and a ledger on disk, and the plainest of what stands in them.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use accolade::diagnostic::{Diagnostic, Diagnostics};
use accolade::ledger::issue::{Outcome, plan};
use accolade::ledger::{Ledger, Lock, Means, Pictures};
use accolade::model::achievement::{Achievement, Artwork};
use accolade::model::address::{BaseAddress, Email};
use accolade::model::award::{Award, Recipient, RecordPlace};
use accolade::model::catalog::{Catalog, Settings};
use accolade::model::key::{KeyState, ListedKey};
use accolade::model::language::Language;
use accolade::model::moment::{Moment, Validity};
use accolade::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use accolade::model::slug::{Slug, Version};
use accolade::model::vocabulary::AchievementType;
use accolade::proof::key::SecretKey;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A content folder in memory, with a ledger on disk.
pub struct Workbench {
    pub folder: tempfile::TempDir,
    pub catalog: Catalog,
    pub now: Timestamp,
    pub seed: Cell<u64>,
}

impl Workbench {
    pub fn new(catalog: Catalog) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            catalog,
            now: "2026-11-14T10:00:00Z".parse().unwrap(),
            seed: Cell::new(1),
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Issues with the key of that seed, unless the plan finds something wrong.
    pub fn issue_with(
        &self,
        awards: &[Award],
        key: u8,
        draw: &dyn Fn(&Achievement) -> Result<Pictures, Diagnostic>,
    ) -> Result<Outcome, Diagnostics> {
        let lock = Lock::take(self.root())?;
        let ledger = Ledger::open(self.root())?;
        let mut plan = plan(&self.catalog, awards, &ledger, self.now)?;
        let mut wrong = Diagnostics::new();
        wrong.extend(std::mem::take(&mut plan.wrong));
        let plan = wrong.finish(plan)?;
        // Different bytes in every act, the same in every run of a test.
        let mut state = self.seed.get();
        let means = Means {
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
            draw,
            edit_records: &mut |_| Ok(()),
            signed: &|_| (),
        };
        let outcome = plan.carry_out(self.root(), &self.catalog, &ledger, means);
        self.seed.set(state ^ 0x5bd1_e995);
        outcome
    }

    /// Writes the files of records that these awards stand for.
    pub fn record(&self, awards: &[Award]) {
        for award in awards {
            self.write(&award.record.file, "records");
        }
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Copies a folder and all that is in it.
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

pub fn settings(base: &str, time_zone: TimeZone) -> Settings {
    Settings {
        base: BaseAddress::new(base).unwrap(),
        languages: vec![Language::default()],
        time_zone,
        theme: "plain".to_owned(),
        privacy: Privacy::default(),
    }
}

/// The key of that seed, listed.
pub fn listed(seed: u8, state: KeyState, label: &str) -> ListedKey {
    ListedKey {
        id: SecretKey::from_seed([seed; 32]).public().to_multikey(),
        state,
        added: "2026-11-01T00:00:00Z".parse().unwrap(),
        label: label.to_owned(),
    }
}

/// A badge of which nothing is said but what must be.
pub fn plain_achievement(slug: &str, name: &str, artwork: Artwork) -> Achievement {
    Achievement {
        slug: Slug::new(slug).unwrap(),
        version: Version::default(),
        name: name.to_owned(),
        description: "For those who did it.".to_owned(),
        criteria: "Do it.".to_owned(),
        kind: AchievementType::default(),
        tags: Vec::new(),
        valid_for: None,
        signup_url: None,
        level: None,
        hours: None,
        renewal: None,
        assessment: None,
        credits: None,
        language: Language::default(),
        alignments: Vec::new(),
        results: Vec::new(),
        artwork,
    }
}

/// An award of which nothing is said but what must be, and its recipient's name; it stands in that
/// record of the only file.
pub fn plain_award(
    badge: &str,
    name: &str,
    email: &str,
    issued_on: Moment,
    record: usize,
) -> Award {
    Award {
        id: None,
        badge: Slug::new(badge).unwrap(),
        version: Version::default(),
        recipient: Recipient {
            name: Some(name.to_owned()),
            email: Email::new(email).unwrap(),
        },
        validity: Validity::new(issued_on, None).unwrap(),
        evidence: Vec::new(),
        narrative: None,
        results: Some(Vec::new()),
        license_number: None,
        names: NameDisclosure::Full,
        identity: IdentityDisclosure::HashedEmail,
        language: None,
        record: RecordPlace {
            file: "awards/2026-spring.csv".into(),
            index: record,
            line: record + 2,
        },
    }
}
