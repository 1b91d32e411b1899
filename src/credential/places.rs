//! Where each file of the site stands: one stem, several endings.
//!
//! Every path is relative to the base address, without a first `/`; every id of a document is the
//! base address followed by one of these.

use crate::model::address::BaseAddress;
use crate::model::award::AwardId;
use crate::model::slug::{Slug, Version};

/// The page of an award, which a person opens and shares.
pub fn award_page(id: &AwardId) -> String {
    award(id, "html")
}

/// The Open Badges 3.0 credential.
pub fn credential(id: &AwardId) -> String {
    award(id, "json")
}

/// The Open Badges 2.0 assertion.
pub fn assertion(id: &AwardId) -> String {
    award(id, "assertion.json")
}

/// The baked PNG.
pub fn baked_png(id: &AwardId) -> String {
    award(id, "png")
}

/// The baked SVG.
pub fn baked_svg(id: &AwardId) -> String {
    award(id, "svg")
}

/// The criteria page of the newest version of a badge, as a folder.
pub fn badge(slug: &Slug) -> String {
    format!("badges/{slug}/")
}

/// The criteria page of one version of a badge, as a folder.
pub fn badge_version(slug: &Slug, version: &Version) -> String {
    format!("badges/{slug}/{version}/")
}

/// The Open Badges 2.0 BadgeClass.
pub fn badge_class(slug: &Slug, version: &Version) -> String {
    format!("badges/{slug}/{version}/badge.json")
}

/// The Open Badges 3.0 Achievement.
pub fn achievement(slug: &Slug, version: &Version) -> String {
    format!("badges/{slug}/{version}/achievement.json")
}

/// The picture of a badge; `extension` is `png` or `svg`.
pub fn picture(slug: &Slug, version: &Version, extension: &str) -> String {
    format!("badges/{slug}/{version}/badge.{extension}")
}

/// The issuer's logo; `extension` is `png` or `svg`.
pub fn logo(extension: &str) -> String {
    format!("issuer.{extension}")
}

/// The Open Badges 2.0 profile of the issuer.
pub const ISSUER: &str = "issuer.json";

/// The Open Badges 2.0 list of revoked assertions.
pub const REVOCATIONS: &str = "revocations.json";

/// A status list; lists count from 1.
pub fn status_list(number: u32) -> String {
    format!("status/revocation-{number}.json")
}

/// The issuer's DID document: below `.well-known` at the root of a domain.
pub fn did_document(base: &BaseAddress) -> &'static str {
    let [at_root, below] = DID_DOCUMENTS;
    if base.is_root() { at_root } else { below }
}

/// Where the issuer's DID document can be: of a site at the root of a domain, and of another.
pub const DID_DOCUMENTS: [&str; 2] = [".well-known/did.json", "did.json"];

/// The award that a file belongs to, if it is one of an award.
pub fn award_of(path: &str) -> Option<AwardId> {
    let (shard, name) = path.strip_prefix("awards/")?.split_once('/')?;
    let (id, _) = name.split_once('.')?;
    let id = AwardId::new(id).ok()?;
    (id.shard() == shard).then_some(id)
}

// Half a million of them on a large site: `format!` would take three times as long.
fn award(id: &AwardId, ending: &str) -> String {
    ["awards/", id.shard(), "/", id.as_str(), ".", ending].concat()
}
