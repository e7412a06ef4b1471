//! What keeps an outage from spoiling people: after a few doubts in a row nobody is dialled.
//!
//! A request without a readable answer costs its person the call. So after five in a row only reads leave. Once a
//! pause is over and a read was answered, one connect request is let through: with a definite answer the others
//! follow, with another doubt the next pause is longer. In-flight requests aside, an outage spoils five calls.

use std::time::Duration;

use super::{Attempt, Engine, Pending, queues::Queue};
use crate::{
    clock::Timestamp,
    journal::event::{Doubt, Fact, Failure, Question, Rejection, Via},
};

/// Doubts in a row after which nobody is dialled.
pub const DOUBTS_MAX: u8 = 5;
/// The first pause; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(60);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(600);

/// Open while Exotel's answers cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Breaker {
    /// Doubts since the last definite answer.
    doubts: u8,
    open: Option<Outage>,
}

/// Nobody is dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Outage {
    since: Timestamp,
    /// The end of the pause.
    pub(super) until: Timestamp,
    /// Pauses so far.
    pauses: u8,
    /// Whether a read was answered since.
    heard: bool,
}

impl Breaker {
    /// Takes a step of an attempt in.
    pub(super) fn step(&mut self, before: Option<&Attempt>, at: Timestamp, fact: &Fact) {
        let Some(Attempt::Intended(intent)) = before else {
            return;
        };
        // What left before the outage was known says nothing of its end.
        if self.open.is_some_and(|outage| intent.at < outage.since) {
            return;
        }
        match fact {
            Fact::Ambiguous { why, .. } if is_outage(*why) => {
                self.doubts = self.doubts.saturating_add(1);
                if self.doubts >= DOUBTS_MAX {
                    let pauses = self.open.map_or(0, |outage| outage.pauses);
                    self.open = Some(Outage::begin(at, pauses));
                }
            }
            Fact::Accepted {
                via: Via::Answer, ..
            }
            | Fact::Rejected {
                why: Rejection::Row | Rejection::Dnd,
                ..
            } => {
                *self = Breaker::default();
            }
            _ => {}
        }
    }

    /// Takes the end of a read in.
    pub(super) fn replied(&mut self, at: Timestamp, pending: &Pending, failure: Option<&Failure>) {
        let Some(outage) = &mut self.open else { return };
        if pending.asked_at < outage.since || !pending.question.is_read() {
            return;
        }
        match failure {
            None => outage.heard = true,
            Some(Failure::NotSent(_) | Failure::Other(_)) => {
                outage.heard = false;
                if at >= outage.until {
                    outage.until = at + outage.pause();
                    outage.pauses = outage.pauses.saturating_add(1);
                }
            }
            Some(_) => {}
        }
    }

    /// The outage, while there is one.
    pub(super) fn outage(&self) -> Option<Outage> {
        self.open
    }
}

impl Outage {
    fn begin(at: Timestamp, pauses: u8) -> Outage {
        let mut outage = Outage {
            since: at,
            until: at,
            pauses,
            heard: false,
        };
        outage.until = at + outage.pause();
        outage.pauses = pauses.saturating_add(1);
        outage
    }

    fn pause(&self) -> Duration {
        PAUSE
            .saturating_mul(2_u32.pow(u32::from(self.pauses.min(8))))
            .min(PAUSE_MAX)
    }

    /// Whether it is time to ask whether it is over.
    pub(super) fn wants_probe(&self, now: Timestamp) -> bool {
        !self.heard && now >= self.until
    }

    /// Whether a read that was asked then speaks of it.
    pub(super) fn is_probed_by(&self, pending: &Pending) -> bool {
        pending.question.is_read() && pending.asked_at >= self.since
    }
}

impl Engine {
    /// Connect requests that may leave at `now` for all that is known of an outage.
    pub(super) fn room_in_outage(&self, now: Timestamp) -> u64 {
        match self.gates.breaker.outage() {
            None => u64::MAX,
            Some(outage) if now < outage.until => 0,
            // Where there is nothing to be read, only a call can tell.
            Some(outage) if outage.heard || self.is_mute(outage) => {
                1_u64.saturating_sub(self.tally.sending)
            }
            Some(_) => 0,
        }
    }

    /// What to read in order to see whether an outage is over, when it is time for that.
    pub(super) fn probe(&self, now: Timestamp) -> Option<Question> {
        let outage = self.gates.breaker.outage()?;
        let due = outage.wants_probe(now) && !self.is_probing(outage);
        due.then(|| self.cheap_read()).flatten()
    }

    fn is_mute(&self, outage: Outage) -> bool {
        !self.is_probing(outage) && self.cheap_read().is_none()
    }

    /// Whether a read is under way that will speak of the outage.
    fn is_probing(&self, outage: Outage) -> bool {
        let mut asks = self.asks.values();
        asks.any(|pending| outage.is_probed_by(pending))
    }

    fn cheap_read(&self) -> Option<Question> {
        let first = |queue| self.queues.iter(queue).next().map(|(_, id)| id);
        let searched = first(Queue::Searches).map(|id| Question::Search(vec![id]));
        let read = || {
            let queues = [Queue::Reads, Queue::Settling, Queue::Final];
            let id = queues.into_iter().find_map(first)?;
            Some(Question::Outcomes(vec![id]))
        };
        searched.or_else(read)
    }
}

/// Whether a doubt is of the kind that an outage makes.
const fn is_outage(why: Doubt) -> bool {
    match why {
        Doubt::Timeout | Doubt::Broken | Doubt::ServerError | Doubt::Unreadable => true,
        Doubt::Crash | Doubt::Redirect | Doubt::Foreign | Doubt::ClaimedSid => false,
    }
}
