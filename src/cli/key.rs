//! `accolade key`: the keys of a site.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

use super::output::{command, say};
use super::{Failure, keyring};
use crate::content::{self, keys::KEYS_FILE};
use crate::diagnostic::Diagnostic;
use crate::ledger::{Ledger, Lock};
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, Keys, ListedKey};
use crate::proof::key::SecretKey;
use crate::proof::key_file::{self, Protection};

/// Make and list the keys that sign badges
#[derive(Debug, Args)]
pub struct KeyArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make the keys of a site: one to work with, and one to keep away
    ///
    /// Both are written outside the site's folder, encrypted, and listed with their public halves in
    /// `keys.toml`. Badges are signed with the first. The second is for the day when the first is
    /// lost: as it is listed from the beginning, no badge has to be issued anew.
    #[command(after_help = NEW_EXAMPLE)]
    New(NewArguments),
    /// List the keys of a site, their states, and which private keys are on this computer
    List(ListArguments),
}

#[derive(Debug, Args)]
struct NewArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Do not encrypt the private keys: for a machine that signs on its own
    #[arg(long)]
    no_passphrase: bool,
}

#[derive(Debug, Args)]
struct ListArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

const NEW_EXAMPLE: &str = "\
Example:
  $ accolade key new my-badges

Variables:
  ACCOLADE_KEYS        the folder of private keys, instead of the usual one
  ACCOLADE_PASSPHRASE  the passphrase, where nobody can be asked";

/// Runs `accolade key`.
///
/// # Errors
/// The site is not sound, has keys already, or the disk refuses.
pub fn run(arguments: &KeyArguments) -> Result<(), Failure> {
    match &arguments.command {
        KeyCommand::New(arguments) => new(arguments),
        KeyCommand::List(arguments) => list(arguments),
    }
}

fn new(arguments: &NewArguments) -> Result<(), Failure> {
    let root = &arguments.folder;
    let catalog = content::load(root)?;
    let _lock = Lock::take(root)?;
    refuse_second(&catalog, &Ledger::open(root)?)?;
    let folder = keyring::folder()?;
    refuse_public_folder(&folder, root)?;
    let passphrase = match arguments.no_passphrase {
        true => None,
        false => Some(new_passphrase()?),
    };
    let made = [("working", KeyState::Active), ("backup", KeyState::Backup)];
    let mut written = Written::default();
    let mut keys = Keys::default();
    for (label, state) in made {
        let secret = SecretKey::from_seed(*Zeroizing::new(random()?));
        let id = secret.public().to_multikey();
        let path = folder.join(keyring::file_name(&catalog, label, &id));
        write_key(&path, &secret, passphrase.as_ref().map(|it| it.0.as_str()))?;
        written.0.push(path);
        keys.0.push(ListedKey {
            id,
            state,
            added: now(),
            label: label.to_owned(),
        });
    }
    write_list(root, &keys)?;
    say_made(root, &keys, written.keep(), passphrase.as_ref())
}

/// Key files that are taken away again unless everything went well.
#[derive(Default)]
struct Written(Vec<PathBuf>);

impl Written {
    fn keep(mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// A passphrase, and whether it was made up here.
struct Passphrase(Zeroizing<String>, bool);

fn new_passphrase() -> Result<Passphrase, Failure> {
    if let Some(given) = keyring::variable("ACCOLADE_PASSPHRASE") {
        return Ok(Passphrase(Zeroizing::new(given), false));
    }
    if !io::stdin().is_terminal() {
        let message = "a passphrase is asked for at a terminal; elsewhere set `ACCOLADE_PASSPHRASE`, \
                       or say `--no-passphrase`";
        return Err(Failure::Usage(message.to_owned()));
    }
    loop {
        let first = ask("A passphrase for both keys (empty: make one up): ")?;
        if first.is_empty() {
            return Ok(Passphrase(made_up()?, true));
        }
        if ask("The same again: ")? == first {
            return Ok(Passphrase(first, false));
        }
        anstream::eprintln!("These were two different ones.");
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let answer = rpassword::prompt_password(prompt).map(Zeroizing::new);
    answer.map_err(|error| {
        Diagnostic::error(format!("the passphrase cannot be asked for: {error}")).into()
    })
}

/// 130 random bits in groups of letters and digits that are hard to confuse.
fn made_up() -> Result<Zeroizing<String>, Failure> {
    let bytes = Zeroizing::new(random::<17>()?);
    let text = Zeroizing::new(BASE32_NOPAD.encode(&*bytes).to_lowercase());
    let mut grouped = Zeroizing::new(String::with_capacity(2 * text.len()));
    for (place, letter) in text.chars().take(PASSPHRASE_LETTERS).enumerate() {
        if place > 0 && place % GROUP == 0 {
            grouped.push('-');
        }
        grouped.push(letter);
    }
    Ok(grouped)
}

fn write_key(path: &Path, secret: &SecretKey, passphrase: Option<&str>) -> Result<(), Failure> {
    let protection = match passphrase {
        Some(passphrase) => Protection::Passphrase {
            passphrase,
            salt: random()?,
            initialization_vector: random()?,
        },
        None => Protection::None,
    };
    key_file::write_new(path, secret, &protection)
        .map_err(|error| Diagnostic::error(error.to_string()).into())
}

fn write_list(root: &Path, keys: &Keys) -> Result<(), Failure> {
    let path = root.join(KEYS_FILE);
    let write = || {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(".keys-").tempfile_in(root)?;
        file.write_all(content::keys::render(keys).as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        io::Result::Ok(())
    };
    write().map_err(|error| {
        Diagnostic::error(format!("cannot write `{}`: {error}", path.display())).into()
    })
}

fn say_made(
    root: &Path,
    keys: &Keys,
    paths: Vec<PathBuf>,
    passphrase: Option<&Passphrase>,
) -> Result<(), Failure> {
    let pairs = keys.0.iter().zip(&paths);
    let made = pairs.map(|(key, path)| {
        let (label, id) = (&key.label, &key.id);
        format!("  {label:<8} {id}\n           {}\n", path.display())
    });
    let made: String = made.collect();
    let said = say(&format!(
        "Made two keys and listed them in {KEYS_FILE}:\n{made}"
    ));
    // Whatever became of the output: without this the keys are lost.
    if let Some(Passphrase(text, true)) = passphrase {
        let text = text.as_str();
        anstream::eprintln!("\nTheir passphrase, shown this once:\n\n  {text}\n");
    }
    said?;
    let (open, passphrase, apart) = match passphrase {
        Some(_) => (
            "",
            " and their passphrase",
            ", with the passphrase in another place",
        ),
        None => (
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

fn refuse_second(catalog: &Catalog, ledger: &Ledger) -> Result<(), Diagnostic> {
    if !catalog.keys.0.is_empty() {
        let message = format!("this site has {} keys already", catalog.keys.0.len());
        return Err(Diagnostic::error(message).in_file(KEYS_FILE).hint(
            "`accolade key list` shows them; the backup key signs when the working one is lost",
        ));
    }
    if ledger.keys().is_empty() {
        return Ok(());
    }
    let message = format!("the ledger was signed with keys, but `{KEYS_FILE}` lists none");
    Err(Diagnostic::error(message)
        .in_file(KEYS_FILE)
        .hint("bring the file back, with `git restore keys.toml` or from a copy"))
}

/// A private key must not be where it may be published: in the site, or anywhere in a git work tree.
fn refuse_public_folder(folder: &Path, root: &Path) -> Result<(), Diagnostic> {
    let refused = |why: String| {
        let message = format!(
            "private keys cannot be kept in `{}`: {why}",
            folder.display()
        );
        Err(Diagnostic::error(message).hint("set `ACCOLADE_KEYS` to a folder outside"))
    };
    let place = real(folder);
    if place.starts_with(real(root)) {
        return refused("it is inside the site's folder".to_owned());
    }
    match place.ancestors().find(|it| it.join(".git").exists()) {
        Some(tree) => refused(format!("`{}` is a git work tree", tree.display())),
        None => Ok(()),
    }
}

/// A path without links, of which the last parts need not exist.
fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    for there in whole.ancestors() {
        if let (Ok(real), Ok(rest)) = (there.canonicalize(), whole.strip_prefix(there)) {
            return real.join(rest);
        }
    }
    whole
}

fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let catalog = content::load(&arguments.folder)?;
    let folder = keyring::folder().ok();
    let file = |key: &ListedKey| keyring::find(folder.as_deref()?, &key.id);
    if arguments.json {
        let keys = catalog.keys.0.iter().map(|key| {
            json!({
                "id": key.id,
                "state": key.state.as_str(),
                "added": key.added.to_string(),
                "label": key.label,
                "file": file(key).map(|it| it.display().to_string()),
            })
        });
        let keys: Vec<_> = keys.collect();
        return say(&format!("{:#}\n", json!({ "keys": keys })));
    }
    if catalog.keys.0.is_empty() {
        let new = command("key new", &arguments.folder);
        return say(&format!("This site has no keys. `{new}` makes them.\n"));
    }
    let mut text = String::new();
    for key in &catalog.keys.0 {
        let added = key
            .added
            .to_zoned_datetime(catalog.settings.time_zone.clone())
            .date();
        let file = file(key).map_or("not on this computer".to_owned(), |it| {
            it.display().to_string()
        });
        let (id, state, label) = (&key.id, key.state.as_str(), &key.label);
        text.push_str(&format!(
            "{id}  {state:<11}  {added}  {label}\n    {file}\n"
        ));
    }
    say(&text)
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Diagnostic> {
    let mut bytes = [0; LENGTH];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Diagnostic::error(format!(
            "this system gives no randomness: {error}"
        ))),
    }
}

fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Letters of a passphrase that is made up, of five bits each.
const PASSPHRASE_LETTERS: usize = 26;

/// Letters in a group of it.
const GROUP: usize = 5;
