//! Whole names, of the columns that a table has for them and for their parts.

use super::Table;
use crate::content::sheet::Row;
use crate::content::text::{NARRATIVE, clean};
use crate::diagnostic::Diagnostic;
use crate::import::headers::Role;
use crate::model::words::folded;

const PARTS: [Role; 2] = [Role::FirstName, Role::LastName];

const NAMES: [Role; 6] = [
    Role::TurnedName,
    Role::FullName,
    Role::Name,
    Role::FirstName,
    Role::LastName,
    Role::SecondLastName,
];

/// What a column holds whose header says no more than `Name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Whole names.
    Whole,
    /// What the other column leaves out: family names beside first names, and the other way round.
    Rest,
}

/// A name, and what other columns of its row say of it.
struct Pair {
    name: String,
    part: String,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// `Ada Lovelace` beside `Ada`.
    Holds,
    /// `Lovelace` beside `Ada`.
    Lacks,
    /// `Martin` beside `Martin`, or `Ada Lovelace` beside `Ada Maria`.
    Unclear,
}

impl<'a> Table<'a> {
    // One program wrote the table: what its rows show together holds for each of them.
    pub(super) fn naming(&mut self) -> Naming {
        let pairs: Vec<_> = self.rows.iter().filter_map(|it| self.pair(it)).collect();
        let first = |standing| pairs.iter().find(|it| it.standing == standing);
        let [holds, lacks, unclear] =
            [Standing::Holds, Standing::Lacks, Standing::Unclear].map(first);
        let doubt = match (self.has_both_parts(), holds, lacks) {
            (true, ..) => lacks.or(unclear),
            (false, Some(_), _) => lacks,
            (false, None, Some(_)) => None,
            (false, None, None) => unclear,
        };
        match (doubt, holds, lacks) {
            (Some(pair), ..) => {
                let finding = self.whose_name(pair);
                let span = self.columns(Role::Name).first().copied();
                let span = span.map_or(0..0, |it| self.header.fields[it].span.clone());
                self.push(span, finding);
                Naming::Whole
            }
            (None, None, Some(_)) => {
                self.note_rest();
                Naming::Rest
            }
            _ => Naming::Whole,
        }
    }

    fn pair(&self, row: &Row<'a>) -> Option<Pair> {
        let name = self.name_of(row, Role::Name)?;
        let parts = PARTS.map(|it| self.name_of(row, it));
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let part = parts.join(" ");
        let is_whole_of = self.has_both_parts();
        (!parts.is_empty()).then(|| Pair {
            standing: standing(&name, &part, is_whole_of),
            name,
            part,
        })
    }

    fn has_both_parts(&self) -> bool {
        PARTS.iter().all(|it| self.roles.contains(&Some(*it)))
    }

    fn whose_name(&self, pair: &Pair) -> Diagnostic {
        let name = self.header_of(Role::Name);
        let parts: Vec<_> = PARTS.iter().map(|it| self.header_of(*it)).collect();
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        let message = format!(
            "`{name}` has `{}` where {} has `{}`: is `{name}` the whole name of that person?",
            pair.name,
            parts
                .iter()
                .map(|it| format!("`{it}`"))
                .collect::<Vec<_>>()
                .join(" and "),
            pair.part
        );
        let rest = match (
            self.has_both_parts(),
            self.roles.contains(&Some(Role::FirstName)),
        ) {
            (true, _) => "delete it if it is not".to_owned(),
            (_, true) => "`Family name` if it is what that leaves out".to_owned(),
            (_, false) => "`First name` if it is what that leaves out".to_owned(),
        };
        Diagnostic::error(message).hint(format!(
            "call the column `Full name` in the table if it is, and {rest}"
        ))
    }

    fn note_rest(&mut self) {
        let row = self.rows.iter().find(|it| self.pair(it).is_some());
        let example = row.map(|it| self.put_together(it, Naming::Rest));
        let mut headers =
            [Role::FirstName, Role::Name, Role::LastName].map(|it| self.header_of(it));
        let headers: Vec<_> = headers
            .iter_mut()
            .filter(|it| !it.is_empty())
            .map(|it| format!("`{it}`"))
            .collect();
        self.notes.push(format!(
            "names are {} together: `{}`, for one",
            headers.join(" and "),
            example.unwrap_or_default()
        ));
    }

    pub(super) fn name(&mut self, row: &Row<'a>) -> String {
        for role in NAMES {
            // Notes what cannot be published.
            self.text(row, role);
        }
        clean(&self.put_together(row, self.naming), NARRATIVE).unwrap_or_default()
    }

    fn put_together(&self, row: &Row<'a>, naming: Naming) -> String {
        let of = |role| self.name_of(row, role);
        if let Some(turned) = of(Role::TurnedName) {
            return upright(&turned);
        }
        if let Some(whole) = of(Role::FullName) {
            return whole;
        }
        let [name, first, last, second] = [
            Role::Name,
            Role::FirstName,
            Role::LastName,
            Role::SecondLastName,
        ]
        .map(of);
        let is_whole = naming == Naming::Whole && name.is_some();
        let parts = match (is_whole, last.is_some()) {
            (true, _) => {
                let name = name.unwrap_or_default();
                let is_turned = first.is_some_and(|it| is_turned(&name, &it));
                return if is_turned { upright(&name) } else { name };
            }
            (false, true) => [first.or(name), last, second],
            (false, false) => [first, name, second],
        };
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        parts.join(" ")
    }

    fn name_of(&self, row: &Row<'a>, role: Role) -> Option<String> {
        let fields = self.fields(row, role);
        let text = fields.first()?.value.trim();
        // As some programs say that there is none.
        (text != "-").then(|| text.to_owned())
    }

    fn header_of(&self, role: Role) -> String {
        let column = self.columns(role).first().copied();
        let header = column.map(|it| self.header.fields[it].value.trim());
        header.unwrap_or_default().to_owned()
    }
}

fn standing(name: &str, part: &str, is_whole_of: bool) -> Standing {
    let (name, part) = (words(name), words(part));
    let held = part.iter().filter(|it| name.contains(it)).count();
    let least = part.len() + usize::from(!is_whole_of);
    match held {
        0 => Standing::Lacks,
        _ if held == part.len() && name.len() >= least => Standing::Holds,
        _ => Standing::Unclear,
    }
}

// `Müller, Anna` beside `Anna`.
fn is_turned(name: &str, first: &str) -> bool {
    let parts = name.split_once(',');
    parts.is_some_and(|(_, behind)| words(behind) == words(first))
}

fn upright(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.to_owned(),
    }
}

// A double name is one word: `Otto-Müller` does not hold `Otto`.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|it: char| it.is_whitespace() || it == ',');
    words.filter(|it| !it.is_empty()).map(folded).collect()
}
