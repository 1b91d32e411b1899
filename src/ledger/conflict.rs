//! What git leaves in a file of the ledger in which two branches erased lines beside each other.

use std::collections::BTreeSet;

use super::line::{self, Line};
use super::storage;
use crate::diagnostic::Diagnostic;

/// What to tell of the lines of a file in which git left a conflict; `None` where it left none.
pub(super) fn found(name: &str, lines: &[&[u8]]) -> Option<Diagnostic> {
    let start = lines.iter().position(|it| it.starts_with(OURS))?;
    lines[start..]
        .iter()
        .position(|it| it.starts_with(THEIRS))?;
    let place = storage::shown(name);
    let erased: Vec<_> = on_one_side(lines).into_iter().collect();
    let then = match erased.is_empty() {
        true => String::new(),
        false => format!(
            "; then `accolade erase {}` takes out again what came back with that side, and \
             `accolade issue` signs the status list anew",
            erased.join(" ")
        ),
    };
    let finding = Diagnostic::error(format!("git left a conflict in `{name}`"))
        .in_file(format!("{place}:{}", start + 1))
        .hint(format!(
            "keep one side whole, whichever: `git checkout --ours {place}`, `git add {place}`, and \
             commit{then}"
        ));
    Some(finding)
}

/// The awards whose lines stand on one side of a conflict alone: the other has erased them.
fn on_one_side(lines: &[&[u8]]) -> BTreeSet<String> {
    let (mut side, mut sides) = (Side::Both, [BTreeSet::new(), BTreeSet::new()]);
    for line in lines {
        side = side.after(line);
        let place = match side {
            Side::Ours => 0,
            Side::Theirs => 1,
            Side::Both | Side::Base => continue,
        };
        sides[place].extend(award(line));
    }
    let [ours, theirs] = sides;
    ours.symmetric_difference(&theirs).cloned().collect()
}

/// Where in a conflict a line stands.
#[derive(Clone, Copy)]
enum Side {
    Both,
    Ours,
    Base,
    Theirs,
}

impl Side {
    fn after(self, line: &[u8]) -> Self {
        match self {
            _ if line.starts_with(OURS) => Self::Ours,
            _ if line.starts_with(THEIRS) => Self::Both,
            Self::Ours if line.starts_with(BASE) => Self::Base,
            Self::Ours | Self::Base if line.starts_with(MIDDLE) => Self::Theirs,
            same => same,
        }
    }
}

fn award(line: &[u8]) -> Option<String> {
    match line::parse(line).ok()? {
        Line::Issued(body) => Some(body.id.into_owned()),
        Line::Reissued(body) => Some(body.id.into_owned()),
        _ => None,
    }
}

const OURS: &[u8] = b"<<<<<<< ";
const BASE: &[u8] = b"||||||| ";
const MIDDLE: &[u8] = b"=======";
const THEIRS: &[u8] = b">>>>>>> ";
