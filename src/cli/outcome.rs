//! What a run came to: its result file, its summary, and how the process ends.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    App,
    course::Course,
    exit::Exit,
    failure::Failure,
    files,
    project::Context,
    read::{self, Inputs},
    shown,
    stopped::stopped,
    tables::{Rows, Tables},
};
use crate::{
    campaign::{Account, is_sheet},
    clock::Timestamp,
    contacts::ContactId,
    dispatch::{
        live::{Leave, Signal},
        runner::RunError,
    },
    engine::Engine,
    journal::{
        event::{Header, Realm},
        run::Run,
        whole::write_file,
    },
    plan::Disposition,
    report::{
        results::{Counts, ResultFault},
        summary::{Summary, SummaryInput},
        text::counted,
        thresholds::{Judged, judge},
    },
};

/// A run as its process leaves it.
pub(super) struct Ending<'a> {
    /// How the process left it.
    pub(super) lived: Result<Leave, &'a RunError>,
    /// When the run began.
    pub(super) started: Timestamp,
    /// When the process left it.
    pub(super) ended: Timestamp,
    pub(super) header: &'a Header,
    pub(super) run: &'a Run,
    pub(super) inputs: &'a Inputs,
    pub(super) account: &'a Account,
    pub(super) context: &'a Context,
    pub(super) engine: &'a Engine,
    pub(super) read_only: bool,
}

/// Where the result file of a run goes: where the campaign says, unless nobody was really called.
pub(super) fn results_path(header: &Header, run: &Run, inputs: &Inputs) -> PathBuf {
    match (&inputs.campaign.results_file, header.realm) {
        (Some(file), Realm::Exotel) => read::beside(Path::new(&*header.campaign_file), &file.value),
        // Nobody was really called; what the campaign says of the file's kind holds all the same.
        (Some(file), _) => run.results(is_sheet(&file.value)),
        (None, _) => run.results(false),
    }
}

/// Where the file of attempts goes, if the campaign wants one.
pub(super) fn attempts_path(header: &Header, run: &Run, inputs: &Inputs) -> Option<PathBuf> {
    let file = inputs.campaign.attempts_file.as_ref()?;
    Some(match header.realm {
        Realm::Exotel => read::beside(Path::new(&*header.campaign_file), &file.value),
        Realm::Loopback | Realm::Simulated => run.attempts(is_sheet(&file.value)),
    })
}

/// Writes results and summary, says how it ended, and how the process is to end.
///
/// # Errors
/// When the journal could not be written, or results cannot be.
pub(super) fn write(app: &App, course: &mut Course, ending: &Ending<'_>) -> Result<Exit, Failure> {
    let name = ending.run.name();
    if let Err(error) = &ending.lived {
        course.finish(ending.ended, ending.engine, "broken off");
        let failure = Failure::internal(error.to_string());
        return Err(failure.hint(format!(
            "what left is in the journal; go on with: {}",
            ending.context.command(&format!("resume {name}"))
        )));
    }
    let finished = ending.engine.is_finished();
    let tally = ending.engine.tally();
    let thresholds = judge(&ending.inputs.campaign.thresholds, &tally.done, finished);
    let (exit, reasons) = verdict(ending, &thresholds);
    let how = if finished { "finished" } else { "stopped" };
    course.finish(
        ending.ended,
        ending.engine,
        &format!("{how} exit={}", exit.code()),
    );
    let (counts, mut files) = tables(ending)?;
    let unsettled = unsettled(ending).map_err(|error| Failure::internal(error.to_string()))?;
    let summary_path = ending.run.summary_file();
    files.push(("summary", shown(&summary_path)));
    files.push(("journal", shown(&ending.run.journal())));
    let summary = Summary::new(SummaryInput {
        run: name,
        campaign: &ending.header.campaign,
        account: &ending.header.account,
        realm: ending.header.realm,
        plan: &ending.header.plan,
        finished,
        started: ending.started,
        ended: ending.ended,
        offset: ending.account.utc_offset,
        rows: ending.inputs.contacts.rows.len() as u64,
        counts: &counts,
        tally,
        currency: &ending.account.currency,
        thresholds: &thresholds,
        unsettled: &unsettled,
        files: &files,
        exit: exit.note(reasons),
        next: next(ending),
    });
    let summary = summary.map_err(|fault| Failure::internal(fault.to_string()))?;
    let json = serde_json::to_vec_pretty(&summary);
    let json = json.map_err(|error| Failure::internal(error.to_string()))?;
    write_file(&summary_path, |out| io::Write::write_all(out, &json)).map_err(|error| {
        Failure::internal(format!("cannot write {}: {error}", shown(&summary_path)))
    })?;
    app.data(&summary.render())?;
    Ok(exit)
}

/// What files are, and their names.
type Files = Vec<(&'static str, String)>;

/// Writes results, and attempts where they are wanted; what each file is, and its name.
fn tables(ending: &Ending<'_>) -> Result<(Counts, Files), Failure> {
    let name = ending.run.name();
    let cannot = |path: &Path, error: ResultFault| {
        Failure::internal(format!("cannot write {}: {error}", shown(path))).hint(format!(
            "write it again: {}",
            ending.context.command(&format!("results {name}"))
        ))
    };
    let path = results_path(ending.header, ending.run, ending.inputs);
    let (inputs, account, engine) = (ending.inputs, ending.account, ending.engine);
    let tables = Tables {
        rows: Rows::Kept(ending.run),
        inputs,
        account,
        engine,
    };
    let counts = tables
        .write_results(&path)
        .map_err(|error| cannot(&path, error))?;
    let mut files = vec![("results", shown(&path))];
    if let Some(path) = attempts_path(ending.header, ending.run, inputs) {
        tables
            .write_attempts(&path)
            .map_err(|error| cannot(&path, error))?;
        files.push(("attempts", shown(&path)));
    }
    Ok((counts, files))
}

/// How the process ends, and why.
fn verdict(ending: &Ending<'_>, thresholds: &[Judged]) -> (Exit, Vec<String>) {
    let tally = ending.engine.tally();
    let mut exits = Vec::new();
    let mut reasons = Vec::new();
    let mut because = |exit, reason: String| {
        exits.push(exit);
        reasons.push(reason);
    };
    match ending.lived {
        Ok(Leave::Stopped(signal) | Leave::Left(signal)) if !ending.engine.is_finished() => {
            let exit = match signal {
                Signal::Interrupt => Exit::Interrupted,
                Signal::Terminate => Exit::Terminated,
            };
            because(exit, "the process was asked to end".to_owned());
        }
        _ => {}
    }
    if let Some((exit, reason)) = ending.engine.stop().and_then(stopped) {
        because(exit, reason);
    }
    let left = tally.left();
    if left > 0 && ending.engine.stop().is_some() && !ending.read_only {
        because(
            Exit::Unfinished,
            format!("{} may still be called", counted(left, "person", "people")),
        );
    }
    let open = tally.open();
    if open > 0 {
        because(
            Exit::Unsettled,
            format!("{} without a known outcome", counted(open, "call", "calls")),
        );
    }
    for missed in thresholds.iter().filter(|judged| judged.met == Some(false)) {
        let Judged {
            threshold,
            people,
            called,
            ..
        } = missed;
        let reason = format!("missed: {threshold}, it is {people} of {called}");
        because(Exit::Thresholds, reason);
    }
    (Exit::foremost(exits), reasons)
}

/// What to type next: a run that is over cannot be resumed, and its calls without an outcome can be asked for.
pub(super) fn next(ending: &Ending<'_>) -> Option<String> {
    let name = ending.run.name();
    let command = |word: &str| Some(ending.context.command(&format!("{word} {name}")));
    match ending.engine.is_finished() {
        false => command("resume"),
        true if ending.engine.tally().with(Disposition::Unsettled) > 0 => command("reconcile"),
        true => None,
    }
}

/// People whose calls are not settled, by the id of their record.
fn unsettled(ending: &Ending<'_>) -> io::Result<Vec<String>> {
    let contacts = &ending.inputs.contacts;
    let kept = files::kept(ending.run, &ending.inputs.campaign.contacts);
    let mut rows = files::rows(&kept, contacts).map_err(|error| io::Error::other(error.message))?;
    let mut name = |contact: ContactId| {
        let record = rows.at(contact)?;
        let id = contacts.id(contact, &record).filter(|id| !id.is_empty());
        // A number that names its record is not shown whole.
        Ok(id.map_or_else(|| format!("row {}", contact.0 + 1), str::to_owned))
    };
    ending.engine.unsettled().map(&mut name).collect()
}
