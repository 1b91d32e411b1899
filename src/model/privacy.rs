//! What may be said of a recipient in public.

use icu_normalizer::ComposingNormalizerBorrowed;

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

/// Whether two names may be those of one person, as far as they tell: of nobody, in other letters, or shown
/// as initials.
pub fn may_be_one(name: Option<&str>, other: Option<&str>) -> bool {
    let (Some(name), Some(other)) = (name, other) else {
        return true;
    };
    let is_initials = |it: &str, of: &str| initials(of).as_deref() == Some(it);
    is_same_name(name, other) || is_initials(name, other) || is_initials(other, name)
}

/// Whether two names are the same, whatever their letters' case, and however a program wrote them.
pub fn is_same_name(name: &str, other: &str) -> bool {
    written(name).to_lowercase() == written(other).to_lowercase()
}

/// Whether two names read the same: programs write spaces, accents, apostrophes and hyphens in several
/// ways.
pub fn reads_the_same(name: &str, other: &str) -> bool {
    name == other || written(name) == written(other)
}

fn written(name: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(name);
    let plain = composed.chars().filter_map(|it| match it {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        '’' | '‘' | 'ʼ' | '´' | '`' => Some('\''),
        '\u{2010}' | '\u{2011}' => Some('-'),
        it => Some(it),
    });
    let plain: String = plain.collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
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
    fn names_that_differ_are_of_two_people_unless_one_of_them_says_less() {
        let may_be_one = |one, other| super::may_be_one(Some(one), Some(other));
        assert!(may_be_one("Ann One", "ann  ONE"));
        assert!(may_be_one("A. O.", "Ann One") && may_be_one("Ann One", "A. O."));
        assert!(!may_be_one("Ann One", "Bob One") && !may_be_one("B. O.", "Ann One"));
        assert!(super::may_be_one(None, Some("Ann One")));
    }

    #[test]
    fn initials_are_the_first_letters_of_each_word() {
        let shown = |name| NameDisclosure::Initials.apply(name);
        assert_eq!(shown("Ada Lovelace").as_deref(), Some("A. L."));
        assert_eq!(shown("éva  de 'Groot").as_deref(), Some("É. D. G."));
        assert_eq!(shown("- ?"), None);
        assert!(NameDisclosure::None > NameDisclosure::Initials);
    }
}
