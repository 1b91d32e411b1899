//! The verification page, and the script that checks badges in the visitor's browser.
//!
//! The modules of `themes/verify` are joined as they are, so that a visitor can read what runs:
//! without imports, exports, remarks and empty lines. What few badges need is a second script, which
//! the first one asks for.

use std::sync::LazyLock;

use tera::Context;

use super::head::{CHECKING_POLICY, Head};
use super::plan::Site;
use crate::credential::places;
use crate::diagnostic::Diagnostic;
use crate::proof::contexts;

/// Where the page stands.
pub const PAGE_PATH: &str = "verify/index.html";

/// A script as it is published.
#[derive(Debug)]
pub struct Script {
    /// Its name tells its content, so that a browser may keep it for ever: `verify/verify-….js`.
    pub path: String,
    pub text: String,
}

/// The script of every page that checks, and the one that it asks for.
pub fn scripts() -> &'static [Script; 2] {
    static SCRIPTS: LazyLock<[Script; 2]> = LazyLock::new(|| {
        let tables = context_tables();
        let (usual, older) = tables.split_at(USUAL_CONTEXTS);
        let start = format!("const OLDER_CONTEXTS = [{}];\n", older.join(", "));
        let more = script("more", &joined(MORE, &start));
        let start = format!(
            "const MORE = '{}';\nconst CONTEXTS = {{ shared: {}, tables: [{}] }};\n",
            more.path.trim_start_matches("verify/"),
            literal(contexts::SHARED),
            usual.join(", ")
        );
        [script("verify", &joined(MODULES, &start)), more]
    });
    &SCRIPTS
}

/// # Errors
/// The template fails.
pub(super) fn render(site: &Site<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
    let texts = site.theme.catalogues.default();
    let title = texts.words("verify_title");
    let url = site.publisher.url("verify/");
    let head = Head {
        path: PAGE_PATH,
        root: None,
        language: texts.language().as_str(),
        title: &format!("{title} · {}", site.catalog.issuer.name),
        card_title: Some(title),
        description: texts.words("verify_description"),
        url: Some(&url),
        card: None,
        is_unlisted: false,
    };
    let mut context = Context::new();
    context.insert_value("page", head.value_under(CHECKING_POLICY));
    context.insert_value("text", texts.value());
    context.insert_value("early", early(site).into());
    site.theme.render("verify.html", &context, bytes)
}

// What every badge of the site needs: the keys, and the list, where there is but one.
fn early(site: &Site<'_>) -> String {
    let keys = places::did_document(site.publisher.base());
    match site.ledger.status_lists().as_slice() {
        [(number, _)] => format!("{keys} {}", places::status_list(*number)),
        _ => keys.to_owned(),
    }
}

fn script(name: &str, code: &str) -> Script {
    let text = format!("{REMARK}'use strict';\n{code}");
    let hash = blake3::hash(text.as_bytes()).to_hex();
    Script {
        path: format!("verify/{name}-{}.js", &hash[..16]),
        text,
    }
}

fn joined(modules: &[(&str, &str)], start: &str) -> String {
    let lines = modules.iter().flat_map(|(_, text)| text.lines());
    let kept = lines.filter(|line| {
        let code = line.trim_start();
        !(code.is_empty()
            || code.starts_with("//")
            || line.starts_with("import ")
            || line.starts_with("export {"))
    });
    let mut code = start.to_owned();
    kept.for_each(|line| {
        code.push_str(line);
        code.push('\n');
    });
    code
}

/// The tables that signer and program read, too. Open Badges 2.0 is left out: no proof covers it.
fn context_tables() -> Vec<String> {
    let needed = contexts::tables().filter(|(url, _)| *url != contexts::OPEN_BADGES_2_0);
    needed
        .map(|(url, text)| format!("['{url}', {}]", literal(text)))
        .collect()
}

fn literal(table: &str) -> String {
    let lines = table.lines().filter(|it| !it.starts_with('#'));
    let lines: Vec<_> = lines.filter(|it| !it.trim().is_empty()).collect();
    format!("`{}`", lines.join("\n"))
}

/// How many of the tables most badges need: Verifiable Credentials 2.0 and Open Badges 3.0.3.
const USUAL_CONTEXTS: usize = 2;

/// For whoever looks at it.
const REMARK: &str = "// Checks Open Badges: plain JavaScript, as written, without its remarks.\n";

macro_rules! modules {
    ($($name:literal)*) => {
        &[$((
            $name,
            include_str!(concat!("../../themes/verify/", $name, ".js")),
        )),*]
    };
}

/// The modules of the script, each below those that it imports.
pub const MODULES: &[(&str, &str)] = modules![
    "refusal" "json" "codec" "dates" "jcs" "tables" "jsonld" "rdfc" "ed25519" "proof" "network"
    "keys" "shape" "report" "signature" "extract" "status" "credential" "check" "page" "main"
];

/// Those of the second script: SVG, tokens, Open Badges 2.0, whose badge it is, older vocabularies and
/// browsers.
pub const MORE: &[(&str, &str)] = modules!["alike" "beside" "expire" "svg" "json-proof" "numbers" "tokens" "revoked" "others" "owners" "md5" "recipient" "assertion" "second"];
