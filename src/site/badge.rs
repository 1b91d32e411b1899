//! A version of a badge, as templates are given it: `badge`.

use serde_json::json;
use tera::Value;

use super::edition::Edition;
use super::markdown;
use super::share::SharedBadge;
use super::texts::Texts;
use super::value::{fact, fact_in, list, map, text};
use crate::credential::facts::{
    AchievementFacts, AlignmentFacts, LevelFacts, ResultDescriptionFacts,
};
use crate::credential::{Publisher, places};
use crate::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::model::slug::{Slug, Version};

/// What pages say of one version of a badge, made once for all its awards.
pub struct BadgeView {
    /// For templates.
    pub value: Value,
    pub name: String,
    /// One or two sentences.
    pub description: String,
    pub picture_alt: String,
    /// The files of an award of it: without an Open Badges 2.0 assertion, and with.
    award_files: [Value; 2],
    /// What links that share an award of it have in common.
    pub share: SharedBadge,
}

impl BadgeView {
    /// The files of one of its awards; each has the award's id and its ending as path.
    pub fn files_of_award(&self, is_hosted: bool) -> Value {
        self.award_files[usize::from(is_hosted)].clone()
    }
}

/// What a badge's pages need to know of others.
pub struct Surroundings<'a> {
    /// Every version of the badge, from old to new.
    pub versions: Vec<&'a Version>,
    /// Where its awards are listed, and how many there are.
    pub listing: Option<(String, usize)>,
}

/// Makes the view of `edition`.
///
/// # Errors
/// Its Achievement lacks something that every one has.
pub fn view(
    edition: &Edition<'_>,
    texts: &Texts,
    publisher: &Publisher<'_>,
    around: &Surroundings<'_>,
) -> Result<BadgeView, Diagnostic> {
    let facts = read(edition)?;
    let alt = texts.fill("badge_picture", &[("badge", facts.name)]);
    let (slug, version) = (edition.slug, edition.version);
    let listing = around.listing.as_ref();
    let language = language_attribute(&edition.language, texts);
    let value = map([
        ("name", facts.name.into()),
        ("slug", slug.as_str().into()),
        ("version", version.as_str().into()),
        ("description", facts.description.into()),
        ("lang", language.clone()),
        ("page", places::badge(slug).into()),
        ("version_page", edition.folder().into()),
        ("picture", edition.picture_path().into()),
        ("picture_alt", alt.as_str().into()),
        ("tags", list(facts.tags.iter().map(|it| (*it).into()))),
        ("facts", list(facts_of(edition, &facts, texts, around))),
        (
            "signup_url",
            text(edition.page.signup_url.as_ref().map(|it| it.as_str())),
        ),
        (
            "criteria",
            Value::safe_string(&markdown::to_html(&edition.page.criteria)),
        ),
        (
            "renewal",
            edition
                .renewal
                .map_or_else(Value::none, |it| Value::safe_string(&markdown::to_html(it))),
        ),
        ("alignments", list(facts.alignments.iter().map(alignment))),
        (
            "results",
            list(
                facts
                    .results
                    .iter()
                    .map(|it| measured(it, &language, texts)),
            ),
        ),
        ("achievement", places::achievement(slug, version).into()),
        ("badge_class", places::badge_class(slug, version).into()),
        ("files", list(files(edition, texts))),
        ("versions", versions(edition, texts, &around.versions)),
        ("newer", newer(edition, texts)),
        ("listing", text(listing.map(|(path, _)| path.as_str()))),
        (
            "earned",
            text(
                listing
                    .map(|(_, count)| texts.count("earned", &count.to_string()))
                    .as_deref(),
            ),
        ),
        (
            "schema",
            Value::safe_string(&schema(edition, &facts, publisher)),
        ),
    ]);
    let sentence = texts.fill("share_text", &[("badge", facts.name)]);
    Ok(BadgeView {
        value,
        name: facts.name.to_owned(),
        description: facts.description.to_owned(),
        picture_alt: alt,
        award_files: [false, true].map(|it| list(award_files(edition, texts, it))),
        share: SharedBadge::new(facts.name, &publisher.issuer.name, &sentence),
    })
}

/// A badge in a list of badges, on a page of the language of `texts`.
///
/// # Errors
/// As [`view`].
pub fn card(edition: &Edition<'_>, texts: &Texts) -> Result<Value, Diagnostic> {
    let facts = read(edition)?;
    Ok(map([
        ("name", facts.name.into()),
        ("description", facts.description.into()),
        ("lang", language_attribute(&edition.language, texts)),
        ("page", places::badge(edition.slug).into()),
        ("picture", edition.picture_path().into()),
        (
            "tags",
            list(facts.tags.iter().take(CARD_TAGS).map(|it| (*it).into())),
        ),
    ]))
}

/// What the Achievement of an edition says.
///
/// # Errors
/// It lacks something that every one has.
pub fn read<'a>(edition: &'a Edition<'_>) -> Result<AchievementFacts<'a>, Diagnostic> {
    AchievementFacts::read(&edition.achievement).map_err(|error| {
        let (slug, version) = (edition.slug, edition.version);
        Diagnostic::error(format!("version {version} of `{slug}` is damaged: {error}"))
    })
}

/// ` lang="fr"` for content in another language than the page around it.
pub fn language_attribute(language: &Language, texts: &Texts) -> Value {
    if language.primary() == texts.language().primary() {
        return Value::safe_string("");
    }
    // `auto`: the first letter of a text says which way it runs.
    Value::safe_string(&format!(" lang=\"{language}\" dir=\"auto\""))
}

fn facts_of(
    edition: &Edition<'_>,
    facts: &AchievementFacts<'_>,
    texts: &Texts,
    around: &Surroundings<'_>,
) -> Vec<Value> {
    let page = &edition.page;
    let decimal = |number: String| number.replace('.', texts.words("decimal"));
    let has_versions = around.versions.len() > 1;
    let language = language_attribute(&edition.language, texts);
    let told = |name, value: Option<String>| Some(fact(texts.words(name), &value?));
    let quoted = |name, value: &Option<String>| {
        Some(fact_in(
            language.clone(),
            texts.words(name),
            value.as_ref()?,
        ))
    };
    let kind = facts.kind.map(|it| texts.word("kinds", it).to_owned());
    let hours = page.hours.map(|it| it.to_string());
    let hours = hours.map(|it| texts.count("hours_value", &it));
    let entries = [
        told("kind", kind),
        quoted("level", &page.level),
        told("hours", hours),
        told("credits", facts.credits.map(|it| decimal(it.to_string()))),
        quoted("assessment", &page.assessment),
        told("valid_for", page.valid_for.map(|it| texts.period(it))),
        told("language", Some(texts.language_name(&edition.language))),
        told("version", has_versions.then(|| edition.version.to_string())),
    ];
    entries.into_iter().flatten().collect()
}

fn alignment(alignment: &AlignmentFacts<'_>) -> Value {
    map([
        ("name", alignment.name.into()),
        ("url", alignment.url.into()),
        ("framework", text(alignment.framework)),
        ("code", text(alignment.code)),
        ("description", text(alignment.description)),
    ])
}

fn measured(result: &ResultDescriptionFacts<'_>, language: &Value, texts: &Texts) -> Value {
    let range = match (result.minimum, result.maximum) {
        (Some(least), Some(most)) => Some(format!("{least} – {most}")),
        (Some(least), None) => Some(format!("≥ {least}")),
        (None, Some(most)) => Some(format!("≤ {most}")),
        (None, None) => None,
    };
    let values = result.allowed_values.join(", ");
    let is_in_levels = result
        .levels
        .iter()
        .any(|it| Some(it.name) == result.required);
    let required = result.required.filter(|_| !is_in_levels);
    let told = |name, value: Option<&str>| Some(fact(texts.words(name), value?));
    let quoted =
        |name, value: Option<&str>| Some(fact_in(language.clone(), texts.words(name), value?));
    let entries = [
        told("measure_kind", Some(texts.word("measures", result.kind))),
        quoted("measure_values", (!values.is_empty()).then_some(&*values)),
        told("measure_range", range.as_deref()),
        quoted("measure_required", required),
    ];
    let levels = result.levels.iter();
    map([
        ("name", result.name.into()),
        ("facts", list(entries.into_iter().flatten())),
        (
            "levels",
            list(levels.map(|it| level(it, result.required, texts))),
        ),
    ])
}

fn level(level: &LevelFacts<'_>, required: Option<&str>, texts: &Texts) -> Value {
    let points = level.points.map(|it| texts.count("points", it));
    map([
        ("name", level.name.into()),
        ("description", text(level.description)),
        ("points", text(points.as_deref())),
        ("required", (Some(level.name) == required).into()),
    ])
}

fn files(edition: &Edition<'_>, texts: &Texts) -> Vec<Value> {
    let (slug, version) = (edition.slug, edition.version);
    let file = |path: String, name, kind: &str| {
        map([
            ("path", path.into()),
            ("label", texts.words(name).into()),
            ("kind", kind.into()),
        ])
    };
    let mut files = vec![file(
        places::picture(slug, version, "png"),
        "file_png",
        "PNG",
    )];
    if edition.has_svg() {
        files.push(file(
            places::picture(slug, version, "svg"),
            "file_svg",
            "SVG",
        ));
    }
    files.push(file(
        places::achievement(slug, version),
        "file_achievement",
        "Open Badges 3.0",
    ));
    files.push(file(
        places::badge_class(slug, version),
        "file_badge_class",
        "Open Badges 2.0",
    ));
    files
}

fn award_files(edition: &Edition<'_>, texts: &Texts, is_hosted: bool) -> Vec<Value> {
    let (two, three) = ("Open Badges 2.0", "Open Badges 3.0");
    let both = "Open Badges 2.0 + 3.0";
    let file = |name, ending: &str, kind: &str, media: Option<&str>| {
        map([
            ("ending", ending.into()),
            ("label", texts.words(name).into()),
            ("kind", kind.into()),
            ("media", text(media)),
        ])
    };
    let json = Some("application/ld+json");
    let baked = if is_hosted { both } else { three };
    let mut files = vec![file("file_png", ".png", baked, None)];
    if edition.has_svg() {
        files.push(file("file_svg", ".svg", three, None));
    }
    files.push(file("file_credential", ".json", three, json));
    if is_hosted {
        files.push(file("file_assertion", ".assertion.json", two, json));
    }
    files
}

fn versions(edition: &Edition<'_>, texts: &Texts, versions: &[&Version]) -> Value {
    if versions.len() < 2 {
        return Value::none();
    }
    list(versions.iter().map(|version| {
        map([
            (
                "name",
                texts
                    .fill("version_name", &[("version", version.as_str())])
                    .into(),
            ),
            ("path", places::badge_version(edition.slug, version).into()),
            ("current", (*version == edition.version).into()),
        ])
    }))
}

fn newer(edition: &Edition<'_>, texts: &Texts) -> Value {
    if edition.is_newest {
        return Value::none();
    }
    let words = texts.fill("newer", &[("version", edition.version.as_str())]);
    map([
        ("text", words.into()),
        ("path", places::badge(edition.slug).into()),
    ])
}

/// The badge for search engines, fit to stand in a `<script>`.
///
/// Source: schema.org, "EducationalOccupationalCredential".
fn schema(
    edition: &Edition<'_>,
    facts: &AchievementFacts<'_>,
    publisher: &Publisher<'_>,
) -> String {
    let mut schema = json!({
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": facts.name,
        "description": facts.description,
        "url": publisher.url(&address(edition.slug, edition)),
        "image": publisher.url(&places::picture(edition.slug, edition.version, "png")),
        "inLanguage": edition.language.as_str(),
        "credentialCategory": {"@type": "DefinedTerm", "name": facts.kind.unwrap_or("Badge")},
        "recognizedBy": {
            "@type": "Organization",
            "name": publisher.issuer.name,
            "url": publisher.issuer.url.as_str(),
        },
    });
    let skills = facts.tags.iter();
    let skills: Vec<_> = skills
        .map(|it| json!({"@type": "DefinedTerm", "name": it}))
        .collect();
    if !skills.is_empty() {
        schema["competencyRequired"] = skills.into();
    }
    let aligned = facts
        .alignments
        .iter()
        .map(|it| json!({"@type": "AlignmentObject", "targetName": it.name, "targetUrl": it.url}));
    let aligned: Vec<_> = aligned.collect();
    if !aligned.is_empty() {
        schema["educationalAlignment"] = aligned.into();
    }
    if let Some(level) = &edition.page.level {
        schema["educationalLevel"] = level.as_str().into();
    }
    if let Some(period) = edition.page.valid_for {
        schema["validFor"] = period.to_iso().into();
    }
    escape_script(&schema.to_string())
}

/// The folder of the page that an edition is known by: the badge's own for the newest.
pub fn address(slug: &Slug, edition: &Edition<'_>) -> String {
    if edition.is_newest {
        places::badge(slug)
    } else {
        edition.folder()
    }
}

// JSON may write any character as an escape; within a script, `<` could end it.
fn escape_script(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escaped += &format!("\\u{:04x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A card is not the place for every skill.
const CARD_TAGS: usize = 5;
