//! Starts a site: a folder that loads without a finding, with one badge in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::keys;
use crate::diagnostic::Diagnostic;
use crate::model::address::{BaseAddress, Email};
use crate::model::key::Keys;

/// What a new site must know of its issuer.
#[derive(Clone, Debug)]
pub struct Start {
    pub name: String,
    pub base: BaseAddress,
    pub email: Email,
}

/// Makes the site in `folder`, which is created unless it is there and empty; gives the files' names.
///
/// # Errors
/// The folder holds something already, or cannot be written; it is then as it was before.
pub fn start(folder: &Path, start: &Start) -> Result<Vec<&'static str>, Diagnostic> {
    let is_new = !folder.exists();
    if !is_new {
        ensure_empty(folder)?;
    }
    let cannot = |error: io::Error| {
        let message = format!(
            "the site cannot be written to `{}`: {error}",
            folder.display()
        );
        Diagnostic::error(message)
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    let files = files(start);
    let written = write(folder, &files);
    if let Err(error) = written {
        if is_new {
            // It was made for nothing; if even that fails, the first error is the one to tell.
            let _ = fs::remove_dir(folder);
        }
        return Err(cannot(error));
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

// A fresh clone of an empty repository is as good as empty.
fn ensure_empty(folder: &Path) -> Result<(), Diagnostic> {
    let shown = folder.display();
    let entries = fs::read_dir(folder)
        .map_err(|error| Diagnostic::error(format!("cannot open the folder `{shown}`: {error}")))?;
    let found = entries.filter_map(Result::ok).map(|it| it.file_name());
    match found.filter(|it| it != ".git").min() {
        None => Ok(()),
        Some(name) => {
            let message = format!(
                "the folder `{shown}` is not empty: it holds `{}`",
                name.display()
            );
            Err(Diagnostic::error(message).hint("name a new folder; nothing is ever overwritten"))
        }
    }
}

// All files are written aside first; then each name of the folder appears with its whole content,
// and a failure takes back those that did.
fn write(folder: &Path, files: &[(&'static str, String)]) -> io::Result<()> {
    let aside = tempfile::Builder::new()
        .prefix(".accolade-")
        .tempdir_in(folder)?;
    for (name, text) in files {
        let path = aside.path().join(name);
        fs::create_dir_all(path.parent().expect("it stands in the folder"))?;
        fs::write(path, text)?;
    }
    let mut moved: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(aside.path())? {
        let entry = entry?;
        let target = folder.join(entry.file_name());
        if let Err(error) = fs::rename(entry.path(), &target) {
            moved.iter().for_each(|it| take_back(it));
            return Err(error);
        }
        moved.push(target);
    }
    aside.close()
}

fn take_back(path: &Path) {
    let _ = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
}

fn files(start: &Start) -> Vec<(&'static str, String)> {
    vec![
        (super::SETTINGS_FILE, settings(start)),
        (super::KEYS_FILE, keys::render(&Keys::default())),
        ("badges/first-steps/index.md", badge(start)),
        ("awards/example.csv", AWARDS.to_owned()),
        (".gitignore", GIT_IGNORE.to_owned()),
        (".gitattributes", GIT_ATTRIBUTES.to_owned()),
    ]
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn settings(start: &Start) -> String {
    let (base, name) = (quoted(start.base.as_str()), quoted(&start.name));
    let email = quoted(start.email.as_str());
    format!(
        r#"# The site as a whole. Every badge and every award gets an address below base_url, for ever:
# choose it before the first award is issued, and keep it.
base_url = {base}
languages = ["en"]     # the first one is the default
time_zone = "UTC"      # a date without a time means midnight here: "Europe/Paris"
theme = "plain"

# Who awards. All of this is public.
[issuer]
name = {name}
url = {base}     # the organisation's own website
email = {email}
# description = "One or two sentences."
# image = "logo.svg"

# What may be said of recipients. An award may say less, never more.
[privacy]
names = "full"              # full, initials or none
identity = "hashed-email"   # hashed-email or none
listed = false              # whether award pages are listed and may be found by search engines
"#
    )
}

fn badge(start: &Start) -> String {
    let description = quoted(&format!(
        "Took part in a first workshop of {}.",
        start.name.trim_end_matches('.')
    ));
    format!(
        r##"+++
name = "First steps"
description = {description}
tags = ["participation"]
# valid_for = "2 years"
# signup_url = "https://example.org/workshops"

# The picture. A file `badge.svg` or `badge.png` in this folder can take the place of this table.
[artwork]
shape = "hexagon"
colour = "#2f6f4f"
text = "First steps"
+++

To earn this badge, a person

- takes part in one workshop from start to end, and
- shows the others what they made.
"##
    )
}

const AWARDS: &str = "badge,name,email,issued_on,expires_on,evidence,narrative\n";

const GIT_IGNORE: &str = "\
# Who earned what stays private; what is issued goes to the ledger, which is public.
/awards/
# Made by `accolade build`.
/public/
/.*.accolade-*/
/.accolade/
";

const GIT_ATTRIBUTES: &str = "\
# Kept byte for byte on every system: a changed line end would be a change of what was issued.
/ledger/** -text
/badges/** -text
/keys.toml -text
";
