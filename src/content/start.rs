//! Starts a site: a folder that loads without a finding, with one badge in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{keys, settings};
use crate::diagnostic::Diagnostic;
use crate::model::address::{BaseAddress, Email};
use crate::model::key::Keys;

/// What a new site must know of its issuer.
#[derive(Clone, Debug)]
pub struct Start {
    pub name: String,
    pub base: BaseAddress,
    pub email: Email,
    /// What a date without a time means midnight in.
    pub time_zone: ZoneName,
}

/// The name of a time zone that the program knows: `Europe/Paris`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneName(String);

impl ZoneName {
    /// # Errors
    /// A sentence: no zone has this name.
    pub fn new(text: &str) -> Result<Self, String> {
        let zone = settings::known_zone(text);
        let zone = zone.ok_or_else(|| settings::unknown_zone(text))?;
        let name = zone.iana_name().unwrap_or(text);
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ZoneName {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

/// Makes the site in `folder`, which is created unless it is there; gives the files' names.
///
/// # Errors
/// The folder holds a file of one of these names already, or cannot be written; it is then as it was
/// before.
pub fn start(folder: &Path, start: &Start) -> Result<Vec<&'static str>, Diagnostic> {
    let is_new = !folder.exists();
    let files = files(start);
    ensure_free(folder, &files)?;
    let cannot = |error: io::Error| {
        let message = format!(
            "the site cannot be written to `{}`: {error}",
            folder.display()
        );
        Diagnostic::error(message)
    };
    fs::create_dir_all(folder).map_err(cannot)?;
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

// What stands beside them, such as a `README.md`, is not in the way.
fn ensure_free(folder: &Path, files: &[(&'static str, String)]) -> Result<(), Diagnostic> {
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let Some((name, _)) = files.iter().find(|it| is_there(it.0)) else {
        return Ok(());
    };
    let message = format!("the folder `{}` holds `{name}` already", folder.display());
    Err(Diagnostic::error(message).hint(format!(
        "name another folder, or move `{name}` away first; nothing is ever overwritten"
    )))
}

// All files are written aside first; then each appears under its name with its whole content, and a
// failure takes back those that did.
fn write(folder: &Path, files: &[(&'static str, String)]) -> io::Result<()> {
    let aside = tempfile::Builder::new()
        .prefix(".accolade-")
        .tempdir_in(folder)?;
    for (number, (_, text)) in files.iter().enumerate() {
        fs::write(aside.path().join(number.to_string()), text)?;
    }
    let mut moved: Vec<PathBuf> = Vec::new();
    for (number, (name, _)) in files.iter().enumerate() {
        let target = folder.join(name);
        let parent = target.parent().expect("it stands in the folder");
        let placed = fs::create_dir_all(parent)
            .and_then(|()| fs::rename(aside.path().join(number.to_string()), &target));
        if let Err(error) = placed {
            moved.iter().for_each(|it| take_back(folder, it));
            return Err(error);
        }
        moved.push(target);
    }
    aside.close()
}

// With the folders above it that are empty then: a folder that holds something is not removed.
fn take_back(folder: &Path, path: &Path) {
    let _ = fs::remove_file(path);
    let above = path.ancestors().skip(1);
    for parent in above.take_while(|it| *it != folder) {
        let _ = fs::remove_dir(parent);
    }
}

fn files(start: &Start) -> Vec<(&'static str, String)> {
    vec![
        (super::SETTINGS_FILE, settings_text(start)),
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

fn settings_text(start: &Start) -> String {
    let (base, name) = (quoted(start.base.as_str()), quoted(&start.name));
    let email = quoted(start.email.as_str());
    let zone = quoted(start.time_zone.as_str());
    format!(
        r#"# The site as a whole. Every badge and every award gets an address below base_url, for ever:
# choose it before the first award is issued, and keep it.
base_url = {base}
languages = ["en"]     # the first one is the default
time_zone = {zone}     # a date without a time means midnight here: "Europe/Paris"
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
# Private keys belong outside of this folder; none goes along by mistake.
*.pem
# Made by `accolade build`.
/public/
/.*.accolade-*/
/.accolade/
# What an interrupted act left half done; the next one removes it.
.unfinished
";

const GIT_ATTRIBUTES: &str = "\
# Kept byte for byte on every system: a changed line end would be a change of what was issued.
/ledger/** -text
/badges/** -text
/keys.toml -text
";
