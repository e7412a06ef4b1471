//! `exodial results`: write the result file of a run again, from its journal.

use std::path::Path;

use super::{
    App,
    args::ResultsArgs,
    engage::{self, own},
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    outcome::{attempts_path, results_path},
    project::Context,
    read::Inputs,
    resume::kept,
    shown,
    tables::{Rows, Shape, Tables},
    target::{Kept, Unfit},
};
use crate::{
    clock::Timestamp,
    engine::{Engine, Rules},
    journal::{
        event::{Event, Header},
        file,
        run::Run,
    },
};

/// Writes the result file of a run.
///
/// # Errors
/// When there is no such run, or its files cannot be read or written.
pub(super) fn results(app: &App, args: &ResultsArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = find::find(&context, &args.run.run)?;
    let Recovered {
        header,
        inputs,
        engine,
        ..
    } = recovered(&context, &found)?;
    let account = context.account(&found.account)?;
    let Found { run, .. } = &found;
    let tables = Tables {
        rows: Rows::Kept(run),
        inputs: &inputs,
        account,
        engine: &engine,
    };
    let failed = |error: crate::report::results::ResultFault| {
        Failure::internal(format!(
            "cannot write the results of {}: {error}",
            run.name()
        ))
    };
    if args.output.as_deref() == Some(Path::new("-")) {
        let mut text = Vec::new();
        tables.results(&mut text, Shape::Utf8).map_err(failed)?;
        app.data(&String::from_utf8_lossy(&text))?;
        return Ok(Exit::Ok);
    }
    let path = match &args.output {
        Some(path) => path.clone(),
        None => results_path(&header, run, &inputs),
    };
    fits(&context, &header, run, &inputs, &path)?;
    let counts = tables.write_results(&path).map_err(failed)?;
    let attempts = attempts_path(&header, run, &inputs).filter(|_| args.output.is_none());
    if let Some(path) = &attempts {
        fits(&context, &header, run, &inputs, path)?;
        tables.write_attempts(path).map_err(failed)?;
    }
    let rows: u64 = counts.values().sum();
    let rows = crate::report::text::counted(rows, "row", "rows");
    app.console.say(&format!("{rows} in {}", shown(&path)));
    Ok(Exit::Ok)
}

/// Refuses to write results over what a run is made of or kept in, the journal above all.
fn fits(
    context: &Context,
    header: &Header,
    run: &Run,
    inputs: &Inputs,
    path: &Path,
) -> Result<(), Failure> {
    let campaign = Path::new(&*header.campaign_file);
    let own = [false, true].map(|sheet| [run.results(sheet), run.attempts(sheet)]);
    let own = own.concat();
    let kept = Kept::of(context, campaign, &inputs.campaign.contacts, &own);
    kept.allows(path).map_err(|unfit| {
        let why = match unfit {
            Unfit::Taken(what) => what.to_owned(),
            Unfit::Nowhere(why) => why,
        };
        let message = format!("results cannot be written to {}: {why}", shown(path));
        let other = context.command(&format!("results {} -o results.csv", run.name()));
        Failure::usage(message).hint(format!("name a file of its own: {other}"))
    })
}

/// A run as its journal tells it.
pub(super) struct Recovered {
    pub(super) header: Header,
    /// When it began.
    pub(super) started: Timestamp,
    pub(super) inputs: Inputs,
    pub(super) engine: Engine,
}

/// A run as its journal tells it, read a record at a time. Changes nothing, also while a process works on it.
///
/// # Errors
/// When its files cannot be read, or do not fit each other.
pub(super) fn recovered(context: &Context, found: &Found) -> Result<Recovered, Failure> {
    let unread = unread(context, found)?;
    let rules = unread.rules(context, found)?;
    let engine = unread.replayed(found, rules, |_| ())?;
    let Unread {
        header,
        started,
        inputs,
    } = unread;
    Ok(Recovered {
        header,
        started,
        inputs,
        engine,
    })
}

/// A run of whose journal the first record was read.
pub(super) struct Unread {
    header: Header,
    started: Timestamp,
    /// The run's own copies.
    pub(super) inputs: Inputs,
}

/// A run with its own copies of campaign and contacts.
///
/// # Errors
/// When they cannot be read, or do not fit the journal.
pub(super) fn unread(context: &Context, found: &Found) -> Result<Unread, Failure> {
    let (header, started) = file::read_header(&found.run.journal())?;
    own(&header, &found.run)?;
    let inputs = kept(context, found, &header)?;
    Ok(Unread {
        header,
        started,
        inputs,
    })
}

impl Unread {
    /// The rules of the run.
    ///
    /// # Errors
    /// When its account is not in the project.
    pub(super) fn rules(&self, context: &Context, found: &Found) -> Result<Rules, Failure> {
        let account = context.account(&found.account)?;
        let policy = &context.project.policy;
        Ok(engage::rules(&self.inputs, account, policy))
    }

    /// The run as its journal tells it, read a record at a time; each is shown as well.
    ///
    /// # Errors
    /// When the journal cannot be read, or does not fit the inputs.
    pub(super) fn replayed(
        &self,
        found: &Found,
        rules: Rules,
        mut show: impl FnMut(&[Event]),
    ) -> Result<Engine, Failure> {
        let mut engine = engage::engine(rules, &self.inputs.contacts, Default::default());
        let mut fits = Ok(());
        file::for_each(&found.run.journal(), |events| {
            if fits.is_ok() {
                fits = engine.replay(events);
            }
            show(events);
        })?;
        fits.map_err(|error| {
            let name = found.run.name();
            Failure::refused(format!(
                "the journal of {name} does not fit its inputs: {error}"
            ))
        })?;
        Ok(engine)
    }
}
