//! The theme: templates, style and words, from the program and, file by file, from the site.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tera::{Context, ErrorKind, ReportError, Tera};
use walkdir::WalkDir;

use super::texts::Catalogues;
use super::verification;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, nearest};
use crate::model::language::Language;
use crate::model::slug::Slug;

/// Everything that gives the site its look and its words.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    overrides: Vec<Arc<Source>>,
    /// The style sheet.
    pub style: String,
    /// The words.
    pub catalogues: Catalogues,
    /// BLAKE3 over every file of it.
    pub digest: [u8; 32],
}

impl Theme {
    /// Reads the theme `name`: the files below `root/themes/<name>`, and the program's for those it leaves
    /// out. `constants` are filled in in all words.
    ///
    /// # Errors
    /// There is no such theme; one of its files is not known, not UTF-8, too large or a symbolic link; a
    /// template or a catalogue of words does not parse.
    pub fn read(
        root: &Path,
        name: &str,
        constants: &[(&str, &str)],
        language: &Language,
    ) -> Result<Self, Diagnostics> {
        let overrides = read_overrides(root, name)?;
        let style = find(&overrides, name, "style.css");
        let style = style.map_or_else(|| STYLE.to_owned(), |it| it.text.clone());
        let catalogues = Catalogues::read(
            &TEXTS,
            SENTENCES,
            &texts_overrides(&overrides, name),
            |text| is_in_a_template(&overrides, text),
            constants,
            language,
        )?;
        let tera = parse(&overrides, name)?;
        let digest = digest(&overrides, constants);
        Ok(Self {
            tera,
            overrides,
            style,
            catalogues,
            digest,
        })
    }

    /// The file by which this theme leaves out `text` where the program's own `template` has it, if it does.
    pub fn leaves_out(&self, template: &str, text: &str) -> Option<&str> {
        let can_hold = can_hold(&self.overrides, template, text, &mut Vec::new());
        let own = source_of(template, &self.overrides).or_else(|| source_of(BASE, &self.overrides));
        own.filter(|_| !can_hold).map(|it| it.name.as_str())
    }

    /// What every template is given.
    pub fn share(&mut self, name: &'static str, value: tera::Value) {
        self.tera.global_context().insert_value(name, value);
    }

    /// Renders a template to the end of `bytes`.
    ///
    /// # Errors
    /// The template asks for something that is not there.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Diagnostic> {
        self.tera
            .render_to(template, context, bytes)
            .map_err(|error| finding(&error, &self.overrides))
    }
}

/// Whether a template, or one that it names, can hold `text`. `seen` are those that were looked at.
fn can_hold(overrides: &[Arc<Source>], template: &str, text: &str, seen: &mut Vec<String>) -> bool {
    let own = TEMPLATES.iter().find(|it| it.0 == template);
    let source = source_of(template, overrides).map(|it| it.text.as_str());
    let Some(source) = source.or(own.map(|it| it.1)) else {
        return false;
    };
    if source.contains(text) {
        return true;
    }
    seen.push(template.to_owned());
    let others = overrides
        .iter()
        .filter_map(|it| Some(it.name.split_once("/templates/")?.1));
    let others = others.chain(TEMPLATES.iter().map(|it| it.0));
    let named: Vec<_> = others.filter(|it| source.contains(it)).collect();
    named
        .into_iter()
        .any(|it| !seen.iter().any(|seen| seen == it) && can_hold(overrides, it, text, seen))
}

fn read_overrides(root: &Path, name: &str) -> Result<Vec<Arc<Source>>, Diagnostics> {
    let setting = || Diagnostic::error(format!("there is no theme `{name}`"));
    if Slug::new(name).is_err() {
        let hint = "a theme is named like a badge: `a`–`z`, `0`–`9` and `-`";
        return Err(setting().in_file("accolade.toml").hint(hint).into());
    }
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        if name == OWN {
            return Ok(Vec::new());
        }
        let hint = format!("use `{OWN}`, or make the folder `themes/{name}`");
        return Err(setting().in_file("accolade.toml").hint(hint).into());
    }
    let mut findings = Diagnostics::new();
    let mut sources = Vec::new();
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        match read_override(root, entry) {
            Ok(source) => sources.extend(source.map(Arc::new)),
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(unused(&sources));
    findings.finish(sources)
}

// A template under a wrong name replaces nothing. One of the site's own is fine where another asks for it.
fn unused(sources: &[Arc<Source>]) -> Vec<Diagnostic> {
    let templates = sources
        .iter()
        .filter_map(|it| Some((it, it.name.split_once("/templates/")?.1)));
    let is_asked_for = |name: &str| {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        sources
            .iter()
            .any(|it| quoted.iter().any(|name| it.text.contains(name)))
    };
    let is_own = |name: &str| TEMPLATES.iter().any(|it| it.0 == name);
    templates
        .filter(|(_, name)| !is_own(name) && !is_asked_for(name))
        .map(|(source, name)| {
            let finding = Diagnostic::error(format!("no page is made from a template `{name}`"))
                .in_file(&source.name);
            match nearest(name, TEMPLATES.iter().map(|it| it.0)) {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding.hint(format!(
                    "a theme replaces {}; another template must be included by one of these",
                    TEMPLATES.map(|it| format!("`{}`", it.0)).join(", ")
                )),
            }
        })
        .collect()
}

fn is_in_a_template(overrides: &[Arc<Source>], text: &str) -> bool {
    let mut templates = overrides
        .iter()
        .filter(|it| it.name.contains("/templates/"));
    templates.any(|it| it.text.contains(text))
}

fn read_override(
    root: &Path,
    entry: walkdir::Result<walkdir::DirEntry>,
) -> Result<Option<Source>, Diagnostic> {
    let entry = entry
        .map_err(|error| Diagnostic::error(format!("a theme's file cannot be read: {error}")))?;
    let name = relative(root, entry.path());
    let fail = |message: &str| Diagnostic::error(message).in_file(&name);
    let file_name = entry.file_name().to_string_lossy();
    if entry.file_type().is_symlink() {
        return Err(fail("a theme's file may not be a symbolic link"));
    }
    // Editors and systems leave such files behind.
    if entry.file_type().is_dir() || file_name.starts_with('.') || file_name.ends_with('~') {
        return Ok(None);
    }
    let inner = name.splitn(3, '/').nth(2).unwrap_or_default();
    if !is_known(inner) {
        let finding = fail("this is no file that a theme has");
        return Err(
            finding.hint("a theme has `style.css`, `texts/<language>.toml` and `templates/`")
        );
    }
    let size = entry.metadata().map_or(0, |it| it.len());
    if size > MAX_THEME_FILE_BYTES {
        return Err(fail(&format!(
            "the file has {size} bytes, more than {MAX_THEME_FILE_BYTES}"
        )));
    }
    let bytes =
        fs::read(entry.path()).map_err(|error| fail(&format!("cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| fail("the file is not UTF-8"))?;
    Ok(Some(Source { name, text }))
}

fn is_known(inner: &str) -> bool {
    let is_text = inner.starts_with("texts/") && inner.ends_with(".toml");
    let is_template =
        inner.starts_with("templates/") && (inner.ends_with(".html") || inner.ends_with(".xml"));
    inner == "style.css" || is_text || is_template || inner == "README.md"
}

fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts = inner.iter().map(|it| it.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn find<'a>(overrides: &'a [Arc<Source>], theme: &str, inner: &str) -> Option<&'a Arc<Source>> {
    let name = format!("themes/{theme}/{inner}");
    overrides.iter().find(|it| it.name == name)
}

fn texts_overrides(overrides: &[Arc<Source>], theme: &str) -> Vec<(String, Arc<Source>)> {
    let prefix = format!("themes/{theme}/texts/");
    let language = |source: &Arc<Source>| {
        let file = source.name.strip_prefix(&prefix)?;
        Some((file.strip_suffix(".toml")?.to_owned(), Arc::clone(source)))
    };
    overrides.iter().filter_map(language).collect()
}

fn parse(overrides: &[Arc<Source>], theme: &str) -> Result<Tera, Diagnostics> {
    let mut tera = Tera::new();
    let prefix = format!("themes/{theme}/templates/");
    let own = TEMPLATES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let others = overrides.iter().filter_map(|it| {
        let name = it.name.strip_prefix(&prefix)?;
        Some((name.to_owned(), it.text.clone()))
    });
    let mut templates: Vec<(String, String)> = own.collect();
    for (name, text) in others {
        templates.retain(|(other, _)| *other != name);
        templates.push((name, text));
    }
    tera.add_raw_templates(templates)
        .map_err(|error| finding(&error, overrides))?;
    Ok(tera)
}

fn finding(error: &tera::Error, overrides: &[Arc<Source>]) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => located("does not parse", report, overrides),
        ErrorKind::RenderingError(report) => located("cannot be filled in", report, overrides),
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which does not exist");
            Diagnostic::error(message).in_file(file_of(current, overrides))
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Diagnostic::error("the template includes or extends itself")
                .in_file(file_of(tpl, overrides))
        }
        ErrorKind::Msg(text) => unknown_reference(text, overrides).unwrap_or_else(|| {
            Diagnostic::error(format!("a template of the theme is wrong: {text}"))
        }),
        _ => Diagnostic::error(format!("a template of the theme is wrong: {error}")),
    }
}

/// Filters, tests and functions that do not exist are told as a page of text: a line `error: …`, then
/// one ` --> home.html:1:58`.
fn unknown_reference(text: &str, overrides: &[Arc<Source>]) -> Option<Diagnostic> {
    let (_, report) = text.split_once("error: ")?;
    let (message, rest) = report.split_once('\n')?;
    let place = rest.trim_start().strip_prefix("--> ")?.lines().next()?;
    let (template, position) = place.split_once(':')?;
    let file = file_of(template, overrides);
    let message = format!("the template cannot be used: {message}");
    Some(Diagnostic::error(message).in_file(format!("{file}:{position}")))
}

fn located(what: &str, report: &ReportError, overrides: &[Arc<Source>]) -> Diagnostic {
    let message = report.message().trim_end_matches('.');
    let finding = Diagnostic::error(format!("the template {what}: {message}"));
    match source_of(report.filename(), overrides) {
        Some(source) => finding.at(source, report.span().range.clone()),
        None => finding.in_file(file_of(report.filename(), overrides)).hint(
            "this template comes with the program: one that the theme replaces may have changed what it needs",
        ),
    }
}

fn source_of<'a>(template: &str, overrides: &'a [Arc<Source>]) -> Option<&'a Arc<Source>> {
    let ending = format!("/templates/{template}");
    overrides.iter().find(|it| it.name.ends_with(&ending))
}

fn file_of(template: &str, overrides: &[Arc<Source>]) -> String {
    source_of(template, overrides).map_or_else(
        || format!("themes/{OWN}/templates/{template}"),
        |source| source.name.clone(),
    )
}

fn digest(overrides: &[Arc<Source>], constants: &[(&str, &str)]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let own = TEMPLATES
        .iter()
        .chain(&TEXTS)
        .chain(&[("style.css", STYLE), ("sentences.json", SENTENCES)]);
    let script = &verification::scripts()[0].path;
    let others = overrides
        .iter()
        .map(|it| (it.name.as_str(), it.text.as_str()));
    let others = others.chain([("script", script.as_str())]);
    for (name, text) in own.chain(constants).copied().chain(others) {
        for part in [name, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}

/// The theme that comes with the program.
pub const OWN: &str = "plain";

/// A template of more than this is a mistake.
const MAX_THEME_FILE_BYTES: u64 = 1 << 20;

const STYLE: &str = include_str!("../../themes/plain/style.css");

/// The words that come with the program, by language.
pub const TEXTS: [(&str, &str); 4] = [
    ("de", include_str!("../../themes/plain/texts/de.toml")),
    ("en", include_str!("../../themes/plain/texts/en.toml")),
    ("es", include_str!("../../themes/plain/texts/es.toml")),
    ("fr", include_str!("../../themes/plain/texts/fr.toml")),
];

/// What is said about a badge that is checked, by language and id.
const SENTENCES: &str = include_str!("../../themes/verify/sentences.json");

macro_rules! template {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../themes/plain/templates/", $name)),
        )
    };
}

/// What the others are laid out with.
const BASE: &str = "base.html";

const TEMPLATES: [(&str, &str); 12] = [
    template!("404.html"),
    template!("alignments.html"),
    template!("award.html"),
    template!("awards.html"),
    template!("badge.html"),
    template!("base.html"),
    template!("cards.html"),
    template!("catalogue.html"),
    template!("feed.xml"),
    template!("home.html"),
    template!("renewal.html"),
    template!("verify.html"),
];
