//! Nothing private reaches the output: no key, no e-mail address of a recipient.

use std::io::Read;
use std::path::Path;

use crate::example;

#[test]
fn no_file_of_the_site_and_no_ledger_file_holds_an_address_of_a_recipient() {
    let addresses = recipient_addresses();
    assert_eq!(addresses.len(), 23);
    for folder in [
        example::built(),
        &example::repository().join("example-site/ledger"),
    ] {
        for file in example::files(folder) {
            let parts = readable(std::fs::read(&file).unwrap());
            for address in &addresses {
                assert!(!leaks(&parts, address), "{} in {}", address, file.display());
            }
        }
    }
}

#[test]
fn no_file_of_the_site_holds_anything_like_a_private_key() {
    let marks = ["PRIVATE KEY", "z3u2", "\"secretKeyMultibase\"", "\"d\":"];
    for file in example::files(example::built()) {
        let parts = readable(std::fs::read(&file).unwrap());
        for mark in marks {
            assert!(!leaks(&parts, mark), "`{mark}` in {}", file.display());
        }
    }
}

#[test]
fn the_search_finds_what_is_hidden_in_compressed_parts() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(b"head".to_vec(), flate2::Compression::best());
    packed.write_all(b"write to Ada@Example.org today").unwrap();
    let parts = readable(packed.finish().unwrap());
    assert!(leaks(&parts, "ada@example.org"));
    assert!(!leaks(&parts, "bob@example.org"));
}

/// Whether the parts hold the text, in either case, plainly or in base64.
fn leaks(parts: &[Vec<u8>], text: &str) -> bool {
    let forms = [vec![text.to_owned()], encoded(text)].concat();
    parts
        .iter()
        .any(|part| forms.iter().any(|form| contains(part, form)))
}

/// A file's bytes, and everything in them that was deflated.
fn readable(bytes: Vec<u8>) -> Vec<Vec<u8>> {
    let mut parts = inflated(&bytes);
    parts.push(bytes);
    parts
}

fn contains(bytes: &[u8], text: &str) -> bool {
    let needle = text.as_bytes();
    bytes
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}

/// The middle of the text's base64 at each of the three alignments.
fn encoded(text: &str) -> Vec<String> {
    let alignments = (0..3).map(|shift| {
        let padded = [&vec![b' '; shift], text.as_bytes()].concat();
        let whole = data_encoding::BASE64.encode(&padded);
        whole[4..whole.len() - 4].to_owned()
    });
    alignments.filter(|form| form.len() >= 8).collect()
}

/// Everything that starts like a zlib or gzip stream and can be inflated.
fn inflated(bytes: &[u8]) -> Vec<Vec<u8>> {
    let zlib = [0x01, 0x5e, 0x9c, 0xda];
    let starts = (0..bytes.len().saturating_sub(1)).filter_map(|at| match bytes[at..] {
        [0x78, level, ..] if zlib.contains(&level) => Some((at, false)),
        [0x1f, 0x8b, ..] => Some((at, true)),
        _ => None,
    });
    starts
        .map(|(at, is_gzip)| inflate(&bytes[at..], is_gzip))
        .collect()
}

fn inflate(bytes: &[u8], is_gzip: bool) -> Vec<u8> {
    const LIMIT: u64 = 4 << 20;
    let mut plain = Vec::new();
    // A start found by chance ends in an error; what came before it still counts.
    let _ = if is_gzip {
        flate2::read::GzDecoder::new(bytes)
            .take(LIMIT)
            .read_to_end(&mut plain)
    } else {
        flate2::read::ZlibDecoder::new(bytes)
            .take(LIMIT)
            .read_to_end(&mut plain)
    };
    plain
}

/// The addresses in the records that the example was issued from.
fn recipient_addresses() -> std::collections::BTreeSet<String> {
    let folder: &Path = &example::repository().join("tests/example/awards");
    let mut addresses = std::collections::BTreeSet::new();
    for file in example::files(folder) {
        let text = std::fs::read_to_string(file).unwrap();
        let words = text.split(|it: char| it == ',' || it == '"' || it.is_whitespace());
        addresses.extend(words.filter(|word| word.contains('@')).map(str::to_owned));
    }
    addresses
}
