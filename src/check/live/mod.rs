//! The deployed site, compared with the one that is built here: bytes, types, and whether others may
//! read it.

mod faults;
mod sample;

use std::sync::Mutex;

use rayon::prelude::*;
use url::Url;

use self::faults::{Fault, Faults};
use crate::credential::places;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::Ledger;
use crate::ledger::entry::Standing;
use crate::model::address::BaseAddress;
use crate::model::award::AwardId;
use crate::site::{Bundle, File, Site};
use crate::verify::fetch::FetchError;
use crate::verify::probe::{Probe, Reply, is_loopback};

/// Where a site is deployed, and how much of it to compare.
#[derive(Clone, Debug)]
pub struct Target {
    /// `None`: at its own address.
    address: Option<Url>,
    all: bool,
}

impl Target {
    /// The site at `address`, or at its own one where none is given; a sample of it, or all.
    ///
    /// # Errors
    /// It is no address of a site, as a sentence.
    pub fn new(address: Option<&str>, all: bool) -> Result<Self, String> {
        let Some(text) = address else {
            return Ok(Self { address: None, all });
        };
        let wanted = "the address of a site is wanted, such as `https://badges.example.org/`";
        let mut address = Url::parse(text).map_err(|_| format!("`{text}` is none: {wanted}"))?;
        let is_plain = address.scheme() == "http" && is_loopback(&address);
        if address.host().is_none() || address.scheme() != "https" && !is_plain {
            return Err(format!("`{text}` is not https: {wanted}"));
        }
        address.set_query(None);
        address.set_fragment(None);
        if !address.path().ends_with('/') {
            let folder = format!("{}/", address.path());
            address.set_path(&folder);
        }
        let address = Some(address);
        Ok(Self { address, all })
    }
}

/// Asks the deployed site for its files, and for those of erased awards, which must be gone; gives how
/// many answers were compared.
pub(super) fn check(
    site: &Site<'_>,
    base: &BaseAddress,
    ledger: &Ledger,
    target: &Target,
    findings: &mut Diagnostics,
) -> usize {
    let own = Url::parse(base.as_str()).expect("a base address is a URL");
    let address = target.address.clone().unwrap_or(own);
    let probing = Probing {
        site,
        base,
        probe: Probe::of(&address),
        address,
        faults: Mutex::new(Faults::default()),
    };
    // Whether anything answers at all is asked once, and not told of every file.
    if let Err(error) = probing.ask("", MAX_PAGE) {
        findings.push(unreachable(&probing.address, &error));
        return 0;
    }
    let bundles = match target.all {
        true => site.bundles().iter().collect(),
        false => sample::of(site),
    };
    let asking = || {
        let bundles = bundles.par_iter().with_max_len(1);
        let compared = bundles.map(|it| probing.compare_all(it)).sum();
        let awards = ledger.awards().par_iter().with_max_len(1);
        let erased = awards.filter(|it| it.standing == Standing::Erased);
        erased.for_each(|it| probing.ask_for_what_was_erased(&it.id));
        compared
    };
    // A few at a time, whatever the machine: the host is somebody else's.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
    let compared: usize = match pool {
        Ok(pool) => pool.install(asking),
        Err(_) => asking(),
    };
    probing.ask_for_what_is_not_there();
    let faults = probing.faults.into_inner().expect("no thread failed");
    findings.extend(faults.findings(&probing.address));
    compared
}

struct Probing<'a> {
    site: &'a Site<'a>,
    base: &'a BaseAddress,
    probe: Probe,
    address: Url,
    faults: Mutex<Faults>,
}

impl Probing<'_> {
    fn compare_all(&self, bundle: &Bundle) -> usize {
        let mut files = Vec::new();
        // What cannot be made was told when the site was looked through.
        if self.site.render(bundle, &mut files).is_err() {
            return 0;
        }
        let served = files.iter().filter(|it| !is_for_the_host(&it.path));
        served.map(|it| self.compare(it)).count()
    }

    fn compare(&self, file: &File) {
        let path = &file.path;
        // Pages are linked as folders.
        let place = match path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => path,
        };
        let limit = file.bytes.len().max(MAX_PAGE);
        let reply = match self.ask(place, limit) {
            Ok(reply) => reply,
            Err(FetchError::TooLarge) => return self.note(Fault::Differs, path, "more bytes"),
            Err(error) => return self.note(Fault::Unanswered, path, &error.to_string()),
        };
        if reply.status != 200 {
            let fault = match path.starts_with(".well-known/") {
                true => Fault::NoDotFolder,
                false => Fault::Missing,
            };
            return self.note(fault, path, &reply.status.to_string());
        }
        if !is_at(&reply, &self.address) {
            self.note(Fault::Elsewhere, path, &reply.address);
        }
        let own = *path == *places::did_document(self.base) || *path == *places::ISSUER;
        if reply.body != file.bytes {
            let fault = if own {
                Fault::OtherIssuer
            } else {
                Fault::Differs
            };
            return self.note(fault, path, &format!("{} bytes", reply.body.len()));
        }
        let ending = path.rsplit('.').next().unwrap_or_default();
        if !is_type_of(ending, &reply.content_type) {
            self.note(Fault::Type(kind(ending)), path, &reply.content_type);
        }
        if matches!(ending, "json" | "png" | "svg") && reply.allowed_origin != "*" {
            let found = match reply.allowed_origin.as_str() {
                "" => "no such header",
                found => found,
            };
            self.note(Fault::Closed, path, found);
        }
    }

    /// A page and a credential that no site has: whoever asks must hear that.
    fn ask_for_what_is_not_there(&self) {
        let nobody = "a".repeat(26);
        let credential = format!("awards/aa/{nobody}.json");
        for place in ["there-is-no-such-page.html", &credential] {
            match self.ask(place, MAX_PAGE) {
                Ok(reply) if matches!(reply.status, 404 | 410) => {}
                Ok(reply) => self.note(Fault::NoMissing, place, &reply.status.to_string()),
                Err(FetchError::TooLarge) => self.note(Fault::NoMissing, place, "a large answer"),
                Err(error) => self.note(Fault::Unanswered, place, &error.to_string()),
            }
        }
    }

    /// Hosts keep files that an upload does not replace.
    fn ask_for_what_was_erased(&self, id: &AwardId) {
        let places = [places::credential, places::baked_png, places::baked_svg];
        for place in places.map(|it| it(id)) {
            let Ok(reply) = self.ask(&place, MAX_PAGE) else {
                continue;
            };
            // A page that a host has for everything does not hold what was erased.
            let needle = id.as_str().as_bytes();
            let is_it = reply.body.windows(needle.len()).any(|it| it == needle);
            if reply.status == 200 && is_it {
                self.note(Fault::NotErased, &place, "200");
            }
        }
    }

    fn ask(&self, place: &str, limit: usize) -> Result<Reply, FetchError> {
        let address = self.address.join(place);
        let address = address.expect("paths of a site are parts of addresses");
        self.probe.ask(&address, limit)
    }

    fn note(&self, fault: Fault, path: &str, found: &str) {
        let mut faults = self.faults.lock().expect("no thread failed");
        faults.add(fault, path, found);
    }
}

// Read by the host, or by git; some hosts keep them to themselves.
fn is_for_the_host(path: &str) -> bool {
    matches!(path, "_headers" | ".nojekyll")
}

fn is_at(reply: &Reply, address: &Url) -> bool {
    let answered = Url::parse(&reply.address);
    answered
        .is_ok_and(|it| it.origin() == address.origin() && it.path().starts_with(address.path()))
}

fn is_type_of(ending: &str, content_type: &str) -> bool {
    let expected: &[&str] = match ending {
        "json" => &["application/json", "application/ld+json"],
        "png" => &["image/png"],
        "svg" => &["image/svg+xml"],
        "html" => &["text/html"],
        "css" => &["text/css"],
        "js" => &["text/javascript", "application/javascript"],
        "xml" => &["application/xml", "text/xml", "application/atom+xml"],
        "txt" => &["text/plain"],
        _ => return true,
    };
    expected.contains(&content_type)
}

fn kind(ending: &str) -> &'static str {
    let kinds = [
        ("json", "application/json"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
        ("html", "text/html"),
        ("css", "text/css"),
        ("js", "text/javascript"),
        ("xml", "application/xml"),
    ];
    let found = kinds.iter().find(|it| it.0 == ending);
    found.map_or("text/plain", |it| it.1)
}

fn unreachable(address: &Url, error: &FetchError) -> Diagnostic {
    Diagnostic::error(format!("the site does not answer at {address}: {error}")).hint(
        "is it deployed, is the domain set up at the host, and has it a certificate? \
         `--live URL` asks at another address",
    )
}

/// At the same time, and so kind to the host.
const AT_ONCE: usize = 8;

/// The page of a host for what it does not have may be longer than anything of the site.
const MAX_PAGE: usize = 2 << 20;
