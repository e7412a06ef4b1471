//! What is to be read, and when: each attempt stands in one queue at most.

use std::collections::{BTreeMap, BTreeSet};

use crate::{clock::Timestamp, journal::event::AttemptId};

/// What is to be read about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Queue {
    /// Its call is going on: the listing, by when it was looked at last.
    Reads,
    /// Its call goes on for so long that the listing is not believed: the call itself, by when.
    Overdue,
    /// Its call is over and its details may still change: the listing, by when.
    Settling,
    /// The same, and what is read now is what holds.
    Final,
    /// There may be a call: a search, by when.
    Searches,
}

/// The queues, each in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Queues {
    standing: BTreeSet<(Queue, Timestamp, AttemptId)>,
    places: BTreeMap<AttemptId, (Queue, Timestamp)>,
}

impl Queues {
    /// Puts the attempt into a queue, out of any other.
    pub(super) fn put(&mut self, queue: Queue, at: Timestamp, id: AttemptId) {
        self.take(id);
        self.standing.insert((queue, at, id));
        self.places.insert(id, (queue, at));
    }

    /// Takes the attempt out of its queue.
    pub(super) fn take(&mut self, id: AttemptId) {
        if let Some((queue, at)) = self.places.remove(&id) {
            self.standing.remove(&(queue, at, id));
        }
    }

    /// The attempts of one queue, first come first.
    pub(super) fn iter(&self, queue: Queue) -> impl Iterator<Item = (Timestamp, AttemptId)> {
        let first = AttemptId {
            contact: crate::contacts::ContactId(0),
            number: 0,
        };
        let from = (queue, Timestamp::from_millis(i64::MIN), first);
        let standing = self.standing.range(from..);
        standing
            .take_while(move |(own, ..)| *own == queue)
            .map(|(_, at, id)| (*at, *id))
    }

    /// When the first of a queue is due.
    pub(super) fn first(&self, queue: Queue) -> Option<Timestamp> {
        self.iter(queue).next().map(|(at, _)| at)
    }

    /// Those of a queue that are due at `now`.
    pub(super) fn due(&self, queue: Queue, now: Timestamp) -> impl Iterator<Item = AttemptId> {
        let due = self.iter(queue).take_while(move |(at, _)| *at <= now);
        due.map(|(_, id)| id)
    }

    /// Whether nothing is to be read.
    pub(super) fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }
}
