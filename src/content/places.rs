//! Where each key of the settings and of a badge belongs.

use super::SETTINGS_FILE;

/// The keys below each header; that of the whole file is empty.
pub(super) struct Places(&'static [(&'static str, &'static [&'static str])]);

impl Places {
    /// Those of a file of that name, if it has sections of its own.
    pub fn of(file: &str) -> Option<Self> {
        if file == SETTINGS_FILE {
            return Some(Self(&SETTINGS));
        }
        let name = file.rsplit('/').next();
        (name == Some(DEFINITION_FILE)).then_some(Self(&BADGE))
    }

    /// Whether `key` may stand below `header`.
    pub fn has(&self, header: &str, key: &str) -> bool {
        let mut places = self.0.iter();
        places.any(|it| it.0 == header && it.1.contains(&key))
    }

    /// Where `key` belongs, as a sentence goes on; nowhere, if it is not known at all.
    pub fn place_of(&self, key: &str) -> Option<String> {
        let (header, _) = self.0.iter().find(|it| it.1.contains(&key))?;
        Some(match *header {
            "" => "above the first line in brackets".to_owned(),
            header => format!("below `{}`", in_brackets(header)),
        })
    }
}

/// A header as it is written.
pub(super) fn in_brackets(header: &str) -> String {
    match LISTS.contains(&header) {
        true => format!("[[{header}]]"),
        false => format!("[{header}]"),
    }
}

/// What defines a badge, in its folder.
const DEFINITION_FILE: &str = "index.md";

/// Headers that stand between two brackets, as there may be several.
const LISTS: [&str; 3] = ["alignment", "result", "result.level"];

const SETTINGS: [(&str, &[&str]); 3] = [
    (
        "",
        &[
            "base_url",
            "issuer",
            "languages",
            "privacy",
            "theme",
            "time_zone",
        ],
    ),
    ("issuer", &["description", "email", "image", "name", "url"]),
    ("privacy", &["identity", "listed", "names"]),
];

const BADGE: [(&str, &[&str]); 5] = [
    (
        "",
        &[
            "alignment",
            "artwork",
            "assessment",
            "credits",
            "description",
            "hours",
            "image",
            "kind",
            "language",
            "level",
            "name",
            "renewal",
            "result",
            "signup_url",
            "tags",
            "valid_for",
            "version",
        ],
    ),
    (
        "artwork",
        &[
            "accent", "banner", "colour", "icon", "palette", "shape", "stars", "text",
        ],
    ),
    (
        "alignment",
        &["code", "description", "framework", "name", "type", "url"],
    ),
    (
        "result",
        &[
            "id",
            "level",
            "max",
            "min",
            "name",
            "required_level",
            "required_value",
            "type",
            "values",
        ],
    ),
    ("result.level", &["description", "id", "name", "points"]),
];
