//! Engine, journal and pacer in one step: inputs in, effects out. Knows no clock and no network, so a
//! living run and a history in virtual time go through the same code.

use std::{io, time::Duration};

use super::pace::Pacer;
use crate::{
    campaign::Number,
    clock::{Moment, Timestamp},
    engine::{
        Engine, IllegalEvent,
        bars::Barred,
        effect::{Answer, Effect, Input},
    },
    journal::{
        Journal,
        event::{AttemptId, Event, Fact, Stop, Throttle},
        past::Past,
    },
    plan::CallRequest,
};

/// Most requests that one step releases.
const PERMITS_MAX: u32 = 1024;

/// Why a run cannot go on in this process.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The journal cannot be written; nothing was done that it does not hold.
    #[error("cannot write the journal: {0}")]
    Journal(#[from] io::Error),
    /// A bug: the process cannot go on. What left is in the journal.
    #[error("internal error, please report it: {0}")]
    Broken(String),
    /// A bug: the engine met what cannot be. Nothing was done for it.
    #[error("internal error, please report it: {0}")]
    Illegal(#[from] IllegalEvent),
}

/// Turns a permission into the request that it permits, or says why that cannot be.
pub type Render<'a> = dyn FnMut(AttemptId, Number) -> Result<CallRequest, String> + 'a;

/// Whoever knows who may not be called any more.
pub trait Bars: std::fmt::Debug {
    /// Who may not be called any more, those told before left out. Looked at right before calls are chosen, each
    /// time: `now` is the time of the choice.
    ///
    /// # Errors
    /// When that cannot be known: nobody is to be called then.
    fn look(&mut self, now: Timestamp) -> Result<Vec<Barred>, String>;
}

/// Everybody may be called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unbarred;

impl Bars for Unbarred {
    fn look(&mut self, _: Timestamp) -> Result<Vec<Barred>, String> {
        Ok(Vec::new())
    }
}

/// What becomes of an order whose row cannot be read again: nothing is sent, and nothing more is begun.
pub fn not_rendered(attempt: AttemptId, why: String) -> [Input; 2] {
    let message = why.as_str().into();
    let answer = Answer::Withheld { why };
    [
        Input::Stop(Stop::Contacts { message }),
        Input::Answered { attempt, answer },
    ]
}

/// What a step brought.
#[derive(Debug, Default)]
pub struct Step {
    /// What is to be done now. Every one of these rests on facts that are durable.
    pub effects: Vec<Effect>,
    /// What was appended.
    pub events: Vec<Event>,
    /// When to come back, by the clock that never jumps; [`Timestamp::MAX`] when only inputs help.
    pub wake: Timestamp,
}

/// One run in one process.
#[derive(Debug)]
pub struct Runner<J> {
    engine: Engine,
    journal: J,
    pacer: Pacer,
    bars: Box<dyn Bars>,
}

impl<J: Journal> Runner<J> {
    /// Puts the parts together. The engine is recovered from just this journal.
    pub fn new(engine: Engine, journal: J, pacer: Pacer) -> Runner<J> {
        Runner {
            engine,
            journal,
            pacer,
            bars: Box::new(Unbarred),
        }
    }

    /// Heeds who may not be called any more, before every choice of calls.
    #[must_use]
    pub fn heeding(self, bars: Box<dyn Bars>) -> Runner<J> {
        Runner { bars, ..self }
    }

    /// Tells the journal that a process takes over, and what other runs know.
    pub fn open(&mut self, now: Moment, fresh: bool, past: &Past) -> Result<Step, RunError> {
        let mut events = Vec::new();
        if !fresh {
            events.extend(self.engine.resume(now.wall)?);
        }
        events.extend(self.heed(now.wall)?);
        events.extend(self.engine.take_over(now.wall, past)?);
        // The first step decides what there is to do, if only that there is nothing.
        let effects = self.append(&events)?;
        let wake = now.tick;
        Ok(Step {
            effects,
            events,
            wake,
        })
    }

    /// Takes what the world said, decides, makes it durable, and returns what is to be done.
    pub fn step(&mut self, now: Moment, inputs: &[Input]) -> Result<Step, RunError> {
        let mut events = Vec::new();
        for input in inputs {
            events.extend(self.engine.decide(now.wall, input)?);
            if matches!(input, Input::Answered { .. } | Input::Replied { .. }) {
                self.pacer.release(now.tick);
            }
        }
        for event in &events {
            if let Fact::Throttled { until, why } = &event.fact {
                let too_many = *why == Throttle::TooMany;
                self.pacer.pause(now.tick, *until - now.wall, too_many);
            }
        }
        let permits = self.pacer.available(now.tick).min(PERMITS_MAX);
        if permits > 0 {
            events.extend(self.heed(now.wall)?);
        }
        let permitted = self.engine.decide(now.wall, &Input::Permitted(permits))?;
        for event in &permitted {
            if matches!(event.fact, Fact::Intended { .. } | Fact::Asked { .. }) {
                self.pacer.take(now.tick);
            }
        }
        events.extend(permitted);
        self.keep(now, events)
    }

    /// Lets nobody be chosen who may not be called any more; nobody at all where that is not known.
    fn heed(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
        if self.engine.stop().is_some() || self.engine.is_finished() {
            return Ok(Vec::new());
        }
        match self.bars.look(now) {
            Ok(barred) if barred.is_empty() => Ok(Vec::new()),
            Ok(barred) => self.engine.decide(now, &Input::Suppressed(barred)),
            Err(message) => {
                let message = message.into();
                let why = Stop::Suppression { message };
                self.engine.decide(now, &Input::Stop(why))
            }
        }
    }

    fn keep(&mut self, now: Moment, events: Vec<Event>) -> Result<Step, RunError> {
        let effects = self.append(&events)?;
        let wake = self.wake(now);
        // Better an end than a process that sits there for ever.
        if wake == Timestamp::MAX && self.pacer.in_flight() == 0 && !self.engine.is_over() {
            let why = "the run is not over and waits for nothing";
            return Err(RunError::Broken(why.to_owned()));
        }
        Ok(Step {
            effects,
            events,
            wake,
        })
    }

    fn append(&mut self, events: &[Event]) -> Result<Vec<Effect>, RunError> {
        if events.is_empty() {
            return Ok(vec![]);
        }
        let durable = self.journal.append(events.to_vec())?;
        Ok(self.engine.commit(durable))
    }

    fn wake(&self, now: Moment) -> Timestamp {
        if self.engine.is_over() {
            return Timestamp::MAX;
        }
        if self.engine.wants_permit(now.wall) {
            return self.pacer.next(now.tick).unwrap_or(Timestamp::MAX);
        }
        let next = self.engine.next_time(now.wall);
        match next {
            Timestamp::MAX => next,
            // Never at once again: what is due now and was not chosen waits for something else.
            next => now.tick + (next - now.wall).max(Duration::from_millis(1)),
        }
    }

    /// The state of the run.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The budget of the account.
    pub fn pacer(&self) -> &Pacer {
        &self.pacer
    }

    /// The journal.
    pub fn journal(&self) -> &J {
        &self.journal
    }
}
