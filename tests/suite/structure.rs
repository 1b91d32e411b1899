//! The shape of the source: which module imports which, how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom; everything may import `diagnostic` but those that import nothing.
const MAY_IMPORT: [(&str, &[&str]); 16] = [
    ("diagnostic", &[]),
    ("model", &["artwork"]),
    ("artwork", &[]),
    ("content", &["model", "artwork"]),
    // Reads tables and cleans texts as `content` does, within the same limits.
    ("import", &["model", "content"]),
    ("credential", &["model"]),
    ("proof", &[]),
    ("baking", &[]),
    ("ledger", &["model", "credential", "proof"]),
    ("verify", &["credential", "proof", "baking"]),
    (
        "site",
        &[
            "model",
            "credential",
            "proof",
            "baking",
            "ledger",
            "artwork",
        ],
    ),
    ("build", &["content", "ledger", "site"]),
    // Asks every stage before it for what it can tell; reads only, and has no rule of its own.
    (
        "check",
        &["content", "model", "ledger", "credential", "verify", "site"],
    ),
    ("serve", &["content", "ledger", "site", "build"]),
    ("mail", &["model", "ledger"]),
    ("report", &["model", "ledger"]),
];

/// Single files that import what their module may not, each with its reason.
const EXCEPTIONS: [(&str, &str); 3] = [
    // What may stand in a ledger for ever is a key, and not only of the form of one.
    ("src/content/keys.rs", "proof"),
    // The issuer's DID is part of every document, and how a DID is spelled belongs to proofs.
    ("src/credential/publisher.rs", "proof"),
    // A definition is frozen with its drawing.
    ("src/ledger/writing/freeze.rs", "artwork"),
];

/// Imports nothing of ours, not even `diagnostic`: each could be a crate of its own.
const IMPORT_NOTHING: [&str; 3] = ["diagnostic", "proof", "baking"];

/// Holds no rule about badges, so it may use everything.
const UNBOUND: [&str; 3] = ["cli", "lib", "main"];

/// A page of reading; longer files hold more than one thing.
const MOST_LINES: usize = 450;

#[test]
fn no_module_imports_what_it_may_not() {
    let rules = BTreeMap::from(MAY_IMPORT);
    let mut wrong = Vec::new();
    for file in sources("src") {
        let module = module(&file);
        if UNBOUND.contains(&module.as_str()) {
            continue;
        }
        let allowed = rules.get(module.as_str());
        let allowed = allowed.unwrap_or_else(|| panic!("no rule says what `{module}` may import"));
        for import in imports(&production_code(&read(&file))) {
            let diagnostic = import == "diagnostic" && !IMPORT_NOTHING.contains(&module.as_str());
            let name = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            if EXCEPTIONS.contains(&(name.to_str().unwrap(), &import)) {
                continue;
            }
            if import != module && !diagnostic && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports `{import}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_site_neither_writes_to_disk_nor_signs() {
    let forbidden = [
        "fs::write",
        "fs::create_dir",
        "fs::remove",
        "fs::rename",
        "File::create",
        "OpenOptions",
        "fs::copy",
        "SigningKey",
        ".sign(",
        "::now()",
        "getrandom",
        "SystemTime",
        "time::Instant",
    ];
    ensure_absent("src/site", &forbidden);
}

#[test]
fn no_clock_and_no_randomness_below_the_command_line() {
    for module in sources("src")
        .iter()
        .map(|it| module(it))
        .collect::<BTreeSet<_>>()
    {
        if !UNBOUND.contains(&module.as_str()) {
            let place = format!("src/{module}");
            ensure_absent(
                &place,
                &[
                    "::now()",
                    "getrandom::",
                    "time::Instant",
                    "SystemTime::now",
                    "rand::rng",
                ],
            );
        }
    }
}

#[test]
fn no_build_and_no_site_knows_a_key_or_a_network() {
    for place in ["src/build", "src/site", "src/content"] {
        ensure_absent(
            place,
            &["std::net", "ureq", "TcpStream", "SigningKey", "env::var"],
        );
    }
}

#[test]
fn nothing_unfinished_is_left_and_nothing_is_called_util() {
    // Written in two parts, so that this file does not hold the words itself.
    let words = ["dbg", "todo", "unimplemented"].map(|it| format!("{it}!("));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for place in ["src", "tests"] {
        ensure_absent(place, &words);
        for file in sources(place) {
            let name = file.with_extension("");
            let vague = ["util", "utils", "common", "helpers", "misc"].map(Path::new);
            assert!(
                !vague.iter().any(|it| name.ends_with(it)),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn no_file_is_longer_than_can_be_read_at_once() {
    for file in sources("src").into_iter().chain(sources("tests")) {
        let lines = read(&file).lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", file.display());
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::model::award::Award;\npub use crate::{site, ledger::{self, Ledger}};\n\
        fn f() { crate::baking::bake() }\n// crate::verify is only spoken of\nuse crate::{\n    \
        diagnostic::Diagnostic,\n    proof,\n};";
    let found = imports(&production_code(code))
        .into_iter()
        .collect::<Vec<_>>();
    assert_eq!(
        found,
        ["baking", "diagnostic", "ledger", "model", "proof", "site"]
    );
}

fn ensure_absent(place: &str, words: &[&str]) {
    for file in sources(place).iter().filter(|it| !is_unit_test(it)) {
        let code = production_code(&read(file));
        for word in words {
            assert!(!code.contains(word), "{} holds `{word}`", file.display());
        }
    }
}

/// Unit tests that are a file of their own may do what the code beside them may not.
fn is_unit_test(file: &Path) -> bool {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = file.strip_prefix(source).map(|it| it.with_extension(""));
    inside.is_ok_and(|it| it.components().any(|it| it.as_os_str() == "tests"))
}

/// Every Rust file below a folder of the crate, or the file of a module without a folder.
fn sources(place: &str) -> Vec<PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
    let mut found = Vec::new();
    for start in [place.with_extension("rs"), place] {
        let entries = walkdir::WalkDir::new(start)
            .sort_by_file_name()
            .into_iter()
            .flatten();
        found.extend(entries.map(walkdir::DirEntry::into_path));
    }
    found.retain(|it| it.extension().is_some_and(|it| it == "rs"));
    found.retain(|it| !it.components().any(|it| it.as_os_str() == "node_modules"));
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

/// The first folder, or the file, below `src`.
fn module(file: &Path) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = file.strip_prefix(source).unwrap();
    let first = inside.components().next().unwrap();
    let name = Path::new(first.as_os_str()).with_extension("");
    name.to_str().unwrap().to_owned()
}

/// The code without comments and without the unit tests at its end.
fn production_code(text: &str) -> String {
    let tests = text.find("\n#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..tests].lines();
    let code = lines.filter(|it| !it.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The modules of this crate that a text names.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(head(rest)),
        }
    }
    found
}

/// The first names in `{a, b::{c, d}, e::f}`, given what follows the first brace.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut expected) = (0, Vec::new(), true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expected = true,
            _ if expected && !character.is_whitespace() => {
                heads.extend(head(&group[at..]));
                expected = false;
            }
            _ => {}
        }
    }
    heads
}

fn head(text: &str) -> Option<String> {
    let end = text.find(|it: char| !it.is_alphanumeric() && it != '_');
    let name = &text[..end.unwrap_or(text.len())];
    (!name.is_empty()).then(|| name.to_owned())
}
