//! What `run`, `resume` and `reconcile` share: put the parts of a run together, let it live, and write
//! down what it came to.

use std::{io, time::Duration};

use super::{
    App,
    course::Course,
    exit::Exit,
    failure::Failure,
    files,
    lives::Live,
    outcome::{self, Ending},
    project::Context,
    read::Inputs,
    simulator::Told,
};
use crate::{
    campaign::{Account, Number},
    clock::{Moment, Timestamp},
    contacts::{ContactId, Contacts, RowFate},
    dispatch::{
        clock::SystemClock,
        pace::Pacer,
        runner::{RunError, Runner, Step},
    },
    engine::{Engine, Rules, effect::Input},
    exotel::{Credentials, Endpoint},
    journal::{
        event::{AttemptId, Event, Fact, Header, Realm, Stop},
        file::FileJournal,
        lock::AccountLock,
        past::Past,
        run::Run,
    },
    plan::{CallRequest, hours::Hours},
    report::{
        live::Progress,
        progress::{Setup, USUAL},
    },
};

/// A run with all that one process of it needs.
pub(super) struct Job<'a> {
    pub(super) app: &'a App,
    pub(super) context: &'a Context,
    pub(super) account: &'a Account,
    pub(super) realm: Realm,
    pub(super) endpoint: Endpoint,
    pub(super) credentials: Credentials,
    /// Held until the process has written down what the run came to.
    pub(super) lock: AccountLock,
    pub(super) run: Run,
    pub(super) journal: FileJournal,
    /// What the journal holds.
    pub(super) events: Vec<Event>,
    /// Whether this process began the run.
    pub(super) fresh: bool,
    /// Whether only outcomes are to be read.
    pub(super) read_only: bool,
    pub(super) told: Option<Told>,
    pub(super) drain: Duration,
    /// Campaign and contacts; of the contacts the run's own copy is read.
    pub(super) inputs: Inputs,
    /// What the account's other runs mean for this one.
    pub(super) past: Past,
}

/// People by row: all whose row can be called. Who is held by another run, the engine is told.
pub(super) fn people(contacts: &Contacts) -> Vec<(ContactId, Number)> {
    let rows = (0..).map(ContactId).zip(&contacts.rows);
    let callable = rows.filter_map(|(contact, row)| match row.fate {
        RowFate::Callable(number) => Some((contact, number)),
        RowFate::Duplicate { .. }
        | RowFate::Country { .. }
        | RowFate::Invalid
        | RowFate::Filtered => None,
    });
    callable.collect()
}

/// The first record of a run's journal.
pub(super) fn header<'a>(events: &'a [Event], run: &Run) -> Result<&'a Header, Failure> {
    match events.first().map(|event| &event.fact) {
        Some(Fact::Started(header)) => own(header, run).map(|()| &**header),
        _ => Err(Failure::refused("the journal does not begin with its run")),
    }
}

/// Refuses a journal that another run wrote.
pub(super) fn own(header: &Header, run: &Run) -> Result<(), Failure> {
    if *header.run == *run.name() {
        return Ok(());
    }
    let (path, other) = (run.journal(), &header.run);
    let message = format!("{} is the journal of another run, {other}", path.display());
    Err(Failure::refused(message))
}

/// Refuses to act by a clock that the journals prove wrong: nobody would know when the phone may ring.
pub(super) fn right_time(
    clock: &SystemClock,
    account: &Account,
    realm: Realm,
) -> Result<(), Failure> {
    let ahead = clock.ahead();
    if realm == Realm::Simulated || ahead <= account.timing.clock_skew {
        return Ok(());
    }
    let message = format!(
        "the journals of account {} end {} s after the time of this machine's clock. Nothing was dialled",
        account.name,
        ahead.as_secs()
    );
    let failure = Failure::refused(message);
    Err(failure.hint("set the clock right; if it was ahead before, wait until it gets there again"))
}

/// Lets one process of a run live, and writes results and summary.
pub(super) fn engage(mut job: Job<'_>) -> Result<Exit, Failure> {
    job.lock.tell(job.run.name()).map_err(|error| {
        Failure::internal(format!("cannot write to the account's lock: {error}"))
    })?;
    let header = header(&job.events, &job.run)?.clone();
    job.past.fold_own(&job.events);
    let started = job.events.first().map(|event| event.at);
    let latest = job.events.last().map(|event| event.at);
    let floor = latest.max(job.past.latest()).unwrap_or_default();
    let engine = recovered(&job)?;
    let clock = SystemClock::not_before(floor);
    right_time(&clock, job.account, job.realm)?;
    let now = match job.realm {
        // Virtual time goes on where the journal ends.
        Realm::Simulated => Moment {
            wall: floor,
            tick: floor,
        },
        Realm::Loopback | Realm::Exotel => clock.now(),
    };
    let rate = job.account.rate_limit - job.account.reserve;
    let mut pacer = Pacer::new(rate, now.tick);
    pacer.prime(now, &job.past.requests(), &job.account.timing);
    let mut course = course(&job, &header);
    let mut render = render(&job.run, &job.inputs)?;
    job.run
        .forget_summary()
        .map_err(|error| Failure::internal(format!("cannot remove an old summary: {error}")))?;
    let mut runner = Runner::new(engine, job.journal, pacer);
    let opened = open(&mut runner, now, job.fresh, job.read_only, &job.past);
    let live = Live {
        account: job.account,
        endpoint: job.endpoint,
        credentials: job.credentials,
        told: job.told.as_ref(),
        drain: job.drain,
        clock: &clock,
    };
    let events = job.events;
    let lived = opened.and_then(|opened| match job.realm {
        Realm::Simulated => live.virtually(&mut runner, opened, events, &mut render, &mut course),
        Realm::Loopback | Realm::Exotel => {
            // The engine knows them; a long run is not to hold them all.
            drop(events);
            live.really(&mut runner, opened, &mut render, &mut course)
        }
    });
    let ended = match job.realm {
        Realm::Simulated => lived.as_ref().map_or(floor, |(_, at)| *at),
        Realm::Loopback | Realm::Exotel => clock.now().wall,
    };
    let ending = Ending {
        lived: lived.map(|(leave, _)| leave),
        started: started.unwrap_or(ended),
        ended,
        header: &header,
        run: &job.run,
        inputs: &job.inputs,
        account: job.account,
        context: job.context,
        engine: runner.engine(),
        read_only: job.read_only,
    };
    let exit = outcome::write(job.app, &mut course, &ending)?;
    drop(job.lock);
    Ok(exit)
}

/// The run as its journal tells it.
fn recovered(job: &Job<'_>) -> Result<Engine, Failure> {
    let policy = &job.context.project.policy;
    let rules = Rules::new(&job.inputs.campaign, job.account, policy);
    let sids = job.past.sids().cloned().collect();
    let engine = Engine::new(rules, people(&job.inputs.contacts), sids);
    engine.recover(&job.events).map_err(|error| {
        let name = job.run.name();
        Failure::refused(format!(
            "the journal of {name} does not fit its inputs: {error}"
        ))
    })
}

fn open(
    runner: &mut Runner<FileJournal>,
    now: Moment,
    fresh: bool,
    read_only: bool,
    past: &Past,
) -> Result<Step, RunError> {
    let mut opened = runner.open(now, fresh, past)?;
    if read_only {
        let step = runner.step(now, &[Input::Stop(Stop::ReadOnly)])?;
        opened.effects.extend(step.effects);
        opened.events.extend(step.events);
        opened.wake = step.wake;
    }
    Ok(opened)
}

fn course(job: &Job<'_>, header: &Header) -> Course {
    let rate = job.account.rate_limit - job.account.reserve;
    let hours = job.context.project.policy.calling_hours.clone();
    let margin = job.inputs.campaign.call.ring_timeout;
    let setup = Setup {
        run: job.run.name().to_owned(),
        plan: header.plan.to_string(),
        offset: job.account.utc_offset,
        per_minute: rate,
        every: match job.realm {
            // An hour passes in moments there.
            Realm::Simulated => Duration::from_secs(3600),
            Realm::Loopback | Realm::Exotel => USUAL,
        },
        finish: Box::new(move |from, work| {
            let opens_at = |at: Timestamp| hours.opens_at(at);
            let closes_at = |at: Timestamp| hours.closes_at(at);
            Hours {
                opens_at: &opens_at,
                closes_at: &closes_at,
                margin,
            }
            .advance(from, work)
        }),
    };
    let progress = match job.app.progress() {
        super::args::ProgressChoice::None => Progress::None,
        super::args::ProgressChoice::Bar => Progress::bar(&setup),
        _ => Progress::plain(setup, Box::new(io::stderr())),
    };
    Course::new(progress, rate, job.drain)
}

/// Reads a row of the run's own copy again, and makes its call.
fn render<'a>(
    run: &Run,
    inputs: &'a Inputs,
) -> Result<impl FnMut(AttemptId, Number) -> Result<CallRequest, String> + use<'a>, Failure> {
    let Inputs {
        campaign,
        contacts,
        script,
        ..
    } = inputs;
    let mut rows = files::rows(&files::kept(run, &campaign.contacts), contacts)?;
    Ok(move |attempt: AttemptId, number| {
        let record = rows
            .at(attempt.contact)
            .map_err(|error| error.to_string())?;
        script
            .request(number, &record)
            .map_err(|fault| fault.to_string())
    })
}
