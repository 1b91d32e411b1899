//! How far long work has come.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr, where that is a terminal and the work is long enough to be watched.
pub struct Bar {
    bar: ProgressBar,
    begun: OnceLock<Instant>,
    shown: OnceLock<()>,
}

impl Bar {
    /// Nothing is shown yet. `verb` says what is being done, such as `building`.
    pub fn new(verb: &str) -> Self {
        let template = format!("{verb} {{bar:30}} {{percent}}% {{eta}} left");
        let style = ProgressStyle::with_template(&template);
        let bar = ProgressBar::hidden();
        bar.set_style(style.expect("the template is a constant"));
        Self {
            bar,
            begun: OnceLock::new(),
            shown: OnceLock::new(),
        }
    }

    /// The work begins, and has `total` parts.
    pub fn begin(&self, total: usize) {
        self.bar.set_length(total as u64);
        self.begun.get_or_init(Instant::now);
    }

    /// So many parts more are done.
    pub fn add(&self, count: usize) {
        self.bar.inc(count as u64);
        let elapsed = self.begun.get().map(Instant::elapsed);
        let (done, total) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if elapsed.is_some_and(|it| is_long(it, done, total)) {
            self.shown.get_or_init(|| self.show());
        }
    }

    /// The work is done or given up.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        if std::io::stderr().is_terminal() {
            let target = ProgressDrawTarget::stderr_with_hz(REDRAWS_PER_SECOND);
            self.bar.set_draw_target(target);
        }
    }
}

/// Whether what is left of the work, at its pace so far, takes long enough to be watched.
fn is_long(elapsed: Duration, done: u64, total: u64) -> bool {
    let left = total.saturating_sub(done) as f64;
    elapsed >= FIRST_LOOK && elapsed.as_secs_f64() * left >= WATCHABLE.as_secs_f64() * done as f64
}

/// The pace of less time says little: the first parts warm up caches.
const FIRST_LOOK: Duration = Duration::from_millis(100);

/// A bar that is gone sooner would only flicker.
const WATCHABLE: Duration = Duration::from_millis(700);

const REDRAWS_PER_SECOND: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_that_lasts_is_long() {
        let ms = Duration::from_millis;
        assert!(!is_long(ms(50), 1, 1_000_000), "too early to say");
        assert!(is_long(ms(200), 100, 1_000));
        assert!(!is_long(ms(200), 900, 1_000), "nearly done");
        assert!(is_long(ms(5_000), 500, 1_000));
        assert!(!is_long(ms(5_000), 1_000, 1_000), "done");
    }
}
