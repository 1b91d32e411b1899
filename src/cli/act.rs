//! What every command that writes into the ledger needs: a clock, randomness, pictures, an answer.

use std::path::Path;

use jiff::Timestamp;

use super::Failure;
use crate::artwork::{self, Picture};
use crate::content;
use crate::diagnostic::Diagnostic;
use crate::ledger::intent::{self, Interrupted};
use crate::ledger::{Ledger, Pictures};
use crate::model::achievement::{Achievement, Artwork};

/// The variables by which a key is found, for the help of commands that sign.
macro_rules! variables {
    () => {
        "\
Variables:
  ACCOLADE_KEY         the text of the key file itself, for machines that sign on their own
  ACCOLADE_KEYS        the folder of private keys, instead of the usual one
  ACCOLADE_PASSPHRASE  the passphrase, where nobody can be asked"
    };
}
pub(super) use variables;

/// Finishes what an interrupted act left to do, before anything else. The caller holds the lock.
///
/// # Errors
/// The disk refuses.
pub fn finish_interrupted(root: &Path, ledger: &Ledger) -> Result<(), Failure> {
    match intent::interrupted(root, ledger)? {
        Interrupted::Nothing => {}
        Interrupted::Undone => anstream::eprintln!(
            "The last act was interrupted before it changed anything; starting anew."
        ),
        Interrupted::Done(missing) => {
            anstream::eprintln!("The last act was interrupted; finishing it.");
            content::edit_records(root, &missing)?;
        }
    }
    Ok(intent::settle(root)?)
}

/// The pictures of a badge that was never awarded before.
///
/// # Errors
/// The artwork cannot be drawn.
pub fn pictures(achievement: &Achievement) -> Result<Pictures, Diagnostic> {
    let picture = match &achievement.artwork {
        Artwork::Svg(bytes) => artwork::check_svg(bytes).and_then(Picture::from_svg),
        Artwork::Png(bytes) => artwork::check_png(bytes).map(Picture::from_png),
        Artwork::Drawn(drawing) => artwork::draw(drawing),
    };
    let picture = picture.map_err(|error| {
        let slug = &achievement.slug;
        Diagnostic::error(format!("the picture of `{slug}` cannot be made: {error}"))
            .in_file(format!("badges/{slug}/index.md"))
    })?;
    Ok(Pictures {
        png: picture.png().to_vec(),
        svg: picture.svg().map(|it| it.bytes().to_vec()),
    })
}

/// Randomness of the system.
///
/// # Errors
/// It gives none.
pub fn random(bytes: &mut [u8]) -> Result<(), Diagnostic> {
    getrandom::fill(bytes)
        .map_err(|error| Diagnostic::error(format!("this system gives no randomness: {error}")))
}

/// The clock of the system.
pub fn now() -> Timestamp {
    Timestamp::now()
}
