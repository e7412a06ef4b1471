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
    runner::{Render, RunError, Runner, Step, not_rendered},
    watch::Watch,
};
use crate::{
    clock::Timestamp,
    engine::{
        Engine,
        effect::{Answer, Effect, Input, Order, Query, Reply},
    },
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
    /// Spends the order: sends its request, or says that not one byte of it left.
    fn place(&self, order: Order, call: CallRequest) -> impl Future<Output = Answer> + Send;
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
    /// Set once no order may be sent any more.
    pub halt: Arc<AtomicBool>,
    /// How long a stopped run goes on reading outcomes.
    pub drain: Duration,
    /// What is asked of the run from other processes.
    pub control: &'a Control,
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
    let mut flights = JoinSet::new();
    let mut step = opened;
    let mut leaving: Option<(Option<Signal>, Timestamp)> = None;
    let mut heed_at = desk.clock.now().tick;
    loop {
        let now = desk.clock.now();
        let speed = runner.pacer().thousandths(now.tick);
        desk.watch
            .saw(now.wall, runner.engine(), &step.events, speed);
        for effect in std::mem::take(&mut step.effects) {
            fly(&mut flights, effect, &exchange, render, &heard);
        }
        if leaving.is_none() && runner.engine().is_stopped() {
            leaving = Some((None, now.tick + desk.drain));
        }
        let over = runner.engine().is_over();
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
                desk.halt.store(true, Ordering::SeqCst);
                leaving = Some((Some(signal), desk.clock.now().tick + desk.drain));
                batch.push(Input::Stop(Stop::Operator));
            }
            () = sleep_until(desk.clock, wake) => {}
        }
        if leaving.is_none() && desk.clock.now().tick >= heed_at {
            heed_at = desk.clock.now().tick + GLANCE;
            batch.extend(wished(desk.control, runner.engine()));
            if desk.control.takes_stop() {
                desk.halt.store(true, Ordering::SeqCst);
                leaving = Some((Some(Signal::Interrupt), heed_at + desk.drain));
                batch.push(Input::Stop(Stop::Operator));
            }
        }
        while let Ok(input) = inputs.try_recv() {
            batch.push(input);
        }
        while let Some(landed) = flights.try_join_next() {
            // Its answer will never come; what left is in the journal.
            landed.map_err(|error| RunError::Broken(error.to_string()))?;
        }
        if !runner.engine().is_stopped() {
            batch.extend(unfit(runner, desk.clock).map(Input::Stop));
        }
        step = runner.step(desk.clock.now(), &batch)?;
        if runner.engine().is_stopped() {
            desk.halt.store(true, Ordering::SeqCst);
        }
    }
}

/// What is to be told to a run whose pause, or the end of it, somebody asked for.
pub fn wished(control: &Control, engine: &Engine) -> Option<Input> {
    let Wish { paused, by } = control.wish()?;
    match (paused, engine.paused().is_some()) {
        (true, false) => Some(Input::Pause { by }),
        (false, true) => Some(Input::Unpause { by }),
        _ => None,
    }
}

/// Why this machine is not fit to place calls now.
fn unfit<J: Journal>(runner: &Runner<J>, clock: &SystemClock) -> Option<Stop> {
    let set_back = clock.ahead() > runner.engine().rules().timing.clock_skew;
    let full = runner.journal().is_short_of_space();
    full.then_some(Stop::Disk)
        .or(set_back.then_some(Stop::Clock))
}

/// Performs one effect in a task of its own.
fn fly<X: Exchange>(
    flights: &mut JoinSet<()>,
    effect: Effect,
    exchange: &Arc<X>,
    render: &mut Render<'_>,
    heard: &mpsc::UnboundedSender<Input>,
) {
    let (exchange, heard) = (exchange.clone(), heard.clone());
    match effect {
        Effect::Place(order) => {
            let attempt = order.attempt();
            let call = match render(attempt, order.number()) {
                Ok(call) => call,
                Err(why) => {
                    for input in not_rendered(attempt, why) {
                        heard.send(input).ok();
                    }
                    return;
                }
            };
            flights.spawn(async move {
                let answer = exchange.place(order, call).await;
                // Nobody listens any more when the process is leaving: the journal has the intent.
                heard.send(Input::Answered { attempt, answer }).ok();
            });
        }
        Effect::Ask { ask, query } => {
            flights.spawn(async move {
                let reply = exchange.ask(query).await;
                heard.send(Input::Replied { ask, reply }).ok();
            });
        }
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
