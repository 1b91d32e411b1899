//! How a command ends when something is wrong.

use super::output::tell;
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// Something in the author's files, or on the machine, is wrong: exit code 1.
    Wrong(Diagnostics),
    /// The command was called wrongly: exit code 2.
    Usage(String),
}

impl Failure {
    /// Says it on stderr and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Self::Wrong(diagnostics) => {
                report(diagnostics);
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                tell(format_args!("error: {message}"));
                ExitCode::from(2)
            }
        }
    }
}

/// Says findings on stderr, in the order of files and lines, and how many there are.
pub fn report(diagnostics: Diagnostics) {
    let is_cut = diagnostics.is_cut();
    let findings = diagnostics.sorted();
    for finding in findings.iter().take(MAX_SHOWN) {
        tell(format_args!("{finding}\n"));
    }
    let errors = findings
        .iter()
        .filter(|it| it.severity() == Severity::Error)
        .count();
    if findings.len() > MAX_SHOWN {
        tell(format_args!("… and {} more", findings.len() - MAX_SHOWN));
    }
    match (errors, is_cut) {
        (_, true) => tell(format_args!(
            "{errors} errors and perhaps more: so much is wrong that the rest was not looked at"
        )),
        (2.., false) => tell(format_args!("{errors} errors")),
        (_, false) => {}
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Wrong(diagnostics)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Wrong(diagnostic.into())
    }
}

/// A wrong column in a large file must not bury the first finding.
const MAX_SHOWN: usize = 50;
