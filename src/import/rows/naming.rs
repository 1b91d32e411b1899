//! What the columns of names hold, decided for a table as a whole, or asked.

use super::Table;
use super::names::{Naming, Standing, standing};
use crate::content::awards::columns::normal;
use crate::content::sheet::Row;
use crate::diagnostic::Diagnostic;
use crate::import::headers::Role;
use crate::model::words::folded_words;

const PARTS: [Role; 2] = [Role::FirstName, Role::LastName];

/// What whole names are put together of.
const IN_ORDER: [Role; 5] = [
    Role::FirstName,
    Role::MiddleName,
    Role::Name,
    Role::LastName,
    Role::SecondLastName,
];

/// Headers of whole names or of parts, as people like it.
const EITHER: [&str; 6] = ["nom", "noms", "nombre", "nombres", "apellido", "apellidos"];

/// A name, and what other columns of its row say of it.
struct Pair {
    name: String,
    part: String,
    standing: Standing,
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
        if !self.has_both_parts() || self.has_names() {
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
                self.note_together(&together);
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
        self.note_together(&example.unwrap_or_default());
    }

    fn note_together(&mut self, example: &str) {
        let columns = IN_ORDER.iter().filter(|it| self.has(**it));
        let headers: Vec<_> = columns
            .map(|it| format!("`{}`", self.header_of(*it)))
            .collect();
        self.notes.push(format!(
            "names are {} together: `{example}`, for one",
            headers.join(" and ")
        ));
    }

    fn has_names(&self) -> bool {
        let whole = [Role::TurnedName, Role::FullName, Role::Name];
        whole.iter().any(|it| self.has(*it))
    }

    // A half name, or none, is not published because a header is not known.
    pub(super) fn ask_for_names_not_taken_over(&mut self) {
        let lacks = match PARTS.map(|it| self.has(it)) {
            _ if self.has_names() => return,
            [true, true] => return,
            [true, false] => "family names",
            [false, true] => "first names",
            [false, false] => "names",
        };
        let columns = self.header.fields.iter().zip(&self.roles);
        let mut unused = columns.filter(|it| it.1.is_none()).map(|it| it.0);
        let Some(field) = unused.find(|it| is_of_names(&it.value)) else {
            if !IN_ORDER.iter().any(|it| self.has(*it)) {
                self.notes
                    .push("no column holds names: the awards would bear none".to_owned());
            }
            return;
        };
        let (span, header) = (field.span.clone(), field.value.trim());
        let hint = match lacks {
            "family names" => "call it `Family name`, or delete it".to_owned(),
            "first names" => "call it `First name`, or delete it".to_owned(),
            _ => "call it `Full name`, or `Last name, First name` where a comma stands between them; otherwise \
                  delete it"
                .to_owned(),
        };
        let message = format!("no column holds {lacks}: is it `{header}`?");
        self.push(span, Diagnostic::error(message).hint(hint));
    }
}

fn is_of_names(header: &str) -> bool {
    let words = folded_words(header);
    words.iter().any(|it| NAME_WORDS.contains(&it.as_str()))
}

/// Of headers, as words are compared.
const NAME_WORDS: [&str; 21] = [
    "name",
    "names",
    "vorname",
    "vornamen",
    "nachname",
    "nachnamen",
    "zuname",
    "rufname",
    "familienname",
    "surname",
    "surnames",
    "forename",
    "firstname",
    "lastname",
    "fullname",
    "nom",
    "noms",
    "prenom",
    "nombre",
    "apellido",
    "apellidos",
];
