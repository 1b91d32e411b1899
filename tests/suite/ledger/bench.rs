//! A workbench for acts of the ledger.

use std::cell::Cell;
use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;

use accolade::diagnostic::Diagnostics;
use accolade::ledger::issue::Outcome;
use accolade::ledger::{Ledger, Pictures};
use accolade::model::achievement::{Achievement, Artwork};
use accolade::model::address::{Email, WebAddress};
use accolade::model::award::Award;
use accolade::model::catalog::Catalog;
use accolade::model::issuer::Issuer;
use accolade::model::key::{KeyState, Keys};
use accolade::model::moment::Moment;
use jiff::tz::TimeZone;

use crate::workbench::{Workbench, listed, plain_achievement, plain_award, settings};

pub use crate::workbench::{copy, said};

/// A workbench whose pictures are a few bytes.
pub struct Bench(Workbench);

impl Deref for Bench {
    type Target = Workbench;

    fn deref(&self) -> &Workbench {
        &self.0
    }
}

impl DerefMut for Bench {
    fn deref_mut(&mut self) -> &mut Workbench {
        &mut self.0
    }
}

impl Bench {
    pub fn new() -> Self {
        Self(Workbench::new(catalog()))
    }

    pub fn issue(&self, awards: &[Award]) -> Result<Outcome, Diagnostics> {
        self.issue_with(awards, 1)
    }

    pub fn issue_with(&self, awards: &[Award], key: u8) -> Result<Outcome, Diagnostics> {
        self.0.issue_with(awards, key, &|_| {
            Ok(Pictures {
                png: b"a picture".to_vec(),
                svg: Some(b"<svg/>".to_vec()),
            })
        })
    }

    pub fn open(&self) -> Result<Ledger, Diagnostics> {
        Ledger::open(self.root())
    }

    pub fn errors(&self) -> String {
        self.open().err().map_or_else(String::new, said)
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
        Self(Workbench {
            folder,
            catalog: self.catalog.clone(),
            now: self.now,
            seed: Cell::new(self.seed.get() + 7),
        })
    }
}

pub fn catalog() -> Catalog {
    Catalog {
        settings: settings("https://badges.example.org/", TimeZone::UTC),
        issuer: Issuer {
            name: "Example Makers".to_owned(),
            url: WebAddress::new("https://example.org/").unwrap(),
            email: Email::new("badges@example.org").unwrap(),
            description: None,
            image: None,
        },
        achievements: vec![achievement("mentor"), achievement("rust-101")],
        keys: Keys(vec![
            listed(1, KeyState::Active, "working"),
            listed(2, KeyState::Backup, "backup"),
        ]),
    }
}

pub fn achievement(slug: &str) -> Achievement {
    let picture = Artwork::Svg(Arc::from(&b"<svg/>"[..]));
    Achievement {
        tags: vec!["making".to_owned()],
        ..plain_achievement(slug, &format!("The {slug} badge"), picture)
    }
}

pub fn award(number: usize) -> Award {
    let issued_on = Moment::parse("2026-05-02", &TimeZone::UTC).unwrap();
    let name = format!("Ada Number {number}");
    let email = format!("ada{number}@example.org");
    plain_award("rust-101", &name, &email, issued_on, number)
}

pub fn cohort(count: usize) -> Vec<Award> {
    (0..count).map(award).collect()
}

/// As [`cohort`], with the file of records that it stands for.
pub fn recorded(bench: &Bench, awards: &[Award]) {
    bench.record(awards);
}

pub fn begun(count: usize) -> Bench {
    let bench = Bench::new();
    let awards = cohort(count);
    recorded(&bench, &awards);
    bench.issue(&awards).map_err(said).unwrap();
    bench
}
