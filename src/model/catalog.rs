//! The content folder, read and valid.

use jiff::tz::TimeZone;

use super::achievement::Achievement;
use super::address::BaseAddress;
use super::issuer::Issuer;
use super::key::Keys;
use super::language::Language;
use super::privacy::Privacy;
use super::slug::Slug;

/// Everything the author wrote but the award records.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub settings: Settings,
    pub issuer: Issuer,
    /// Ordered by slug; one definition each, the newest version.
    pub achievements: Vec<Achievement>,
    pub keys: Keys,
}

impl Catalog {
    /// The definition of that name.
    pub fn achievement(&self, slug: &Slug) -> Option<&Achievement> {
        let found = self.achievements.binary_search_by(|it| it.slug.cmp(slug));
        found.ok().map(|index| &self.achievements[index])
    }
}

/// What `accolade.toml` says of the site as a whole.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Every id starts with it, for ever.
    pub base: BaseAddress,
    /// At least one; the first is the default.
    pub languages: Vec<Language>,
    pub time_zone: TimeZone,
    /// The name of the theme: a folder below `themes`, or one that comes with the program.
    pub theme: String,
    pub privacy: Privacy,
}

impl Settings {
    /// The language of pages that belong to no badge.
    pub fn default_language(&self) -> &Language {
        self.languages
            .first()
            .expect("content gives at least one language")
    }
}
