//! Links that share an award: plain addresses, no script and no button of another host.

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tera::Value;

use super::value::map;

/// What sharing an award needs.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// The name of the badge.
    pub badge: &'a str,
    pub issuer: &'a str,
    /// A sentence for a post.
    pub text: &'a str,
    /// The address of the award's page.
    pub url: &'a str,
    pub id: &'a str,
    pub issued: Date,
    pub expires: Option<Date>,
}

/// The links, by network.
pub fn links(shared: &Shared<'_>) -> Value {
    let url = encode(shared.url);
    let text = encode(shared.text);
    map([
        ("linkedin_profile", linkedin_profile(shared).into()),
        (
            "linkedin",
            format!("https://www.linkedin.com/sharing/share-offsite/?url={url}").into(),
        ),
        (
            "mastodon",
            format!("https://share.joinmastodon.org/#text={text}%20{url}").into(),
        ),
        (
            "bluesky",
            format!("https://bsky.app/intent/compose?text={text}%20{url}").into(),
        ),
        (
            "x",
            format!("https://x.com/intent/post?text={text}&url={url}").into(),
        ),
        ("mail", format!("mailto:?subject={text}&body={url}").into()),
    ])
}

// Fields without a value are left out: LinkedIn shows an empty one as a mistake of the member's.
fn linkedin_profile(shared: &Shared<'_>) -> String {
    let mut address = format!(
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name={}&organizationName={}\
         &issueYear={}&issueMonth={}",
        encode(shared.badge),
        encode(shared.issuer),
        shared.issued.year(),
        shared.issued.month(),
    );
    if let Some(expires) = shared.expires {
        address += &format!(
            "&expirationYear={}&expirationMonth={}",
            expires.year(),
            expires.month()
        );
    }
    address + &format!("&certUrl={}&certId={}", encode(shared.url), shared.id)
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// All but the characters that every part of an address may hold as they are.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linkedin_gets_encoded_fields_and_none_that_is_empty() {
        let shared = Shared {
            badge: "R & D – basics",
            issuer: "Ör",
            text: "",
            url: "https://example.org/a.html",
            id: "abc",
            issued: jiff::civil::date(2026, 5, 2),
            expires: None,
        };
        assert_eq!(
            linkedin_profile(&shared),
            "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME\
             &name=R%20%26%20D%20%E2%80%93%20basics&organizationName=%C3%96r&issueYear=2026&issueMonth=5\
             &certUrl=https%3A%2F%2Fexample.org%2Fa.html&certId=abc"
        );
        let expires = Some(jiff::civil::date(2028, 12, 31));
        let address = linkedin_profile(&Shared { expires, ..shared });
        assert!(address.contains("&expirationYear=2028&expirationMonth=12&certUrl"));
    }
}
