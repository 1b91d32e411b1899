//! Who awards.

use super::address::{Email, WebAddress};

/// The organisation that awards the badges. All of name, address and e-mail are public, and
/// required by Open Badges 2.0 ("Profile").
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Shown first wherever a badge is shown.
    pub name: String,
    /// Its own website.
    pub url: WebAddress,
    /// Where people write to about a badge.
    pub email: Email,
    /// One or two sentences, plain text.
    pub description: Option<String>,
    /// Its logo.
    pub image: Option<Logo>,
}

/// An issuer's logo: a checked SVG, or a PNG.
#[derive(Clone, Debug)]
pub enum Logo {
    Svg(std::sync::Arc<[u8]>),
    Png(std::sync::Arc<[u8]>),
}

impl Logo {
    /// The ending of its file: `svg` or `png`.
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Svg(_) => "svg",
            Self::Png(_) => "png",
        }
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Svg(bytes) | Self::Png(bytes) => bytes,
        }
    }
}
