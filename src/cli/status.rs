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
    shown,
};
use crate::{
    campaign::Account,
    clock::{Timestamp, UtcOffset},
    engine::Engine,
    journal::file,
    plan::Disposition,
    report::{
        idle,
        note::Note,
        status::{RunState, RunStatus, table},
        text::grouped,
    },
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
    // A run that never began is none, here as for `resume`.
    let runs = find::begun(context)?;
    if runs.is_empty() {
        return Err(find::no_runs());
    }
    let mut rows = Vec::new();
    for found in runs.iter().take(SHOWN_MAX) {
        let row = match recovered(context, found) {
            Ok(recovered) => row(context, found, &recovered.engine, recovered.started),
            Err(failure) => {
                app.console
                    .say(&format!("{}: {}", found.run.name(), failure.message));
                RunStatus {
                    run: found.run.name().to_owned(),
                    state: RunState::Damaged,
                    tally: Default::default(),
                    started: file::read_header(&found.run.journal())
                        .ok()
                        .map(|(_, at)| at),
                    next: None,
                }
            }
        };
        rows.push(row);
    }
    let offset = context
        .accounts()
        .first()
        .map_or(UtcOffset::IST, |a| a.utc_offset);
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
    let mut text = table(&[row(context, found, &engine, started)], account.utc_offset);
    let tally = engine.tally();
    text += &format!(
        "\ncampaign    {} ({})\naccount     {} on {}\nplan        {}, approved by {}\n",
        header.campaign,
        shown(Path::new(&*header.campaign_file)),
        header.account,
        realm_name(header.realm),
        header.plan,
        header.approval,
    );
    text += &format!(
        "now         {}\n",
        present(context, found, &engine, account)
    );
    text += &format!(
        "people      {}: {} waiting, {} to be looked up, {} under way, {} in doubt\n",
        grouped(tally.people),
        grouped(tally.waiting),
        grouped(tally.unscreened),
        grouped(tally.under_way),
        grouped(tally.in_doubt),
    );
    if let Some(closed) = engine.closed(now()).filter(|at| at.until < Timestamp::MAX) {
        let note = Note::closed(&closed, engine.rules());
        text += &format!("windows     {}\n", note.text(account.utc_offset));
    }
    let width = tally.done.values().map(|count| grouped(*count).len()).max();
    let width = width.unwrap_or_default();
    for (word, count) in &tally.done {
        text += &format!(
            "            {:>width$} {}\n",
            grouped(*count),
            word.as_str()
        );
    }
    let connects = tally.requests.saturating_sub(tally.lookups + tally.reads);
    text += &format!(
        "requests    {}: {} look-ups, {} connects, {} reads; {} answered 429\nfolder      {}\n",
        grouped(tally.requests),
        grouped(tally.lookups),
        grouped(connects),
        grouped(tally.reads),
        grouped(tally.too_many),
        shown(found.run.folder())
    );
    app.data(&text)?;
    Ok(Exit::Ok)
}

/// Whether somebody paused the run; what was asked for last holds, though no process may know it yet.
fn is_paused(found: &Found, engine: &Engine) -> bool {
    let wish = found.run.control().wish();
    wish.map_or(engine.paused().is_some(), |wish| wish.paused)
}

/// What the run is about at this moment: one line, with the reason where nobody is dialled.
fn present(context: &Context, found: &Found, engine: &Engine, account: &Account) -> String {
    let name = found.run.name();
    if engine.is_finished() {
        return "over".to_owned();
    }
    if !found.folder.is_held_for(name) {
        let resume = context.command(&format!("resume {name}"));
        return format!("no process works on it; go on with: {resume}");
    }
    match engine.idle(now()) {
        Some(idle) => idle::phrase(&idle, account.utc_offset),
        None => "calling".to_owned(),
    }
}

fn row(
    context: &Context,
    found: &Found,
    engine: &Engine,
    started: crate::clock::Timestamp,
) -> RunStatus {
    let name = found.run.name();
    let tally = engine.tally();
    let unsettled = tally
        .done
        .get(&Disposition::Unsettled)
        .is_some_and(|count| *count > 0);
    let (state, next) = match engine.is_finished() {
        true if unsettled => (
            RunState::Unsettled,
            Some(context.command(&format!("reconcile {name}"))),
        ),
        true => (RunState::Finished, None),
        false if is_paused(found, engine) => (
            RunState::Paused,
            Some(context.command(&format!("unpause {name}"))),
        ),
        // The lock is free where nobody works on the run.
        false if found.folder.is_held_for(name) => {
            let account = context.account(&found.account);
            let offset = account.map_or(UtcOffset::IST, |account| account.utc_offset);
            let idle = engine.idle(now()).map(|idle| idle::phrase(&idle, offset));
            match engine.closed(now()) {
                None => (RunState::Running, idle),
                Some(_) => (RunState::Waiting, idle),
            }
        }
        false => (
            RunState::Stopped,
            Some(context.command(&format!("resume {name}"))),
        ),
    };
    RunStatus {
        run: name.to_owned(),
        state,
        tally: tally.clone(),
        started: Some(started),
        next,
    }
}
