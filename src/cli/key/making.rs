//! Making a key: its passphrase, and its file outside of the site's folder.

use crate::cli::output::tell;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::cli::{Failure, keyring};
use crate::diagnostic::Diagnostic;
use crate::model::catalog::Catalog;
use crate::model::key::{KeyState, ListedKey};
use crate::proof::key::SecretKey;
use crate::proof::key_file::{self, Protection};

/// A key, and its file.
pub struct Made {
    pub key: ListedKey,
    pub file: KeyFile,
}

/// Makes a key and writes its file into `folder`.
pub fn make(
    catalog: &Catalog,
    folder: &Path,
    label: &str,
    state: KeyState,
    passphrase: Option<&Passphrase>,
) -> Result<Made, Failure> {
    let secret = SecretKey::from_seed(*Zeroizing::new(random()?));
    let id = secret.public().to_multikey();
    let path = folder.join(keyring::file_name(catalog, label, &id));
    write(&path, &secret, passphrase.map(|it| it.text.as_str()))?;
    let key = ListedKey {
        id,
        state,
        added: now(),
        label: label.to_owned(),
    };
    let file = KeyFile { path, kept: false };
    Ok(Made { key, file })
}

fn write(path: &Path, secret: &SecretKey, passphrase: Option<&str>) -> Result<(), Failure> {
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

/// The file of a new key, which is taken away again unless it is kept.
pub struct KeyFile {
    path: PathBuf,
    kept: bool,
}

impl KeyFile {
    /// Keeps it: somebody may know of the key from now on.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What protects a new key.
pub struct Passphrase {
    pub text: Zeroizing<String>,
    /// Whether it was made up here, and must be shown once.
    pub is_made_up: bool,
}

impl Passphrase {
    /// The passphrase of a new key, from the environment or asked for; `whose` it is.
    pub fn of_new(whose: &str) -> Result<Self, Failure> {
        if let Some(given) = keyring::variable("ACCOLADE_PASSPHRASE") {
            return Ok(Self::given(Zeroizing::new(given)));
        }
        if !io::stdin().is_terminal() {
            let message = "a passphrase is asked for at a terminal; elsewhere set \
                           `ACCOLADE_PASSPHRASE`, or say `--no-passphrase`";
            return Err(Failure::Usage(message.to_owned()));
        }
        loop {
            let first = ask(&format!("A passphrase for {whose} (empty: make one up): "))?;
            if first.is_empty() {
                return Ok(Self {
                    text: made_up()?,
                    is_made_up: true,
                });
            }
            if ask("The same again: ")? == first {
                return Ok(Self::given(first));
            }
            tell("These were two different ones.");
        }
    }

    fn given(text: Zeroizing<String>) -> Self {
        Self {
            text,
            is_made_up: false,
        }
    }

    /// Shows it, if it was made up. Whatever became of the output: without it the key is lost.
    pub fn show(&self, whose: &str) {
        if self.is_made_up {
            let text = self.text.as_str();
            let show = |out: &mut dyn Write| {
                writeln!(
                    out,
                    "\nThe passphrase of {whose}, shown this once:\n\n  {text}\n"
                )?;
                out.flush()
            };
            if show(&mut anstream::stderr()).is_err() {
                let _ = show(&mut anstream::stdout());
            }
        }
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

/// A private key must not be where it may be published: in the site, or anywhere in a git work tree.
pub fn refuse_public_folder(folder: &Path, root: &Path) -> Result<(), Diagnostic> {
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

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Diagnostic> {
    let mut bytes = [0; LENGTH];
    crate::cli::act::random(&mut bytes).map(|()| bytes)
}

/// In whole seconds, as documents and lists give it.
fn now() -> Timestamp {
    let now = crate::cli::act::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Letters of a passphrase that is made up, of five bits each.
const PASSPHRASE_LETTERS: usize = 26;

/// Letters in a group of it.
const GROUP: usize = 5;
