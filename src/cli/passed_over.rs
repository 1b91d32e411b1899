//! Tells of what is wrong in the content folder and stops no act that must not wait.

use std::collections::BTreeSet;

use super::failure::report;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Tells of the badges in which this is wrong.
pub fn tell_badges(wrong: &Diagnostics) {
    tell(wrong, |file| {
        Diagnostic::warning("something is wrong in this badge, and was passed over")
            .in_file(file)
            .hint("`accolade check` says what it is; `accolade build` publishes nothing until it is mended")
    });
}

/// Tells of the files of records in which this is wrong.
pub fn tell_records(wrong: &Diagnostics) {
    tell(wrong, |file| {
        Diagnostic::warning(
            "something is wrong in these records; what cannot be read was passed over",
        )
        .in_file(file)
        .hint("`accolade issue --dry-run` says what it is")
    });
}

fn tell(wrong: &Diagnostics, warning: impl Fn(String) -> Diagnostic) {
    let files: BTreeSet<_> = wrong.iter().filter_map(Diagnostic::file).collect();
    let mut warnings = Diagnostics::new();
    warnings.extend(files.into_iter().map(warning));
    report(warnings);
}
