//! A badge's picture: what is refused and why, and what is drawn.

use accolade::artwork::{
    ArtworkError, CleanSvg, Colour, Drawing, Icon, Level, MAX_SVG_BYTES, Palette, Picture, Place,
    Problem, Shape, card, check_png, check_svg, draw, render, render_at,
};

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         viewBox=\"0 0 100 100\">{inside}<rect width=\"100\" height=\"100\" fill=\"red\"/></svg>"
    )
}

fn clean(inside: &str) -> CleanSvg {
    check_svg(svg(inside).as_bytes()).unwrap_or_else(|error| panic!("{inside}: {error}"))
}

fn problems(text: &str) -> Vec<Problem> {
    match check_svg(text.as_bytes()) {
        Ok(_) => panic!("not refused: {text:.300}"),
        Err(error) => error
            .faults()
            .iter()
            .map(|fault| fault.problem.clone())
            .collect(),
    }
}

fn problem(text: &str) -> Problem {
    problems(text).remove(0)
}

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
fn a_few_lines_cannot_ask_for_endless_work() {
    let doubling = |element: &str, link: fn(usize) -> String| -> String {
        let levels: String = (1..40)
            .map(|n| {
                format!(
                    "<{element} id='x{n}'>{}{}</{element}>",
                    link(n - 1),
                    link(n - 1)
                )
            })
            .collect();
        svg(&format!(
            "<g id='x0'><path d='M0 0'/></g>{levels}{}",
            link(39)
        ))
    };
    let uses = doubling("g", |n| format!("<use href='#x{n}'/>"));
    let fills = doubling("pattern", |n| format!("<rect fill='url(#x{n})'/>"));
    let styles = doubling("mask", |n| format!("<rect style='mask:url(#x{n})'/>"));
    for bomb in [uses, fills, styles] {
        assert!(
            matches!(
                problem(&bomb),
                Problem::TooMany { .. } | Problem::TooDeep { .. }
            ),
            "{bomb:.200}"
        );
    }
    let shallow: String = (1..9)
        .map(|n| {
            format!(
                "<g id='x{n}'>{}</g>",
                format!("<use href='#x{}'/>", n - 1).repeat(10)
            )
        })
        .collect();
    let shallow = svg(&format!("<path id='x0' d='M0 0'/>{shallow}"));
    assert!(matches!(problem(&shallow), Problem::TooMany { count, .. } if count > 100_000_000));
    let by_class: String = (1..20)
        .map(|n| format!("<mask id='x{n}'><g class='c{n}'/><g class='c{n}'/></mask>"))
        .collect();
    let sheet: String = (1..20)
        .map(|n| format!(".c{n}{{mask:url(#x{})}}", n - 1))
        .collect();
    let by_class = svg(&format!("<style>{sheet}</style><mask id='x0'/>{by_class}"));
    assert!(matches!(problem(&by_class), Problem::TooMany { .. }));
}

#[test]
fn a_pattern_cannot_ask_for_a_tile_larger_than_memory() {
    for (size, scale) in [("1e6", "1"), ("100", "1e5"), ("1e30", "1e30")] {
        let tile = svg(&format!(
            "<pattern id='p' width='{size}' height='{size}' patternUnits='userSpaceOnUse' \
             patternTransform='scale({scale})'><rect width='9' height='9'/></pattern>\
             <rect width='9' height='9' fill='url(#p)'/>"
        ));
        let refused = check_svg(tile.as_bytes()).map(|clean| render(&clean).is_ok());
        // What the renderer itself leaves out needs no refusal.
        assert!(refused.is_err() || scale == "1e30", "{size} {scale}");
    }
    let usual = svg(
        "<pattern id='p' width='9' height='9' patternUnits='userSpaceOnUse'><path d='M0 0H5V5Z'/></pattern>\
        <rect width='90' height='90' fill='url(#p)'/>",
    );
    assert!(check_svg(usual.as_bytes()).is_ok());
}

#[test]
fn painting_the_canvas_over_and_over_is_refused() {
    let whole = "<rect width='100' height='100'/>";
    let found = problem(&svg(&whole.repeat(1_001)));
    assert!(
        matches!(found, Problem::TooMany { limit: 1_000, .. }),
        "{found:?}"
    );
    assert!(check_svg(svg(&"<rect width='5' height='5'/>".repeat(9_000)).as_bytes()).is_ok());
    let blurs = svg(&format!(
        "<filter id='f'><feGaussianBlur stdDeviation='9'/></filter>{}",
        "<rect width='5' height='5' filter='url(#f)'/>".repeat(101)
    ));
    let found = problem(&blurs);
    assert!(
        matches!(found, Problem::TooMany { limit: 2_000, .. }),
        "{found:?}"
    );
}

#[test]
fn circles_of_references_are_refused() {
    for inside in [
        "<g id='a'><use href='#a'/></g>",
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
        "<pattern id='a'><rect fill='url(#a)'/></pattern>",
        "<mask id='a'><rect mask='url(#a)'/></mask>",
        "<linearGradient id='a' href='#a'/>",
        "<style>.x{clip-path:url(#a)}</style><clipPath id='a'><path class='x' d='M0 0'/></clipPath>",
    ] {
        let found = problem(&svg(inside));
        assert!(matches!(found, Problem::Loop { .. }), "{inside}: {found:?}");
    }
}

#[test]
fn every_limit_of_an_svg_is_kept() {
    let large = svg(&format!("<desc>{}</desc>", "x".repeat(MAX_SVG_BYTES)));
    assert!(matches!(problem(&large), Problem::TooLarge { .. }));
    let many = svg(&"<g/>".repeat(10_001));
    assert!(matches!(
        problem(&many),
        Problem::TooMany {
            what: "elements",
            ..
        }
    ));
    let deep = svg(&format!("{}{}", "<g>".repeat(9_000), "</g>".repeat(9_000)));
    assert!(matches!(problem(&deep), Problem::TooDeep { .. }));
    let comments = svg(&"<!---->".repeat(60_000));
    assert!(matches!(problem(&comments), Problem::TooMany { .. }));
    let rules = svg(&format!("<style>{}</style>", "a{fill:red}".repeat(1_001)));
    assert!(matches!(
        problem(&rules),
        Problem::TooMany {
            what: "style rules",
            ..
        }
    ));
    let layers = svg(&"<g opacity='.9'><path d='M0 0'/></g>".repeat(4_500));
    assert!(matches!(problem(&layers), Problem::TooMany { .. }));
    let dashes = svg("<path stroke='red' stroke-dasharray='.0001' d='M0 0H100'/>");
    assert!(matches!(
        problem(&dashes),
        Problem::TooMany { what: "dashes", .. }
    ));
    assert!(matches!(
        problem(&svg("<g id='a'/><g id='a'/>")),
        Problem::DuplicateId { .. }
    ));
}

#[test]
fn a_picture_needs_a_usable_size() {
    let sized = |attributes: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}><path d='M0 0H9V9Z'/></svg>")
    };
    for attributes in ["", "width='100%' height='100%'", "width='10'"] {
        assert_eq!(problem(&sized(attributes)), Problem::NoSize, "{attributes}");
    }
    for attributes in [
        "width='0' height='5'",
        "viewBox='0 0 0 0'",
        "viewBox='x'",
        "width='-1' height='-1'",
    ] {
        assert!(
            check_svg(sized(attributes).as_bytes()).is_err(),
            "{attributes}"
        );
    }
    for attributes in [
        "width='4097' height='1'",
        "viewBox='0 0 1e9 1e9'",
        "width='100in' height='1in'",
    ] {
        assert!(
            matches!(problem(&sized(attributes)), Problem::TooBig { .. }),
            "{attributes}"
        );
    }
    assert!(check_svg(sized("width='4096' height='2'").as_bytes()).is_ok());
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

fn encoded(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let samples = [shade, 40, 90, 255].repeat((width * height) as usize);
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    bytes
}

fn decoded(bytes: &[u8]) -> (Vec<u8>, u32, u32) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut samples).unwrap();
    (samples, info.width, info.height)
}

fn png_problem(bytes: &[u8]) -> Problem {
    check_png(bytes).expect_err("not refused").faults()[0]
        .problem
        .clone()
}

#[test]
fn a_sound_png_passes_unchanged() {
    let bytes = encoded(120, 90, 7);
    let clean = check_png(&bytes).unwrap();
    assert_eq!(clean.bytes(), bytes);
    assert_eq!(clean.size(), (120, 90));
    assert_eq!(Picture::from_png(clean).png(), bytes);
}

#[test]
fn a_png_of_a_wrong_size_is_refused() {
    assert!(matches!(
        png_problem(&encoded(89, 400, 7)),
        Problem::TooSmall { width: 89, .. }
    ));
    assert!(matches!(
        png_problem(&encoded(4097, 90, 7)),
        Problem::TooBig { width: 4097, .. }
    ));
    let mut huge = encoded(100, 100, 7);
    huge[16..24].copy_from_slice(&[0x7f, 255, 255, 255, 0x7f, 255, 255, 255]);
    let crc = crc32fast::hash(&huge[12..29]).to_be_bytes();
    huge[29..33].copy_from_slice(&crc);
    assert!(matches!(png_problem(&huge), Problem::TooBig { .. }));
    assert!(matches!(
        png_problem(&vec![0; 8 * 1024 * 1024 + 1]),
        Problem::TooLarge { .. }
    ));
}

#[test]
fn damage_anywhere_in_a_png_is_found() {
    let bytes = encoded(90, 90, 7);
    for length in 0..bytes.len() {
        assert!(
            check_png(&bytes[..length]).is_err(),
            "cut to {length} bytes"
        );
    }
    for index in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[index] ^= 0x04;
        assert!(check_png(&damaged).is_err(), "byte {index}");
    }
    let mut damaged = bytes.clone();
    damaged[20] ^= 1;
    let chunk = "IHDR".to_owned();
    assert_eq!(
        png_problem(&damaged),
        Problem::DamagedChunk { chunk, offset: 8 }
    );
    assert_eq!(png_problem(b"GIF89a"), Problem::NotPng);
    assert_eq!(png_problem(&bytes[..40]), Problem::Truncated { offset: 33 });
    assert_eq!(
        png_problem(&[&bytes[..], b"<?php"].concat()),
        Problem::TrailingBytes { count: 5 }
    );
}

fn with_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let bytes = encoded(90, 90, 7);
    let named = [name.as_slice(), data].concat();
    let length = (data.len() as u32).to_be_bytes();
    let crc = crc32fast::hash(&named).to_be_bytes();
    [&bytes[..33], &length, &named, &crc, &bytes[33..]].concat()
}

#[test]
fn animated_and_baked_pngs_are_refused() {
    assert_eq!(
        png_problem(&with_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])),
        Problem::Animated
    );
    let baked = with_chunk(b"iTXt", b"openbadges\0\0\0\0\0{}");
    assert!(matches!(png_problem(&baked), Problem::AlreadyBaked { .. }));
    assert!(check_png(&with_chunk(b"tEXt", b"Title\0A badge")).is_ok());
}

#[test]
fn a_png_with_image_data_that_cannot_be_inflated_is_refused() {
    let mut bytes = encoded(90, 90, 7);
    let at = bytes.windows(4).position(|name| name == b"IDAT").unwrap();
    let length = u32::from_be_bytes(bytes[at - 4..at].try_into().unwrap()) as usize;
    bytes[at + 4..at + 4 + length].fill(0xff);
    let crc = crc32fast::hash(&bytes[at..at + 4 + length]).to_be_bytes();
    bytes[at + 4 + length..at + 8 + length].copy_from_slice(&crc);
    assert!(matches!(png_problem(&bytes), Problem::Undecodable { .. }));
}

fn drawing(shape: Shape, text: &str) -> Drawing {
    Drawing {
        shape,
        palette: Palette::parse("ocean").unwrap(),
        icon: Icon::parse("book"),
        text: text.to_owned(),
        banner: "Example Makers".to_owned(),
        level: Level::new(3).unwrap(),
        label: "A badge <for> \"all\" & sundry".to_owned(),
    }
}

#[test]
fn every_shape_can_be_drawn_with_any_text() {
    for shape in Shape::ALL {
        for text in [
            "",
            "Go",
            "Community Mentor of the Year",
            "Öffentlichkeitsarbeit für Anfänger",
            "Donaudampfschifffahrtsgesellschaft",
            "Διαχείριση έργων",
            "Безопасность лаборатории",
            "Read-only file-systems/volumes & <tags>",
        ] {
            let picture = draw(&drawing(shape, text))
                .unwrap_or_else(|error| panic!("{} `{text}`: {error}", shape.name()));
            let svg = picture.svg().unwrap();
            assert!(svg.bytes().len() <= 30_000, "{} bytes", svg.bytes().len());
            assert!(!svg.has_text());
            assert!(
                svg.as_str()
                    .contains("<title>A badge &lt;for&gt; &quot;all&quot; &amp; sundry</title>")
            );
            assert!(
                svg.as_str()
                    .contains("width=\"512\" height=\"512\" viewBox=\"0 0 512 512\"")
            );
            assert_eq!(check_png(picture.png()).unwrap().size(), (512, 512));
        }
    }
}

#[test]
fn every_icon_and_palette_has_a_name_that_finds_it_and_can_be_drawn() {
    let pictures: Vec<Vec<u8>> = Icon::names()
        .map(|name| {
            let icon = Icon::parse(name);
            assert_eq!(icon.map(Icon::name), Some(name));
            draw(&Drawing {
                icon,
                ..drawing(Shape::Circle, "")
            })
            .unwrap()
            .png()
            .to_vec()
        })
        .collect();
    assert!(pictures.len() >= 24);
    let distinct: std::collections::HashSet<_> = pictures.iter().collect();
    assert_eq!(distinct.len(), pictures.len(), "two icons look the same");
    assert!(Palette::names().count() >= 8);
    assert!(Palette::names().all(|name| Palette::parse(name).is_some()));
    assert!(
        Shape::names().all(|name| Shape::parse(name).is_some_and(|shape| shape.name() == name))
    );
    assert_eq!(
        (
            Icon::parse("nothing"),
            Palette::parse("Ocean"),
            Shape::parse("")
        ),
        (None, None, None)
    );
}

#[test]
fn the_level_is_shown_and_ends_at_five() {
    let with = |stars| {
        let level = Level::new(stars).unwrap();
        draw(&Drawing {
            level,
            ..drawing(Shape::Hexagon, "Rust")
        })
        .unwrap()
        .png()
        .to_vec()
    };
    let all: std::collections::HashSet<_> = (0..=5).map(with).collect();
    assert_eq!(all.len(), 6);
    assert_eq!(Level::new(6), None);
}

#[test]
fn a_text_that_cannot_be_legible_is_refused() {
    let refused = |drawing: &Drawing| draw(drawing).unwrap_err().faults()[0].problem.clone();
    let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".repeat(2);
    assert!(
        matches!(refused(&drawing(Shape::Diamond, &word)), Problem::TextTooLong { text } if text == word)
    );
    let long = "many words ".repeat(100);
    assert!(matches!(
        refused(&drawing(Shape::Square, &long)),
        Problem::TextTooLong { .. }
    ));
    let banner = Drawing {
        banner: "w".repeat(60),
        ..drawing(Shape::Circle, "")
    };
    assert!(matches!(refused(&banner), Problem::TextTooLong { .. }));
    assert!(matches!(
        refused(&drawing(Shape::Circle, "漢字")),
        Problem::MissingGlyphs { .. }
    ));
}

#[test]
fn drawings_and_cards_are_the_same_bytes_on_any_thread() {
    let make = || -> Result<_, ArtworkError> {
        let picture = draw(&drawing(Shape::Medal, "Soldering Basics"))?;
        let card = card(
            &picture,
            "Soldering Basics",
            "Example Makers",
            "badges.example.org",
            picture.accent()?,
        )?;
        Ok((picture, card))
    };
    let here = make().unwrap();
    let threads: Vec<_> = (0..3).map(|_| std::thread::spawn(make)).collect();
    for thread in threads {
        assert!(thread.join().unwrap().unwrap() == here);
    }
}

#[test]
fn a_card_has_the_size_link_previews_want_whatever_its_texts() {
    let picture = draw(&drawing(Shape::Shield, "Rust")).unwrap();
    let plain = Picture::from_png(check_png(&encoded(300, 120, 200)).unwrap());
    let long = "An extraordinarily long name of a badge ".repeat(6);
    for (title, issuer) in [
        ("Rust", "Example"),
        (long.as_str(), long.as_str()),
        ("", ""),
        ("漢字", "漢字"),
        ("W", "A & <B>"),
    ] {
        for picture in [&picture, &plain] {
            let bytes = card(picture, title, issuer, "badges.example.org", Colour::WHITE).unwrap();
            let (_, width, height) = decoded(&bytes);
            assert_eq!((width, height), (1200, 630));
        }
    }
}

#[test]
fn smaller_renditions_keep_the_colour_of_the_picture() {
    let picture = Picture::from_png(check_png(&encoded(1000, 1000, 200)).unwrap());
    let (pixels, width, _) = decoded(&picture.at(64).unwrap());
    assert_eq!(width, 64);
    assert_eq!(pixels[(32 * 64 + 32) * 4..][..4], [200, 40, 90, 255]);
    assert_eq!(picture.accent().unwrap(), Colour::new(200, 40, 90));
    for size in [0, 4097, u32::MAX] {
        assert!(picture.at(size).is_err(), "{size}");
    }
}

#[test]
fn a_photograph_may_be_embedded_but_not_a_wall_of_pixels() {
    let embedded = |png: &[u8], copies: usize| {
        let image = format!(
            "<image width='50' height='50' href='data:image/png;base64,{}'/>",
            data_encoding::BASE64.encode(png)
        );
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 50 50'><g id='a'>{image}</g>{}</svg>",
            "<use href='#a'/>".repeat(copies - 1)
        )
    };
    let photograph = check_svg(embedded(&encoded(20, 20, 200), 1).as_bytes()).unwrap();
    let (pixels, _, _) = decoded(&render_at(&photograph, 50).unwrap());
    assert_eq!(pixels[(25 * 50 + 25) * 4..][..4], [200, 40, 90, 255]);
    let wall = encoded(4096, 4096, 7);
    assert!(check_svg(embedded(&wall, 1).as_bytes()).is_ok());
    let found = problem(&embedded(&wall, 2));
    assert!(
        matches!(
            found,
            Problem::TooMany {
                what: "pixels in embedded images",
                ..
            }
        ),
        "{found:?}"
    );
}
