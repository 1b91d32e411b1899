//! Who publishes: the site and its issuer together.

use crate::model::address::BaseAddress;
use crate::model::catalog::{Catalog, Settings};
use crate::model::issuer::Issuer;
use crate::proof::did::DidWeb;

use super::places;

/// The site and the issuer that documents speak of.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    pub settings: &'a Settings,
    pub issuer: &'a Issuer,
}

impl<'a> Publisher<'a> {
    /// The publisher of a catalog.
    pub fn of(catalog: &'a Catalog) -> Self {
        Self {
            settings: &catalog.settings,
            issuer: &catalog.issuer,
        }
    }

    /// The issuer's id in Open Badges 3.0: `did:web:org.github.io:repo`.
    pub fn did(&self) -> String {
        let base = self.base();
        let did = DidWeb::new(base.host(), base.port(), &base.segments());
        did.expect("a base address has a named host and plain folders")
            .to_string()
    }

    /// The id of a key, given as a Multikey: `did:web:org.github.io:repo#z6Mk…`.
    pub fn verification_method(&self, key: &str) -> String {
        format!("{}#{key}", self.did())
    }

    /// The address of a file of the site; see [`places`].
    pub fn url(&self, place: &str) -> String {
        self.base().join(place)
    }

    /// The address of the issuer's logo, where it has one.
    pub fn logo(&self) -> Option<String> {
        let logo = self.issuer.image.as_ref()?;
        Some(self.url(&places::logo(logo.extension())))
    }

    /// What every id starts with.
    pub fn base(&self) -> &'a BaseAddress {
        &self.settings.base
    }
}
