//! PNG: chunks, bounds, damage, compression.

use super::*;

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
fn another_decoder_reads_the_same_pixels_and_both_texts() {
    let baked = bake_png(&source_png(), Some(ASSERTION), Some(CREDENTIAL));
    let decode = |picture: &[u8]| {
        let decoder = ::png::Decoder::new(std::io::Cursor::new(picture));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let texts = reader.info().utf8_text.clone();
        (pixels, texts)
    };
    let (pixels, texts) = decode(&baked);
    assert_eq!(pixels, [1, 2, 3, 4, 5, 6]);
    assert_eq!(pixels, decode(&source_png()).0);
    let texts: Vec<_> = texts
        .iter()
        .take(2)
        .map(|chunk| (chunk.keyword.as_str(), chunk.get_text().unwrap()))
        .collect();
    let expected = [
        ("openbadges", ASSERTION.to_owned()),
        ("openbadgecredential", CREDENTIAL.to_owned()),
    ];
    assert_eq!(texts, expected);
}
