//! JSON scalars -> lexical form and datatype of an RDF literal.

use serde_json::{Number, Value};

use super::error::Reason;
use crate::proof::rdf::{XSD_BOOLEAN, XSD_DOUBLE, XSD_INTEGER};

/// A number or boolean as RDF writes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Native {
    /// The lexical form.
    pub text: String,
    /// The datatype it has if no context gives one.
    pub datatype: &'static str,
    /// Software that keeps the decimal digits of the document writes another text: the standard
    /// asks for 16 digits, which turns 8.3 into `8.300000000000001E0`.
    pub digits_differ: bool,
}

/// The literal that a number or boolean becomes.
///
/// `datatype` is what the context or the value object says.
///
/// Source: JSON-LD 1.1 Processing Algorithms and API, "Object to RDF Conversion".
pub(super) fn native(value: &Value, datatype: Option<&str>) -> Result<Native, Reason> {
    match value {
        Value::Bool(value) => Ok(Native {
            text: value.to_string(),
            datatype: XSD_BOOLEAN,
            digits_differ: false,
        }),
        Value::Number(number) => {
            let literal = self::number(number, datatype == Some(XSD_DOUBLE));
            literal.ok_or_else(|| Reason::Number {
                number: number.to_string(),
            })
        }
        _ => Err(Reason::MalformedValue {
            problem: "only strings, numbers and booleans can be literals",
        }),
    }
}

/// `None` if the number would change, or if software differs on how to write it.
fn number(number: &Number, is_double: bool) -> Option<Native> {
    let value = number.as_f64().filter(|value| value.is_finite())?;
    let is_negative_zero = value == 0.0 && value.is_sign_negative();
    let is_fraction = value.fract() != 0.0 || value.abs() >= 1e21;
    if is_negative_zero || (!is_fraction && value.abs() > MAX_SAFE_INTEGER) {
        return None;
    }
    if is_fraction || is_double {
        return double(value);
    }
    Some(Native {
        text: (value as i64).to_string(),
        datatype: XSD_INTEGER,
        digits_differ: false,
    })
}

/// The canonical form of xsd:double, `4.5E0`: 15 digits after the point at most, without trailing
/// zeros. `None` if these digits don't give the same number again, or if the number lies exactly
/// between two such texts, where C and JavaScript round differently.
fn double(value: f64) -> Option<Native> {
    let text = format!("{value:.15e}");
    if text.parse() != Ok(value) || lies_between(value) {
        return None;
    }
    let text = canonical(&text)?;
    let digits_differ = canonical(&format!("{value:e}"))? != text;
    Some(Native {
        text,
        datatype: XSD_DOUBLE,
        digits_differ,
    })
}

/// Scientific notation with a point, at least one decimal, no trailing zeros, and `E`.
fn canonical(scientific: &str) -> Option<String> {
    let (mantissa, exponent) = scientific.split_once('e')?;
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let decimals = decimals.trim_end_matches('0');
    let zero = if decimals.is_empty() { "0" } else { "" };
    Some(format!("{whole}.{decimals}{zero}E{exponent}"))
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
        native(&value, None).ok().map(|native| native.text)
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
        let literal = native(&serde_json::json!(6), Some(XSD_DOUBLE)).expect("6 is a double");
        assert_eq!(
            (literal.text.as_str(), literal.datatype),
            ("6.0E0", XSD_DOUBLE)
        );
    }

    #[test]
    fn digits_that_the_document_does_not_have_are_noticed() {
        let digits_differ = |value: f64| {
            let literal = native(&serde_json::json!(value), None).expect("the number is written");
            literal.digits_differ
        };
        assert!(digits_differ(8.3));
        assert!(!digits_differ(4.5) && !digits_differ(0.1) && !digits_differ(-100.01));
    }
}
