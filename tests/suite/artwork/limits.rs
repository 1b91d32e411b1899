//! How much work a picture may ask for.

use super::{decoded, encoded, problem, svg};
use accolade::artwork::{MAX_SVG_BYTES, Problem, check_svg, render_at};

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
    for (size, scale) in [("1e6", "1"), ("100", "1e5"), ("1", "1e6")] {
        let tile = svg(&format!(
            "<pattern id='p' width='{size}' height='{size}' patternUnits='userSpaceOnUse' \
             patternTransform='scale({scale})'><rect width='9' height='9'/></pattern>\
             <rect width='9' height='9' fill='url(#p)'/>"
        ));
        assert!(check_svg(tile.as_bytes()).is_err(), "{size} {scale}");
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
fn numbers_and_dashes_that_would_keep_the_renderer_busy_for_ever_are_refused() {
    for inside in [
        "<path stroke='red' stroke-dasharray='1 2' d='M1 1L1e38 9'/>",
        "<g style='stroke-width:1e30'/>",
        "<rect width='9999999' height='1'/>",
        "<style>rect{stroke-width:1e30}</style>",
    ] {
        let found = problem(&svg(inside));
        assert!(
            matches!(found, Problem::Number { .. }),
            "{inside}: {found:?}"
        );
    }
    let smooth = format!("<path d='M0 0Q900000 0 0 0{}'/>", "T0 0".repeat(9_000));
    let many = "<path d='M0 0H900000'/>".repeat(900);
    for lines in [smooth, many] {
        let dashed = svg(&format!("<g stroke='red' stroke-dasharray='9'>{lines}</g>"));
        assert!(matches!(
            problem(&dashed),
            Problem::TooMany { what: "dashes", .. }
        ));
    }
    let text = svg("<text y='9' stroke='red' style='stroke-dasharray:1'>a</text>");
    assert_eq!(problem(&text), Problem::DashedText);
    let usual = svg("<path stroke='red' stroke-dasharray='1 2' d='M0 0H90'/>");
    assert!(check_svg(usual.as_bytes()).is_ok());
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
        "viewBox='0 0 1e6 1e6'",
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
