//! What to send next, and when there will be something to send.
//!
//! Order of rank: searches for calls in doubt, reads of outcomes, then people: those who are due are
//! called, those who are not screened are asked about.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Engine, Hold,
    beside::{Beside, Elsewhere},
    person::Need,
    queues::Queue,
    rules::{CLEARED_AHEAD, NUMBERS_MAX, SIDS_MAX},
};
use crate::{
    campaign::{Number, When},
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
    /// The facts by which up to `permits` requests may leave at `now`, with these runs in the same process.
    pub(super) fn choose(&self, now: Timestamp, permits: usize, beside: Beside<'_>) -> Vec<Fact> {
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
        self.choose_reads(now, beside, &mut chosen);
        self.choose_overdue(now, &mut chosen);
        if self.stop.is_none() {
            self.choose_probe(now, &mut chosen);
            let lapses = self.lapses(now);
            let over = lapses.contains(&Fact::Expired);
            chosen.facts.extend(lapses);
            if !over && now >= self.rules.schedule.start() {
                self.choose_page(now, &mut chosen);
                if self.looked_back(now) {
                    self.choose_calls(now, beside, &mut chosen);
                    self.choose_lookups(now, beside, &mut chosen);
                }
            }
        }
        chosen.facts
    }

    /// Whether a request would leave at `now` if it were permitted.
    pub fn wants_permit(&self, now: Timestamp, beside: Beside<'_>) -> bool {
        !self.choose(now, 1, beside).is_empty()
    }

    /// When to come back at the latest though nothing else happens; [`Timestamp::MAX`] when never.
    pub fn next_time(&self, now: Timestamp, beside: Beside<'_>) -> Timestamp {
        let mut times = Vec::new();
        if now < self.paused_until {
            times.push(Some(self.paused_until));
        } else {
            let interval = self.poll_interval(self.demand(now, beside));
            times.push(self.queues.first(Queue::Reads).map(|at| at + interval));
            times.push(self.queues.first(Queue::Searches));
            times.push(self.queues.first(Queue::Overdue));
            if self.queues.first(Queue::Reads).is_none() {
                times.push(self.queues.first(Queue::Settling));
                times.push(self.queues.first(Queue::Final));
            }
            times.push(self.next_call_time(now, beside));
            times.push(self.next_date(now));
        }
        times.into_iter().flatten().min().unwrap_or(Timestamp::MAX)
    }

    fn next_call_time(&self, now: Timestamp, beside: Beside<'_>) -> Option<Timestamp> {
        if self.stop.is_none() && self.paused().is_some() {
            return self.opens(now, beside);
        }
        // The page that is on its way wakes.
        if self.stop.is_some() || !self.may_place() || self.is_looking_back() {
            return None;
        }
        // Whoever waits for the end of another row's or another run's call is woken by that.
        let first = self.first_call(now, |contact| self.awaits_another(contact, beside))?;
        if self.room(now, beside) == 0 {
            return self.opens(now, beside);
        }
        Some(first)
    }

    fn choose_searches(&self, now: Timestamp, chosen: &mut Chosen) {
        // The listing is searched for the calls of one ExoPhone at a time.
        let mut due: BTreeMap<Number, Vec<AttemptId>> = BTreeMap::new();
        for id in self.queues.due(Queue::Searches, now) {
            if let Some(exophone) = self.exophone(id.contact) {
                due.entry(exophone).or_default().push(id);
            }
        }
        let searches = due.values().flat_map(|ids| ids.chunks(NUMBERS_MAX));
        for ids in searches.take(chosen.left) {
            chosen.ask(Question::Search(ids.to_vec()));
        }
    }

    /// One request with every outstanding sid, those that are to be read again in the places left over.
    fn choose_reads(&self, now: Timestamp, beside: Beside<'_>, chosen: &mut Chosen) {
        let demand = self.demand(now, beside);
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

    /// While nobody is dialled because of an outage, something is read now and then.
    fn choose_probe(&self, now: Timestamp, chosen: &mut Chosen) {
        let asks = |fact: &Fact| matches!(fact, Fact::Asked { question, .. } if question.is_read());
        if chosen.left == 0 || chosen.facts.iter().any(asks) {
            return;
        }
        if let Some(question) = self.probe(now) {
            chosen.ask(question);
        }
    }

    fn choose_calls(&self, now: Timestamp, beside: Beside<'_>, chosen: &mut Chosen) {
        if !self.may_place() {
            return;
        }
        let mut room = self.room(now, beside);
        let mut taken = Vec::new();
        for (contact, not_after) in self.callable(now) {
            if chosen.left == 0 || room == 0 {
                return;
            }
            let Some(person) = self.people.get(contact) else {
                continue;
            };
            match self.held(person) {
                Some(Hold::Reached(by) | Hold::Unsettled(by)) if by != contact => {
                    let why = Exclusion::Reached { by };
                    chosen.facts.push(Fact::Excluded { contact, why });
                    continue;
                }
                Some(_) => continue,
                None if person.numbers().any(|number| taken.contains(&number)) => continue,
                None => {}
            }
            match beside.hold(person) {
                Some(Elsewhere::Unsettled(run)) => {
                    let why = Exclusion::Locked { run: run.into() };
                    chosen.facts.push(Fact::Excluded { contact, why });
                    continue;
                }
                Some(Elsewhere::Open) => continue,
                None => {}
            }
            let need = person.need(&self.rules.whitelist, now);
            // Whoever is not to be called has the final word already; should it be otherwise, there is no call.
            if matches!(need, Need::Skip(_)) {
                continue;
            }
            room -= 1;
            if let Some(question) = need.question(contact) {
                chosen.ask(question);
            } else {
                taken.extend(person.numbers());
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

    /// Nobody is looked up or called before the account's own list of calls is read, where the campaign wants that.
    fn choose_page(&self, now: Timestamp, chosen: &mut Chosen) {
        let Some(question) = self.next_page(now) else {
            return;
        };
        let waits = !self.people.unscreened.is_empty() || self.is_anybody_callable(now);
        if chosen.left > 0 && waits && !self.limit_reached() && self.gates.paused.is_none() {
            chosen.ask(question);
        }
    }

    fn choose_lookups(&self, now: Timestamp, beside: Beside<'_>, chosen: &mut Chosen) {
        if self.limit_reached() || self.gates.paused.is_some() {
            return;
        }
        let ahead = match self.rules.whitelist.when {
            When::Before => u64::MAX,
            When::Ahead => CLEARED_AHEAD.saturating_sub(self.people.cleared),
        };
        let ahead = usize::try_from(ahead)
            .unwrap_or(usize::MAX)
            .min(chosen.left);
        let unscreened = self.people.unscreened.iter();
        let people = unscreened.filter_map(|(_, contact)| self.people.get(*contact));
        let people = people.filter(|person| !beside.asks(person.number));
        for person in people.take(ahead) {
            let need = person.need(&self.rules.whitelist, now);
            if let Some(question) = need.question(person.contact) {
                chosen.ask(question);
            }
        }
    }

    /// Whether calls may be placed at all, time and channels aside.
    fn may_place(&self) -> bool {
        let screened = self.rules.whitelist.when == When::Ahead || self.tally.unscreened == 0;
        screened && !self.limit_reached() && self.gates.paused.is_none()
    }

    pub(super) fn limit_reached(&self) -> bool {
        let calls = self.rules.calls_max.is_some_and(|max| self.placed >= max);
        calls || self.affordable() == 0
    }

    /// Channels that calls may have at `now`, or will have as soon as an answer that was too old is renewed.
    /// Whoever is asked about again has a place, so that the answer does not grow old before the call.
    pub(super) fn taken(&self, now: Timestamp) -> u64 {
        self.gates.slots.taken(now) + self.people.renewing
    }

    /// What the pace of calls and look-ups hangs on at `now`.
    fn demand(&self, now: Timestamp, beside: Beside<'_>) -> Demand {
        let open = self.may_place() && self.open_to(now) > 0;
        let callable = open && self.is_anybody_callable(now);
        let started = now >= self.rules.schedule.start();
        let askable = started && !self.people.unscreened.is_empty() && !self.limit_reached();
        let hungry = self.stop.is_none() && (callable || askable);
        if !hungry {
            Demand::Nothing
        } else if callable && self.channels_bind(now, beside) {
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
