//! Links that share an award: plain addresses, no script and no button of another host.

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tera::Value;

use super::value::map;

/// What the links of all awards of a badge have in common, encoded once; as in HTML, where `&` is `&amp;`.
#[derive(Clone, Debug)]
pub struct SharedBadge {
    /// A sentence for a post.
    text: String,
    /// The form by which LinkedIn takes a licence or certificate, with the badge filled in.
    profile: String,
}

/// What sharing one award needs besides.
#[derive(Clone, Copy, Debug)]
pub struct SharedAward<'a> {
    /// The address of its page.
    pub url: &'a str,
    pub id: &'a str,
    pub issued: Date,
    pub expires: Option<Date>,
}

impl SharedBadge {
    /// `text` is a sentence for a post.
    pub fn new(badge: &str, issuer: &str, text: &str) -> Self {
        let (badge, issuer) = (encode(badge), encode(issuer));
        Self {
            text: encode(text),
            profile: format!("{PROFILE}&amp;name={badge}&amp;organizationName={issuer}"),
        }
    }

    /// The links, by network.
    pub fn links(&self, award: &SharedAward<'_>) -> Value {
        let (text, url) = (self.text.as_str(), &encode(award.url));
        let link = |parts: &[&str]| Value::safe_string(&parts.concat());
        map([
            (
                "linkedin_profile",
                link(&[&self.linkedin_profile(award, url)]),
            ),
            ("linkedin", link(&[LINKEDIN, url])),
            ("mastodon", link(&[MASTODON, text, "%20", url])),
            ("bluesky", link(&[BLUESKY, text, "%20", url])),
            ("x", link(&[X, text, "&amp;url=", url])),
            ("mail", link(&["mailto:?subject=", text, "&amp;body=", url])),
        ])
    }

    // Fields without a value are left out: LinkedIn shows an empty one as a mistake of the member's.
    fn linkedin_profile(&self, award: &SharedAward<'_>, url: &str) -> String {
        let (year, month) = (award.issued.year(), award.issued.month());
        let issued = format!("&amp;issueYear={year}&amp;issueMonth={month}");
        let expires = award.expires.map(|it| {
            let (year, month) = (it.year(), it.month());
            format!("&amp;expirationYear={year}&amp;expirationMonth={month}")
        });
        let expires = expires.unwrap_or_default();
        [
            &self.profile,
            &issued,
            &expires,
            "&amp;certUrl=",
            url,
            "&amp;certId=",
            award.id,
        ]
        .concat()
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

const PROFILE: &str = "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME";
const LINKEDIN: &str = "https://www.linkedin.com/sharing/share-offsite/?url=";
const MASTODON: &str = "https://share.joinmastodon.org/#text=";
const BLUESKY: &str = "https://bsky.app/intent/compose?text=";
const X: &str = "https://x.com/intent/post?text=";

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
        let badge = SharedBadge::new("R & D – basics", "Ör", "");
        let award = SharedAward {
            url: "https://example.org/a.html",
            id: "abc",
            issued: jiff::civil::date(2026, 5, 2),
            expires: None,
        };
        let profile = |award| badge.linkedin_profile(&award, &encode(award.url));
        assert_eq!(
            profile(award),
            "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME\
             &amp;name=R%20%26%20D%20%E2%80%93%20basics&amp;organizationName=%C3%96r\
             &amp;issueYear=2026&amp;issueMonth=5\
             &amp;certUrl=https%3A%2F%2Fexample.org%2Fa.html&amp;certId=abc"
        );
        let expires = Some(jiff::civil::date(2028, 12, 31));
        let address = profile(SharedAward { expires, ..award });
        assert!(address.contains("&amp;expirationYear=2028&amp;expirationMonth=12&amp;certUrl"));
    }
}
