//! What commands write to stdout, and how they name other commands in it.

use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::Failure;
use crate::diagnostic::Diagnostic;

/// Writes to stdout. That may be a full disk or a closed pipe, which must not look like success.
///
/// # Errors
/// It cannot be written.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Diagnostic::error(format!("cannot write the output: {error}")).into())
}

/// Writes a line to stderr. Where nobody can read it, nothing is lost but that: what is done is done, and
/// the exit code says so.
pub fn tell(text: impl Display) {
    prompt(format_args!("{text}\n"));
}

/// As [`tell`], without the end of the line.
pub fn prompt(text: impl Display) {
    let mut out = anstream::stderr().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// As [`say`], of what is told only once: what stdout does not take goes to stderr.
///
/// # Errors
/// Stdout did not take it.
pub fn say_for_sure(text: &str) -> Result<(), Failure> {
    let said = say(text);
    if said.is_err() {
        let _ = io::stderr().write_all(text.as_bytes());
    }
    said
}

/// Asks whether to go on; `--yes` is what to say where nobody can be asked.
///
/// # Errors
/// Nobody can be asked, or the answer cannot be read.
pub fn confirm(question: &str, verb: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        let message =
            format!("nobody can be asked here; say `--yes` to {verb}, or `--dry-run` to look only");
        return Err(Failure::Usage(message));
    }
    prompt(format_args!("{question}? [y/N] "));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Diagnostic::error(format!("the answer cannot be read: {error}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// A command of this program on a site's folder, to be copied into a shell.
pub fn command(name: &str, folder: &Path) -> String {
    if folder == Path::new(".") {
        return format!("accolade {name}");
    }
    format!("accolade {name} {}", quoted(&folder.display().to_string()))
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A word of a command, as a shell reads it.
pub fn quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || PLAIN.contains(it);
    let is_path_of_windows = cfg!(windows) && text.chars().all(|it| is_plain(it) || it == '\\');
    if text.chars().all(is_plain) && !text.is_empty() || is_path_of_windows {
        text.to_owned()
    } else if cfg!(windows) {
        // No name of a file holds a double quote there.
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Beside letters and digits, what no shell reads as more than itself within a word.
const PLAIN: &str = "/._-+@%:,=";

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_quoted_where_a_shell_would_take_it_apart() {
        let shown = |folder| command("issue", Path::new(folder));
        assert_eq!(shown("."), "accolade issue");
        assert_eq!(shown("../my-badges"), "accolade issue ../my-badges");
        assert_eq!(shown("my badges"), "accolade issue 'my badges'");
        assert_eq!(shown("it's $(x)"), r"accolade issue 'it'\''s $(x)'");
    }
}
