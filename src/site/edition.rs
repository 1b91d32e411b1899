//! One version of a badge: frozen by the ledger, or as the author has it now.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::Value;

use super::bundle::Fingerprint;
use super::fingerprint::Ingredients;
use crate::artwork::{self, Picture};
use crate::baking::{PreparedPng, PreparedSvg};
use crate::credential::{Publisher, open_badges_3, places};
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::ledger::entry::{Definition, DefinitionPage};
use crate::model::achievement::{Achievement, Artwork};
use crate::model::language::Language;
use crate::model::slug::{Slug, Version};

/// A version of a badge, with all that its pages and files are made from.
pub struct Edition<'a> {
    pub slug: &'a Slug,
    pub version: &'a Version,
    /// The Achievement as embedded in credentials.
    pub achievement: Cow<'a, Value>,
    pub page: Cow<'a, DefinitionPage>,
    pub language: Language,
    /// Whether a badge's own page shows this one of its versions.
    pub is_newest: bool,
    /// Whether the author still has the badge among the others: it can be earned.
    pub is_offered: bool,
    /// How an award of it is renewed, in Markdown: as the author says today, for every version.
    pub renewal: Option<&'a str>,
    /// Over all of the above and the artwork.
    pub fingerprint: Fingerprint,
    artwork: Source<'a>,
    bakeable: OnceLock<Result<Bakeable, Diagnostic>>,
}

/// Where the picture comes from.
enum Source<'a> {
    Frozen(&'a Definition),
    Authored(&'a Artwork),
}

/// The pictures, ready for credentials.
pub struct Bakeable {
    pub png: PreparedPng,
    pub svg: Option<PreparedSvg>,
}

impl<'a> Edition<'a> {
    /// A version that was awarded.
    pub fn frozen(definition: &'a Definition, default: &Language) -> Self {
        Self::new(
            &definition.slug,
            &definition.version,
            Cow::Borrowed(&definition.achievement),
            Cow::Borrowed(&definition.page),
            Source::Frozen(definition),
            default,
        )
    }

    /// A version that was not awarded yet.
    pub fn authored(achievement: &'a Achievement, publisher: &Publisher<'_>) -> Self {
        let page = DefinitionPage {
            criteria: achievement.criteria.clone(),
            level: achievement.level.clone(),
            hours: achievement.hours,
            assessment: achievement.assessment.clone(),
            signup_url: achievement.signup_url.clone(),
            valid_for: achievement.valid_for,
        };
        Self::new(
            &achievement.slug,
            &achievement.version,
            Cow::Owned(open_badges_3::achievement(publisher, achievement)),
            Cow::Owned(page),
            Source::Authored(&achievement.artwork),
            &achievement.language,
        )
    }

    fn new(
        slug: &'a Slug,
        version: &'a Version,
        achievement: Cow<'a, Value>,
        page: Cow<'a, DefinitionPage>,
        artwork: Source<'a>,
        default: &Language,
    ) -> Self {
        let language = achievement["inLanguage"].as_str();
        let language = language.and_then(|it| Language::new(it).ok());
        let fingerprint = artwork
            .ingredients(Ingredients::of("edition"))
            .with(slug.as_str())
            .with(version.as_str())
            .with(achievement.to_string())
            .with(format!("{page:?}"))
            .finish();
        Self {
            slug,
            version,
            achievement,
            page,
            language: language.unwrap_or_else(|| default.clone()),
            is_newest: false,
            is_offered: false,
            renewal: None,
            fingerprint,
            artwork,
            bakeable: OnceLock::new(),
        }
    }

    fn set_renewal(&mut self, renewal: &'a str) {
        self.renewal = Some(renewal);
        let with = Ingredients::of("renewal").with(self.fingerprint);
        self.fingerprint = with.with(renewal).finish();
    }

    /// Over the picture alone.
    pub fn artwork_fingerprint(&self) -> Fingerprint {
        self.artwork
            .ingredients(Ingredients::of("artwork"))
            .finish()
    }

    /// Whether there is an SVG beside the PNG.
    pub fn has_svg(&self) -> bool {
        match self.artwork {
            Source::Frozen(definition) => definition.svg.is_some(),
            Source::Authored(artwork) => !matches!(artwork, Artwork::Png(_)),
        }
    }

    /// The folder of its page and files.
    pub fn folder(&self) -> String {
        places::badge_version(self.slug, self.version)
    }

    /// Where its picture stands; the SVG if there is one.
    pub fn picture_path(&self) -> String {
        let extension = if self.has_svg() { "svg" } else { "png" };
        places::picture(self.slug, self.version, extension)
    }

    /// Where the picture for link previews stands.
    pub fn card_path(&self) -> String {
        format!("{}card.png", self.folder())
    }

    /// The pictures, ready for baking; prepared once.
    ///
    /// # Errors
    /// A frozen picture is missing or damaged.
    pub fn bakeable(&self, ledger: &Ledger) -> Result<&Bakeable, Diagnostic> {
        let prepared = self.bakeable.get_or_init(|| self.prepare(ledger));
        prepared.as_ref().map_err(Clone::clone)
    }

    fn prepare(&self, ledger: &Ledger) -> Result<Bakeable, Diagnostic> {
        let (png, svg) = self.files(ledger)?;
        let wrong = |error| self.wrong(&format!("{error}"));
        let svg = svg.map(|it| PreparedSvg::new(&it)).transpose();
        Ok(Bakeable {
            png: PreparedPng::new(&png).map_err(wrong)?,
            svg: svg.map_err(wrong)?,
        })
    }

    /// The PNG, and the SVG if there is one.
    ///
    /// # Errors
    /// A frozen picture is missing or damaged, or the artwork cannot be drawn.
    pub fn files(&self, ledger: &Ledger) -> Result<(Vec<u8>, Option<Vec<u8>>), Diagnostic> {
        match self.artwork {
            Source::Frozen(definition) => {
                let svg = definition.svg.as_ref();
                let svg = svg.map(|it| ledger.picture(it, "svg")).transpose()?;
                Ok((ledger.picture(&definition.png, "png")?, svg))
            }
            Source::Authored(artwork) => {
                let picture = picture(artwork).map_err(|it| self.wrong(&it.to_string()))?;
                let svg = picture.svg().map(|it| it.bytes().to_vec());
                Ok((picture.png().to_vec(), svg))
            }
        }
    }

    fn wrong(&self, error: &str) -> Diagnostic {
        let message = format!(
            "the picture of `{}`, version {}, cannot be used: {error}",
            self.slug, self.version
        );
        Diagnostic::error(message)
    }
}

impl Source<'_> {
    fn ingredients(&self, ingredients: Ingredients) -> Ingredients {
        match self {
            Self::Frozen(definition) => ingredients
                .with("frozen")
                .with(definition.png)
                .with_some(definition.svg),
            Self::Authored(Artwork::Svg(bytes)) => ingredients.with("svg").with(bytes),
            Self::Authored(Artwork::Png(bytes)) => ingredients.with("png").with(bytes),
            Self::Authored(Artwork::Drawn(drawing)) => {
                ingredients.with("drawn").with(format!("{drawing:?}"))
            }
        }
    }
}

fn picture(artwork: &Artwork) -> Result<Picture, artwork::ArtworkError> {
    match artwork {
        Artwork::Drawn(drawing) => artwork::draw(drawing),
        Artwork::Svg(bytes) => Picture::from_svg(artwork::check_svg(bytes)?),
        Artwork::Png(bytes) => Ok(Picture::from_png(artwork::check_png(bytes)?)),
    }
}

/// Every version of every badge, ordered by slug, versions from old to new.
pub fn editions<'a>(
    achievements: &'a [Achievement],
    ledger: &'a Ledger,
    publisher: &Publisher<'_>,
) -> Vec<Edition<'a>> {
    let default = publisher.settings.default_language();
    let frozen = ledger.definitions().iter();
    let mut editions: Vec<_> = frozen.map(|it| Edition::frozen(it, default)).collect();
    let fresh = achievements
        .iter()
        .filter(|it| ledger.definition(&it.slug, &it.version).is_none());
    editions.extend(fresh.map(|it| Edition::authored(it, publisher)));
    // Stable: a version that was not awarded yet comes after those that were.
    editions.sort_by_key(|it| it.slug);
    mark_newest(&mut editions, achievements);
    editions
}

// The author's own version is the newest, even where an older one was awarded last.
fn mark_newest<'a>(editions: &mut [Edition<'a>], achievements: &'a [Achievement]) {
    for group in editions.chunk_by_mut(|left, right| left.slug == right.slug) {
        let offered = achievements.iter().find(|it| it.slug == *group[0].slug);
        let position = offered.and_then(|it| group.iter().position(|e| *e.version == it.version));
        let newest = position.unwrap_or(group.len() - 1);
        group[newest].is_newest = true;
        group[newest].is_offered = offered.is_some();
        let renewal = offered.and_then(|it| it.renewal.as_deref());
        if let Some(renewal) = renewal {
            group.iter_mut().for_each(|it| it.set_renewal(renewal));
        }
    }
}
