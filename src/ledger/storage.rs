//! Files written whole or not at all, and what is said when that fails.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;

/// The folder of ledger files, within the content folder.
pub(super) const FOLDER: &str = "ledger";

/// The folder of frozen pictures, within [`FOLDER`].
pub(super) const PICTURES: &str = "pictures";

/// The folder of what this machine alone needs; git-ignored, and rebuilt when it is deleted.
pub(super) const PRIVATE: &str = ".accolade";

/// The file of `folder` that is not whole yet, if there is one. There is never more than one, as
/// writers hold the lock.
pub(super) fn unfinished(folder: &Path) -> PathBuf {
    folder.join(".unfinished")
}

/// How a ledger file is named in messages.
pub(super) fn shown(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// The finding that a file could not be worked with; `what` is a verb.
pub(super) fn failed(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let path = path.display();
    let finding = Diagnostic::error(format!("cannot {what} `{path}`: {error}"));
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            finding.hint("free some space and run the command again; nothing is lost")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            finding.hint("make it readable and writable for you")
        }
        _ => finding,
    }
}

/// A file that is not there until [`Unfinished::finish`] gives it its name.
pub(super) struct Unfinished {
    path: PathBuf,
    file: io::BufWriter<File>,
}

impl Unfinished {
    /// Starts a file in `folder`; what an interrupted one left is overwritten.
    ///
    /// Only one at a time in each folder: the caller holds the lock.
    pub fn start(folder: &Path, private: bool) -> Result<Self, Diagnostic> {
        let path = unfinished(folder);
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let _ = private;
        let file = options
            .open(&path)
            .map_err(|error| failed("write", &path, &error))?;
        let file = io::BufWriter::with_capacity(1 << 20, file);
        Ok(Self { path, file })
    }

    /// Adds bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| failed("write", &self.path, &error))
    }

    /// Brings what was written to the disk.
    pub fn sync(&mut self) -> Result<(), Diagnostic> {
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|error| failed("write", &self.path, &error))
    }

    /// Gives the file its name, for good: the folder is brought to the disk, too.
    pub fn finish(mut self, name: &str) -> Result<(), Diagnostic> {
        let named = self.name(name);
        match named {
            Ok(()) => sync_parent(&self.path),
            Err(_) => {
                self.discard();
                named
            }
        }
    }

    /// As [`Unfinished::finish`]; where that fails, the file stays as it is.
    pub fn finish_or_keep(mut self, name: &str) -> Result<(), Diagnostic> {
        self.name(name)?;
        sync_parent(&self.path)
    }

    fn name(&mut self, name: &str) -> Result<(), Diagnostic> {
        self.sync()?;
        let path = self.path.with_file_name(name);
        fs::rename(&self.path, &path).map_err(|error| failed("write", &path, &error))
    }

    /// Takes the file away again.
    pub fn discard(self) {
        let Self { path, file } = self;
        // What is buffered must not be written any more.
        drop(file.into_parts());
        let _ = fs::remove_file(path);
    }
}

/// Writes a file of `folder` in one go, whole or not at all.
pub(super) fn write(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    private: bool,
) -> Result<(), Diagnostic> {
    let mut file = Unfinished::start(folder, private)?;
    match file.write(bytes).and_then(|()| file.sync()) {
        Ok(()) => file.finish(name),
        Err(error) => {
            file.discard();
            Err(error)
        }
    }
}

/// Makes a folder and brings its name to the disk; nothing happens if it is there.
pub(super) fn make_folder(path: &Path) -> Result<(), Diagnostic> {
    match fs::create_dir(path) {
        Ok(()) => sync_parent(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(failed("make the folder", path, &error)),
    }
}

/// Makes the folder of what this machine alone needs, which hides itself from git.
pub(super) fn private_folder(root: &Path) -> Result<PathBuf, Diagnostic> {
    let folder = root.join(PRIVATE);
    if folder.join(".gitignore").exists() {
        return Ok(folder);
    }
    make_folder(&folder)?;
    let ignore = folder.join(".gitignore");
    fs::write(&ignore, "*\n").map_err(|error| failed("write", &ignore, &error))?;
    Ok(folder)
}

fn sync_parent(path: &Path) -> Result<(), Diagnostic> {
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Brings the names in a folder to the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), Diagnostic> {
    // Windows keeps names without being asked, and cannot be asked.
    if cfg!(windows) {
        return Ok(());
    }
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let synced = File::open(path).and_then(|it| it.sync_all());
    synced.map_err(|error| failed("write", path, &error))
}

/// Reads `length` bytes at `offset`; safe to call from many threads at once.
pub(super) fn read_at(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    #[cfg(unix)]
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, offset)?;
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < length {
            let from = offset + done as u64;
            match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], from)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => done += read,
            }
        }
    }
    Ok(bytes)
}
