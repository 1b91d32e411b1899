//! How fast accolade is, as ratios to what the same machine does at the same time.
//!
//! ```text
//! cargo bench                          every step, and whole sites of 1,000 and 10,000 awards
//! cargo bench -- build 10000           only lines with `build`, only sites of 10,000 awards
//! cargo bench -- issue build 100000    lines with either word
//! cargo bench -- generate FOLDER 5000  a content folder with 5,000 issued awards, to keep
//! ```

mod generate;
mod measure;
mod report;
mod steps;
mod whole;

use std::path::Path;
use std::process::ExitCode;

use report::Report;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--child", rest @ ..] => whole::child(rest),
        ["generate", folder, count] => {
            let count = count.parse().expect("the number of awards");
            generate::site(Path::new(folder), count);
            println!("{folder}: {count} awards, issued");
        }
        words => compare(words),
    }
    ExitCode::SUCCESS
}

fn compare(words: &[&str]) {
    let (sizes, filters): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|it| it.parse::<usize>().is_ok());
    let mut report = Report::new(&filters);
    let chosen: Vec<usize> = sizes.iter().flat_map(|it| it.parse()).collect();
    let sizes = if chosen.is_empty() {
        DEFAULT_SIZES.to_vec()
    } else {
        chosen
    };
    steps::measure(&mut report);
    for size in sizes {
        whole::measure(&mut report, size);
    }
    report.end();
}

/// A hundred thousand takes fifteen gigabytes of memory for the site and a copy: by request.
const DEFAULT_SIZES: [usize; 2] = [1_000, 10_000];
