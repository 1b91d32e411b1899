//! Paths that cannot both be there.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Makes sure that no path stands twice and none is a folder of another.
///
/// # Errors
/// Every path for which that is not so.
pub fn ensure_apart(paths: Vec<String>) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::new();
    let mut files = BTreeSet::new();
    for path in paths {
        if let Some(path) = files.replace(path) {
            findings.push(clash(&path, &path));
        }
    }
    for file in &files {
        let folder = format!("{file}/");
        let mut below = files.range(folder.clone()..);
        if let Some(inner) = below.next().filter(|it| it.starts_with(&folder)) {
            findings.push(clash(file, inner));
        }
    }
    findings.finish(())
}

fn clash(first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "two parts of the site cannot both be there: `{first}` and `{second}`"
    ))
    .hint("give one of the badges or versions another name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(paths: &[&str]) -> Vec<String> {
        let paths = paths.iter().map(|it| (*it).to_owned()).collect();
        let found = ensure_apart(paths).err().unwrap_or_default().sorted();
        found.iter().map(|it| it.message().to_owned()).collect()
    }

    #[test]
    fn a_path_is_one_file_and_no_folder_of_another() {
        assert!(findings(&["a/index.html", "a.html", "a-b", "a/b/index.html"]).is_empty());
        assert_eq!(
            findings(&["b/a", "c", "b/a"]),
            ["two parts of the site cannot both be there: `b/a` and `b/a`"]
        );
        let found = findings(&["b/index.html", "b/index.html.a", "b/index.html/index.html"]);
        assert_eq!(
            found,
            [
                "two parts of the site cannot both be there: `b/index.html` and \
              `b/index.html/index.html`"
            ]
        );
    }
}
