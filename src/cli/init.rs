//! `accolade init`.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::output::{command, say};
use crate::content::{self, Start};
use crate::model::address::{BaseAddress, Email};

/// Start a site: a folder with settings and one badge
///
/// Asks for what is not given: the name of the organisation, the address of the site, an e-mail
/// address. The folder must be new or empty; nothing is ever overwritten.
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
    };
    let files = content::start(&arguments.folder, &start)?;
    let shown = arguments.folder.display();
    let next = command("key new", &arguments.folder);
    let files: String = files.iter().map(|it| format!("  {it}\n")).collect();
    say(&format!(
        "Started a site in {shown}:\n{files}\nNext, make its key: {next}\n"
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
        anstream::eprint!("{question}: ");
        let _ = std::io::stderr().flush();
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match parse(line.trim()) {
            Ok(value) => return Some(value),
            Err(error) => anstream::eprintln!("That is not accepted: {error}"),
        }
    }
}

fn name(text: &str) -> Result<String, String> {
    content::clean_name(text)
}

// The slash at the end is a rule of ours, not something to send a person back for.
fn base(text: &str) -> Result<BaseAddress, String> {
    let text = text.trim();
    let with_slash = if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    };
    BaseAddress::new(&with_slash).map_err(|error| error.to_string())
}
