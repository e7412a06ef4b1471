//! The only loop that waits for the world: one step, its effects, then whatever comes first.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{sync::mpsc, task::JoinSet};

use super::{
    clock::SystemClock,
    member::{Member, Seat},
    runner::{Render, RunError, Runner, Step, not_rendered},
    watch::Watch,
};
use crate::{
    clock::{Moment, Timestamp},
    engine::effect::{Answer, Effect, Input, Order, Query, Reply},
    journal::{
        Journal,
        control::{Control, Wish},
        event::Stop,
    },
    plan::CallRequest,
};

/// Whoever looks on is shown the run at least so often: what is told has a time of its own.
const GLANCE: Duration = Duration::from_secs(1);

/// The way to the provider. A request is sent once; nothing below this repeats one.
pub trait Exchange: Send + Sync + 'static {
    /// Spends the order: sends its request, or says that not one byte of it left; so once `halt` is set.
    fn place(
        &self,
        order: Order,
        call: CallRequest,
        halt: Arc<AtomicBool>,
    ) -> impl Future<Output = Answer> + Send;
    /// Asks once.
    fn ask(&self, query: Query) -> impl Future<Output = Reply> + Send;
}

/// Somebody wants the process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// `kill`.
    Terminate,
}

/// How a process left its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It had nothing more to do.
    Over,
    /// The run stopped by itself, and outcomes were read to the end or as long as it was given.
    Drained,
    /// It was asked to end, and read outcomes to the end or as long as it was given.
    Stopped(Signal),
    /// It was asked twice, and left at once.
    Left(Signal),
}

/// What the loop waits on besides the provider.
pub struct Desk<'a> {
    /// The clocks.
    pub clock: &'a SystemClock,
    /// Requests to end.
    pub signals: &'a mut mpsc::UnboundedReceiver<Signal>,
    /// How long a stopped run goes on reading outcomes.
    pub drain: Duration,
    /// What is asked of the runs from other processes, by seat.
    pub controls: &'a [Control],
    /// Who looks on.
    pub watch: &'a mut dyn Watch,
}

/// Runs until there is nothing more to do, or somebody wants the process to end.
///
/// # Errors
/// When the journal cannot be written, or the engine meets what cannot be. Nothing that the journal does
/// not hold was done.
pub async fn run<J: Journal, X: Exchange>(
    runner: &mut Runner<J>,
    opened: Step,
    exchange: Arc<X>,
    render: &mut Render<'_>,
    desk: Desk<'_>,
) -> Result<Leave, RunError> {
    let (heard, mut inputs) = mpsc::unbounded_channel();
    let mut flights = Flights::new(runner.members().len(), heard, exchange);
    let mut step = opened;
    let mut leaving: Option<(Option<Signal>, Timestamp)> = None;
    let mut heed_at = desk.clock.now().tick;
    let mut told = None;
    loop {
        let now = desk.clock.now();
        show(runner, &step, now, desk.watch);
        for (seat, effect) in std::mem::take(&mut step.effects) {
            flights.fly(seat, effect, render);
        }
        if leaving.is_none() && runner.is_stopped() {
            leaving = Some((told, now.tick + desk.drain));
        }
        let over = runner.is_over();
        match leaving {
            None if over => return Ok(Leave::Over),
            Some((signal, until)) if over || now.tick >= until => {
                return Ok(signal.map_or(Leave::Drained, Leave::Stopped));
            }
            _ => {}
        }
        let until = leaving.map_or(Timestamp::MAX, |(_, until)| until);
        let wake = step.wake.min(until).min(now.tick + GLANCE);
        let mut batch = Vec::new();
        tokio::select! {
            Some(input) = inputs.recv() => batch.push(input),
            Some(signal) = desk.signals.recv() => {
                if leaving.is_some_and(|(asked, _)| asked.is_some()) {
                    return Ok(Leave::Left(signal));
                }
                flights.halt(runner.seats());
                leaving = Some((Some(signal), desk.clock.now().tick + desk.drain));
                batch.extend(runner.to_all(&Input::Stop(Stop::Operator)));
            }
            () = sleep_until(desk.clock, wake) => {}
        }
        if leaving.is_none() && desk.clock.now().tick >= heed_at {
            heed_at = desk.clock.now().tick + GLANCE;
            batch.extend(wished(desk.controls, runner));
            for seat in asked_to_stop(desk.controls) {
                flights.halt(std::iter::once(seat));
                batch.push((seat, Input::Stop(Stop::Operator)));
                // As by Ctrl-C, once all runs of the process are stopped.
                told = Some(Signal::Interrupt);
            }
        }
        while let Ok(input) = inputs.try_recv() {
            batch.push(input);
        }
        flights.land()?;
        if !runner.is_stopped()
            && let Some(why) = unfit(runner, desk.clock)
        {
            batch.extend(runner.to_all(&Input::Stop(why)));
        }
        step = runner.step(desk.clock.now(), &batch)?;
        let stopped = |seat: &Seat| {
            let member = runner.members().get(seat.0);
            member.is_some_and(|member| member.engine().is_stopped())
        };
        flights.halt(runner.seats().filter(stopped));
    }
}

/// Shows a step to whoever looks on, run by run.
fn show<J: Journal>(runner: &Runner<J>, step: &Step, now: Moment, watch: &mut dyn Watch) {
    let speed = runner.pacer().thousandths(now.tick);
    runner.shown(|seen| watch.saw(now.wall, seen, step.events_of(seen.seat), speed));
}

/// What is to be told to runs whose pause, or the end of it, somebody asked for.
pub fn wished<J: Journal>(controls: &[Control], runner: &Runner<J>) -> Vec<(Seat, Input)> {
    let wish = |((control, member), seat): ((&Control, &Member<J>), Seat)| {
        let Wish { paused, by } = control.wish()?;
        match (paused, member.engine().paused().is_some()) {
            (true, false) => Some((seat, Input::Pause { by })),
            (false, true) => Some((seat, Input::Unpause { by })),
            _ => None,
        }
    };
    let seated = controls.iter().zip(runner.members()).zip(runner.seats());
    seated.filter_map(wish).collect()
}

/// The runs that somebody asked to end; whoever asked is heard once.
pub fn asked_to_stop(controls: &[Control]) -> Vec<Seat> {
    let seated = controls.iter().zip((0..).map(Seat));
    let asked = seated.filter(|(control, _)| control.takes_stop());
    asked.map(|(_, seat)| seat).collect()
}

/// Why this machine is not fit to place calls now.
fn unfit<J: Journal>(runner: &Runner<J>, clock: &SystemClock) -> Option<Stop> {
    let ahead = clock.ahead();
    let set_back = |member: &Member<J>| ahead > member.engine().rules().timing.clock_skew;
    let full = |member: &Member<J>| member.journal().is_short_of_space();
    let members = runner.members();
    let full = members.iter().any(full).then_some(Stop::Disk);
    full.or(members.iter().any(set_back).then_some(Stop::Clock))
}

/// Requests on their way, each in a task of its own.
struct Flights<X> {
    tasks: JoinSet<()>,
    exchange: Arc<X>,
    heard: mpsc::UnboundedSender<(Seat, Input)>,
    /// Set once no order of a run may be sent any more.
    halts: Vec<Arc<AtomicBool>>,
}

impl<X: Exchange> Flights<X> {
    fn new(
        runs: usize,
        heard: mpsc::UnboundedSender<(Seat, Input)>,
        exchange: Arc<X>,
    ) -> Flights<X> {
        Flights {
            tasks: JoinSet::new(),
            exchange,
            heard,
            halts: (0..runs).map(|_| Arc::default()).collect(),
        }
    }

    /// No order of these runs is sent any more.
    fn halt(&self, seats: impl Iterator<Item = Seat>) {
        for halt in seats.filter_map(|seat| self.halts.get(seat.0)) {
            halt.store(true, Ordering::SeqCst);
        }
    }

    /// Performs one effect.
    fn fly(&mut self, seat: Seat, effect: Effect, render: &mut Render<'_>) {
        let (exchange, heard) = (self.exchange.clone(), self.heard.clone());
        match effect {
            Effect::Place(order) => {
                let attempt = order.attempt();
                let call = match render(seat, attempt, order.number()) {
                    Ok(call) => call,
                    Err(why) => {
                        for input in not_rendered(attempt, why) {
                            heard.send((seat, input)).ok();
                        }
                        return;
                    }
                };
                let halt = self.halts.get(seat.0).cloned().unwrap_or_default();
                self.tasks.spawn(async move {
                    let answer = exchange.place(order, call, halt).await;
                    // Nobody listens any more when the process is leaving: the journal has the intent.
                    heard.send((seat, Input::Answered { attempt, answer })).ok();
                });
            }
            Effect::Ask { ask, query } => {
                self.tasks.spawn(async move {
                    let reply = exchange.ask(query).await;
                    heard.send((seat, Input::Replied { ask, reply })).ok();
                });
            }
        }
    }

    /// Forgets the tasks that are done.
    fn land(&mut self) -> Result<(), RunError> {
        while let Some(landed) = self.tasks.try_join_next() {
            // Its answer will never come; what left is in the journal.
            landed.map_err(|error| RunError::Broken(error.to_string()))?;
        }
        Ok(())
    }
}

async fn sleep_until(clock: &SystemClock, tick: Timestamp) {
    tokio::time::sleep(tick - clock.now().tick).await;
}

/// Listens for Ctrl-C and `kill` as long as the runtime lives.
///
/// # Errors
/// When the system does not let the process listen.
pub fn listen() -> std::io::Result<mpsc::UnboundedReceiver<Signal>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (tell, signals) = mpsc::unbounded_channel();
    for (kind, meaning) in [
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::terminate(), Signal::Terminate),
    ] {
        let mut source = signal(kind)?;
        let tell = tell.clone();
        tokio::spawn(async move {
            while source.recv().await.is_some() && tell.send(meaning).is_ok() {}
        });
    }
    Ok(signals)
}
