//! Credentials into pictures and out again.

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
fn a_baked_png_has_both_documents_in_uncompressed_chunks_behind_the_header() {
    let baked = bake_png(&source_png(), Some(ASSERTION), Some(CREDENTIAL));
    let chunks = chunks(&baked);
    assert_eq!(chunks[1].0, "iTXt");
    assert_eq!(chunks[1].1, text_content("openbadges", ASSERTION));
    assert_eq!(chunks[2].0, "iTXt");
    assert_eq!(chunks[2].1, text_content("openbadgecredential", CREDENTIAL));
    let texts = chunks.iter().filter(|chunk| chunk.0 == "iTXt").count();
    assert_eq!(texts, 3, "the source has one of its own");
}

#[test]
fn baking_leaves_every_other_chunk_of_a_png_as_it_was() {
    let source = source_png();
    let mut baked = chunks(&bake_png(&source, Some(ASSERTION), Some(CREDENTIAL)));
    baked.drain(1..3);
    assert_eq!(baked, chunks(&source));
}

#[test]
fn what_was_baked_into_a_png_is_what_comes_out() {
    let baked = bake_png(&source_png(), Some(ASSERTION), Some(CREDENTIAL));
    let found = extract(&baked).unwrap();
    assert_eq!(forms(&found), [two(ASSERTION), three(CREDENTIAL)]);
    let place = Place::Chunk {
        kind: "iTXt",
        offset: 33,
    };
    assert_eq!(found[0].place, place);
    assert_eq!(place.to_string(), "the iTXt chunk at byte 33");

    let baked = bake_png(&source_png(), None, Some("eyJh.eyJp.c2ln"));
    let jws = Form::Jws("eyJh.eyJp.c2ln".to_owned());
    assert_eq!(forms(&extract(&baked).unwrap()), [(Version::Three, jws)]);
}

#[test]
fn baking_a_png_again_replaces_what_was_baked() {
    let source = source_png();
    let once = bake_png(&source, Some(ASSERTION), Some("{\"old\":1}"));
    let twice = bake_png(&once, Some(ASSERTION), Some(CREDENTIAL));
    assert_eq!(twice, bake_png(&source, Some(ASSERTION), Some(CREDENTIAL)));

    // Old bakers wrote an address into tEXt; others put iTXt behind the pixels, or compress.
    let old = with_chunk(&source, *b"tEXt", b"openbadges\0https://b.example/old");
    let old = with_chunk(&old, *b"iTXt", &text_content("openbadges", "{}"));
    let old = with_chunk(&old, *b"zTXt", b"openbadgecredential\0\0");
    assert_eq!(bake_png(&old, Some(ASSERTION), Some(CREDENTIAL)), twice);
}

#[test]
fn a_picture_is_prepared_once_and_its_buffer_used_again() {
    let prepared = PreparedPng::new(&source_png()).unwrap();
    let mut buffer = b"what was here before".to_vec();
    prepared
        .bake_into(&mut buffer, Some(ASSERTION), None)
        .unwrap();
    prepared
        .bake_into(&mut buffer, None, Some(CREDENTIAL))
        .unwrap();
    assert_eq!(buffer, bake_png(&source_png(), None, Some(CREDENTIAL)));
}

#[test]
fn a_png_with_any_byte_changed_is_refused() {
    let baked = bake_png(&source_png(), Some(ASSERTION), Some(CREDENTIAL));
    for index in 0..baked.len() {
        for bit in 0..8 {
            let mut damaged = baked.clone();
            damaged[index] ^= 1 << bit;
            assert!(extract(&damaged).is_err(), "bit {bit} of byte {index}");
            assert!(
                PreparedPng::new(&damaged).is_err(),
                "bit {bit} of byte {index}"
            );
        }
    }
}

#[test]
fn a_png_cut_off_or_prolonged_anywhere_is_refused() {
    let baked = bake_png(&source_png(), Some(ASSERTION), Some(CREDENTIAL));
    for length in 0..baked.len() {
        assert!(extract(&baked[..length]).is_err(), "{length} bytes");
        assert!(
            PreparedPng::new(&baked[..length]).is_err(),
            "{length} bytes"
        );
    }
    let offset = baked.len();
    let after = PictureError::AfterEnd { offset };
    assert_eq!(extract(&[&baked[..], b"\n"].concat()), Err(after.into()));
}

#[test]
fn a_damaged_chunk_is_named() {
    let mut baked = bake_png(&source_png(), None, Some(CREDENTIAL));
    baked[70] ^= 1;
    assert_eq!(
        extract(&baked).unwrap_err().to_string(),
        "the iTXt chunk at byte 33 is damaged: its CRC does not match its content"
    );
}

#[test]
fn a_png_out_of_order_is_refused() {
    let (header, pixels, end) = (
        chunk(*b"IHDR", &[0; 13]),
        chunk(*b"IDAT", b"x"),
        chunk(*b"IEND", b""),
    );
    let refused = |parts: &[&[u8]]| {
        let png = [b"\x89PNG\r\n\x1a\n", parts.concat().as_slice()].concat();
        PreparedPng::new(&png).unwrap_err().to_string()
    };
    assert_eq!(
        refused(&[&pixels, &header, &end]),
        "the PNG is out of order: an IHDR chunk of 13 bytes expected at byte 8, not IDAT"
    );
    assert_eq!(
        refused(&[&header, &header, &pixels, &end]),
        "the PNG is out of order: no second IHDR chunk expected at byte 33, not IHDR"
    );
    assert_eq!(
        refused(&[&header, &end]),
        "the PNG is out of order: an IDAT chunk expected at byte 33, not IEND"
    );
    assert_eq!(
        refused(&[&header, &pixels]),
        "the PNG is cut off: what begins at byte 46 is incomplete"
    );
    let many = chunk(*b"IDAT", b"").repeat(16_384);
    assert_eq!(
        refused(&[&header, &many, &end]),
        "the PNG has more than the 16384 chunks accepted"
    );
}

#[test]
fn compressed_text_is_read_and_a_bomb_is_not() {
    let found = extract(&with_compressed(CREDENTIAL.as_bytes())).unwrap();
    assert_eq!(forms(&found), [three(CREDENTIAL)]);

    let bomb = with_compressed(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let limit = TEXT_LIMIT;
    assert!(
        matches!(extract(&bomb), Err(ExtractError::TooLarge { limit: found, .. }) if found == limit)
    );
}

#[test]
fn compressed_text_that_is_cut_off_or_followed_by_more_is_refused() {
    let zlib = compress(CREDENTIAL.as_bytes());
    for stream in [
        &zlib[..zlib.len() - 1],
        &[&zlib[..], b"x"].concat(),
        b"",
        b"no zlib",
    ] {
        let content = [b"openbadgecredential\0\x01\0\0\0", stream].concat();
        let picture = with_chunk(&source_png(), *b"iTXt", &content);
        let error = extract(&picture).unwrap_err();
        assert!(matches!(error, ExtractError::Compression { .. }), "{error}");
    }
}

#[test]
fn an_old_address_in_a_text_chunk_is_read() {
    let picture = with_chunk(
        &source_png(),
        *b"tEXt",
        format!("openbadges\0{URL}").as_bytes(),
    );
    let found = extract(&picture).unwrap();
    assert_eq!(forms(&found), [(Version::Two, Form::Url(URL.to_owned()))]);
    assert!(matches!(found[0].place, Place::Chunk { kind: "tEXt", .. }));
}

#[test]
fn text_chunks_that_cannot_hold_a_badge_are_named() {
    let cases: [(_, &[u8], _); 7] = [
        (
            *b"zTXt",
            b"openbadges\0\0x",
            "the zTXt chunk at byte 33 cannot hold a badge: `openbadges` belongs into an iTXt chunk",
        ),
        (
            *b"tEXt",
            b"openbadgecredential\0{}",
            "the tEXt chunk at byte 33 cannot hold a badge: `openbadgecredential` belongs into an iTXt chunk",
        ),
        (
            *b"iTXt",
            b"openbadges\0\0",
            "the iTXt chunk at byte 33 is not laid out as a text chunk",
        ),
        (
            *b"iTXt",
            b"openbadges\0\x02\0\0\0{}",
            "the iTXt chunk at byte 33 is not laid out as a text chunk",
        ),
        (
            *b"iTXt",
            b"openbadges\0\0\0en\0\0{\xff}",
            "the iTXt chunk at byte 33 is not UTF-8 text",
        ),
        (
            *b"iTXt",
            b"openbadges\0\0\0\0\0hello",
            "the iTXt chunk at byte 33 holds no Open Badges 2.0 badge: neither a JSON object, nor a compact JWS, nor an address",
        ),
        (
            *b"iTXt",
            b"openbadgecredential\0\0\0\0\0https://b.example/",
            "the iTXt chunk at byte 33 holds no Open Badges 3.0 badge: neither a JSON object, nor a compact JWS",
        ),
    ];
    for (kind, content, message) in cases {
        let picture = with_chunk(&source_png(), kind, content);
        assert_eq!(extract(&picture).unwrap_err().to_string(), message);
    }
}

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
fn a_baked_svg_has_one_element_for_each_version_as_first_children() {
    let baked = bake_svg(SVG, Some((URL, ASSERTION)), Some(CREDENTIAL));
    let expected = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"a>b\">\
         <openbadges:assertion xmlns:openbadges=\"http://openbadges.org\" verify=\"{URL}\"><![CDATA[{ASSERTION}]]></openbadges:assertion>\
         <openbadges:credential xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"><![CDATA[{CREDENTIAL}]]></openbadges:credential>\
         <path d=\"M0 0\"/></svg>"
    );
    assert_eq!(baked, expected);
    assert!(roxmltree::Document::parse(&baked).is_ok());

    let found = extract(baked.as_bytes()).unwrap();
    assert_eq!(forms(&found), [two(ASSERTION), three(CREDENTIAL)]);
    assert_eq!(found[0].hosted_at.as_deref(), Some(URL));
    assert_eq!(found[1].hosted_at, None);
    assert_eq!(
        found[0].place.to_string(),
        format!(
            "the `assertion` element at byte {}",
            SVG.find("<path").unwrap()
        )
    );
}

#[test]
fn a_signed_document_is_baked_into_the_attribute_of_an_svg() {
    let baked = bake_svg(SVG, None, Some("eyJh.eyJp.c2ln"));
    let element = r#"<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="eyJh.eyJp.c2ln"></openbadges:credential>"#;
    assert!(baked.contains(element), "{baked}");
    let jws = Form::Jws("eyJh.eyJp.c2ln".to_owned());
    assert_eq!(
        forms(&extract(baked.as_bytes()).unwrap()),
        [(Version::Three, jws)]
    );
}

#[test]
fn an_empty_svg_is_opened_up_and_its_surroundings_are_kept() {
    let source = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!-- <svg> --><s:svg\n xmlns:s='http://www.w3.org/2000/svg' a='/>' />\n<!-- end -->";
    let baked = bake_svg(source, None, Some(CREDENTIAL));
    let (before, after) = source.split_once(" />").unwrap();
    assert!(
        baked.starts_with(&format!("{before} ><openbadges:credential ")),
        "{baked}"
    );
    assert!(
        baked.ends_with(&format!("</openbadges:credential></s:svg>{after}")),
        "{baked}"
    );
    assert_eq!(
        forms(&extract(baked.as_bytes()).unwrap()),
        [three(CREDENTIAL)]
    );
}

#[test]
fn baking_an_svg_again_replaces_what_was_baked() {
    let once = bake_svg(SVG, Some((URL, "{\"old\":1}")), Some("{\"old\":2}"));
    let twice = bake_svg(&once, Some((URL, ASSERTION)), Some(CREDENTIAL));
    assert_eq!(
        twice,
        bake_svg(SVG, Some((URL, ASSERTION)), Some(CREDENTIAL))
    );

    // Another tool's: the prefix on the root, the element further down, one within another.
    let other = SVG
        .replace("id=", "xmlns:ob=\"http://openbadges.org\" id=")
        .replace(
            "</svg>",
            "<g><ob:assertion verify=\"x\"><ob:assertion/></ob:assertion></g></svg>",
        );
    let baked = bake_svg(&other, Some((URL, ASSERTION)), None);
    assert!(
        baked.ends_with("<path d=\"M0 0\"/><g></g></svg>"),
        "{baked}"
    );
    assert_eq!(forms(&extract(baked.as_bytes()).unwrap()), [two(ASSERTION)]);
}

#[test]
fn text_that_xml_cannot_hold_is_escaped_and_means_the_same() {
    let document =
        json!({ "a": "]]>", "b": "x]]]>>]]", "c": "\u{fffe}\u{ffff}\u{fffd}", "d]]>": "<&\"" });
    let text = document.to_string();
    let baked = bake_svg(SVG, Some((URL, &text)), Some(&text));
    for (_, form) in forms(&extract(baked.as_bytes()).unwrap()) {
        let Form::Json(text) = form else {
            panic!("{form:?}")
        };
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document);
    }
}

#[test]
fn an_address_is_escaped_or_refused() {
    let url = "https://b.example/?a=\"1\"&b=<2>";
    let baked = bake_svg(SVG, Some((url, ASSERTION)), None);
    assert_eq!(
        extract(baked.as_bytes()).unwrap()[0].hosted_at.as_deref(),
        Some(url)
    );
    for url in [
        "",
        "a.json",
        "https://b.example/\u{e9}",
        "https://b.example/ x",
        "javascript:0",
    ] {
        let result = PreparedSvg::new(SVG.as_bytes()).unwrap().bake_into(
            &mut Vec::new(),
            Some((url, ASSERTION)),
            None,
        );
        assert_eq!(
            result,
            Err(BakeError::Address {
                url: url.to_owned()
            })
        );
    }
}

#[test]
fn an_svg_that_holds_an_address_only_or_contradicts_itself() {
    let with = |element: &str| SVG.replace("<path", &format!("{element}<path"));
    let svg = with(&format!(
        "<o:assertion xmlns:o='http://openbadges.org' verify='{URL}'/>"
    ));
    let found = extract(svg.as_bytes()).unwrap();
    assert_eq!(forms(&found), [(Version::Two, Form::Url(URL.to_owned()))]);
    assert_eq!(found[0].hosted_at, None);

    // As the bakery of the Open Badges validator writes them.
    for (text, form) in [
        ("a.b.c", Form::Jws("a.b.c".to_owned())),
        (URL, Form::Url(URL.to_owned())),
    ] {
        let svg = with(&format!(
            "<o:assertion xmlns:o='http://openbadges.org' verify='{text}'><![CDATA[{text}]]></o:assertion>"
        ));
        let found = extract(svg.as_bytes()).unwrap();
        assert_eq!(forms(&found), [(Version::Two, form)]);
    }

    let svg = with("<o:assertion xmlns:o='http://openbadges.org' verify='a.b.c'>{}</o:assertion>");
    let error = extract(svg.as_bytes()).unwrap_err();
    assert!(
        matches!(error, ExtractError::Contradiction { .. }),
        "{error}"
    );

    let svg = with("<o:assertion xmlns:o='http://openbadges.org'>{<b/>}</o:assertion>");
    let error = extract(svg.as_bytes()).unwrap_err();
    assert!(matches!(error, ExtractError::NotText { .. }), "{error}");
}

#[test]
fn svg_files_that_are_none_or_dangerous_are_refused_by_name() {
    let cases = [
        (
            SVG.replace("</svg>", ""),
            "the SVG is not well-formed: the root node was opened but never closed",
        ),
        (
            format!("<!DOCTYPE svg>{SVG}"),
            "the SVG has a document type declaration (`<!DOCTYPE`); remove it",
        ),
        (
            SVG.replace("svg", "html"),
            "the picture is not an SVG: its outermost element is `html`, not `svg`",
        ),
        (
            "<svg/>".to_owned(),
            "the `svg` element is not in the namespace `http://www.w3.org/2000/svg`, so no browser shows it",
        ),
        (
            format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{SVG}"),
            "the SVG is encoded as `ISO-8859-1`; only UTF-8 is accepted",
        ),
        (
            SVG.replace(
                " id",
                &(0..251).map(|n| format!(" a{n} = ''")).collect::<String>(),
            ),
            "the SVG has an element of more than the 250 attributes accepted",
        ),
        (
            SVG.replace("<path", &format!("{}<path", "<g xmlns='x'/>".repeat(251))),
            "the SVG has more than the 250 namespace declarations accepted",
        ),
        (
            SVG.replace("<path", &format!("{}<path", "<g/>".repeat(200_000))),
            "the SVG is not well-formed: nodes limit reached",
        ),
    ];
    for (svg, message) in cases {
        let error = PreparedSvg::new(svg.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let latin = SVG
        .replace("a>b", "\u{e9}")
        .into_bytes()
        .into_iter()
        .filter(|&byte| byte != 0xA9);
    let error = PreparedSvg::new(&latin.collect::<Vec<u8>>()).unwrap_err();
    assert_eq!(error, PictureError::NotUtf8 { offset: 44 });
}

#[test]
fn entities_are_never_read() {
    let bomb = format!(
        "<!DOCTYPE svg [<!ENTITY a \"{{}}\">]>{}",
        SVG.replace(
            "<path",
            "<o:credential xmlns:o='https://purl.imsglobal.org/ob/v3p0'>&a;</o:credential><path"
        )
    );
    assert_eq!(extract(bomb.as_bytes()), Err(PictureError::Entities.into()));
}

#[test]
fn an_svg_nested_without_end_does_not_overflow_the_stack() {
    let deep = "<g>".repeat(190_000);
    let whole = SVG.replace("<path", &format!("{deep}{}<path", "</g>".repeat(190_000)));
    assert_eq!(extract(whole.as_bytes()), Err(ExtractError::NotBaked));
    assert!(PreparedSvg::new(whole.as_bytes()).is_ok());
    assert!(extract(format!("<svg>{deep}").as_bytes()).is_err());
}

#[test]
fn an_svg_with_any_byte_changed_or_cut_off_anywhere_never_panics() {
    let baked = bake_svg(SVG, Some((URL, ASSERTION)), Some(CREDENTIAL)).into_bytes();
    for index in 0..baked.len() {
        assert!(extract(&baked[..index]).is_err(), "{index} bytes");
        assert!(PreparedSvg::new(&baked[..index]).is_err(), "{index} bytes");
        for byte in [
            0,
            b'<',
            b'>',
            b'"',
            b'&',
            b']',
            b'/',
            b' ',
            0xEF,
            0xFF,
            baked[index] ^ 1,
        ] {
            let mut damaged = baked.clone();
            damaged[index] = byte;
            let _ = extract(&damaged);
            if let Ok(prepared) = PreparedSvg::new(&damaged) {
                let mut again = Vec::new();
                prepared
                    .bake_into(&mut again, None, Some(CREDENTIAL))
                    .unwrap();
                assert_eq!(
                    forms(&extract(&again).unwrap()),
                    [three(CREDENTIAL)],
                    "{index}"
                );
            }
        }
    }
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
