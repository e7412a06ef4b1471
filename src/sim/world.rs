//! Virtual time: the runs of a process and their provider as one queue of events. Days pass in seconds, and a seed names
//! the whole history, crashes included.

use std::{collections::BTreeMap, time::Duration};

use super::prng::Prng;
use crate::{
    clock::{Moment, Timestamp},
    dispatch::{
        member::Seat,
        runner::{Render, RunError, Runner, Step, not_rendered},
        watch::Watch,
    },
    engine::effect::{Answer, Effect, Input, Order, Query, Reply},
    journal::Journal,
    plan::CallRequest,
};

/// How long a stopped run goes on reading outcomes.
pub const DRAIN: Duration = Duration::from_secs(60);

/// A provider in virtual time. A request is sent at `now`; what a client sees of the answer, it sees so
/// much later.
pub trait Provider {
    /// Serves a connect request.
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer);
    /// Serves a read request.
    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply);
}

/// What goes wrong on our side, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deaths {
    /// Between a decision and its append.
    pub before_append: u64,
    /// Between an append and the first effect, or between two effects.
    pub before_effect: u64,
    /// Connections that take longer than an order lives.
    pub slow_connect: u64,
}

/// How a life of the process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// The process had nothing more to do.
    Over,
    /// It was killed.
    Died,
    /// It was stopped, by itself or by somebody, and read outcomes as long as it was given.
    Interrupted,
}

/// A provider, and all that is on its way back from it.
pub struct World<P> {
    /// The provider.
    pub provider: P,
    /// The present.
    pub now: Timestamp,
    deaths: Deaths,
    prng: Prng,
    next: u64,
    queue: BTreeMap<(Timestamp, u64), (Seat, Input)>,
}

impl<P: Provider> World<P> {
    /// A world at rest.
    pub fn new(provider: P, start: Timestamp, deaths: Deaths, seed: u64) -> World<P> {
        World {
            provider,
            now: start,
            deaths,
            prng: Prng::new(seed),
            next: 0,
            queue: BTreeMap::new(),
        }
    }

    /// Lets one process live, with one run or several: from `opened`, its first step, to its end. What somebody
    /// asks of which run, `asked` tells: to stop, to pause or to go on.
    ///
    /// # Errors
    /// When the journal cannot be written, or the engine meets what cannot be.
    pub fn live<J: Journal>(
        &mut self,
        runner: &mut Runner<J>,
        opened: Step,
        render: &mut Render<'_>,
        watch: &mut dyn Watch,
        asked: &dyn Fn() -> Vec<(Seat, Input)>,
    ) -> Result<Life, RunError> {
        self.queue.clear();
        let mut step = opened;
        let mut leave_at = None;
        loop {
            let speed = runner.pacer().thousandths(self.now);
            runner.shown(|seen| watch.saw(self.now, seen, step.events_of(seen.seat), speed));
            for (seat, effect) in std::mem::take(&mut step.effects) {
                if self.chance(self.deaths.before_effect) {
                    return Ok(Life::Died);
                }
                self.perform(seat, effect, render);
            }
            if runner.is_over() {
                return Ok(Life::Over);
            }
            if leave_at.is_none() && runner.is_stopped() {
                leave_at = Some(self.now + DRAIN);
            }
            if leave_at.is_some_and(|at| at <= self.now) {
                return Ok(Life::Interrupted);
            }
            let wake = step.wake.min(leave_at.unwrap_or(Timestamp::MAX));
            let mut inputs = self.until_heard(wake);
            if leave_at.is_none() {
                inputs.extend(asked());
            }
            if self.chance(self.deaths.before_append) {
                return Ok(Life::Died);
            }
            let moment = Moment {
                wall: self.now,
                tick: self.now,
            };
            step = runner.step(moment, &inputs)?;
        }
    }

    /// No process lives for a while. What had left it has reached the provider already.
    pub fn pass(&mut self, time: Duration) {
        self.queue.clear();
        self.now = self.now + time;
    }

    /// Lets time go by until something reaches the process, or until it wants to be woken, and returns all
    /// that reaches it then.
    fn until_heard(&mut self, wake: Timestamp) -> Vec<(Seat, Input)> {
        let first = self.queue.first_key_value().map(|((at, _), _)| *at);
        self.now = self.now.max(first.unwrap_or(wake).min(wake));
        let mut inputs = Vec::new();
        while let Some(entry) = self.queue.first_entry()
            && entry.key().0 <= self.now
        {
            inputs.push(entry.remove());
        }
        inputs
    }

    fn push(&mut self, at: Timestamp, seat: Seat, input: Input) {
        self.next += 1;
        let place = (at.max(self.now), self.next);
        self.queue.insert(place, (seat, input));
    }

    fn perform(&mut self, seat: Seat, effect: Effect, render: &mut Render<'_>) {
        match effect {
            Effect::Place(order) => self.place(seat, order, render),
            Effect::Ask { ask, query } => {
                let (after, reply) = self.provider.ask(self.now, &query);
                let input = Input::Replied { ask, reply };
                self.push(self.now + after, seat, input);
            }
        }
    }

    /// Sends one call's request. The order is spent here, whether a byte leaves or not.
    fn place(&mut self, seat: Seat, order: Order, render: &mut Render<'_>) {
        let attempt = order.attempt();
        let call = match render(seat, attempt, order.number()) {
            Ok(call) => call,
            Err(why) => {
                for input in not_rendered(attempt, why) {
                    self.push(self.now, seat, input);
                }
                return;
            }
        };
        let (after, answer) = match self.chance(self.deaths.slow_connect) {
            true => {
                let late = order.not_after() - self.now + Duration::from_millis(1);
                let why = "the order lapsed".to_owned();
                (late, Answer::Withheld { why })
            }
            false => self.provider.connect(self.now, &call),
        };
        let input = Input::Answered { attempt, answer };
        self.push(self.now + after, seat, input);
    }

    fn chance(&mut self, thousandths: u64) -> bool {
        thousandths > 0 && self.prng.below(1000) < thousandths
    }
}
