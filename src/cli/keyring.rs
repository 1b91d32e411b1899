//! Where private keys are on this computer, and how their passphrases are asked for.

use super::output::tell;
use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Failure;
use crate::diagnostic::Diagnostic;
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, Keys, ListedKey};
use crate::proof::key::{PublicKey, SecretKey};
use crate::proof::key_file::{self, KeyFileError};

/// The folder of private keys: `ACCOLADE_KEYS`, or `accolade/keys` in the user's configuration.
///
/// # Errors
/// The system names no such folder.
pub fn folder() -> Result<PathBuf, Failure> {
    if let Some(folder) = variable("ACCOLADE_KEYS") {
        return Ok(PathBuf::from(folder));
    }
    let configuration = if cfg!(windows) {
        variable("APPDATA").map(PathBuf::from)
    } else {
        let home = || variable("HOME").map(|it| Path::new(&it).join(".config"));
        variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home)
    };
    match configuration {
        Some(folder) => Ok(folder.join("accolade").join("keys")),
        None => Err(
            Diagnostic::error("this system does not say where private keys may be kept")
                .hint("name a folder in the variable `ACCOLADE_KEYS`")
                .into(),
        ),
    }
}

/// The name of a key's file: the site, what the key is called, and its public half.
pub fn file_name(catalog: &Catalog, label: &str, id: &str) -> String {
    let host = catalog.settings.base.host();
    format!("{host}-{label}-{id}.pem")
}

/// The file of a listed key below `folder`, if it is there, whatever site and label it was made for.
pub fn find(folder: &Path, id: &str) -> Option<PathBuf> {
    let ending = format!("{id}.pem");
    let entries = std::fs::read_dir(folder).ok()?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(&ending))
        .collect();
    found.sort();
    found.into_iter().next()
}

/// The secret key to sign with: from `file`, from `ACCOLADE_KEY`, or of the first listed key whose
/// file is in the [`folder`].
///
/// # Errors
/// There is none, or it cannot be read; or the one that is there is listed by another id.
pub fn secret(keys: &Keys, file: Option<&Path>) -> Result<SecretKey, Failure> {
    if let Some(secret) = given(file)? {
        return Ok(secret);
    }
    ensure_well_listed(keys, &folder()?)?;
    let found = first_here(&active_first(keys.signing()))?;
    let folder = folder()?;
    found.ok_or_else(|| absent(keys, &folder))
}

/// The secret key that vouches for a new one among `keys`, found as [`secret`] finds it.
///
/// # Errors
/// As [`secret`].
pub fn secret_to_vouch(keys: &Keys, file: Option<&Path>) -> Result<SecretKey, Failure> {
    if let Some(secret) = given(file)? {
        return Ok(secret);
    }
    let found = first_here(&active_first(keys.signing()))?;
    let folder = folder()?;
    found.ok_or_else(|| no_voucher(&folder))
}

/// The secret key that says what becomes of `ending`: another one, or, where that has only to retire,
/// itself.
///
/// # Errors
/// As [`secret`].
pub fn secret_but(
    keys: &Keys,
    file: Option<&Path>,
    ending: &ListedKey,
) -> Result<SecretKey, Failure> {
    if let Some(secret) = given(file)? {
        return Ok(secret);
    }
    let (own, others): (Vec<_>, Vec<_>) = keys.signing().partition(|it| it.id == ending.id);
    let mut candidates = active_first(others.into_iter());
    if ending.state.is_trusted() {
        candidates.extend(own);
    }
    let found = first_here(&candidates)?;
    let folder = folder()?;
    found.ok_or_else(|| no_voucher(&folder))
}

/// The key that somebody named, if they did.
fn given(file: Option<&Path>) -> Result<Option<SecretKey>, Failure> {
    if let Some(file) = file {
        return read(file, None).map(Some);
    }
    let Some(text) = variable("ACCOLADE_KEY").map(Zeroizing::new) else {
        return Ok(None);
    };
    let ask = || passphrase("of the key in `ACCOLADE_KEY`");
    let secret = key_file::parse(&text, None, ask);
    secret
        .map(Some)
        .map_err(|error| failed(&error, "ACCOLADE_KEY"))
}

// An id that nobody has the key of must not be published beside a key that signs in its place.
fn ensure_well_listed(keys: &Keys, folder: &Path) -> Result<(), Failure> {
    let absent = keys.signing().filter(|it| find(folder, &it.id).is_none());
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = files.filter_map(|it| it.file_name().into_string().ok());
    let known: Vec<_> = names.filter_map(|it| Some((id_in(&it)?, it))).collect();
    let mut mistyped = absent.filter_map(|key| {
        let meant = known.iter().find(|(id, _)| are_alike(id, &key.id))?;
        Some((key, meant))
    });
    let Some((key, (id, name))) = mistyped.next() else {
        return Ok(());
    };
    let message = format!(
        "no key `{}` is on this computer, but one whose id differs from that in a few characters",
        key.id
    );
    Err(Diagnostic::error(message)
        .in_file("keys.toml")
        .hint(format!(
            "write `id = \"{id}\"`, as the file `{name}` has it"
        ))
        .into())
}

/// The id at the end of the name of a key's file.
fn id_in(name: &str) -> Option<String> {
    let (_, id) = name.strip_suffix(".pem")?.rsplit_once('-')?;
    PublicKey::from_multikey(id).is_ok().then(|| id.to_owned())
}

/// Whether one id is the other with a slip or two: two keys have nothing in common but their start.
fn are_alike(id: &str, other: &str) -> bool {
    let same = id
        .bytes()
        .zip(other.bytes())
        .filter(|(a, b)| a == b)
        .count();
    id.len() == other.len() && same > id.len() / 2
}

fn active_first<'a>(keys: impl Iterator<Item = &'a ListedKey>) -> Vec<&'a ListedKey> {
    let (mut active, backup): (Vec<_>, Vec<_>) = keys.partition(|it| it.state == KeyState::Active);
    active.extend(backup);
    active
}

/// The secret key of the first whose file is in the [`folder`].
fn first_here(candidates: &[&ListedKey]) -> Result<Option<SecretKey>, Failure> {
    let folder = folder()?;
    let mut here = candidates
        .iter()
        .filter_map(|it| Some((it, find(&folder, &it.id)?)));
    let Some((key, file)) = here.next() else {
        return Ok(None);
    };
    if key.state == KeyState::Backup && candidates[0].state == KeyState::Active {
        let (label, folder) = (&key.label, folder.display());
        tell(format_args!(
            "note: signing with the backup key ({label}), as the active one is not in `{folder}`"
        ));
    }
    let expected = PublicKey::from_multikey(&key.id).ok();
    read(&file, expected.as_ref()).map(Some)
}

fn no_voucher(folder: &Path) -> Failure {
    let folder = folder.display();
    Diagnostic::error(format!(
        "no listed key that may vouch for this is in `{folder}`"
    ))
    .hint(
        "put the file of the backup key there, or name it with `--key`; if every listed key is \
         lost, `accolade key new --break-glass` adds one that none vouches for",
    )
    .into()
}

fn absent(keys: &Keys, folder: &Path) -> Failure {
    if keys.0.is_empty() {
        return Diagnostic::error("this site has no key to sign with").hint(
            "make one with `accolade key new`: it stays on this computer, outside the site's folder",
        ).into();
    }
    let message = format!(
        "none of the keys that `keys.toml` lists is in `{}`",
        folder.display()
    );
    Diagnostic::error(message)
        .hint(
            "name its file with `--key`, or put it there; it is on the computer where \
         `accolade key new` was run; if it is lost, use the backup key",
        )
        .into()
}

fn read(file: &Path, expected: Option<&PublicKey>) -> Result<SecretKey, Failure> {
    let shown = file.display().to_string();
    let ask = || passphrase(&format!("of `{shown}`"));
    let mut secret = key_file::read(file, expected, ask);
    for _ in 1..MAX_TRIES {
        if !matches!(secret, Err(KeyFileError::WrongPassphrase)) || !is_typed() {
            break;
        }
        tell("That passphrase is wrong; try again.");
        secret = key_file::read(file, expected, ask);
    }
    secret.map_err(|error| failed(&error, &shown))
}

/// Whether a passphrase comes from somebody at a terminal, who may have mistyped it.
fn is_typed() -> bool {
    variable(PASSPHRASE).is_none() && io::stdin().is_terminal()
}

fn failed(error: &KeyFileError, place: &str) -> Failure {
    let finding = Diagnostic::error(error.to_string()).in_file(place);
    match error {
        KeyFileError::NoPassphrase(_) => {
            finding.hint("where nobody can be asked, set the variable `ACCOLADE_PASSPHRASE`")
        }
        KeyFileError::WrongPassphrase if variable(PASSPHRASE).is_some() => {
            finding.hint("it comes from the variable `ACCOLADE_PASSPHRASE`; unset that to be asked")
        }
        KeyFileError::WrongPassphrase => finding.hint(
            "it is the one that was chosen when the key was made; nobody can find it out: if it is \
             forgotten, sign with the backup key",
        ),
        _ => finding,
    }
    .into()
}

/// Asks for a passphrase, unless `ACCOLADE_PASSPHRASE` gives it.
///
/// # Errors
/// Nobody can be asked.
pub fn passphrase(whose: &str) -> io::Result<Zeroizing<String>> {
    if let Some(passphrase) = variable(PASSPHRASE) {
        return Ok(Zeroizing::new(passphrase));
    }
    if !io::stdin().is_terminal() {
        return Err(io::Error::other("this is not a terminal"));
    }
    let prompt = format!("Passphrase {whose}: ");
    rpassword::prompt_password(prompt).map(Zeroizing::new)
}

const PASSPHRASE: &str = "ACCOLADE_PASSPHRASE";
/// A slip or two of the finger; each costs a second, so that guessing is slow.
const MAX_TRIES: usize = 3;

/// A variable of the environment; an empty one counts as none.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|it| !it.is_empty())
}
