//! `exodial reconcile`: ask for the outcomes that a run does not know. Places no call.

use std::{path::Path, time::Duration};

use super::{App, args::RunName, exit::Exit, failure::Failure, find, resume};

/// Reads outcomes.
///
/// # Errors
/// Refusals, and whatever ends the process before its time.
pub(super) fn reconcile(app: &App, args: &RunName) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = find::find(&context, &args.run)?;
    resume::go_on(app, &context, &[found], Duration::from_secs(60), true)
}
