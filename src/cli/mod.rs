//! The command line: one file per command. No rule about badges lives here.

mod act;
mod affected;
mod build;
mod check;
mod days;
mod erase;
pub mod failure;
mod history;
mod import;
mod init;
mod issue;
mod key;
mod keyring;
mod labels;
mod output;
mod passed_over;
mod progress;
mod reissue;
mod renew;
mod replace;
mod report;
mod revoke;
mod undo;

mod bake;
mod extract;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// Issue digital badges that anyone can check, from a folder of files to a static site
#[derive(Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Arguments),
    Key(key::KeyArguments),
    Import(import::Arguments),
    Issue(issue::IssueArguments),
    Reissue(reissue::Arguments),
    Revoke(revoke::Arguments),
    Replace(replace::Arguments),
    Renew(renew::Arguments),
    Erase(erase::Arguments),
    Report(report::Arguments),
    Undo(undo::UndoArguments),
    Build(build::BuildArguments),
    Check(check::CheckArguments),
    Verify(verify::Arguments),
    Extract(extract::Arguments),
    Bake(bake::Arguments),
}

/// Runs the command that the process was started with.
///
/// Results go to stdout, all else to stderr. The exit code is 0 when done, 1 when something is
/// wrong and was said, 2 for wrong usage; `verify` has 3 for what could not be checked.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome: Result<ExitCode, Failure> = match arguments.command {
        Command::Key(arguments) => done(key::run(&arguments)),
        Command::Issue(arguments) => done(issue::run(&arguments)),
        Command::Reissue(arguments) => done(reissue::run(&arguments)),
        Command::Revoke(arguments) => done(revoke::run(&arguments)),
        Command::Replace(arguments) => done(replace::run(&arguments)),
        Command::Renew(arguments) => done(renew::run(&arguments)),
        Command::Erase(arguments) => done(erase::run(&arguments)),
        Command::Report(arguments) => done(report::run(&arguments)),
        Command::Undo(arguments) => done(undo::run(&arguments)),
        Command::Build(arguments) => done(build::run(&arguments)),
        Command::Check(arguments) => check::run(&arguments),
        Command::Init(arguments) => done(init::run(arguments)),
        Command::Import(arguments) => done(import::run(arguments)),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Extract(arguments) => done(extract::run(&arguments)),
        Command::Bake(arguments) => done(bake::run(&arguments)),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn done(outcome: Result<(), Failure>) -> Result<ExitCode, Failure> {
    outcome.map(|()| ExitCode::SUCCESS)
}
