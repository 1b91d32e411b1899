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

/// What a key may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Signs.
    Active,
    /// Listed from the first day, kept away, signs when the active one is lost.
    Backup,
    /// Signs no more; what it signed stays valid.
    Retired,
    /// What it signed is no longer believed.
    Compromised,
}

impl KeyState {
    /// The words of `keys.toml`.
    pub const NAMES: [&str; 4] = ["active", "backup", "retired", "compromised"];

    /// Reads one of [`Self::NAMES`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "active" => Some(Self::Active),
            "backup" => Some(Self::Backup),
            "retired" => Some(Self::Retired),
            "compromised" => Some(Self::Compromised),
            _ => None,
        }
    }

    /// The word of `keys.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Backup => "backup",
            Self::Retired => "retired",
            Self::Compromised => "compromised",
        }
    }

    /// Whether it may sign something new.
    pub fn may_sign(self) -> bool {
        matches!(self, Self::Active | Self::Backup)
    }

    /// Whether what it signed is believed: then the DID document lists it for assertions.
    pub fn is_trusted(self) -> bool {
        self != Self::Compromised
    }
}
