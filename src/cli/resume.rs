//! `exodial resume`: go on with a run that was stopped or killed.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    App,
    args::ResumeArgs,
    changed::unchanged,
    engage::{self, Job, Seated},
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    lists,
    notify::{self, Unset},
    now,
    numbers::Numbers,
    plan::realm_name,
    planning,
    project::Context,
    read,
    simulator::Told,
};
use crate::{
    campaign::Account,
    contacts::NumberRange,
    dispatch::bars::{Bars, Unbarred},
    journal::{
        event::{Event, Fact, Header, Realm},
        file::{Durability, FileJournal, Reopened},
        lock::BETWEEN,
        run::{Run, RunState, RunSummary},
        run_name::LATEST,
    },
    plan::hash::{policy_text, sha256_hex},
};

/// Goes on with runs.
///
/// # Errors
/// Refusals, and whatever ends a run before its time.
pub(super) fn resume(app: &App, args: &ResumeArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = match &args.runs[..] {
        [] => newest(app, &context)?,
        [only] if only == LATEST => newest(app, &context)?,
        wanted => named(&context, wanted)?,
    };
    match found.is_empty() {
        true => Ok(Exit::Ok),
        false => go_on(app, &context, &found, args.drain.drain, false),
    }
}

/// The runs that are named, each once.
fn named(context: &Context, wanted: &[String]) -> Result<Vec<Found>, Failure> {
    let mut found: Vec<Found> = Vec::new();
    for wanted in wanted {
        let run = find::find(context, wanted)?;
        if let Some(first) = found.first()
            && first.folder.path() != run.folder.path()
        {
            let (one, other) = (first.run.name(), run.run.name());
            let message = format!("{one} and {other} are not of one account");
            return Err(Failure::usage(message).hint("resume them apart, one command each"));
        }
        if !found.iter().any(|other| other.run == run.run) {
            found.push(run);
        }
    }
    Ok(found)
}

/// The newest run that has something left to be done, and those that were begun together with it.
fn newest(app: &App, context: &Context) -> Result<Vec<Found>, Failure> {
    let mut runs = find::all(context)?;
    let begun = |(_, summary): &(_, RunSummary)| !matches!(summary.state, RunState::NotBegun);
    if !runs.iter().any(begun) {
        return Err(find::no_runs());
    }
    let Some(at) = unfinished(&runs) else {
        app.console
            .say("nothing to resume: no run of this project is unfinished");
        return Ok(vec![]);
    };
    let (first, summary) = runs.remove(at);
    let header = summary.header.map(|(header, _)| header.companions);
    let companions = header.unwrap_or_default();
    let mut found = vec![first];
    for (other, summary) in runs {
        let name = other.run.name();
        if other.folder.path() != found[0].folder.path()
            || !companions.iter().any(|own| **own == *name)
        {
            continue;
        }
        match summary.state {
            RunState::NotBegun => app.console.say(&format!(
                "{name} was to begin together with {}, and its process died before it did: \
                 begin a new run of that campaign",
                found[0].run.name()
            )),
            _ if is_open(&other, &summary) => found.push(other),
            _ => {}
        }
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|found| found.run.name()).collect();
        let names = names.join(" and ");
        app.console
            .say(&format!("{names} were begun together and go on together"));
    }
    Ok(found)
}

/// The place of the newest run that has something left to be done: people to call, else results to be written.
fn unfinished(runs: &[(Found, RunSummary)]) -> Option<usize> {
    let open = |state: &dyn Fn(&RunState) -> bool| {
        let is = |(found, summary): &(Found, RunSummary)| {
            state(&summary.state) && is_open(found, summary)
        };
        runs.iter().position(is)
    };
    let over = |state: &RunState| matches!(state, RunState::Finished | RunState::Reopened);
    open(&|state| !over(state)).or_else(|| open(&over))
}

/// Whether a run has something left to be done.
fn is_open(found: &Found, summary: &RunSummary) -> bool {
    match summary.state {
        RunState::Unfinished | RunState::Damaged(_) => true,
        RunState::Reopened => true,
        RunState::Finished => !found.run.summary_file().exists(),
        RunState::NotBegun => false,
    }
}

/// A run whose journal is open again.
struct Opened {
    run: Run,
    journal: FileJournal,
    events: Vec<Event>,
    read_only: bool,
    inputs: read::Inputs,
    told: Option<Told>,
    /// Where the campaign file was when the run began.
    original: PathBuf,
}

/// Opens runs of one account again, after a look at whether what they were made of is still the same.
pub(super) fn go_on(
    app: &App,
    context: &Context,
    found: &[Found],
    drain: Duration,
    read_only: bool,
) -> Result<Exit, Failure> {
    let Some(Found {
        folder,
        account,
        realm,
        ..
    }) = found.first()
    else {
        return Ok(Exit::Ok);
    };
    let (account, realm) = (context.account(account)?, *realm);
    let names: Vec<&str> = found.iter().map(|found| found.run.name()).collect();
    let lock = folder.lock(&names.join(BETWEEN))?;
    let mut runs = Vec::new();
    for found in found {
        runs.extend(reopen(app, context, account, found, read_only)?);
    }
    if runs.is_empty() {
        return Ok(Exit::Ok);
    }
    // Who only reads outcomes dials nobody, and is not held up.
    let calling = runs.iter().filter(|opened| !opened.read_only);
    let calling = calling.map(|opened| &opened.inputs);
    notify::check(app, context, calling, Unset::on(realm))?;
    let began = runs.iter().filter_map(|run| run.events.first());
    let began = began.map(|event| event.at).min().unwrap_or_else(now);
    let names: Vec<&str> = runs.iter().map(|opened| opened.run.name()).collect();
    let now = now();
    let interests = runs.iter();
    let interests = interests.map(|opened| lists::interest(&opened.inputs.campaign, context, now));
    let (pasts, _) = planning::pasts(folder, realm, began.min(now), &names, interests)?;
    let bars = runs.iter().map(|opened| bars(app, context, opened));
    let bars = bars.collect::<Result<Vec<_>, Failure>>()?;
    let outsides = pasts.into_iter().zip(bars);
    let (mut seats, mut inputs, mut told) = (Vec::new(), Vec::new(), None);
    for (opened, (past, bars)) in runs.into_iter().zip(outsides) {
        told = told.or(opened.told);
        inputs.push(opened.inputs);
        seats.push(move |inputs| Seated {
            run: opened.run,
            journal: opened.journal,
            events: opened.events,
            read_only: opened.read_only,
            inputs,
            past,
            bars,
        });
    }
    let seats = seats.into_iter().zip(&inputs);
    engage::engage(Job {
        app,
        context,
        account,
        realm,
        endpoint: context.endpoint(account, realm)?,
        credentials: context.credentials(account, realm)?,
        lock,
        fresh: false,
        told,
        drain,
        seats: seats.map(|(seat, inputs)| seat(inputs)).collect(),
    })
}

/// Opens a run again; nothing where there is nothing left to be done.
fn reopen(
    app: &App,
    context: &Context,
    account: &Account,
    found: &Found,
    read_only: bool,
) -> Result<Option<Opened>, Failure> {
    let Found { run, realm, .. } = found;
    let durability = match realm {
        Realm::Simulated => Durability::Process,
        Realm::Loopback | Realm::Exotel => Durability::Disk,
    };
    let Reopened {
        journal,
        events,
        cut,
    } = FileJournal::open(&run.journal(), durability)?;
    if cut > 0 {
        let what = "bytes of a write that a crash had torn were cut; nobody acted on them";
        app.console.say(&format!("{cut} {what}"));
    }
    let header = engage::header(&events, run)?.clone();
    let is = |what: Fact| move |event: &Event| event.fact == what;
    let is_finished = events.iter().any(is(Fact::Finished));
    // A reconciliation that was broken off leaves outcomes to be read.
    let ends = |event: &&Event| matches!(event.fact, Fact::Finished | Fact::Resumed);
    let is_over = events
        .iter()
        .rev()
        .find(ends)
        .is_some_and(is(Fact::Finished));
    // A process that died between its last record and its results left these to be written.
    if is_over && !read_only && run.summary_file().exists() {
        let name = run.name();
        app.console.say(&format!(
            "nothing to resume: {name} is over; its results: exodial results {name}"
        ));
        return Ok(None);
    }
    // Nobody is called any more, so nothing that has changed since keeps the results from being written.
    let read_only = read_only || is_finished;
    same_realm(context, account, found)?;
    let endpoint = context.endpoint(account, *realm)?;
    let sid = (*realm == Realm::Exotel).then(|| endpoint.sid());
    let policy = policy_text(account, &context.project.policy, *realm, sid);
    if !read_only {
        unchanged(&header, found, &policy)?;
    }
    let told = match realm {
        Realm::Simulated => Some(told(found, &header)?),
        Realm::Loopback | Realm::Exotel => None,
    };
    Ok(Some(Opened {
        run: run.clone(),
        journal,
        events,
        read_only,
        inputs: kept(context, found, &header)?,
        told,
        original: PathBuf::from(&*header.campaign_file),
    }))
}

/// The lists that the campaign named, as they are now: they lie where its file was, and may have grown.
fn bars(app: &App, context: &Context, opened: &Opened) -> Result<Box<dyn Bars>, Failure> {
    if opened.read_only {
        // Nobody is called.
        return Ok(Box::new(Unbarred));
    }
    let inputs = &opened.inputs;
    let text = String::from_utf8_lossy(&inputs.bytes).into_owned();
    let source = crate::syntax::Source::new(inputs.path.display().to_string(), text);
    let (lists, findings) = lists::read(&opened.original, &inputs.campaign, context, &source);
    let findings = context.levels.apply(findings);
    if read::has_errors(&findings) {
        return Err(Failure::findings(findings));
    }
    app.findings(&findings);
    let key = lists.key(context)?;
    Ok(Box::new(lists.watch(Numbers::of(inputs).all(), key)))
}

/// Refuses to let Exotel answer for a simulator, or a simulator for Exotel.
fn same_realm(context: &Context, account: &Account, found: &Found) -> Result<(), Failure> {
    let now = context.realm(account, found.realm == Realm::Simulated)?;
    if now == found.realm {
        return Ok(());
    }
    let (then, now) = (realm_name(found.realm), realm_name(now));
    let name = found.run.name();
    let message = format!("{name} was begun on {then}, and now {now} would answer");
    let failure = Failure::refused(message);
    Err(failure.hint(match found.realm {
        Realm::Exotel => "unset EXOTEL_BASE_URL, and base_url of the account",
        _ => "set EXOTEL_BASE_URL to the simulator's address, such as http://127.0.0.1:8187",
    }))
}

/// Reads the run's own copies of what it was made of.
pub(super) fn kept(
    context: &Context,
    found: &Found,
    header: &Header,
) -> Result<read::Inputs, Failure> {
    let run = &found.run;
    // Whatever the numbers are, they were accepted when the run began.
    let range = |_: &_| Ok(NumberRange::Simulator);
    let inputs = read::inputs(&run.campaign(), Some(run), context, &range)?;
    let campaign = sha256_hex(&inputs.bytes) == *header.campaign_sha256;
    let changed = match (campaign, *inputs.contacts.sha256 == *header.contacts_sha256) {
        (true, true) => return Ok(inputs),
        (false, _) => run.campaign(),
        (true, false) => match inputs.contact_files.as_slice() {
            [one] => one.path.clone(),
            _ => run.folder().join("contacts*"),
        },
    };
    let (path, name) = (changed.display(), run.name());
    let message = format!("{path} is not the copy that {name} was made of");
    Err(Failure::refused(message).hint("a run reads its own copies only: put the copy back"))
}

fn told(found: &Found, header: &Header) -> Result<Told, Failure> {
    let path = found.run.scenario();
    let text = fs::read_to_string(&path);
    let text = text
        .map_err(|error| Failure::internal(format!("cannot read {}: {error}", path.display())))?;
    Told::parse(&text, header.seed.unwrap_or_default()).map_err(Failure::internal)
}
