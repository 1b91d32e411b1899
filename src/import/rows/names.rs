//! Whole names, of the columns that a table has for them and for their parts.

use super::Table;
use crate::content::awards::columns::normal;
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

/// Headers of whole names or of parts, as people like it.
const EITHER: [&str; 6] = ["nom", "noms", "nombre", "nombres", "apellido", "apellidos"];

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
    /// `Martin` beside `Martin`.
    Same,
    /// `Ada Lovelace` beside `Ada Maria`.
    Partly,
}

impl<'a> Table<'a> {
    // One program wrote the table: what its rows show together holds for each of them.
    pub(super) fn naming(&mut self) -> Naming {
        let pairs: Vec<_> = self.rows.iter().filter_map(|it| self.pair(it)).collect();
        let first = |standing| pairs.iter().find(|it| it.standing == standing);
        let [holds, lacks, same, partly] = [
            Standing::Holds,
            Standing::Lacks,
            Standing::Same,
            Standing::Partly,
        ]
        .map(first);
        let doubt = match (self.has_both_parts(), holds, lacks) {
            (true, ..) => lacks.or(same).or(partly),
            (false, Some(_), _) => lacks,
            (false, None, Some(_)) => partly,
            (false, None, None) => same.or(partly),
        };
        match (doubt, holds, lacks) {
            (Some(pair), ..) => {
                let parts: Vec<_> = PARTS.into_iter().filter(|it| self.has(*it)).collect();
                let rest = match parts.as_slice() {
                    [Role::FirstName] => "`Family name` if it is what that leaves out",
                    [Role::LastName] => "`First name` if it is what that leaves out",
                    _ => "delete it if it is not",
                };
                self.ask_for_whole_names(Role::Name, &parts, pair, rest);
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
        let parts = PARTS.into_iter().chain([Role::SecondLastName]);
        let parts: Vec<_> = parts.filter_map(|it| self.name_of(row, it)).collect();
        let part = parts.join(" ");
        let is_whole_of = self.has_both_parts();
        (!parts.is_empty()).then(|| Pair {
            standing: standing(&name, &part, is_whole_of),
            name,
            part,
        })
    }

    fn has(&self, role: Role) -> bool {
        self.roles.contains(&Some(role))
    }

    fn has_both_parts(&self) -> bool {
        PARTS.iter().all(|it| self.has(*it))
    }

    // `Nom` and `Nombre` are parts of names in one table, and whole names in another.
    pub(super) fn ask_for_parts_that_are_whole(&mut self) {
        let whole = [Role::TurnedName, Role::FullName, Role::Name];
        if !self.has_both_parts() || whole.iter().any(|it| self.has(*it)) {
            return;
        }
        let [first, last] = PARTS;
        for (part, other, rest) in [
            (last, first, "`Family name` if it is not"),
            (first, last, "`First name` if it is not"),
        ] {
            let holding = self.rows.iter().find_map(|row| {
                let (name, part) = (self.name_of(row, part)?, self.name_of(row, other)?);
                let standing = standing(&name, &part, false);
                let together = self.put_together(row, Naming::Rest);
                let pair = Pair {
                    name,
                    part,
                    standing,
                };
                (standing == Standing::Holds).then_some((pair, together))
            });
            let Some((pair, together)) = holding else {
                continue;
            };
            if EITHER.contains(&normal(&self.header_of(part)).as_str()) {
                self.ask_for_whole_names(part, &[other], &pair, rest);
            } else {
                self.note_together(&PARTS, &together);
            }
        }
    }

    fn ask_for_whole_names(&mut self, column: Role, parts: &[Role], pair: &Pair, rest: &str) {
        let name = self.header_of(column);
        let parts: Vec<_> = parts
            .iter()
            .map(|it| format!("`{}`", self.header_of(*it)))
            .collect();
        let message = format!(
            "`{name}` has `{}` where {} has `{}`: is `{name}` the whole name of that person?",
            pair.name,
            parts.join(" and "),
            pair.part
        );
        let hint = format!("call the column `Full name` in the table if it is, and {rest}");
        let span = self.columns(column).first().copied();
        let span = span.map_or(0..0, |it| self.header.fields[it].span.clone());
        self.push(span, Diagnostic::error(message).hint(hint));
    }

    fn note_rest(&mut self) {
        let row = self.rows.iter().find(|it| self.pair(it).is_some());
        let example = row.map(|it| self.put_together(it, Naming::Rest));
        let [first, last] = PARTS;
        self.note_together(&[first, Role::Name, last], &example.unwrap_or_default());
    }

    fn note_together(&mut self, columns: &[Role], example: &str) {
        let columns = columns.iter().filter(|it| self.has(**it));
        let headers: Vec<_> = columns
            .map(|it| format!("`{}`", self.header_of(*it)))
            .collect();
        self.notes.push(format!(
            "names are {} together: `{example}`, for one",
            headers.join(" and ")
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
        _ if name == part => Standing::Same,
        _ => Standing::Partly,
    }
}

// `Müller, Anna` beside `Anna`.
fn is_turned(name: &str, first: &str) -> bool {
    let parts = name.split_once(',');
    parts.is_some_and(|(_, behind)| words(behind) == words(first))
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
