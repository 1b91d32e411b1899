//! What people write where TOML has another sign.

/// How a line that is not TOML was probably meant, in people's words.
pub(super) fn hint(line: &str) -> Option<String> {
    let line = line.trim();
    let at = line.find(['=', ':'])?;
    let (key, value) = (line[..at].trim(), line[at + 1..].trim());
    let is_key = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    if key.is_empty() || !key.chars().all(is_key) || value.is_empty() {
        return None;
    }
    if value.trim_start_matches(['[', ' ']).starts_with(CURLY) {
        return Some("write straight quotes, `\"`; a text program made these round".to_owned());
    }
    if let Some(number) = with_point(value) {
        return Some(format!(
            "a number has a point, not a comma: write `{key} = {number}`"
        ));
    }
    let is_colon = line.as_bytes()[at] == b':';
    let is_text = value.starts_with(char::is_alphabetic) && !matches!(value, "true" | "false");
    let value = match is_text {
        true => without_comment(value),
        false => value,
    };
    if let Some(truth) = truth(value).filter(|_| is_text && TRUTHS.contains(&key)) {
        return Some(format!("write `{key} = {truth}`"));
    }
    match (is_colon, is_text) {
        (false, false) => None,
        (true, false) => Some(format!("write `{key} = {value}`")),
        (_, true) => Some(format!(
            "a text stands between quotes: write `{key} = {}`",
            toml::Value::from(value)
        )),
    }
}

/// A number with a comma, as it is written here.
fn with_point(value: &str) -> Option<String> {
    let (whole, part) = without_comment(value).split_once(',')?;
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    (is_number(whole) && is_number(part)).then(|| format!("{whole}.{part}"))
}

fn without_comment(value: &str) -> &str {
    let is_blank = |it: &str| it.is_empty() || it.starts_with([' ', '\t']);
    let mut signs = value.match_indices('#').map(|(at, _)| at);
    // `Club #1` is a name.
    let start = signs.find(|at| {
        let before = &value[..*at];
        before.ends_with([' ', '\t']) && is_blank(&value[at + 1..])
    });
    value[..start.unwrap_or(value.len())].trim_end()
}

/// The keys that are true or false.
const TRUTHS: [&str; 1] = ["listed"];

/// What people say for true and false.
fn truth(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "yes" | "on" | "true" | "ja" | "oui" | "sí" | "si" => Some(true),
        "no" | "off" | "false" | "nein" | "non" => Some(false),
        _ => None,
    }
}

/// The quotes of text programs.
const CURLY: [char; 7] = ['“', '”', '„', '‟', '‘', '’', '«'];

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn a_line_is_given_back_as_it_was_meant() {
        for (line, meant) in [
            ("kind: Competency", Some("write `kind = \"Competency\"`")),
            ("name = Rust 101", Some("write `name = \"Rust 101\"`")),
            (
                "time_zone = Europe/Berlin     # such as \"Europe/Paris\"",
                Some("write `time_zone = \"Europe/Berlin\"`"),
            ),
            ("listed = yes   # whether", Some("write `listed = true`")),
            ("name = Ex\t# a club", Some("write `name = \"Ex\"`")),
            ("name = Club #1", Some("write `name = \"Club #1\"`")),
            ("listed: No", Some("write `listed = false`")),
            ("language = no", Some("write `language = \"no\"`")),
            ("hours: 3", Some("write `hours = 3`")),
            ("hours = 1,5 # about", Some("write `hours = 1.5`")),
            ("name: \"Rust\"", Some("write `name = \"Rust\"`")),
            ("name = “Rust”", Some("straight quotes")),
            ("tags = [“a”, “b”]", Some("straight quotes")),
            ("name = \"It’s", None),
            ("[[alignment]", None),
            ("hours = 3 4", None),
            ("", None),
        ] {
            let told = hint(line);
            match meant {
                Some(meant) => assert!(told.as_ref().unwrap().contains(meant), "{told:?}"),
                None => assert_eq!(told, None, "{line}"),
            }
        }
    }
}
