//! Faults that a careless program would have, planted around the real engine.

use std::{io, time::Duration};

use exodial::{
    clock::Timestamp,
    engine::effect::{Answer, Query, Reply},
    journal::{
        Durable, Journal,
        event::{AttemptId, Event, Fact, Question},
        memory::MemoryJournal,
    },
    plan::CallRequest,
    sim::{InProcess, world::Provider},
};

/// A journal that says that it has what it only means to write: a crash loses its last append.
#[derive(Clone, Debug, Default)]
pub(super) struct Lagging {
    pub(super) events: Vec<Event>,
    last: usize,
}

impl Lagging {
    pub(super) fn of(events: &[Event]) -> Lagging {
        Lagging {
            events: events.to_vec(),
            last: 0,
        }
    }

    /// What a crash leaves.
    pub(super) fn after_crash(&self, lossy: bool) -> Vec<Event> {
        let kept = self.events.len() - if lossy { self.last } else { 0 };
        self.events[..kept].to_vec()
    }
}

impl Journal for Lagging {
    fn append(&mut self, events: Vec<Event>) -> io::Result<Durable> {
        self.last = events.len();
        self.events.extend_from_slice(&events);
        MemoryJournal::default().append(events)
    }
}

/// The journal of a program that takes an intent without an answer for a call that was never asked for.
pub(super) fn without_open_intents(events: &[Event]) -> Vec<Event> {
    let answered = |attempt: &AttemptId| {
        events.iter().any(|event| match &event.fact {
            Fact::Accepted { attempt: other, .. }
            | Fact::Rejected { attempt: other, .. }
            | Fact::Ambiguous { attempt: other, .. } => other == attempt,
            _ => false,
        })
    };
    let kept = events.iter().filter(|event| match &event.fact {
        Fact::Intended { attempt, .. } => answered(attempt),
        _ => true,
    });
    kept.cloned().collect()
}

/// The journal of a program that keeps its pauses in memory alone.
pub(super) fn without_pauses(events: &[Event]) -> Vec<Event> {
    let lasting =
        |event: &&Event| !matches!(event.fact, Fact::Paused { .. } | Fact::Unpaused { .. });
    events.iter().filter(lasting).cloned().collect()
}

/// The journal of a program that takes a list of calls which was read once for one that says what comes later too.
pub(super) fn looked_back_for_good(events: &[Event]) -> Vec<Event> {
    let much = Duration::from_secs(365 * 86_400);
    let mut events = events.to_vec();
    for event in &mut events {
        if let Fact::Asked {
            question: Question::Earlier { until, .. },
            ..
        }
        | Fact::LookedBack { until } = &mut event.fact
        {
            *until = *until + much;
        }
    }
    events
}

/// A client that takes a request without an answer for one that failed.
#[derive(Clone, Debug)]
pub(super) struct Hopeful {
    pub(super) real: InProcess,
    pub(super) retries_on_silence: bool,
    /// Whether Exotel refuses a few people for good.
    pub(super) refuses: bool,
    /// Whether the first page of the account's list is taken for the whole list.
    pub(super) one_page: bool,
}

impl Provider for Hopeful {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        if self.refuses && call.to.digits() % 11 == 3 {
            let message = "From is not valid".to_owned();
            return (Duration::from_millis(200), Answer::Row { message });
        }
        let (after, answer) = self.real.connect(now, call);
        match answer {
            Answer::Lost { evidence, .. } if self.retries_on_silence => {
                (after, Answer::NotSent { why: evidence })
            }
            answer => (after, answer),
        }
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        let (after, reply) = self.real.ask(now, query);
        match (reply, query) {
            (Reply::Earlier { calls, .. }, Query::Earlier { until, .. }) if self.one_page => {
                let until = *until;
                (after, Reply::Earlier { calls, until })
            }
            (reply, _) => (after, reply),
        }
    }
}
