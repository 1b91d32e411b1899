//! The verification page's modules: that they can be joined, and their own tests.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use accolade::proof::contexts;
use accolade::site::verification::{self, MODULES, MORE};
use flate2::Compression;
use flate2::write::GzEncoder;

#[test]
fn the_modules_of_the_verification_page_can_be_joined() {
    let mut names: HashMap<String, &str> = HashMap::new();
    let mut seen = Vec::new();
    for (file, text) in MODULES.iter().chain(MORE) {
        check_imports(file, text, &seen);
        check_export(file, text);
        for name in top_level_names(text) {
            if let Some(other) = names.insert(name.clone(), file) {
                panic!("`{name}` is defined in {other} and in {file}");
            }
        }
        seen.push(file);
    }
}

#[test]
fn every_module_is_part_of_a_script() {
    let listed = MODULES.iter().chain(MORE);
    let mut listed: Vec<_> = listed.map(|(name, _)| format!("{name}.js")).collect();
    listed.sort();
    assert_eq!(listed, files(&folder(), ".js"));
}

#[test]
fn the_scripts_are_small_enough_to_be_read_and_sent() {
    let [script, more] = verification::scripts();
    let packed = |text: &str| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap().len()
    };
    let [bytes, gzipped] = [script.text.len(), packed(&script.text)];
    println!(
        "script: {bytes} bytes, {gzipped} gzipped; the second: {}",
        packed(&more.text)
    );
    assert!(bytes <= 80_000, "{bytes}");
    assert!(gzipped <= 20 << 10, "{gzipped}");
    assert!(bytes + more.text.len() <= 104_000);
}

#[test]
fn the_tables_in_the_script_cannot_end_it() {
    for (url, text) in contexts::tables().chain([("", contexts::SHARED)]) {
        assert!(!text.contains(['`', '\\']) && !text.contains("${"), "{url}");
    }
}

#[test]
fn the_tests_of_the_verification_page_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = files(&root.join("tests/browser"), ".test.js");
    assert!(tests.len() > 4, "{tests:?}");
    let tests = tests.iter().map(|name| format!("tests/browser/{name}"));
    let command = Command::new("node")
        .arg("--test")
        .args(tests)
        .current_dir(root)
        .output();
    let Ok(output) = command else {
        assert!(
            std::env::var_os("ACCOLADE_REQUIRE_ORACLES").is_none(),
            "there is no `node`"
        );
        println!(
            "the_tests_of_the_verification_page_pass: skipped, there is no `node` on this machine"
        );
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    for line in said
        .lines()
        .filter(|line| line.contains("# SKIP") || line.starts_with("# "))
    {
        println!("{line}");
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/verify")
}

/// The names in a folder that have this ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        let name = entry.expect("the folder can be read").file_name();
        name.into_string().expect("its names are UTF-8")
    };
    let mut names: Vec<String> = entries
        .map(name)
        .filter(|it| it.ends_with(ending))
        .collect();
    names.sort();
    names
}

/// Joining drops these lines, so each must stand on one line and name what already stands above.
fn check_imports(file: &str, text: &str, seen: &[&str]) {
    for line in text.lines().filter(|line| line.starts_with("import")) {
        let module = line
            .strip_prefix("import { ")
            .and_then(|rest| rest.strip_suffix("';"))
            .and_then(|rest| rest.split_once(" } from './"))
            .map(|(_, module)| module);
        let module = module.unwrap_or_else(|| panic!("{file}: `{line}`"));
        assert!(
            seen.iter().any(|name| format!("{name}.js") == module),
            "{file}: {module} stands below it"
        );
    }
    assert!(!text.contains("import("), "{file} imports at run time");
}

fn check_export(file: &str, text: &str) {
    let exports: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("export"))
        .collect();
    assert_eq!(exports.len(), 1, "{file} has one line of exports");
    let last = text.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("export { ") && last.ends_with("};"),
        "{file}: `{last}`"
    );
}

/// What a module defines outside of functions and classes: the lines that are not indented.
fn top_level_names(text: &str) -> Vec<String> {
    let starts = ["async function ", "function ", "class ", "const ", "let "];
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let name = |line: &str| {
        let rest = starts.iter().find_map(|start| line.strip_prefix(start))?;
        Some(
            rest.split(|it| !is_name(it))
                .next()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    text.lines().filter_map(name).collect()
}
