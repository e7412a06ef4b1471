//! The look-back: whom the account called shortly before, by Exotel's own list, whoever placed the call.
//!
//! With `contacts.not_called_within` nobody is looked up or dialled before that list was read from its beginning to
//! its end. It is read in the order of time, a page at a time, and the page after one begins at the second of its
//! last call; so no cursor of Exotel's is needed, and a process that takes over goes on where the last one was. Pages
//! that fail are asked for again, and after [`LOOKUPS_MAX`] failures in a row the run stops: silence is no
//! permission.
//!
//! Every call that the account made counts, whatever its status: `failed` may hide a first leg that rang, and a
//! status that is not known is no proof either. Calls that came in do not count, nor do the calls of this run.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Attempt, Engine,
    effect::{CallRecord, Query},
    rules::LOOKUPS_MAX,
};
use crate::{
    campaign::{Number, limits::LISTED_RANGE_MAX},
    clock::Timestamp,
    journal::event::{AttemptId, Exclusion, Fact, Question, Stop},
};

/// A list that was read longer ago is read again before anybody else is called: a run that slept over night does
/// not rely on what it learnt in the evening.
const HOLDS_MAX: Duration = Duration::from_secs(12 * 3600);
/// The longest call. Source: developer.exotel.com/api, `TimeLimit`, 14400. A call is listed when it is over, so
/// one that began shortly before the last look-back may be new in the next one.
const CALL_MAX: Duration = Duration::from_secs(14_400);
/// How far the account's list of calls was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct LookBack {
    /// A page was asked for.
    asking: bool,
    /// Where the next page begins, and up to when the list is read.
    round: Option<(Timestamp, Timestamp)>,
    /// Every call made until then was looked at, as far as it was listed.
    done: Option<Timestamp>,
    /// Pages in a row that failed.
    failures: u8,
}

/// Attempts that may have made a call which is not known to be theirs, by the number that they called.
type Doubts<'a> = BTreeMap<Number, Vec<(AttemptId, &'a Attempt)>>;

impl LookBack {
    /// A page is about to be asked for.
    pub(super) fn asked(&mut self, since: Timestamp, until: Timestamp) {
        self.asking = true;
        self.round = Some((since, until));
    }

    /// The request for a page is over.
    pub(super) fn replied(&mut self, is_failure: bool) {
        self.asking = false;
        if is_failure {
            self.failures = self.failures.saturating_add(1);
        }
    }

    /// The list was read up to there.
    pub(super) fn advance(&mut self, until: Timestamp) {
        self.failures = 0;
        self.round = match self.round {
            Some((_, end)) if until >= end => {
                self.done = Some(end);
                None
            }
            Some((_, end)) => Some((until, end)),
            None => None,
        };
    }

    /// Another process tries again what could not be read.
    pub(super) fn resume(&mut self) {
        self.failures = 0;
    }
}

impl Engine {
    /// Whether nothing that the account's list of calls could say is missing at `now`.
    pub(super) fn looked_back(&self, now: Timestamp) -> bool {
        let Some(within) = self.rules.not_called_within else {
            return true;
        };
        let holds = within.min(HOLDS_MAX);
        let done = self.look_back.done;
        self.look_back.round.is_none() && done.is_some_and(|done| now < done + holds)
    }

    /// Whether a page of the account's list is on its way.
    pub(super) fn is_looking_back(&self) -> bool {
        self.look_back.asking
    }

    /// The next page to be asked for, when somebody waits for it.
    pub(super) fn next_page(&self, now: Timestamp) -> Option<Question> {
        let within = self.rules.not_called_within?;
        if self.look_back.asking || self.looked_back(now) {
            return None;
        }
        let (since, until) = self.look_back.round.unwrap_or_else(|| {
            let skew = self.rules.timing.clock_skew;
            let first = whole(now.earlier(within + skew));
            let again = self.look_back.done.map(|done| {
                let late = CALL_MAX + self.rules.timing.listing_lag + skew;
                whole(done.earlier(late))
            });
            let until = whole(now + skew) + Duration::from_secs(1);
            (first.max(again.unwrap_or(first)), until)
        });
        Some(Question::Earlier { since, until })
    }

    /// The request for one page: as much of the range as one may ask for.
    pub(super) fn page(since: Timestamp, until: Timestamp) -> Query {
        let until = until.min(since + LISTED_RANGE_MAX);
        Query::Earlier { since, until }
    }

    /// Everybody whom a page shows to be called by others, and how far the list is read.
    pub(super) fn found(&self, calls: &[CallRecord], until: Timestamp) -> Vec<Fact> {
        let mut numbers: BTreeMap<Number, Vec<&CallRecord>> = BTreeMap::new();
        for call in calls.iter().filter(|call| !call.inbound) {
            for number in [call.from, call.to].into_iter().flatten() {
                numbers.entry(number).or_default().push(call);
            }
        }
        let doubts = self.doubts();
        let people = self.people.iter().filter(|person| person.is_free());
        let excluded = people.filter_map(|person| {
            let calls = person.numbers().filter_map(|number| numbers.get(&number));
            let others = calls.flatten().filter(|call| !self.is_own(&doubts, call));
            let newest = others.max_by_key(|call| call.created)?;
            let why = Exclusion::CalledAtExotel {
                sid: newest.sid.clone(),
                at: newest.created?,
                outcome: newest.outcome,
            };
            let contact = person.contact;
            Some(Fact::Excluded { contact, why })
        });
        let mut facts: Vec<Fact> = excluded.collect();
        facts.push(Fact::LookedBack { until });
        facts
    }

    /// The attempts of the run in doubt. Rows may share a number, so whose attempt it is does not matter.
    fn doubts(&self) -> Doubts<'_> {
        let mut doubts = Doubts::new();
        for (id, state) in &self.attempts {
            if let Attempt::Intended(_)
            | Attempt::Ambiguous { .. }
            | Attempt::Unknown { .. }
            | Attempt::PresumedNone { .. } = state
            {
                let number = state.intent().number;
                doubts.entry(number).or_default().push((*id, state));
            }
        }
        doubts
    }

    /// Whether a call is one of this run's, or may be the one that an attempt in doubt made.
    fn is_own(&self, doubts: &Doubts<'_>, call: &CallRecord) -> bool {
        let doubts = call.from.and_then(|number| doubts.get(&number));
        let mut doubts = doubts.into_iter().flatten();
        self.sids.contains(&call.sid) || doubts.any(|(id, state)| self.fits(*id, state, call))
    }

    /// A page failed; once too often, the run stops.
    pub(super) fn page_failed(&self, why: &str) -> Option<Fact> {
        let once_more = self.look_back.failures + 1 < LOOKUPS_MAX;
        let message = why.into();
        let stop = (!once_more).then_some(Stop::LookBack { message });
        stop.and_then(|why| self.stopping(why))
    }
}

/// The whole second before a moment: dates of the v1 API have no fraction.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_secs(at.as_millis().div_euclid(1000))
}
