//! What an author's PNG must be.

use super::encoded;
use accolade::artwork::{Picture, Problem, check_png, png_remarks};

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
fn what_a_png_says_beside_its_pixels_is_told() {
    let plain = encoded(120, 90, 7);
    assert!(png_remarks(&plain).is_empty());
    let chunk = |kind: &[u8], data: &[u8]| {
        let named = [kind, data].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let crc = crc32fast::hash(&named).to_be_bytes();
        [&length[..], &named, &crc].concat()
    };
    let (header, rest) = plain.split_at(33);
    let parts = [
        header,
        &chunk(b"tEXt", b"Software\0a program"),
        &chunk(b"tEXt", b"Author\0Jane Doe"),
        &chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        &chunk(b"eXIf", b"MM\0*"),
        rest,
    ];
    let bytes = parts.concat();
    check_png(&bytes).unwrap();
    assert_eq!(
        png_remarks(&bytes),
        ["`Author`", "`XML:com.adobe.xmp`", "Exif data"]
    );
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
