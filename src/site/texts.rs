//! The words of the pages, one catalogue per language.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use tera::{Map, Value};
use toml::{Table, Value as Toml};

use super::value::map;
use super::wording::{unfilled, unused};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::model::language::Language;
use crate::model::moment::{Period, PeriodUnit};

/// The words of one language.
#[derive(Debug)]
pub struct Texts {
    language: Language,
    table: Table,
    value: Value,
}

impl Texts {
    /// Every word for templates: `text.signed_by`.
    pub fn value(&self) -> Value {
        self.value.clone()
    }

    /// The language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The words of that name; the name itself where a theme leaves them out.
    pub fn words<'a>(&'a self, name: &'a str) -> &'a str {
        self.table.get(name).and_then(Toml::as_str).unwrap_or(name)
    }

    /// The words of that name, with `{placeholder}` filled in.
    pub fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        fill(self.words(name), values)
    }

    /// How many of something: `3 hours`. `count` may have a decimal.
    pub fn count(&self, name: &str, count: &str) -> String {
        let form = self.form(count);
        let forms = self.table.get(name).and_then(Toml::as_table);
        let words = forms
            .and_then(|it| it.get(form).or_else(|| it.get("other")))
            .and_then(Toml::as_str)
            .unwrap_or("{count}");
        let count = count.replace('.', self.words("decimal"));
        fill(words, &[("count", &count)])
    }

    /// A word that a standard fixes, from one of the vocabularies; as it is where there is none.
    pub fn word<'a>(&'a self, vocabulary: &str, word: &'a str) -> &'a str {
        let words = self.table.get(vocabulary).and_then(Toml::as_table);
        words
            .and_then(|it| it.get(word))
            .and_then(Toml::as_str)
            .unwrap_or_else(|| word.strip_prefix("ext:").unwrap_or(word))
    }

    /// A language's name: `French`; its tag where there is none.
    pub fn language_name(&self, language: &Language) -> String {
        self.word("languages", language.as_str())
            .split_once('-')
            .map_or_else(
                || self.word("languages", language.as_str()).to_owned(),
                |(primary, rest)| format!("{} ({rest})", self.word("languages", primary)),
            )
    }

    /// A day: `3 May 2026`.
    pub fn date(&self, date: Date) -> String {
        let months = self.table.get("months").and_then(Toml::as_array);
        let month = months
            .and_then(|it| it.get(usize::from(date.month().unsigned_abs()) - 1))
            .and_then(Toml::as_str);
        let Some(month) = month else {
            return date.to_string();
        };
        let day = match date.day() {
            1 => self.words("first_day").to_owned(),
            day => day.to_string(),
        };
        let year = date.year().to_string();
        self.fill("date", &[("day", &day), ("month", month), ("year", &year)])
    }

    /// A day, for machines and for people.
    pub fn date_value(&self, date: Date) -> Value {
        map([
            ("iso", date.to_string().into()),
            ("text", self.date(date).into()),
        ])
    }

    /// How long: `2 years`.
    pub fn period(&self, period: Period) -> String {
        let name = match period.unit() {
            PeriodUnit::Day => "period_day",
            PeriodUnit::Week => "period_week",
            PeriodUnit::Month => "period_month",
            PeriodUnit::Year => "period_year",
        };
        self.count(name, &period.count().to_string())
    }

    /// Source: Unicode CLDR, "Language Plural Rules", for the languages that come with the program.
    fn form(&self, count: &str) -> &'static str {
        let is_one = match self.language.primary() {
            "fr" => matches!(count.split('.').next(), Some("0" | "1")),
            _ => count == "1",
        };
        if is_one { "one" } else { "other" }
    }
}

/// All catalogues of a theme.
#[derive(Debug)]
pub struct Catalogues {
    texts: BTreeMap<String, Arc<Texts>>,
    default: Arc<Texts>,
}

impl Catalogues {
    /// Reads the catalogues that come with the program, and those of a theme over them, name by name.
    /// `sentences` is JSON: those said about a badge that is checked, by language and id. `constants`
    /// are filled in everywhere but there. `is_asked_for` tells whether a template of the theme has a name.
    ///
    /// # Errors
    /// A file of the theme is not TOML, is named after no language, or a word is not of the kind expected
    /// or stands under a name that nothing asks for.
    pub fn read(
        embedded: &[(&str, &str)],
        sentences: &str,
        overrides: &[(String, Arc<Source>)],
        is_asked_for: impl Fn(&str) -> bool,
        constants: &[(&str, &str)],
        default: &Language,
    ) -> Result<Self, Diagnostics> {
        let mut sentences: BTreeMap<String, Table> =
            serde_json::from_str(sentences).expect("the program's own sentences are JSON");
        let mut tables = BTreeMap::new();
        for (language, toml) in embedded {
            let mut table: Table = toml.parse().expect("the program's own texts are TOML");
            let own = sentences.get_mut(*language).map(std::mem::take);
            table.insert(SENTENCES.to_owned(), Toml::Table(own.unwrap_or_default()));
            tables.insert((*language).to_owned(), table);
        }
        let mut findings = Diagnostics::new();
        for (language, source) in overrides {
            let base = tables.get(language).or_else(|| tables.get(FALLBACK));
            let mut table = base.cloned().unwrap_or_default();
            findings.extend(unused(source, &table, &is_asked_for));
            findings.extend(unfilled(source, &table, constants));
            merge(&mut table, read(source)?, source)?;
            tables.insert(language.clone(), table);
        }
        let texts = tables.into_iter().map(|(name, table)| {
            let language = Language::new(&name).map_err(|error| {
                Diagnostic::error(format!(
                    "`{name}` is no language that texts can be in: {error}"
                ))
            })?;
            Ok((name, Arc::new(finish(language, table, constants))))
        });
        let texts: BTreeMap<String, Arc<Texts>> = texts.collect::<Result<_, Diagnostic>>()?;
        let fallback = &texts[FALLBACK];
        let default = nearest(&texts, default).unwrap_or(fallback).clone();
        findings.finish(Self { texts, default })
    }

    /// The words for content in `language`: its own, or those of the site's language, or English.
    pub fn texts(&self, language: &Language) -> &Arc<Texts> {
        nearest(&self.texts, language).unwrap_or(&self.default)
    }

    /// The words in `language`, where there are any.
    pub fn texts_in(&self, language: &Language) -> Option<&Arc<Texts>> {
        nearest(&self.texts, language)
    }

    /// Every language that there are words in.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.texts.values().map(|it| it.language())
    }

    /// The words of pages that belong to no badge.
    pub fn default(&self) -> &Arc<Texts> {
        &self.default
    }
}

fn nearest<'a>(
    texts: &'a BTreeMap<String, Arc<Texts>>,
    language: &Language,
) -> Option<&'a Arc<Texts>> {
    texts
        .get(language.as_str())
        .or_else(|| texts.get(language.primary()))
}

fn read(source: &Arc<Source>) -> Result<Table, Diagnostic> {
    source.text.parse::<Table>().map_err(|error| {
        let message = error.message().trim_end_matches('.').to_owned();
        let finding = Diagnostic::error(format!("the texts are not TOML: {message}"));
        match error.span() {
            Some(span) => finding.at(source, span),
            None => finding.in_file(&source.name),
        }
    })
}

fn merge(below: &mut Table, above: Table, source: &Arc<Source>) -> Result<(), Diagnostic> {
    for (name, value) in above {
        match (below.get_mut(&name), value) {
            (Some(Toml::Table(below)), Toml::Table(above)) => merge(below, above, source)?,
            (Some(old), new) if old.type_str() != new.type_str() => {
                return Err(
                    Diagnostic::error(format!("the text `{name}` is of the wrong kind"))
                        .in_file(&source.name)
                        .expected(format!(
                            "a TOML {}, not a {}",
                            old.type_str(),
                            new.type_str()
                        )),
                );
            }
            (_, new) => {
                below.insert(name, new);
            }
        }
    }
    Ok(())
}

fn finish(language: Language, mut table: Table, constants: &[(&str, &str)]) -> Texts {
    // The words in braces of these are filled in by the page, with what it finds out.
    let mut sentences = match table.remove(SENTENCES) {
        Some(Toml::Table(sentences)) => sentences,
        _ => Table::new(),
    };
    fill_table(&mut table, constants);
    // A checked badge's dates are written like all others.
    for name in DATE_WORDS {
        let words = table.get(name).cloned();
        sentences.extend(words.map(|it| (name.to_owned(), it)));
    }
    let of_awards = |id: &str| AWARD_SENTENCES.iter().any(|it| id.starts_with(it));
    let blocks = [
        (SENTENCES, script_json(&sentences, |_| true)),
        ("award_sentences", script_json(&sentences, of_awards)),
    ];
    let words = blocks
        .into_iter()
        .map(|(name, json)| (name.to_owned().into(), Value::safe_string(&json)));
    let value = table_entries(&table).chain(words).collect::<Map>().into();
    Texts {
        language,
        table,
        value,
    }
}

fn fill_table(table: &mut Table, constants: &[(&str, &str)]) {
    for (_, value) in table.iter_mut() {
        match value {
            Toml::String(words) => *words = fill(words, constants),
            Toml::Table(inner) => fill_table(inner, constants),
            _ => {}
        }
    }
}

/// As JSON that no page could read as markup.
fn script_json(sentences: &Table, is_kept: impl Fn(&str) -> bool) -> String {
    let kept = sentences.iter().filter(|(id, _)| is_kept(id));
    let kept: BTreeMap<_, _> = kept.collect();
    let json = serde_json::to_string(&kept).expect("texts are JSON");
    json.replace('<', "\\u003c")
}

fn table_entries(table: &Table) -> impl Iterator<Item = (tera::value::Key<'static>, Value)> {
    let entries = table.iter();
    entries.filter_map(|(name, value)| Some((name.clone().into(), word_value(value)?)))
}

fn table_value(table: &Table) -> Value {
    table_entries(table).collect::<Map>().into()
}

fn word_value(value: &Toml) -> Option<Value> {
    match value {
        Toml::String(words) => Some(escaped(words)),
        Toml::Table(inner) => Some(table_value(inner)),
        _ => None,
    }
}

// Escaped here once: a page shows dozens of them.
fn escaped(words: &str) -> Value {
    let mut html = Vec::with_capacity(words.len());
    tera::escape_html(words, &mut html).expect("memory can be written");
    Value::safe_string(&String::from_utf8_lossy(&html))
}

// In one pass: a name that holds braces is not filled in again.
fn fill(words: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(words.len() + 32);
    let mut rest = words;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('}') else { break };
        let value = values.iter().find(|(name, _)| *name == &rest[1..end]);
        filled.push_str(value.map_or(&rest[..=end], |(_, value)| value));
        rest = &rest[end + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The table of what is said about a badge that is checked.
pub(super) const SENTENCES: &str = "sentences";

/// How a day is written.
const DATE_WORDS: [&str; 3] = ["date", "first_day", "months"];

/// What the ids of those begin with that the page of an award may say.
const AWARD_SENTENCES: [&str; 27] = [
    "verdict.",
    "award.",
    "date",
    "first_day",
    "months",
    "status.revoked",
    "status.suspended",
    "status.bad-list",
    "list.",
    "status.early-list",
    "status.unchecked",
    "status.other-list",
    "signature.mismatch",
    "signature.no-key",
    "issuer.copy",
    "issuer.unknown",
    "issuer.other-key",
    "format.flaw",
    "refused.insecure",
    "refused.internal",
    "refused.json",
    "refused.missing",
    "refused.no-",
    "refused.key-",
    "refused.other-key-list",
    "refused.proof-expired",
    "refused.un",
];

/// The catalogue that lends its words where another has none.
const FALLBACK: &str = "en";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_once() {
        let values = [("issuer", "A {date}"), ("date", "today")];
        assert_eq!(fill("{issuer} on {date}", &values), "A {date} on today");
        assert_eq!(fill("{other} {open", &values), "{other} {open");
    }
}
