//! The state folder: everything that outlives a process, by account.
//!
//! ```text
//! <state>/<account>/account.lock
//! <state>/<account>/<run>/{journal, campaign.yaml, contacts.csv, results.csv}
//! <state>/loopback/<account>/…      runs against a simulator over HTTP
//! <state>/simulated/<account>/…     runs in virtual time
//! ```
//!
//! No run on a real account ever reads what the other two keep.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    event::Realm,
    file::JournalError,
    lock::{AccountLock, Holder, Refusal},
    past::{Past, RunFold},
    run::{Run, RunState, RunSummary, new_folder},
    run_name::{self, LATEST, Meant},
};
use crate::clock::{Timestamp, UtcOffset};

const LOOPBACK: &str = "loopback";
const SIMULATED: &str = "simulated";

/// Why the state folder does not serve.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The profile cannot name a folder.
    #[error(
        "account \"{account}\" cannot name a folder of the state: use letters, digits, `-`, `_` and `.`, not in front, and neither `loopback` nor `simulated`"
    )]
    Account {
        /// The profile.
        account: String,
    },
    /// Something that is no folder is in the way.
    #[error("{} is {found}, and a folder is needed there: name another with `state:` in exodial.yaml", path.display())]
    NotAFolder {
        /// Where.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// The system says no.
    #[error("cannot {what} {}: {error}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another process acts for the account.
    #[error("account \"{account}\" is in use by {}: wait for it, or stop it with Ctrl-C", said(holder.as_ref()))]
    Locked {
        /// The profile.
        account: String,
        /// Who.
        holder: Option<Holder>,
    },
    /// There is no such run.
    #[error(
        "no run of account \"{account}\" begins with \"{wanted}\": `exodial status` lists them"
    )]
    NoSuchRun {
        /// The profile.
        account: String,
        /// What was asked for.
        wanted: String,
    },
    /// There is no run at all.
    #[error("account \"{account}\" has no runs in {}", path.display())]
    NoRuns {
        /// The profile.
        account: String,
        /// Where they would be.
        path: PathBuf,
    },
    /// There are several such runs.
    #[error("\"{wanted}\" could be any of {}: write more of the name", candidates.join(", "))]
    Several {
        /// What was asked for.
        wanted: String,
        /// What it could be, newest first.
        candidates: Vec<String>,
    },
    /// A journal does not serve.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

fn said(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "another process".to_owned(), Holder::to_string)
}

/// The state of one account in one realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateFolder {
    account: String,
    realm: Realm,
    path: PathBuf,
}

impl StateFolder {
    /// Opens the account's folder, and makes what is missing of it, for its owner alone.
    ///
    /// The root itself may be a link to a folder elsewhere; nothing below it may be one.
    ///
    /// # Errors
    ///
    /// When it cannot be made, something else is in the way, or the account's name cannot be a folder's.
    pub fn open(root: &Path, realm: Realm, account: &str) -> Result<StateFolder, StateError> {
        let folder = StateFolder::existing(root, realm, account)?;
        if fs::symlink_metadata(root).is_ok_and(|found| found.is_symlink()) {
            let target = fs::metadata(root);
            if !target.is_ok_and(|found| found.is_dir()) {
                return Err(not_a_folder(root, "a link that leads to no folder"));
            }
        } else {
            make(root)?;
        }
        if let Some(realm) = realm_folder(realm) {
            make(&root.join(realm))?;
        }
        make(&folder.path)?;
        close_to_others(&folder.path)?;
        Ok(folder)
    }

    /// The account's folder for whoever only reads: nothing is made, and where nothing is there are no runs.
    ///
    /// # Errors
    ///
    /// When the account's name cannot be a folder's.
    pub fn existing(root: &Path, realm: Realm, account: &str) -> Result<StateFolder, StateError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let named = (1..=64).contains(&account.len())
            && account.bytes().all(fits)
            && !account.starts_with('.')
            && ![LOOPBACK, SIMULATED].contains(&account);
        if !named {
            return Err(StateError::Account {
                account: account.to_owned(),
            });
        }
        let home = realm_folder(realm).map_or(root.to_owned(), |realm| root.join(realm));
        Ok(StateFolder {
            realm,
            account: account.to_owned(),
            path: home.join(account),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the account for this process. `run` says what for, to those who are refused.
    ///
    /// # Errors
    ///
    /// When another process has it.
    pub fn lock(&self, run: &str) -> Result<AccountLock, StateError> {
        AccountLock::take(&self.path, run).map_err(|refusal| match refusal {
            Refusal::Held(holder) => StateError::Locked {
                account: self.account.clone(),
                holder,
            },
            Refusal::Io(error) => io_error("lock", &self.path, error),
        })
    }

    /// Whether a process works on this run of the account.
    pub fn is_held_for(&self, run: &str) -> bool {
        AccountLock::is_held_for(&self.path, run)
    }

    /// Makes the folder of a new run of the campaign, which begins at the given time.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn new_run(
        &self,
        campaign: &str,
        at: Timestamp,
        offset: UtcOffset,
    ) -> Result<Run, StateError> {
        let mut nth = 1;
        loop {
            let run = Run::new(&self.path, &run_name::compose(campaign, at, offset, nth));
            match new_folder(run.folder()) {
                Ok(()) => return Ok(run),
                // The name of a run is its alone, whoever made the other.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => nth += 1,
                Err(error) => return Err(io_error("make folder", run.folder(), error)),
            }
        }
    }

    /// Every run, newest first. Reads all journals.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed. A damaged journal is no error; its run says so.
    pub fn runs(&self) -> Result<Vec<RunSummary>, StateError> {
        let runs = self.list()?.into_iter();
        Ok(runs.map(|run| run.summary(|_| ())).collect())
    }

    /// Every run whose journal has a first record, damaged or not, newest first. Reads no more of them.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn begun(&self) -> Result<Vec<Run>, StateError> {
        let runs = self.list()?.into_iter();
        Ok(runs.filter(Run::has_begun).collect())
    }

    /// The run that is meant: its name, the beginning of it, or `latest`, which passes over runs that
    /// never began.
    ///
    /// # Errors
    ///
    /// When there is none, or when there are several.
    pub fn find_run(&self, wanted: &str) -> Result<Run, StateError> {
        let runs = self.list()?;
        if wanted == LATEST {
            let begun = runs.into_iter().find(Run::has_begun);
            return begun.ok_or_else(|| StateError::NoRuns {
                account: self.account.clone(),
                path: self.path.clone(),
            });
        }
        match run_name::resolve(runs.iter().map(Run::name), wanted) {
            Meant::One(name) => Ok(Run::new(&self.path, name)),
            Meant::None => Err(StateError::NoSuchRun {
                account: self.account.clone(),
                wanted: wanted.to_owned(),
            }),
            Meant::Several(names) => Err(StateError::Several {
                wanted: wanted.to_owned(),
                candidates: names.into_iter().map(str::to_owned).collect(),
            }),
        }
    }

    /// Folds the account's runs into each of `pasts`, which say what is to be kept of them, and returns these runs,
    /// newest first; those, `own`, are left out. Each journal is read once. Call it with the account locked.
    ///
    /// # Errors
    ///
    /// When a journal cannot be read or trusted: nobody knows then whom its run may have called.
    pub fn past(&self, pasts: &mut [Past], own: &[&str]) -> Result<Vec<RunSummary>, StateError> {
        let runs = self.list()?.into_iter();
        let others = runs.filter(|run| !own.contains(&run.name()));
        let read = others.map(|run| {
            let name = run.name().to_owned();
            let folds = pasts.iter_mut().map(|past| past.run(&name));
            let mut folds: Vec<RunFold<'_>> = folds.collect();
            let summary = run.summary(|events| {
                for fold in &mut folds {
                    fold.feed(events);
                }
            });
            folds.into_iter().for_each(RunFold::close);
            match summary.state {
                RunState::Damaged(error) => Err(error.into()),
                _ => Ok(summary),
            }
        });
        read.collect()
    }

    /// The runs, newest first: by the times in their names, and those in virtual time by when they were made.
    fn list(&self) -> Result<Vec<Run>, StateError> {
        let failed = |error| io_error("list", &self.path, error);
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut runs = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            let name = entry.file_name().into_string().unwrap_or_default();
            if is_folder && run_name::is_run(&name) {
                runs.push(Run::new(&self.path, &name));
            }
        }
        runs.sort_by(|left, right| run_name::newest_first(left.name(), right.name()));
        if self.realm == Realm::Simulated {
            runs.sort_by_cached_key(|run| std::cmp::Reverse(run.made()));
        }
        Ok(runs)
    }
}

fn realm_folder(realm: Realm) -> Option<&'static str> {
    match realm {
        Realm::Exotel => None,
        Realm::Loopback => Some(LOOPBACK),
        Realm::Simulated => Some(SIMULATED),
    }
}

fn io_error(what: &'static str, path: &Path, error: io::Error) -> StateError {
    StateError::Io {
        what,
        path: path.to_owned(),
        error,
    }
}

fn not_a_folder(path: &Path, found: &'static str) -> StateError {
    StateError::NotAFolder {
        path: path.to_owned(),
        found,
    }
}

/// Makes a folder where there is nothing, with the folders above it.
fn make(path: &Path) -> Result<(), StateError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(found) if found.is_symlink() => return Err(not_a_folder(path, "a link")),
        Ok(_) => return Err(not_a_folder(path, "a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io_error("look at", path, error)),
    }
    if let Some(parent) = path.parent()
        && parent != Path::new("")
        && !parent.is_dir()
    {
        make(parent)?;
    }
    match new_folder(path) {
        // Another process was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(|error| io_error("make folder", path, error)),
    }
}

/// Takes the rights of others away from a folder that was there before: journals hold phone numbers.
fn close_to_others(path: &Path) -> Result<(), StateError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let failed = |error| io_error("close to others", path, error);
        let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            let closed = fs::Permissions::from_mode(0o700);
            fs::set_permissions(path, closed).map_err(failed)?;
        }
    }
    Ok(())
}
