//! Which run somebody means, among all accounts and realms of the project.

use std::time::SystemTime;

use super::{exit::Exit, failure::Failure, project::Context};
use crate::journal::{
    event::Realm,
    run::{Run, RunSummary},
    run_name::LATEST,
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
    look_up(context, wanted)?.ok_or_else(|| match wanted {
        LATEST => no_runs(),
        _ => Failure::usage(format!("no run begins with \"{wanted}\""))
            .hint("exodial status lists them"),
    })
}

/// The same; nothing where there is none.
///
/// # Errors
/// When there are several, or a folder cannot be listed.
pub(super) fn look_up(context: &Context, wanted: &str) -> Result<Option<Found>, Failure> {
    let mut found = Vec::new();
    for (folder, account, realm) in folders(context)? {
        match folder.find_run(wanted) {
            Ok(run) => found.push(of(&folder, &account, realm, run)),
            Err(StateError::NoSuchRun { .. } | StateError::NoRuns { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if wanted == LATEST {
        return Ok(found.into_iter().max_by_key(|found| found.run.made()));
    }
    let names: Vec<&str> = found.iter().map(|found| found.run.name()).collect();
    if names.len() > 1 {
        let message = format!("\"{wanted}\" could be any of {}", names.join(", "));
        return Err(Failure::usage(message).hint("write more of the name"));
    }
    Ok(found.pop())
}

/// What a command about runs says where there are none.
pub(super) fn no_runs() -> Failure {
    Failure::new(Exit::NothingFound, "this project has no runs yet")
        .hint("begin one: exodial run CAMPAIGN --simulate")
}

/// Every run of the project that has begun, newest first. Of its journal no more than the first record is read.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn begun(context: &Context) -> Result<Vec<Found>, Failure> {
    let mut each = Vec::new();
    for (folder, account, realm) in folders(context)? {
        let runs = folder.begun()?.into_iter();
        each.push(runs.map(move |run| of(&folder, &account, realm, run)));
    }
    Ok(merged(each, |found| found.run.made()))
}

/// Every run of the project, newest first. Reads all journals.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn all(context: &Context) -> Result<Vec<(Found, RunSummary)>, Failure> {
    let mut each = Vec::new();
    for (folder, account, realm) in folders(context)? {
        let runs = folder.runs()?.into_iter();
        each.push(runs.map(move |summary| {
            let run = summary.run.clone();
            (of(&folder, &account, realm, run), summary)
        }));
    }
    Ok(merged(each, |(found, _)| found.run.made()))
}

fn of(folder: &StateFolder, account: &str, realm: Realm, run: Run) -> Found {
    Found {
        folder: folder.clone(),
        account: account.to_owned(),
        realm,
        run,
    }
}

/// The runs of all folders, each of which has an order of its own: what is newest in one of them comes before all
/// that is older there.
fn merged<T>(
    each: Vec<impl Iterator<Item = T>>,
    made: impl Fn(&T) -> Option<SystemTime>,
) -> Vec<T> {
    let timed = |runs| Iterator::map(runs, |run| (made(&run), run)).peekable();
    let mut each: Vec<_> = each.into_iter().map(timed).collect();
    let mut all = Vec::new();
    loop {
        let heads = each.iter_mut().enumerate();
        let heads = heads.filter_map(|(nth, runs)| Some((runs.peek()?.0, nth)));
        let Some((_, nth)) = heads.max() else {
            return all;
        };
        let next = each.get_mut(nth).and_then(Iterator::next);
        all.extend(next.map(|(_, run)| run));
    }
}
