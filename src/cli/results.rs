//! `exodial results`: write the result file of a run again, from its journal.

use std::path::Path;

use super::{
    App,
    args::ResultsArgs,
    engage::{header, people},
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    outcome::{fill, results_path},
    project::Context,
    read::Inputs,
    resume::kept,
    shown,
};
use crate::{
    engine::{Engine, Rules},
    journal::{event::Event, file},
    report::file::write_file,
};

/// Writes the result file of a run.
///
/// # Errors
/// When there is no such run, or its files cannot be read or written.
pub(super) fn results(app: &App, args: &ResultsArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = find::find(&context, &args.run.run)?;
    let (events, inputs, engine) = recovered(&context, &found)?;
    let account = context.account(&found.account)?;
    let Found { run, .. } = &found;
    let failed = |error: crate::report::results::ResultFault| {
        Failure::internal(format!(
            "cannot write the results of {}: {error}",
            run.name()
        ))
    };
    if args.output.as_deref() == Some(Path::new("-")) {
        let mut text = Vec::new();
        fill(&mut text, run, &inputs, account, &engine).map_err(failed)?;
        app.data(&String::from_utf8_lossy(&text))?;
        return Ok(Exit::Ok);
    }
    let path = match &args.output {
        Some(path) => path.clone(),
        None => results_path(header(&events, run)?, run, &inputs),
    };
    let written = write_file(&path, |out| fill(out, run, &inputs, account, &engine));
    let counts = written.map_err(failed)?;
    let rows: u64 = counts.values().sum();
    let rows = crate::report::text::counted(rows, "row", "rows");
    app.console.say(&format!("{rows} in {}", shown(&path)));
    Ok(Exit::Ok)
}

/// A run as its journal tells it. Changes nothing, also while a process works on it.
///
/// # Errors
/// When its files cannot be read, or do not fit each other.
pub(super) fn recovered(
    context: &Context,
    found: &Found,
) -> Result<(Vec<Event>, Inputs, Engine), Failure> {
    let events = file::read(&found.run.journal())?;
    let inputs = kept(context, found, header(&events, &found.run)?)?;
    let account = context.account(&found.account)?;
    let rules = Rules::new(&inputs.campaign, account, &context.project.policy);
    let engine = Engine::new(rules, people(&inputs.contacts), Default::default());
    let engine = engine.recover(&events).map_err(|error| {
        let name = found.run.name();
        Failure::refused(format!(
            "the journal of {name} does not fit its inputs: {error}"
        ))
    })?;
    Ok((events, inputs, engine))
}
