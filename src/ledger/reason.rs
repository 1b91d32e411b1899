//! Public reasons: they stay in the ledger for ever, even once the award they are about is erased.

use std::collections::BTreeSet;

use super::Ledger;
use super::entry::Issued;
use crate::diagnostic::Diagnostic;
use crate::model::award::Award;

impl Ledger {
    /// Makes sure that a reason names none of the people whose awards it is about, neither as records
    /// nor as credentials give their names. What a page may say of a name changes nothing: the page can
    /// be erased.
    ///
    /// # Errors
    /// It holds such a name, or a part of one.
    pub fn ensure_names_nobody(
        &self,
        reason: &str,
        awards: &[&Issued],
        records: &[Award],
    ) -> Result<(), Diagnostic> {
        let ids: BTreeSet<_> = awards.iter().map(|it| it.id).collect();
        let recorded = records.iter().filter_map(|it| Some((it.id?, it)));
        let recorded = recorded.filter(|(id, _)| ids.contains(id));
        let recorded = recorded.filter_map(|(id, it)| Some((id, it.recipient.name.clone()?)));
        let issued = awards.iter();
        let issued = issued.filter_map(|it| Some((it.id, self.person(it).name?)));
        let mut named = recorded.chain(issued);
        let found = named.find_map(|(id, name)| Some((id, part_of(&name, reason)?)));
        let Some((id, part)) = found else {
            return Ok(());
        };
        Err(Diagnostic::error(format!(
            "the reason holds `{part}`, of the name of the recipient of award `{id}`, and stays public \
             for ever, even once the award is erased"
        ))
        .hint(
            "leave the name out: the award's page says whose it was, as far as it may; \
             `--name-in-reason` publishes it all the same",
        ))
    }
}

/// What a reason says of a name: all of it, however it is written, or a word of it, written alike.
fn part_of(name: &str, reason: &str) -> Option<String> {
    let folded = |text: &str| words(text).map(str::to_lowercase).collect::<Vec<_>>();
    let (whole, said) = (folded(name), folded(reason));
    let is_whole = whole.len() > 1 && said.windows(whole.len()).any(|it| it == whole);
    // Where letters have no case, spaces part no words, and the name stands within others.
    let has_case = |it: char| it.is_lowercase() || it.is_uppercase();
    let is_within = !name.contains(has_case) && reason.contains(name);
    if is_whole || is_within {
        return Some(name.to_owned());
    }
    let said: BTreeSet<&str> = words(reason).collect();
    // `von`, `de` and initials are in many sentences; `will` is, and `Will` is not.
    let is_telling = |it: &&str| {
        let is_long = whole.len() == 1 || it.chars().count() >= MIN_LETTERS;
        is_long && it.starts_with(char::is_uppercase) && said.contains(it)
    };
    words(name).find(is_telling).map(str::to_owned)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_apart = |it: char| !it.is_alphanumeric() && !"'’-".contains(it);
    let words = text.split(is_apart);
    // `Grace's` names her, too.
    let words = words.map(|it| it.trim_matches(|it| "'’-".contains(it)));
    let words = words.map(|it| {
        it.strip_suffix("'s")
            .or(it.strip_suffix("’s"))
            .unwrap_or(it)
    });
    words.filter(|it| !it.is_empty())
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
            ("Jean-Luc Picard", "for Jean-Luc, twice", "Jean-Luc"),
            ("Li", "it is Li's", "Li"),
            ("山田太郎", "これは山田太郎のものでした", "山田太郎"),
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
        ] {
            assert_eq!(part_of(name, reason), None, "{reason}");
        }
    }
}
