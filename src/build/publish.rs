//! Brings a plan to disk.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::disk;
use super::exchange::{self, exchange};
use super::footprint::Footprint;
use super::journal::Journal;
use super::manifest::{Entry, Manifest};
use super::merge::{Changes, ancestors, merge};
use super::options::{Mode, Options, Progress};
use super::output::{Landmark, Places};
use super::source::Source;
use super::stage::{Staged, Task, Workshop};
use super::stamp::{self, Stamp};
use super::summary::Summary;
use super::survey::{Fate, Known, Survey, survey};
use crate::diagnostic::Diagnostic;
use crate::site::Bundle;

/// Brings a plan to disk. The caller holds the lock.
///
/// Where there is no site yet, or a full one is asked for, it is made beside the output and takes
/// its name in one step. Else only what changed is made, beside the output too, and then put in
/// place file by file, leaves first, deletions last.
///
/// # Errors
/// The output holds something else, something that must stay would go, a file cannot be made, the disk is full. The old site is then
/// as it was, but for files that were already put in place; the next build completes those.
pub fn publish<S: Source>(
    source: &S,
    places: &Places,
    landmark: &Landmark,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary, Diagnostic> {
    exchange::repair(places)?;
    let occupied = places.is_occupied()?;
    let known = know(places, options.mode, occupied)?;
    let unlisted = occupied && known.manifest == Manifest::default();
    if unlisted && known.journal == Journal::Absent && !places.is_known(landmark) {
        return Err(places.refuse());
    }
    let survey = survey(source, &known)?;
    let build = Build {
        source,
        places,
        options,
        progress,
        known,
        survey,
    };
    build.ensure_nothing_is_lost(unlisted)?;
    let whole = !occupied || options.mode == Mode::Full;
    let built = if whole && places.is_movable() {
        build.as_a_whole(occupied)
    } else {
        build.file_by_file(unlisted)
    };
    if built.is_err() {
        // The failure is what the caller must hear of; the next build cleans up in any case.
        let _ = disk::remove_tree(&places.work);
    }
    built
}

/// Reads what is known of the output.
fn know(places: &Places, mode: Mode, occupied: bool) -> Result<Known, Diagnostic> {
    let journal = Journal::read(&places.journal)?;
    let manifest = Manifest::read(&places.manifest)?.unwrap_or_default();
    let manifest = if occupied {
        manifest
    } else {
        Manifest::default()
    };
    let stale = Known::find_stale(&manifest.folders, |it| {
        stamp::stamp(&places.output.join(it))
    });
    let trusted =
        mode == Mode::Changed && manifest.boot == stamp::boot() && journal != Journal::Damaged;
    Ok(Known {
        manifest,
        journal,
        trusted,
        stale,
    })
}

struct Build<'a, S> {
    source: &'a S,
    places: &'a Places,
    options: &'a Options,
    progress: &'a dyn Progress,
    known: Known,
    survey: Survey,
}

impl<S: Source> Build<'_, S> {
    fn as_a_whole(&self, occupied: bool) -> Result<Summary, Diagnostic> {
        if occupied {
            self.ensure_nothing_foreign()?;
        }
        let tasks = self.tasks();
        let staged = self
            .workshop(None)
            .make(self.source, &tasks, self.progress)?;
        disk::create_folder(&self.places.work)?;
        if occupied {
            // The old site goes at once, so the new one must survive a power failure first.
            disk::sync_all(&self.places.work)?;
        }
        Journal::write(&self.places.journal, self.footprints())?;
        exchange(self.places)?;
        let folders = self.all_folders();
        let summary = self.note(folders, &staged)?;
        exchange::clean(self.places)?;
        Ok(summary)
    }

    fn file_by_file(&self, unlisted: bool) -> Result<Summary, Diagnostic> {
        let tasks = self.tasks();
        let output = &self.places.output;
        let workshop = self.workshop(Some(output));
        let staged = workshop.make(self.source, &tasks, self.progress)?;
        let changes = Changes {
            arriving: &staged.files,
            leaving: &self.survey.leaving,
        };
        let mut removed = 0;
        if !staged.files.is_empty() || !changes.leaving.is_empty() {
            Journal::write(&self.places.journal, self.in_doubt())?;
            removed = merge(&self.places.work, output, &changes)?;
        }
        disk::remove_tree(&self.places.work)?;
        let folders = self.folders_after(&changes);
        let mut summary = self.note(folders, &staged)?;
        summary.removed = removed;
        if unlisted {
            summary.unknown = self.foreign().count();
        }
        Ok(summary)
    }

    fn workshop<'a>(&'a self, compared: Option<&'a Path>) -> Workshop<'a> {
        Workshop {
            work: &self.places.work,
            compared,
            jobs: self.options.jobs,
        }
    }

    fn tasks(&self) -> Vec<Task<'_>> {
        let fates = self.survey.fates.iter().zip(self.source.bundles());
        let made = fates.filter_map(|(fate, bundle)| match fate {
            Fate::Made(footprint) => Some(Task { bundle, footprint }),
            Fate::Kept(_) => None,
        });
        made.collect()
    }

    /// Every footprint of the new site.
    fn footprints(&self) -> impl Iterator<Item = &Footprint> {
        self.survey.fates.iter().map(|fate| match fate {
            Fate::Made(footprint) => footprint,
            Fate::Kept(at) => &self.known.manifest.entries[*at].footprint,
        })
    }

    /// What a build that is cut off leaves in doubt, the one before included.
    fn in_doubt(&self) -> impl Iterator<Item = &Footprint> {
        let made = self.survey.fates.iter().filter_map(|fate| match fate {
            Fate::Made(footprint) => Some(footprint),
            Fate::Kept(_) => None,
        });
        let before = match &self.known.journal {
            Journal::Touched(footprints) => footprints.as_slice(),
            Journal::Absent | Journal::Damaged => &[],
        };
        made.chain(before)
    }

    /// Writes the manifest, where it is not what it was, and ends the journal.
    fn note(
        &self,
        folders: BTreeMap<String, Stamp>,
        staged: &Staged,
    ) -> Result<Summary, Diagnostic> {
        let boot = stamp::boot();
        let old = &self.known.manifest;
        let same_bundles = staged.sizes.is_empty() && self.survey.fates.len() == old.entries.len();
        let output = self.places.name.clone();
        let same =
            same_bundles && (&boot, &output, &folders) == (&old.boot, &old.output, &old.folders);
        if !same {
            let entries = self.entries(&staged.sizes);
            let manifest = Manifest {
                boot,
                output,
                folders,
                entries,
            };
            self.store(manifest)?;
        }
        disk::remove(&self.places.journal)?;
        Ok(self.summary(staged))
    }

    fn store(&self, mut manifest: Manifest) -> Result<(), Diagnostic> {
        if manifest.boot.is_empty() {
            // Nothing will tell the next build that the machine stopped, so store the site now.
            disk::sync_all(&self.places.output)?;
        }
        manifest.write(&self.places.manifest)?;
        std::thread::sleep(stamp::TICK);
        Ok(())
    }

    fn entries(&self, sizes: &[u64]) -> Vec<Entry> {
        let mut sizes = sizes.iter();
        let fates = self.survey.fates.iter().zip(self.source.bundles());
        let entry = |(fate, bundle): (&Fate, &Bundle)| match fate {
            Fate::Kept(at) => self.known.manifest.entries[*at].clone(),
            Fate::Made(footprint) => Entry {
                footprint: footprint.clone(),
                fingerprint: bundle.fingerprint,
                bytes: *sizes.next().expect("every made bundle has a size"),
            },
        };
        fates.map(entry).collect()
    }

    fn summary(&self, staged: &Staged) -> Summary {
        let kept = self.survey.fates.iter().filter_map(|fate| match fate {
            Fate::Kept(at) => Some(self.known.manifest.entries[*at].bytes),
            Fate::Made(_) => None,
        });
        Summary {
            output: self.places.output.clone(),
            files: self.footprints().map(|it| it.endings.len()).sum(),
            bytes: kept.chain(staged.sizes.iter().copied()).sum(),
            written: staged.count,
            ..Summary::default()
        }
    }

    fn all_folders(&self) -> BTreeMap<String, Stamp> {
        let mut folders = BTreeMap::new();
        for footprint in self.footprints() {
            footprint.visit_folders(|it| self.stamp_once(it, &mut folders));
        }
        self.stamp_once("", &mut folders);
        folders
    }

    /// The stamps of the last build, renewed where this one changed something.
    fn folders_after(&self, changes: &Changes<'_>) -> BTreeMap<String, Stamp> {
        if self.known.manifest.folders.is_empty() || !self.known.stale.is_empty() {
            return self.all_folders();
        }
        let mut folders = self.known.manifest.folders.clone();
        let arriving = changes.arriving.iter().map(|(_, path)| path);
        // A folder that came or went changed the one above it.
        let mut changed = BTreeSet::from([""]);
        changed.extend(arriving.chain(changes.leaving).flat_map(|it| ancestors(it)));
        for path in changed {
            folders.remove(path);
            self.stamp_once(path, &mut folders);
        }
        folders
    }

    fn stamp_once(&self, path: &str, folders: &mut BTreeMap<String, Stamp>) {
        if folders.contains_key(path) {
            return;
        }
        if let Some(stamp) = stamp::stamp(&self.places.output.join(path)) {
            folders.insert(path.to_owned(), stamp);
        }
    }

    /// What would go, or is of a site whose list is lost, must not be what has to stay.
    fn ensure_nothing_is_lost(&self, unlisted: bool) -> Result<(), Diagnostic> {
        self.source.ensure_may_leave(&self.survey.leaving)?;
        if !unlisted {
            return Ok(());
        }
        let output = &self.places.output;
        let found: Vec<_> = self
            .foreign()
            .filter_map(|it| relative(&it, output))
            .collect();
        self.source.ensure_may_leave(&found)
    }

    fn ensure_nothing_foreign(&self) -> Result<(), Diagnostic> {
        let Some(foreign) = self.foreign().next() else {
            return Ok(());
        };
        let message = "this file is not one that a build is known to have made";
        Err(Diagnostic::error(message)
            .in_file(foreign)
            .hint("a full build would remove it: move it away, or build without `--full`"))
    }

    /// Files in the output that neither the last build nor this one made.
    fn foreign(&self) -> impl Iterator<Item = PathBuf> {
        let listed = self.known.manifest.entries.iter().map(|it| &it.footprint);
        let all = listed.chain(self.in_doubt()).chain(self.footprints());
        let ours: HashSet<String> = all.flat_map(Footprint::paths).collect();
        let output = self.places.output.clone();
        let found = walkdir::WalkDir::new(&output).into_iter().flatten();
        let files = found
            .filter(|it| !it.file_type().is_dir())
            .map(walkdir::DirEntry::into_path);
        files.filter(move |path| {
            let relative = relative(path, &output);
            !relative.is_some_and(|it| ours.contains(&it))
        })
    }
}

/// The path of a file as plans have it, where it can be one.
fn relative(path: &Path, output: &Path) -> Option<String> {
    let inside = path.strip_prefix(output).ok()?;
    let names = inside.components().map(|it| it.as_os_str().to_str());
    names.collect::<Option<Vec<_>>>().map(|it| it.join("/"))
}
