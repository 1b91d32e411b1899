//! `accolade check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::Failure;
use super::failure::report;
use super::output::{counted, say};
use crate::check::live::Target;
use crate::check::{Checked, Options, check};
use crate::diagnostic::Diagnostic;

/// Check that everything is fit to be published
///
/// Needs no key and changes nothing: the content, the ledger byte by byte, the proof of every issued
/// credential, every link of the site as it would be built, `public` if it is there, and that no
/// private key, award record or e-mail address is in what git tracks. Every finding says how to mend
/// it.
///
/// Exit code 0: nothing is wrong, perhaps with warnings; 1: something is wrong; 2: wrong usage.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct CheckArguments {
    /// The site's folder
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// A revision of git, such as `origin/main`, since which the ledger must only have grown
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Compare the deployed site as well, at `base_url` or at this address
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "")]
    live: Option<String>,

    /// With `--live`: compare every file, not a sample
    #[arg(long, requires = "live")]
    all: bool,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLE: &str = "\
Examples:
  $ accolade check
  $ accolade check --base origin/main
  $ accolade check my-badges --live https://badges.example.org/";

/// Runs `accolade check`.
///
/// # Errors
/// The folder is no site's, or the command was called wrongly.
pub fn run(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let options = Options {
        base: arguments.base.clone(),
        live: arguments.target()?,
    };
    let mut checked = check(&arguments.folder, &options, Timestamp::now())?;
    let (errors, _) = checked.findings.counts();
    let told = match arguments.json {
        true => to_json(&checked),
        false => to_text(&checked),
    };
    if !arguments.json {
        report(std::mem::take(&mut checked.findings));
    }
    say(&told)?;
    Ok(ExitCode::from(u8::from(errors > 0)))
}

impl CheckArguments {
    fn target(&self) -> Result<Option<Target>, Failure> {
        let Some(address) = &self.live else {
            return Ok(None);
        };
        let address = Some(address.as_str()).filter(|it| !it.is_empty());
        let target = Target::new(address, self.all);
        target
            .map(Some)
            .map_err(|error| Failure::Usage(format!("`--live`: {error}")))
    }
}

fn to_text(checked: &Checked) -> String {
    let (errors, warnings) = checked.findings.counts();
    let mut what = vec![
        counted(checked.awards, "award"),
        counted(checked.badges, "badge"),
        counted(checked.files, "file"),
    ];
    if checked.probed > 0 {
        what.push(format!("{} online", counted(checked.probed, "answer")));
    }
    let found = match (errors, warnings) {
        (0, 0) => "nothing is wrong".to_owned(),
        (0, warnings) => format!("nothing is wrong, {}", counted(warnings, "warning")),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                counted(errors, "error"),
                counted(warnings, "warning")
            )
        }
    };
    let mut text = format!("Checked {}: {found}\n", what.join(", "));
    if checked.new > 0 {
        let records = counted(checked.new, "record");
        text.push_str(&format!("{records} not issued yet\n"));
    }
    text
}

fn to_json(checked: &Checked) -> String {
    let (errors, warnings) = checked.findings.counts();
    let findings = checked.findings.iter().map(Diagnostic::to_json);
    let value = json!({
        "awards": checked.awards,
        "badges": checked.badges,
        "files": checked.files,
        "answers": checked.probed,
        "not_issued": checked.new,
        "errors": errors,
        "warnings": warnings,
        "findings": findings.collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}
