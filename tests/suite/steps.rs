//! Every step of a program that changes a file, and what `strace` can make of it: a kill, an error.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A step of the program: which call of the system, and the how manieth of its kind.
#[derive(Clone, Debug)]
pub struct Step {
    pub call: String,
    pub number: usize,
    pub text: String,
}

impl Step {
    /// Whether a full disk can refuse it: removing something needs no room.
    pub fn takes_room(&self) -> bool {
        !["unlink", "unlinkat", "rmdir"].contains(&self.call.as_str())
    }

    /// A command to be completed with the program and its words: the program that then runs is
    /// met by `fate` at this step, such as `signal=KILL` or `error=EIO`.
    pub fn met_by(&self, fate: &str) -> Command {
        let Self { call, number, .. } = self;
        let mut command = Command::new("strace");
        command.args(["-o", "/dev/null", "-e", &format!("trace={call}")]);
        command.args(["-e", &format!("inject={call}:{fate}:when={number}")]);
        command
    }
}

/// Every step that changes a file below `root`, of the program that `run` starts by completing
/// the command it is given; `None`, and that said, where `strace` is not there or may not trace.
///
/// Threads beside the first are not followed: they must change nothing.
pub fn steps(root: &Path, run: impl FnOnce(Command) -> Output) -> Option<Vec<Step>> {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped, there is no strace on this machine");
        return None;
    }
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-y", "-o"]).arg(log.path());
    command.args(["-e", &format!("trace={CALLS}")]);
    let output = run(command);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        println!("skipped, strace cannot trace on this machine: {said}");
        return None;
    }
    let log = fs::read_to_string(log.path()).unwrap();
    let steps = read(&log, root.to_str().unwrap());
    assert!(steps.len() > 10, "{steps:?}");
    Some(steps)
}

fn read(log: &str, root: &str) -> Vec<Step> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut steps = Vec::new();
    for line in log.lines() {
        let Some((call, _)) = line.split_once('(') else {
            continue;
        };
        let number = numbers.entry(call).or_default();
        *number += 1;
        let changes = call != "openat" || line.contains("O_CREAT");
        let failed = line.contains(") = -1 ");
        // What is told of the work is no file of the site.
        let is_told = line.contains("<pipe:");
        if line.contains(root) && changes && !failed && !is_told {
            steps.push(Step {
                call: call.to_owned(),
                number: *number,
                text: line.to_owned(),
            });
        }
    }
    steps
}

/// Every call by which a program changes files.
const CALLS: &str = "openat,write,pwrite64,rename,renameat,renameat2,fsync,fdatasync,syncfs,sync_file_range,\
unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,ftruncate,truncate,fchmod,chmod,fallocate,copy_file_range";
