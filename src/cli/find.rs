//! Which run somebody means, among all accounts and realms of the project.

use std::cmp::Ordering;

use super::{exit::Exit, failure::Failure, project::Context};
use crate::journal::{
    event::Realm,
    run::{Run, RunSummary},
    run_name::{self, LATEST},
    state::{StateError, StateFolder},
};

/// A run, and where it lies.
#[derive(Debug)]
pub(super) struct Found {
    /// The state of its account.
    pub(super) folder: StateFolder,
    /// The profile of its account.
    pub(super) account: String,
    /// Who answers its requests.
    pub(super) realm: Realm,
    /// The run.
    pub(super) run: Run,
}

const REALMS: [Realm; 3] = [Realm::Exotel, Realm::Loopback, Realm::Simulated];

impl From<StateError> for Failure {
    fn from(error: StateError) -> Failure {
        let exit = match &error {
            StateError::Account { .. } | StateError::NotAFolder { .. } => Exit::Usage,
            StateError::NoSuchRun { .. } | StateError::Several { .. } => Exit::Usage,
            StateError::NoRuns { .. } => Exit::NothingFound,
            StateError::Locked { .. } => Exit::Refused,
            StateError::Io { .. } => Exit::Internal,
            StateError::Journal(fault) if fault.fault().is_some() => Exit::Refused,
            StateError::Journal(_) => Exit::Internal,
        };
        Failure::new(exit, error.to_string())
    }
}

impl From<crate::journal::file::JournalError> for Failure {
    fn from(error: crate::journal::file::JournalError) -> Failure {
        Failure::from(StateError::from(error))
    }
}

/// Every state folder of the project's accounts.
fn folders(context: &Context) -> Result<Vec<(StateFolder, String, Realm)>, Failure> {
    let mut folders = Vec::new();
    for account in context.accounts() {
        for realm in REALMS {
            let folder = context.existing(realm, &account.name)?;
            folders.push((folder, account.name.clone(), realm));
        }
    }
    Ok(folders)
}

/// Finds a run by its name, the beginning of it, or `latest`.
///
/// # Errors
/// When there is none, or there are several.
pub(super) fn find(context: &Context, wanted: &str) -> Result<Found, Failure> {
    let mut found = Vec::new();
    for (folder, account, realm) in folders(context)? {
        match folder.find_run(wanted) {
            Ok(run) => found.push(Found {
                folder,
                account,
                realm,
                run,
            }),
            Err(StateError::NoSuchRun { .. } | StateError::NoRuns { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if wanted == LATEST {
        found.sort_by(|one, other| newest_first(&one.run, &other.run));
        found.truncate(1);
    }
    let names: Vec<&str> = found.iter().map(|found| found.run.name()).collect();
    if names.len() > 1 {
        let message = format!("\"{wanted}\" could be any of {}", names.join(", "));
        return Err(Failure::usage(message).hint("write more of the name"));
    }
    found.pop().ok_or_else(|| match wanted {
        LATEST => no_runs(),
        _ => Failure::usage(format!("no run begins with \"{wanted}\""))
            .hint("exodial status lists them"),
    })
}

/// What a command about runs says where there are none.
pub(super) fn no_runs() -> Failure {
    Failure::new(Exit::NothingFound, "this project has no runs yet")
        .hint("begin one: exodial run CAMPAIGN --simulate")
}

/// Every run of the project, newest first.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn all(context: &Context) -> Result<Vec<(Found, RunSummary)>, Failure> {
    let mut runs = Vec::new();
    for (folder, account, realm) in folders(context)? {
        for summary in folder.runs()? {
            let run = summary.run.clone();
            let (folder, account) = (folder.clone(), account.clone());
            runs.push((
                Found {
                    folder,
                    account,
                    realm,
                    run,
                },
                summary,
            ));
        }
    }
    runs.sort_by(|(one, _), (other, _)| newest_first(&one.run, &other.run));
    Ok(runs)
}

fn newest_first(one: &Run, other: &Run) -> Ordering {
    run_name::newest_first(one.name(), other.name())
}
