//! A journal that lives as long as its process: tests, models, virtual histories.

use std::io;

use super::{Durable, Journal, event::Event};

/// What was appended, in order. Cloned, it is a picture of what a crash would leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MemoryJournal {
    events: Vec<Event>,
}

impl MemoryJournal {
    /// A journal that holds these events already.
    pub fn of(events: Vec<Event>) -> MemoryJournal {
        MemoryJournal { events }
    }

    /// Everything that was appended.
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}

impl Journal for MemoryJournal {
    fn append(&mut self, events: Vec<Event>) -> io::Result<Durable> {
        self.events.extend_from_slice(&events);
        Ok(Durable(events))
    }
}
