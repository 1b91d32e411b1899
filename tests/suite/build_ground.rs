//! A stand-in for a site, and a folder to build it in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use accolade::build::{Landmark, Lock, Mode, Options, PRIVATE_FOLDER, Places, Source, Summary};
use accolade::diagnostic::Diagnostic;
use accolade::site::bundle::Subject;
use accolade::site::{Bundle, File, Order};

/// A plan of made-up files, which counts how many bundles it was asked to make.
#[derive(Debug, Default)]
pub struct Plan {
    bundles: Vec<Bundle>,
    parts: Vec<Vec<(String, Vec<u8>)>>,
    pub made: AtomicUsize,
    pub broken: bool,
}

impl Plan {
    /// Adds a bundle.
    pub fn with(mut self, order: Order, files: &[(&str, &str)]) -> Self {
        let own = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().to_vec());
        self.add(order, files.iter().map(own).collect());
        self
    }

    pub fn add(&mut self, order: Order, files: Vec<(String, Vec<u8>)>) {
        let mut hash = blake3::Hasher::new();
        for (_, bytes) in &files {
            hash.update(&(bytes.len() as u64).to_le_bytes())
                .update(bytes);
        }
        let fingerprint = hash.finalize().as_bytes()[..16].try_into().unwrap();
        let subject = Subject::Page(u32::try_from(self.parts.len()).unwrap());
        self.bundles.push(Bundle {
            order,
            fingerprint,
            subject,
        });
        self.parts.push(files);
    }

    /// The site as it should be on disk.
    pub fn tree(&self) -> Tree {
        self.parts.iter().flatten().cloned().collect()
    }

    fn part(&self, bundle: &Bundle) -> &[(String, Vec<u8>)] {
        match bundle.subject {
            Subject::Page(index) => &self.parts[index as usize],
            Subject::Award { .. } => unreachable!("plans are made of pages"),
        }
    }
}

impl Source for Plan {
    fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    fn paths(&self, bundle: &Bundle) -> Vec<String> {
        self.part(bundle).iter().map(|it| it.0.clone()).collect()
    }

    fn render(&self, bundle: &Bundle, files: &mut Vec<File>) -> Result<(), Diagnostic> {
        if self.broken {
            return Err(Diagnostic::error("the template is broken"));
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let part = self.part(bundle).iter().cloned();
        files.clear();
        files.extend(part.map(|(path, bytes)| File { path, bytes }));
        Ok(())
    }
}

/// Every file below a folder, links included as their target's name.
pub type Tree = BTreeMap<String, Vec<u8>>;

pub fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap();
            let name = path.to_str().unwrap().to_owned();
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// A content folder with nothing in it, and its output.
pub struct Ground {
    pub folder: tempfile::TempDir,
    pub options: Options,
}

impl Ground {
    pub fn new() -> Self {
        Self {
            folder: folder_in_memory(),
            // Another test that starts a program holds this one's locks for a moment.
            options: Options {
                wait: true,
                ..Options::default()
            },
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    pub fn build(&self, plan: &Plan) -> Result<Summary, Diagnostic> {
        build(self.root(), &self.output(), plan, &self.options)
    }

    pub fn mode(&mut self, mode: Mode) -> &Self {
        self.options.mode = mode;
        self
    }

    /// The only manifest there is.
    pub fn manifest(&self) -> PathBuf {
        let notes = fs::read_dir(self.root().join(PRIVATE_FOLDER))
            .unwrap()
            .flatten();
        let mut notes = notes.map(|it| it.path());
        notes
            .find(|it| it.extension().is_some_and(|it| it == "manifest"))
            .unwrap()
    }

    /// What accolade keeps beside the site while it works; nothing, when it is done.
    pub fn leftovers(&self) -> Vec<String> {
        let beside = fs::read_dir(self.root()).unwrap().flatten();
        let private = fs::read_dir(self.root().join(PRIVATE_FOLDER))
            .into_iter()
            .flatten()
            .flatten();
        let names = beside
            .chain(private)
            .map(|it| it.file_name().into_string().unwrap());
        names
            .filter(|it| it.contains(".accolade-") || it.ends_with("journal"))
            .collect()
    }
}

pub fn build(
    root: &Path,
    output: &Path,
    plan: &Plan,
    options: &Options,
) -> Result<Summary, Diagnostic> {
    let places = Places::resolve(root, output)?;
    let _lock = Lock::take(&root.join(PRIVATE_FOLDER), options.wait)?;
    let landmark = Landmark {
        path: "issuer.json",
        id: "https://example.org/issuer.json".into(),
    };
    accolade::build::publish(plan, &places, &landmark, options, &())
}

/// A small site; each number stands for the state of one of its parts.
pub fn site(home: u8, awards: &[(&str, u8)]) -> Plan {
    let mut plan = Plan::default();
    for (id, version) in awards {
        let file = |ending: &str| {
            let path = format!("awards/{}/{id}.{ending}", &id[..2]);
            (
                path,
                format!("{ending} {id} {version}").repeat(50).into_bytes(),
            )
        };
        plan.add(Order::Leaf, vec![file("html"), file("json"), file("png")]);
    }
    plan.with(
        Order::Listing,
        &[("badges/index.html", &format!("{} awards", awards.len()))],
    )
    .with(Order::Entry, &[("index.html", &format!("home {home}"))])
    .with(Order::Entry, &[("issuer.json", ISSUER)])
}

const ISSUER: &str = r#"{"id":"https://example.org/issuer.json","name":"Example"}"#;

pub const AWARDS: [(&str, u8); 3] = [("aaone", 1), ("aatwo", 1), ("bbthree", 1)];

pub fn modified(path: &Path) -> (std::time::SystemTime, u64) {
    let metadata = fs::metadata(path).unwrap();
    (
        metadata.modified().unwrap(),
        std::os::unix::fs::MetadataExt::ino(&metadata),
    )
}

pub fn message(outcome: Result<Summary, Diagnostic>) -> String {
    outcome.unwrap_err().to_string()
}

/// A folder on a file system in memory, where there is one: the disk's promises are kept by
/// waiting for it, and many small builds wait often.
pub fn folder_in_memory() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.unwrap_or_else(|_| tempfile::tempdir().unwrap())
}
