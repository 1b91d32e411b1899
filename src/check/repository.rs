//! The git repository that a folder is in, asked through the `git` program. Nothing in it is changed.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::diagnostic::Diagnostic;

/// A folder within a repository. All names are relative to the folder, with `/`.
pub struct Repository {
    folder: PathBuf,
}

/// A file that git tracks, or would track with the next `git add`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedFile {
    pub name: String,
    pub is_tracked: bool,
}

impl Repository {
    /// The repository of `folder`, if it is in one.
    ///
    /// # Errors
    /// It is in one, and git cannot be asked.
    pub fn find(folder: &Path) -> Result<Option<Self>, Diagnostic> {
        match Self::open(folder) {
            Ok(repository) => Ok(Some(repository)),
            Err(finding) if finding.message() != IN_NONE && is_within_one(folder) => Err(finding),
            Err(_) => Ok(None),
        }
    }

    /// The repository of `folder`.
    ///
    /// # Errors
    /// There is no `git` program, the folder is in no repository, or git will not speak of it.
    pub fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let repository = Self {
            folder: folder.to_path_buf(),
        };
        let inside = repository.ask(&["rev-parse", "--is-inside-work-tree"]);
        let inside = inside.map_err(|it| match it.message().contains("not a git repository") {
            true => Diagnostic::error(IN_NONE)
                .hint("what git does not know cannot be compared: leave out `--base`, or begin a repository \
                 with `git init`"),
            false => it,
        })?;
        match inside.trim_ascii() {
            b"true" => Ok(repository),
            _ => Err(Diagnostic::error("this folder is in no work tree of git")),
        }
    }

    /// The commit that `revision` names.
    ///
    /// # Errors
    /// It names none.
    pub fn commit(&self, revision: &str) -> Result<String, Diagnostic> {
        let unknown = || {
            Diagnostic::error(format!("git knows no revision `{revision}`")).hint(
                "fetch it first: `git fetch origin`; in GitHub Actions, give `actions/checkout` the \
                 line `fetch-depth: 0`",
            )
        };
        // What starts with a hyphen would be an option.
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown());
        }
        let name = format!("{revision}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--quiet", &name]);
        let found = found.map_err(|_| unknown())?;
        Ok(String::from_utf8_lossy(found.trim_ascii()).into_owned())
    }

    /// The names of the files that a commit has below `place`, a file or a folder.
    ///
    /// # Errors
    /// Git cannot read it.
    pub fn names(&self, commit: &str, place: &str) -> Result<Vec<String>, Diagnostic> {
        let listed = self.ask(&["ls-tree", "-r", "-z", "--name-only", commit, "--", place])?;
        Ok(split(&listed))
    }

    /// The bytes of a file in a commit.
    ///
    /// # Errors
    /// The commit has no such file.
    pub fn read(&self, commit: &str, name: &str) -> Result<Vec<u8>, Diagnostic> {
        self.ask(&["cat-file", "blob", &format!("{commit}:./{name}")])
    }

    /// Hands the bytes of files in a commit to `each`, in the order of `names`.
    ///
    /// # Errors
    /// The commit lacks one of them, or git cannot read it.
    pub fn read_all(
        &self,
        commit: &str,
        names: &[String],
        each: &mut dyn FnMut(&str, Vec<u8>),
    ) -> Result<(), Diagnostic> {
        let broken = |error: std::io::Error| {
            Diagnostic::error(format!("git cannot read the commit {commit}: {error}"))
        };
        let mut command = self.command();
        command.args(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut git = command.stderr(Stdio::null()).spawn().map_err(absent)?;
        let mut asked = git.stdin.take().expect("it is piped");
        let mut answers = BufReader::new(git.stdout.take().expect("it is piped"));
        let read = std::thread::scope(|scope| {
            // Written beside the reading: either side may wait for the other.
            scope.spawn(move || {
                let mut names = names.iter();
                names.try_for_each(|name| writeln!(asked, "{commit}:./{name}"))
            });
            names.iter().try_for_each(|name| {
                each(name, read_object(&mut answers)?);
                Ok(())
            })
        });
        drop(answers);
        let _ = git.wait();
        read.map_err(broken)
    }

    /// The bytes of a file as it was first committed, as far back as this copy of the history goes.
    pub fn original(&self, name: &str) -> Option<Vec<u8>> {
        let arguments = ["log", "--diff-filter=A", "--format=%H", "--all", "--", name];
        let commits = self.ask(&arguments).ok()?;
        let commits = String::from_utf8_lossy(&commits).into_owned();
        self.read(commits.lines().last()?, name).ok()
    }

    /// The names of files below `place` that the newest commit has and the folder has not.
    ///
    /// # Errors
    /// There is no commit yet, or git cannot read it.
    pub fn absent(&self, place: &str) -> Result<Vec<String>, Diagnostic> {
        let found = self.ask(&[
            "diff-index",
            "--no-renames",
            "--name-only",
            "--diff-filter=D",
            "--relative",
            "-z",
            "HEAD",
            "--",
            place,
        ])?;
        Ok(split(&found))
    }

    /// The way from the top of the repository to the folder: empty, or with a `/` at its end.
    pub fn prefix(&self) -> String {
        let prefix = self.ask(&["rev-parse", "--show-prefix"]);
        let prefix = prefix.unwrap_or_default();
        String::from_utf8_lossy(prefix.trim_ascii_end()).into_owned()
    }

    /// Every file that git tracks or would track, ordered by name.
    ///
    /// # Errors
    /// Git cannot read its index.
    pub fn files(&self) -> Result<Vec<TrackedFile>, Diagnostic> {
        let tracked = split(&self.ask(&["ls-files", "-z", "--cached"])?);
        let others = split(&self.ask(&["ls-files", "-z", "--others", "--exclude-standard"])?);
        let file = |is_tracked| move |name| TrackedFile { name, is_tracked };
        let tracked = tracked.into_iter().map(file(true));
        let mut files: Vec<_> = tracked.chain(others.into_iter().map(file(false))).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files.dedup();
        Ok(files)
    }

    /// The revision that is taken for what was published, if none is named: the main branch of
    /// `origin`, or else the upstream of this branch, or what `origin` has under its name.
    pub fn published(&self) -> Option<String> {
        let candidates = ["origin/HEAD", "origin/main", "origin/master", "@{upstream}"];
        // Only a clone is told which branch is the main one; a push is not.
        let branch = self.ask(&["symbolic-ref", "--short", "HEAD"]).ok();
        let branch = branch.and_then(|it| String::from_utf8(it).ok());
        let branch = branch.map(|it| format!("origin/{}", it.trim()));
        let mut candidates = candidates.map(str::to_owned).into_iter().chain(branch);
        candidates.find(|it| self.commit(it).is_ok())
    }

    /// A branch of another repository, as it was when this one last heard of it, that has a file of that
    /// name: it was pushed.
    ///
    /// # Errors
    /// Git cannot read its branches.
    pub fn pushed_with(&self, name: &str) -> Result<Option<String>, Diagnostic> {
        let format = ["for-each-ref", "--format=%(refname:short)", "refs/remotes"];
        let branches = self.ask(&format)?;
        let branches = String::from_utf8_lossy(&branches).into_owned();
        let branches = branches.lines().map(str::to_owned);
        // That which is named first in messages.
        for branch in self.published().into_iter().chain(branches) {
            let commit = self.commit(&branch)?;
            if !self.names(&commit, name)?.is_empty() {
                return Ok(Some(branch));
            }
        }
        Ok(None)
    }

    fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, Diagnostic> {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command().args(arguments).output().map_err(absent)?;
        if status.success() {
            return Ok(stdout);
        }
        let stderr = String::from_utf8_lossy(&stderr);
        let said = stderr.lines().find(|it| !it.trim().is_empty());
        let said = said.unwrap_or("it gives no reason");
        let finding = Diagnostic::error(format!("git refuses: {said}"));
        Err(match said.contains("dubious ownership") {
            true => finding.hint(
                "the folder belongs to somebody else on this computer; if you trust it: `git config --global \
                 --add safe.directory` and the path that git names",
            ),
            false => finding,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.folder)
            // No program that a repository names is run, and its index is left as it is.
            .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }
}

fn is_within_one(folder: &Path) -> bool {
    let real = folder.canonicalize().unwrap_or_default();
    real.ancestors().any(|it| it.join(".git").exists())
}

fn absent(error: std::io::Error) -> Diagnostic {
    let finding = Diagnostic::error(format!("the program `git` cannot be run: {error}"));
    finding.hint("install git, and make sure that it is found in `PATH`")
}

/// Reads one answer of `cat-file --batch`: a line that ends with the length, the bytes, a newline.
fn read_object(answers: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let length = line.trim_end().rsplit(' ').next();
    let length: Option<usize> = length.and_then(|it| it.parse().ok());
    let length = length.ok_or_else(|| std::io::Error::other(line.trim_end().to_owned()))?;
    let mut bytes = vec![0; length + 1];
    answers.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

const IN_NONE: &str = "this folder is in no repository of git";

fn split(names: &[u8]) -> Vec<String> {
    let names = names.split(|it| *it == 0).filter(|it| !it.is_empty());
    names
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect()
}
