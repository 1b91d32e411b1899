//! `accolade verify`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::Failure;
use crate::baking::PICTURE_LIMIT;
use crate::diagnostic::Diagnostic;
use crate::model::moment::Moment;
use crate::verify::fetch::{Fetch, Folder, Offline, read_all, read_at_most};
use crate::verify::instant::Written;
use crate::verify::network::Network;
use crate::verify::report::{Facts, Report, Step, StepName, Verdict};
use crate::verify::sentence::harmless;
use crate::verify::{Expected, Verifier};

/// Check badges, from anyone, and say what was found
///
/// Takes pictures (PNG, SVG), JSON, tokens and addresses of Open Badges 2.0 and 3.0, told apart by
/// their content. The issuer's site is asked for its keys and its list of revoked badges; nothing
/// is sent to anybody else.
///
/// Exit code 0: every badge is verified, perhaps with warnings; 1: one is not verified or was
/// revoked; 3: one could not be checked.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Files or addresses to check; `-` reads one from standard input
    #[arg(required = true, value_name = "BADGE")]
    inputs: Vec<String>,

    /// Whether it was issued to this e-mail address, which is only compared here
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// Whether it was issued to this person, by whatever identifies them
    #[arg(long, value_name = "IDENTITY", conflicts_with = "email")]
    recipient: Option<String>,

    /// Judge the dates as of then, such as 2026-05-02
    #[arg(long, value_name = "DATE")]
    at: Option<String>,

    /// Ask nobody: what is not at hand is reported as not checked
    #[arg(long)]
    offline: bool,

    /// Answer the addresses of a built site from its folder, such as `public`
    #[arg(long, value_name = "FOLDER")]
    site: Option<PathBuf>,

    /// Report as JSON, one line for each badge
    #[arg(long)]
    json: bool,
}

/// Checks the badges and reports on them in the order given.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let network = Network::new();
    let outside: &dyn Fetch = if arguments.offline {
        &Offline
    } else {
        &network
    };
    let site = arguments
        .site
        .as_deref()
        .map(|it| open_site(it, outside))
        .transpose()?;
    let fetch = site.as_ref().map_or(outside, |it| it as &dyn Fetch);
    let verifier = Verifier::new(fetch, now(arguments)?, expected(arguments)?);
    let reports = verify_all(&arguments.inputs, &verifier)?;
    let name = arguments.inputs.iter().map(|it| harmless(it));
    let told = name
        .zip(&reports)
        .map(|(name, report)| match arguments.json {
            true => as_json(&name, report),
            false => as_text(&name, report),
        });
    print(
        &told
            .collect::<Vec<_>>()
            .join(if arguments.json { "" } else { "\n" }),
    )?;
    Ok(exit_code(&reports))
}

fn open_site<'a>(folder: &Path, outside: &'a dyn Fetch) -> Result<Folder<'a>, Failure> {
    let opened = Folder::open(folder, outside);
    opened.map_err(|error| {
        let hint = "build the site first: `accolade build`";
        Diagnostic::error(error.to_string()).hint(hint).into()
    })
}

fn now(arguments: &Arguments) -> Result<Timestamp, Failure> {
    let Some(text) = &arguments.at else {
        return Ok(Timestamp::now());
    };
    let moment = Moment::parse(text, &TimeZone::UTC);
    let moment = moment.map_err(|error| Failure::Usage(format!("`--at {text}`: {error}")))?;
    Ok(moment.instant())
}

fn expected(arguments: &Arguments) -> Result<Option<Expected>, Failure> {
    if let Some(text) = arguments.email.as_ref().filter(|it| !it.contains('@')) {
        let message = format!(
            "`--email {text}`: an e-mail address has an `@`; compare anything else with `--recipient`"
        );
        return Err(Failure::Usage(message));
    }
    let email = arguments.email.clone().map(Expected::Email);
    Ok(email.or_else(|| arguments.recipient.clone().map(Expected::Identity)))
}

fn verify_all(inputs: &[String], verifier: &Verifier<'_>) -> Result<Vec<Report>, Failure> {
    if inputs.iter().filter(|it| *it == STANDARD_INPUT).count() > 1 {
        let message = "standard input (`-`) can only be read once".to_owned();
        return Err(Failure::Usage(message));
    }
    // One alone is faster than the threads for many.
    Ok(match inputs {
        [one] => vec![verify_one(one, verifier)],
        many => many.par_iter().map(|it| verify_one(it, verifier)).collect(),
    })
}

fn verify_one(input: &str, verifier: &Verifier<'_>) -> Report {
    if input.starts_with("https://") || input.starts_with("http://") {
        return verifier.verify_address(input);
    }
    if is_bare_address(input) {
        return verifier.verify_address(&format!("https://{input}"));
    }
    let read = match input {
        STANDARD_INPUT => read_all(std::io::stdin().lock(), PICTURE_LIMIT),
        path => read_at_most(Path::new(path), PICTURE_LIMIT),
    };
    match read {
        Ok(Some(bytes)) => verifier.verify(&bytes),
        Ok(None) => verifier.unreadable(&format!("it has more than {PICTURE_LIMIT} bytes")),
        Err(error) => verifier.unreadable(&error.to_string()),
    }
}

/// Whether it is an address as browsers show it, without `https://`, and no file of that name.
fn is_bare_address(input: &str) -> bool {
    let host = input.split_once('/').map_or("", |(host, _)| host);
    let is_part = |it: &str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    host.contains('.') && host.split('.').all(is_part) && !Path::new(input).exists()
}

fn exit_code(reports: &[Report]) -> ExitCode {
    let any = |wanted: &[Verdict]| reports.iter().any(|it| wanted.contains(&it.verdict));
    ExitCode::from(if any(&[Verdict::NotVerified, Verdict::Revoked]) {
        1
    } else if any(&[Verdict::CannotBeChecked]) {
        3
    } else {
        0
    })
}

fn print(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        // Whoever reads it may stop early.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let message = format!("the report cannot be written: {error}");
            Err(Diagnostic::error(message).into())
        }
        _ => Ok(()),
    }
}

fn as_json(name: &str, report: &Report) -> String {
    let mut line = json!({ "input": name });
    if let (Value::Object(line), Value::Object(members)) = (&mut line, report.to_json()) {
        line.extend(members);
    }
    format!("{line}\n")
}

fn as_text(name: &str, report: &Report) -> String {
    let mut text = format!("{name}: {}\n", report.sentence);
    if let Some(facts) = &report.facts {
        text.push('\n');
        text.push_str(&told_facts(facts));
    }
    text.push('\n');
    // Of what could not even be read, one line says all.
    let steps = report.steps.iter();
    let steps = steps.filter(|it| !report.is_unread() || it.name == StepName::Format);
    steps.for_each(|it| text.push_str(&told_step(it)));
    for endorsement in &report.endorsements {
        let facts = endorsement.facts.as_ref();
        let who = facts.map_or("an endorsement".to_owned(), |it| {
            format!(
                "endorsement by {}",
                harmless(it.domain.as_ref().unwrap_or(&it.issuer_id))
            )
        });
        text.push('\n');
        text.push_str(&as_text(&who, endorsement));
    }
    text
}

fn told_facts(facts: &Facts) -> String {
    let day = |it: &Written| it.day().to_owned();
    let domain = facts.domain.as_deref();
    let rows = [
        ("domain", Some(domain.unwrap_or(UNKNOWN).to_owned())),
        // Without a domain, the name is what whoever signed it chose.
        (domain.map_or("claims", |_| "issuer"), facts.issuer.clone()),
        ("badge", facts.badge.clone()),
        ("recipient", facts.recipient.clone()),
        ("awarded", facts.issued.as_ref().map(day)),
        ("expires", facts.expires.as_ref().map(day)),
        ("id", facts.id.clone()),
    ];
    let told = rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    told.map(|(name, value)| format!("  {name:<10} {}\n", harmless(&value)))
        .collect()
}

fn told_step(step: &Step) -> String {
    let (name, outcome) = (step.name.as_str(), step.outcome.as_str());
    let mut lines = step.sentences.iter();
    let first = lines.next().map(ToString::to_string).unwrap_or_default();
    let mut text = format!("  {name:<10} {outcome:<12} {first}\n");
    lines.for_each(|it| text.push_str(&format!("{:25} {it}\n", "")));
    text
}

const UNKNOWN: &str = "none: the issuer is known by a key alone";

const STANDARD_INPUT: &str = "-";

const EXAMPLE: &str = "Example:
  $ accolade verify badge.png --email ada@example.org";
