//! Addresses: of the site, of other pages, of people.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::character::is_visible;

/// An absolute `http` or `https` address, percent-encoded, fit to be an IRI in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebAddress(Arc<str>);

/// Why a text is no web address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("it is not an absolute address such as `https://example.org/page`")]
    NotAbsolute,
    #[error("its scheme is `{scheme}`, not `https` or `http`")]
    Scheme { scheme: String },
    #[error("it holds a user name or a password")]
    Credentials,
    #[error("it is {length} bytes long, more than {MAX_ADDRESS_LENGTH}")]
    TooLong { length: usize },
}

/// What browsers and servers agree to carry.
pub const MAX_ADDRESS_LENGTH: usize = 2_000;

impl WebAddress {
    /// # Errors
    /// `text` is not an absolute `http` or `https` URL, or is too long, or holds a password.
    pub fn new(text: &str) -> Result<Self, AddressError> {
        if text.len() > MAX_ADDRESS_LENGTH {
            return Err(AddressError::TooLong { length: text.len() });
        }
        let url = parse_web_url(text)?;
        Ok(Self(url.as_str().into()))
    }

    /// The address that a text without `https://` was meant as: `example.org/page`.
    pub fn mended(text: &str) -> Option<Self> {
        let host = text.split(['/', '?', '#']).next()?;
        let ending = host.rsplit_once('.')?.1.to_ascii_lowercase();
        let is_file = host == text && FILE_ENDINGS.contains(&ending.as_str());
        let is_host = !is_file && !host.contains(|it: char| it.is_whitespace() || it == ':');
        is_host.then(|| Self::new(&format!("https://{text}")).ok())?
    }

    /// The address, percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host alone, for people: `example.org`.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.0).expect("parsed when it was made");
        url.host_str().unwrap_or_default().to_owned()
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn parse_web_url(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(|_| AddressError::NotAbsolute)?;
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme().to_owned();
        return Err(AddressError::Scheme { scheme });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    Ok(url)
}

/// The address that every id of a site starts with: `https://badges.example.org/` or
/// `https://org.github.io/repo/`. Ends with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress {
    text: Arc<str>,
    url: Url,
}

/// Why an address cannot be a site's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseAddressError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("it does not end with `/`")]
    NoSlash,
    #[error("it has a `?` or `#` part")]
    QueryOrFragment,
    #[error("it is not `https`; plain `http` is for `localhost` alone")]
    Insecure,
    #[error("its host is an IP address; a did:web issuer needs a name")]
    IpAddress,
    #[error(
        "its host or a folder holds `{character}`; letters, digits, `.`, `-`, `_` and `~` are safe"
    )]
    Character { character: char },
    #[error("its host or a folder has an empty part, or its host one that starts or ends with `-`")]
    Part,
    #[error("it is a repository, where no site can be; GitHub Pages has its site at `{pages}`")]
    Repository { pages: String },
    #[error("it is not in its normal form, which is `{normal}`")]
    NotNormal { normal: String },
}

impl BaseAddress {
    /// # Errors
    /// `text` is not an absolute https URL in normal form that ends with `/`; http is allowed for
    /// `localhost` alone; a query, a fragment or an IP address is refused.
    pub fn new(text: &str) -> Result<Self, BaseAddressError> {
        let url = parse_web_url(text)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseAddressError::QueryOrFragment);
        }
        if !text.ends_with('/') {
            return Err(BaseAddressError::NoSlash);
        }
        if matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_))) {
            return Err(BaseAddressError::IpAddress);
        }
        if url.scheme() == "http" && url.host_str() != Some("localhost") {
            return Err(BaseAddressError::Insecure);
        }
        // It is in every id and in the issuer's DID, where anything else is escaped twice.
        let rest = [url.host_str().unwrap_or_default(), url.path()].concat();
        if let Some(character) = rest.chars().find(|it| !is_safe(*it)) {
            return Err(BaseAddressError::Character { character });
        }
        if !url.host_str().is_some_and(is_host) || url.path().contains("//") {
            return Err(BaseAddressError::Part);
        }
        if url.as_str() != text {
            let normal = url.as_str().to_owned();
            return Err(BaseAddressError::NotNormal { normal });
        }
        if let Some(pages) = pages_of_repository(&url) {
            return Err(BaseAddressError::Repository { pages });
        }
        let text = text.into();
        Ok(Self { text, url })
    }

    /// The address that was meant by one that only lacks the last `/`, is not in its normal form,
    /// names the start page of a site: `https://example.org/index.html`, or a repository on GitHub.
    pub fn mended(text: &str) -> Option<Self> {
        let whole = WebAddress::mended(text);
        let text = whole.as_ref().map_or(text, WebAddress::as_str);
        let folder = START_PAGES.iter().find_map(|it| text.strip_suffix(it));
        let folder = folder.filter(|it| it.ends_with('/')).unwrap_or(text);
        let is_page = folder.rsplit('/').next().is_some_and(|it| {
            let ending = it.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
            ending.is_some_and(|it| PAGE_ENDINGS.contains(&it.as_str()))
        });
        // Another page says nothing of where the site is.
        if is_page {
            return None;
        }
        let with_slash = format!("{}/", folder.trim_end_matches('/'));
        match Self::new(&with_slash) {
            Err(
                BaseAddressError::NotNormal { normal }
                | BaseAddressError::Repository { pages: normal },
            ) => Self::new(&normal).ok(),
            other => other.ok(),
        }
    }

    /// The whole address, with its last `/`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address of a file of the site; `path` is relative, without a first `/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The host without a port: `org.github.io`.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, where it is not the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.url.port()
    }

    /// The folders below the host: `["repo"]`; empty at a domain's root.
    pub fn segments(&self) -> Vec<&str> {
        let segments = self.url.path_segments().into_iter().flatten();
        segments.filter(|it| !it.is_empty()).collect()
    }

    /// Whether the site is at the root of its domain.
    pub fn is_root(&self) -> bool {
        self.segments().is_empty()
    }

    /// Whether only this machine can open it.
    pub fn is_local(&self) -> bool {
        self.host() == "localhost"
    }
}

const START_PAGES: [&str; 2] = ["index.html", "index.htm"];
const PAGE_ENDINGS: [&str; 3] = ["html", "htm", "php"];

/// Where GitHub Pages has the site of the repository at an address.
fn pages_of_repository(url: &Url) -> Option<String> {
    let is_github = matches!(url.host_str(), Some("github.com" | "www.github.com"));
    let mut parts = url.path_segments().filter(|_| is_github)?;
    let (owner, name) = (
        parts.next()?.to_lowercase(),
        parts.next().unwrap_or_default(),
    );
    let host = format!("{owner}.github.io");
    Some(match name.trim_end_matches(".git") {
        "" => format!("https://{host}/"),
        name if name.eq_ignore_ascii_case(&host) => format!("https://{host}/"),
        name => format!("https://{host}/{name}/"),
    })
}

fn is_safe(character: char) -> bool {
    character.is_ascii_alphanumeric() || "/.-_~".contains(character)
}

fn is_host(host: &str) -> bool {
    let is_part = |part: &str| {
        (1..=63).contains(&part.len()) && !part.starts_with('-') && !part.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_part) && !host.contains('~')
}

impl fmt::Display for BaseAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// An e-mail address, trimmed; hashed in lower case.
///
/// Its `Debug` form hides it: an address must not reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Arc<str>);

/// Why a text is no e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("an e-mail address has a name, an `@` and a domain, without spaces")]
    Form,
    #[error("it starts with `mailto:`, which belongs to a link; delete that")]
    Link,
    // Hashed with it, the address would be nobody's, for ever, and look right.
    #[error("it holds the character U+{:04X}, which cannot be seen; type the address anew", *character as u32)]
    Invisible { character: char },
    #[error("its domain `{domain}` is none that mail can reach, as `example.org` is")]
    Domain { domain: String },
}

impl Email {
    /// # Errors
    /// `text` has not the form `name@domain`, holds a character that cannot be seen, its domain has no
    /// dot or an empty part, or it is longer than 254 bytes.
    pub fn new(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let scheme = text.get(..LINK.len());
        if scheme.is_some_and(|it| it.eq_ignore_ascii_case(LINK)) {
            return Err(EmailError::Link);
        }
        let is_hidden = |it: &char| !it.is_whitespace() && !is_visible(*it);
        if let Some(character) = text.chars().find(is_hidden) {
            return Err(EmailError::Invisible { character });
        }
        let (name, domain) = text.rsplit_once('@').ok_or(EmailError::Form)?;
        let whole = !name.is_empty() && !name.contains('@') && !domain.is_empty();
        let plain = !text.chars().any(char::is_whitespace);
        let closed = !text.contains(['<', '>', '"', ',', ';', ':', '(', ')']);
        if !whole || !plain || !closed || text.len() > 254 {
            return Err(EmailError::Form);
        }
        // It is hashed for ever: one that no mail reaches can never be proven to be anybody's.
        if !domain.contains('.') || !is_host(domain) {
            let domain = domain.to_owned();
            return Err(EmailError::Domain { domain });
        }
        Ok(Self(text.into()))
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is hashed and compared: lower case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A name of a file has a dot, too.
const FILE_ENDINGS: [&str; 14] = [
    "doc", "docx", "gif", "html", "jpeg", "jpg", "odt", "pdf", "png", "svg", "txt", "webp", "xlsx",
    "zip",
];

/// How a link to an address starts; it comes along where one is copied from a page.
const LINK: &str = "mailto:";

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_is_https_normal_and_ends_with_a_slash() {
        for good in [
            "https://badges.example.org/",
            "https://org.github.io/repo/",
            "http://localhost:8000/",
        ] {
            assert!(BaseAddress::new(good).is_ok(), "{good}");
        }
        for bad in [
            "badges.example.org",
            "https://example.org/repo",
            "http://example.org/",
            "https://Example.org/",
            "https://192.0.2.1/",
            "https://example.org/?a/",
            "ftp://example.org/",
            "https://a:b@example.org/",
            "https://example.org:443/",
            "https://example.org./",
            "https://example.org/a%2Fb/",
            "https://example.org/caf%C3%A9/",
            "https://example.org/a//b/",
            "https://-example.org/",
        ] {
            assert!(BaseAddress::new(bad).is_err(), "{bad}");
        }
        let mended = |text: &str| BaseAddress::mended(text).map(|it| it.to_string());
        for text in [
            "https://example.org/repo",
            "https://Example.org/repo/",
            "https://example.org/repo/index.html",
            "https://EXAMPLE.org/repo/index.htm",
        ] {
            assert_eq!(
                mended(text).as_deref(),
                Some("https://example.org/repo/"),
                "{text}"
            );
        }
        for text in [
            "http://example.org",
            "https://example.org/home.html",
            "x",
            "",
        ] {
            assert_eq!(mended(text), None, "{text}");
            for (text, pages) in [
                (
                    "https://github.com/Club/badges/",
                    "https://club.github.io/badges/",
                ),
                (
                    "https://github.com/Club/badges.git",
                    "https://club.github.io/badges/",
                ),
                (
                    "https://www.github.com/club/badges/tree/main/",
                    "https://club.github.io/badges/",
                ),
                (
                    "https://github.com/club/club.github.io/",
                    "https://club.github.io/",
                ),
                ("https://github.com/club/", "https://club.github.io/"),
            ] {
                assert_eq!(mended(text).as_deref(), Some(pages), "{text}");
            }
            let error = BaseAddress::new("https://github.com/club/badges/").unwrap_err();
            assert_eq!(
                error.to_string(),
                "it is a repository, where no site can be; GitHub Pages has its site at `https://club.github.io/badges/`"
            );
        }
        let project = BaseAddress::new("https://org.github.io/repo/").unwrap();
        assert_eq!(project.segments(), ["repo"]);
        assert_eq!(project.join("a.json"), "https://org.github.io/repo/a.json");
    }

    #[test]
    fn an_email_address_is_kept_as_written_and_hidden_from_logs() {
        let email = Email::new(" Ada@Example.org ").unwrap();
        assert_eq!(email.as_str(), "Ada@Example.org");
        assert_eq!(email.folded(), "ada@example.org");
        assert_eq!(format!("{email:?}"), "Email(…)");
        for bad in [
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "Ada <ada@example.org>",
            "a@b@c",
            "mailto:ada@example.org",
            "MailTo:ada@example.org",
            "x:ada@example.org",
            "ada@localhost",
            "ada@example..org",
            "ada@.example.org",
            "ada@example.org.",
        ] {
            assert!(Email::new(bad).is_err(), "{bad}");
        }
        for good in ["o'brien+a@example.co.uk", "ada@bücher.example"] {
            assert!(Email::new(good).is_ok(), "{good}");
        }
        for hidden in [
            '\u{200B}', '\u{AD}', '\u{FEFF}', '\u{202E}', '\u{200D}', '\u{7}',
        ] {
            for text in [
                format!("b@example.org{hidden}"),
                format!("b{hidden}@example.org"),
            ] {
                let error = Email::new(&text).unwrap_err();
                assert_eq!(error, EmailError::Invisible { character: hidden });
            }
        }
        assert_eq!(
            Email::new("mailto:ada@example.org"),
            Err(EmailError::Link),
            "it says what to delete"
        );
    }
}
