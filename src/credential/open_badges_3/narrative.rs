//! The criteria as one Markdown text.

use crate::model::achievement::{Achievement, Decimal};
use crate::model::language::Language;

/// The criteria, followed by level, hours, assessment and where to sign up, as far as they are given:
/// a paragraph each, as a list would go on with one that the criteria end in.
///
/// Open Badges 3.0 has no members for these; in the text they are covered by the signature. In a
/// language that there are no labels for, the values stand alone: a text is in one language.
pub(super) fn criteria(achievement: &Achievement) -> String {
    let language = &achievement.language;
    let labels = Labels::of(language);
    let hours = achievement.hours.map(|it| number(it, language));
    let hours = match labels {
        Some(_) => hours,
        // A number alone says nothing; the symbol of the hour is the same in every language.
        None => hours.map(|it| format!("{it} h")),
    };
    let signup = achievement.signup_url.as_ref();
    let signup = signup.map(|it| format!("<{it}>"));
    let facts = [
        (labels.map(|it| it.level), achievement.level.as_deref()),
        (labels.map(|it| it.hours), hours.as_deref()),
        (
            labels.map(|it| it.assessment),
            achievement.assessment.as_deref(),
        ),
        (labels.map(|it| it.signup), signup.as_deref()),
    ];
    let lines: Vec<_> = facts
        .into_iter()
        .filter_map(|(label, value)| Some(line(label, value?)))
        .collect();
    let criteria = achievement.criteria.trim();
    match (criteria.is_empty(), lines.is_empty()) {
        (_, true) => criteria.to_owned(),
        (true, false) => lines.join("\n\n"),
        (false, false) => format!("{criteria}\n\n{}", lines.join("\n\n")),
    }
}

fn line(label: Option<&str>, value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match label {
        Some(label) => format!("**{label}:** {value}"),
        None => value,
    }
}

fn number(number: Decimal, language: &Language) -> String {
    let number = number.to_string();
    if has_decimal_comma(language) {
        number.replace('.', ",")
    } else {
        number
    }
}

/// Source: Unicode CLDR, "decimal" of the Latin digits of each language.
fn has_decimal_comma(language: &Language) -> bool {
    let region = language.as_str().rsplit('-').next().unwrap_or_default();
    match language.primary() {
        "de" | "it" => !matches!(region, "CH" | "LI"),
        "es" => !matches!(
            region,
            "419"
                | "BZ"
                | "CU"
                | "DO"
                | "GT"
                | "HN"
                | "MX"
                | "NI"
                | "PA"
                | "PE"
                | "PR"
                | "SV"
                | "US"
        ),
        primary => COMMA_LANGUAGES.contains(&primary),
    }
}

/// Beside German, Italian and Spanish, where regions differ.
const COMMA_LANGUAGES: [&str; 44] = [
    "az", "be", "bg", "br", "bs", "ca", "cs", "da", "el", "et", "eu", "fi", "fo", "fr", "fy", "gl",
    "hr", "hu", "hy", "id", "is", "ka", "kk", "ky", "lb", "lt", "lv", "mk", "nb", "nl", "nn", "no",
    "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "vi",
];

#[derive(Clone, Copy)]
struct Labels {
    level: &'static str,
    hours: &'static str,
    assessment: &'static str,
    signup: &'static str,
}

impl Labels {
    fn of(language: &Language) -> Option<Self> {
        let (level, hours, assessment, signup) = match language.primary() {
            "de" => ("Niveau", "Stunden", "Prüfung", "Anmeldung"),
            "en" => ("Level", "Hours", "Assessment", "Sign-up"),
            "es" => ("Nivel", "Horas", "Evaluación", "Inscripción"),
            "fr" => ("Niveau", "Heures", "Évaluation", "Inscription"),
            "it" => ("Livello", "Ore", "Valutazione", "Iscrizione"),
            "nl" => ("Niveau", "Uren", "Beoordeling", "Aanmelding"),
            "pt" => ("Nível", "Horas", "Avaliação", "Inscrição"),
            _ => return None,
        };
        Some(Self {
            level,
            hours,
            assessment,
            signup,
        })
    }
}
