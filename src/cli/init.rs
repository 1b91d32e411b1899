//! `accolade init`.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::output::{command, prompt, say, tell};
use crate::content::{self, Start, ZoneName};
use crate::model::address::{BaseAddress, Email};

/// Start a site: a folder with settings and one badge
///
/// Asks for what is not given: the name of the organisation, the address of the site, an e-mail
/// address. The folder may hold other files already; nothing is ever overwritten.
#[derive(Args)]
#[command(after_help = "Example:\n  $ accolade init my-badges")]
pub struct Arguments {
    /// The folder of the site
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The organisation that awards: `Example Makers`
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Where the site will be: `https://badges.example.org/`
    #[arg(long, value_name = "ADDRESS")]
    url: Option<String>,
    /// Where people write to about a badge; public
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// What dates without a time mean midnight in, by default where this machine is: `Europe/Paris`
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Ask nothing; what is missing is an error
    #[arg(long)]
    yes: bool,
}

/// Makes the site.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let may_ask = !arguments.yes && std::io::stdin().is_terminal();
    if !may_ask {
        ensure_complete(&arguments)?;
    }
    let start = Start {
        name: answer(
            "Name of the organisation",
            "--name",
            arguments.name,
            may_ask,
            name,
        )?,
        base: answer(
            "Address of the site, as https://badges.example.org/",
            "--url",
            arguments.url,
            may_ask,
            base,
        )?,
        email: answer(
            "E-mail address for questions; public",
            "--email",
            arguments.email,
            may_ask,
            |it| Email::new(it).map_err(|error| error.to_string()),
        )?,
        time_zone: zone(arguments.time_zone.as_deref())?,
    };
    let files = content::start(&arguments.folder, &start)?;
    let shown = arguments.folder.display();
    let next = command("key new", &arguments.folder);
    let files: String = files.iter().map(|it| format!("  {it}\n")).collect();
    let zone = start.time_zone.as_str();
    say(&format!(
        "Started a site in {shown}:\n{files}\n\
         Dates mean {zone} time; `time_zone` in accolade.toml says so.\n\
         awards/ stays out of git, because it is private: keep a backup of it.\n\n\
         Next, make its key: {next}\n"
    ))
}

fn ensure_complete(arguments: &Arguments) -> Result<(), Failure> {
    let given = [
        ("--name", arguments.name.is_some()),
        ("--url", arguments.url.is_some()),
        ("--email", arguments.email.is_some()),
    ];
    let missing: Vec<_> = given.iter().filter(|it| !it.1).map(|it| it.0).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("nobody can be asked here: give {} too", missing.join(", "));
    Err(Failure::Usage(message))
}

// A flag that is wrong is wrong usage; an answer that is wrong is asked for again.
fn answer<T>(
    question: &str,
    flag: &str,
    given: Option<String>,
    may_ask: bool,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    if let Some(text) = given {
        return parse(&text)
            .map_err(|error| Failure::Usage(format!("{flag} is not accepted: {error}")));
    }
    if may_ask && let Some(value) = ask(question, parse) {
        return Ok(value);
    }
    Err(Failure::Usage(format!("{flag} is missing")))
}

// Until an answer is right, or the input ends.
fn ask<T>(question: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
    let mut input = std::io::stdin().lock();
    loop {
        prompt(format_args!("{question}: "));
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match parse(line.trim()) {
            Ok(value) => return Some(value),
            Err(error) => tell(format_args!("That is not accepted: {error}")),
        }
    }
}

fn name(text: &str) -> Result<String, String> {
    content::clean_name(text)
}

// The slash at the end, the spelling of the host and the name of the start page are rules of ours, and
// of addresses; none of them is something to send a person back for.
fn base(text: &str) -> Result<BaseAddress, String> {
    let text = text.trim();
    let Some(base) = BaseAddress::mended(text) else {
        return Err(refused(text));
    };
    if base.as_str().trim_end_matches('/') != text.trim_end_matches('/') {
        tell(format_args!("The address of the site is written {base}"));
    }
    Ok(base)
}

fn refused(text: &str) -> String {
    match BaseAddress::new(&format!("{}/", text.trim_end_matches('/'))) {
        Ok(_) => {
            "it names a page; the address of the folder that the site goes to is needed".into()
        }
        Err(error) => error.to_string(),
    }
}

fn zone(given: Option<&str>) -> Result<ZoneName, Failure> {
    match given {
        Some(text) => ZoneName::new(text)
            .map_err(|error| Failure::Usage(format!("--time-zone is not accepted: {error}"))),
        None => Ok(of_this_machine().unwrap_or_default()),
    }
}

// As POSIX has it: the variable `TZ`, else the file that is linked to from `/etc/localtime`.
fn of_this_machine() -> Option<ZoneName> {
    let name = match std::env::var("TZ") {
        Ok(text) => text.trim_start_matches(':').to_owned(),
        Err(_) => {
            let path = std::fs::canonicalize("/etc/localtime").ok()?;
            let path = path.to_str()?;
            path.split_once("/zoneinfo/")?.1.to_owned()
        }
    };
    ZoneName::new(&name).ok()
}
