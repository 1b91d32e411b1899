//! What every command that writes into the ledger needs: a clock, randomness, pictures, an answer.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::Value;

pub use super::output::{confirm, tell};

use super::output::{command, say};
use super::{Failure, keyring, output, passed_over, undo};
use crate::artwork::{self, Picture};
use crate::content;
use crate::credential::places;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::intent::{self, Interrupted};
use crate::ledger::{Ledger, Lock, Means, Pictures, erase};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::award::{Award, AwardId};
use crate::model::catalog::Catalog;
use crate::proof::key::SecretKey;

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

/// How an act is to be done.
#[derive(Debug, Args)]
pub struct Manner {
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Show what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print what was done as JSON; needs `--yes` or `--dry-run`
    #[arg(long)]
    pub json: bool,
    /// The file of the private key, instead of the listed one in the usual folder
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

impl Manner {
    fn ensure_answered(&self) -> Result<(), Failure> {
        if self.json && !self.yes && !self.dry_run {
            let message = "`--json` needs `--yes` or `--dry-run`".to_owned();
            return Err(Failure::Usage(message));
        }
        Ok(())
    }

    /// Ends an act that only looked, or finds nothing to do, which `nothing` says to people.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end_early(&self, told: &Value, nothing: &str) -> Result<(), Failure> {
        match (self.json, self.dry_run) {
            (true, _) => say(&format!("{told:#}\n")),
            (false, true) => say(NOTHING_WRITTEN),
            (false, false) => say(nothing),
        }
    }

    /// Whether to go on, for good.
    ///
    /// # Errors
    /// Nobody can be asked.
    pub fn goes_on(&self, question: &str, verb: &str) -> Result<bool, Failure> {
        Ok(self.yes || confirm(question, verb)?)
    }
}

/// How everything ends that only looks.
pub const NOTHING_WRITTEN: &str = "Nothing was written: this was a dry run.\n";

/// What an act begins with.
pub struct Beginning {
    pub root: PathBuf,
    pub catalog: Catalog,
    pub ledger: Ledger,
    /// None where nothing is to be written.
    pub lock: Option<Lock>,
    /// The ledger's file of an act on a key that was interrupted, and is done now.
    pub finished: Option<String>,
}

impl Beginning {
    /// Reads the site, and finishes what an earlier act left to do, unless this one only looks.
    ///
    /// # Errors
    /// The command was called wrongly, something in the site is wrong, or somebody else is at work.
    pub fn new(root: &Path, manner: &Manner) -> Result<Self, Failure> {
        manner.ensure_answered()?;
        Self::of(root, content::load(root)?, manner)
    }

    /// As [`Beginning::new`], of an act that must not wait until badges are mended: those in which
    /// something is wrong are passed over, and told.
    ///
    /// # Errors
    /// As [`Beginning::new`], but for what is wrong in badges.
    pub fn urgent(root: &Path, manner: &Manner) -> Result<Self, Failure> {
        manner.ensure_answered()?;
        let (catalog, mut wrong) = content::load_sound(root)?;
        let begun = Self::of(root, catalog, manner)?;
        wrong.append(begun.ledger.altered_definitions(&begun.catalog));
        passed_over::tell_badges(&wrong);
        Ok(begun)
    }

    fn of(root: &Path, catalog: Catalog, manner: &Manner) -> Result<Self, Failure> {
        let lock = match manner.dry_run {
            true => None,
            false => Some(Lock::take(root)?),
        };
        let finished = match &lock {
            Some(lock) => finish_begun(root, lock)?,
            None => None,
        };
        let mut ledger = Ledger::open(root)?;
        if lock.is_some() {
            ledger = finish_interrupted(root, ledger)?;
        }
        let root = root.to_path_buf();
        Ok(Self {
            root,
            catalog,
            ledger,
            lock,
            finished,
        })
    }

    /// When the act is made.
    pub fn now(&self) -> Timestamp {
        self.ledger.time_of_act(now())
    }

    /// The awards that these words name, as given.
    ///
    /// # Errors
    /// Every word that names none, or several.
    pub fn named(&self, words: &[String]) -> Result<Vec<AwardId>, Failure> {
        let mut findings = Diagnostics::new();
        let mut found = Vec::new();
        for word in words {
            match self.ledger.named(word, &self.catalog.settings.base) {
                Ok(award) => found.push(award.id),
                Err(finding) => findings.push(finding),
            }
        }
        Ok(findings.finish(found)?)
    }

    /// Every award record.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn records(&self) -> Result<Vec<Award>, Failure> {
        Ok(content::load_awards(&self.root, &self.catalog)?)
    }

    /// The award records that can be read, for what goes on without the others, which are told.
    pub fn records_at_hand(&self) -> Vec<Award> {
        let (records, wrong) = content::load_sound_awards(&self.root, &self.catalog);
        passed_over::tell_records(&wrong);
        records
    }

    /// Finds the key, and does what is to be done with it.
    ///
    /// # Errors
    /// There is no key, or what `carry_out` says.
    pub fn act<T>(
        &self,
        manner: &Manner,
        carry_out: impl FnOnce(Means<'_>) -> Result<T, Diagnostics>,
    ) -> Result<T, Failure> {
        let secret = keyring::secret(&self.catalog.keys, manner.key.as_deref())?;
        self.act_with(Some(secret), carry_out)
    }

    /// Does what is to be done with that key, or with none.
    ///
    /// # Errors
    /// What `carry_out` says.
    pub fn act_with<T>(
        &self,
        secret: Option<SecretKey>,
        carry_out: impl FnOnce(Means<'_>) -> Result<T, Diagnostics>,
    ) -> Result<T, Failure> {
        let lock = self.lock.as_ref();
        let lock = lock.expect("what only looks writes nothing");
        let means = Means {
            lock,
            secret,
            entropy: &mut random,
            draw: &pictures,
            edit_records: &mut |edits| content::edit_records(&self.root, edits),
            signed: &|_| (),
        };
        Ok(carry_out(means)?)
    }

    /// The address of an award's page.
    pub fn page(&self, id: &AwardId) -> String {
        self.catalog.settings.base.join(&places::award_page(id))
    }

    /// What to do next, as every act says it.
    pub fn next_step(&self) -> String {
        let build = command("build", &self.root);
        format!("Commit it, and run `{build}` to publish.\n")
    }
}

/// The folder of the site and the words beside it: the one that names a folder, wherever it stands, is
/// the site; without one it is the current folder.
///
/// # Errors
/// There are several folders.
pub fn folder_and_words(given: &[String]) -> Result<(PathBuf, Vec<String>), Failure> {
    let is_folder = |it: &&String| Path::new(it.as_str()).is_dir();
    let (folders, words): (Vec<_>, Vec<_>) = given.iter().partition(is_folder);
    match folders[..] {
        [] => Ok((PathBuf::from("."), words.into_iter().cloned().collect())),
        [folder] => Ok((folder.into(), words.into_iter().cloned().collect())),
        _ => Err(Failure::Usage(format!(
            "`{}` and `{}` are both folders; a command works on one site",
            folders[0], folders[1]
        ))),
    }
}

/// A reason as it may be published.
///
/// # Errors
/// It may not.
pub fn reason(text: &str) -> Result<String, Failure> {
    content::clean_reason(text).map_err(|error| {
        Failure::Usage(format!(
            "`--reason` cannot be published: {error}; everybody can read it on the award's page"
        ))
    })
}

/// `1 award`, `2 awards`.
pub fn number(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} award{plural}")
}

/// Lines for people, not more than can be read.
pub fn first_lines(lines: impl ExactSizeIterator<Item = String>) -> String {
    let more = lines.len().saturating_sub(MAX_LINES);
    let mut text: String = lines.take(MAX_LINES).collect();
    if more > 0 {
        text.push_str(&format!("  and {more} more\n"));
    }
    text
}

/// Said where status lists lag behind the ledger.
pub const LAGGING: &str = "  the status list does not say all that the ledger says, or nobody believes \
                           its key; it is signed anew\n";

/// A class fits on the screen.
pub const MAX_LINES: usize = 30;

/// Brings the files of the ledger into the state in which an interrupted act was to leave them; gives the
/// name of the one of an act on a key, if that was it.
///
/// # Errors
/// The disk refuses.
pub fn finish_begun(root: &Path, lock: &Lock) -> Result<Option<String>, Failure> {
    undo::finish_interrupted(root, lock)?;
    Ok(intent::complete(root, lock)?)
}

/// Finishes what an interrupted act left to do, before anything else, and gives the ledger as it is
/// then. The caller holds the lock.
///
/// # Errors
/// The disk refuses.
pub fn finish_interrupted(root: &Path, ledger: Ledger) -> Result<Ledger, Failure> {
    let left = intent::interrupted(root, &ledger)?;
    match &left {
        Interrupted::Nothing => {}
        Interrupted::Undone => {
            tell("The last act was interrupted before it changed anything; starting anew.")
        }
        Interrupted::Done(_) => {
            tell("The last act was interrupted; finishing it.");
        }
    }
    let erased = erase::finish(root, &ledger)?;
    if erased > 0 {
        tell(format_args!(
            "Took what the ledger still held of {} out of it: commit that, too. `accolade erase` with the same \
             ids says what the history of git still holds.",
            output::counted(erased, "erased award")
        ));
    }
    if let Interrupted::Done(edits) = &left {
        content::edit_records(root, edits)?;
    }
    content::discard_unfinished_records(root)?;
    intent::settle(root)?;
    match erased {
        0 => Ok(ledger),
        _ => Ok(Ledger::open(root)?),
    }
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
