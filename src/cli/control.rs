//! `exodial pause`, `unpause` and `stop`: what is asked of a run from another shell.

use std::path::Path;

use super::{
    App,
    args::ControlArgs,
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    project::Context,
};
use crate::journal::{control::Wish, event::Realm, run::RunState, run_name::LATEST};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Pause,
    Unpause,
    Stop,
}

/// Asks a run to pause, to go on, or its process to end.
///
/// # Errors
/// When there is no such run, or nothing can be asked of it.
pub(super) fn control(app: &App, args: &ControlArgs, asked: Asked) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = wanted(&context, args.run.as_deref(), asked)?;
    let name = found.run.name();
    let running = found.folder.is_held_for(name);
    let control = found.run.control();
    let by = app.env.get("USER").unwrap_or_default().to_owned();
    let kept = match asked {
        Asked::Pause => control.ask(&Wish { paused: true, by }),
        Asked::Unpause => control.ask(&Wish { paused: false, by }),
        Asked::Stop if running => control.ask_stop(),
        Asked::Stop => return Err(nothing(format!("no process works on {name}"))),
    };
    kept.map_err(|error| {
        let folder = found.run.folder().display();
        Failure::internal(format!("cannot write to {folder}: {error}"))
    })?;
    let command = |word: &str| context.command(&format!("{word} {name}"));
    let text = match (asked, running) {
        (Asked::Pause, true) if found.realm == Realm::Simulated => format!(
            "{name} is simulated and over within moments; should it stop before, its next process is refused until: {}",
            command("unpause")
        ),
        (Asked::Pause, true) => format!(
            "{name} is paused within moments: nobody is dialled, outcomes are still read; go on with: {}",
            command("unpause")
        ),
        (Asked::Pause, false) => format!(
            "{name} has no process now; the next one will dial nobody until: {}",
            command("unpause")
        ),
        (Asked::Unpause, true) => format!("{name} goes on within moments"),
        (Asked::Unpause, false) => format!(
            "{name} is not paused any more, and has no process; go on with: {}",
            command("resume")
        ),
        (Asked::Stop, _) => format!(
            "{name} is stopped within moments, as by Ctrl-C: no new calls, outcomes are read for a while; \
             go on later with: {}",
            command("resume")
        ),
    };
    app.console.say(&text);
    Ok(Exit::Ok)
}

fn nothing(message: String) -> Failure {
    Failure::new(Exit::NothingFound, message).hint("exodial status lists the runs")
}

/// The run that is meant: by its name, else the one that a process works on; to let one go on, also the one that
/// is paused. Of journals only those are read that could be meant.
fn wanted(context: &Context, named: Option<&str>, asked: Asked) -> Result<Found, Failure> {
    let is_open = |found: &Found| matches!(found.run.state(), RunState::Unfinished);
    match named {
        None => {}
        Some(LATEST) => {
            let newest = find::begun(context)?.into_iter().find(is_open);
            return newest
                .ok_or_else(|| nothing("no run of this project is unfinished".to_owned()));
        }
        Some(named) => {
            let found = find::look_up(context, named)?
                .ok_or_else(|| nothing(format!("no run begins with \"{named}\"")))?;
            return match found.run.state() {
                RunState::Unfinished => Ok(found),
                RunState::Damaged(fault) => Err(fault.into()),
                _ => Err(nothing(format!("{} is over", found.run.name()))),
            };
        }
    }
    let is_paused = |found: &Found| found.run.control().wish().is_some_and(|wish| wish.paused);
    let is_meant = |found: &Found| match asked {
        Asked::Unpause => is_paused(found),
        Asked::Pause | Asked::Stop => found.folder.is_held_for(found.run.name()),
    };
    let mut meant = find::begun(context)?;
    meant.retain(|found| is_meant(found) && is_open(found));
    if meant.len() > 1 {
        let names: Vec<&str> = meant.iter().map(|found| found.run.name()).collect();
        let message = format!("it could be any of {}", names.join(", "));
        return Err(Failure::usage(message).hint("write which one"));
    }
    meant.pop().ok_or_else(|| match asked {
        Asked::Unpause => nothing("no run of this project is paused".to_owned()),
        Asked::Pause | Asked::Stop => nothing("no run of this project is under way".to_owned()),
    })
}
