//! `accolade key new`.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;

use super::making::{KeyFile, Made, Passphrase, make, refuse_public_folder};
use super::{carry_out, known, shown};
use crate::cli::act::{Beginning, Manner};
use crate::cli::output::{command, prompt, say};
use crate::cli::{Failure, act, keyring};
use crate::content::keys::{self, KEYS_FILE};
use crate::diagnostic::Diagnostic;
use crate::ledger::entry::KeyOrigin;
use crate::ledger::rotation::{self, Rotation};
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, Keys, ListedKey};
use crate::proof::key::SecretKey;

/// Make the keys of a site, or one more for a site that has some
///
/// A new site gets two: one to work with, and one to keep away for the day when the first is lost.
/// A site that has keys gets one more, for which one of them vouches in the ledger, so that whoever
/// trusted the old one can trust the new one. Private keys are written outside the site's folder,
/// encrypted; `keys.toml` lists their public halves.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct NewArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Do not encrypt the private keys: for a machine that signs on its own
    #[arg(long)]
    no_passphrase: bool,
    /// What to call the one more key [default: working, or backup]
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// The one more key is a backup, to be kept away
    #[arg(long)]
    backup: bool,
    /// The file of the private key that vouches, instead of a listed one in the usual folder
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Add it though no earlier key can vouch for it, because all are lost: shown on the site for ever
    #[arg(long, conflicts_with_all = ["backup", "key"])]
    break_glass: bool,
    /// Break the glass without asking
    #[arg(long, requires = "break_glass")]
    yes: bool,
}

const EXAMPLE: &str = concat!(
    "\
Example:
  $ accolade key new my-badges

",
    act::variables!()
);

/// Makes keys.
///
/// # Errors
/// The site is not sound, no listed key is here to vouch, or the disk refuses.
pub fn run(arguments: &NewArguments) -> Result<(), Failure> {
    let manner = Manner {
        yes: true,
        dry_run: false,
        json: false,
        key: arguments.key.clone(),
    };
    let begun = Beginning::new(&arguments.folder, &manner)?;
    match (&begun.finished, begun.catalog.keys.0.last()) {
        (Some(act), Some(key)) if rotation::is_addition(act) => {
            return say_finished(&begun, key, act);
        }
        (_, Some(_)) => return add(arguments, &begun),
        (_, None) => {}
    }
    if !begun.ledger.keys().is_empty() {
        let message = format!("the ledger was signed with keys, but `{KEYS_FILE}` lists none");
        return Err(Diagnostic::error(message)
            .in_file(KEYS_FILE)
            .hint("bring the file back, with `git restore keys.toml` or from a copy")
            .into());
    }
    if arguments.backup || arguments.break_glass || arguments.label.is_some() {
        let message = "this site has no keys yet; `key new` alone makes a working and a backup key";
        return Err(Failure::Usage(message.to_owned()));
    }
    make_first(arguments, &begun.catalog)
}

fn make_first(arguments: &NewArguments, catalog: &Catalog) -> Result<(), Failure> {
    let root = &arguments.folder;
    let folder = keyring::folder()?;
    refuse_public_folder(&folder, root)?;
    let passphrase = passphrase(arguments, "both keys")?;
    let mut files = Vec::new();
    let mut keys = Keys::default();
    for (label, state) in [("working", KeyState::Active), ("backup", KeyState::Backup)] {
        let made = make(catalog, &folder, label, state, passphrase.as_ref())?;
        files.push(made.file);
        keys.0.push(made.key);
    }
    let written = keys::write(root, &keys);
    keep_if_listed(root, &keys, &mut files);
    written?;
    say_first(root, &keys, &files, passphrase.is_some())
}

/// Keeps the files of keys that somebody can know of, whatever else went wrong.
fn keep_if_listed(root: &Path, keys: &Keys, files: &mut [KeyFile]) {
    let list = std::fs::read_to_string(root.join(KEYS_FILE));
    let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    for (key, file) in keys.0.iter().zip(files) {
        let is_listed = match &list {
            Ok(text) => text.contains(&key.id),
            Err(error) => !is_missing(error),
        };
        if is_listed {
            file.keep();
        }
    }
}

fn passphrase(arguments: &NewArguments, whose: &str) -> Result<Option<Passphrase>, Failure> {
    match arguments.no_passphrase {
        true => Ok(None),
        false => {
            let passphrase = Passphrase::of_new(whose)?;
            // Before anything is written: whatever interrupts that, no key is left that nobody can use.
            passphrase.show(whose);
            Ok(Some(passphrase))
        }
    }
}

fn say_first(
    root: &Path,
    keys: &Keys,
    files: &[KeyFile],
    is_encrypted: bool,
) -> Result<(), Failure> {
    let pairs = keys.0.iter().zip(files);
    let made = pairs.map(|(key, file)| {
        let (label, id) = (&key.label, &key.id);
        format!("  {label:<8} {id}\n           {}\n", file.path().display())
    });
    let made: String = made.collect();
    say(&format!(
        "Made two keys and listed them in {KEYS_FILE}:\n{made}"
    ))?;
    let (open, passphrase, apart) = match is_encrypted {
        true => (
            "",
            " and their passphrase",
            ", with the passphrase in another place",
        ),
        false => (
            "They are not encrypted: whoever reads these files can sign.\n",
            "",
            "",
        ),
    };
    let next = command("issue", root);
    say(&format!(
        "{open}\nBack up both files{passphrase}. Then move the backup key away from this computer: onto\n\
         a stick in a safe, say{apart}.\n\
         Never put a private key into the site's folder. Commit {KEYS_FILE}: it holds the public\n\
         halves only. Next: `{next}`.\n"
    ))
}

fn add(arguments: &NewArguments, begun: &Beginning) -> Result<(), Failure> {
    let Beginning {
        root,
        catalog,
        ledger,
        ..
    } = begun;
    ledger.ensure_keys_listed(&catalog.keys)?;
    let folder = keyring::folder()?;
    refuse_public_folder(&folder, root)?;
    let label = label(arguments, &catalog.keys)?;
    let secret = voucher(arguments, begun, &folder)?;
    let passphrase = passphrase(arguments, "the new key")?;
    let state = match arguments.backup {
        true => KeyState::Backup,
        false => KeyState::Active,
    };
    let Made { key, mut file } = make(catalog, &folder, &label, state, passphrase.as_ref())?;
    let make_rotation = match arguments.break_glass {
        true => Rotation::breaking_glass,
        false => Rotation::adding,
    };
    let by = secret.as_ref().map(|it| it.public().to_multikey());
    let now = begun.now();
    let rotation = make_rotation(&catalog.keys, ledger, key.clone(), now)?;
    let done = carry_out(begun, secret, rotation);
    keep_if_listed(
        root,
        &Keys(vec![key.clone()]),
        std::slice::from_mut(&mut file),
    );
    let act = done?;
    let by = by.and_then(|it| catalog.keys.find(&it));
    say_added(root, &key, file.path(), by, act.as_deref())
}

/// Says of the key that an interrupted act added, and that is listed last, what is said of every other.
fn say_finished(begun: &Beginning, key: &ListedKey, act: &str) -> Result<(), Failure> {
    let by = begun.ledger.key(&key.id).and_then(|it| match &it.origin {
        KeyOrigin::VouchedFor { by } => begun.catalog.keys.find(by),
        KeyOrigin::First | KeyOrigin::BreakGlass => None,
    });
    let file = keyring::find(&keyring::folder()?, &key.id);
    let file = file.ok_or_else(|| {
        let message = format!("the private half of {} is not on this computer", shown(key));
        Diagnostic::error(message).hint("`accolade key retire` ends a key that nobody has")
    })?;
    say_added(&begun.root, key, &file, by, Some(act))
}

/// The key that vouches for the new one; none where none is needed, or none is left.
fn voucher(
    arguments: &NewArguments,
    begun: &Beginning,
    folder: &Path,
) -> Result<Option<SecretKey>, Failure> {
    if arguments.break_glass {
        let known = known(begun);
        let here = known.signing();
        let mut here = here.filter_map(|it| Some((it, keyring::find(folder, &it.id)?)));
        if let Some((key, file)) = here.next() {
            let message = format!("no glass needs breaking: {} is here", shown(key));
            let hint = "leave out `--break-glass`, so that it vouches for the new key";
            return Err(Diagnostic::error(message)
                .in_file(file.display().to_string())
                .hint(hint)
                .into());
        }
        return confirm(arguments, &begun.catalog).map(|()| None);
    }
    if begun.ledger.heads().is_empty() {
        return Ok(None);
    }
    keyring::secret_to_vouch(&known(begun), arguments.key.as_deref()).map(Some)
}

fn confirm(arguments: &NewArguments, catalog: &Catalog) -> Result<(), Failure> {
    if arguments.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let message = "nobody can be asked here; say `--yes` to break the glass";
        return Err(Failure::Usage(message.to_owned()));
    }
    let host = catalog.settings.base.host();
    prompt(format_args!(
        "A key that no earlier key vouches for is what a thief would add, too. The site will say so\n\
         on its first page, and the ledger, for ever. If any listed key can still be found, use that.\n\
         Type {host} to go on: "
    ));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Diagnostic::error(format!("the answer cannot be read: {error}")))?;
    match answer.trim() == host {
        true => Ok(()),
        false => Err(Diagnostic::error("that was something else; nothing was changed").into()),
    }
}

fn label(arguments: &NewArguments, listed: &Keys) -> Result<String, Failure> {
    let is_taken = |label: &str| listed.0.iter().any(|it| it.label == label);
    if let Some(label) = &arguments.label {
        let is_plain = |it: char| it.is_alphanumeric() || " -_".contains(it);
        let is_sound = !label.trim().is_empty() && label.chars().all(is_plain);
        if !is_sound || label.chars().count() > MAX_LABEL_LENGTH {
            return Err(Failure::Usage(format!(
                "`--label` takes letters, digits, spaces, `-` and `_`, {MAX_LABEL_LENGTH} at most"
            )));
        }
        if is_taken(label) {
            let message = format!("another key is called `{label}` already");
            return Err(Diagnostic::error(message)
                .in_file(KEYS_FILE)
                .hint("give it another `--label`")
                .into());
        }
        return Ok(label.clone());
    }
    let name = if arguments.backup {
        "backup"
    } else {
        "working"
    };
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut labels = std::iter::once(name.to_owned()).chain(numbered);
    Ok(labels
        .find(|it| !is_taken(it))
        .expect("there is always another number"))
}

fn say_added(
    root: &Path,
    key: &ListedKey,
    file: &Path,
    by: Option<&ListedKey>,
    act: Option<&str>,
) -> Result<(), Failure> {
    let made = shown(key);
    let mut text = format!(
        "Made the key {made} and listed it in {KEYS_FILE}:\n  {}\n",
        file.display()
    );
    if let Some(act) = act {
        let who = by.map_or("No earlier key vouches for it".to_owned(), |it| {
            format!("{} vouches for it", shown(it))
        });
        text.push_str(&format!("{who}, in ledger/{act}.\n"));
    }
    let what = match act {
        Some(_) => "keys.toml and ledger/",
        None => KEYS_FILE,
    };
    let away = match key.state {
        KeyState::Backup => " Then move it away from this computer: onto a stick in a safe, say.",
        _ => "",
    };
    let build = command("build", root);
    say(&format!(
        "{text}Back up the file.{away}\nCommit {what}, and run `{build}` to publish.\n"
    ))
}

/// It stands in the name of a file.
const MAX_LABEL_LENGTH: usize = 40;
