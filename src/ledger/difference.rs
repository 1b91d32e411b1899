//! Where two texts differ.

/// Two texts that differ, each cut down to the place where they do.
pub(super) fn apart(before: &str, now: &str) -> (String, String) {
    let same = before
        .chars()
        .zip(now.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = same.saturating_sub(SHOWN_BEFORE);
    let cut = |text: &str| {
        let shown: String = text.chars().skip(from).take(SHOWN).collect();
        let left = if from > 0 { "…" } else { "" };
        let right = if text.chars().count() > from + SHOWN {
            "…"
        } else {
            ""
        };
        format!("{left}{shown}{right}")
    };
    (cut(before), cut(now))
}

/// Characters of a changed text that are shown, and how many of them before the change.
const SHOWN: usize = 60;
const SHOWN_BEFORE: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_where_they_differ() {
        let (before, now) = apart(&("a".repeat(99) + "b"), &("a".repeat(99) + "cd"));
        assert_eq!(before, format!("…{}b", "a".repeat(20)));
        assert_eq!(now, format!("…{}cd", "a".repeat(20)));
        assert_eq!(apart("x", "y"), ("x".into(), "y".into()));
        assert!(apart(&"b".repeat(99), "c").0.ends_with("b…"));
    }
}
