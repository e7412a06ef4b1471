//! One process per account: a lock that the system releases when its holder dies, however it dies.

use std::{
    fmt, fs,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

/// The name of the lock's file in the folder of an account. It is never removed: whoever held the removed
/// one and whoever made the next would both believe to be alone.
const FILE: &str = "account.lock";
/// More is not read of what a holder says of itself.
const HOLDER_MAX: u64 = 1 << 14;
/// What stands between the names of several runs.
pub const BETWEEN: &str = ", ";

/// Leave to act for an account. Ends when it is dropped, or with the process.
#[derive(Debug)]
#[must_use]
pub struct AccountLock {
    file: File,
}

/// Who holds a lock, as far as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// What it is about: the name of its run, or of each of them, or what it does.
    pub run: String,
}

impl Holder {
    /// Whether the process is about this run.
    fn is_for(&self, run: &str) -> bool {
        self.run.split(BETWEEN).any(|own| own == run)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} ({})", self.pid, self.run)
    }
}

/// Why a lock was not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    Held(Option<Holder>),
    Io(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Io(error)
    }
}

impl AccountLock {
    pub(super) fn take(folder: &Path, run: &str) -> Result<AccountLock, Refusal> {
        let path = folder.join(FILE);
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
            let text = "account.lock is not a file";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text).into());
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Refusal::Held(holder(&mut file))),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut lock = AccountLock { file };
        lock.tell(run)?;
        Ok(lock)
    }

    /// Whether a process acts for the account, and on this run as far as it says. Takes no lock that could keep
    /// one from beginning.
    pub(super) fn is_held_for(folder: &Path, run: &str) -> bool {
        let Ok(mut file) = File::open(folder.join(FILE)) else {
            return false;
        };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {
                holder(&mut file).is_none_or(|holder| holder.is_for(run))
            }
            Ok(()) | Err(TryLockError::Error(_)) => false,
        }
    }

    /// Tells whoever is refused from now on what this process is about.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the lock is held all the same.
    pub fn tell(&mut self, run: &str) -> io::Result<()> {
        let text = format!("{}\n{run}\n", std::process::id());
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for AccountLock {
    fn drop(&mut self) {
        // For the reader's sake only: a stale name is never believed, for nobody holds the lock.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(HOLDER_MAX).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    Some(Holder {
        pid: lines.next()?.parse().ok()?,
        run: lines.next()?.to_owned(),
    })
}
