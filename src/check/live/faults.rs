//! How a host can get a site wrong, and what to do about it at the hosts in use.

use std::collections::BTreeMap;

use url::Url;

use crate::diagnostic::Diagnostic;

/// Something that a deployed site gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The issuer's own documents are not those of this folder.
    OtherIssuer,
    /// Folders whose names start with a dot were left out.
    NoDotFolder,
    Missing,
    Differs,
    /// The answer came from outside of the site.
    Elsewhere,
    Type(&'static str),
    /// Pages of others may not read it.
    Closed,
    /// What does not exist is answered as if it did.
    NoMissing,
    /// What was erased is still there.
    NotErased,
    Unanswered,
}

/// Faults, each with how many files have it and the first of them.
#[derive(Default)]
pub(super) struct Faults(BTreeMap<Fault, (usize, String, String)>);

impl Faults {
    /// Notes one.
    pub fn add(&mut self, fault: Fault, path: &str, found: &str) {
        let own = || (0, path.to_owned(), found.to_owned());
        let seen = self.0.entry(fault).or_insert_with(own);
        seen.0 += 1;
        // Threads come in any order; a report has one.
        if *path < *seen.1 {
            (seen.1, seen.2) = (path.to_owned(), found.to_owned());
        }
    }

    /// What to tell of them, of a site at that address.
    pub fn findings(&self, address: &Url) -> Vec<Diagnostic> {
        let faults = self.0.iter();
        faults
            .map(|(fault, (count, path, found))| {
                let first = address.join(path).map_or_else(|_| path.clone(), Into::into);
                let more = match count {
                    1 => String::new(),
                    count => format!(", and {} more like it", count - 1),
                };
                let finding = Diagnostic::error(fault.message(&first, found) + &more);
                finding.hint(fault.hint())
            })
            .collect()
    }
}

impl Fault {
    fn message(self, first: &str, found: &str) -> String {
        match self {
            Self::OtherIssuer => {
                format!(
                    "{first} is not that of this folder: whoever verifies a badge reads another"
                )
            }
            Self::NoDotFolder => {
                format!("{first} answers {found}: no badge can be verified without it")
            }
            Self::Missing => format!("{first} answers {found}"),
            Self::Differs => format!("{first} is not what is built here: it has {found}"),
            Self::Elsewhere => format!("{first} leads to another address, {found}"),
            Self::Type(expected) => {
                format!("{first} is served as `{found}` instead of `{expected}`")
            }
            Self::Closed => format!(
                "pages of others may not read {first}: `Access-Control-Allow-Origin` is not `*` \
                 ({found})"
            ),
            Self::NoMissing => {
                format!("{first} answers {found}, although the site has no such file")
            }
            Self::NotErased => {
                format!(
                    "{first} is still there: the award was erased, and its holder is still named"
                )
            }
            Self::Unanswered => format!("{first} does not answer: {found}"),
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::OtherIssuer => {
                "is another site at this address, or an older edition of this one? deploy `public` \
                 again; GitHub Pages may serve the old one for ten minutes"
            }
            Self::NoDotFolder => {
                "the folder `.well-known` was left out. GitHub Pages: `include-hidden-files: true` at \
                 `actions/upload-pages-artifact`, and `.nojekyll` where a branch is published. \
                 Others: upload hidden files, too; nginx and Apache may have a rule against names with \
                 a dot"
            }
            Self::Missing => {
                "was all of `public` uploaded? Run `accolade build` and deploy it again; names keep \
                 their upper and lower case"
            }
            Self::Differs => {
                "deploy `public` again; GitHub Pages and other caches may serve the old one for ten \
                 minutes. Cloudflare and Netlify: switch off whatever rewrites files, such as \
                 minifying, e-mail obfuscation, analytics"
            }
            Self::Elsewhere => {
                "files must be answered where they are: a redirect to another address breaks every \
                 badge when it ends. Is `base_url` the address that the host calls its main one?"
            }
            Self::Type(_) => {
                "GitHub Pages, GitLab Pages, Netlify and Cloudflare do this by themselves. nginx: \
                 `include mime.types;`; Apache: `AddType`; S3 and other storage: set the type at \
                 upload"
            }
            Self::Closed => {
                "verifiers that run in a browser need it. GitHub Pages sends it by itself. Netlify and \
                 Cloudflare: the file `_headers` of the site sets it, if it is at the top of what is \
                 published; nginx: `add_header Access-Control-Allow-Origin * always;`; Apache: `Header \
                 set Access-Control-Allow-Origin \"*\"`; S3: a CORS rule of the bucket"
            }
            Self::NoMissing => {
                "a badge that was never issued looks as if it were there. Cloudflare Pages: publish \
                 `404.html`, which the build makes; Netlify: take the rule `/* /index.html 200` out of \
                 `_redirects`; nginx: `try_files $uri $uri/ =404;`; S3: set `404.html` as the error \
                 document"
            }
            Self::NotErased => {
                "delete it at the host, and whatever its caches keep. Uploads by FTP, `aws s3 sync` or `rsync` \
                 leave there what is no longer in `public`: give the latter two `--delete`"
            }
            Self::Unanswered => "try again later; if it stays so, ask the host",
        }
    }
}
