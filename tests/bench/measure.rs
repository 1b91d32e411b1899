//! Time: of the processor for what is ours, of the clock for what waits.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What something took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    pub cpu: Duration,
    pub wall: Duration,
}

/// Processor time of this process so far, all threads, user and system.
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let nanoseconds = u32::try_from(time.tv_nsec).expect("below a second");
    Duration::new(
        u64::try_from(time.tv_sec).expect("not negative"),
        nanoseconds,
    )
}

/// Processor time of the processes that this one started and waited for, to a hundredth second.
pub fn cpu_of_children() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold spaces; user and system time are fields 16 and 17.
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).flat_map(str::parse::<u64>).sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory this process ever held, in bytes.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1_024
}

/// Processor time of one call, the median of [`ROUNDS`] rounds of at least [`ROUND`] each.
pub fn per_call(mut call: impl FnMut()) -> Duration {
    call();
    let mut rounds: Vec<Duration> = (0..ROUNDS).map(|_| round(&mut call)).collect();
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}

fn round(call: &mut impl FnMut()) -> Duration {
    let (start, mut calls) = (cpu(), 0_u32);
    loop {
        // Reading the clock takes a third of a microsecond, so not after every call.
        (0..CALLS_PER_LOOK).for_each(|_| call());
        calls += CALLS_PER_LOOK;
        let spent = cpu() - start;
        if spent >= ROUND {
            return spent / calls;
        }
    }
}

/// What one call takes, others' processes that it waits for included.
pub fn once<T>(call: impl FnOnce() -> T) -> (T, Took) {
    let (start, before) = (Instant::now(), cpu() + cpu_of_children());
    let made = call();
    let cpu = cpu() + cpu_of_children() - before;
    let wall = start.elapsed();
    (made, Took { cpu, wall })
}

/// The middle one by `key`.
pub fn median<T: Clone>(mut all: Vec<T>, key: impl Fn(&T) -> Duration) -> T {
    all.sort_by_key(|it| key(it));
    all[all.len() / 2].clone()
}

const ROUNDS: usize = 7;

const ROUND: Duration = Duration::from_millis(150);

const CALLS_PER_LOOK: u32 = 16;
