//! The folder of one run: its journal, its results, and copies of what it was made of.

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    control::Control,
    event::{Event, Fact, Header},
    file::{self, JournalError, new_file},
    scan::Fault,
};
use crate::clock::Timestamp;

/// The folder of one run. That it has a name does not mean that it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    folder: PathBuf,
    name: Box<str>,
}

/// How far a run came.
#[derive(Debug)]
pub enum RunState {
    /// Its process died before the first record was kept. Nothing was sent for it.
    NotBegun,
    /// Somebody may still be called, or an outcome may still be learnt.
    Unfinished,
    /// Every contact has its final word.
    Finished,
    /// The same, and a process that read outcomes again did not come to its end.
    Reopened,
    /// The journal cannot be read or is not to be trusted.
    Damaged(JournalError),
}

/// What a list of runs says of one.
#[derive(Debug)]
pub struct RunSummary {
    /// Which.
    pub run: Run,
    /// What its journal says of it and when it began, where that much can be read.
    pub header: Option<(Header, Timestamp)>,
    /// The time of its last event.
    pub latest: Option<Timestamp>,
    /// Events in its journal.
    pub events: u64,
    /// How far it came.
    pub state: RunState,
}

impl Run {
    pub(super) fn new(account: &Path, name: &str) -> Run {
        Run {
            folder: account.join(name),
            name: name.into(),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// What is asked of it from outside of its process.
    pub fn control(&self) -> Control {
        Control::of(&self.folder)
    }

    /// The campaign file, as it was when the run began.
    pub fn campaign(&self) -> PathBuf {
        self.folder.join("campaign.yaml")
    }

    /// A contact file, as it was when the run began: `contacts.csv`, `contacts-2.xlsx` and so on. `nth` counts from
    /// 0; an XLSX file keeps its ending.
    pub fn contacts(&self, nth: usize, is_sheet: bool) -> PathBuf {
        let ending = if is_sheet { "xlsx" } else { "csv" };
        self.folder.join(match nth {
            0 => format!("contacts.{ending}"),
            _ => format!("contacts-{}.{ending}", nth + 1),
        })
    }

    /// Its results, unless the campaign names another file: `results.csv`, or `results.xlsx`.
    pub fn results(&self, is_sheet: bool) -> PathBuf {
        self.folder.join(file::RESULTS[usize::from(is_sheet)])
    }

    /// Its attempts, where the campaign wants them and nobody was really called.
    pub fn attempts(&self, is_sheet: bool) -> PathBuf {
        self.folder.join(file::ATTEMPTS[usize::from(is_sheet)])
    }

    /// What the embedded simulator was told, where it answers: a profile's name or a scenario.
    pub fn scenario(&self) -> PathBuf {
        self.folder.join("scenario.yaml")
    }

    /// What the run came to, for programs.
    pub fn summary_file(&self) -> PathBuf {
        self.folder.join(file::SUMMARY)
    }

    /// Takes back what the run came to, before a process makes it untrue: while there is no summary, results
    /// are to be written.
    ///
    /// # Errors
    ///
    /// When the disk does not take it.
    pub fn forget_summary(&self) -> io::Result<()> {
        let path = self.summary_file();
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| file::sync_folder(&path)),
        }
    }

    /// The settings of account and house that bear on calls, as they were when the run began.
    pub fn policy(&self) -> PathBuf {
        self.folder.join("policy.txt")
    }

    /// When the run was made, by the clock of the machine, whatever time it lives in: when its first file was kept,
    /// which is never written again. Nothing where there is none.
    pub fn made(&self) -> Option<SystemTime> {
        let kept = fs::metadata(self.policy());
        kept.and_then(|kept| kept.modified()).ok()
    }

    /// Keeps the settings of account and house. Comes before the journal is made.
    ///
    /// # Errors
    ///
    /// When there are some already, or the disk does not take them.
    pub fn keep_policy(&self, policy: impl Read) -> io::Result<()> {
        keep(&self.policy(), policy)
    }

    /// Keeps what the embedded simulator was told. Comes before the journal is made.
    ///
    /// # Errors
    ///
    /// When there is something already, or the disk does not take it.
    pub fn keep_scenario(&self, scenario: impl Read) -> io::Result<()> {
        keep(&self.scenario(), scenario)
    }

    /// Keeps a copy of the campaign file. Comes before the journal is made.
    ///
    /// # Errors
    ///
    /// When there is one already, or the disk does not take it.
    pub fn keep_campaign(&self, campaign: impl Read) -> io::Result<()> {
        keep(&self.campaign(), campaign)
    }

    /// Keeps a copy of a contact file, byte for byte. Comes before the journal is made.
    ///
    /// # Errors
    ///
    /// When there is one already, or the disk does not take it.
    pub fn keep_contacts(&self, nth: usize, is_sheet: bool, contacts: impl Read) -> io::Result<()> {
        keep(&self.contacts(nth, is_sheet), contacts)
    }

    /// Whether the run began: whether its journal has a first record, damaged or not.
    pub(super) fn has_begun(&self) -> bool {
        !never_began(&file::read_header(&self.journal()))
    }

    /// How far it came. Reads the whole journal.
    pub fn state(&self) -> RunState {
        self.clone().summary(|_| ()).state
    }

    /// Reads the whole journal, keeping little of it, and shows its events, record by record.
    pub(super) fn summary(self, mut show: impl FnMut(&[Event])) -> RunSummary {
        let (mut header, mut latest, mut count) = (None, None, 0);
        let (mut finished, mut over) = (false, false);
        let read = file::for_each(&self.journal(), |events| {
            show(events);
            for event in events {
                count += 1;
                latest = latest.max(Some(event.at));
                match &event.fact {
                    Fact::Started(started) => header = Some(((**started).clone(), event.at)),
                    Fact::Finished => (finished, over) = (true, true),
                    Fact::Resumed => over = false,
                    _ => {}
                }
            }
        });
        let state = match read {
            read if never_began(&read) => RunState::NotBegun,
            Err(error) => RunState::Damaged(error),
            Ok(()) if over => RunState::Finished,
            Ok(()) if finished => RunState::Reopened,
            Ok(()) => RunState::Unfinished,
        };
        RunSummary {
            run: self,
            header,
            latest,
            events: count,
            state,
        }
    }
}

/// Whether reading a journal failed because there is no first record.
fn never_began<T>(read: &Result<T, JournalError>) -> bool {
    match read {
        Err(JournalError::Refused { fault, .. }) => *fault == Fault::NotBegun,
        Err(JournalError::Io { error, path, .. }) => {
            error.kind() == io::ErrorKind::NotFound && !file::has_results(path)
        }
        Ok(_) => false,
    }
}

fn keep(path: &Path, mut from: impl Read) -> io::Result<()> {
    let mut to = new_file(path)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

/// Makes a folder that was not there, for its owner alone.
pub(super) fn new_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    file::sync_folder(path)
}
