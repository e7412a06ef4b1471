//! A journal in a file of its own.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Read as _, Take, Write as _},
    path::{Path, PathBuf},
};

use super::{
    Durable, Journal,
    append::{Appender, Medium},
    event::{Event, Fact, Header},
    reserve::Reserve,
    scan::{Fault, Records, ScanError},
};
use crate::clock::Timestamp;

/// The result file beside a journal, CSV or a sheet, unless the campaign names another.
pub(super) const RESULTS: [&str; 2] = ["results.csv", "results.xlsx"];
/// The file of attempts beside a journal, CSV or a sheet.
pub(super) const ATTEMPTS: [&str; 2] = ["attempts.csv", "attempts.xlsx"];
/// The summary beside a journal.
pub(super) const SUMMARY: &str = "summary.json";

/// What appended events survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Durability {
    /// The death of the process and of the machine. Whoever calls people needs this one.
    Disk,
    /// The death of the process; for runs that call nobody.
    Process,
}

/// Why there is no journal to be had.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file is there and is not to be used.
    #[error("journal {}: {fault}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The system says no.
    #[error("cannot {what} journal {}: {error}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl JournalError {
    /// What is wrong with the journal itself, where that is the reason.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            JournalError::Refused { fault, .. } => Some(fault),
            JournalError::Io { .. } => None,
        }
    }

    fn io(what: &'static str, path: &Path, error: io::Error) -> JournalError {
        JournalError::Io {
            what,
            path: path.to_owned(),
            error,
        }
    }

    fn scan(path: &Path, error: ScanError) -> JournalError {
        match error {
            // A run that has results has begun, whatever became of its journal.
            ScanError::Fault(Fault::NotBegun) if has_results(path) => JournalError::Refused {
                path: path.to_owned(),
                fault: Fault::Damaged {
                    offset: 0,
                    record: 0,
                },
            },
            ScanError::Io(error) => JournalError::io("read", path, error),
            ScanError::Fault(fault) => JournalError::Refused {
                path: path.to_owned(),
                fault,
            },
        }
    }
}

/// A journal in a file, open for appending. One process at a time: the account's lock sees to that.
#[derive(Debug)]
pub struct FileJournal {
    appender: Appender<Disk>,
}

/// A journal that was there, opened to go on.
#[derive(Debug)]
#[must_use]
pub struct Reopened {
    /// The journal, ready for the next append.
    pub journal: FileJournal,
    /// What it holds.
    pub events: Vec<Event>,
    /// Bytes of a write that a crash had torn, cut off its end. Nobody acted on them.
    pub cut: u64,
}

impl FileJournal {
    /// Makes a journal whose first event is `started`, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// When there is something at the path already, even a dangling link, or the disk does not take it.
    pub fn create(
        path: &Path,
        started: Event,
        durability: Durability,
    ) -> Result<(FileJournal, Durable), JournalError> {
        let failed = |error| JournalError::io("create", path, error);
        let file = new_file(path).map_err(failed)?;
        let reserve = match durability {
            Durability::Disk => Some(Reserve::beside(path).map_err(failed)?),
            Durability::Process => None,
        };
        let disk = Disk {
            file,
            reserve,
            durability,
        };
        let (appender, durable) = Appender::begin(disk, vec![started]).map_err(failed)?;
        if durability == Durability::Disk {
            sync_folder(path).map_err(failed)?;
        }
        Ok((FileJournal { appender }, durable))
    }

    /// Opens a journal to go on with it. What a crash tore off its end is cut.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, or is not to be trusted; then it is left as it is.
    pub fn open(path: &Path, durability: Durability) -> Result<Reopened, JournalError> {
        let mut records = records(path)?;
        let events = collect(path, &mut records)?;
        let failed = |error| JournalError::io("open", path, error);
        let mut disk = Disk {
            file: OpenOptions::new().append(true).open(path).map_err(failed)?,
            reserve: None,
            durability,
        };
        if records.torn() > 0 {
            disk.cut(records.end()).map_err(failed)?;
        }
        // The last process may have died between its write and its sync. What is built on from here on
        // must be on the disk.
        disk.sync().map_err(failed)?;
        let mut no_room = false;
        if durability == Durability::Disk {
            disk.reserve = Reserve::beside(path).ok();
            no_room = disk.reserve.is_none();
        }
        let mut appender = Appender::behind(disk, records.chain(), records.end());
        if no_room {
            appender.without_reserve();
        }
        Ok(Reopened {
            journal: FileJournal { appender },
            events,
            cut: records.torn(),
        })
    }
}

impl Journal for FileJournal {
    fn append(&mut self, events: Vec<Event>) -> io::Result<Durable> {
        self.appender.append(events)
    }

    fn is_short_of_space(&self) -> bool {
        self.appender.is_short_of_space()
    }
}

/// What a journal holds, also while a process appends to it. Changes nothing.
///
/// # Errors
///
/// When it cannot be read, or is not to be trusted.
pub fn read(path: &Path) -> Result<Vec<Event>, JournalError> {
    collect(path, &mut records(path)?)
}

/// What the journal says of its run, and when the run began. Changes nothing.
///
/// # Errors
///
/// When it cannot be read, or its first record is not to be trusted.
pub fn read_header(path: &Path) -> Result<(Header, Timestamp), JournalError> {
    let first = next(path, &mut records(path)?)?;
    match first.and_then(|events| events.into_iter().next()) {
        Some(Event {
            at,
            fact: Fact::Started(header),
        }) => Ok((*header, at)),
        _ => Err(JournalError::scan(path, Fault::NotBegun.into())),
    }
}

/// Shows what a journal holds, record by record, without keeping it. Changes nothing.
///
/// # Errors
///
/// When it cannot be read, or is not to be trusted; what was shown before holds all the same.
pub fn for_each(path: &Path, mut show: impl FnMut(&[Event])) -> Result<(), JournalError> {
    let mut records = records(path)?;
    while let Some(events) = next(path, &mut records)? {
        show(&events);
    }
    Ok(())
}

type FileRecords = Records<BufReader<Take<File>>>;

fn records(path: &Path) -> Result<FileRecords, JournalError> {
    let failed = |error| JournalError::io("open", path, error);
    // A link is not followed, and nothing is waited for that is no file.
    let kind = std::fs::symlink_metadata(path).map_err(failed)?.file_type();
    if !kind.is_file() {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "it is not a file");
        return Err(failed(error));
    }
    let file = File::open(path).map_err(failed)?;
    // What another process appends from now on is not read: its last record would seem changed in between.
    let length = file.metadata().map_err(failed)?.len();
    Records::open(BufReader::new(file.take(length)))
        .map_err(|error| JournalError::scan(path, error))
}

fn next(path: &Path, records: &mut FileRecords) -> Result<Option<Vec<Event>>, JournalError> {
    records
        .next_record()
        .map_err(|error| JournalError::scan(path, error))
}

fn collect(path: &Path, records: &mut FileRecords) -> Result<Vec<Event>, JournalError> {
    let mut all = Vec::new();
    while let Some(events) = next(path, records)? {
        all.extend(events);
    }
    Ok(all)
}

/// A file as a medium.
#[derive(Debug)]
struct Disk {
    file: File,
    reserve: Option<Reserve>,
    durability: Durability,
}

impl Medium for Disk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        match self.durability {
            Durability::Disk => self.file.sync_data(),
            Durability::Process => Ok(()),
        }
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn release(&mut self) -> io::Result<bool> {
        match self.reserve.take() {
            Some(reserve) => reserve.release().map(|()| true),
            None => Ok(false),
        }
    }
}

/// Whether results, attempts or a summary lie beside a journal: they are written once there was something to tell.
pub(super) fn has_results(journal: &Path) -> bool {
    let written = RESULTS.iter().chain(&ATTEMPTS).chain([&SUMMARY]);
    written
        .into_iter()
        .any(|name| journal.with_file_name(name).exists())
}

/// Makes a file that was not there, for appending, readable and writable by its owner alone.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the entry of a file in its folder durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    // Windows opens no folder as a file, and keeps entries in order without being asked.
    #[cfg(unix)]
    {
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
