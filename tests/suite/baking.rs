//! Credentials into pictures and out again.

mod png;
mod svg;

use std::io::Write;
use std::path::Path;

use accolade::baking::{
    BakeError, ExtractError, Extracted, Form, Format, PICTURE_LIMIT, PictureError, Place,
    PreparedPng, PreparedSvg, TEXT_LIMIT, Version, extract,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::spec;

const ASSERTION: &str = r#"{"id":"https://b.example/a.assertion.json","type":"Assertion"}"#;
const CREDENTIAL: &str = r#"{"id":"https://b.example/a.json","type":["OpenBadgeCredential"]}"#;
const URL: &str = "https://b.example/a.assertion.json";
const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" id="a>b"><path d="M0 0"/></svg>"#;

#[test]
fn two_badges_of_one_version_are_refused() {
    let baked = bake_png(&source_png(), None, Some(CREDENTIAL));
    let twice = with_chunk(
        &baked,
        *b"iTXt",
        &text_content("openbadgecredential", "{\"b\":2}"),
    );
    assert_eq!(
        extract(&twice).unwrap_err().to_string(),
        format!(
            "the picture holds more than one Open Badges 3.0 badge: the iTXt chunk at byte 33 and the iTXt chunk at byte {}",
            33 + 12 + text_content("openbadgecredential", "{\"b\":2}").len()
        )
    );
    let element = r#"<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">{}</o:credential>"#;
    let svg = SVG.replace("<path", &format!("{element}{element}<path"));
    let error = extract(svg.as_bytes()).unwrap_err();
    assert!(matches!(
        error,
        ExtractError::Repeated {
            version: Version::Three,
            ..
        }
    ));
}

#[test]
fn a_picture_without_a_badge_and_no_picture_are_told_apart() {
    assert_eq!(extract(&source_png()), Err(ExtractError::NotBaked));
    assert_eq!(extract(SVG.as_bytes()), Err(ExtractError::NotBaked));
    let unknown = Err(ExtractError::Picture(PictureError::UnknownFormat));
    for other in [&b""[..], b"\xff\xd8\xff\xe0", b"{}", b"\x1f\x8b", b"GIF89a"] {
        assert_eq!(extract(other), unknown);
    }
    assert_eq!(Format::of(b"\xef\xbb\xbf\n<svg"), Some(Format::Svg));
}

#[test]
fn what_could_not_be_extracted_is_not_baked() {
    let prepared = PreparedPng::new(&source_png()).unwrap();
    let bake = |text: Option<&str>| prepared.bake_into(&mut Vec::new(), None, text);
    let version = Version::Three;
    assert_eq!(bake(None), Err(BakeError::Nothing));
    for text in ["", "[]", "https://b.example/a.json", "{", "null"] {
        assert_eq!(bake(Some(text)), Err(BakeError::NotADocument { version }));
    }
    assert_eq!(
        bake(Some("{\"a\":\"\0\"}")),
        Err(BakeError::ControlCharacter { version })
    );
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(TEXT_LIMIT));
    let (size, limit) = (large.len(), TEXT_LIMIT);
    assert_eq!(
        bake(Some(&large)),
        Err(BakeError::TooLarge {
            version,
            size,
            limit
        })
    );
}

#[test]
fn a_picture_over_the_limit_is_refused() {
    let (size, limit) = (PICTURE_LIMIT + 1, PICTURE_LIMIT);
    for beginning in [&b"\x89PNG\r\n\x1a\n"[..], b"<svg>"] {
        let mut picture = beginning.to_vec();
        picture.resize(size, b' ');
        let too_large = PictureError::TooLarge { size, limit };
        assert_eq!(extract(&picture), Err(too_large.into()));
    }
    let pixels = chunk(*b"IDAT", &vec![0; PICTURE_LIMIT - 33 - 12 - 12]);
    let header = &source_png()[..33];
    let largest = [header, &pixels, &chunk(*b"IEND", b"")].concat();
    let prepared = PreparedPng::new(&largest).unwrap();
    let error = prepared
        .bake_into(&mut Vec::new(), None, Some(CREDENTIAL))
        .unwrap_err();
    assert!(
        matches!(error, BakeError::Picture(PictureError::TooLarge { .. })),
        "{error}"
    );
}

#[test]
fn the_published_samples_are_extracted() {
    let Some(data) = spec::data("the_published_samples_are_extracted") else {
        return;
    };
    let samples = data.join("samples");
    let jws = |found: Vec<Extracted>| match &found[..] {
        [
            Extracted {
                version: Version::Three,
                form: Form::Jws(jws),
                ..
            },
        ] => jws.clone(),
        other => panic!("{other:?}"),
    };
    let from_png = jws(extract(&read(&samples.join("ob30/simple-jwt.png"))).unwrap());
    let from_svg = jws(extract(&read(&samples.join("ob30/simple-jwt.svg"))).unwrap());
    assert!(from_png.starts_with("eyJhbGciOiJSUzI1NiIsImp3ayI6"));
    assert!(from_svg.starts_with("eyJhbGciOiJSUzI1NiIsImp3ayI6"));

    let found = extract(&read(&samples.join("ob30/simple-json.png"))).unwrap();
    let [
        Extracted {
            version: Version::Three,
            form: Form::Json(json),
            ..
        },
    ] = &found[..]
    else {
        panic!("{found:?}")
    };
    let document: Value = serde_json::from_str(json).unwrap();
    assert_eq!(document["id"], "http://example.com/credentials/3527");

    for name in ["beths-robot-badge.png", "robotics-badge.png"] {
        let picture = read(&samples.join("ob20/assets").join(name));
        assert_eq!(extract(&picture), Err(ExtractError::NotBaked), "{name}");
    }
}

#[test]
fn the_published_samples_are_baked_anew() {
    let Some(data) = spec::data("the_published_samples_are_baked_anew") else {
        return;
    };
    for name in [
        "ob20/assets/beths-robot-badge.png",
        "ob30/simple-json.png",
        "ob30/simple-jwt.png",
    ] {
        let source = read(&data.join("samples").join(name));
        let baked = bake_png(&source, Some(ASSERTION), Some(CREDENTIAL));
        assert_eq!(
            forms(&extract(&baked).unwrap()),
            [two(ASSERTION), three(CREDENTIAL)],
            "{name}"
        );
        let mut kept = chunks(&source);
        kept.retain(|chunk| !chunk.1.starts_with(b"openbadgecredential\0"));
        let mut rest = chunks(&baked);
        rest.drain(1..3);
        assert_eq!(rest, kept, "{name}");
    }
}

proptest! {
    #[test]
    fn any_json_survives_baking(key in any::<String>(), value in any::<String>(), marks in "[\\]>\u{fffe}\u{ffff}\\\\\"]{0,12}") {
        let document = json!({ key: value, "marks": marks });
        let text = document.to_string();

        let png = extract(&bake_png(&source_png(), Some(&text), Some(&text))).unwrap();
        prop_assert_eq!(forms(&png), [two(&text), three(&text)]);

        let svg = bake_svg(SVG, Some((URL, &text)), Some(&text));
        prop_assert!(roxmltree::Document::parse(&svg).is_ok());
        for (_, form) in forms(&extract(svg.as_bytes()).unwrap()) {
            let Form::Json(text) = form else { panic!("{form:?}") };
            prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &document);
        }
    }

    #[test]
    fn no_bytes_behind_a_beginning_panic(beginning in 0..4_usize, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let beginning = [&b""[..], b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg' ", b"<?xml "][beginning];
        let picture = [beginning, &bytes].concat();
        let _ = extract(&picture);
        let _ = PreparedPng::new(&picture);
        let _ = PreparedSvg::new(&picture);
    }
}

/// A PNG as another tool may write it: ancillary chunks of many kinds, pixels in two IDAT chunks.
fn source_png() -> Vec<u8> {
    let scanlines = compress(&[0, 1, 2, 3, 0, 4, 5, 6]);
    let (first, second) = scanlines.split_at(5);
    let header = [0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0];
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"gAMA", &45_455_u32.to_be_bytes()),
        chunk(*b"tEXt", b"Comment\0openbadges"),
        chunk(*b"iTXt", b"openbadges2\0\0\0en\0\0not ours"),
        chunk(*b"prVt", b"private \0 data"),
        chunk(*b"IDAT", first),
        chunk(*b"IDAT", second),
        chunk(*b"tIME", &[7, 234, 1, 2, 3, 4, 5]),
        chunk(*b"IEND", b""),
    ]
    .concat()
}

fn bake_png(source: &[u8], assertion: Option<&str>, credential: Option<&str>) -> Vec<u8> {
    let mut baked = Vec::new();
    let prepared = PreparedPng::new(source).unwrap();
    prepared
        .bake_into(&mut baked, assertion, credential)
        .unwrap();
    baked
}

fn bake_svg(source: &str, assertion: Option<(&str, &str)>, credential: Option<&str>) -> String {
    let mut baked = Vec::new();
    let prepared = PreparedSvg::new(source.as_bytes()).unwrap();
    prepared
        .bake_into(&mut baked, assertion, credential)
        .unwrap();
    String::from_utf8(baked).unwrap()
}

fn forms(found: &[Extracted]) -> Vec<(Version, Form)> {
    found
        .iter()
        .map(|badge| (badge.version, badge.form.clone()))
        .collect()
}

fn two(text: &str) -> (Version, Form) {
    (Version::Two, Form::Json(text.to_owned()))
}

fn three(text: &str) -> (Version, Form) {
    (Version::Three, Form::Json(text.to_owned()))
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let checked = [&kind, content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let crc = crc32fast::hash(&checked).to_be_bytes();
    [&length, &checked[..], &crc].concat()
}

/// `picture` with one more chunk right behind its header.
fn with_chunk(picture: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    [&picture[..33], &chunk(kind, content), &picture[33..]].concat()
}

fn with_compressed(text: &[u8]) -> Vec<u8> {
    let content = [b"openbadgecredential\0\x01\0\0\0", &compress(text)[..]].concat();
    with_chunk(&source_png(), *b"iTXt", &content)
}

fn text_content(keyword: &str, text: &str) -> Vec<u8> {
    format!("{keyword}\0\0\0\0\0{text}").into_bytes()
}

/// Kind and content of each chunk, by the lengths alone; the CRC of each must be right.
fn chunks(png: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (mut rest, mut chunks) = (&png[8..], Vec::new());
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let kind: [u8; 4] = rest[4..8].try_into().unwrap();
        let content = &rest[8..8 + length];
        assert_eq!(rest[..12 + length], chunk(kind, content));
        chunks.push((String::from_utf8(kind.to_vec()).unwrap(), content.to_vec()));
        rest = &rest[12 + length..];
    }
    chunks
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
