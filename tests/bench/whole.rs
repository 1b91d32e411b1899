//! Whole commands on whole sites, beside the copying of what they make.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use accolade::build::{Mode, Options};

use super::measure::{self, Took, median, once};
use super::report::Report;
use super::{generate, report};

/// Measures `issue` and `build` for a site of that many awards, in memory and on disk.
pub fn measure(report: &mut Report, awards: usize) {
    if report.wants("issue") {
        issue(report, awards);
    }
    if report.wants("build") {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() {
            build(report, awards, MEMORY, memory);
        }
        build(
            report,
            awards,
            "on disk",
            Path::new(env!("CARGO_TARGET_TMPDIR")),
        );
    }
}

/// What the processes do that are measured as a whole.
pub fn child(words: &[&str]) {
    match words {
        ["issue", root, awards] => {
            let root = Path::new(root);
            let catalog = accolade::content::load(root).expect("the content is right");
            let records = generate::records(0, awards.parse().expect("a number"));
            generate::issue(root, &catalog, &records);
        }
        ["build", root, output] => {
            let options = Options {
                mode: Mode::Changed,
                ..Options::default()
            };
            let built = accolade::build::build(root.as_ref(), output.as_ref(), &options, &());
            built
                .map_err(|it| it.sorted()[0].to_string())
                .expect("it builds");
        }
        ["write", tree, target] => write_plainly(Path::new(tree), Path::new(target)),
        _ => panic!("no such work: {words:?}"),
    }
    println!("{} {}", measure::cpu().as_micros(), measure::peak_memory());
}

/// What a process took, and the most memory it held.
fn run(words: &[&str]) -> (Took, u64) {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.arg("--child").args(words);
    let (output, took) = once(|| command.output().expect("it runs"));
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = said.split_whitespace().flat_map(str::parse::<u64>);
    let cpu = Duration::from_micros(numbers.next().expect("its time"));
    let peak = numbers.next().expect("its memory");
    (Took { cpu, ..took }, peak)
}

fn issue(report: &mut Report, awards: usize) {
    let name = format!("issue {awards}");
    let rounds = rounds(awards).map(|_| {
        let folder = tempfile::tempdir().expect("a folder");
        generate::content(folder.path());
        run(&["issue", path(folder.path()), &awards.to_string()]).0
    });
    let took = median(rounds.collect(), |it| it.cpu);
    report.note(&format!("{name}: whole, wall"), &report::time(took.wall));
    report.at_most(
        &format!("{name}: CPU per award"),
        per(took.cpu, awards),
        PER_ISSUED,
    );
}

fn build(report: &mut Report, awards: usize, place: &str, disk: &Path) {
    let name = format!("build {awards} {place}");
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let root = folder.path().join("site");
    generate::site(&root, awards);
    // Every round writes beside what is there: deleting in between would make the next one dear.
    let fresh = |kind: &str, round: usize| folder.path().join(format!("{kind}-{round}"));
    let mut builds = Vec::new();
    let (mut copies, mut floors) = (Vec::new(), Vec::new());
    let last = root.join("public");
    for round in rounds(awards) {
        let target = fresh("built", round);
        builds.push(run(&["build", path(&root), path(&target)]));
        let copied = fresh("copied", round);
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(&target).arg(&copied);
        copies.push(once(|| copy.status().expect("cp")).1);
        let is_only = rounds(awards).len() == 1;
        make_room(&copied, is_only);
        let written = fresh("written", round);
        floors.push(run(&["write", path(&target), path(&written)]).0);
        make_room(&written, is_only);
        make_room(&target, is_only);
    }
    let (took, peak) = median(builds, |it| it.0.cpu);
    let wall = took.wall;
    let copy = median(copies, |it| it.wall);
    let floor = median(floors, |it| it.cpu);
    if place == MEMORY {
        // What a disk takes to create a file depends on its age, and is none of our work.
        report.at_most(
            &format!("{name}: CPU per award"),
            per(took.cpu, awards),
            PER_BUILT,
        );
    }
    let written = ("plain writing", per(floor.cpu, awards));
    report.times(
        &format!("{name}: CPU per award"),
        per(took.cpu, awards),
        written,
        f64::INFINITY,
    );
    report.times(
        &format!("{name}: wall"),
        wall,
        ("cp -a", copy.wall),
        MOST_COPIES,
    );
    report.bytes_at_most(&format!("{name}: memory"), peak, MOST_MEMORY);
    rebuild(report, awards, &name, &root, &last);
}

// Where nothing is written beside it, a tree of gigabytes leaves memory to the next one.
fn make_room(tree: &Path, is_only: bool) {
    if is_only {
        fs::remove_dir_all(tree).expect("it is ours");
    }
}

fn rebuild(report: &mut Report, awards: usize, name: &str, root: &Path, output: &Path) {
    run(&["build", path(root), path(output)]);
    let nothing = |_| run(&["build", path(root), path(output)]).0;
    let took = median((0..ROUNDS).map(nothing).collect(), |it| it.cpu);
    report.at_most(
        &format!("{name}: nothing changed, CPU per award"),
        per(took.cpu, awards),
        PER_KEPT,
    );
    report.at_most(
        &format!("{name}: nothing changed, wall"),
        took.wall,
        AT_ONCE,
    );
    let one = |round: usize| {
        generate::add_one(root, awards + round);
        run(&["build", path(root), path(output)]).0
    };
    let took = median((0..ROUNDS).map(one).collect(), |it| it.cpu);
    report.at_most(
        &format!("{name}: one award more, CPU per award"),
        per(took.cpu, awards),
        PER_KEPT,
    );
    report.note(
        &format!("{name}: one award more, wall"),
        &report::time(took.wall),
    );
}

/// The least that a program can do to have the same tree: one thread, each file written once.
fn write_plainly(tree: &Path, target: &Path) {
    let bytes = vec![b'x'; LARGEST];
    for entry in walkdir::WalkDir::new(tree).into_iter().flatten() {
        let copy: PathBuf = target.join(entry.path().strip_prefix(tree).expect("it is inside"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(copy).expect("a folder");
        } else {
            let size = usize::try_from(entry.metadata().expect("a file").len()).expect("a size");
            let mut file = File::create_new(copy).expect("a file");
            file.write_all(&bytes[..size.min(LARGEST)]).expect("room");
        }
    }
}

fn per(took: Duration, awards: usize) -> Duration {
    took / u32::try_from(awards).expect("a number of awards")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Fewer for sites that take minutes.
fn rounds(awards: usize) -> std::ops::Range<usize> {
    0..if awards > 20_000 { 1 } else { ROUNDS }
}

const ROUNDS: usize = 3;

const MEMORY: &str = "in memory";

/// The largest page of any site.
const LARGEST: usize = 32 << 20;

/// 15,000 a second on one core, and as much again for reading, random numbers and writing.
const PER_ISSUED: Duration = Duration::from_micros(133);

/// Five files each; writing them alone takes about half.
const PER_BUILT: Duration = Duration::from_micros(115);

const PER_KEPT: Duration = Duration::from_micros(12);

/// How long a person waits without noticing, at a hundred thousand awards.
const AT_ONCE: Duration = Duration::from_millis(500);

/// The wall time of a build beside a copy of what it makes.
const MOST_COPIES: f64 = 1.5;

const MOST_MEMORY: u64 = 400 << 20;
