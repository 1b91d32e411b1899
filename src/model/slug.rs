//! Names that stand in addresses.

use std::fmt;
use std::sync::Arc;

/// The name of a badge in addresses: 1 to 64 of `a`–`z`, `0`–`9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

/// Why a text is no slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("it is empty")]
    Empty,
    #[error("it has {length} characters, more than {MAX_SLUG_LENGTH}")]
    TooLong { length: usize },
    #[error("it holds `{character}`; only `a`–`z`, `0`–`9` and `-` are allowed")]
    Character { character: char },
    #[error("it starts or ends with `-`")]
    Dash,
    #[error("`{name}` is a name that some systems reserve")]
    Reserved { name: String },
}

/// Long enough for a name, short enough for every file system and address bar.
pub const MAX_SLUG_LENGTH: usize = 64;

impl Slug {
    /// # Errors
    /// `text` is empty, too long, reserved, or holds anything but `a`–`z`, `0`–`9`, `-`.
    pub fn new(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        if let Some(character) = text.chars().find(|it| !is_slug_character(*it)) {
            return Err(SlugError::Character { character });
        }
        if text.len() > MAX_SLUG_LENGTH {
            return Err(SlugError::TooLong { length: text.len() });
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::Dash);
        }
        if is_reserved(text) {
            let name = text.to_owned();
            return Err(SlugError::Reserved { name });
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_slug_character(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '-')
}

// A folder of such a name cannot exist on Windows, and `index` would hide a listing.
fn is_reserved(text: &str) -> bool {
    let device = |prefix: &str| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(text, "con" | "prn" | "aux" | "nul" | "index") || device("com") || device("lpt")
}

/// The version of a badge's definition: 1 to 32 of letters, digits, `.` and `-`; `1` by default.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Arc<str>);

/// Why a text is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    #[error(
        "a version has 1 to 32 of the characters `a`–`z`, `0`–`9`, `.` and `-`, and starts with a letter or digit"
    )]
    Form,
    #[error("a version is the name of a folder, and `{name}` is a name that is reserved")]
    Reserved { name: String },
}

/// A version stands in a path.
pub const MAX_VERSION_LENGTH: usize = 32;

impl Version {
    /// # Errors
    /// `text` is empty, too long, or not fit to be a folder's name.
    pub fn new(text: &str) -> Result<Self, VersionError> {
        let starts_well =
            text.starts_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit());
        let ends_well = !text.ends_with('.');
        let fits = text.len() <= MAX_VERSION_LENGTH
            && text.chars().all(|it| is_slug_character(it) || it == '.');
        if !(starts_well && ends_well && fits) {
            return Err(VersionError::Form);
        }
        // `index.html` would be a folder in the place of a page, and `con.1` is a device like `con`.
        let stem = text.split('.').next().unwrap_or_default();
        if is_reserved(stem) {
            let name = stem.to_owned();
            return Err(VersionError::Reserved { name });
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Version {
    fn default() -> Self {
        Self("1".into())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_what_every_host_and_file_system_can_serve() {
        for good in ["a", "rust-101", &"x".repeat(64)] {
            assert!(Slug::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Rust",
            "a_b",
            "-a",
            "a-",
            "nul",
            "com1",
            "index",
            "é",
            &"x".repeat(65),
        ] {
            assert!(Slug::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_version_is_a_folder_name() {
        for good in ["1", "2.0", "2026-spring"] {
            assert!(Version::new(good).is_ok(), "{good}");
        }
        for bad in ["", "..", ".1", "1.", "a/b", "A", "awards_1.html"] {
            assert_eq!(Version::new(bad), Err(VersionError::Form), "{bad}");
        }
        for bad in ["con", "index", "index.html", "con.1", "nul.", "lpt1.2.3"] {
            assert!(Version::new(bad).is_err(), "{bad}");
        }
        let error = Version::new("index.html").unwrap_err().to_string();
        assert!(
            error.contains("`index` is a name that is reserved"),
            "{error}"
        );
    }
}
