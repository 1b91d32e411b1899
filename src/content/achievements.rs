//! `badges/<slug>/index.md` and the artwork beside it.

use std::collections::BTreeSet;

use super::artwork;
use super::document::{Document, Placed};
use super::folder::{Entry, Folder, renaming};
use super::front_matter;
use super::limits::{MAX_ALIGNMENTS, MAX_BADGES, MAX_DEFINITION_BYTES, MAX_RESULTS, MAX_TAGS};
use super::links;
use super::results;
use super::secrets;
use super::section::Section;
use super::text::{CRITERIA, DESCRIPTION, LABEL, NAME, TAG};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::achievement::{Achievement, Alignment, Artwork, Decimal};
use crate::model::language::Language;
use crate::model::moment::Period;
use crate::model::slug::{Slug, Version};
use crate::model::vocabulary::{
    ACHIEVEMENT_TYPES, ALIGNMENT_TYPES, AchievementType, AlignmentType,
};

/// The folder of badges in the content folder.
pub const BADGES_FOLDER: &str = "badges";

/// What the folder of badges holds.
#[derive(Debug, Default)]
pub(super) struct Badges {
    /// Ordered by slug.
    pub read: Vec<Achievement>,
    /// What those are called in which something is wrong.
    pub unread: Unread,
    /// What is wrong in them.
    pub findings: Diagnostics,
}

/// Badges that are there, and could not be read.
#[derive(Debug)]
pub(super) enum Unread {
    Named(BTreeSet<String>),
    /// Not even their names could be read.
    Any,
}

impl Default for Unread {
    fn default() -> Self {
        Self::Named(BTreeSet::new())
    }
}

impl Unread {
    /// Whether a badge of that name may be one of them.
    pub fn may_be(&self, slug: &Slug) -> bool {
        match self {
            Self::Named(names) => names.contains(slug.as_str()),
            Self::Any => true,
        }
    }

    // A folder `Rust 101` or a file `rust-101.md` is meant to be the badge `rust-101`.
    fn add(&mut self, name: &str) {
        let stem = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
        let words = stem.split(|it: char| !it.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|it| !it.is_empty()).collect();
        if let Self::Named(names) = self {
            names.insert(words.join("-"));
        }
    }
}

/// Reads all badges; `language` is that of a badge which names none.
pub(super) fn load(folder: &Folder, language: &Language) -> Badges {
    let mut badges = Badges::default();
    let entries = folder.entries(BADGES_FOLDER).and_then(|entries| {
        if entries.len() <= MAX_BADGES {
            return Ok(entries);
        }
        let message = format!("{} badges are more than {MAX_BADGES}", entries.len());
        Err(Diagnostic::error(message).in_file(BADGES_FOLDER).into())
    });
    let entries = entries.unwrap_or_else(|found| {
        badges.findings.append(found);
        badges.unread = Unread::Any;
        Vec::new()
    });
    for entry in entries {
        match load_entry(folder, &entry, language) {
            Ok(achievement) => badges.read.extend(achievement),
            Err(found) => {
                badges.unread.add(&entry.name);
                badges.findings.append(found);
            }
        }
    }
    badges.read.sort_by(|a, b| a.slug.cmp(&b.slug));
    badges
}

fn load_entry(
    folder: &Folder,
    entry: &Entry,
    language: &Language,
) -> Result<Option<Achievement>, Diagnostics> {
    let path = format!("{BADGES_FOLDER}/{}", entry.name);
    if !entry.is_folder {
        if entry.name.to_lowercase().starts_with("readme") {
            return Ok(None);
        }
        if secrets::is_key(&folder.root().join(&path)) {
            return Err(secrets::mistake(&path).into());
        }
        let finding = Diagnostic::error("a file stands beside the badges' folders")
            .in_file(&path)
            .hint("a badge is a folder of that name, with its text in `index.md`");
        return Err(finding.into());
    }
    let slug = Slug::new(&entry.name).map_err(|error| {
        let message = format!("`{}` cannot name a badge: {error}", entry.name);
        Diagnostic::error(message)
            .in_file(&path)
            .hint("rename the folder")
    })?;
    // A link out of the site is that, whatever the folder there holds.
    folder.resolve(&path)?;
    if !folder.has(&format!("{path}/index.md")) {
        // One that cannot be looked into may well have its text.
        let entries = folder.entries(&path)?;
        return Err(without_text(&entries, &path).into());
    }
    read(folder, slug, &path, language).map(Some)
}

fn without_text(entries: &[Entry], path: &str) -> Diagnostic {
    let finding = Diagnostic::error("the badge has no `index.md`").in_file(path);
    match renaming(entries, "index.md") {
        Some(hint) => finding.hint(hint),
        None => finding.hint("write its definition and criteria there, or remove the folder"),
    }
}

fn read(
    folder: &Folder,
    slug: Slug,
    path: &str,
    language: &Language,
) -> Result<Achievement, Diagnostics> {
    let source = folder.text(&format!("{path}/index.md"), MAX_DEFINITION_BYTES)?;
    let parts = match front_matter::split(&source.text) {
        Ok(parts) => parts,
        Err(error) => {
            let finding = Diagnostic::error(error.message).expected(error.expected);
            return Err(finding.at(&source, error.span).into());
        }
    };
    let document = Document::new(source.clone(), parts.front.start);
    let table = document.parse(&source.text[parts.front]);
    let criteria = criteria(
        &document,
        Placed {
            value: &source.text[parts.body.clone()],
            span: parts.body,
        },
    );
    let mut pictures = Diagnostics::new();
    let section = document.section(&table);
    let achievement = achievement(folder, slug, path, section, language, &mut pictures);
    let mut findings = document.into_findings();
    findings.append(pictures);
    match (achievement, criteria) {
        (Some(achievement), Some(criteria)) => findings.finish(Achievement {
            criteria,
            ..achievement
        }),
        _ => Err(findings),
    }
}

fn criteria(document: &Document, body: Placed<&str>) -> Option<String> {
    links::ensure_whole(document, &body);
    let criteria = document.clean("criteria", &body, CRITERIA)?;
    if criteria.is_empty() {
        let finding = Diagnostic::error("the badge has no criteria")
            .expected("what one does to earn it, in Markdown, below the front matter");
        document.push(body.span.start..body.span.start, finding);
        return None;
    }
    Some(criteria)
}

fn achievement(
    folder: &Folder,
    slug: Slug,
    path: &str,
    section: Section<'_>,
    language: &Language,
    pictures: &mut Diagnostics,
) -> Option<Achievement> {
    let name = section.required_text("name", NAME, "\"Rust 101\"");
    let description = section.required_text("description", DESCRIPTION, "\"One sentence\"");
    let version = version(&section);
    let kind = section.word("kind", &ACHIEVEMENT_TYPES, |it| {
        AchievementType::new(it).ok()
    });
    let tags = tags(&section);
    let valid_for = section.parsed("valid_for", Period::parse);
    let renewal = section.text("renewal", DESCRIPTION);
    let signup_url = section.address("signup_url");
    let level = section.text("level", LABEL);
    let hours = section.number("hours", Decimal::new);
    let assessment = section.text("assessment", DESCRIPTION);
    let credits = section.number("credits", Decimal::new);
    let own_language = section.parsed("language", Language::new);
    let alignments = alignments(&section);
    let results = results::read(section.sections("result", MAX_RESULTS));
    let artwork = picture(folder, path, &section, name.as_deref(), pictures);
    section.finish();
    Some(Achievement {
        slug,
        version: version?,
        name: name?,
        description: description?,
        criteria: String::new(),
        kind: kind.unwrap_or_default(),
        tags: without_repeats(tags),
        valid_for,
        renewal,
        signup_url,
        level,
        hours,
        assessment,
        credits,
        language: own_language.unwrap_or_else(|| language.clone()),
        alignments,
        results,
        artwork: artwork?,
    })
}

/// The key `version`, in quotes or as a number; `1` where it is absent.
pub(super) fn version(section: &Section<'_>) -> Option<Version> {
    let Some(text) = section.scalar("version") else {
        return Some(Version::default());
    };
    match Version::new(text.value.trim()) {
        Ok(version) => Some(version),
        Err(error) => {
            let message = format!("`version` is not accepted: {error}");
            section.push(text.span, Diagnostic::error(message));
            None
        }
    }
}

// One text with commas would be one tag, commas and all.
fn tags(section: &Section<'_>) -> Vec<String> {
    let Some(lone) = section
        .lone("tags")
        .filter(|it| it.value.contains([',', ';']))
    else {
        return section.texts("tags", MAX_TAGS, TAG);
    };
    // Read, so that the key is known.
    section.list("tags", MAX_TAGS);
    let tags = lone.value.split([',', ';']).map(str::trim);
    let tags: Vec<_> = tags.filter(|it| !it.is_empty()).map(quoted).collect();
    let finding = Diagnostic::error("`tags` is one text with several tags in it")
        .expected("a list of texts")
        .hint(format!("write `tags = [{}]`", tags.join(", ")));
    section.push(lone.span, finding);
    Vec::new()
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn without_repeats(tags: Vec<String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for tag in tags {
        if !tag.is_empty() && !unique.contains(&tag) {
            unique.push(tag);
        }
    }
    unique
}

fn alignments(section: &Section<'_>) -> Vec<Alignment> {
    let sections = section.sections("alignment", MAX_ALIGNMENTS).into_iter();
    sections.filter_map(alignment).collect()
}

fn alignment(section: Section<'_>) -> Option<Alignment> {
    let name = section.required_text("name", NAME, "\"Digital literacy\"");
    section.require("url", "\"https://example.org/standard\"");
    let url = section.address("url");
    let framework = section.text("framework", NAME);
    let code = section.text("code", LABEL);
    let description = section.text("description", DESCRIPTION);
    let kind = section.word("type", &ALIGNMENT_TYPES, |it| AlignmentType::new(it).ok());
    section.finish();
    Some(Alignment {
        name: name?,
        url: url?,
        framework,
        code,
        description,
        kind,
    })
}

fn picture(
    folder: &Folder,
    path: &str,
    section: &Section<'_>,
    name: Option<&str>,
    findings: &mut Diagnostics,
) -> Option<Artwork> {
    let drawn = section.section("artwork");
    let named = section.string("image");
    let parent = format!("{path}/");
    if let (Some(_), Some(named)) = (&drawn, &named) {
        let finding = Diagnostic::error("the badge has both `image` and a table `[artwork]`");
        section.push(named.span.clone(), finding.expected("one of them"));
    }
    let beside = PICTURES.iter().find(|it| {
        let path = format!("{parent}{it}");
        folder.has(&path)
    });
    if let (Some(drawn), None, Some(file)) = (&drawn, &named, beside) {
        let message = format!("the badge has both `{file}` and a table `[artwork]`");
        let finding = Diagnostic::error(message).expected("one of them");
        section.push(
            drawn.span(),
            finding.hint("delete the one that is not wanted"),
        );
    }
    let read = match (drawn, named) {
        (Some(drawn), _) => {
            let drawing = artwork::drawing(drawn, name.unwrap_or_default())?;
            return Some(Artwork::Drawn(Box::new(drawing)));
        }
        (None, Some(named)) => artwork::file(folder, &parent, section, &named)?,
        (None, None) => default_picture(folder, &parent, section)?,
    };
    read.map_err(|found| findings.append(found)).ok()
}

fn default_picture(
    folder: &Folder,
    parent: &str,
    section: &Section<'_>,
) -> Option<Result<Artwork, Diagnostics>> {
    let names = PICTURES.map(|it| format!("{parent}{it}"));
    let [has_svg, has_png] = [folder.has(&names[0]), folder.has(&names[1])];
    let refuse = |message: &str, hint: &str| {
        section.push(section.span(), Diagnostic::error(message).hint(hint));
    };
    match (has_svg, has_png) {
        (true, false) => Some(artwork::read(folder, &names[0])),
        (false, true) => Some(artwork::read(folder, &names[1])),
        (true, true) => {
            let hint = "say which one is meant: `image = \"badge.svg\"`";
            refuse("the badge has both `badge.svg` and `badge.png`", hint);
            None
        }
        (false, false) => {
            let hint = "put `badge.svg` or `badge.png` beside it, or have one drawn: `[artwork]`";
            let mut others = OTHER_PICTURES.iter();
            let other = others.find(|it| folder.has(&format!("{parent}{it}")));
            let hint = match other {
                Some(other) => {
                    format!(
                        "`{other}` can hold no proof: save it as `badge.png`, or as `badge.svg` from where it was drawn"
                    )
                }
                None => hint.to_owned(),
            };
            refuse("the badge has no picture", &hint);
            None
        }
    }
}

/// What a badge's picture is called where nothing names it.
const PICTURES: [&str; 2] = ["badge.svg", "badge.png"];

/// What people put there instead.
const OTHER_PICTURES: [&str; 5] = [
    "badge.jpg",
    "badge.jpeg",
    "badge.webp",
    "badge.gif",
    "badge.avif",
];
