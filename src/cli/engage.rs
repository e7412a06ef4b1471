//! What `run`, `resume` and `reconcile` share: put the parts of their runs together, let them live, and write
//! down what they came to.

use std::{collections::BTreeSet, time::Duration};

use super::{
    App,
    courses::courses,
    exit::Exit,
    failure::Failure,
    files,
    leaving::{Leaving, Running},
    lives::Live,
    notify::{Notices, Onlookers},
    project::Context,
    read::Inputs,
    simulator::Told,
};
use crate::{
    campaign::{Account, Number, Policy},
    clock::{Moment, Timestamp},
    contacts::{ContactId, Contacts, RowReader},
    dispatch::{
        bars::Bars,
        clock::SystemClock,
        live::{asked_to_stop, wished},
        member::{Member, Seat},
        pace::Pacer,
        runner::{RunError, Runner, Step},
    },
    engine::{Engine, Rules, effect::Input},
    exotel::{Credentials, Endpoint},
    journal::{
        control::Control,
        event::{AttemptId, Event, Fact, Header, Realm, Sid, Stop},
        file::FileJournal,
        lock::{AccountLock, BETWEEN},
        past::Past,
        run::Run,
    },
    plan::CallRequest,
};

/// The runs of a process with all that it needs.
pub(super) struct Job<'a> {
    pub(super) app: &'a App,
    pub(super) context: &'a Context,
    pub(super) account: &'a Account,
    pub(super) realm: Realm,
    pub(super) endpoint: Endpoint,
    pub(super) credentials: Credentials,
    /// Held until the process has written down what the runs came to.
    pub(super) lock: AccountLock,
    /// Whether this process began the runs.
    pub(super) fresh: bool,
    pub(super) told: Option<Told>,
    pub(super) drain: Duration,
    /// The runs; at least one.
    pub(super) seats: Vec<Seated<'a>>,
}

/// One run of a process.
pub(super) struct Seated<'a> {
    pub(super) run: Run,
    pub(super) journal: FileJournal,
    /// What the journal holds.
    pub(super) events: Vec<Event>,
    /// Whether only outcomes are to be read.
    pub(super) read_only: bool,
    /// Campaign and contacts; of the contacts the run's own copy is read.
    pub(super) inputs: &'a Inputs,
    /// What the account's other runs mean for this one.
    pub(super) past: Past,
    /// Who may not be called any more.
    pub(super) bars: Box<dyn Bars>,
}

/// People by row: all whose row can be called. Who is held by another run, the engine is told.
pub(super) fn people(contacts: &Contacts) -> Vec<(ContactId, Number)> {
    let rows = (0..).map(ContactId).zip(&contacts.rows);
    let callable = rows.filter_map(|(contact, row)| Some((contact, row.fate.callable()?)));
    callable.collect()
}

/// The rules of a run, with the zones of its people.
pub(super) fn rules(inputs: &Inputs, account: &Account, policy: &Policy) -> Rules {
    let rules = Rules::new(&inputs.campaign, account, policy);
    Rules {
        schedule: rules.schedule.with_zones(inputs.contacts.zones.names()),
        ..rules
    }
}

/// A run of these people that has not begun.
pub(super) fn engine(rules: Rules, contacts: &Contacts, sids: BTreeSet<Sid>) -> Engine {
    Engine::new(rules, people(contacts), sids)
        .with_fallbacks(contacts.further())
        .with_left_out(contacts.left_out())
        .in_zones(contacts.zones.rows())
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

/// Lets one process live, and writes results and summary of each of its runs.
pub(super) fn engage(mut job: Job<'_>) -> Result<Exit, Failure> {
    let names: Vec<&str> = job.seats.iter().map(|seat| seat.run.name()).collect();
    job.lock.tell(&names.join(BETWEEN)).map_err(|error| {
        Failure::internal(format!("cannot write to the account's lock: {error}"))
    })?;
    let headers = headers(&job.seats)?;
    remember(&mut job.seats);
    let floor = floor(&job);
    let engines = job.seats.iter().map(|seat| recovered(&job, seat));
    let engines = engines.collect::<Result<Vec<Engine>, Failure>>()?;
    let clock = SystemClock::not_before(floor);
    right_time(&clock, job.account, job.realm)?;
    let controls: Vec<Control> = job.seats.iter().map(|seat| seat.run.control()).collect();
    may_go_on(&job, &engines, &controls)?;
    let now = beginning(job.realm, &clock, floor);
    let rate = job.account.rate_limit - job.account.reserve;
    let mut pacer = Pacer::new(rate, now.tick);
    if let Some(seat) = job.seats.first() {
        // Each of them knows the requests of all runs.
        pacer.prime(now, &seat.past.requests(), &job.account.timing);
    }
    let mut onlookers = Onlookers {
        courses: courses(&job, &headers, &engines),
        notices: Notices::open(&job, &headers),
    };
    let renders = job.seats.iter().map(|seat| render(&seat.run, seat.inputs));
    let mut renders = renders.collect::<Result<Vec<_>, Failure>>()?;
    forget(&job.seats)?;
    let mut render = |seat: Seat, attempt, number| match renders.get_mut(seat.0) {
        Some(render) => render(attempt, number),
        None => Err("there is no such run".to_owned()),
    };
    let (mut runner, events, running) = assemble(job.seats, engines, headers, pacer)?;
    let opened = open(&mut runner, now, job.fresh, &running, &controls);
    let live = Live {
        account: job.account,
        endpoint: job.endpoint,
        credentials: job.credentials,
        told: job.told.as_ref(),
        drain: job.drain,
        clock: &clock,
        controls: &controls,
    };
    let lived = opened.and_then(|opened| match job.realm {
        Realm::Simulated => {
            live.virtually(&mut runner, opened, events, &mut render, &mut onlookers)
        }
        Realm::Loopback | Realm::Exotel => {
            // The engines know them; a long run is not to hold them all.
            drop(events);
            live.really(&mut runner, opened, &mut render, &mut onlookers)
        }
    });
    let ended = match job.realm {
        Realm::Simulated => lived.as_ref().map_or(floor, |(_, at)| *at),
        Realm::Loopback | Realm::Exotel => clock.now().wall,
    };
    let leaving = Leaving {
        app: job.app,
        account: job.account,
        context: job.context,
        lived: lived.as_ref().map(|(leave, _)| *leave),
        ended,
    };
    let exits = leaving.write(runner.members(), &running, &mut onlookers);
    drop(job.lock);
    let left = leaving.lived.ok();
    onlookers.notices.close(job.app, left);
    Ok(Exit::foremost(exits))
}

/// Takes back what the runs came to, before this process makes it untrue.
fn forget(seats: &[Seated<'_>]) -> Result<(), Failure> {
    let forgotten = seats.iter().try_for_each(|seat| seat.run.forget_summary());
    forgotten.map_err(|error| Failure::internal(format!("cannot remove an old summary: {error}")))
}

/// The time of the last event of any run: the clock is never taken to be behind it.
fn floor(job: &Job<'_>) -> Timestamp {
    let latest = |seat: &Seated<'_>| {
        let own = seat.events.last().map(|event| event.at);
        own.max(seat.past.latest())
    };
    let latest = job.seats.iter().filter_map(latest).max();
    latest.unwrap_or_default()
}

fn headers(seats: &[Seated<'_>]) -> Result<Vec<Header>, Failure> {
    let headers = seats.iter().map(|seat| header(&seat.events, &seat.run));
    headers.map(|header| header.cloned()).collect()
}

/// What the runs' earlier processes mean for this one.
fn remember(seats: &mut [Seated<'_>]) {
    let pasts = seats.iter_mut().map(|seat| std::mem::take(&mut seat.past));
    let mut pasts: Vec<Past> = pasts.collect();
    for (nth, past) in pasts.iter_mut().enumerate() {
        for (other, seat) in seats.iter().enumerate() {
            match nth == other {
                true => past.fold_own(&seat.events),
                false => past.fold_beside(seat.run.name(), &seat.events),
            }
        }
    }
    for (seat, past) in seats.iter_mut().zip(pasts) {
        seat.past = past;
    }
}

type Assembled<'a> = (Runner<FileJournal>, Vec<Vec<Event>>, Vec<Running<'a>>);

/// Puts every run into its seat.
fn assemble<'a>(
    seats: Vec<Seated<'a>>,
    engines: Vec<Engine>,
    headers: Vec<Header>,
    pacer: Pacer,
) -> Result<Assembled<'a>, Failure> {
    let (mut members, mut events, mut running) = (Vec::new(), Vec::new(), Vec::new());
    for ((seat, engine), header) in seats.into_iter().zip(engines).zip(headers) {
        let (name, share) = (seat.run.name(), seat.inputs.campaign.share);
        let member = Member::new(name, share, engine, seat.journal);
        let member = member.heeding(seat.bars);
        members.push(member.minding(seat.past.interest().clone()));
        running.push(Running {
            run: seat.run,
            inputs: seat.inputs,
            header,
            read_only: seat.read_only,
            started: seat.events.first().map(|event| event.at),
            past: seat.past,
        });
        events.push(seat.events);
    }
    let mut members = members.into_iter();
    let first = members
        .next()
        .ok_or_else(|| Failure::usage("no run is named"))?;
    let runner = members.fold(Runner::of(first, pacer), Runner::with);
    Ok((runner, events, running))
}

/// When the process begins. Virtual time goes on where the journal ends.
fn beginning(realm: Realm, clock: &SystemClock, floor: Timestamp) -> Moment {
    match realm {
        Realm::Simulated => Moment {
            wall: floor,
            tick: floor,
        },
        Realm::Loopback | Realm::Exotel => clock.now(),
    }
}

/// The run as its journal tells it.
fn recovered(job: &Job<'_>, seat: &Seated<'_>) -> Result<Engine, Failure> {
    let rules = rules(seat.inputs, job.account, &job.context.project.policy);
    let sids = seat.past.sids().cloned().collect();
    let engine = engine(rules, &seat.inputs.contacts, sids);
    engine.recover(&seat.events).map_err(|error| {
        let name = seat.run.name();
        Failure::refused(format!(
            "the journal of {name} does not fit its inputs: {error}"
        ))
    })
}

/// Refuses a paused run in virtual time, where nobody would be quick enough to let it go on.
fn may_go_on(job: &Job<'_>, engines: &[Engine], controls: &[Control]) -> Result<(), Failure> {
    if job.realm != Realm::Simulated {
        return Ok(());
    }
    for ((seat, engine), control) in job.seats.iter().zip(engines).zip(controls) {
        let own = engine.paused().is_some();
        let paused = control.wish().map_or(own, |wish| wish.paused);
        if paused && !seat.read_only {
            let name = seat.run.name();
            let failure = Failure::refused(format!("{name} is paused. Nothing was dialled"));
            let command = job.context.command(&format!("unpause {name}"));
            return Err(failure.hint(format!("let it go on first: {command}")));
        }
    }
    Ok(())
}

fn open(
    runner: &mut Runner<FileJournal>,
    now: Moment,
    fresh: bool,
    running: &[Running<'_>],
    controls: &[Control],
) -> Result<Step, RunError> {
    let opened = runner.open_each(now, fresh, running.iter().map(|running| &running.past))?;
    // Who asked an earlier process to end did not mean this one.
    asked_to_stop(controls);
    let mut inputs = wished(controls, runner);
    let readers = runner.seats().zip(running);
    let readers = readers.filter(|(_, running)| running.read_only);
    inputs.extend(readers.map(|(seat, _)| (seat, Input::Stop(Stop::ReadOnly))));
    match inputs.is_empty() {
        true => Ok(opened),
        false => Ok(opened.then(runner.step(now, &inputs)?)),
    }
}

/// Reads a row of the run's own copies again, and makes its call.
fn render<'a>(
    run: &Run,
    inputs: &'a Inputs,
) -> Result<impl FnMut(AttemptId, Number) -> Result<CallRequest, String> + use<'a>, Failure> {
    let kept = files::kept(run, &inputs.campaign.contacts);
    Ok(rendering(files::rows(&kept, &inputs.contacts)?, inputs))
}

/// Reads a row again, and makes its call.
pub(super) fn rendering<'a>(
    mut rows: RowReader<'a>,
    inputs: &'a Inputs,
) -> impl FnMut(AttemptId, Number) -> Result<CallRequest, String> + use<'a> {
    move |attempt: AttemptId, number| {
        let record = rows
            .at(attempt.contact)
            .map_err(|error| error.to_string())?;
        let row = inputs.contacts.row(attempt.contact);
        let first = row.and_then(|row| row.fate.callable()).unwrap_or(number);
        // The person keeps the ExoPhone, whichever of the numbers is called.
        let call = inputs.script.request(first, &record);
        let call = call.map_err(|fault| fault.to_string())?;
        Ok(CallRequest { to: number, ..call })
    }
}
