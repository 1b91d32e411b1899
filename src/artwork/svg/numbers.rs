//! Reads the numbers in a picture's attributes, before anything is laid out with them.
//!
//! Laying out a dashed line makes every dash, so the number of dashes has to be bounded from the text.

use super::super::fault::Problem;
use super::MAX_QUOTE;

/// The sum of the numbers' sizes, not counting those in names and colours. `joined` tells that letters
/// may stand right before a number, as the commands in the data of a path do.
///
/// # Errors
/// A number beyond [`MAX_NUMBER`], which the renderer's arithmetic does not stand.
pub(super) fn total(value: &str, joined: bool) -> Result<f64, Problem> {
    let mut total = 0.0;
    let mut before = ' ';
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let starts = first.is_ascii_digit() || first == '.';
        let in_name = matches!(before, '#' | '_') || before.is_alphabetic() && !joined;
        let length = if starts {
            length(rest)
        } else {
            first.len_utf8()
        };
        if starts && !in_name {
            total += size(&rest[..length])?;
        }
        // The rest of a name such as `#1e9a`, or of a number.
        let name = if in_name && starts {
            name_length(rest)
        } else {
            length
        };
        before = if starts { '0' } else { first };
        rest = &rest[name.max(length)..];
    }
    Ok(total)
}

/// The shortest period of dashes that a text asks for: attribute values, or style rules.
pub(super) fn shortest_dashes(css: &str) -> f64 {
    let asked = css.split("stroke-dasharray").skip(1);
    let periods = asked.map(|after| {
        let value = after.split([';', '}', '"']).next().unwrap_or(after);
        total(value, false).unwrap_or(0.0)
    });
    // All zeroes are a solid line.
    periods
        .filter(|period| *period > 0.0)
        .fold(f64::INFINITY, f64::min)
}

fn length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if text[end..].starts_with('.') {
        end += 1;
        end += digits(end);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let power = digits(end + 1 + sign);
        if power > 0 {
            end += 1 + sign + power;
        }
    }
    end.max(1)
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'))
        .unwrap_or(text.len())
}

fn size(number: &str) -> Result<f64, Problem> {
    let size = number.parse().unwrap_or(0.0);
    if size > MAX_NUMBER {
        let value = number.chars().take(MAX_QUOTE).collect();
        return Err(Problem::Number { value });
    }
    Ok(size)
}

/// Far beyond any picture of 4096 units.
const MAX_NUMBER: f64 = 1_000_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names_and_colours() {
        assert_eq!(total("#1e9999 url(#g1e99) a1e99 2px", false), Ok(2.0));
        assert_eq!(
            total("M1-2.5.5L1e2 3E-1z", true),
            Ok(1.0 + 2.5 + 0.5 + 100.0 + 0.3)
        );
        for large in ["1e38", "9999999", "0 1e400"] {
            assert!(total(large, false).is_err(), "{large}");
        }
    }

    #[test]
    fn the_shortest_dashes_are_found_wherever_they_are() {
        assert_eq!(
            shortest_dashes("a{stroke-dasharray:3,4;x:1}b{stroke-dasharray:2 1}"),
            3.0
        );
        assert_eq!(
            shortest_dashes("stroke-dasharray:0;stroke-dasharray:none"),
            f64::INFINITY
        );
    }
}
