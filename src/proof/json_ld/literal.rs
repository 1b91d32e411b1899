//! JSON scalars -> lexical form and datatype of an RDF literal.

use serde_json::{Number, Value};

use super::error::Reason;
use crate::proof::rdf::{XSD_BOOLEAN, XSD_DOUBLE, XSD_INTEGER};

/// The lexical form of a number or boolean, and the datatype it has if no context gives one.
///
/// `datatype` is what the context or the value object says.
///
/// Source: JSON-LD 1.1 Processing Algorithms and API, "Object to RDF Conversion".
pub(super) fn native(
    value: &Value,
    datatype: Option<&str>,
) -> Result<(String, &'static str), Reason> {
    match value {
        Value::Bool(value) => Ok((value.to_string(), XSD_BOOLEAN)),
        Value::Number(number) => self::number(number, datatype == Some(XSD_DOUBLE)),
        _ => Err(Reason::MalformedValue {
            problem: "only strings, numbers and booleans can be literals",
        }),
    }
}

fn number(number: &Number, is_double: bool) -> Result<(String, &'static str), Reason> {
    let refusal = || Reason::Number {
        number: number.to_string(),
    };
    let value = number.as_f64().ok_or_else(refusal)?;
    // Libraries differ on the sign of zero.
    if !value.is_finite() || (value == 0.0 && value.is_sign_negative()) {
        return Err(refusal());
    }
    if number.is_f64() && is_double || value.fract() != 0.0 || value.abs() >= 1e21 {
        return double(value)
            .ok_or_else(refusal)
            .map(|text| (text, XSD_DOUBLE));
    }
    if value.abs() > MAX_SAFE_INTEGER {
        return Err(refusal());
    }
    match is_double {
        true => double(value)
            .ok_or_else(refusal)
            .map(|text| (text, XSD_DOUBLE)),
        false => Ok(((value as i64).to_string(), XSD_INTEGER)),
    }
}

/// The canonical form of xsd:double, `4.5E0`: 15 digits after the point at most, without trailing
/// zeros. `None` if these digits don't give the same number again, or if the number lies exactly
/// between two such texts, where C and JavaScript round differently.
fn double(value: f64) -> Option<String> {
    let text = format!("{value:.15e}");
    if text.parse() != Ok(value) || lies_between(value) {
        return None;
    }
    let (mantissa, exponent) = text.split_once('e')?;
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    Some(format!("{mantissa}{zero}E{exponent}"))
}

fn lies_between(value: f64) -> bool {
    let exact = format!("{value:.60e}");
    let point = exact.find('.').expect("the text has 60 decimals");
    let beyond = &exact[point + 16..point + 61];
    beyond.starts_with('5') && beyond[1..].bytes().all(|digit| digit == b'0')
}

/// Beyond 2^53 - 1 a JSON number may already have been rounded by whoever read it.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let value: Value = serde_json::from_str(json).expect("the sample is JSON");
        native(&value, None).ok().map(|(text, _)| text)
    }

    #[test]
    fn fractions_and_great_numbers_are_written_as_canonical_doubles() {
        let samples = [
            ("4.5", "4.5E0"),
            ("-0.25", "-2.5E-1"),
            ("1e-7", "1.0E-7"),
            ("1e21", "1.0E21"),
            ("1.5e300", "1.5E300"),
            ("5.3", "5.3E0"),
            ("100.01", "1.0001E2"),
        ];
        for (json, expected) in samples {
            assert_eq!(text(json).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn whole_numbers_are_written_without_a_point() {
        for (json, expected) in [
            ("6", "6"),
            ("3.0", "3"),
            ("0", "0"),
            ("-12", "-12"),
            ("1e3", "1000"),
        ] {
            assert_eq!(text(json).as_deref(), Some(expected), "{json}");
        }
        assert_eq!(
            text("9007199254740991").as_deref(),
            Some("9007199254740991")
        );
    }

    #[test]
    fn numbers_that_would_change_are_refused() {
        for json in [
            "-0",
            "-0.0",
            "9007199254740992",
            "1e20",
            "0.30000000000000004",
            "9.0000152587890625",
            "18446744073709551615",
        ] {
            assert_eq!(text(json), None, "{json}");
        }
    }

    #[test]
    fn a_whole_number_with_the_datatype_double_is_a_double() {
        let literal = native(&serde_json::json!(6), Some(XSD_DOUBLE));
        assert_eq!(literal, Ok(("6.0E0".to_owned(), XSD_DOUBLE)));
    }
}
