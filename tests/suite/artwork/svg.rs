//! What an author's SVG may hold, and what becomes of it.

use super::{clean, decoded, problem, problems, svg};
use accolade::artwork::{Place, Problem, check_svg, render, render_at};

fn refused_element(inside: &str, name: &str) {
    let found = problems(&svg(inside));
    let expected = Problem::Element {
        name: name.to_owned(),
    };
    assert!(found.contains(&expected), "{inside}: {found:?}");
}

#[test]
fn elements_that_run_load_link_or_move_are_refused_by_name() {
    for (inside, name) in [
        ("<script>alert(1)</script>", "script"),
        ("<script href='//evil.example/x.js'/>", "script"),
        (
            "<g><defs><script type='text/ecmascript'><![CDATA[alert(1)]]></script></defs></g>",
            "script",
        ),
        ("<metadata><script>alert(1)</script></metadata>", "script"),
        (
            "<s:script xmlns:s='http://www.w3.org/2000/svg'>alert(1)</s:script>",
            "script",
        ),
        (
            "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>hi</p></foreignObject>",
            "foreignObject",
        ),
        ("<a href='javascript:alert(1)'><path d='M0 0'/></a>", "a"),
        (
            "<animate attributeName='href' values='javascript:alert(1)'/>",
            "animate",
        ),
        ("<set attributeName='onload' to='alert(1)'/>", "set"),
        (
            "<animateTransform attributeName='transform'/>",
            "animateTransform",
        ),
        ("<discard begin='1s'/>", "discard"),
        (
            "<filter id='f'><feImage href='http://evil.example/'/></filter>",
            "feImage",
        ),
        (
            "<filter id='f'><feTurbulence numOctaves='1000000000'/></filter>",
            "feTurbulence",
        ),
        (
            "<filter id='f'><feMorphology radius='99999'/></filter>",
            "feMorphology",
        ),
        ("<marker id='m'><path d='M0 0'/></marker>", "marker"),
        ("<iframe src='http://evil.example/'/>", "iframe"),
        (
            "<link rel='stylesheet' href='http://evil.example/'/>",
            "link",
        ),
        ("<handler>alert(1)</handler>", "handler"),
        ("<listener event='click' handler='#h'/>", "listener"),
        (
            "<font-face-uri href='http://evil.example/f.svg'/>",
            "font-face-uri",
        ),
        ("<video/>", "video"),
        ("<SCRIPT>alert(1)</SCRIPT>", "SCRIPT"),
        (
            "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>",
            "script of http://www.w3.org/1999/xhtml",
        ),
    ] {
        refused_element(inside, name);
    }
}

#[test]
fn event_handlers_are_refused_in_any_spelling() {
    for name in ["onload", "onclick", "onbegin", "ONLOAD", "onfocusin", "on"] {
        let found = problem(&svg(&format!("<g {name}='alert(1)'/>")));
        assert_eq!(
            found,
            Problem::Handler {
                element: "g".to_owned(),
                name: name.to_owned()
            }
        );
    }
}

#[test]
fn attributes_outside_the_list_are_refused_by_name() {
    for attribute in [
        "xml:base='http://evil.example/'",
        "cursor='auto'",
        "src='x.png'",
        "to='x'",
        "begin='0s'",
        "tabindex='1'",
    ] {
        let found = problem(&svg(&format!("<path {attribute} d='M0 0'/>")));
        assert!(
            matches!(found, Problem::Attribute { .. }),
            "{attribute}: {found:?}"
        );
    }
}

#[test]
fn references_out_of_the_file_are_refused() {
    for inside in [
        "<use href='http://evil.example/a.svg#b'/>",
        "<use xlink:href='other.svg#b'/>",
        "<use href=' #a'/>",
        "<use href='data:image/svg+xml,%3Csvg/%3E#a'/>",
        "<use href='&#106;avascript:alert(1)'/>",
        "<image href='http://evil.example/a.png'/>",
        "<image href='//evil.example/a.png'/>",
        "<image xlink:href='file:///etc/passwd'/>",
        "<image href='/etc/hostname'/>",
        "<image href='../secret.png'/>",
        "<image href='#a'/>",
        "<linearGradient id='x' href='other.svg#y'/>",
        "<pattern id='x' xlink:href='http://evil.example/#y'/>",
        "<text><textPath href='http://evil.example/#y'>x</textPath></text>",
    ] {
        let found = problem(&svg(inside));
        assert!(
            matches!(found, Problem::Reference { .. }),
            "{inside}: {found:?}"
        );
    }
}

#[test]
fn only_raster_images_may_be_embedded() {
    for url in [
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:text/html;base64,PHN2Zy8+",
        "data:image/gif;base64,R0lGODlh",
        "data:text/plain;base64,PHN2Zy8+",
        "data:image/png,notbase64",
        " data:image/png;base64,iVBORw0KGgo=",
        "data:image/pngx;base64,iVBORw0KGgo=",
        "DATA:image/svg+xml;base64,PHN2Zy8+",
    ] {
        let found = problem(&svg(&format!("<image href='{url}'/>")));
        assert!(
            matches!(found, Problem::Raster { .. } | Problem::Reference { .. }),
            "{url}: {found:?}"
        );
    }
}

#[test]
fn styles_cannot_reach_outside() {
    for inside in [
        "<style>@import url(http://evil.example/a.css);</style>",
        "<style>@import 'a.css';</style>",
        "<style>@font-face{font-family:x;src:url(http://evil.example/f.woff)}</style>",
        "<style>@media print{rect{fill:blue}}</style>",
        "<style>rect{fill:url(http://evil.example/#a)}</style>",
        "<style>rect{fill:u\\72l(http://evil.example/#a)}</style>",
        "<style>rect{mask:image-set('http://evil.example/a.png' 1x)}</style>",
        "<style>rect{background:url(http://evil.example/)}</style>",
        "<style>rect{behavior:url(#default)}</style>",
        "<style>rect{-moz-binding:url(#x)}</style>",
        "<style>rect{animation:a 1s}</style>",
        "<style>rect{fill:expression(alert(1))}</style>",
        "<style>rect[id^=a]{fill:red}</style>",
        "<style>rect{fill:red</style>",
        "<style><![CDATA[</style><script>alert(1)</script>]]></style>",
        "<style>/* never closed</style>",
        "<style>rect{filter:url('data:image/svg+xml,x#f')}</style>",
        "<g style='background-image:url(http://evil.example/)'/>",
        "<g style='fill:url(javascript:alert(1))'/>",
        "<g style='fill:URL(#a)'/>",
        "<g style='position:fixed'/>",
        "<g style='--x:1'/>",
        "<g fill='url(http://evil.example/#a)'/>",
        "<g fill='url(&quot;//evil.example/#a&quot;)'/>",
        "<g clip-path='url(other.svg#c)'/>",
        "<g mask='url(#a) url(http://evil.example/m.svg#m)'/>",
        "<g fill='u\\72l(//evil.example/)'/>",
        "<g filter='url(file:///etc/passwd#f)'/>",
    ] {
        let found = problem(&svg(inside));
        assert!(
            matches!(found, Problem::Style { .. }),
            "{inside}: {found:?}"
        );
    }
}

#[test]
fn what_is_not_plain_utf_8_xml_is_refused() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>";
    assert_eq!(problem(bomb), Problem::Doctype);
    let external =
        "<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg xmlns='http://www.w3.org/2000/svg'/>";
    assert_eq!(problem(external), Problem::Doctype);
    let undefined = svg("<desc>&secret;</desc>");
    assert!(matches!(problem(&undefined), Problem::NotXml { .. }));
    let sheet = format!("<?xml-stylesheet href='http://evil.example/'?>{}", svg(""));
    assert!(
        matches!(problem(&sheet), Problem::Instruction { target } if target == "xml-stylesheet")
    );
    let utf_7 = format!("<?xml version='1.0' encoding='UTF-7'?>{}", svg(""));
    assert_eq!(
        problem(&utf_7),
        Problem::Encoding {
            name: "UTF-7".to_owned()
        }
    );
    assert!(matches!(problem("<html/>"), Problem::NotSvg { .. }));
    assert!(matches!(
        problem("<svg viewBox='0 0 1 1'/>"),
        Problem::NotSvg { .. }
    ));
    assert!(matches!(problem(""), Problem::NotXml { .. }));
    let utf_16: Vec<u8> = svg("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(check_svg(&utf_16).is_err());
    let gzip = check_svg(&[0x1f, 0x8b, 8, 0]).unwrap_err();
    assert_eq!(gzip.faults()[0].problem, Problem::NotUtf8 { offset: 1 });
}

#[test]
fn each_fault_has_its_place_and_all_are_reported_at_once() {
    let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>\n <g é='1' onload='x'/>\n\t<script/>\n</svg>";
    let error = check_svg(text.as_bytes()).unwrap_err();
    let places: Vec<_> = error.faults().iter().map(|fault| fault.place).collect();
    let place = |line, column| Some(Place { line, column });
    assert_eq!(places, [place(2, 5), place(2, 11), place(3, 2)]);
    assert_eq!(
        error.to_string(),
        "2:5: the attribute `é` of `g` is not allowed in a badge's picture; \
         2:11: the attribute `onload` of `g` runs a script; \
         3:2: the element `script` is not allowed in a badge's picture"
    );
    let doctype = check_svg(b"<?xml version='1.0'?>\n <!DOCTYPE svg><svg/>").unwrap_err();
    assert_eq!(doctype.faults()[0].place, place(2, 2));
}

#[test]
fn what_drawing_programs_write_passes_and_their_notes_are_left_out() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!-- Created with a drawing program -->\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
        xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" \
        xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" width=\"64mm\" height=\"64mm\" \
        viewBox=\"0 0 64 64\" version=\"1.1\" id=\"svg1\" xml:space=\"preserve\" sodipodi:docname=\"/home/ada/secret.svg\">\
        <sodipodi:namedview id=\"n\" inkscape:zoom=\"2\"><inkscape:grid/></sodipodi:namedview>\
        <metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></metadata>\
        <defs><style>.cls-1{fill:url(#g);stroke-width:2px;}</style><linearGradient id=\"g\"><stop offset=\"0\"/>\
        </linearGradient><linearGradient xlink:href=\"#g\" id=\"h\"/></defs>\
        <g inkscape:label=\"Ada's layer\" style=\"display:inline;fill:url(#h);-inkscape-stroke:none\">\
        <path class=\"cls-1\" d=\"M0 0H64V64Z\" data-name=\"x\" transform=\"rotate(3)\"/></g></svg>";
    let clean = check_svg(text.as_bytes()).expect("a drawing program's file");
    for gone in [
        "secret.svg",
        "namedview",
        "metadata",
        "Ada's layer",
        "\u{feff}",
    ] {
        assert!(
            !clean.as_str().contains(gone),
            "{gone} in {}",
            clean.as_str()
        );
    }
    assert!(clean.as_str().contains("d=\"M0 0H64V64Z\" data-name=\"x\""));
    assert_eq!(check_svg(clean.bytes()).as_ref(), Ok(&clean));
    assert!(render(&clean).is_ok());
}

#[test]
fn an_svg_with_a_credential_baked_in_is_refused() {
    for namespace in [
        "http://openbadges.org",
        "https://purl.imsglobal.org/ob/v3p0",
    ] {
        let found = problem(&svg(&format!("<b:credential xmlns:b='{namespace}'/>")));
        assert!(matches!(found, Problem::AlreadyBaked { .. }), "{found:?}");
    }
}

#[test]
fn pictures_of_any_aspect_are_centred_on_a_transparent_square() {
    let wide = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><path fill='#0000ff' d='M0 0H200V100H0Z'/></svg>";
    let (pixels, width, height) =
        decoded(&render_at(&check_svg(wide.as_bytes()).unwrap(), 64).unwrap());
    assert_eq!((width, height), (64, 64));
    let alpha = |x: usize, y: usize| pixels[(y * 64 + x) * 4 + 3];
    assert_eq!(
        [
            alpha(32, 8),
            alpha(32, 32),
            alpha(0, 32),
            alpha(63, 32),
            alpha(32, 56)
        ],
        [0, 255, 255, 255, 0]
    );
}

#[test]
fn a_picture_that_shows_nothing_is_refused() {
    let empty = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='none' d='M0 0H9'/></svg>";
    let error = render(&check_svg(empty.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(error.faults()[0].problem, Problem::Blank);
}

#[test]
fn text_in_an_svg_uses_the_embedded_fonts_whatever_it_asks_for() {
    let text = |text: &str, family: &str| {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>\
             <text y='50' font-size='40' font-family='{family}'>{text}</text></svg>"
        );
        check_svg(text.as_bytes())
    };
    let rendered = |word: &str, family: &str| render(&text(word, family).unwrap()).unwrap();
    assert!(rendered("Ada", "Georgia, serif") == rendered("Ada", "Comic Sans MS"));
    assert!(rendered("Ada", "Inter") != rendered("Add", "Inter"));
    assert!(rendered("Ada", "Inter") != rendered("Ada", "Inter Display"));
    assert!(text("Ada", "x").unwrap().has_text());
    assert!(!clean("<title>Ada</title>").has_text());
    let error = text("Ada 漢字", "x").unwrap_err();
    let expected = Problem::MissingGlyphs {
        characters: "漢字".to_owned(),
    };
    assert_eq!(error.faults()[0].problem, expected);
}
