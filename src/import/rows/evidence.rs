//! What was done for a badge, as exports tell it.

use super::Table;
use crate::content::sheet::{Field, Row};
use crate::import::headers::Role;
use crate::model::address::WebAddress;

impl<'a> Table<'a> {
    /// Addresses and texts, in pairs.
    pub(super) fn evidence(&mut self, row: &Row<'a>) -> Vec<(String, String)> {
        let of = |role| -> Vec<Field<'a>> { self.fields(row, role).into_iter().cloned().collect() };
        let (urls, texts) = (of(Role::EvidenceUrl), of(Role::EvidenceText));
        let (mut addresses, mut narratives) = (Vec::new(), Vec::new());
        for field in urls {
            let text = self.clean(&field);
            // Some platforms let people write a sentence where an address is meant.
            match self.address(&text) {
                Some(address) => addresses.push(address),
                None => narratives.push(text),
            }
        }
        for field in texts {
            narratives.push(self.clean(&field));
        }
        let count = addresses.len().max(narratives.len());
        let at = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
        (0..count)
            .map(|it| (at(&addresses, it), at(&narratives, it)))
            .collect()
    }

    // What a browser would make of it; said once, with the first.
    fn address(&mut self, text: &str) -> Option<String> {
        if WebAddress::new(text).is_ok() {
            return Some(text.to_owned());
        }
        let is_one =
            !text.contains(char::is_whitespace) && (text.starts_with("www.") || text.contains('/'));
        let address = WebAddress::mended(text).filter(|_| is_one)?.to_string();
        let is_told = |it: &String| it.starts_with(WITHOUT_SCHEME);
        if !self.notes.iter().any(is_told) {
            self.notes.push(format!(
                "{WITHOUT_SCHEME} `https://`: `{text}` as `{address}`, for one"
            ));
        }
        Some(address)
    }
}

const WITHOUT_SCHEME: &str = "addresses were completed with";
