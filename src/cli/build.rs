//! `accolade build`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::Failure;
use super::output::{command, counted, say, tell};
use super::progress::Bar;
use crate::build::{self, Built, Mode, Options, Progress};

/// Build the site, ready for any web host
///
/// Publishes what was issued; needs no key and no network. Only what changed since the last build
/// is made and written. The same content gives the same bytes on every machine.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct BuildArguments {
    /// The folder that holds `accolade.toml`
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// Where the site goes [default: `public` in the folder]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Make every file, and write those that differ from what is on disk
    #[arg(long, conflicts_with = "full")]
    verify: bool,

    /// Make the whole site anew beside the old one, and exchange the two in one step
    #[arg(long)]
    full: bool,

    /// How many threads make files [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MAX_JOBS))]
    jobs: Option<u16>,

    /// Wait for another build of this folder instead of stopping
    #[arg(long)]
    wait: bool,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the content, the ledger, the output folder or the disk.
pub fn run(arguments: &BuildArguments) -> Result<(), Failure> {
    let start = Instant::now();
    if std::env::var_os(KEY_VARIABLE).is_some() {
        tell(format_args!(
            "note: `build` needs no key; `{KEY_VARIABLE}` was not read"
        ));
    }
    let output = arguments.output.clone();
    let output = output.unwrap_or_else(|| arguments.folder.join("public"));
    let bar = Bar::new("building");
    let built = build::build(&arguments.folder, &output, &arguments.options(), &bar);
    bar.clear();
    let mut built = built?;
    super::failure::report(std::mem::take(&mut built.warnings));
    arguments.tell(&output, &built, start.elapsed())
}

impl BuildArguments {
    fn options(&self) -> Options {
        let mode = match (self.full, self.verify) {
            (true, _) => Mode::Full,
            (false, true) => Mode::Verify,
            (false, false) => Mode::Changed,
        };
        Options {
            mode,
            jobs: self.jobs.map(usize::from),
            wait: self.wait,
        }
    }

    fn tell(&self, output: &Path, built: &Built, took: Duration) -> Result<(), Failure> {
        let summary = &built.summary;
        if self.json {
            return say(&format!("{}\n", to_json(built, took)));
        }
        let issue = command("issue", &self.folder);
        let waiting = match built.waiting {
            0 => String::new(),
            1 => format!("1 record in awards/ is not issued yet: {issue}\n"),
            count => format!("{count} records in awards/ are not issued yet: {issue}\n"),
        };
        let built = format!(
            "Built {}: {}, {}, {} ({}) in {:.1} s\n",
            output.display(),
            counted(built.badges, "badge"),
            counted(built.awards, "award"),
            counted(summary.files, "file"),
            size(summary.bytes),
            took.as_secs_f64(),
        );
        let changed = format!(
            "{} written, {} removed, {} unchanged\n",
            summary.written,
            summary.removed,
            summary.unchanged()
        );
        say(&(built + &changed + &waiting))?;
        if summary.unknown > 0 {
            let unknown = counted(summary.unknown, "file");
            tell(format_args!(
                "note: {unknown} in {} did not come from this build and may be left over; \
                 delete the folder and build again to be sure",
                output.display()
            ));
        }
        Ok(())
    }
}

fn to_json(built: &Built, took: Duration) -> serde_json::Value {
    let summary = &built.summary;
    json!({
        "output": summary.output.display().to_string(),
        "badges": built.badges,
        "awards": built.awards,
        "waiting": built.waiting,
        "files": summary.files,
        "bytes": summary.bytes,
        "written": summary.written,
        "removed": summary.removed,
        "unchanged": summary.unchanged(),
        "unknown": summary.unknown,
        "seconds": took.as_secs_f64(),
    })
}

/// A size for people, in decimal units.
fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} bytes");
    }
    let mut amount = bytes as f64 / 1_000.0;
    let mut unit = 0;
    // A number that would be shown as 1000.0 is shown in the next unit.
    while amount >= 999.95 && unit + 1 < units.len() {
        amount /= 1_000.0;
        unit += 1;
    }
    format!("{amount:.1} {}", units[unit])
}

impl Progress for Bar {
    fn start(&self, total: usize) {
        self.begin(total);
    }

    fn advance(&self, count: usize) {
        self.add(count);
    }
}

/// Where the key would be, for the commands that sign.
const KEY_VARIABLE: &str = "ACCOLADE_KEY";

/// More threads than any machine in use has cores.
const MAX_JOBS: i64 = 1_024;

const EXAMPLE: &str = "Example:
  $ accolade build my-badges
  Built my-badges/public: 5 badges, 31 awards, 214 files (1.9 MB) in 0.3 s
  214 written, 0 removed, 0 unchanged";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_the_unit_that_reads_best() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_000), "1.0 kB");
        assert_eq!(size(1_900_000), "1.9 MB");
        assert_eq!(size(999_960), "1.0 MB");
        assert_eq!(size(4_300_000_000), "4.3 GB");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
    }
}
