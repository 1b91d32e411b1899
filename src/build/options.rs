//! How a build is asked for.

/// What the caller may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub mode: Mode,
    /// How many files are made at once; `None` is one per core, 1 uses the calling thread alone.
    pub jobs: Option<usize>,
    /// Waits for another command on the same folder instead of refusing.
    pub wait: bool,
}

/// How much is made anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Only what changed since the last build.
    #[default]
    Changed,
    /// Makes every file, compares it with the one on disk and writes those that differ.
    Verify,
    /// Makes a whole new site beside the old one and exchanges the two in one step.
    Full,
}

/// Told how far a build is; called from many threads.
pub trait Progress: Sync {
    /// So many bundles are to be made.
    fn start(&self, total: usize);

    /// So many more are done.
    fn advance(&self, count: usize);
}

/// Tells nobody.
impl Progress for () {
    fn start(&self, _total: usize) {}

    fn advance(&self, _count: usize) {}
}
