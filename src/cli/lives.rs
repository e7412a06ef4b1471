//! The two ways in which a process of a run can live: over the network, and in virtual time.

use std::{
    cell::Cell,
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::simulator::Told;
use crate::{
    campaign::Account,
    clock::Timestamp,
    dispatch::{
        clock::SystemClock,
        exchange::Wire,
        live::{self, Desk, Leave, Signal, asked_to_stop},
        member::Seat,
        runner::{Render, RunError, Runner, Step},
        watch::Watch,
    },
    engine::{Engine, effect::Input},
    exotel::{Client, Credentials, Endpoint},
    journal::{
        control::Control,
        event::{Event, Fact, Stop},
        file::FileJournal,
    },
    sim::{
        Account as SimulatedAccount, InProcess,
        account::Limits,
        world::{Deaths, Life, World},
    },
};

/// How often a process in virtual time looks whether it is asked to end.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The ways in which a process can live.
pub(super) struct Live<'a> {
    pub(super) account: &'a Account,
    pub(super) endpoint: Endpoint,
    pub(super) credentials: Credentials,
    pub(super) told: Option<&'a Told>,
    pub(super) drain: Duration,
    pub(super) clock: &'a SystemClock,
    pub(super) controls: &'a [Control],
}

impl Live<'_> {
    /// Over the network, in the time of the clocks.
    pub(super) fn really(
        self,
        runner: &mut Runner<FileJournal>,
        opened: Step,
        render: &mut Render<'_>,
        watch: &mut dyn Watch,
    ) -> Result<(Leave, Timestamp), RunError> {
        let client = Client::new(self.endpoint, self.credentials, &self.account.timing);
        let client = client.map_err(|fault| io::Error::other(fault.to_string()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let wire = Arc::new(Wire::new(client, self.clock.clone()));
        let leave = runtime.block_on(async {
            let mut signals = live::listen()?;
            let desk = Desk {
                clock: self.clock,
                signals: &mut signals,
                drain: self.drain,
                controls: self.controls,
                watch,
            };
            live::run(runner, opened, wire, render, desk).await
        })?;
        // Requests that nobody waits for any more are not waited for here either.
        runtime.shutdown_background();
        Ok((leave, self.clock.now().wall))
    }

    /// On the embedded simulator, in virtual time.
    pub(super) fn virtually(
        self,
        runner: &mut Runner<FileJournal>,
        opened: Step,
        events: Vec<Vec<Event>>,
        render: &mut Render<'_>,
        watch: &mut dyn Watch,
    ) -> Result<(Leave, Timestamp), RunError> {
        let told = self.told.cloned().unwrap_or_default();
        let limit = self.account.rate_limit;
        let account = told.account(self.endpoint.sid(), self.account.utc_offset, limit);
        let runs = runner.members().iter().zip(&events);
        let account = runs.fold(account, |account, (member, events)| {
            remembering(account, member.engine(), events)
        });
        let patience = self.account.timing.answer_timeout;
        let provider = InProcess::new(account, self.endpoint, patience);
        let ends = events.iter().filter_map(|events| events.last());
        let start = ends.map(|event| event.at).max().unwrap_or_default();
        drop(events);
        let mut world = World::new(provider, start, Deaths::default(), told.seed);
        let signalled = signalled()?;
        let (controls, clock) = (self.controls, self.clock);
        // Hours pass in moments here, but a question is a file: it is looked for by the time of the clock.
        let next_look = Cell::new(clock.now().tick);
        let asked = || {
            let now = clock.now().tick;
            if now < next_look.get() {
                return Vec::new();
            }
            next_look.set(now + LOOK_EVERY);
            asked_to_stop(controls)
        };
        let signal = || *signalled.lock().unwrap_or_else(PoisonError::into_inner);
        let life = world.live(runner, opened, render, watch, &|| {
            let seats: Vec<Seat> = match signal() {
                Some(_) => (0..controls.len()).map(Seat).collect(),
                None => asked(),
            };
            let stop = |seat| (seat, Input::Stop(Stop::Operator));
            seats.into_iter().map(stop).collect()
        })?;
        let leave = match (signal(), life) {
            (Some(signal), _) => Leave::Stopped(signal),
            (None, Life::Over | Life::Died) => Leave::Over,
            (None, Life::Interrupted) => Leave::Drained,
        };
        Ok((leave, world.now))
    }
}

/// The simulated account as an earlier process of the run left it: with the calls that the run knows of.
fn remembering(
    mut account: SimulatedAccount,
    engine: &Engine,
    events: &[Event],
) -> SimulatedAccount {
    let rules = engine.rules();
    let limits = Limits {
        ring_timeout: rules.ring_timeout,
        time_limit: rules.time_limit,
    };
    let mut numbers = std::collections::BTreeMap::new();
    for event in events {
        match &event.fact {
            Fact::Intended {
                attempt, number, ..
            } => {
                numbers.insert(*attempt, *number);
            }
            Fact::Accepted {
                attempt,
                sid,
                created,
                ..
            } => {
                if let Some(number) = numbers.get(attempt) {
                    let created = created.unwrap_or(event.at);
                    if let Some(exophone) = engine.exophone(attempt.contact) {
                        account.adopt(sid, *number, exophone, created, limits);
                    }
                }
            }
            _ => {}
        }
    }
    account
}

/// The signal that the process was given, if it was. In virtual time the run then ends within moments.
fn signalled() -> io::Result<Arc<Mutex<Option<Signal>>>> {
    let signalled = Arc::new(Mutex::new(None));
    let given = signalled.clone();
    let listen = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            let Ok(mut signals) = live::listen() else {
                return;
            };
            while let Some(signal) = signals.recv().await {
                given
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get_or_insert(signal);
            }
        });
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(listen)?;
    Ok(signalled)
}
