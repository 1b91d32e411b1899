//! From an assertion to its badge and its issuer, each from its own address.

use serde_json::Value;

use super::shape;
use crate::verify::members::{id, is_web, list, text};
use crate::verify::report::Finding;
use crate::verify::sentence::{Code, Sentence};
use crate::verify::session::{Asker, host, missing, place};

/// A document that another one named.
pub(super) struct Linked {
    pub document: Value,
    /// Where it is; `None` if it stood within the other one.
    pub address: Option<String>,
}

/// What was awarded, and who awards it.
pub(super) struct Definition {
    pub badge: Linked,
    pub issuer: Linked,
}

impl Definition {
    /// Asks for both. Copies within other documents count only where there is no address.
    pub fn of(assertion: &Value, asker: &Asker<'_>) -> Result<Self, Finding> {
        let badge = Linked::follow(&assertion["badge"], asker)?;
        let issuer = Linked::follow(&badge.document["issuer"], asker)?;
        Ok(Self { badge, issuer })
    }

    /// What is wrong with either, told of as the badge's form.
    pub fn flaws(&self) -> Vec<String> {
        let badge = &self.badge.document;
        let mut flaws = shape::flaws(badge);
        if shape::kind(badge) != Some(shape::BADGE_CLASS) {
            flaws = vec!["type".to_owned()];
        }
        flaws.into_iter().map(|it| format!("badge.{it}")).collect()
    }

    /// Whether the issuer lets `address` speak for it.
    pub fn scope(&self, address: &str) -> Finding {
        self.badge
            .refuse_elsewhere()
            .err()
            .unwrap_or_else(|| self.issuer.scope(address))
    }
}

impl Linked {
    pub fn follow(link: &Value, asker: &Asker<'_>) -> Result<Self, Finding> {
        let address = id(link).unwrap_or_default();
        if !is_web(address) {
            let document = link.clone();
            let is_whole = document.is_object();
            let linked = Self {
                document,
                address: None,
            };
            return is_whole
                .then_some(linked)
                .ok_or_else(|| missing(address, 0));
        }
        let document = asker.ask_for_json(address)?;
        let document = document.as_ref().as_ref().map_err(Clone::clone)?;
        Ok(Self {
            document: document.clone(),
            address: Some(address.to_owned()),
        })
    }

    /// Whether this profile lets `address` speak for it; everything wrong with the profile counts.
    ///
    /// Source: Open Badges v2.0, "Hosted Verification".
    pub fn scope(&self, address: &str) -> Finding {
        if let Some(name) = shape::of_issuer(&self.document).into_iter().next() {
            return Finding::fail(Sentence::new(Code::IssuerFlaw).with("name", name));
        }
        if let Err(finding) = self.refuse_elsewhere() {
            return finding;
        }
        let own = id(&self.document).unwrap_or_default();
        let policy = &self.document["verification"];
        let texts = |name: &str| {
            list(policy.get(name))
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
        };
        let (starts, origins) = (texts("startsWith"), texts("allowedOrigins"));
        let web = Some(own)
            .filter(|it| is_web(it))
            .or(self.address.as_deref());
        let own_host = web.map(host);
        let is_allowed = match (origins.is_empty(), own_host) {
            (true, Some(own)) => own == host(address),
            // Nothing says where its badges are.
            (true, None) => true,
            (false, _) => origins.contains(&host(address).as_str()),
        };
        if !is_allowed || !(starts.is_empty() || starts.iter().any(|it| address.starts_with(it))) {
            return Finding::fail(Sentence::new(Code::IssuerOutOfScope));
        }
        if !is_web(own) {
            return Finding::warn(Sentence::new(Code::IssuerNoWeb).with("id", own));
        }
        Finding::pass(Sentence::new(Code::IssuerHosted).with("issuer", self.speaker(address)))
    }

    /// Where it is, or what it calls itself.
    pub fn place(&self) -> String {
        let own = self.address.as_deref().or(id(&self.document));
        place(own.unwrap_or_default())
    }

    /// In whose name `address` speaks for this profile: the folders that both have in common, as
    /// others of a host may belong to others. On another host the profile's own address counts.
    pub fn speaker(&self, address: &str) -> String {
        let web = id(&self.document).filter(|it| is_web(it));
        let folder = address.rsplit_once('/').map_or(address, |(it, _)| it);
        let own = place(self.address.as_deref().or(web).unwrap_or(folder));
        let path = place(address);
        let pairs = path.split('/').zip(own.split('/'));
        let common: Vec<_> = pairs
            .take_while(|(one, other)| one == other)
            .map(|(one, _)| one)
            .collect();
        if common.is_empty() {
            own
        } else {
            common.join("/")
        }
    }

    // A site could otherwise publish a profile in the name of another.
    pub fn refuse_elsewhere(&self) -> Result<(), Finding> {
        let own = text(&self.document, "id").unwrap_or_default();
        match &self.address {
            Some(address) if is_web(own) && host(own) != host(address) => {
                let sentence = Sentence::new(Code::IssuerElsewhere);
                Err(Finding::fail(
                    sentence.with("address", address).with("id", own),
                ))
            }
            _ => Ok(()),
        }
    }
}
