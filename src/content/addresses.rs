//! What looks like an e-mail address in a text.

/// An address, and what stands before it on the line.
pub struct Address<'a> {
    pub text: &'a [u8],
    pub before: &'a [u8],
}

/// Whatever looks like an e-mail address in a text.
pub fn addresses(text: &[u8]) -> impl Iterator<Item = Address<'_>> {
    let signs = text.iter().enumerate().filter(|(_, it)| **it == b'@');
    signs.filter_map(|(at, _)| address_at(text, at))
}

fn address_at(text: &[u8], at: usize) -> Option<Address<'_>> {
    let (before, after) = (&text[..at], &text[at + 1..]);
    let is_local = |it: &u8| it.is_ascii_alphanumeric() || b"._%+-".contains(it) || !it.is_ascii();
    let is_host = |it: &u8| it.is_ascii_alphanumeric() || b".-".contains(it) || !it.is_ascii();
    let local = before.iter().rev().take_while(|it| is_local(it)).count();
    let host = after.iter().take_while(|it| is_host(it)).count();
    let mut start = at - local;
    while start < at && b".-%".contains(&text[start]) {
        start += 1;
    }
    let domain = &after[..host];
    let domain = &domain[..domain.len()
        - domain
            .iter()
            .rev()
            .take_while(|it| b".-".contains(it))
            .count()];
    let end = at + 1 + domain.len();
    let top = domain.rsplit(|it| *it == b'.').next()?;
    let is_top = top.len() >= 2 && top.len() < domain.len() && !top.iter().any(u8::is_ascii_digit);
    let ending = std::str::from_utf8(top).ok()?.to_ascii_lowercase();
    // `logo@2x.png` is a file, and `git@github.com:` the way to a repository.
    let is_file = FILE_ENDINGS.contains(&ending.as_str());
    let is_remote = &text[start..at] == b"git" && matches!(text.get(end), Some(b':' | b'/'));
    (start < at && is_top && !is_file && !is_remote).then(|| Address {
        text: &text[start..end],
        before: &text[..start],
    })
}

/// An address as it is compared.
pub fn folded(address: &[u8]) -> String {
    String::from_utf8_lossy(address).to_lowercase()
}

/// An address as it is shown: reports are read by others, too, those of a public CI by everybody.
pub fn masked(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

/// Words that are at the end of file names, and of no host in use.
const FILE_ENDINGS: [&str; 16] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "css", "js", "mjs", "html", "json", "toml",
    "yml", "yaml", "woff",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses(text.as_bytes())
            .map(|it| folded(it.text))
            .collect()
    }

    #[test]
    fn addresses_are_told_from_what_looks_like_them() {
        assert_eq!(
            found("Write to <Ada.L+x@Example.ORG>, or b@c.museum."),
            ["ada.l+x@example.org", "b@c.museum"]
        );
        assert_eq!(
            found("mailto:ada@example.org?subject=x"),
            ["ada@example.org"]
        );
        assert_eq!(found("élodie@exämple.org"), ["élodie@exämple.org"]);
        for other in [
            "actions/checkout@v4",
            "logo@2x.png",
            "git@github.com:org/repo.git",
            "@media print",
            "a @ b.c",
            "name@1.2.3",
            "@org/package",
            "x@localhost",
        ] {
            assert_eq!(found(other), Vec::<String>::new(), "{other}");
        }
    }

    #[test]
    fn an_address_is_not_repeated_in_a_report() {
        assert_eq!(masked("ada@example.org"), "a…@example.org");
    }
}
