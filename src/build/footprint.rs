//! Which paths a bundle takes, in little space.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use crate::diagnostic::Diagnostic;

/// The paths of a bundle: what all of them begin with, and how each goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footprint {
    pub stem: Box<str>,
    /// At least one; awards share a handful of lists among them.
    pub endings: Arc<[String]>,
}

impl Footprint {
    /// # Errors
    /// A path could lead out of the site's folder, or is no path on some system.
    pub fn new(paths: &[String], lists: &EndingLists) -> Result<Self, Diagnostic> {
        if let Some(path) = paths.iter().find(|it| !is_safe(it)) {
            let message = format!("the plan of the site holds an unusable path: `{path}`");
            return Err(Diagnostic::error(message));
        }
        let stem = stem(paths);
        let endings = paths.iter().map(|it| it[stem..].to_owned()).collect();
        Ok(Self {
            stem: paths[0][..stem].into(),
            endings: lists.share(endings),
        })
    }

    /// All its paths, in the bundle's order.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        let endings = self.endings.iter();
        endings.map(|ending| format!("{}{ending}", self.stem))
    }

    /// What finds it among others: no two bundles share their first path.
    pub fn key(&self) -> (&str, &str) {
        (&self.stem, &self.endings[0])
    }

    /// Whether these are its paths; `stem` is how long their common beginning is.
    pub fn covers(&self, paths: &[String], stem: usize) -> bool {
        paths.len() == self.endings.len()
            && paths[0][..stem] == *self.stem
            && paths
                .iter()
                .zip(&*self.endings)
                .all(|(path, ending)| path[stem..] == **ending)
    }

    /// Calls `visit` with the folder of each file, relative to the output, `` being the output
    /// itself; once only where all files stand in one folder.
    pub fn visit_folders(&self, mut visit: impl FnMut(&str)) {
        if self.endings.iter().any(|it| it.contains('/')) {
            self.paths().for_each(|path| visit(folder(&path)));
        } else {
            visit(folder(&self.stem));
        }
    }
}

/// How many bytes all the paths have in common at their beginning.
pub fn stem(paths: &[String]) -> usize {
    let first = &paths[0];
    let common = paths[1..].iter().map(|path| {
        let pairs = first.bytes().zip(path.bytes());
        pairs.take_while(|(left, right)| left == right).count()
    });
    first.floor_char_boundary(common.min().unwrap_or(first.len()))
}

/// The folder of a path: all before the last `/`.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// Lists of endings, each kept once however many bundles have it.
#[derive(Default)]
pub struct EndingLists(Mutex<HashSet<Arc<[String]>>>);

impl EndingLists {
    /// The one copy of this list.
    pub fn share(&self, endings: Vec<String>) -> Arc<[String]> {
        let mut lists = self.0.lock().expect("nothing panics while it holds this");
        if let Some(known) = lists.get(endings.as_slice()) {
            return Arc::clone(known);
        }
        let list: Arc<[String]> = endings.into();
        lists.insert(Arc::clone(&list));
        list
    }
}

fn is_safe(path: &str) -> bool {
    let named = |segment: &str| !matches!(segment, "" | "." | "..");
    path.len() <= MAX_PATH_LENGTH
        && path.split('/').all(named)
        && !path.contains(|it: char| it.is_control() || it == '\\')
}

/// With the folder before it, still below the 4,096 bytes that Linux takes.
const MAX_PATH_LENGTH: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::*;

    fn footprint(paths: &[&str]) -> Result<Footprint, Diagnostic> {
        let paths: Vec<String> = paths.iter().map(|&it| it.to_owned()).collect();
        Footprint::new(&paths, &EndingLists::default())
    }

    #[test]
    fn a_footprint_gives_back_its_paths() {
        for paths in [
            &["awards/7f/7fa.html", "awards/7f/7fa.json"][..],
            &["index.html"],
            &["a", "b"],
            &["x/a", "x/ab", "x/a.b/c"],
            &["ä/1", "å/1"],
        ] {
            let made = footprint(paths).unwrap();
            assert_eq!(made.paths().collect::<Vec<_>>(), paths);
            let paths = made.paths().collect::<Vec<_>>();
            assert!(made.covers(&paths, stem(&paths)));
        }
    }

    #[test]
    fn no_path_leads_out_of_the_site() {
        for bad in [
            "../x", "/x", "a/../x", "a//b", "a/", "", "a\\b", "a\nb", "./a",
        ] {
            assert!(footprint(&[bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn folders_are_those_of_every_file() {
        let mut seen = Vec::new();
        let deep = footprint(&["a/b/c.html", "a/d.json"]).unwrap();
        deep.visit_folders(|it| seen.push(it.to_owned()));
        let flat = footprint(&["a/b/c.html", "a/b/c.json"]).unwrap();
        flat.visit_folders(|it| seen.push(it.to_owned()));
        assert_eq!(seen, ["a/b", "a", "a/b"]);
    }
}
