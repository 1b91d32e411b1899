//! What is drawn from a few words.

use super::{decoded, encoded};
use accolade::artwork::{
    ArtworkError, Drawing, Icon, Level, Palette, Problem, Shape, card, check_png, draw,
};

#[test]
fn a_card_leaves_out_signs_that_no_font_has_and_ends_a_title_of_many_parts() {
    let picture = encoded(100, 100, 200);
    let of = |title: &str, issuer: &str| card(&picture, title, issuer, "example.org").unwrap();
    let plain = of("Rust 101", "Makers");
    assert_eq!(
        of("Rust 101 \u{1f389}\u{fe0f}", "\u{2764}\u{fe0f} Makers"),
        plain
    );
    // A word without some of its letters would be another one.
    assert_eq!(of("Rust \u{6771}\u{4eac}", "Makers"), of("", "Makers"));
    let many = "Train-the-Trainer-Kurs für Open-Source-Software-Entwicklung und Do-it-yourself-Werkstatt in \
                Nord-Rhein-Westfalen / Baden-Württemberg 2025/2026 Teil A";
    assert_ne!(of(many, "Makers"), of("", "Makers"));
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
        let host = "badges.example.org";
        let card = card(picture.png(), "Soldering Basics", "Example Makers", host)?;
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
    let plain = encoded(300, 120, 200);
    let long = "An extraordinarily long name of a badge ".repeat(6);
    for (title, issuer) in [
        ("Rust", "Example"),
        (long.as_str(), long.as_str()),
        ("", ""),
        ("漢字", "漢字"),
        ("W", "A & <B>"),
    ] {
        for picture in [picture.png(), &plain] {
            let bytes = card(picture, title, issuer, "badges.example.org").unwrap();
            let (_, width, height) = decoded(&bytes);
            assert_eq!((width, height), (1200, 630));
        }
    }
}

#[test]
fn a_card_shows_the_picture_on_a_ground_of_its_colour() {
    for side in [100, 400, 1000] {
        let picture = encoded(side, side, 200);
        let (pixels, width, _) = decoded(&card(&picture, "Rust", "", "example.org").unwrap());
        let at = |x: u32, y: u32| &pixels[((y * width + x) * 4) as usize..][..3];
        assert_eq!(at(240, 315), [200, 40, 90], "{side}");
        assert_eq!(at(476, 10), [200, 40, 90], "{side}");
        // A tenth of it, then three tenths, in white.
        assert_eq!(at(2, 0), [248, 229, 235], "{side}");
        assert_eq!(at(2, 629), [239, 191, 206], "{side}");
        assert_eq!(at(1000, 10), [255, 255, 255], "{side}");
    }
}
