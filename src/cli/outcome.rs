//! What a run came to: its result file, its summary, and how the process ends.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use csv::ByteRecord;

use super::{
    App,
    course::Course,
    exit::Exit,
    failure::Failure,
    project::Context,
    read::{self, Inputs},
    shown,
    stopped::stopped,
};
use crate::{
    campaign::Account,
    clock::Timestamp,
    contacts::{ContactId, Contacts, Record, RowReader},
    dispatch::{
        live::{Leave, Signal},
        runner::RunError,
    },
    engine::Engine,
    journal::{
        event::{Header, Realm},
        run::Run,
    },
    plan::Disposition,
    report::{
        file::write_file,
        results::{self, Counts, ResultFault, ResultInput},
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
        _ => run.results(),
    }
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
    let path = results_path(ending.header, ending.run, ending.inputs);
    let counts = write_results(ending, &path).map_err(|error| {
        Failure::internal(format!("cannot write {}: {error}", shown(&path))).hint(format!(
            "write it again: {}",
            ending.context.command(&format!("results {name}"))
        ))
    })?;
    let unsettled = unsettled(ending).map_err(|error| Failure::internal(error.to_string()))?;
    let summary_path = ending.run.summary_file();
    let files = [
        ("results", shown(&path)),
        ("summary", shown(&summary_path)),
        ("journal", shown(&ending.run.journal())),
    ];
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
    let left = tally.waiting + tally.unscreened;
    if left > 0 && ending.engine.stop().is_some() && !ending.read_only {
        because(
            Exit::Unfinished,
            format!("{} may still be called", counted(left, "person", "people")),
        );
    }
    let open = unsettled_calls(ending) + tally.under_way + tally.in_doubt;
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
fn next(ending: &Ending<'_>) -> Option<String> {
    let name = ending.run.name();
    let command = |word: &str| Some(ending.context.command(&format!("{word} {name}")));
    match ending.engine.is_finished() {
        false => command("resume"),
        true if unsettled_calls(ending) > 0 => command("reconcile"),
        true => None,
    }
}

fn unsettled_calls(ending: &Ending<'_>) -> u64 {
    let done = &ending.engine.tally().done;
    done.get(&Disposition::Unsettled).copied().unwrap_or(0)
}

fn write_results(ending: &Ending<'_>, path: &Path) -> Result<Counts, ResultFault> {
    let Ending {
        run,
        inputs,
        account,
        engine,
        ..
    } = ending;
    write_file(path, |out| fill(out, run, inputs, account, engine))
}

/// Writes the result file of a run to any place.
///
/// # Errors
/// When the run's copy of the contacts cannot be read, or the result cannot be written.
pub(super) fn fill(
    out: impl io::Write,
    run: &Run,
    inputs: &Inputs,
    account: &Account,
    engine: &Engine,
) -> Result<Counts, ResultFault> {
    fill_from(
        out,
        File::open(run.contacts())?,
        &inputs.contacts,
        account,
        engine,
    )
}

/// Writes a result file from wherever the contact file lies.
///
/// # Errors
/// When the contacts cannot be read, or the result cannot be written.
pub(super) fn fill_from(
    out: impl io::Write,
    input: impl io::Read + io::Seek,
    contacts: &Contacts,
    account: &Account,
    engine: &Engine,
) -> Result<Counts, ResultFault> {
    let header = ByteRecord::from(contacts.header.names().to_vec());
    let cells = |record: &Record| ByteRecord::from(record.cells().collect::<Vec<_>>());
    let invalid = |_, record: &ByteRecord| {
        let text: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        let record = Record::new(&contacts.header, text.iter().map(|cell| &**cell));
        let fault = contacts.fault(&record);
        fault.map_or_else(
            || "the row cannot be used".to_owned(),
            |fault| fault.to_string(),
        )
    };
    let rows = RowReader::new(input, contacts)?;
    let records = rows.map(|record| Ok(cells(&record?)));
    results::write(
        out,
        &ResultInput {
            header: &header,
            delimiter: contacts.delimiter,
            rows: &contacts.rows,
            offset: account.utc_offset,
            fate: &|contact| engine.fate(contact),
            invalid: &invalid,
        },
        records,
    )
}

/// People whose calls are not settled, by the id of their record.
fn unsettled(ending: &Ending<'_>) -> io::Result<Vec<String>> {
    let contacts = &ending.inputs.contacts;
    let mut rows = RowReader::new(File::open(ending.run.contacts())?, contacts)?;
    let mut name = |contact: ContactId| {
        let index = usize::try_from(contact.0).unwrap_or(usize::MAX);
        let row = contacts.rows.get(index);
        let row = row.ok_or_else(|| io::Error::other("there is no such row"))?;
        let record = rows.at(row)?;
        let id = contacts
            .id
            .and_then(|id| record.get(id))
            .filter(|id| !id.is_empty());
        // A number that names its record is not shown whole.
        Ok(id.map_or_else(|| format!("row {}", contact.0 + 1), str::to_owned))
    };
    ending.engine.unsettled().map(&mut name).collect()
}
