//! `accolade extract`

use super::output::tell;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Failure;
use crate::baking::{Form, PICTURE_LIMIT, Version, extract};
use crate::diagnostic::Diagnostic;
use crate::verify::fetch::{read_all, read_at_most};

/// Take the badge out of a picture
///
/// Writes what is baked into a PNG or SVG, exactly as it is there: JSON, a token, or the address of
/// a hosted badge. Nothing is checked; `accolade verify` does that.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The picture; `-` reads it from standard input
    picture: PathBuf,

    /// The file to write, instead of standard output; it must not exist
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Which badge, where a picture holds two; the newest by default
    #[arg(long, value_name = "VERSION")]
    open_badges: Option<Edition>,
}

/// A version of Open Badges.
#[derive(Clone, Copy, ValueEnum)]
enum Edition {
    #[value(name = "2.0", alias = "2")]
    Two,
    #[value(name = "3.0", alias = "3")]
    Three,
}

/// Writes what is baked into the picture.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let picture = read(&arguments.picture)?;
    let mut found = extract(&picture).map_err(|error| wrong(error, &arguments.picture))?;
    found.sort_by_key(|it| std::cmp::Reverse(it.version));
    let others = found.len() - 1;
    let wanted = arguments.open_badges.map(|it| match it {
        Edition::Two => Version::Two,
        Edition::Three => Version::Three,
    });
    let chosen = found
        .into_iter()
        .find(|it| wanted.is_none_or(|wanted| it.version == wanted));
    let Some(chosen) = chosen else {
        let message = "the picture holds a badge of another version of Open Badges";
        return Err(wrong(message, &arguments.picture));
    };
    write(chosen.form, arguments)?;
    if others > 0 && wanted.is_none() {
        tell("The picture also holds an Open Badges 2.0 badge: add `--open-badges 2.0` for it");
    }
    Ok(())
}

/// The bytes of a picture or document named on the command line.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path == Path::new("-") {
        read_all(std::io::stdin().lock(), PICTURE_LIMIT)
    } else {
        read_at_most(path, PICTURE_LIMIT)
    };
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(wrong(
            format!("it has more than {PICTURE_LIMIT} bytes"),
            path,
        )),
        Err(error) => Err(wrong(format!("it cannot be read: {error}"), path)),
    }
}

/// Writes a new file, whole or not at all.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = (|| {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        readable_by_all(file.as_file())?;
        file.persist_noclobber(path).map_err(|error| error.error)?;
        Ok::<_, std::io::Error>(())
    })();
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => wrong("the file exists already", path),
        _ => wrong(format!("it cannot be written: {error}"), path),
    })
}

/// A mistake in a file that was named on the command line.
pub(super) fn wrong(message: impl std::fmt::Display, path: &Path) -> Failure {
    Diagnostic::error(message.to_string()).in_file(path).into()
}

// Temporary files are their owner's alone, what was asked for is an ordinary file.
#[cfg(unix)]
fn readable_by_all(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

fn write(form: Form, arguments: &Arguments) -> Result<(), Failure> {
    let (Form::Json(text) | Form::Jws(text) | Form::Url(text)) = form;
    let Some(path) = &arguments.output else {
        let written = std::io::stdout().lock().write_all(text.as_bytes());
        return written.map_err(|error| {
            Diagnostic::error(format!("the badge cannot be written: {error}")).into()
        });
    };
    create(path, text.as_bytes())?;
    tell(format_args!("Wrote {}", path.display()));
    Ok(())
}

const EXAMPLE: &str = "Example:
  $ accolade extract badge.png --output badge.json";
