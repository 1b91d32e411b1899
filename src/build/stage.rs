//! Makes files in the work folder, where nobody sees them yet.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rayon::prelude::*;

use super::disk;
use super::footprint::Footprint;
use super::options::Progress;
use super::source::Source;
use crate::diagnostic::Diagnostic;
use crate::site::{Bundle, File, Order};

/// A bundle to be made.
pub struct Task<'a> {
    pub bundle: &'a Bundle,
    pub footprint: &'a Footprint,
}

/// Where files are made.
pub struct Workshop<'a> {
    /// Files are created here, in the folders they will have in the site.
    pub work: &'a Path,
    /// The site they are compared with: a file that is the same there is not created.
    pub compared: Option<&'a Path>,
    /// How many threads; `None` is one per core, 1 the calling thread alone.
    pub jobs: Option<usize>,
}

/// What was made.
#[derive(Default)]
pub struct Staged {
    /// Files that stand in the work folder, in the order in which they are to be put in place.
    /// Left empty where nothing was compared: then all of them do.
    pub files: Vec<(Order, String)>,
    pub count: usize,
    /// The size of each bundle, in the order of the tasks.
    pub sizes: Vec<u64>,
}

impl Workshop<'_> {
    /// Makes the files of all tasks.
    ///
    /// # Errors
    /// The first thing that goes wrong; what was made so far stays in the work folder.
    pub fn make<S: Source>(
        &self,
        source: &S,
        tasks: &[Task<'_>],
        progress: &dyn Progress,
    ) -> Result<Staged, Diagnostic> {
        progress.start(tasks.len());
        let ledger = Mutex::new(Staged::default());
        let sizes = if self.jobs == Some(1) {
            self.make_here(source, tasks, progress, &ledger)?
        } else {
            self.make_on_many(source, tasks, progress, &ledger)?
        };
        let mut staged = ledger.into_inner().expect("no writer panicked");
        staged.files.sort_unstable();
        staged.sizes = sizes;
        Ok(staged)
    }

    fn make_here<S: Source>(
        &self,
        source: &S,
        tasks: &[Task<'_>],
        progress: &dyn Progress,
        staged: &Mutex<Staged>,
    ) -> Result<Vec<u64>, Diagnostic> {
        let mut sizes = Vec::with_capacity(tasks.len());
        let mut batch = vec![(Order::Leaf, Vec::new())];
        for task in tasks {
            sizes.extend(render(source, std::slice::from_ref(task), &mut batch)?);
            self.write(&batch, staged)?;
            progress.advance(1);
        }
        Ok(sizes)
    }

    fn make_on_many<S: Source>(
        &self,
        source: &S,
        tasks: &[Task<'_>],
        progress: &dyn Progress,
        staged: &Mutex<Staged>,
    ) -> Result<Vec<u64>, Diagnostic> {
        let (sender, receiver) = sync_channel(QUEUE_LENGTH);
        let receiver = Mutex::new(Some(receiver));
        let failed = Mutex::new(None);
        let spare = Mutex::new(Vec::new());
        let sizes = thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| self.drain(&receiver, staged, &failed, &spare));
            }
            self.render_all(source, tasks, progress, sender, &spare)
        });
        match failed.into_inner().expect("no writer panicked") {
            Some(failure) => Err(failure),
            None => sizes,
        }
    }

    fn render_all<S: Source>(
        &self,
        source: &S,
        tasks: &[Task<'_>],
        progress: &dyn Progress,
        sender: SyncSender<Batch>,
        spare: &Mutex<Vec<Batch>>,
    ) -> Result<Vec<u64>, Diagnostic> {
        let work = || {
            let chunks = tasks.par_chunks(BUNDLES_PER_BATCH);
            let sizes = chunks.map_with(sender, |sender, chunk| {
                let used = spare.lock().expect("no writer panicked").pop();
                let mut batch = used.unwrap_or_default();
                let sizes = render(source, chunk, &mut batch)?;
                // The writers are gone only after a failure, and that one is reported.
                sender.send(batch).map_err(|_| cut_short())?;
                progress.advance(chunk.len());
                Ok(sizes)
            });
            sizes.collect::<Result<Vec<_>, Diagnostic>>()
        };
        let sizes = match self.jobs {
            None => work()?,
            Some(jobs) => pool(jobs)?.install(work)?,
        };
        Ok(sizes.into_iter().flatten().collect())
    }

    /// Writes what comes, until nothing more comes or something goes wrong.
    fn drain(
        &self,
        receiver: &Mutex<Option<Receiver<Batch>>>,
        staged: &Mutex<Staged>,
        failed: &Mutex<Option<Diagnostic>>,
        spare: &Mutex<Vec<Batch>>,
    ) {
        loop {
            let next = {
                let receiver = receiver.lock().expect("no writer panicked");
                receiver.as_ref().and_then(|it| it.recv().ok())
            };
            let Some(batch) = next else { return };
            if let Err(failure) = self.write(&batch, staged) {
                failed
                    .lock()
                    .expect("no writer panicked")
                    .get_or_insert(failure);
                // Makes every `send` fail, so that rendering stops.
                receiver.lock().expect("no writer panicked").take();
                return;
            }
            // Its memory serves again: an award's files are of the same sizes as the next one's.
            spare.lock().expect("no writer panicked").push(batch);
        }
    }

    fn write(&self, batch: &Batch, staged: &Mutex<Staged>) -> Result<(), Diagnostic> {
        let mut buffer = Vec::new();
        let (mut count, mut names) = (0, Vec::new());
        for (order, file) in files(batch) {
            if let Some(site) = self.compared {
                if disk::holds(&site.join(&file.path), &file.bytes, &mut buffer)? {
                    continue;
                }
                names.push((order, file.path.clone()));
            }
            disk::create(&self.work.join(&file.path), &file.bytes)?;
            count += 1;
        }
        let mut staged = staged.lock().expect("no writer panicked");
        staged.count += count;
        staged.files.append(&mut names);
        Ok(())
    }
}

/// The files of some bundles, made.
type Batch = Vec<(Order, Vec<File>)>;

fn files(batch: &Batch) -> impl Iterator<Item = (Order, &File)> {
    let all = batch.iter();
    all.flat_map(|(order, files)| files.iter().map(|file| (*order, file)))
}

/// Makes the files of some bundles, in the memory of a batch that was written.
fn render<S: Source>(
    source: &S,
    tasks: &[Task<'_>],
    batch: &mut Batch,
) -> Result<Vec<u64>, Diagnostic> {
    batch.resize_with(tasks.len(), || (Order::Leaf, Vec::new()));
    let mut sizes = Vec::with_capacity(tasks.len());
    for (Task { bundle, footprint }, (order, files)) in tasks.iter().zip(batch) {
        *order = bundle.order;
        source.render(bundle, files)?;
        ensure_planned(footprint, files)?;
        sizes.push(files.iter().map(|it| it.bytes.len() as u64).sum());
    }
    Ok(sizes)
}

/// Only planned paths were checked to stay within the site.
fn ensure_planned(footprint: &Footprint, files: &[File]) -> Result<(), Diagnostic> {
    let made = files.iter().map(|it| it.path.as_str());
    if footprint.paths().eq(made) {
        return Ok(());
    }
    let stem = &footprint.stem;
    let message = format!("the files made for `{stem}…` are not the ones that were planned");
    Err(Diagnostic::error(message))
}

fn pool(jobs: usize) -> Result<rayon::ThreadPool, Diagnostic> {
    let built = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    built.map_err(|error| Diagnostic::error(format!("cannot start {jobs} threads: {error}")))
}

fn cut_short() -> Diagnostic {
    Diagnostic::error("writing stopped")
}

/// Creating files is mostly the kernel's work, and its locks let more than two gain nothing.
const WRITERS: usize = 2;

/// About half a megabyte of an award's files; large enough that handing over costs nothing.
const BUNDLES_PER_BATCH: usize = 16;

/// Bounds what is in memory when the disk is slower than the renderer.
const QUEUE_LENGTH: usize = 8;
