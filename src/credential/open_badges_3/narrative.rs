//! The criteria as one Markdown text.

use crate::model::achievement::Achievement;
use crate::model::language::Language;

/// The criteria, followed by a list of level, hours and assessment where they are given.
///
/// Open Badges 3.0 has no members for these; in the text they are covered by the signature.
pub(super) fn criteria(achievement: &Achievement) -> String {
    let labels = Labels::of(&achievement.language);
    let hours = achievement.hours.map(|hours| hours.to_string());
    let facts = [
        (labels.level, achievement.level.as_deref()),
        (labels.hours, hours.as_deref()),
        (labels.assessment, achievement.assessment.as_deref()),
    ];
    let lines: Vec<_> = facts
        .into_iter()
        .filter_map(|(label, value)| Some(format!("- **{label}:** {}", one_line(value?))))
        .collect();
    let criteria = achievement.criteria.trim();
    match (criteria.is_empty(), lines.is_empty()) {
        (_, true) => criteria.to_owned(),
        (true, false) => lines.join("\n"),
        (false, false) => format!("{criteria}\n\n{}", lines.join("\n")),
    }
}

// A line break would end the list item.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Labels {
    level: &'static str,
    hours: &'static str,
    assessment: &'static str,
}

impl Labels {
    fn of(language: &Language) -> Self {
        let (level, hours, assessment) = match language.primary() {
            "de" => ("Niveau", "Stunden", "Prüfung"),
            "es" => ("Nivel", "Horas", "Evaluación"),
            "fr" => ("Niveau", "Heures", "Évaluation"),
            "it" => ("Livello", "Ore", "Valutazione"),
            "nl" => ("Niveau", "Uren", "Beoordeling"),
            "pt" => ("Nível", "Horas", "Avaliação"),
            _ => ("Level", "Hours", "Assessment"),
        };
        Self {
            level,
            hours,
            assessment,
        }
    }
}
