//! `exodial status`: the runs of a project, or one of them.

use std::path::Path;

use super::{
    App,
    args::StatusArgs,
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    now,
    plan::realm_name,
    project::Context,
    results::{Recovered, recovered},
};
use crate::{
    engine::Engine,
    journal::state::StateError,
    plan::Disposition,
    report::status::{RunState, RunStatus, table},
};

/// Runs that the table shows.
const SHOWN_MAX: usize = 20;

/// Shows the runs of the project, or one of them.
///
/// # Errors
/// When there is no such run, or it cannot be read.
pub(super) fn status(app: &App, args: &StatusArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    match &args.run {
        Some(wanted) => one(app, &context, &find::find(&context, wanted)?),
        None => all(app, &context),
    }
}

fn all(app: &App, context: &Context) -> Result<Exit, Failure> {
    let runs = find::all(context)?;
    if runs.is_empty() {
        let message = "this project has no runs yet";
        return Err(Failure::new(Exit::NothingFound, message)
            .hint("begin one: exodial run CAMPAIGN --simulate"));
    }
    let mut rows = Vec::new();
    for (found, summary) in runs.iter().take(SHOWN_MAX) {
        let Some((_, started)) = &summary.header else {
            continue;
        };
        let row = match recovered(context, found) {
            Ok(recovered) => row(found, &recovered.engine, *started),
            Err(failure) => {
                app.console
                    .say(&format!("{}: {}", found.run.name(), failure.message));
                RunStatus {
                    run: found.run.name().to_owned(),
                    state: RunState::Damaged,
                    tally: Default::default(),
                    started: *started,
                    next: None,
                }
            }
        };
        rows.push(row);
    }
    let offset = context
        .accounts()
        .first()
        .map_or(crate::clock::UtcOffset::IST, |a| a.utc_offset);
    app.data(&table(&rows, offset))?;
    if runs.len() > SHOWN_MAX {
        app.console
            .say(&format!("and {} older runs", runs.len() - SHOWN_MAX));
    }
    Ok(Exit::Ok)
}

fn one(app: &App, context: &Context, found: &Found) -> Result<Exit, Failure> {
    let Recovered {
        header,
        started,
        engine,
        ..
    } = recovered(context, found)?;
    let account = context.account(&found.account)?;
    let mut text = table(&[row(found, &engine, started)], account.utc_offset);
    let tally = engine.tally();
    text += &format!(
        "\ncampaign    {} ({})\naccount     {} on {}\nplan        {}, approved by {}\n",
        header.campaign,
        header.campaign_file,
        header.account,
        realm_name(header.realm),
        header.plan,
        header.approval,
    );
    text += &format!(
        "people      {}: {} waiting, {} to be looked up, {} under way, {} in doubt\n",
        tally.people, tally.waiting, tally.unscreened, tally.under_way, tally.in_doubt
    );
    for (word, count) in &tally.done {
        text += &format!("            {count} {}\n", word.as_str());
    }
    text += &format!(
        "requests    {}: {} look-ups, {} reads, {} answered 429\nfolder      {}\n",
        tally.requests,
        tally.lookups,
        tally.reads,
        tally.too_many,
        found.run.folder().display()
    );
    app.data(&text)?;
    Ok(Exit::Ok)
}

fn row(found: &Found, engine: &Engine, started: crate::clock::Timestamp) -> RunStatus {
    let name = found.run.name();
    let tally = engine.tally();
    let unsettled = tally
        .done
        .get(&Disposition::Unsettled)
        .is_some_and(|count| *count > 0);
    let (state, next) = match engine.is_finished() {
        true if unsettled => (
            RunState::Unsettled,
            Some(format!("exodial reconcile {name}")),
        ),
        true => (RunState::Finished, None),
        // The lock is free where nobody works on the run.
        false if is_held(found) => match engine.rules().not_after(now()) {
            Some(_) => (RunState::Running, None),
            None => (RunState::Waiting, None),
        },
        false => (RunState::Stopped, Some(format!("exodial resume {name}"))),
    };
    RunStatus {
        run: name.to_owned(),
        state,
        tally: tally.clone(),
        started,
        next,
    }
}

/// Whether a process works on the run's account, and on this run.
fn is_held(found: &Found) -> bool {
    match found.folder.lock("status") {
        Err(StateError::Locked { holder, .. }) => {
            holder.is_none_or(|holder| holder.run == found.run.name())
        }
        _ => false,
    }
}
