//! Takes the ids of awards that were taken back out of the records they stand in. No other byte changes.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::awards::columns::Column;
use super::awards::{AWARDS_FOLDER, Kind};
use super::folder::Folder;
use super::limits::MAX_AWARD_FILE_BYTES;
use super::sheet::{Rows, delimiter};
use super::writing::{Edit, apply, replace};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::award::AwardId;

/// The records that bear some ids, and their files as they are without them.
pub struct Withdrawal {
    folder: Folder,
    files: Vec<(String, String)>,
    /// How many records there are.
    pub records: usize,
}

/// Ids that leave records, each with the one that comes back in its place, if one does.
pub type Leaving = HashMap<AwardId, Option<AwardId>>;

/// Finds the records that bear one of these ids. Nothing is changed yet.
///
/// # Errors
/// A file of records cannot be read.
pub fn find_ids(root: &Path, ids: &Leaving) -> Result<Withdrawal, Diagnostics> {
    let folder = Folder::open(root)?;
    let mut findings = Diagnostics::new();
    let (mut files, mut records) = (Vec::new(), 0);
    for entry in folder.entries(AWARDS_FOLDER)? {
        let name = format!("{AWARDS_FOLDER}/{}", entry.name);
        let Some(kind) = Kind::of(&name).filter(|_| !entry.is_folder) else {
            continue;
        };
        match without(&folder, &name, kind, ids) {
            Ok((0, _)) => {}
            Ok((count, text)) => {
                records += count;
                files.push((name, text));
            }
            Err(finding) => findings.push(finding),
        }
    }
    let withdrawal = Withdrawal {
        folder,
        files,
        records,
    };
    findings.finish(withdrawal)
}

impl Withdrawal {
    /// The files that the records stand in.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    /// Writes the files, each whole or not at all.
    ///
    /// # Errors
    /// A file cannot be written; those before it are.
    pub fn write(&self) -> Result<(), Diagnostics> {
        for (name, text) in &self.files {
            replace(&self.folder, name, text.as_bytes(), HINT)?;
        }
        Ok(())
    }
}

fn without(
    folder: &Folder,
    name: &str,
    kind: Kind,
    ids: &Leaving,
) -> Result<(usize, String), Diagnostic> {
    let source = folder.text(name, MAX_AWARD_FILE_BYTES)?;
    let edits = match kind {
        Kind::Table => table_edits(&source.text, ids),
        Kind::Toml => toml_edits(&source.text, ids),
    };
    let edits = edits.map_err(|error| {
        let message = format!("the ids of records cannot be taken out: {error}");
        Diagnostic::error(message).in_file(name)
    })?;
    Ok((edits.len(), apply(&source.text, edits)))
}

/// What comes in the place of an id that leaves: another one, or nothing.
fn instead(text: &str, ids: &Leaving) -> Option<Option<AwardId>> {
    ids.get(&AwardId::new(text.trim()).ok()?).copied()
}

// The cell is emptied; the column stays, as other records may need it.
fn table_edits(text: &str, ids: &Leaving) -> Result<Vec<Edit>, String> {
    let mut rows = Rows::new(text, delimiter(text));
    let header = match rows.next() {
        Some(header) => header.map_err(|error| error.to_string())?,
        None => return Ok(Vec::new()),
    };
    let mut columns = header.fields.iter();
    let Some(column) = columns.position(|it| Column::parse(&it.value) == Some(Column::Id)) else {
        return Ok(Vec::new());
    };
    let mut edits = Vec::new();
    for row in rows {
        let row = row.map_err(|error| error.to_string())?;
        let Some(cell) = row.fields.get(column) else {
            continue;
        };
        if let Some(other) = instead(&cell.value, ids) {
            let other = other.map_or_else(String::new, |it| it.to_string());
            edits.push((cell.span.clone(), other));
        }
    }
    Ok(edits)
}

fn toml_edits(text: &str, ids: &Leaving) -> Result<Vec<Edit>, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let awards = table.get_ref().get("award").map(|it| it.get_ref());
    let Some(DeValue::Array(awards)) = awards else {
        return Ok(Vec::new());
    };
    let mut edits = Vec::new();
    for award in awards.iter() {
        let DeValue::Table(keys) = award.get_ref() else {
            continue;
        };
        for (key, value) in keys.iter().filter(|(key, _)| key.get_ref() == "id") {
            let id = value.get_ref().as_str();
            match id.and_then(|it| instead(it, ids)) {
                None => {}
                Some(Some(other)) => edits.push((value.span(), format!("\"{other}\""))),
                Some(None) => edits.push(removal(text, key.span().start..value.span().end)),
            }
        }
    }
    Ok(edits)
}

// What `issue` put in goes as a whole; beside anything else, the value alone is emptied.
fn removal(text: &str, entry: Range<usize>) -> Edit {
    let line = text[..entry.start].rfind('\n').map_or(0, |it| it + 1);
    let end = text[entry.end..].find('\n');
    let end = end.map_or(text.len(), |it| entry.end + it + 1);
    let is_alone =
        text[line..entry.start].trim().is_empty() && text[entry.end..end].trim().is_empty();
    if is_alone {
        return (line..end, String::new());
    }
    let before = text[..entry.start].strip_suffix(' ');
    if before.is_some_and(|it| it.ends_with('{')) && text[entry.end..].starts_with(',') {
        return (entry.start - 1..entry.end + 1, String::new());
    }
    let value = text[entry.clone()].find('=').map_or(0, |it| it + 1);
    (entry.start + value..entry.end, " \"\"".to_owned())
}

const HINT: &str =
    "nothing is lost: the same `accolade undo` again, or `accolade issue`, finishes it";

#[cfg(test)]
mod tests {
    use super::*;

    fn id(letter: &str) -> String {
        letter.repeat(26)
    }

    fn ids() -> Leaving {
        let id = |letter| AwardId::new(&id(letter)).unwrap();
        HashMap::from([(id("a"), None), (id("b"), None), (id("d"), Some(id("e")))])
    }

    #[test]
    fn an_id_that_was_there_before_comes_back() {
        let table = format!("id\n{}\n\"{}\"\n", id("d"), id("d"));
        let edited = apply(&table, table_edits(&table, &ids()).unwrap());
        assert_eq!(edited, format!("id\n{}\n{}\n", id("e"), id("e")));
        let toml = format!("[[award]]\nid = '{}' # mine\n", id("d"));
        let edited = apply(&toml, toml_edits(&toml, &ids()).unwrap());
        assert_eq!(edited, format!("[[award]]\nid = \"{}\" # mine\n", id("e")));
    }

    #[test]
    fn a_table_loses_the_ids_and_nothing_else() {
        let text = format!(
            "email;id;badge\r\nx@example.org;{};\"a\nb\"\r\ny@example.org; {} ;c\r\nz@example.org;{};d\r\n",
            id("a"),
            id("b"),
            id("c")
        );
        let edited = apply(&text, table_edits(&text, &ids()).unwrap());
        let expected = text
            .replace(&id("a"), "")
            .replace(&format!(" {} ", id("b")), "");
        assert_eq!(edited, expected);
        assert!(table_edits("a,b\n1,2\n", &ids()).unwrap().is_empty());
        assert!(table_edits("a,id\n\"1,2\n", &ids()).is_err());
    }

    #[test]
    fn toml_is_as_it_was_before_issue() {
        let (a, b, c) = (id("a"), id("b"), id("c"));
        let before = "# Ours\n[[award]]\nemail = \"x\"\n\n[[award]] # two\nemail = \"y\"\n";
        let text = before
            .replacen("[[award]]\n", &format!("[[award]]\nid = \"{a}\"\n"), 1)
            .replace("# two\n", &format!("# two\nid = \"{b}\"\n"));
        assert_eq!(apply(&text, toml_edits(&text, &ids()).unwrap()), before);
        let inline = "award = [\n  { email = \"x\" },\n]\n";
        let text = inline.replace("{ ", &format!("{{ id = \"{a}\", "));
        assert_eq!(apply(&text, toml_edits(&text, &ids()).unwrap()), inline);
        let noted = format!("[[award]]\nid = \"{a}\" # mine\n[[award]]\nid = \"{c}\"\n");
        let edited = apply(&noted, toml_edits(&noted, &ids()).unwrap());
        assert_eq!(edited, noted.replace(&a, ""));
    }
}
