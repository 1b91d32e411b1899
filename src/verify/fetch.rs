//! Asking other places for documents, whatever answers: the network, a folder, nothing at all.

use std::io::Read;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::proof::did::DidWeb;

/// Something that answers addresses.
pub trait Fetch: Sync {
    /// What the address answers, whatever the status. `address` is https.
    ///
    /// # Errors
    /// Nothing answered, or too much, or asking is not allowed.
    fn fetch(&self, address: &Url) -> Result<Answer, FetchError>;
}

/// What an address answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP: 200 if all is well.
    pub status: u16,
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("asking was not allowed")]
    Offline,
    #[error("`{address}` is no https address")]
    NotHttps { address: String },
    #[error("`{host}` is on a private network")]
    Private { host: String },
    #[error("it answered with more than {MAX_ANSWER} bytes")]
    TooLarge,
    #[error("it led from address to address more than {limit} times")]
    Redirects { limit: usize },
    #[error("too many documents were asked for")]
    TooMany,
    #[error("{reason}")]
    Unreachable { reason: String },
}

/// Answers nothing and never opens a socket.
#[derive(Clone, Copy, Debug)]
pub struct Offline;

impl Fetch for Offline {
    fn fetch(&self, _: &Url) -> Result<Answer, FetchError> {
        Err(FetchError::Offline)
    }
}

/// Answers the addresses of a built site from its folder, and leaves the rest to another.
pub struct Folder<'a> {
    base: Url,
    root: PathBuf,
    otherwise: &'a dyn Fetch,
}

/// Why a folder is no built site.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("`{}` holds no `did.json`, so it is no built site", root.display())]
    NoDid { root: PathBuf },
    #[error("`{}` does not say which site it is: {problem}", path.display())]
    Did { path: PathBuf, problem: String },
}

impl<'a> Folder<'a> {
    /// Finds out from its DID document which site the folder holds.
    ///
    /// # Errors
    /// There is no such document, or it names no site.
    pub fn open(root: &Path, otherwise: &'a dyn Fetch) -> Result<Self, FolderError> {
        let places = [DID_FILE, WELL_KNOWN_DID_FILE].map(|it| root.join(it));
        let [plain, well_known] = &places;
        let path = places.iter().find(|it| it.is_file());
        let path = path.ok_or_else(|| FolderError::NoDid {
            root: root.to_owned(),
        })?;
        let place = if path == plain {
            DID_FILE
        } else {
            WELL_KNOWN_DID_FILE
        };
        debug_assert!(path == plain || path == well_known);
        let base = base_of(path, place).map_err(|problem| FolderError::Did {
            path: path.clone(),
            problem,
        })?;
        Ok(Self {
            base,
            root: root.to_owned(),
            otherwise,
        })
    }

    /// The address that the folder is published at.
    pub fn base(&self) -> &Url {
        &self.base
    }

    fn path_of(&self, address: &Url) -> Option<PathBuf> {
        if address.origin() != self.base.origin() {
            return None;
        }
        let rest = address.path().strip_prefix(self.base.path())?;
        let mut path = self.root.clone();
        for segment in rest.split('/').filter(|it| !it.is_empty()) {
            let name = percent_decode_str(segment).decode_utf8().ok()?;
            let leads_elsewhere = name == ".." || name.contains(['/', '\\', '\0', ':']);
            if leads_elsewhere {
                return None;
            }
            path.push(name.as_ref());
        }
        if path.is_dir() {
            path.push("index.html");
        }
        Some(path)
    }
}

impl Fetch for Folder<'_> {
    fn fetch(&self, address: &Url) -> Result<Answer, FetchError> {
        let Some(path) = self.path_of(address) else {
            return self.otherwise.fetch(address);
        };
        match read_at_most(&path, MAX_ANSWER) {
            Ok(Some(body)) => Ok(Answer { status: 200, body }),
            Ok(None) => Err(FetchError::TooLarge),
            Err(_) => Ok(Answer {
                status: 404,
                body: Vec::new(),
            }),
        }
    }
}

/// The whole file, or `None` if it is longer than `limit` bytes, of which no more are read.
///
/// # Errors
/// As reading a file.
pub fn read_at_most(path: &Path, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    read_all(std::fs::File::open(path)?, limit)
}

/// As [`read_at_most`], of whatever can be read.
///
/// # Errors
/// As reading.
pub fn read_all(source: impl Read, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

fn base_of(path: &Path, place: &str) -> Result<Url, String> {
    let text = read_at_most(path, MAX_ANSWER).map_err(|error| error.to_string())?;
    let text = text.ok_or("it is too large")?;
    let document = crate::proof::strict_json::parse(&text).map_err(|error| error.to_string())?;
    let id = document["id"].as_str().ok_or("it has no `id`")?;
    let did = DidWeb::parse(id).map_err(|error| error.to_string())?;
    let url = did.document_url();
    let is_elsewhere = url.ends_with(WELL_KNOWN_DID_FILE) != (place == WELL_KNOWN_DID_FILE);
    let base = url
        .strip_suffix(place)
        .filter(|_| !is_elsewhere)
        .ok_or("its `id` is that of another folder")?;
    Url::parse(base).map_err(|error| error.to_string())
}

/// The most bytes of one answer: a status list of the greatest size that is read has less.
pub const MAX_ANSWER: usize = 2 << 20;

const DID_FILE: &str = "did.json";
const WELL_KNOWN_DID_FILE: &str = ".well-known/did.json";

#[cfg(test)]
mod tests {
    use super::*;

    fn site(place: &str, id: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!(r#"{{"id":"{id}"}}"#)).unwrap();
        folder
    }

    #[test]
    fn a_folder_answers_its_own_addresses_and_no_others() {
        let root = site("did.json", "did:web:org.github.io:repo");
        std::fs::write(root.path().join("a b.json"), "{}").unwrap();
        let folder = Folder::open(root.path(), &Offline).unwrap();
        let ask = |address: &str| folder.fetch(&Url::parse(address).unwrap());
        assert_eq!(
            ask("https://org.github.io/repo/a%20b.json").unwrap().status,
            200
        );
        assert_eq!(
            ask("https://org.github.io/repo/b.json").unwrap().status,
            404
        );
        for elsewhere in [
            "https://org.github.io/other/did.json",
            "https://org.github.io:8443/repo/did.json",
            "https://org.github.io/repo/..%2Fsecret",
        ] {
            assert_eq!(ask(elsewhere), Err(FetchError::Offline), "{elsewhere}");
        }
    }

    #[test]
    fn a_folder_says_which_site_it_is() {
        let root = site(".well-known/did.json", "did:web:badges.example.org");
        let folder = Folder::open(root.path(), &Offline).unwrap();
        assert_eq!(folder.base().as_str(), "https://badges.example.org/");
        let wrong = site("did.json", "did:web:badges.example.org");
        assert!(matches!(
            Folder::open(wrong.path(), &Offline),
            Err(FolderError::Did { .. })
        ));
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(
            Folder::open(empty.path(), &Offline),
            Err(FolderError::NoDid { .. })
        ));
    }
}
