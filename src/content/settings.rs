//! `accolade.toml`: the site and its issuer.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::artwork;
use super::conflict;
use super::document::{Document, unknown_word};
use super::folder::{Folder, renaming};
use super::limits::{MAX_DEFINITION_BYTES, MAX_LANGUAGES};
use super::section::Section;
use super::text::{DESCRIPTION, NAME};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::model::address::{BaseAddress, BaseAddressError, Email};
use crate::model::catalog::Settings;
use crate::model::issuer::{Issuer, Logo};
use crate::model::language::Language;
use crate::model::privacy::{IdentityDisclosure, NameDisclosure, Privacy};
use crate::model::slug::Slug;

/// The name of the file in the content folder.
pub const SETTINGS_FILE: &str = "accolade.toml";

/// Whether the folder is a site's.
///
/// # Errors
/// It has no settings.
pub(super) fn ensure_site(folder: &Folder) -> Result<(), Diagnostic> {
    if folder.has(SETTINGS_FILE) {
        return Ok(());
    }
    let shown = folder.root().display();
    let finding = Diagnostic::error(format!(
        "there is no `{SETTINGS_FILE}` in the folder `{shown}`"
    ));
    let entries = folder.entries("").unwrap_or_default();
    Err(match renaming(&entries, SETTINGS_FILE) {
        Some(hint) => finding.hint(hint),
        None => finding.hint("name the folder of a site, or start one with `accolade init`"),
    })
}

/// Reads the settings of a site.
pub(super) fn load(folder: &Folder) -> Result<(Settings, Issuer), Diagnostics> {
    let source = folder.text(SETTINGS_FILE, MAX_DEFINITION_BYTES)?;
    conflict::ensure_none(&source, conflict::SETTLE)?;
    let document = Document::new(source.clone(), 0);
    let table = document.parse(&source.text);
    let section = document.section(&table);
    let issuer_section = section.section("issuer");
    if issuer_section.is_none() {
        section.require("issuer", "{ name = …, url = …, email = … }");
    }
    let mut logo_findings = Diagnostics::new();
    let issuer = issuer_section.and_then(|it| issuer(folder, it, &mut logo_findings));
    let settings = settings(folder, section);
    let mut findings = document.into_findings();
    findings.append(logo_findings);
    match (settings, issuer) {
        (Some(settings), Some(issuer)) => findings.finish((settings, issuer)),
        _ => Err(findings),
    }
}

fn settings(folder: &Folder, section: Section<'_>) -> Option<Settings> {
    section.require("base_url", "\"https://badges.example.org/\"");
    let base = base(&section);
    let languages = languages(&section);
    let time_zone = time_zone(&section);
    let theme = theme(folder, &section);
    let privacy = section.section("privacy").map(privacy);
    section.finish();
    Some(Settings {
        base: base?,
        languages,
        time_zone,
        theme: theme.unwrap_or_else(|| DEFAULT_THEME.to_owned()),
        privacy: privacy.unwrap_or_default(),
    })
}

fn base(section: &Section<'_>) -> Option<BaseAddress> {
    let text = section.string("base_url")?;
    let value = text.value.trim();
    let refuse = |error: BaseAddressError| {
        let finding = Diagnostic::error(format!("`base_url` is not accepted: {error}"));
        section.push(
            text.span.clone(),
            match BaseAddress::mended(value) {
                Some(mended) => finding.hint(format!("write `base_url = \"{mended}\"`")),
                None => finding,
            },
        );
    };
    BaseAddress::new(value).map_err(refuse).ok()
}

fn languages(section: &Section<'_>) -> Vec<Language> {
    let mut languages = Vec::new();
    section.require_entry("languages", "[\"en\"]");
    for item in section.list("languages", MAX_LANGUAGES) {
        match Language::new(item.value) {
            Ok(language) if languages.contains(&language) => section.push(
                item.span,
                Diagnostic::error(format!("the language `{language}` is listed twice")),
            ),
            Ok(language) => languages.push(language),
            Err(error) => {
                let message = format!("`{}` is no language tag: {error}", item.value);
                section.push(item.span, Diagnostic::error(message));
            }
        }
    }
    if languages.is_empty() {
        languages.push(Language::default());
    }
    languages
}

// The program's own, or a folder below `themes`.
fn theme(folder: &Folder, section: &Section<'_>) -> Option<String> {
    let name = section.string("theme")?;
    let text = name.value.trim();
    let entries = folder.entries(THEMES_FOLDER).unwrap_or_default();
    let own = entries.iter().filter(|it| it.is_folder);
    let mut known: Vec<_> = own
        .map(|it| it.name.as_str())
        .filter(|it| Slug::new(it).is_ok())
        .collect();
    known.push(DEFAULT_THEME);
    if known.contains(&text) {
        return Some(text.to_owned());
    }
    let finding = unknown_word(format!("there is no theme `{text}`"), text, &known);
    let finding = match (Slug::new(text), nearest(text, known)) {
        (Ok(_), None) => finding.hint(format!(
            "use `{DEFAULT_THEME}`, or make the folder `{THEMES_FOLDER}/{text}`"
        )),
        (Err(error), None) => finding.hint(format!("a theme is named like a badge: {error}")),
        (_, Some(_)) => finding,
    };
    section.push(name.span, finding);
    None
}

fn time_zone(section: &Section<'_>) -> TimeZone {
    let Some(name) = section.string("time_zone") else {
        return TimeZone::UTC;
    };
    known_zone(name.value).unwrap_or_else(|| {
        let near = near_zone(name.value);
        let finding = Diagnostic::error(format!("no time zone is called `{}`", name.value))
            .expected("a name such as `Europe/Paris`");
        section.push(
            name.span.clone(),
            match near {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding,
            },
        );
        TimeZone::UTC
    })
}

/// The time zone of that name, of those that come with the program: a machine's own could give another
/// midnight.
pub(super) fn known_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// A sentence for a name that no zone has.
pub(super) fn unknown_zone(name: &str) -> String {
    match near_zone(name) {
        Some(near) => format!("no time zone is called `{name}`; did you mean `{near}`?"),
        None => format!("no time zone is called `{name}`; one is called `Europe/Paris`"),
    }
}

fn near_zone(name: &str) -> Option<String> {
    let zones = TimeZoneDatabase::bundled();
    let known: Vec<_> = zones.available().map(|it| it.as_str().to_owned()).collect();
    let is_city = |it: &&str| {
        let city = it.rsplit('/').next().unwrap_or_default();
        city.eq_ignore_ascii_case(&name.replace(' ', "_"))
    };
    let mut names = known.iter().map(String::as_str);
    let near = names.clone().find(is_city);
    near.or_else(|| nearest(name, &mut names))
        .map(str::to_owned)
}

fn privacy(section: Section<'_>) -> Privacy {
    let names = section.word("names", &NameDisclosure::NAMES, NameDisclosure::parse);
    let identity = section.word(
        "identity",
        &IdentityDisclosure::NAMES,
        IdentityDisclosure::parse,
    );
    let listed = section.boolean("listed");
    section.finish();
    Privacy {
        names: names.unwrap_or_default(),
        identity: identity.unwrap_or_default(),
        listed: listed.unwrap_or_default(),
    }
}

fn issuer(folder: &Folder, section: Section<'_>, findings: &mut Diagnostics) -> Option<Issuer> {
    let name = section.required_text("name", NAME, "\"Example Makers\"");
    section.require("url", "\"https://example.org/\"");
    section.require("email", "\"badges@example.org\"");
    let url = section.address("url");
    let email = section.parsed("email", Email::new);
    let description = section.text("description", DESCRIPTION);
    let image = logo(folder, &section, findings);
    section.finish();
    Some(Issuer {
        name: name?,
        url: url?,
        email: email?,
        description,
        image,
    })
}

fn logo(folder: &Folder, section: &Section<'_>, findings: &mut Diagnostics) -> Option<Logo> {
    let name = section.string("image")?;
    match artwork::file(folder, "", section, &name)? {
        Ok(crate::model::achievement::Artwork::Svg(bytes)) => Some(Logo::Svg(bytes)),
        Ok(crate::model::achievement::Artwork::Png(bytes)) => Some(Logo::Png(bytes)),
        Ok(crate::model::achievement::Artwork::Drawn(_)) => None,
        Err(faults) => {
            findings.append(faults);
            None
        }
    }
}

/// The theme that comes with the program.
const DEFAULT_THEME: &str = "plain";
/// The folder of a site's own themes.
const THEMES_FOLDER: &str = "themes";
