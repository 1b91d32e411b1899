//! Public reasons: they stay in the ledger for ever, even once the award they are about is erased.

use std::collections::BTreeSet;

use super::Ledger;
use super::entry::Issued;
use super::person::Person;
use crate::diagnostic::Diagnostic;
use crate::model::address::Email;
use crate::model::award::{Award, AwardId};
use crate::model::character::is_visible;
use crate::model::words::{folded_words, words};

impl Ledger {
    /// Makes sure that a reason names none of the people whose awards it is about, neither as records
    /// nor as credentials give their names and addresses. What a page may say of a name changes nothing:
    /// the page can be erased.
    ///
    /// # Errors
    /// It holds such a name, a part of one, or such an address in words.
    pub fn ensure_names_nobody(
        &self,
        reason: &str,
        awards: &[&Issued],
        records: &[Award],
    ) -> Result<(), Diagnostic> {
        let ids: BTreeSet<_> = awards.iter().map(|it| it.id).collect();
        let recorded = records.iter().filter_map(|it| Some((it.id?, it)));
        let recorded: Vec<_> = recorded.filter(|(id, _)| ids.contains(id)).collect();
        let people: Vec<_> = awards.iter().map(|it| (it.id, self.person(it))).collect();
        if let Some((id, part)) = named(reason, &recorded, &people) {
            return Err(refusal(id, &part, "name").hint(
                "leave the name out: the award's page says whose it was, as far as it may; \
                 `--name-in-reason` publishes it all the same",
            ));
        }
        if let Some((id, address)) = addressed(reason, &recorded, &people) {
            return Err(refusal(id, &address, "e-mail address").hint("leave the address out"));
        }
        Ok(())
    }
}

impl Ledger {
    /// A warning where a reason could not be compared with the names of all whose awards it is about, as
    /// neither records nor credentials give them.
    pub fn not_compared(
        &self,
        reason: &str,
        awards: &[&Issued],
        records: &[Award],
    ) -> Option<Diagnostic> {
        let named = records.iter().filter(|it| it.recipient.name.is_some());
        let named: BTreeSet<_> = named.filter_map(|it| it.id).collect();
        let is_known =
            |it: &&&Issued| named.contains(&it.id) || self.person(it).full_name().is_some();
        let unknown = awards.iter().filter(|it| !is_known(it)).count();
        let message = format!(
            "the reason could not be compared with the names of {unknown} of these people: their records \
             are not here"
        );
        (unknown > 0 && !reason.is_empty()).then(|| {
            Diagnostic::warning(message)
                .hint("make sure that it names nobody: it stays public for ever, even once the award is erased")
        })
    }
}

fn refusal(id: AwardId, part: &str, what: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "the reason holds `{part}`, of the {what} of the recipient of award `{id}`, and stays public \
         for ever, even once the award is erased"
    ))
}

/// The first award whose recipient the reason names, and what it says of the name.
fn named(
    reason: &str,
    recorded: &[(AwardId, &Award)],
    people: &[(AwardId, Person)],
) -> Option<(AwardId, String)> {
    let recorded = recorded.iter();
    let recorded = recorded.filter_map(|(id, it)| Some((id, it.recipient.name.as_deref()?)));
    let issued = people.iter();
    let issued = issued.filter_map(|(id, it)| Some((id, it.name.as_deref()?)));
    let mut names = recorded.chain(issued);
    names.find_map(|(id, name)| Some((*id, part_of(name, reason)?)))
}

/// The first award whose recipient's address the reason says in words, and how it says it.
fn addressed(
    reason: &str,
    recorded: &[(AwardId, &Award)],
    people: &[(AwardId, Person)],
) -> Option<(AwardId, String)> {
    addresses(reason).into_iter().find_map(|(email, said)| {
        let is_recorded = |it: &Award| it.recipient.email.folded() == email.folded();
        let recorded = recorded.iter().filter(|(_, it)| is_recorded(it));
        let issued = people.iter().filter(|(_, it)| it.has_address(&email));
        let mut ids = recorded.map(|it| it.0).chain(issued.map(|it| it.0));
        Some((ids.next()?, said))
    })
}

/// Addresses in words, `ada at example dot org`, each with how it is said. What is none is nobody's.
fn addresses(reason: &str) -> Vec<(Email, String)> {
    let is_apart = |it: char| it.is_whitespace() || "<>()[]{},;:\"'".contains(it);
    let words: Vec<_> = reason.split(is_apart).filter(|it| !it.is_empty()).collect();
    let found = (1..words.len()).filter(|it| words[*it].eq_ignore_ascii_case("at"));
    let found = found.flat_map(|at| (at + 1..words.len()).map(move |end| at - 1..=end));
    let address = |range| {
        let said = words
            .get::<std::ops::RangeInclusive<usize>>(range)?
            .join(" ");
        let said = said.trim_end_matches('.').to_owned();
        let signs = said
            .to_lowercase()
            .replace(" at ", "@")
            .replace(" dot ", ".");
        Some((Email::new(&signs).ok()?, said))
    };
    found.filter_map(address).collect()
}

/// What a reason says of a name: all of it, however it is written, or a word of it that begins with a
/// capital letter.
pub(super) fn part_of(name: &str, reason: &str) -> Option<String> {
    if holds_all_of(name, reason) {
        return Some(name.to_owned());
    }
    let whole = words(name).count();
    // `von`, `de` and initials are in many sentences; `will` is, and `Will` is not.
    let is_telling = |(word, _): &(String, String)| {
        let is_long = whole == 1 || word.chars().count() >= MIN_LETTERS;
        is_long && word.starts_with(char::is_uppercase)
    };
    let telling: BTreeSet<_> = words(name).filter(is_telling).map(|it| it.1).collect();
    let mut said = words(reason).filter(|(word, _)| word.starts_with(char::is_uppercase));
    said.find(|(_, folded)| telling.contains(folded))
        .map(|it| it.0)
}

/// Whether a text holds a name of several words whole, however it is written.
pub(super) fn holds_all_of(name: &str, text: &str) -> bool {
    let (whole, said) = (folded_words(name), folded_words(text));
    let is_whole = whole.len() > 1 && said.windows(whole.len()).any(|it| it == whole);
    // Where letters have no case, spaces part no words, and the name stands within others.
    let has_case = |it: char| it.is_lowercase() || it.is_uppercase();
    is_whole || !name.contains(has_case) && seen(text).contains(&seen(name))
}

/// What of a text is printed, without blanks.
fn seen(text: &str) -> String {
    text.chars().filter(|it| is_visible(*it)).collect()
}

/// Fewer letters of a name are a word of something else, more often than not.
const MIN_LETTERS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_a_sentence_holds_it() {
        let found = [
            ("Grace Hopper", "grace hopper left", "Grace Hopper"),
            ("Grace Hopper", "Mrs Hopper asked for it", "Hopper"),
            ("Grace Hopper", "It was Grace's wish", "Grace"),
            ("Anna von der Leyen", "(Leyen)", "Leyen"),
            ("Jean-Luc Picard", "for Jean-Luc, twice", "Jean"),
            ("Ann Smith-Jones", "Mrs Jones asked", "Jones"),
            ("Ann Jones", "Mrs Smith‑Jones asked", "Jones"),
            ("Ada Lovelace", "LOVÉLACE asked", "LOVÉLACE"),
            ("Ada Lovelace", "Love\u{200B}lace asked", "Lovelace"),
            ("Ada Lovelace", "ADA\u{AD} lovelace asked", "Ada Lovelace"),
            ("Máire Byrne", "Maire asked", "Maire"),
            ("Maire Byrne", "Ma\u{301}ire asked", "Ma\u{301}ire"),
            ("Conan O'Brien", "for O’Brien", "O’Brien"),
            ("Conan O’Brien", "for O'Brien's sake", "O'Brien"),
            ("Søren Łuk", "Soren asked", "Soren"),
            ("Jo Weiß", "WEISS asked", "WEISS"),
            ("Li", "it is Li's", "Li"),
            ("山田太郎", "これは山田太郎のものでした", "山田太郎"),
            ("山田 太郎", "これは山田太郎のものでした", "山田 太郎"),
        ];
        for (name, reason, part) in found {
            assert_eq!(part_of(name, reason).as_deref(), Some(part), "{reason}");
        }
        for (name, reason) in [
            ("Grace Hopper", "The name was misspelt"),
            ("Grace Hopper", "Given with grace"),
            ("Anna von der Leyen", "Ein Fehler von der Prüfung"),
            ("G. H.", "The exam was void"),
            ("Will", "It will be given anew"),
            ("Ann Smith-Jones", "the jones of an exam"),
        ] {
            assert_eq!(part_of(name, reason), None, "{reason}");
        }
    }
}
