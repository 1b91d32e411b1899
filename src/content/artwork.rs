//! A badge's picture: a file beside its text, or the words of an `[artwork]` table.

use std::sync::Arc;

use super::document::Placed;
use super::folder::{Folder, stays_inside};
use super::limits::MAX_ARTWORK_BYTES;
use super::section::Section;
use super::text::line;
use crate::artwork::{self, ArtworkError, Colour, Drawing, Fault, Icon, Level, Palette, Shape};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::model::achievement::Artwork;

/// The picture that `name` gives, a path below `parent` (which ends with `/` unless it is empty).
///
/// `None` where the path itself is wrong, which is noted in `section`.
pub(super) fn file(
    folder: &Folder,
    parent: &str,
    section: &Section<'_>,
    name: &Placed<&str>,
) -> Option<Result<Artwork, Diagnostics>> {
    let path = name.value;
    let refuse = |message: String| {
        let expected = "the name of an SVG or PNG file, such as `badge.svg`";
        section.push(
            name.span.clone(),
            Diagnostic::error(message).expected(expected),
        );
    };
    if !stays_inside(path) {
        refuse(format!(
            "`{path}` leads out of the folder of the file that names it"
        ));
        return None;
    }
    if !has_ending(path, "svg") && !has_ending(path, "png") {
        refuse(format!("`{path}` is neither an SVG nor a PNG file"));
        return None;
    }
    let full = format!("{parent}{path}");
    if !folder.has(&full) {
        refuse(format!("there is no file `{full}`"));
        return None;
    }
    Some(read(folder, &full))
}

/// Reads and checks the picture `name`.
pub(super) fn read(folder: &Folder, name: &str) -> Result<Artwork, Diagnostics> {
    let bytes = folder.bytes(name, MAX_ARTWORK_BYTES)?;
    let checked = if has_ending(name, "svg") {
        artwork::check_svg(&bytes).map(|svg| Artwork::Svg(svg.bytes().into()))
    } else {
        artwork::check_png(&bytes).map(|png| Artwork::Png(png.bytes().into()))
    };
    checked.map_err(|error| findings(name, bytes, &error))
}

fn has_ending(name: &str, ending: &str) -> bool {
    let found = name.rsplit_once('.').map(|(_, it)| it);
    found.is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

fn findings(name: &str, bytes: Vec<u8>, error: &ArtworkError) -> Diagnostics {
    let source = Arc::new(Source {
        name: name.to_owned(),
        text: String::from_utf8(bytes).unwrap_or_default(),
    });
    let mut findings = Diagnostics::new();
    findings.extend(error.faults().iter().map(|fault| finding(&source, fault)));
    findings
}

fn finding(source: &Arc<Source>, fault: &Fault) -> Diagnostic {
    let finding = Diagnostic::error(fault.problem.to_string()).hint(fault.problem.hint());
    let start = fault.place.and_then(|place| {
        let mut lines = source.text.split_inclusive('\n');
        let before: usize = lines.by_ref().take(place.line - 1).map(str::len).sum();
        let column = lines.next()?.char_indices().nth(place.column - 1)?.0;
        Some(before + column)
    });
    match start {
        Some(start) => finding.at(source, start..start + 1),
        None => finding.in_file(&source.name),
    }
}

/// The table `[artwork]`; `name` is the badge's, which the drawing says to those who cannot see it.
pub(super) fn drawing(section: Section<'_>, name: &str) -> Option<Drawing> {
    let shapes: Vec<_> = Shape::names().collect();
    let icons: Vec<_> = Icon::names().collect();
    section.require("shape", &format!("\"{}\"", shapes.first()?));
    let shape = section.word("shape", &shapes, Shape::parse);
    let palette = palette(&section);
    let icon = section.word("icon", &icons, Icon::parse);
    let text = section.text("text", super::text::lines(MAX_DRAWN_CHARACTERS));
    let banner = section.text("banner", line(MAX_DRAWN_CHARACTERS));
    let level = section.number("stars", stars);
    let span = section.span();
    let document = section.document();
    section.finish();
    let drawing = Drawing {
        shape: shape?,
        palette: palette?,
        icon,
        text: text.unwrap_or_default(),
        banner: banner.unwrap_or_default(),
        level: level.unwrap_or_default(),
        label: name.to_owned(),
    };
    if let Err(error) = artwork::draw_svg(&drawing) {
        for fault in error.faults() {
            let finding = Diagnostic::error(fault.problem.to_string());
            document.push(span.clone(), finding.hint(fault.problem.hint()));
        }
        return None;
    }
    Some(drawing)
}

// A palette by name, or two colours of one's own.
fn palette(section: &Section<'_>) -> Option<Palette> {
    let names: Vec<_> = Palette::names().collect();
    let named = section.word("palette", &names, Palette::parse);
    let main = section.parsed("colour", colour);
    let accent = section.parsed("accent", colour);
    if named.is_none() && main.is_none() && !section.document().has_findings() {
        section.require("palette", &format!("\"{}\"", names.first()?));
    }
    match (named, main, accent) {
        (Some(palette), None, None) => Some(palette),
        (None, Some(main), Some(accent)) => Some(Palette::new(main, accent)),
        (None, Some(main), None) => Some(Palette::from_main(main)),
        (Some(_), ..) => {
            let message = "`palette` stands beside a colour of your own";
            let finding = Diagnostic::error(message).expected("either of the two");
            section.push(section.span(), finding);
            None
        }
        (None, None, _) => None,
    }
}

fn colour(text: &str) -> Result<Colour, &'static str> {
    Colour::parse(text).ok_or("a colour is written `#2f6f4f`")
}

fn stars(number: f64) -> Result<Level, &'static str> {
    // In range and whole: the cast is exact.
    let is_whole = number.fract() == 0.0 && (0.0..=255.0).contains(&number);
    let level = is_whole.then_some(number as u8).and_then(Level::new);
    level.ok_or("a drawing has 0 to 5 stars")
}

/// More is never legible; the drawing itself refuses what does not fit.
const MAX_DRAWN_CHARACTERS: usize = 200;
