//! What to send next, and when there will be something to send.
//!
//! Order of rank: searches for calls in doubt, reads of outcomes, then people: those who are due are
//! called, those who are not screened are asked about.

use std::time::Duration;

use super::{
    Attempt, Engine, Hold,
    person::{Need, Person, Stage},
    queues::Queue,
    rules::{CLEARED_AHEAD, NUMBERS_MAX, SIDS_MAX},
};
use crate::{
    campaign::When,
    clock::Timestamp,
    journal::event::{AskId, AttemptId, Exclusion, Fact, Question},
};

/// Facts that are about to be, and how many more requests may come of them.
struct Chosen {
    facts: Vec<Fact>,
    left: usize,
    next_ask: AskId,
}

/// What calls and look-ups wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    /// Nobody waits.
    Nothing,
    /// Leave to send requests: every read costs one.
    Rate,
    /// The end of other calls, which only a read shows.
    Channels,
}

impl Chosen {
    fn ask(&mut self, question: Question) {
        let ask = self.next_ask;
        self.next_ask = AskId(ask.0.saturating_add(1));
        self.facts.push(Fact::Asked { ask, question });
        self.left -= 1;
    }
}

impl Engine {
    /// The facts by which up to `permits` requests may leave at `now`.
    pub(super) fn choose(&self, now: Timestamp, permits: usize) -> Vec<Fact> {
        let next_ask = self.next_ask;
        let mut chosen = Chosen {
            facts: vec![],
            left: permits,
            next_ask,
        };
        if now < self.paused_until || self.finished {
            return chosen.facts;
        }
        self.choose_searches(now, &mut chosen);
        self.choose_reads(now, &mut chosen);
        self.choose_overdue(now, &mut chosen);
        if self.stop.is_none() {
            let lapses = self.lapses(now);
            let over = lapses.contains(&Fact::Expired);
            chosen.facts.extend(lapses);
            if !over && now >= self.rules.schedule.start() {
                self.choose_calls(now, &mut chosen);
                self.choose_lookups(now, &mut chosen);
            }
        }
        chosen.facts
    }

    /// Whether a request would leave at `now` if it were permitted.
    pub fn wants_permit(&self, now: Timestamp) -> bool {
        !self.choose(now, 1).is_empty()
    }

    /// When to come back at the latest though nothing else happens; [`Timestamp::MAX`] when never.
    pub fn next_time(&self, now: Timestamp) -> Timestamp {
        let mut times = Vec::new();
        if now < self.paused_until {
            times.push(Some(self.paused_until));
        } else {
            let interval = self.poll_interval(self.demand(now));
            times.push(self.queues.first(Queue::Reads).map(|at| at + interval));
            times.push(self.queues.first(Queue::Searches));
            times.push(self.queues.first(Queue::Overdue));
            if self.queues.first(Queue::Reads).is_none() {
                times.push(self.queues.first(Queue::Settling));
                times.push(self.queues.first(Queue::Final));
            }
            times.push(self.next_call_time(now));
            times.push(self.next_date(now));
        }
        times.into_iter().flatten().min().unwrap_or(Timestamp::MAX)
    }

    fn next_call_time(&self, now: Timestamp) -> Option<Timestamp> {
        if self.stop.is_some() || !self.may_place() {
            return None;
        }
        // Whoever waits for the end of another row's call is woken by that.
        let held = |contact| {
            let number = self.people.get(contact).map(|person| person.number);
            number.is_some_and(|number| matches!(self.numbers.get(&number), Some(Hold::Open(_))))
        };
        let first = self.first_call(now, held)?;
        if self.taken(now) >= u64::from(self.rules.channels) {
            // Look-ups wake by their answers. Calls that end free their channels by being read; doubts do by themselves.
            let free = |(_, id)| Some(self.attempts.get(&id)?.intent().at + self.rules.call_over());
            return self
                .queues
                .iter(Queue::Searches)
                .filter_map(free)
                .filter(|at| *at > now)
                .min();
        }
        Some(first)
    }

    fn choose_searches(&self, now: Timestamp, chosen: &mut Chosen) {
        let due: Vec<AttemptId> = self.queues.due(Queue::Searches, now).collect();
        for ids in due.chunks(NUMBERS_MAX).take(chosen.left) {
            chosen.ask(Question::Search(ids.to_vec()));
        }
    }

    /// One request with every outstanding sid, those that are to be read again in the places left over.
    fn choose_reads(&self, now: Timestamp, chosen: &mut Chosen) {
        let demand = self.demand(now);
        let oldest = self.queues.first(Queue::Reads);
        let is_due = oldest.is_some_and(|at| at + self.poll_interval(demand) <= now);
        let most = SIDS_MAX.saturating_mul(chosen.left);
        let patience = match demand {
            // Requests are dear: one late read settles a call, and of early ones it takes two.
            Demand::Rate if oldest.is_some() => self.rules.patience(),
            _ => Duration::ZERO,
        };
        let early = self.queues.due(Queue::Settling, now.earlier(patience));
        let again = self.queues.due(Queue::Final, now).chain(early);
        let mut ids: Vec<AttemptId> = Vec::new();
        if is_due {
            let reads = self.queues.iter(Queue::Reads).map(|(_, id)| id);
            ids.extend(reads.take(most));
            ids.extend(again.take(ids.len().next_multiple_of(SIDS_MAX) - ids.len()));
        } else {
            ids.extend(again.take(most));
            // A request that is not full waits for the next one about calls that are going on.
            if oldest.is_some() {
                ids.truncate(ids.len() - ids.len() % SIDS_MAX);
            }
        }
        for ids in ids.chunks(SIDS_MAX).take(chosen.left) {
            chosen.ask(Question::Outcomes(ids.to_vec()));
        }
    }

    fn choose_overdue(&self, now: Timestamp, chosen: &mut Chosen) {
        for id in self.queues.due(Queue::Overdue, now).take(chosen.left) {
            chosen.ask(Question::Outcome(id));
        }
    }

    fn choose_calls(&self, now: Timestamp, chosen: &mut Chosen) {
        if !self.may_place() {
            return;
        }
        let limit = self
            .rules
            .calls_max
            .map_or(u64::MAX, |max| max.saturating_sub(self.placed));
        let room = u64::from(self.rules.channels).saturating_sub(self.taken(now));
        let mut room = limit.min(room);
        let mut taken = Vec::new();
        for (contact, not_after) in self.callable(now) {
            if chosen.left == 0 || room == 0 {
                return;
            }
            let Some(person) = self.people.get(contact) else {
                continue;
            };
            match self.numbers.get(&person.number) {
                Some(Hold::Reached(by) | Hold::Unsettled(by)) if *by != contact => {
                    let why = Exclusion::Reached { by: *by };
                    chosen.facts.push(Fact::Excluded { contact, why });
                    continue;
                }
                Some(_) => continue,
                None if taken.contains(&person.number) => continue,
                None => {}
            }
            room -= 1;
            if !self.look_up(person, now, chosen) {
                taken.push(person.number);
                chosen.left -= 1;
                let number = person.attempts.saturating_add(1);
                chosen.facts.push(Fact::Intended {
                    attempt: AttemptId { contact, number },
                    number: person.number,
                    not_after,
                });
            }
        }
    }

    fn choose_lookups(&self, now: Timestamp, chosen: &mut Chosen) {
        if self.limit_reached() {
            return;
        }
        let ahead = match self.rules.whitelist.when {
            When::Before => u64::MAX,
            When::Ahead => CLEARED_AHEAD.saturating_sub(self.people.cleared),
        };
        let ahead = usize::try_from(ahead)
            .unwrap_or(usize::MAX)
            .min(chosen.left);
        for (_, contact) in self.people.unscreened.iter().take(ahead) {
            if let Some(person) = self.people.get(*contact) {
                self.look_up(person, now, chosen);
            }
        }
    }

    /// Asks what screening needs about a person, if anything.
    fn look_up(&self, person: &Person, now: Timestamp, chosen: &mut Chosen) -> bool {
        let question = match person.need(&self.rules.whitelist, now) {
            Need::Standing => Question::Standing(person.contact),
            Need::Dnd => Question::Dnd(person.contact),
            Need::Nothing | Need::Skip(_) => return false,
        };
        chosen.ask(question);
        true
    }

    /// Whether calls may be placed at all, time and channels aside.
    fn may_place(&self) -> bool {
        let screened = self.rules.whitelist.when == When::Ahead || self.tally.unscreened == 0;
        screened && !self.limit_reached()
    }

    pub(super) fn limit_reached(&self) -> bool {
        self.rules.calls_max.is_some_and(|max| self.placed >= max)
    }

    /// Calls that may be going on at `now`.
    pub(super) fn busy(&self, now: Timestamp) -> u64 {
        let over = self.rules.call_over();
        let doubts = self.attempts_in_doubt();
        let ringing = doubts.filter(|attempt| attempt.intent().at + over > now);
        self.tally.under_way + ringing.count() as u64
    }

    /// Channels that calls have at `now`, or will have as soon as an answer that was too old is renewed. Whoever
    /// is asked about again has a place, so that the answer does not grow old before the call.
    fn taken(&self, now: Timestamp) -> u64 {
        let renewed = self.asks.values().filter(|pending| match pending.question {
            Question::Standing(contact) | Question::Dnd(contact) => {
                let person = self.people.get(contact);
                person.is_some_and(|person| person.stage == Stage::Waiting)
            }
            _ => false,
        });
        self.busy(now) + renewed.count() as u64
    }

    fn attempts_in_doubt(&self) -> impl Iterator<Item = &Attempt> {
        let searched = self.queues.iter(Queue::Searches).map(|(_, id)| id);
        let asked = self
            .asks
            .values()
            .flat_map(|pending| match &pending.question {
                Question::Search(ids) => ids.as_slice(),
                _ => &[],
            });
        let ids = searched.chain(asked.copied());
        let attempts = ids.filter_map(|id| self.attempts.get(&id));
        attempts.filter(|attempt| matches!(attempt, Attempt::Ambiguous { .. }))
    }

    /// What the pace of calls and look-ups hangs on at `now`.
    fn demand(&self, now: Timestamp) -> Demand {
        let callable = self.may_place() && self.is_anybody_callable(now);
        let started = now >= self.rules.schedule.start();
        let lookups = started && !self.people.unscreened.is_empty();
        let hungry = self.stop.is_none() && (callable || lookups);
        if !hungry {
            Demand::Nothing
        } else if callable && self.busy(now) >= u64::from(self.rules.channels) {
            Demand::Channels
        } else {
            Demand::Rate
        }
    }

    /// How often outstanding calls are read: oftener when channels bind, for only a read frees them, and
    /// oftener when there is nothing else to send.
    fn poll_interval(&self, demand: Demand) -> Duration {
        let every = self.rules.timing.poll_every;
        match demand {
            Demand::Rate => every,
            Demand::Nothing => every / 6,
            Demand::Channels => every / 30,
        }
    }
}
