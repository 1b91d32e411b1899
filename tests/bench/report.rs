//! One line for each thing measured: what it is, how fast, and beside what.

use std::time::Duration;

/// Prints lines as they come, those that were asked for.
pub struct Report {
    filters: Vec<String>,
    missed: usize,
}

impl Report {
    pub fn new(filters: &[&str]) -> Self {
        println!(
            "{:<44} {:>16}  {:<34} {:>6}",
            "what", "measured", "beside", "ratio"
        );
        Self {
            filters: filters.iter().map(|&it| it.to_owned()).collect(),
            missed: 0,
        }
    }

    /// Whether lines of this name were asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|it| name.contains(it.as_str()))
    }

    /// A figure that stands for itself.
    pub fn note(&self, name: &str, measured: &str) {
        println!("{name:<44} {measured:>16}");
    }

    /// A time and the most it should be.
    pub fn at_most(&mut self, name: &str, measured: Duration, target: Duration) {
        let ratio = measured.as_secs_f64() / target.as_secs_f64();
        let beside = format!("target ≤ {}", time(target));
        self.line(name, &time(measured), &beside, ratio, ratio <= 1.0);
    }

    /// A time as a multiple of another one's, and the most it should be.
    pub fn times(&mut self, name: &str, measured: Duration, other: (&str, Duration), most: f64) {
        let ratio = measured.as_secs_f64() / other.1.as_secs_f64().max(f64::MIN_POSITIVE);
        let limit = if most.is_finite() {
            format!(", ≤ {most}×")
        } else {
            String::new()
        };
        let beside = format!("{} {}{limit}", other.0, time(other.1));
        self.line(name, &time(measured), &beside, ratio, ratio <= most);
    }

    /// Bytes and the most they should be.
    pub fn bytes_at_most(&mut self, name: &str, measured: u64, target: u64) {
        let ratio = measured as f64 / target as f64;
        let megabytes = |bytes: u64| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20));
        let beside = format!("target ≤ {}", megabytes(target));
        self.line(name, &megabytes(measured), &beside, ratio, ratio <= 1.0);
    }

    fn line(&mut self, name: &str, measured: &str, beside: &str, ratio: f64, reached: bool) {
        let mark = if reached { "" } else { "  missed" };
        self.missed += usize::from(!reached);
        println!("{name:<44} {measured:>16}  {beside:<34} {ratio:>6.2}{mark}");
    }

    /// Says how many targets were missed. Other work on the machine moves every figure, so this is
    /// for people to read, not a test.
    pub fn end(&self) {
        println!("{} targets missed", self.missed);
    }
}

/// A time in the unit that reads best.
pub fn time(time: Duration) -> String {
    let microseconds = time.as_secs_f64() * 1e6;
    if microseconds < 1_000.0 {
        format!("{microseconds:.2} µs")
    } else if microseconds < 1e6 {
        format!("{:.1} ms", microseconds / 1e3)
    } else {
        format!("{:.2} s", microseconds / 1e6)
    }
}
