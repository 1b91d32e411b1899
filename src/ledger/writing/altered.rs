//! What to tell of a definition that differs from what was awarded: field by field, at its line.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Source};
use crate::ledger::difference::apart;
use crate::model::achievement::Achievement;

/// One field that differs.
pub(super) struct Altered {
    /// As the author knows it: `name`, `criteria`, `picture`.
    field: &'static str,
    /// As the end of a sentence.
    how: String,
    /// The line of the criteria at which they differ.
    line: Option<String>,
    /// What it was, if it was given.
    before: Option<String>,
}

impl Altered {
    /// That the picture is another.
    pub fn picture() -> Self {
        Self {
            field: "picture",
            how: "its picture is another".to_owned(),
            line: None,
            before: None,
        }
    }

    /// That awards of it hold for another time.
    pub fn valid_for(before: Option<String>, now: Option<String>) -> Self {
        let [before, now] = [before, now].map(|it| it.map(Value::from));
        Self::of("valid_for", before.as_ref(), now.as_ref())
    }

    /// Where two Achievements differ, by member; what only follows from another member is left out.
    pub fn between(before: &Value, now: &Value) -> Vec<Self> {
        let differs = |name: &str| before.get(name) != now.get(name);
        let members = FIELDS.iter().filter(|(name, _)| differs(name));
        // The picture's caption is the name.
        let members = members.filter(|(name, _)| *name != "image" || !differs("name"));
        members
            .map(|(name, field)| Self::of(field, before.get(name), now.get(name)))
            .collect()
    }

    fn of(field: &'static str, before: Option<&Value>, now: Option<&Value>) -> Self {
        let (before, now) = (before.map(told), now.map(told));
        let line = match (&before, &now) {
            (Some(before), Some(now)) => Some(line_that_differs(before, now)),
            _ => None,
        };
        let quoted = |text: &str| Value::from(text).to_string();
        let how = match (before.clone(), now) {
            (Some(before), Some(now)) => {
                let (before, now) = apart(&before, &now);
                let (before, now) = (quoted(&before), quoted(&now));
                format!("`{field}` was {before} and is now {now}")
            }
            (Some(before), None) => {
                let (before, _) = apart(&before, "");
                format!("`{field}` was {} and is no longer given", quoted(&before))
            }
            (None, now) => {
                let (_, now) = apart("", &now.unwrap_or_default());
                format!("`{field}` was not given and is now {}", quoted(&now))
            }
        };
        Self {
            field,
            how,
            line,
            before,
        }
    }

    /// What to tell, at the line of the badge's file, where that can be read.
    pub fn finding(&self, root: &Path, achievement: &Achievement) -> Diagnostic {
        let Achievement { slug, version, .. } = achievement;
        let name = format!("badges/{slug}/index.md");
        let finding = Diagnostic::error(format!(
            "version `{version}` of `{slug}` was awarded and cannot change any more: {}",
            self.how
        ))
        .hint(self.hint());
        let source = std::fs::read_to_string(root.join(&name)).ok();
        let source = source.map(|text| Source {
            name: name.clone(),
            text,
        });
        match source.and_then(|it| Some((self.place(&it.text)?, it))) {
            Some((place, source)) => finding.at(&Arc::new(source), place),
            None => finding.in_file(name),
        }
    }

    fn hint(&self) -> String {
        let version = "give the badge a new `version`: new awards get that one, and the old version keeps \
                       its page";
        match &self.before {
            // It comes from the site's first language, where the badge names none.
            Some(language) if self.field == "language" => format!(
                "write `language = \"{language}\"` into the badge's front matter: its own words are in that \
                 language, whichever one the site begins with; or {version}"
            ),
            _ => format!("put it back as it was, or {version}"),
        }
    }

    fn place(&self, text: &str) -> Option<Range<usize>> {
        let front = text.find("+++")? + 3;
        let body = front + text[front..].find("\n+++")? + 4;
        if self.field == "criteria" {
            let line = self.line.as_deref().filter(|it| !it.trim().is_empty());
            let at = line.and_then(|it| text[body..].find(it));
            return line.zip(at).map(|(line, at)| {
                let start = body + at;
                start..start + line.len()
            });
        }
        let mut at = front;
        for line in text[front..body].split_inclusive('\n') {
            let shown = line.trim();
            if names(shown, self.field) {
                let start = at + (line.len() - line.trim_start().len());
                return Some(start..start + shown.len());
            }
            at += line.len();
        }
        None
    }
}

// A member that is a text is shown as it is, and of criteria the text alone.
fn told(value: &Value) -> String {
    let narrative = value.get("narrative").and_then(Value::as_str);
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items = items.iter().filter_map(Value::as_str);
            items.collect::<Vec<_>>().join(", ")
        }
        _ => narrative.map_or_else(|| value.to_string(), str::to_owned),
    }
}

fn line_that_differs(before: &str, now: &str) -> String {
    let mut pairs = now
        .lines()
        .zip(before.lines().map(Some).chain(std::iter::repeat(None)));
    let found = pairs.find(|(now, before)| Some(*now) != *before);
    found.map_or_else(String::new, |(now, _)| now.to_owned())
}

fn names(line: &str, field: &str) -> bool {
    let is_table = line.trim_matches(['[', ']']) == field && line.starts_with('[');
    let key = line.split_once('=').map(|(key, _)| key.trim());
    is_table
        || key == Some(field)
        || field == "picture" && (key == Some("image") || line == "[artwork]")
}

/// The members of an Achievement, and what their author knows them by.
const FIELDS: [(&str, &str); 11] = [
    ("name", "name"),
    ("description", "description"),
    ("achievementType", "kind"),
    ("criteria", "criteria"),
    ("image", "picture"),
    ("tag", "tags"),
    ("alignment", "alignment"),
    ("resultDescription", "result"),
    ("creditsAvailable", "credits"),
    ("inLanguage", "language"),
    ("version", "version"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_of_an_achievement_is_compared() {
        let source = include_str!("../../credential/open_badges_3/achievement.rs");
        let body = source.split("pub fn achievement").nth(1).unwrap();
        let body = body.split(".finish()").next().unwrap();
        let text = body.replace("\n            \"", "\"");
        let members = text.lines().filter(|it| it.contains(".with"));
        let members = members.filter_map(|it| it.split('"').nth(1));
        for member in members.filter(|it| *it != "id" && *it != "type") {
            assert!(FIELDS.iter().any(|(name, _)| *name == member), "{member}");
        }
    }

    #[test]
    fn a_difference_is_shown_where_it_is() {
        let before = serde_json::json!({
            "name": "a".repeat(99), "tag": ["x"], "inLanguage": "en",
            "criteria": {"id": "c", "narrative": "One.\nTwo.\n"},
        });
        let now = serde_json::json!({
            "name": "a".repeat(98) + "b", "creditsAvailable": 1, "inLanguage": "en",
            "criteria": {"id": "c", "narrative": "One.\nThree.\n"},
        });
        let found = Altered::between(&before, &now);
        let how: Vec<&str> = found.iter().map(|it| it.how.as_str()).collect();
        assert!(how[0].starts_with("`name` was \"…aaa"), "{}", how[0]);
        assert!(how[0].ends_with("ab\""), "{}", how[0]);
        assert_eq!(
            how[1..],
            [
                "`criteria` was \"One.\\nTwo.\\n\" and is now \"One.\\nThree.\\n\"",
                "`tags` was \"x\" and is no longer given",
                "`credits` was not given and is now \"1\"",
            ]
        );
        assert_eq!(found[1].line.as_deref(), Some("Three."));
        let text = "+++\nname = \"A\"\n\n[artwork]\nshape = \"star\"\n+++\nOne.\nThree.\n";
        assert_eq!(&text[found[1].place(text).unwrap()], "Three.");
        assert_eq!(&text[found[0].place(text).unwrap()], "name = \"A\"");
        assert_eq!(&text[Altered::picture().place(text).unwrap()], "[artwork]");
        assert_eq!(found[2].place(text), None);
    }
}
