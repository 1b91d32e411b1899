//! Which public keys a site lists, and in which state.

use jiff::Timestamp;

/// The keys of `keys.toml`, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Keys(pub Vec<ListedKey>);

impl Keys {
    /// The key of that id.
    pub fn find(&self, id: &str) -> Option<&ListedKey> {
        self.0.iter().find(|key| key.id == id)
    }

    /// Those that may sign.
    pub fn signing(&self) -> impl Iterator<Item = &ListedKey> {
        self.0.iter().filter(|key| key.state.may_sign())
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The Ed25519 public key as a Multikey: `z6Mk…`, 48 characters.
    pub id: String,
    pub state: KeyState,
    pub added: Timestamp,
    /// What people call it: `working`, `backup`.
    pub label: String,
}

impl ListedKey {
    /// Its entry in `keys.toml`.
    pub fn to_toml(&self) -> String {
        let label = toml::Value::from(self.label.as_str());
        let since = self.state.since().map(|it| format!("since = {it}\n"));
        format!(
            "[[key]]\nid = \"{}\"\nstate = \"{}\"\n{}added = {}\nlabel = {label}\n",
            self.id,
            self.state.as_str(),
            since.unwrap_or_default(),
            self.added,
        )
    }
}

/// What a key may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Signs.
    Active,
    /// Listed from the first day, kept away, signs when the active one is lost.
    Backup,
    /// Signs no more; what it signed stays valid.
    Retired,
    /// What it signed is no longer believed: others may have used it, from that instant on.
    Compromised { since: Timestamp },
}

/// Why words are no state of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStateError {
    #[error("it is no state of a key")]
    Unknown,
    #[error("a compromised key says since when")]
    NoSince,
    #[error("only a compromised key says since when")]
    Since,
}

impl KeyState {
    /// The words of `keys.toml`.
    pub const NAMES: [&str; 4] = ["active", "backup", "retired", "compromised"];

    /// Reads one of [`Self::NAMES`]; `since` belongs to a compromised key, and to no other.
    ///
    /// # Errors
    /// It is another word, or `since` is missing or too much.
    pub fn parse(text: &str, since: Option<Timestamp>) -> Result<Self, KeyStateError> {
        let state = match text {
            "active" => Self::Active,
            "backup" => Self::Backup,
            "retired" => Self::Retired,
            "compromised" => {
                let since = since.ok_or(KeyStateError::NoSince)?;
                return Ok(Self::Compromised { since });
            }
            _ => return Err(KeyStateError::Unknown),
        };
        match since {
            None => Ok(state),
            Some(_) => Err(KeyStateError::Since),
        }
    }

    /// The word of `keys.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Backup => "backup",
            Self::Retired => "retired",
            Self::Compromised { .. } => "compromised",
        }
    }

    /// Whether it may sign something new.
    pub fn may_sign(self) -> bool {
        matches!(self, Self::Active | Self::Backup)
    }

    /// Whether what it signed is believed: then the DID document lists it for assertions.
    pub fn is_trusted(self) -> bool {
        self.since().is_none()
    }

    /// Whether more of what it signed is believed than of what a key in the `other` state did.
    pub fn is_believed_more(self, other: Self) -> bool {
        // The longer ago a key was in good hands, the less is believed.
        let trust = |state| match state {
            Self::Active | Self::Backup => (2, None),
            Self::Retired => (1, None),
            Self::Compromised { since } => (0, Some(since)),
        };
        trust(self) > trust(other)
    }

    /// From when on others may have used it, if it is compromised.
    pub fn since(self) -> Option<Timestamp> {
        match self {
            Self::Compromised { since } => Some(since),
            _ => None,
        }
    }
}
