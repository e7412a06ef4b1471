//! One run among those that live in a process.

use std::io;

use super::bars::{Bars, Unbarred};
use crate::{
    clock::Timestamp,
    engine::{
        Engine, IllegalEvent,
        effect::{Effect, Input},
    },
    journal::{
        Journal,
        event::{Event, Stop},
        past::{Interest, Past},
    },
};

/// Which run of a process: its place among them, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat(pub usize);

/// A run: what it decides, and where it is kept.
#[derive(Debug)]
pub struct Member<J> {
    /// Its name, as the other runs know it.
    pub(super) name: Box<str>,
    /// Its weight beside the other ones.
    pub(super) share: u32,
    pub(super) engine: Engine,
    pub(super) journal: J,
    bars: Box<dyn Bars>,
    /// Its campaign, and which calls of the other runs bear on it.
    pub(super) interest: Interest,
}

impl<J: Journal> Member<J> {
    /// Puts a run together. The engine is recovered from just this journal; `share` is the run's weight beside
    /// the other ones of the process.
    pub fn new(name: &str, share: u32, engine: Engine, journal: J) -> Member<J> {
        let name = name.into();
        Member {
            name,
            share,
            engine,
            journal,
            bars: Box::new(Unbarred),
            interest: Interest::default(),
        }
    }

    /// Heeds who may not be called any more, before every choice of calls.
    #[must_use]
    pub fn heeding(self, bars: Box<dyn Bars>) -> Member<J> {
        Member { bars, ..self }
    }

    /// Heeds the calls of the other runs of the process as far as they bear on its people.
    #[must_use]
    pub fn minding(self, interest: Interest) -> Member<J> {
        Member { interest, ..self }
    }

    /// The state of the run.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Its journal.
    pub fn journal(&self) -> &J {
        &self.journal
    }

    /// Keeps facts, and says what they release.
    pub(super) fn append(&mut self, events: &[Event]) -> io::Result<Vec<Effect>> {
        if events.is_empty() {
            return Ok(vec![]);
        }
        let durable = self.journal.append(events.to_vec())?;
        Ok(self.engine.commit(durable))
    }

    /// What a process owes the run before anything else.
    pub(super) fn open(
        &mut self,
        now: Timestamp,
        fresh: bool,
        past: &Past,
    ) -> Result<Vec<Event>, IllegalEvent> {
        let mut events = Vec::new();
        if !fresh {
            events.extend(self.engine.resume(now)?);
        }
        events.extend(self.heed(now)?);
        events.extend(self.engine.take_over(now, past)?);
        Ok(events)
    }

    /// Lets nobody be chosen who may not be called any more; nobody at all where that is not known.
    pub(super) fn heed(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
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
}
