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
    engine::{
        Beside, Engine, Gate,
        idle::{Idle, Reason},
    },
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
    let shown = runs.iter().take(SHOWN_MAX);
    // Of an account at most one process has runs; of the others one at a time is held.
    let held = shown.clone().filter(|found| is_held(found));
    let held: Vec<_> = held
        .map(|found| (found, recovered(context, found)))
        .collect();
    for found in shown {
        let beside = held
            .iter()
            .filter(|(other, _)| other.folder == found.folder && other.run != found.run);
        let own = held
            .iter()
            .find(|(other, _)| other.folder == found.folder && other.run == found.run);
        let read;
        let own = match own {
            Some((_, own)) => own,
            None => {
                read = recovered(context, found);
                &read
            }
        };
        let row = match own {
            Ok(own) => {
                let others = beside.filter_map(|(other, read)| {
                    Some((other.run.name(), &read.as_ref().ok()?.engine))
                });
                let others: Vec<(&str, &Engine)> = others.collect();
                row(context, found, own, Beside::new(&others))
            }
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
    let own = recovered(context, found)?;
    let Recovered { header, engine, .. } = &own;
    let account = context.account(&found.account)?;
    let others = others(context, found)?;
    let others: Vec<(&str, &Engine)> = others
        .iter()
        .map(|(name, other)| (name.as_str(), &other.engine))
        .collect();
    let beside = Beside::new(&others);
    let mut text = table(&[row(context, found, &own, beside)], account.utc_offset);
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
        present(context, found, engine, beside, account)
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

/// Whether a process works on the run.
fn is_held(found: &Found) -> bool {
    found.folder.is_held_for(found.run.name())
}

/// The other runs of a run's process, by name, as far as they can be read.
fn others(context: &Context, found: &Found) -> Result<Vec<(String, Recovered)>, Failure> {
    if !is_held(found) {
        return Ok(Vec::new());
    }
    // Of an account at most one process has runs.
    let others = find::begun(context)?
        .into_iter()
        .filter(|other| other.folder == found.folder && other.run != found.run && is_held(other));
    let read = |other: Found| {
        let read = recovered(context, &other).ok()?;
        Some((other.run.name().to_owned(), read))
    };
    Ok(others.filter_map(read).collect())
}

/// Who paused the run, where somebody did; the name may be empty. What was asked for last holds, though no
/// process may know it yet.
fn pause(found: &Found, engine: &Engine) -> Option<String> {
    match found.run.control().wish() {
        Some(wish) => wish.paused.then_some(wish.by),
        None => engine.paused().map(str::to_owned),
    }
}

/// What the run is about at this moment: one line, with the reason where nobody is dialled.
fn present(
    context: &Context,
    found: &Found,
    engine: &Engine,
    beside: Beside<'_>,
    account: &Account,
) -> String {
    let phrase = |idle: &Idle| idle::phrase(idle, account.utc_offset, &account.currency);
    let name = found.run.name();
    if engine.is_finished() {
        return "over".to_owned();
    }
    let command = |word: &str| context.command(&format!("{word} {name}"));
    let paused = pause(found, engine).map(|by| {
        let why = Reason::Gate(Gate::Paused(by.into()));
        phrase(&Idle { why, until: None })
    });
    match (paused, is_held(found)) {
        (Some(paused), true) if engine.stop().is_none() => paused,
        (Some(_), false) => format!(
            "paused, and no process works on it; let it go on with: {}, and then: {}",
            command("unpause"),
            command("resume")
        ),
        (_, true) => match engine.idle(now(), beside) {
            Some(idle) => phrase(&idle),
            None => "calling".to_owned(),
        },
        (None, false) => format!("no process works on it; go on with: {}", command("resume")),
    }
}

fn row(context: &Context, found: &Found, own: &Recovered, beside: Beside<'_>) -> RunStatus {
    let engine = &own.engine;
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
        false if pause(found, engine).is_some() => (
            RunState::Paused,
            Some(context.command(&format!("unpause {name}"))),
        ),
        // The lock is free where nobody works on the run.
        false if is_held(found) => {
            let idle = engine.idle(now(), beside);
            let idle = idle.zip(context.account(&found.account).ok());
            let idle = idle
                .map(|(idle, account)| idle::phrase(&idle, account.utc_offset, &account.currency));
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
        started: Some(own.started),
        next,
    }
}
