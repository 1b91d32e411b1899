//! Whole names, put together of the columns that a table has for them and for their parts.

use super::Table;
use crate::content::sheet::Row;
use crate::content::text::{NARRATIVE, clean};
use crate::import::headers::Role;
use crate::model::words::folded;

const NAMES: [Role; 7] = [
    Role::TurnedName,
    Role::FullName,
    Role::Name,
    Role::FirstName,
    Role::MiddleName,
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

/// How a name stands to a part of it, or of another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// `Ada Lovelace` beside `Ada`.
    Holds,
    /// `Lovelace` beside `Ada`.
    Lacks,
    /// `Martin` beside `Martin`.
    Same,
    /// `Ada Lovelace` beside `Ada Maria`.
    Partly,
}

impl<'a> Table<'a> {
    pub(super) fn name(&mut self, row: &Row<'a>) -> String {
        for role in NAMES {
            // Notes what cannot be published.
            self.text(row, role);
        }
        clean(&self.put_together(row, self.naming), NARRATIVE).unwrap_or_default()
    }

    pub(super) fn put_together(&self, row: &Row<'a>, naming: Naming) -> String {
        let of = |role| self.name_of(row, role);
        if let Some(turned) = of(Role::TurnedName) {
            return upright(&turned);
        }
        if let Some(whole) = of(Role::FullName) {
            return whole;
        }
        let [name, first, middle] = [Role::Name, Role::FirstName, Role::MiddleName].map(of);
        let [last, second] = [Role::LastName, Role::SecondLastName].map(of);
        let is_whole = naming == Naming::Whole && name.is_some();
        let parts = match (is_whole, last.is_some()) {
            (true, _) => {
                let name = name.unwrap_or_default();
                let is_turned = is_turned(&name, first.as_deref(), last.as_deref());
                return if is_turned { upright(&name) } else { name };
            }
            (false, true) => [first.or(name), middle, last, second],
            (false, false) => [first, middle, name, second],
        };
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        parts.join(" ")
    }

    pub(super) fn name_of(&self, row: &Row<'a>, role: Role) -> Option<String> {
        let fields = self.fields(row, role);
        let text = fields.first()?.value.trim();
        // As some programs say that there is none.
        (text != "-").then(|| text.to_owned())
    }

    pub(super) fn header_of(&self, role: Role) -> String {
        let column = self.columns(role).first().copied();
        let header = column.map(|it| self.header.fields[it].value.trim());
        header.unwrap_or_default().to_owned()
    }
}

pub(super) fn standing(name: &str, part: &str, is_whole_of: bool) -> Standing {
    let (name, part) = (words(name), words(part));
    let held = part.iter().filter(|it| name.contains(it)).count();
    let least = part.len() + usize::from(!is_whole_of);
    match held {
        0 => Standing::Lacks,
        _ if held == part.len() && name.len() >= least => Standing::Holds,
        _ if name == part => Standing::Same,
        _ => Standing::Partly,
    }
}

// `Müller, Anna Maria` beside `Anna`, or beside `Müller`.
fn is_turned(name: &str, first: Option<&str>, last: Option<&str>) -> bool {
    let Some((before, behind)) = name.split_once(',') else {
        return false;
    };
    let (before, behind) = (words(before), words(behind));
    first.is_some_and(|it| behind.starts_with(&words(it)))
        || last.is_some_and(|it| before == words(it))
}

fn upright(name: &str) -> String {
    let parts: Vec<_> = name.split(',').map(str::trim).collect();
    match parts.as_slice() {
        [last, first] => format!("{first} {last}"),
        // `King, Martin Luther, Jr.`
        [last, first, behind @ ..] => format!("{first} {last}, {}", behind.join(", ")),
        _ => name.to_owned(),
    }
}

// A double name is one word: `Otto-Müller` does not hold `Otto`.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|it: char| it.is_whitespace() || it == ',');
    words.filter(|it| !it.is_empty()).map(folded).collect()
}
