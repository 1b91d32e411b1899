//! What may be said of a recipient in public.

/// How much of a name is shown. Ordered: a later one says less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameDisclosure {
    /// `Ada Lovelace`
    #[default]
    Full,
    /// `A. L.`
    Initials,
    /// Nothing.
    None,
}

impl NameDisclosure {
    /// The words of the configuration.
    pub const NAMES: [&str; 3] = ["full", "initials", "none"];

    /// Reads one of [`Self::NAMES`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "full" => Some(Self::Full),
            "initials" => Some(Self::Initials),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// What of `name` may be said, if anything.
    pub fn apply(self, name: &str) -> Option<String> {
        match self {
            Self::Full => Some(name.to_owned()),
            Self::Initials => initials(name),
            Self::None => None,
        }
    }
}

fn initials(name: &str) -> Option<String> {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|it| it.is_alphanumeric()));
    let dotted: Vec<_> = letters
        .map(|letter| format!("{}.", letter.to_uppercase()))
        .collect();
    (!dotted.is_empty()).then(|| dotted.join(" "))
}

/// How a recipient's e-mail address is named in documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityDisclosure {
    /// A salted hash, which lets a verifier compare an address it knows.
    #[default]
    HashedEmail,
    /// Nothing; then there is no Open Badges 2.0 assertion.
    None,
}

impl IdentityDisclosure {
    /// The words of the configuration.
    pub const NAMES: [&str; 2] = ["hashed-email", "none"];

    /// Reads one of [`Self::NAMES`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "hashed-email" => Some(Self::HashedEmail),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// A site's choices about recipients; each award may say less, never more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    pub names: NameDisclosure,
    pub identity: IdentityDisclosure,
    /// Whether award pages are listed and may be found by search engines.
    pub listed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_each_word() {
        let shown = |name| NameDisclosure::Initials.apply(name);
        assert_eq!(shown("Ada Lovelace").as_deref(), Some("A. L."));
        assert_eq!(shown("éva  de 'Groot").as_deref(), Some("É. D. G."));
        assert_eq!(shown("- ?"), None);
        assert!(NameDisclosure::None > NameDisclosure::Initials);
    }
}
