//! Engines, journals and the pacer in one step: inputs in, effects out. Knows no clock and no network, so a
//! living run and a history in virtual time go through the same code.
//!
//! A process has one run or several. Each has an engine and a journal of its own; the budget of requests is
//! the account's, and one.

use std::{collections::BTreeMap, io, time::Duration};

use super::{
    member::{Member, Seat},
    pace::Pacer,
    turns::Turns,
};
use crate::{
    campaign::Number,
    clock::{Moment, Timestamp},
    contacts::ContactId,
    engine::{
        Beside, Engine, IllegalEvent,
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

/// Turns a permission of a run into the request that it permits, or says why that cannot be.
pub type Render<'a> = dyn FnMut(Seat, AttemptId, Number) -> Result<CallRequest, String> + 'a;

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
    /// What is to be done now, and for which run. Every one of these rests on facts that are durable.
    pub effects: Vec<(Seat, Effect)>,
    /// What was appended, by run.
    pub events: Vec<Vec<Event>>,
    /// When to come back, by the clock that never jumps; [`Timestamp::MAX`] when only inputs help.
    pub wake: Timestamp,
}

impl Step {
    /// What was appended for a run.
    pub fn events_of(&self, seat: Seat) -> &[Event] {
        self.events.get(seat.0).map_or(&[], Vec::as_slice)
    }

    /// This step and the one after it, as one.
    #[must_use]
    pub fn then(mut self, next: Step) -> Step {
        self.effects.extend(next.effects);
        for (events, more) in self.events.iter_mut().zip(next.events) {
            events.extend(more);
        }
        self.wake = next.wake;
        self
    }
}

/// The runs of one process, and the budget that they share.
#[derive(Debug)]
pub struct Runner<J> {
    pub(super) members: Vec<Member<J>>,
    pub(super) pacer: Pacer,
    pub(super) turns: Turns,
    /// Rows of several runs with one number.
    pub(super) shared: BTreeMap<Number, Vec<(Seat, ContactId)>>,
}

impl<J: Journal> Runner<J> {
    /// A process with one run. The engine is recovered from just this journal.
    pub fn new(engine: Engine, journal: J, pacer: Pacer) -> Runner<J> {
        Runner::of(Member::new("", 1, engine, journal), pacer)
    }

    /// A process whose first run is this one.
    pub fn of(first: Member<J>, pacer: Pacer) -> Runner<J> {
        let none = Runner {
            members: Vec::new(),
            pacer,
            turns: Turns::default(),
            shared: BTreeMap::new(),
        };
        none.with(first)
    }

    /// The same with one more run, in the next [seat](Seat).
    #[must_use]
    pub fn with(mut self, another: Member<J>) -> Runner<J> {
        self.turns.join(another.share);
        self.members.push(another);
        self
    }

    /// Tells the journals that a process takes over, and what other runs know, the same to each.
    ///
    /// # Errors
    /// When a journal cannot be written.
    pub fn open(&mut self, now: Moment, fresh: bool, past: &Past) -> Result<Step, RunError> {
        let pasts = vec![past; self.members.len()];
        self.open_each(now, fresh, pasts)
    }

    /// Tells the journals that a process takes over, and to each what other runs know that matters to it.
    ///
    /// # Errors
    /// When a journal cannot be written.
    pub fn open_each<'past>(
        &mut self,
        now: Moment,
        fresh: bool,
        pasts: impl IntoIterator<Item = &'past Past>,
    ) -> Result<Step, RunError> {
        let mut events = Vec::new();
        for (member, past) in self.members.iter_mut().zip(pasts) {
            events.push(member.open(now.wall, fresh, past)?);
        }
        self.pause_together(now);
        self.find_shared();
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
    ///
    /// # Errors
    /// When a journal cannot be written, or an engine meets what cannot be.
    pub fn step(&mut self, now: Moment, inputs: &[(Seat, Input)]) -> Result<Step, RunError> {
        let mut events = vec![Vec::new(); self.members.len()];
        for (seat, input) in inputs {
            self.decide(now, *seat, input, &mut events)?;
            if matches!(input, Input::Answered { .. } | Input::Replied { .. }) {
                self.pacer.release(now.tick);
            }
        }
        self.stop_together(now, &mut events)?;
        for event in events.iter().flatten() {
            if let Fact::Throttled { until, why } = &event.fact {
                let too_many = *why == Throttle::TooMany;
                self.pacer.pause(now.tick, *until - now.wall, too_many);
            }
        }
        self.permit(now, &mut events)?;
        self.keep(now, events)
    }

    /// Lets a run decide what an input means, and tells the others whose calls it found. Returns how many
    /// requests leave for it.
    pub(super) fn decide(
        &mut self,
        now: Moment,
        seat: Seat,
        input: &Input,
        events: &mut [Vec<Event>],
    ) -> Result<u32, RunError> {
        let unknown = || RunError::Broken("no such run in this process".to_owned());
        let (before, rest) = self
            .members
            .split_at_mut_checked(seat.0)
            .ok_or_else(unknown)?;
        let (own, after) = rest.split_first_mut().ok_or_else(unknown)?;
        let mut others: Vec<&mut Member<J>> = before.iter_mut().chain(after).collect();
        let beside: Vec<_> = others
            .iter()
            .map(|other| (&*other.name, &other.engine))
            .collect();
        let decided = own
            .engine
            .decide_beside(now.wall, input, Beside::new(&beside))?;
        let mut sent = 0;
        for event in &decided {
            match &event.fact {
                Fact::Intended { .. } | Fact::Asked { .. } => sent += 1,
                Fact::Accepted { sid, .. } => {
                    for other in &mut others {
                        other.engine.know_foreign(sid.clone());
                    }
                }
                _ => {}
            }
        }
        self.tell(now, seat, &decided, events)?;
        events.get_mut(seat.0).ok_or_else(unknown)?.extend(decided);
        Ok(sent)
    }

    /// Gives the requests that may leave now to whoever has some to send.
    fn permit(&mut self, now: Moment, events: &mut [Vec<Event>]) -> Result<(), RunError> {
        let permits = self.pacer.available(now.tick).min(PERMITS_MAX);
        if permits > 0 {
            for (member, events) in self.members.iter_mut().zip(&mut *events) {
                events.extend(member.heed(now.wall)?);
            }
        }
        let mut left = permits;
        if self.members.len() > 1 {
            left = self.share_out(now, left, events)?;
        }
        // Also who has nothing to send sees that time passed.
        for seat in self.seats() {
            let sent = self.decide(now, seat, &Input::Permitted(left), events)?;
            left = left.saturating_sub(sent);
        }
        for _ in left..permits {
            self.pacer.take(now.tick);
        }
        Ok(())
    }

    fn keep(&mut self, now: Moment, events: Vec<Vec<Event>>) -> Result<Step, RunError> {
        let effects = self.append(&events)?;
        let wakes = self.seats().map(|seat| self.wake(seat, now));
        let wake = wakes.min().unwrap_or(Timestamp::MAX);
        // Better an end than a process that sits there for ever.
        if wake == Timestamp::MAX && self.pacer.in_flight() == 0 && !self.is_over() {
            let why = "the run is not over and waits for nothing";
            return Err(RunError::Broken(why.to_owned()));
        }
        Ok(Step {
            effects,
            events,
            wake,
        })
    }

    /// Nothing is released before everything is kept.
    fn append(&mut self, events: &[Vec<Event>]) -> Result<Vec<(Seat, Effect)>, RunError> {
        let mut effects = Vec::new();
        for ((member, events), seat) in self.members.iter_mut().zip(events).zip((0..).map(Seat)) {
            let released = member.append(events)?.into_iter();
            effects.extend(released.map(|effect| (seat, effect)));
        }
        Ok(effects)
    }

    fn wake(&self, seat: Seat, now: Moment) -> Timestamp {
        let Some(engine) = self.members.get(seat.0).map(Member::engine) else {
            return Timestamp::MAX;
        };
        if engine.is_over() {
            return Timestamp::MAX;
        }
        if self.wants(seat, now) {
            return self.pacer.next(now.tick).unwrap_or(Timestamp::MAX);
        }
        let next = engine.next_time(now.wall, Beside::new(&self.others(seat)));
        match next {
            Timestamp::MAX => next,
            // Never at once again: what is due now and was not chosen waits for something else.
            next => now.tick + (next - now.wall).max(Duration::from_millis(1)),
        }
    }

    /// Whether no run of this process has anything more to do in it.
    pub fn is_over(&self) -> bool {
        self.members.iter().all(|member| member.engine.is_over())
    }

    /// Whether something ended the placing of calls before its time, and no run goes on without it.
    pub fn is_stopped(&self) -> bool {
        let mut engines = self.members.iter().map(Member::engine);
        engines.clone().any(Engine::is_stopped)
            && engines.all(|engine| engine.is_stopped() || engine.is_over())
    }

    /// The seats of the runs.
    pub fn seats(&self) -> impl Iterator<Item = Seat> + use<J> {
        (0..self.members.len()).map(Seat)
    }

    /// The same word to every run.
    pub fn to_all(&self, input: &Input) -> Vec<(Seat, Input)> {
        let seats = self.seats();
        seats.map(|seat| (seat, input.clone())).collect()
    }

    /// The state of the first run, which is the only one of most processes.
    pub fn engine(&self) -> &Engine {
        &self.members[0].engine
    }

    /// The journal of the first run.
    pub fn journal(&self) -> &J {
        &self.members[0].journal
    }

    /// The runs, in the order of their seats.
    pub fn members(&self) -> &[Member<J>] {
        &self.members
    }

    /// The budget of the account.
    pub fn pacer(&self) -> &Pacer {
        &self.pacer
    }
}
