//! How people name an award: by its id, the start of it, or an address that was shown to them.

use super::Ledger;
use super::entry::Issued;
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::address::BaseAddress;

impl Ledger {
    /// The award that `text` names: an id, at least four characters of its start, or the
    /// address of its page or of another of its files, below `base` or in a preview of the site.
    ///
    /// # Errors
    /// There is no such award, or several, or the address is another site's.
    pub fn named(&self, text: &str, base: &BaseAddress) -> Result<&Issued, Diagnostic> {
        if is_elsewhere(text, base) {
            return Err(Diagnostic::error(format!(
                "`{text}` is the address of another site: those of this one start with `{base}`"
            ))
            .hint(format!("give the id alone if that award is meant; {LIST}")));
        }
        let start = id_of(text);
        if start.len() < MIN_PREFIX {
            let message = format!("`{text}` is too short to name an award");
            return Err(Diagnostic::error(message).hint(format!(
                "give at least {MIN_PREFIX} characters of its id; {LIST}"
            )));
        }
        let awards = self.awards();
        let from = awards.partition_point(|it| it.id.as_str() < start.as_str());
        let found = awards[from..].iter();
        let found: Vec<_> = found
            .take_while(|it| it.id.as_str().starts_with(&start))
            .take(MAX_SHOWN + 1)
            .collect();
        match found[..] {
            [award] => Ok(award),
            [] => Err(self.unknown(text, &start)),
            _ => Err(ambiguous(text, &found)),
        }
    }

    fn unknown(&self, text: &str, start: &str) -> Diagnostic {
        let finding = Diagnostic::error(format!("the ledger holds no award `{text}`"));
        let known = self.awards().iter().map(|it| it.id.as_str());
        let starts = known.map(|it| &it[..start.len().min(it.len())]);
        match nearest(start, starts.take(MAX_COMPARED)) {
            Some(near) => {
                let award = self
                    .awards()
                    .iter()
                    .find(|it| it.id.as_str().starts_with(near));
                let id = award.map_or(near, |it| it.id.as_str());
                finding.hint(format!("is it `{id}`? {LIST}"))
            }
            None => finding.hint(LIST),
        }
    }
}

/// The part of what was given that is an id: the name of an address's last part, up to its ending.
fn id_of(text: &str) -> String {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    stem.to_ascii_lowercase()
}

/// Whether it is an address that is not below `base`. Files and this computer are previews.
fn is_elsewhere(text: &str, base: &BaseAddress) -> bool {
    let Some((scheme, rest)) = text.trim().split_once("://") else {
        return false;
    };
    if scheme.eq_ignore_ascii_case("file") {
        return false;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = LOCAL_HOSTS.iter().find_map(|it| host.strip_prefix(it));
    if port.is_some_and(|it| it.is_empty() || it.starts_with(':')) {
        return false;
    }
    let (_, own) = base.as_str().split_once("://").unwrap_or_default();
    let start = rest.get(..own.len());
    !start.is_some_and(|it| it.eq_ignore_ascii_case(own))
}

fn ambiguous(text: &str, found: &[&Issued]) -> Diagnostic {
    let shown = found.iter().take(MAX_SHOWN);
    let shown: Vec<_> = shown.map(|it| format!("`{}`", it.id)).collect();
    let more = if found.len() > MAX_SHOWN { " …" } else { "" };
    Diagnostic::error(format!("`{text}` is the start of several awards"))
        .expected(format!("one of {}{more}", shown.join(", ")))
        .hint("give more of its characters")
}

/// Where previews are.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Fewer characters are likely to be a mistake.
const MIN_PREFIX: usize = 4;

/// So many of several are shown.
const MAX_SHOWN: usize = 5;

/// A hint is not worth comparing more.
const MAX_COMPARED: usize = 100_000;

/// How to find an id.
const LIST: &str = "`accolade report` lists every award with its id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_site_names_none_of_its_awards() {
        let base = BaseAddress::new("https://badges.example.org/made/").unwrap();
        for text in [
            "https://badges.example.org/made/awards/ab/abcdef.html",
            "HTTP://Badges.example.org/made/awards/ab/abcdef.html",
            "http://localhost:8000/awards/ab/abcdef.html",
            "http://127.0.0.1/awards/ab/abcdef.html",
            "http://[::1]:80/awards/ab/abcdef.html",
            "file:///home/ada/public/awards/ab/abcdef.html",
            "abcdef",
            "public/awards/ab/abcdef.html",
        ] {
            assert!(!is_elsewhere(text, &base), "{text}");
        }
        for text in [
            "https://badges.example.com/made/awards/ab/abcdef.html",
            "https://badges.example.org/awards/ab/abcdef.html",
            "https://badges.example.org.evil.example/made/awards/ab/abcdef",
            "https://localhost.evil.example/awards/ab/abcdef.html",
            " https://other.example/abcdef",
            "https://",
        ] {
            assert!(is_elsewhere(text, &base), "{text}");
        }
    }

    #[test]
    fn an_id_is_found_in_whatever_people_paste() {
        for text in [
            "abcdef",
            " ABCDEF ",
            "https://badges.example.org/awards/ab/abcdef.html",
            "https://badges.example.org/awards/ab/abcdef.assertion.json",
            "https://badges.example.org/awards/ab/abcdef.html?utm=x#check",
            "public/awards/ab/abcdef.png",
            r"public\awards\ab\abcdef.json",
        ] {
            assert_eq!(id_of(text), "abcdef", "{text}");
        }
    }
}
