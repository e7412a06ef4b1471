//! Virtual time: a run and its provider as one queue of events. Days pass in seconds, and a seed names
//! the whole history, crashes included.

use std::{collections::BTreeMap, time::Duration};

use super::prng::Prng;
use crate::{
    campaign::Timing,
    clock::{Moment, Timestamp},
    dispatch::{
        runner::{Render, RunError, Runner, Step, not_rendered},
        watch::Watch,
    },
    engine::effect::{Answer, Effect, Input, Order, Query, Reply},
    journal::{
        Journal,
        event::{AskId, AttemptId, Doubt, Stop},
    },
    plan::CallRequest,
};

/// How long a stopped run goes on reading outcomes.
pub const DRAIN: Duration = Duration::from_secs(60);

/// A provider in virtual time. What it is asked arrives at `now`; what it says leaves after a while.
pub trait Provider {
    /// Serves a connect request. The answer is what a client sees that waits for ever.
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer);
    /// Serves a read request.
    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply);
    /// How long a request is on its way.
    fn latency(&mut self) -> Duration;
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
    /// Somebody looked on and had enough.
    Interrupted,
}

enum Delivery {
    Connect {
        call: CallRequest,
        attempt: AttemptId,
        sent: Timestamp,
    },
    Ask {
        query: Query,
        ask: AskId,
        sent: Timestamp,
    },
    Input {
        input: Input,
        life: u32,
    },
    Wake {
        life: u32,
    },
}

/// A provider, and all that is on its way to it and back.
pub struct World<P> {
    /// The provider.
    pub provider: P,
    /// The present.
    pub now: Timestamp,
    timing: Timing,
    deaths: Deaths,
    prng: Prng,
    life: u32,
    next: u64,
    queue: BTreeMap<(Timestamp, u64), Delivery>,
}

impl<P: Provider> World<P> {
    /// A world at rest.
    pub fn new(
        provider: P,
        start: Timestamp,
        timing: Timing,
        deaths: Deaths,
        seed: u64,
    ) -> World<P> {
        World {
            provider,
            now: start,
            timing,
            deaths,
            prng: Prng::new(seed),
            life: 0,
            next: 0,
            queue: BTreeMap::new(),
        }
    }

    /// Lets one process live: from `opened`, its first step, to its end.
    ///
    /// # Errors
    /// When the journal cannot be written, or the engine meets what cannot be.
    pub fn live<J: Journal>(
        &mut self,
        runner: &mut Runner<J>,
        opened: Step,
        render: &mut Render<'_>,
        watch: &mut dyn Watch,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Life, RunError> {
        self.life += 1;
        let mut step = opened;
        let mut leave_at = None;
        loop {
            let speed = runner.pacer().thousandths(self.now);
            watch.saw(self.now, runner.engine(), &step.events, speed);
            for effect in std::mem::take(&mut step.effects) {
                if self.chance(self.deaths.before_effect) {
                    return Ok(Life::Died);
                }
                self.perform(effect, render);
            }
            if runner.engine().is_over() {
                return Ok(Life::Over);
            }
            if leave_at.is_some_and(|at| at <= self.now) {
                return Ok(Life::Interrupted);
            }
            if step.wake < Timestamp::MAX {
                let life = self.life;
                self.push(step.wake.max(self.now), Delivery::Wake { life });
            }
            let mut inputs = self.until_heard();
            if leave_at.is_none() && interrupted() {
                leave_at = Some(self.now + DRAIN);
                inputs.push(Input::Stop(Stop::Operator));
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

    /// The process is gone for a while; what had left still arrives.
    pub fn pass(&mut self, time: Duration) {
        self.life += 1;
        let until = self.now + time;
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((at, _), delivery) = entry.remove_entry();
            self.now = at;
            self.arrive(delivery);
        }
        self.now = until;
    }

    /// Lets time go by until something reaches the living process, and returns all that reaches it then.
    fn until_heard(&mut self) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut heard = None;
        while let Some(entry) = self.queue.first_entry() {
            let at = entry.key().0;
            if heard.is_some_and(|heard| heard < at) {
                break;
            }
            let delivery = entry.remove();
            self.now = at;
            match delivery {
                Delivery::Input { input, life } if life == self.life => {
                    inputs.push(input);
                    heard = Some(at);
                }
                Delivery::Wake { life } if life == self.life => heard = Some(at),
                other => self.arrive(other),
            }
        }
        inputs
    }

    fn push(&mut self, at: Timestamp, delivery: Delivery) {
        self.next += 1;
        self.queue.insert((at, self.next), delivery);
    }

    fn input(&mut self, at: Timestamp, input: Input) {
        let life = self.life;
        self.push(at.max(self.now), Delivery::Input { input, life });
    }

    fn perform(&mut self, effect: Effect, render: &mut Render<'_>) {
        match effect {
            Effect::Place(order) => self.place(order, render),
            Effect::Ask { ask, query } => {
                let sent = self.now;
                let at = sent + self.provider.latency();
                self.push(at, Delivery::Ask { query, ask, sent });
            }
        }
    }

    /// Sends one call's request. The order is spent here, whether a byte leaves or not.
    fn place(&mut self, order: Order, render: &mut Render<'_>) {
        let attempt = order.attempt();
        let connected = match self.chance(self.deaths.slow_connect) {
            true => self.now + self.timing.connect_timeout + self.timing.send_deadline,
            false => self.now + Duration::from_millis(1),
        };
        let call = match render(attempt, order.number()) {
            Ok(call) => call,
            Err(why) => {
                let inputs = not_rendered(attempt, why);
                return inputs
                    .into_iter()
                    .for_each(|input| self.input(self.now, input));
            }
        };
        if connected > order.not_after() {
            let why = "the order lapsed".to_owned();
            let answer = Answer::NotSent { why };
            return self.input(connected, Input::Answered { attempt, answer });
        }
        let at = connected + self.provider.latency();
        self.push(
            at,
            Delivery::Connect {
                call,
                attempt,
                sent: connected,
            },
        );
    }

    /// Something reaches the provider.
    fn arrive(&mut self, delivery: Delivery) {
        let patience = self.timing.answer_timeout;
        match delivery {
            Delivery::Connect {
                call,
                attempt,
                sent,
            } => {
                let (after, answer) = self.provider.connect(self.now, &call);
                let at = self.now + after + self.provider.latency();
                let (at, answer) = match at > sent + patience {
                    true => (sent + patience, timed_out()),
                    false => (at, answer),
                };
                self.input(at, Input::Answered { attempt, answer });
            }
            Delivery::Ask { query, ask, sent } => {
                let (after, reply) = self.provider.ask(self.now, &query);
                let at = self.now + after + self.provider.latency();
                let (at, reply) = match at > sent + patience {
                    true => (
                        sent + patience,
                        Reply::Failed {
                            why: "no answer in time".to_owned(),
                        },
                    ),
                    false => (at, reply),
                };
                self.input(at, Input::Replied { ask, reply });
            }
            // For a process that is gone.
            Delivery::Input { .. } | Delivery::Wake { .. } => {}
        }
    }

    fn chance(&mut self, thousandths: u64) -> bool {
        thousandths > 0 && self.prng.below(1000) < thousandths
    }
}

fn timed_out() -> Answer {
    Answer::Lost {
        doubt: Doubt::Timeout,
        evidence: String::new(),
    }
}
