//! JSON in canonical form (JCS, RFC 8785): no white space, sorted names, numbers as ECMAScript
//! writes them.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JcsError {
    /// RFC 8785 knows double-precision numbers only.
    #[error("the number {number} has no exact double-precision form")]
    InexactNumber { number: String },
    /// Deeper than anything sensible.
    #[error("the value is nested more than {limit} levels deep")]
    TooDeep { limit: usize },
}

/// Writes a value canonically.
///
/// # Errors
/// An integer that double precision can't hold, or nesting beyond [`MAX_DEPTH`].
pub fn serialize(value: &Value) -> Result<String, JcsError> {
    let mut out = String::new();
    push_value(&mut out, value, 0)?;
    Ok(out)
}

fn push_value(out: &mut String, value: &Value, depth: usize) -> Result<(), JcsError> {
    if depth > MAX_DEPTH {
        return Err(JcsError::TooDeep { limit: MAX_DEPTH });
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number_text(exact_double(number)?)),
        Value::String(text) => push_string(out, text),
        Value::Array(items) => push_array(out, items, depth)?,
        Value::Object(members) => push_object(out, members, depth)?,
    }
    Ok(())
}

fn push_array(out: &mut String, items: &[Value], depth: usize) -> Result<(), JcsError> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_value(out, item, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

fn push_object(
    out: &mut String,
    members: &serde_json::Map<String, Value>,
    depth: usize,
) -> Result<(), JcsError> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by(|a, b| utf16_order(a.0, b.0));
    out.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, name);
        out.push(':');
        push_value(out, value, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

fn utf16_order(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

fn exact_double(number: &Number) -> Result<f64, JcsError> {
    let inexact = || JcsError::InexactNumber {
        number: number.to_string(),
    };
    let double = number.as_f64().filter(|double| double.is_finite());
    let double = double.ok_or_else(inexact)?;
    let exact = match (number.as_u64(), number.as_i64()) {
        (Some(unsigned), _) => double as u128 == u128::from(unsigned),
        (None, Some(signed)) => double as i128 == i128::from(signed),
        (None, None) => true,
    };
    if exact { Ok(double) } else { Err(inexact()) }
}

/// A finite number as ECMAScript writes it: the shortest digits that read back as the same number.
///
/// Of two texts equally short and near, ECMAScript takes the even one; so does serde_json, whose
/// digits are used here, but not the standard library.
///
/// Source: ECMAScript, "Number::toString", which RFC 8785 refers to.
pub fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let shortest = Number::from_f64(number.abs()).expect("the caller has a finite number");
    let shortest = shortest.to_string();
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().expect("the exponent is an integer");
    let written = format!("{whole}{fraction}");
    let digits = written.trim_start_matches('0');
    let point = whole.len() as i32 + exponent - (written.len() - digits.len()) as i32;
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", place_point(digits.trim_end_matches('0'), point))
}

/// Puts the decimal point after `point` digits, or writes an exponent where ECMAScript does.
fn place_point(digits: &str, point: i32) -> String {
    let count = digits.len() as i32;
    if count <= point && point <= 21 {
        return format!("{digits}{}", "0".repeat((point - count) as usize));
    }
    if 0 < point && point <= 21 {
        let (whole, fraction) = digits.split_at(point as usize);
        return format!("{whole}.{fraction}");
    }
    if -6 < point && point <= 0 {
        return format!("0.{}{digits}", "0".repeat(-point as usize));
    }
    let (first, rest) = digits.split_at(1);
    let dot = if rest.is_empty() { "" } else { "." };
    let exponent = point - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{dot}{rest}e{sign}{}", exponent.abs())
}

/// The deepest nesting accepted: that of the JSON parser.
pub const MAX_DEPTH: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_written_as_in_the_appendix_of_rfc_8785() {
        let samples: [(u64, &str); 26] = [
            (0x0000000000000000, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
            (0x4014000000000000, "5"),
            (0x3fb999999999999a, "0.1"),
        ];
        for (bits, text) in samples {
            assert_eq!(number_text(f64::from_bits(bits)), text);
        }
    }

    #[test]
    fn names_are_sorted_by_utf_16_code_units() {
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "\r": 3, "1": 4, "\u{20ac}": 5});
        assert_eq!(
            serialize(&value),
            Ok("{\"\\r\":3,\"1\":4,\"\u{20ac}\":5,\"\u{1f600}\":2,\"\u{fb33}\":1}".to_owned())
        );
    }

    #[test]
    fn strings_escape_only_what_json_requires() {
        let value = json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{7f}");
        assert_eq!(
            serialize(&value),
            Ok("\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\"".to_owned())
        );
    }

    #[test]
    fn an_integer_beyond_double_precision_is_refused() {
        assert!(serialize(&json!(9_007_199_254_740_992_u64)).is_ok());
        assert!(serialize(&json!(9_007_199_254_740_993_u64)).is_err());
        assert!(serialize(&json!(u64::MAX)).is_err());
        assert!(serialize(&json!(i64::MIN)).is_ok());
    }
}
