//! A badge's picture: what is refused and why, and what is drawn.

mod drawing;
mod limits;
mod png;
mod svg;

use accolade::artwork::{CleanSvg, Problem, check_svg};

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

fn encoded(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let samples = [shade, 40, 90, 255].repeat((width * height) as usize);
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    bytes
}

fn decoded(bytes: &[u8]) -> (Vec<u8>, u32, u32) {
    let mut decoder = ::png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(::png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut samples).unwrap();
    (samples, info.width, info.height)
}
