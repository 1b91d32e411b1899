//! A build that is cut off, or meets a full disk, at any of its system calls.
//!
//! `strace` kills the program, or makes a call fail, at the N-th call that changes something, for
//! every N that there is.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use accolade::build::{Mode, Options};

use super::build_ground::*;

#[test]
fn killed_anywhere_a_first_build_leaves_no_site_or_the_whole_one() {
    at_every_call(KILL, "changed", &[], Ground::new, |ground, call| {
        ground.child("changed", call);
        let found = tree(&ground.output());
        assert!(found.is_empty() || found == new().tree(), "{call:?}");
        ground.ensure_next_build_completes(call);
    });
}

#[test]
fn killed_anywhere_a_full_build_leaves_the_old_site_or_the_new_one() {
    at_every_call(KILL, "full", &[], Ground::with_old_site, |ground, call| {
        ground.child("full", call);
        ground.ensure_one_whole_site(call);
        ground.ensure_next_build_completes(call);
    });
}

#[test]
fn killed_anywhere_where_folders_cannot_be_exchanged_the_next_build_repairs_it() {
    let rule = "inject=renameat2:error=EINVAL";
    at_every_call(
        KILL,
        "full",
        &[rule],
        Ground::with_old_site,
        |ground, call| {
            ground.child("full", call);
            // What repairs it is the start of any build, even one that then fails.
            let mut broken = new();
            broken.broken = true;
            let _ = ground.build(&broken);
            ground.ensure_one_whole_site(call);
            ground.ensure_next_build_completes(call);
        },
    );
}

#[test]
fn killed_anywhere_a_build_of_changes_leaves_each_file_whole_and_the_next_completes_it() {
    at_every_call(
        KILL,
        "changed",
        &[],
        Ground::with_old_site,
        |ground, call| {
            ground.child("changed", call);
            ground.ensure_each_file_is_whole(call);
            ground.ensure_next_build_completes(call);
        },
    );
}

#[test]
fn killed_anywhere_a_build_of_changes_is_completed_even_by_one_of_other_content() {
    at_every_call(
        KILL,
        "changed",
        &[],
        Ground::with_old_site,
        |ground, call| {
            ground.child("changed", call);
            ground.build(&old()).unwrap();
            assert_eq!(tree(&ground.output()), old().tree(), "{call:?}");
        },
    );
}

#[test]
fn a_call_that_fails_anywhere_in_a_full_build_is_said_and_one_whole_site_stays() {
    at_every_call(
        "error=ENOSPC",
        "full",
        &[],
        Ground::with_old_site,
        |ground, call| {
            let ended = ground.child("full", call);
            ensure_said(&ended, &ground, call);
            ground.ensure_one_whole_site(call);
            ground.ensure_next_build_completes(call);
        },
    );
}

#[test]
fn a_call_that_fails_anywhere_in_a_build_of_changes_is_said_and_each_file_stays_whole() {
    for error in ["error=ENOSPC", "error=EIO"] {
        at_every_call(
            error,
            "changed",
            &[],
            Ground::with_old_site,
            |ground, call| {
                let ended = ground.child("changed", call);
                ensure_said(&ended, &ground, call);
                ground.ensure_each_file_is_whole(call);
                ground.ensure_next_build_completes(call);
            },
        );
    }
}

#[test]
fn on_a_full_disk_the_old_site_stays_as_it_was_and_the_message_names_a_path() {
    let mut refused = 0;
    for (mode, size) in [Mode::Full, Mode::Changed]
        .into_iter()
        .flat_map(|mode| (64..400).step_by(8).map(move |size| (mode, size)))
    {
        let Some(disk) = SmallDisk::mount(size) else {
            println!("skipped: this user cannot mount a small disk");
            return;
        };
        let output = disk.0.path().join("public");
        let ground = Ground::new();
        let mut options = ground.options.clone();
        if build(ground.root(), &output, &old(), &options).is_err() {
            assert!(!output.exists(), "a first build that fails leaves no site");
            continue;
        }
        options.mode = mode;
        if let Err(finding) = build(ground.root(), &output, &large(), &options) {
            refused += 1;
            let said = finding.to_string();
            assert!(said.contains("No space left"), "{said}");
            assert!(said.contains(disk.0.path().to_str().unwrap()), "{said}");
            assert_eq!(tree(&output), old().tree(), "{mode:?} on {size} KiB");
        } else {
            assert_eq!(tree(&output), large().tree());
        }
    }
    assert!(refused > 8, "only {refused} sizes were too small");
}

#[test]
fn surroundings_change_no_byte() {
    let surroundings: [&[(&str, &str)]; 4] = [
        &[("TZ", "UTC"), ("LC_ALL", "C")],
        &[("TZ", "Pacific/Auckland"), ("LC_ALL", "tr_TR.UTF-8")],
        &[
            ("TZ", "America/St_Johns"),
            ("LANG", "de_DE.UTF-8"),
            ("RAYON_NUM_THREADS", "7"),
        ],
        &[("HOME", "/nonexistent"), ("RAYON_NUM_THREADS", "1")],
    ];
    for variables in surroundings {
        for umask in ["022", "077"] {
            let ground = Ground::new();
            let mut child = Command::new("sh");
            let program = std::env::current_exe().unwrap();
            child.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]);
            child
                .arg(program)
                .args(CHILD)
                .envs(variables.iter().copied());
            let ended = ground.run(child, "new", "many");
            assert!(ended.status.success(), "{ended:?}");
            assert_eq!(tree(&ground.output()), new().tree());
        }
    }
}

/// Not a test of its own: the program that the tests of this file cut off.
#[test]
#[ignore = "run by the other tests of this file"]
fn child_builds_what_it_is_told() {
    let told = |name: &str| std::env::var(name).unwrap_or_default();
    let root = told("ACCOLADE_TEST_ROOT");
    assert!(!root.is_empty(), "only other tests run this one");
    let root = Path::new(&root);
    let plan = match told("ACCOLADE_TEST_PLAN").as_str() {
        "old" => old(),
        _ => new(),
    };
    outnumber_the_harness();
    if told("ACCOLADE_TEST_MODE") == "nothing" {
        std::process::exit(0);
    }
    let (mode, jobs) = match told("ACCOLADE_TEST_MODE").as_str() {
        "full" => (Mode::Full, Some(1)),
        "many" => (Mode::Changed, None),
        _ => (Mode::Changed, Some(1)),
    };
    let options = Options {
        mode,
        jobs,
        wait: true,
    };
    if let Err(finding) = build(root, &root.join("public"), &plan, &options) {
        eprintln!("{finding}");
        std::process::exit(1);
    }
    std::process::exit(0);
}

/// strace counts calls thread by thread. The harness has a thread of its own, whose calls must
/// not be the ones that are met: so this thread starts with more of each kind than that one makes.
fn outnumber_the_harness() {
    for _ in 0..100 {
        let mut null = fs::File::options().write(true).open("/dev/null").unwrap();
        null.write_all(b"-").unwrap();
    }
}

impl Ground {
    fn with_old_site() -> Self {
        let ground = Self::new();
        ground.build(&old()).unwrap();
        ground
    }

    /// Builds in another process, which meets `call`.
    fn child(&self, mode: &str, call: &Call) -> Output {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null"]);
        for rule in &call.rules {
            strace.args(["-e", rule]);
        }
        strace.arg(std::env::current_exe().unwrap()).args(CHILD);
        self.run(strace, "new", mode)
    }

    fn run(&self, mut command: Command, plan: &str, mode: &str) -> Output {
        command
            .env("ACCOLADE_TEST_ROOT", self.root())
            .env("ACCOLADE_TEST_PLAN", plan)
            .env("ACCOLADE_TEST_MODE", mode)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn ensure_one_whole_site(&self, call: &Call) {
        let found = tree(&self.output());
        assert!(found == old().tree() || found == new().tree(), "{call:?}");
    }

    /// Every file is one of the old site or one of the new.
    fn ensure_each_file_is_whole(&self, call: &Call) {
        let (old, new) = (old().tree(), new().tree());
        for (path, bytes) in tree(&self.output()) {
            let known = [old.get(&path), new.get(&path)];
            assert!(known.contains(&Some(&bytes)), "{path} after {call:?}");
        }
    }

    fn ensure_next_build_completes(&self, call: &Call) {
        self.build(&new()).unwrap();
        assert_eq!(tree(&self.output()), new().tree(), "{call:?}");
        assert_eq!(self.leftovers(), [""; 0], "{call:?}");
        let again = new();
        self.build(&again).unwrap();
        assert_eq!(again.made.into_inner(), 0, "{call:?}");
    }
}

fn old() -> Plan {
    site(1, &[("aaone", 1), ("aatwo", 1), ("bbthree", 1)])
}

/// One award changed, one gone with its folder, one come with its folder, one as it was.
fn new() -> Plan {
    site(2, &[("aaone", 2), ("aatwo", 1), ("ccfour", 1)])
}

fn large() -> Plan {
    let ids: Vec<String> = (0..30).map(|it| format!("{it:02}")).collect();
    let ids: Vec<(&str, u8)> = ids.iter().map(|it| (it.as_str(), 2)).collect();
    site(2, &ids)
}

/// Rules for strace, by which one system call is met by a kill or an error.
#[derive(Debug)]
struct Call {
    rules: Vec<String>,
}

/// Runs `attempt` for the first call of every kind, the second, and so on, to the last that a
/// build on `ground` makes in that mode.
fn at_every_call(
    fate: &str,
    mode: &str,
    always: &[&str],
    ground: impl Fn() -> Ground,
    attempt: impl Fn(Ground, &Call),
) {
    let strace = Command::new("strace")
        .args(["-e", "trace=none", "true"])
        .status();
    if !strace.is_ok_and(|it| it.success()) {
        println!("skipped: strace does not work on this machine");
        return;
    }
    let always: Vec<String> = always.iter().map(|&it| it.to_owned()).collect();
    let idle = counted_calls(&ground(), "nothing", &always);
    let all = counted_calls(&ground(), mode, &always);
    let mut met = 0;
    for (kind, last) in all {
        let first = idle.get(&kind).copied().unwrap_or_default() + 1;
        for number in first..=last {
            let mut rules = always.clone();
            rules.retain(|it| !it.starts_with(&format!("inject={kind}:")));
            rules.push(format!("inject={kind}:{fate}:when={number}"));
            attempt(ground(), &Call { rules });
            met += 1;
        }
    }
    assert!(met >= LEAST_CALLS, "only {met} calls were met");
}

/// How often a whole build makes each kind of call, those of the test program's start included.
fn counted_calls(ground: &Ground, mode: &str, always: &[String]) -> BTreeMap<String, u32> {
    let log = ground.root().join("calls");
    let trace = format!("trace={CHANGING_CALLS},exit_group");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", &trace, "-o"]).arg(&log);
    for rule in always {
        strace.args(["-e", rule]);
    }
    strace.arg(std::env::current_exe().unwrap()).args(CHILD);
    let ended = ground.run(strace, "new", mode);
    assert!(ended.status.success(), "{ended:?}");
    let log = fs::read_to_string(log).unwrap();
    // Calls are counted thread by thread; the one that ends the program is the one that built.
    let builder = log.lines().find(|it| it.contains("exit_group(")).unwrap();
    let builder = builder.split(' ').next().unwrap();
    let mut counts = BTreeMap::new();
    for line in log
        .lines()
        .filter(|it| it.split(' ').next() == Some(builder))
    {
        let call = line[builder.len()..].trim_start();
        if let Some((kind, _)) = call.split_once('(').filter(|it| it.0 != "exit_group") {
            *counts.entry(kind.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// A build that fails says so and names a path; one that succeeds has built the new site.
fn ensure_said(ended: &Output, ground: &Ground, call: &Call) {
    let said = String::from_utf8_lossy(&ended.stderr);
    if ended.status.success() {
        assert_eq!(tree(&ground.output()), new().tree(), "{call:?}");
        return;
    }
    assert_eq!(ended.status.code(), Some(1), "{call:?}: {said}");
    assert!(said.contains("error: cannot "), "{call:?}: {said}");
    assert!(
        said.contains(ground.root().to_str().unwrap()),
        "{call:?}: {said}"
    );
}

/// A file system of few bytes, gone when it is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(kilobytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path());
        let mounted = mount.stderr(Stdio::null()).status();
        mounted.is_ok_and(|it| it.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

const CHILD: [&str; 5] = [
    "--ignored",
    "--exact",
    "build_crash::child_builds_what_it_is_told",
    "--nocapture",
    "--test-threads=1",
];

const KILL: &str = "signal=SIGKILL";

/// Every call by which a build changes a disk, and those that open and lock.
const CHANGING_CALLS: &str = "openat,write,mkdir,rename,renameat2,unlink,unlinkat,rmdir,fsync,syncfs,\
    ftruncate,flock,fcntl,copy_file_range,sendfile,linkat";

/// Fewer would mean that the calls were not found.
const LEAST_CALLS: u32 = 30;
