//! A cache of what was read from ledger files, so that opening a large ledger again is quick.
//!
//! It may be deleted at any time, and a damaged one is as good as none. A file of the ledger never
//! changes, so its name, size and time of change say whether the cache still speaks of it.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::digest;
use super::entry::{Issued, LinePlace, Reissue, Standing, StatusPlace};
use super::scan::{Contents, MAX_LINE_LENGTH, OtherLine, Reissued, Words};
use super::storage;
use crate::model::award::{AWARD_ID_LENGTH, AwardId};
use crate::model::language::Language;

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    changed: SystemTime,
}

impl Stamp {
    /// The state of an open file, where the system tells.
    pub fn of(file: &File) -> Option<Self> {
        let metadata = file.metadata().ok()?;
        Some(Self {
            size: metadata.len(),
            changed: metadata.modified().ok()?,
        })
    }
}

/// The cache of a content folder, as bytes that are proven whole.
pub(super) struct Index {
    files: HashMap<String, (Stamp, Vec<u8>)>,
}

impl Index {
    /// What is remembered of the ledger below `root`; nothing if there is no sound cache.
    pub fn open(root: &Path) -> Self {
        let files = read(root).unwrap_or_default();
        Self { files }
    }

    /// Nothing remembered.
    pub fn none() -> Self {
        let files = HashMap::new();
        Self { files }
    }

    /// The contents of a file as remembered, if it is still in the state it was in then.
    pub fn contents(
        &self,
        name: &str,
        file: &File,
        number: usize,
        words: &mut Words,
    ) -> Option<Contents> {
        let (stamp, bytes) = self.files.get(name)?;
        if Stamp::of(file)? != *stamp {
            return None;
        }
        read_contents(&mut Reader(bytes), file, number, words)
    }

    /// Whether it speaks of exactly `count` files.
    pub fn covers(&self, count: usize) -> bool {
        self.files.len() == count
    }
}

/// Remembers `files`. Failing to is no failure: the next opening takes longer, that is all.
pub(super) fn save<'a>(root: &Path, files: impl Iterator<Item = (&'a str, Stamp, &'a Contents)>) {
    let mut writer = Writer(FORM.to_vec());
    for (name, stamp, contents) in files {
        let mut inner = Writer(Vec::new());
        write_contents(&mut inner, contents);
        writer.text(name);
        writer.stamp(stamp);
        writer.bytes(&inner.0);
    }
    let proof = blake3::hash(&writer.0);
    writer
        .0
        .extend_from_slice(&proof.as_bytes()[..PROOF_LENGTH]);
    let _ = save_bytes(root, &writer.0);
}

fn save_bytes(root: &Path, bytes: &[u8]) -> Option<()> {
    let folder = storage::private_folder(root).ok()?;
    // Two builds may save at once: each writes a file of its own.
    let mut file = tempfile::NamedTempFile::new_in(&folder).ok()?;
    file.write_all(bytes).ok()?;
    file.persist(folder.join(NAME)).ok()?;
    Some(())
}

fn read(root: &Path) -> Option<HashMap<String, (Stamp, Vec<u8>)>> {
    let path = root.join(storage::PRIVATE).join(NAME);
    let saved = path.metadata().ok()?.modified().ok()?;
    let bytes = std::fs::read(path).ok()?;
    let (body, proof) = bytes.split_at_checked(bytes.len().checked_sub(PROOF_LENGTH)?)?;
    if blake3::hash(body).as_bytes()[..PROOF_LENGTH] != *proof {
        return None;
    }
    let mut reader = Reader(body.strip_prefix(FORM)?);
    let mut files = HashMap::new();
    while !reader.0.is_empty() {
        let name = reader.text()?.to_owned();
        let stamp = reader.stamp()?;
        let bytes = reader.bytes()?;
        // A file changed twice within a tick of the clock looks unchanged: believe older ones only.
        if stamp.changed + TICK <= saved {
            files.insert(name, (stamp, bytes.to_vec()));
        }
    }
    Some(files)
}

fn write_contents(writer: &mut Writer, contents: &Contents) {
    let header = serde_json::to_vec(&contents.header).expect("a header is JSON");
    writer.bytes(&header);
    writer.number(contents.issued.len() as u64);
    let mut numbers: HashMap<String, u64> = HashMap::new();
    for award in &contents.issued {
        // No language has an empty tag.
        let language = award.language.as_ref().map_or("", Language::as_str);
        let (slug, version) = (award.slug.as_str(), award.version.as_str());
        let words = [slug, version, &award.cohort, language, &award.first_signer];
        for word in words {
            writer.word(word, &mut numbers);
        }
        writer.0.extend_from_slice(award.id.as_str().as_bytes());
        writer.day(award.issued_on);
        writer.number(u64::from(award.expires_on.is_some()));
        if let (Some(day), Some(end)) = (award.expires_on, award.end) {
            writer.day(day);
            writer.number(end.as_second().cast_unsigned());
        }
        writer.number(award.has_recipient.into());
        writer.number(award.status.list.into());
        writer.number(award.status.index.into());
        writer.place(&award.line);
        writer.0.extend_from_slice(&award.digest);
        writer.0.extend_from_slice(&award.claims);
    }
    writer.number(contents.reissued.len() as u64);
    for Reissued {
        id,
        claims,
        reissue,
    } in &contents.reissued
    {
        writer.0.extend_from_slice(id.as_str().as_bytes());
        writer.word(&reissue.signer, &mut numbers);
        writer.number(reissue.on.as_second().cast_unsigned());
        writer.place(&reissue.line);
        writer.0.extend_from_slice(&reissue.digest);
        writer.0.extend_from_slice(claims);
    }
    writer.number(contents.others.len() as u64);
    for other in &contents.others {
        writer.place(&other.place);
        writer.0.extend_from_slice(&other.digest);
    }
}

fn read_contents(
    reader: &mut Reader<'_>,
    file: &File,
    number: usize,
    words: &mut Words,
) -> Option<Contents> {
    let header = serde_json::from_slice(reader.bytes()?).ok()?;
    let mut known = Vec::new();
    let issued = read_issued(reader, number, words, &mut known)?;
    let reissued = read_reissued(reader, number, words, &mut known)?;
    let mut others = Vec::new();
    for _ in 0..reader.number()? {
        let place = reader.place(number)?;
        let digest = reader.array()?;
        let bytes = storage::read_at(file, place.offset, place.length as usize).ok()?;
        if digest::of_line(&bytes) != digest {
            return None;
        }
        others.push(OtherLine {
            place,
            digest,
            bytes,
        });
    }
    reader.0.is_empty().then_some(Contents {
        header,
        issued,
        reissued,
        others,
    })
}

fn read_issued<'a>(
    reader: &mut Reader<'a>,
    number: usize,
    words: &mut Words,
    known: &mut Vec<&'a str>,
) -> Option<Vec<Issued>> {
    let count = reader.number()?;
    let mut issued = Vec::new();
    for _ in 0..count {
        let slug = reader.word(known)?;
        let version = reader.word(known)?;
        let cohort = reader.word(known)?;
        let language = match reader.word(known)? {
            "" => None,
            tag => Some(words.language(tag).ok()?),
        };
        let first_signer = words.key(reader.word(known)?);
        let id = reader.id()?;
        let issued_on = reader.day()?;
        let (expires_on, end) = match reader.number()? {
            0 => (None, None),
            _ => {
                let (day, seconds) = (reader.day()?, reader.number()?.cast_signed());
                (Some(day), Some(Timestamp::from_second(seconds).ok()?))
            }
        };
        issued.push(Issued {
            id,
            slug: words.slug(slug).ok()?,
            version: words.version(version).ok()?,
            cohort: words.cohort(cohort).ok()?,
            issued_on,
            expires_on,
            end,
            language,
            has_recipient: reader.number()? != 0,
            status: StatusPlace {
                list: reader.number()?.try_into().ok()?,
                index: reader.number()?.try_into().ok()?,
            },
            line: reader.place(number)?,
            digest: reader.array()?,
            standing: Standing::Valid,
            ended_in: None,
            follows: None,
            first_signer,
            claims: reader.array()?,
            reissues: Vec::new(),
        });
    }
    Some(issued)
}

fn read_reissued<'a>(
    reader: &mut Reader<'a>,
    number: usize,
    words: &mut Words,
    known: &mut Vec<&'a str>,
) -> Option<Vec<Reissued>> {
    let mut reissued = Vec::new();
    for _ in 0..reader.number()? {
        let id = reader.id()?;
        let reissue = Reissue {
            signer: words.key(reader.word(known)?),
            on: Timestamp::from_second(reader.number()?.cast_signed()).ok()?,
            line: reader.place(number)?,
            digest: reader.array()?,
        };
        let claims = reader.array()?;
        reissued.push(Reissued {
            id,
            claims,
            reissue,
        });
    }
    Some(reissued)
}

struct Writer(Vec<u8>);

impl Writer {
    /// Seven bits in a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A text that repeats: in full the first time, and as its number from then on.
    fn word(&mut self, word: &str, numbers: &mut HashMap<String, u64>) {
        if let Some(number) = numbers.get(word) {
            return self.number(*number);
        }
        let number = numbers.len() as u64;
        self.number(number);
        self.text(word);
        numbers.insert(word.to_owned(), number);
    }

    fn day(&mut self, date: Date) {
        let days = date.duration_since(Date::ZERO).as_hours() / 24;
        self.number(days.cast_unsigned());
    }

    fn place(&mut self, place: &LinePlace) {
        self.number(place.offset);
        self.number(place.length.into());
        self.number(place.number.into());
    }

    fn stamp(&mut self, stamp: Stamp) {
        let since = stamp.changed.duration_since(SystemTime::UNIX_EPOCH);
        let since = since.unwrap_or_default();
        self.number(stamp.size);
        self.number(since.as_secs());
        self.number(since.subsec_nanos().into());
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?.try_into().ok()?;
        self.take(length)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn day(&mut self) -> Option<Date> {
        let days = self.number()?.cast_signed();
        Date::ZERO
            .checked_add(SignedDuration::from_hours(days.checked_mul(24)?))
            .ok()
    }

    fn id(&mut self) -> Option<AwardId> {
        let id: [u8; AWARD_ID_LENGTH] = self.array()?;
        AwardId::new(std::str::from_utf8(&id).ok()?).ok()
    }

    fn word(&mut self, known: &mut Vec<&'a str>) -> Option<&'a str> {
        let number = usize::try_from(self.number()?).ok()?;
        if number == known.len() {
            known.push(self.text()?);
        }
        known.get(number).copied()
    }

    fn place(&mut self, file: usize) -> Option<LinePlace> {
        let place = LinePlace {
            file,
            offset: self.number()?,
            length: self.number()?.try_into().ok()?,
            number: self.number()?.try_into().ok()?,
        };
        (place.length as usize <= MAX_LINE_LENGTH).then_some(place)
    }

    fn stamp(&mut self) -> Option<Stamp> {
        let size = self.number()?;
        let seconds = Duration::from_secs(self.number()?);
        let fraction = Duration::from_nanos(self.number()?);
        let since = seconds.checked_add(fraction)?;
        let changed = SystemTime::UNIX_EPOCH.checked_add(since)?;
        Some(Stamp { size, changed })
    }
}

/// The name and number of the form; another number is another form.
const FORM: &[u8] = b"accolade ledger index 4\n";

/// The cache, within the private folder.
const NAME: &str = "ledger-index";

/// Of the BLAKE3 at its end: enough to tell damage.
const PROOF_LENGTH: usize = 16;

/// The coarsest clock of a file system in use, FAT's.
const TICK: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let mut writer = Writer(Vec::new());
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        for number in numbers {
            writer.number(number);
        }
        let mut reader = Reader(&writer.0);
        for number in numbers {
            assert_eq!(reader.number(), Some(number));
        }
        assert_eq!(reader.number(), None);
        assert_eq!(Reader(&[0xff; 32]).number(), None);
    }
}
