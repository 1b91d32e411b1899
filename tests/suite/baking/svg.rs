//! SVG: elements, escapes, well-formedness, limits.

use super::*;

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
